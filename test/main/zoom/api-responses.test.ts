import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { z } from 'zod';
import { type Failure, failureOf } from '../../../src-main/shared/app-error';
import { ZoomClient } from '../../../src-main/zoom/zoom-client';
import { idOf, now } from '../examples';
import { HttpFake, sendJson } from '../http-fake';

/** One answer that Zoom, or whoever sits in between, may give; `expect` is `ok` or the code it has to become. */
const Case = z.strictObject({
  id: z.string(),
  call: z.enum(['zak', 'zakOfOther', 'onbehalf', 'recording', 'me', 'meeting', 'meetings']),
  status: z.number(),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.string().optional(),
  bodyBase64: z.string().optional(),
  /** Pieces of text and how often each comes. */
  bodyParts: z.array(z.tuple([z.string(), z.number()])).optional(),
  gzip: z.literal(true).optional(),
  setCookies: z.number().optional(),
  /** The connection ends before the answer does. */
  cut: z.literal(true).optional(),
  expect: z.string(),
  missingScopes: z.array(z.string()).optional(),
  retryAt: z.string().optional(),
  attempts: z.number().optional(),
  zoomMessage: z.string().optional(),
  subject: z.string().optional(),
  why: z.string(),
});
type Case = z.infer<typeof Case>;

const cases = z
  .array(Case)
  .parse(JSON.parse(readFileSync(new URL('../../data/api-responses.json', import.meta.url), 'utf8')));

function bodyOf({ body, bodyBase64, bodyParts, gzip }: Case): Buffer {
  if (bodyBase64 !== undefined) return Buffer.from(bodyBase64, 'base64');
  const text = Buffer.from(bodyParts?.map(([part, times]) => part.repeat(times)).join('') ?? body ?? '');
  return gzip ? gzipSync(text) : text;
}

/** Asks for what the case is about. Lists ask three times at once; only the first kind gets the answer of the case. */
async function ask(client: ZoomClient, call: Case['call']): Promise<unknown> {
  if (call === 'zak') return client.getZak();
  if (call === 'zakOfOther') return client.getUserToken({ type: 'zak', userId: 'somebody else' });
  if (call === 'onbehalf') return client.getUserToken({ type: 'onbehalf', meetingId: '81234567890' });
  if (call === 'recording') return client.getJoinToken('81234567890', 'local_recording');
  if (call === 'me') return client.getMe();
  if (call === 'meeting') return client.getMeeting('81234567890');
  return (await client.listMeetings({ id: 'AbC', displayName: 'Anybody' })).meetings;
}

function isAbout(call: Case['call'], path: string, type: string | null): boolean {
  return {
    zak: path === '/v2/users/me/zak',
    zakOfOther: path === '/v2/users/somebody%20else/token',
    onbehalf: path === '/v2/users/me/token',
    recording: path === '/v2/meetings/81234567890/jointoken/local_recording',
    me: path === '/v2/users/me',
    meeting: path.startsWith('/v2/meetings/'),
    meetings: type === 'upcoming_meetings',
  }[call];
}

async function outcomeOf(example: Case, elsewhere: string) {
  const told: (Failure | 'ok')[] = [];
  let asked = 0;
  const zoom = await HttpFake.start(({ path, query }, response) => {
    if (!isAbout(example.call, path, query.get('type'))) return sendJson(response, 200, { meetings: [] });
    asked += 1;
    if (example.status === 0) return void response.destroy();
    for (const [name, value] of Object.entries(example.headers ?? {}))
      response.setHeader(name, value.replace('{elsewhere}', elsewhere));
    if (!example.headers?.['content-type']) response.setHeader('content-type', 'application/json;charset=UTF-8');
    if (example.setCookies)
      response.setHeader(
        'set-cookie',
        Array.from({ length: example.setCookies }, (_, index) => `c${index}=x`),
      );
    if (!example.cut) return void response.writeHead(example.status).end(bodyOf(example));
    response.writeHead(example.status, { 'content-length': 1_000 }).write(bodyOf(example), () => response.destroy());
  });
  let refreshed = 0;
  const client = new ZoomClient({
    credentialId: idOf(1),
    environment: 'zoom',
    apiOrigin: zoom.origin,
    fetch,
    getAccessToken: async (rejected) => {
      if (rejected !== undefined) refreshed += 1;
      return `not-a-real-token-${refreshed}`;
    },
    onOutcome: (outcome) => told.push(outcome.ok ? 'ok' : outcome.failure),
    now: () => now,
    // What is waited for, and how long, is in other tests.
    wait: async () => {},
  });
  try {
    const failure = await ask(client, example.call).then(
      () => undefined,
      (error: unknown) => failureOf(error),
    );
    return { failure, asked, refreshed, lastTold: told.at(-1), toldFailures: told.filter((what) => what !== 'ok') };
  } finally {
    await zoom.close();
  }
}

test('the corpus is as large as it claims, and no case comes twice', () => {
  expect(cases.length).toBeGreaterThanOrEqual(80);
  expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
});

test.describe('every answer becomes what it means', () => {
  let elsewhere: HttpFake;
  let outcomes: Map<string, Awaited<ReturnType<typeof outcomeOf>>>;

  test.beforeAll(async () => {
    elsewhere = await HttpFake.start();
    const { origin } = elsewhere;
    outcomes = new Map();
    const waiting = cases.values();
    // A few at a time: with all of them at once a busy machine runs into the client's own limits.
    const worker = async () => {
      for (const example of waiting) outcomes.set(example.id, await outcomeOf(example, origin));
    };
    await Promise.all(Array.from({ length: 8 }, worker));
  });
  test.afterAll(() => elsewhere.close());

  for (const example of cases) {
    test(`${example.id}: ${example.expect}`, () => {
      const outcome = outcomes.get(example.id);
      expect(outcome?.failure?.code ?? 'ok').toBe(example.expect);
      // The credential hears of it, once, and of nothing else that went wrong.
      expect(outcome?.toldFailures).toEqual(outcome?.failure ? [outcome.failure] : []);
      if (example.missingScopes) expect(outcome?.failure?.missingScopes).toEqual(example.missingScopes);
      if (example.zoomMessage) expect(outcome?.failure?.zoomMessage).toBe(example.zoomMessage);
      if (example.subject) expect(outcome?.failure?.subject).toBe(example.subject);
      if (example.retryAt) expect(outcome?.failure?.retryAt).toBe(example.retryAt);
      const isWorthAnotherTry = ['offline', 'zoom_unavailable'].includes(example.expect);
      const asked = example.attempts ?? (isWorthAnotherTry ? 4 : example.expect === 'reauthorization_required' ? 2 : 1);
      expect(outcome?.asked).toBe(asked);
      expect(outcome?.refreshed).toBe(example.expect === 'reauthorization_required' ? 1 : 0);
    });
  }

  test('nothing arrives at the server that the redirects name', () => {
    expect(elsewhere.requests).toEqual([]);
  });
});

test('a ZAK cut off at any byte never reaches a meeting, and is asked for again', async () => {
  const whole = JSON.stringify({ token: 'header.payload.signature' });
  const outcomes = await Promise.all(
    Array.from({ length: whole.length }, (_, length) =>
      outcomeOf(
        { id: 'cut', call: 'zak', status: 200, body: whole.slice(0, length), expect: 'zoom_unavailable', why: 'half' },
        '',
      ),
    ),
  );
  expect(outcomes.map(({ failure, asked }) => [failure?.code, asked])).toEqual(
    outcomes.map(() => ['zoom_unavailable', 4]),
  );
});
