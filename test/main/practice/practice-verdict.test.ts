import { SignJWT } from 'jose';
import { people } from '../../../src-main/practice/practice-people';
import { type WireVerdict, wireRefusals } from '../../../src-main/practice/practice-verdict';
import { sdkSignature } from '../../../src-main/zoom/sdk-signature';
import { expect, type RunningPractice, startOfDay, test } from './running-practice';

const { mira, jonas } = people;
const running = { meetingNumber: '86011004201', passWord: 'crane42' };
const inFourMinutes = { meetingNumber: '86011004202', passWord: 'harbour7' };
const signedInOnly = { meetingNumber: '86011004204', passWord: 'slate88' };
const iat = startOfDay.getTime() / 1000 - 30;

type App = { clientId: string; clientSecret: string };
type Fields = Record<string, string>;

/** What the SDK sends; its form is multipart. */
async function join(practice: RunningPractice, fields: Fields): Promise<WireVerdict> {
  const form = new FormData();
  for (const [name, value] of Object.entries({ userName: 'Somebody', signatureType: 'sdk', cv: '6.2.0', ...fields })) {
    form.set(name, value);
  }
  const reply = await practice.ask<WireVerdict>('/api/v1/wc/info', { method: 'POST', body: form });
  expect(reply.status).toBe(200);
  return reply.body;
}

function sign(claims: Record<string, unknown>, secret: string, alg = 'HS256'): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg, typ: 'JWT' }).sign(new TextEncoder().encode(secret));
}

function claimsOf(app: App, meetingNumber: string, role = 0): Record<string, unknown> {
  return {
    appKey: app.clientId,
    sdkKey: app.clientId,
    mn: meetingNumber,
    role,
    iat,
    exp: iat + 7200,
    tokenExp: iat + 7200,
  };
}

async function signed(app: App, meeting: { meetingNumber: string }, role = 0): Promise<Fields> {
  return {
    ...meeting,
    apiKey: app.clientId,
    signature: await sign(claimsOf(app, meeting.meetingNumber, role), app.clientSecret),
  };
}

test('whoever signs and knows the passcode joins a running meeting', async ({ practice }) => {
  const app = await practice.confidentialApp();
  const verdict = await join(practice, await signed(app, running));
  expect(verdict).toEqual({
    status: true,
    errorCode: 0,
    errorMessage: '',
    result: { practiceRoom: { participantId: expect.stringMatching(/^[\w-]{24}$/) } },
  });
});

test('the signatures that Usher makes are good', async ({ practice }) => {
  const app = await practice.confidentialApp();
  const request = {
    clientId: app.clientId,
    clientSecret: app.clientSecret,
    meetingId: inFourMinutes.meetingNumber,
    now: startOfDay,
  };
  const signature = await sdkSignature({ ...request, role: 'host' });
  const verdict = await join(practice, { ...inFourMinutes, signature, ztk: await practice.zakOf(mira.id) });
  expect(verdict.status).toBe(true);
});

test.describe('the signature', () => {
  const cases: [string, (app: App) => Promise<string> | string, WireVerdict][] = [
    ['is missing', () => '', wireRefusals.invalidSignature],
    ['is no JWT', () => 'x.y.z', wireRefusals.invalidSignature],
    [
      'is made with another secret',
      (app) => sign(claimsOf(app, running.meetingNumber), 'not-a-real-secret'),
      wireRefusals.invalidSignature,
    ],
    [
      'is made with another algorithm',
      (app) => sign(claimsOf(app, running.meetingNumber), app.clientSecret, 'HS512'),
      wireRefusals.invalidSignature,
    ],
    ['is not signed at all', (app) => unsigned(claimsOf(app, running.meetingNumber)), wireRefusals.invalidSignature],
    [
      'has no appKey',
      (app) => sign({ ...claimsOf(app, running.meetingNumber), appKey: undefined }, app.clientSecret),
      wireRefusals.invalidSignature,
    ],
    [
      'names an unknown app',
      (app) => sign({ ...claimsOf(app, running.meetingNumber), appKey: 'nobody' }, app.clientSecret),
      wireRefusals.wrongApiKey,
    ],
    [
      'is expired',
      (app) => sign({ ...claimsOf(app, running.meetingNumber), iat: iat - 7200, exp: iat }, app.clientSecret),
      wireRefusals.signatureExpired,
    ],
    [
      'comes from the future',
      (app) => sign({ ...claimsOf(app, running.meetingNumber), iat: iat + 120 }, app.clientSecret),
      wireRefusals.invalidSignature,
    ],
    [
      'lives less than half an hour',
      (app) => sign({ ...claimsOf(app, running.meetingNumber), exp: iat + 1799 }, app.clientSecret),
      wireRefusals.invalidSignature,
    ],
    [
      'lives more than two days',
      (app) => sign({ ...claimsOf(app, running.meetingNumber), exp: iat + 172_801 }, app.clientSecret),
      wireRefusals.invalidSignature,
    ],
    [
      'is for another meeting',
      (app) => sign(claimsOf(app, inFourMinutes.meetingNumber), app.clientSecret),
      wireRefusals.wrongMeetingNumber,
    ],
    [
      'claims a role there is not',
      (app) => sign(claimsOf(app, running.meetingNumber, 5), app.clientSecret),
      wireRefusals.wrongRole,
    ],
  ];
  for (const [what, signature, refusal] of cases) {
    test(`${what}: refused`, async ({ practice }) => {
      const app = await practice.confidentialApp();
      expect(await join(practice, { ...running, signature: await signature(app) })).toEqual(refusal);
    });
  }

  test('may be at the edges of its lifetime, with mn as a number', async ({ practice }) => {
    const app = await practice.confidentialApp();
    for (const lifetime of [1800, 172_800]) {
      const claims = {
        ...claimsOf(app, running.meetingNumber),
        mn: Number(running.meetingNumber),
        exp: iat + lifetime,
      };
      expect((await join(practice, { ...running, signature: await sign(claims, app.clientSecret) })).status).toBe(true);
    }
  });

  test('cannot be made by a public client, which has no secret', async ({ practice }) => {
    const app = { ...(await practice.publicApp()), clientSecret: 'not-a-real-secret' };
    expect(await join(practice, await signed(app, running))).toEqual(wireRefusals.wrongApiKey);
  });
});

test('a meeting that does not exist is not found', async ({ practice }) => {
  const app = await practice.confidentialApp();
  const verdict = await join(practice, await signed(app, { meetingNumber: '99999999999' }));
  expect(verdict).toEqual(wireRefusals.meetingNotFound);
});

test('a wrong or missing passcode is refused, and what stands in the join URL is not one', async ({ practice }) => {
  const app = await practice.confidentialApp();
  const token = await practice.accessTokenOf(mira.id);
  const { body } = await practice.get<{ join_url: string }>('/v2/meetings/86011004201', token);
  const encrypted = new URL(body.join_url).searchParams.get('pwd') ?? '';
  for (const passWord of ['', 'crane43', 'CRANE42', encrypted.slice(0, 32)]) {
    expect(await join(practice, { ...(await signed(app, running)), passWord })).toEqual(wireRefusals.wrongPasscode);
  }
});

test('only the host’s own ZAK starts a meeting, and then no passcode is needed', async ({ practice }) => {
  const app = await practice.confidentialApp();
  const start = await signed(app, inFourMinutes, 1);
  expect(await join(practice, start)).toEqual(wireRefusals.notHost);
  expect(await join(practice, { ...start, ztk: await practice.zakOf(jonas.id) })).toEqual(wireRefusals.notHost);
  const verdict = await join(practice, { ...start, passWord: '', ztk: await practice.zakOf(mira.id) });
  expect(verdict.status).toBe(true);
});

test('a ZAK that is expired, changed or no ZAK is a token error, for hosts and for everybody else', async ({
  practice,
}) => {
  const app = await practice.confidentialApp();
  const zak = await practice.zakOf(mira.id);
  const accessToken = await practice.accessTokenOf(mira.id);
  for (const role of [0, 1]) {
    const fields = await signed(app, running, role);
    for (const ztk of ['x', `${zak}x`, accessToken]) {
      expect(await join(practice, { ...fields, ztk })).toEqual(wireRefusals.zakRefused);
    }
  }
  const inTime = await join(practice, { ...(await signed(app, running, 1)), ztk: zak });
  expect(inTime.status).toBe(true);
  practice.zoom.advanceClock(5 * 60_000);
  const late = await join(practice, { ...(await signed(app, running, 1)), ztk: zak });
  expect(late).toEqual(wireRefusals.zakRefused);
});

test('a meeting for signed-in users takes anybody’s ZAK, but not nobody’s', async ({ practice }) => {
  const app = await practice.confidentialApp();
  const fields = await signed(app, signedInOnly);
  expect(await join(practice, fields)).toEqual(wireRefusals.loginRequired);
  const verdict = await join(practice, { ...fields, ztk: await practice.zakOf(jonas.id) });
  expect(verdict.status).toBe(true);
});

test('a participant waits until the host has started', async ({ practice }) => {
  const app = await practice.confidentialApp();
  const fields = await signed(app, inFourMinutes);
  expect(await join(practice, fields)).toEqual({ ...wireRefusals.notStarted, result: {} });
  await join(practice, { ...(await signed(app, inFourMinutes, 1)), ztk: await practice.zakOf(mira.id) });
  expect((await join(practice, fields)).status).toBe(true);
});

test('a host hosts two meetings at once and not three', async ({ practice }) => {
  const app = await practice.confidentialApp();
  const ztk = await practice.zakOf(mira.id);
  const start = async (meetingNumber: string) => join(practice, { ...(await signed(app, { meetingNumber }, 1)), ztk });
  expect((await start('86011004201')).status).toBe(true);
  expect((await start('86011004202')).status).toBe(true);
  expect(await start('86011004203')).toEqual(wireRefusals.anotherMeetingRunning);
  expect((await start('86011004202')).status, 'coming back to one of them is no third').toBe(true);
});

test('a request without a name or with a garbled number is an invalid parameter', async ({ practice }) => {
  const app = await practice.confidentialApp();
  const fields = await signed(app, running);
  for (const wrong of [
    { userName: ' ' },
    { userName: 'x'.repeat(129) },
    { meetingNumber: '860 1100 4201' },
    { passWord: 'x'.repeat(33) },
  ]) {
    expect(await join(practice, { ...fields, ...wrong })).toEqual(wireRefusals.invalidParameter);
  }
});

test('the SDK may ask from its own origin, urlencoded, and by GET after a server error', async ({ practice }) => {
  const app = await practice.confidentialApp();
  const origin = 'app://meeting';
  const preflight = await practice.ask('/api/v1/wc/info', {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'x-csrftoken' },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-headers')).toBe('x-csrftoken');
  const fields = new URLSearchParams({ userName: 'Somebody', ...(await signed(app, running)) });
  const posted = await practice.ask<WireVerdict>('/api/v1/wc/info', {
    method: 'POST',
    headers: { origin },
    body: fields,
  });
  expect(posted.body.status).toBe(true);
  expect(posted.headers.get('access-control-allow-origin')).toBe(origin);
  expect(posted.headers.get('access-control-allow-credentials')).toBe('true');
  expect(posted.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  const got = await practice.ask<WireVerdict>(`/api/v1/wc/info?${fields}`, { headers: { origin } });
  expect(got.body.status).toBe(true);
});

test('every row of the table can be forced, with the headers that let the SDK read it', async ({ practice }) => {
  const origin = 'app://meeting';
  const ask = () =>
    practice.ask('/api/v1/wc/info', { method: 'POST', headers: { origin }, body: new URLSearchParams() });
  for (const refusal of Object.values(wireRefusals)) {
    practice.zoom.faults.add({ path: '/api/v1/wc/info', effect: { kind: 'answer', status: 200, body: refusal } });
    const reply = await ask();
    expect(reply.body).toEqual(refusal);
    expect(reply.headers.get('access-control-allow-origin')).toBe(origin);
  }
  const bodies: [number, unknown][] = [
    [429, { status: false }],
    [500, undefined],
    [200, {}],
    [200, '<html>not JSON'],
    [200, { status: true, errorCode: 0, errorMessage: '', result: null }],
  ];
  for (const [status, body] of bodies) {
    practice.zoom.faults.add({ path: '/api/v1/wc/*', effect: { kind: 'answer', status, body } });
    const reply = await ask();
    expect([reply.status, reply.body]).toEqual([status, body ?? '']);
  }
});

function unsigned(claims: Record<string, unknown>): string {
  const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url');
  return `${encode({ alg: 'none', typ: 'JWT' })}.${encode(claims)}.`;
}
