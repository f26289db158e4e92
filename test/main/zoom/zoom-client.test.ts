import type { ServerResponse } from 'node:http';
import { expect, test } from '@playwright/test';
import { AppError, failureOf } from '../../../src-main/shared/app-error';
import type { CredentialOutcome } from '../../../src-main/shared/credential';
import { errorText } from '../../../src-main/shared/error-text';
import { ZoomClient } from '../../../src-main/zoom/zoom-client';
import { waitUntil } from '../../support/wait-until';
import { aMeetingPlan, idOf, now } from '../examples';
import { HttpFake, type SeenRequest, sendJson } from '../http-fake';

const zak = { token: 'not-a.real.zak' };
const expired = { code: 124, message: 'Access token is expired.' };

let zoom: HttpFake;
test.beforeEach(async () => {
  zoom = await HttpFake.start();
});
test.afterEach(() => zoom.close());

function clientOf(
  getAccessToken?: (rejected?: string) => Promise<string>,
  different: { now?: () => Date; wait?: (milliseconds: number) => Promise<unknown> } = {},
) {
  const outcomes: CredentialOutcome[] = [];
  const rejections: (string | undefined)[] = [];
  const client = new ZoomClient({
    credentialId: idOf(1),
    environment: 'zoom',
    apiOrigin: zoom.origin,
    fetch,
    getAccessToken:
      getAccessToken ??
      (async (rejected) => {
        rejections.push(rejected);
        return rejected === undefined ? 'not-a-real-token-1' : 'not-a-real-token-2';
      }),
    onOutcome: (outcome) => outcomes.push(outcome),
    now: () => now,
    ...different,
  });
  return { client, outcomes, rejections };
}

/** Answers in this order; the last one for ever. */
function answerInTurn(...answers: ((response: ServerResponse) => void)[]): void {
  zoom.answer = (_request, response) => (answers[zoom.requests.length - 1] ?? answers.at(-1))?.(response);
}

const says =
  (status: number, body: unknown, headers?: Record<string, string>) =>
  (response: ServerResponse): void =>
    sendJson(response, status, body, headers);

async function failureFrom(work: Promise<unknown>) {
  return work.then(
    () => undefined,
    (error: unknown) => failureOf(error),
  );
}

/** What `listMeetings` asks for, by its `type`; `invited` is the list of the next 24 hours. */
function answerLists(lists: { live?: object[]; upcoming?: object[]; invited?: object[] }): void {
  zoom.answer = ({ path, query }, response) => {
    if (path === '/v2/users/me/upcoming_meetings') return sendJson(response, 200, { meetings: lists.invited ?? [] });
    sendJson(response, 200, {
      next_page_token: '',
      meetings: (query.get('type') === 'live' ? lists.live : lists.upcoming) ?? [],
    });
  };
}

const ada = { id: 'ada', displayName: 'Ada' };
const townHall = {
  id: 81234567890,
  topic: 'Town hall',
  type: 2,
  start_time: '2026-11-21T10:00:00Z',
  duration: 60,
  timezone: 'Europe/Rome',
  host_id: 'ada',
};

test.describe('whether only admins change host keys', () => {
  const security = (isReserved: boolean, reserved: string[] = []) => ({
    security: { admin_change_user_info: isReserved, user_modifiable_info_by_admin: reserved },
  });

  test('is in the settings of the account', async () => {
    for (const [body, isReserved] of [
      [security(false), false],
      [security(true, ['name', 'host_key']), true],
      [security(true, ['name']), false],
    ] as const) {
      answerInTurn(says(200, body));
      expect(await clientOf().client.isHostKeyReserved()).toBe(isReserved);
    }
    expect(zoom.requests.map(({ path, query }) => `${path}?${query}`)).toEqual(
      Array(3).fill('/v2/accounts/me/settings?'),
    );
  });

  test('is asked for by its name where all of the settings do not tell it', async () => {
    for (const first of [says(200, { feature: {} }), says(400, { code: 200, message: 'No permission.' })]) {
      zoom.requests.length = 0;
      answerInTurn(first, says(200, security(true, ['host_key'])));
      expect(await clientOf().client.isHostKeyReserved()).toBe(true);
      expect(zoom.requests.map(({ query }) => String(query))).toEqual(['', 'custom_query_fields=security']);
    }
  });

  test('is unknown where the account is not told it, which says nothing of the credential', async () => {
    answerInTurn(says(200, { code: 200, message: 'Only available for paid accounts.' }));
    const { client, outcomes } = clientOf();
    expect(await client.isHostKeyReserved()).toBeUndefined();
    answerInTurn(says(200, { security: { admin_change_user_info: true } }));
    expect(await client.isHostKeyReserved()).toBeUndefined();
    expect(outcomes).toEqual(Array(4).fill({ ok: true }));
  });

  test('takes a scope of its own', async () => {
    answerInTurn(says(400, { code: 4711, message: 'Invalid access token, does not contain scopes.' }));
    expect(await failureFrom(clientOf().client.isHostKeyReserved())).toMatchObject({
      code: 'missing_scope',
      missingScopes: ['account:read:settings:admin'],
    });
    expect(zoom.requests).toHaveLength(1);
  });
});

test.describe('every request', () => {
  test('carries the access token in its header, nothing in its address, and no cookie', async () => {
    answerInTurn(says(200, zak, { 'set-cookie': 'session=x; Path=/' }));
    const { client } = clientOf();
    await client.getZak();
    await client.getZak();
    for (const { method, path, query, headers } of zoom.requests) {
      expect([method, path, query.size]).toEqual(['GET', '/v2/users/me/zak', 0]);
      expect(headers.authorization).toBe('Bearer not-a-real-token-1');
      expect(headers.cookie).toBeUndefined();
    }
  });

  test('whose token has run out is asked once more with a fresh one', async () => {
    answerInTurn(says(401, expired), says(200, zak));
    const { client, outcomes, rejections } = clientOf();
    expect(await client.getZak()).toBe(zak.token);
    expect(rejections).toEqual([undefined, 'not-a-real-token-1']);
    expect(zoom.requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer not-a-real-token-1',
      'Bearer not-a-real-token-2',
    ]);
    expect(outcomes).toEqual([{ ok: true }]);
  });

  test('is never asked a third time when the fresh token is refused too', async () => {
    answerInTurn(says(401, expired, { 'x-zm-trackingid': 'WEB_1234' }));
    const { client, rejections } = clientOf();
    expect(await failureFrom(client.getZak())).toEqual({
      code: 'reauthorization_required',
      zoomCode: 124,
      zoomMessage: expired.message,
      trackingId: 'WEB_1234',
    });
    expect(zoom.requests).toHaveLength(2);
    expect(rejections).toHaveLength(2);
  });

  test('is not made at all when there is no token to be had, and says why', async () => {
    const { client, outcomes } = clientOf(async () => {
      throw new AppError('keychain_locked');
    });
    expect(await failureFrom(client.getZak())).toEqual({ code: 'keychain_locked' });
    expect(outcomes).toEqual([{ ok: false, failure: { code: 'keychain_locked' } }]);
    expect(zoom.requests).toEqual([]);
  });

  test('ends with the reason for which the token could not be refreshed', async () => {
    answerInTurn(says(401, expired));
    const { client, outcomes } = clientOf(async (rejected) => {
      if (rejected !== undefined) throw new AppError('app_disabled');
      return 'not-a-real-token-1';
    });
    expect(await failureFrom(client.getZak())).toEqual({ code: 'app_disabled' });
    expect(outcomes).toEqual([{ ok: false, failure: { code: 'app_disabled' } }]);
    expect(zoom.requests).toHaveLength(1);
  });

  test('that meets a foreign error of ours is "unexpected"', async () => {
    const { client, outcomes } = clientOf(async () => {
      throw new TypeError('x is not a function');
    });
    expect(await failureFrom(client.getZak())).toEqual({ code: 'unexpected' });
    expect(outcomes).toEqual([{ ok: false, failure: { code: 'unexpected' } }]);
  });

  test('survives two outages of Zoom and says nothing of them', async () => {
    answerInTurn(says(503, {}), says(500, {}), says(200, zak));
    const { client, outcomes } = clientOf();
    expect(await client.getZak()).toBe(zak.token);
    expect(outcomes).toEqual([{ ok: true }]);
  });

  test('comes to an end however outages and refusals take turns', async () => {
    answerInTurn(says(503, {}), says(503, {}), says(401, expired), says(503, {}), says(401, expired));
    const { client, rejections } = clientOf();
    expect(await failureFrom(client.getZak())).toMatchObject({ code: 'zoom_unavailable' });
    expect(zoom.requests.length).toBeLessThanOrEqual(4);
    expect(rejections).toHaveLength(2);
  });

  test('waits for a limit of one second and is then let through', async () => {
    const reset = String(now.getTime() / 1_000 + 1);
    answerInTurn(says(429, { code: 429 }, { 'x-ratelimit-reset': reset, 'x-ratelimit-type': 'QPS' }), says(200, zak));
    const began = performance.now();
    expect(await clientOf().client.getZak()).toBe(zak.token);
    expect(performance.now() - began).toBeGreaterThanOrEqual(1_000);
  });

  test('survives no maintenance that lasts, tells where Zoom says more, and leaves what it cannot know (Z9, Z14)', async () => {
    zoom.answer = (_request, response) =>
      void response.writeHead(503, { 'content-type': 'text/html' }).end('<html>Scheduled maintenance</html>');
    const { client, outcomes } = clientOf(undefined, { wait: async () => {} });
    const failure = await failureFrom(client.getZak());
    expect(failure).toEqual({ code: 'zoom_unavailable', zoomCode: 503 });
    expect(zoom.requests).toHaveLength(4);
    expect(outcomes).toHaveLength(1);
    expect(errorText({ code: 'zoom_unavailable' }).sentence).toContain('status.zoom.us');
  });

  test('is "offline" when nobody is there', async () => {
    const { client, outcomes } = clientOf();
    await zoom.close();
    try {
      expect(await failureFrom(client.getZak())).toEqual({ code: 'offline' });
      expect(outcomes).toEqual([{ ok: false, failure: { code: 'offline' } }]);
    } finally {
      zoom = await HttpFake.start();
    }
  });

  /** What the client's limits of so many milliseconds lead to when these pass a hundred times faster, and how often it set one. */
  async function failureWhenFaster(limitMs: number) {
    let limits = 0;
    const { setTimeout: wait } = globalThis;
    const hundredfold = (done: () => void, milliseconds?: number, ...more: unknown[]) => {
      if (milliseconds !== limitMs) return wait(done, milliseconds, ...more);
      limits += 1;
      return wait(done, milliseconds / 100);
    };
    Object.assign(globalThis, { setTimeout: hundredfold });
    try {
      return { failure: await failureFrom(clientOf().client.getZak()), limits };
    } finally {
      Object.assign(globalThis, { setTimeout: wait });
    }
  }

  test('has a limit of twenty seconds, also for an answer that trickles', async () => {
    zoom.answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const trickle = setInterval(() => response.write(' '), 10);
      response.once('close', () => clearInterval(trickle));
    };
    expect(await failureWhenFaster(20_000)).toEqual({ failure: { code: 'offline' }, limits: 4 });
  });

  test('has a limit of ten seconds for an answer that does not begin', async () => {
    let ended = 0;
    zoom.answer = (_request, response) => {
      response.once('close', () => {
        ended += 1;
      });
    };
    expect(await failureWhenFaster(10_000)).toEqual({ failure: { code: 'offline' }, limits: 4 });
    await waitUntil('the requests to be given up', () => ended === 4);
  });

  test('that has begun after ten seconds has the rest of the twenty', async () => {
    zoom.answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
      setTimeout(() => response.end(JSON.stringify(zak)), 300);
    };
    expect(await failureWhenFaster(10_000)).toEqual({ failure: undefined, limits: 1 });
  });

  test('keeps a path segment a segment, whatever the meeting number claims to be', async () => {
    const { client } = clientOf();
    await failureFrom(client.getMeeting('../users/me/zak?x=1#'));
    expect(zoom.paths).toEqual(['/v2/meetings/..%2Fusers%2Fme%2Fzak%3Fx%3D1%23']);
  });

  test('never shows the token or the ZAK in what is said of a failure', async () => {
    answerInTurn(says(200, { token: 'not-a-real-zak, but a sentence' }));
    const { client } = clientOf();
    const error = await client.getZak().catch((thrown: unknown) => thrown);
    const said =
      error instanceof AppError
        ? `${error.message} ${String(error.cause)} ${JSON.stringify(error.failure)} ${error.stack}`
        : '';
    expect(said).toContain('token_not_issued');
    expect(said).not.toMatch(/not-a-real/);
  });
});

test.describe('a rate limit', () => {
  const perSecond = { code: 429, message: 'You have reached the maximum per-second rate limit for this API.' };

  /** A clock that only the client's own waits move, and that a test lets go on. */
  function pausable() {
    const clock = { now };
    const waits: { milliseconds: number; over: () => void }[] = [];
    const wait = (milliseconds: number) =>
      new Promise<void>((resolve) => {
        const over = () => {
          clock.now = new Date(clock.now.getTime() + milliseconds);
          resolve();
        };
        waits.push({ milliseconds, over });
      });
    return { now: () => clock.now, wait, waits };
  }

  test('of a second is waited for by one, and nobody asks before its end, however many there are (Z6)', async () => {
    const reset = String(now.getTime() / 1_000 + 2);
    answerInTurn(says(429, perSecond, { 'x-ratelimit-reset': reset, 'x-ratelimit-type': 'QPS' }), says(200, zak));
    const time = pausable();
    const { client } = clientOf(undefined, time);
    const first = client.getUserToken({ type: 'zak' });
    await waitUntil('the first to be refused', () => time.waits.length === 1);
    const others = Array.from({ length: 20 }, () => client.getUserToken({ type: 'zak' }));
    // The pause before another try, which is short; then the wait for the end of the limit.
    await waitUntil('one of them to wait for the end', () => time.waits.length === 2);
    time.waits[0]?.over();
    expect(time.waits[1]?.milliseconds).toBeGreaterThan(1_000);
    expect(zoom.requests).toHaveLength(1);
    time.waits[1]?.over();
    expect(await Promise.all([first, ...others])).toEqual(Array.from({ length: 21 }, () => zak.token));
    expect(zoom.requests).toHaveLength(22);
    expect(time.waits).toHaveLength(2);
  });

  test('of a day is not waited for: the next call makes no request and says when it ends (Z7)', async () => {
    const midnight = '2026-11-22T00:00:00Z';
    answerInTurn(says(429, { code: 429 }, { 'retry-after': midnight, 'x-ratelimit-type': 'Daily-limit' }));
    const { client, outcomes } = clientOf(undefined, { wait: () => expect('the client').toBe('not waiting') as never });
    const first = await failureFrom(client.getZak());
    expect(first).toMatchObject({ code: 'rate_limited', retryAt: '2026-11-22T00:00:00.000Z' });
    expect(await failureFrom(client.getMe())).toEqual(first);
    expect(await failureFrom(client.getMeeting('81234567890'))).toEqual(first);
    expect(zoom.requests).toHaveLength(1);
    expect(outcomes).toHaveLength(3);
    if (first) expect(errorText(first).sentence).toContain(new Date(midnight).toLocaleTimeString());
  });

  test('once it is over, opens by itself (Z7)', async () => {
    answerInTurn(says(429, { code: 429 }, { 'retry-after': '2026-11-22T00:00:00Z' }), says(200, zak));
    let clock = now;
    const { client } = clientOf(undefined, { now: () => clock, wait: async () => {} });
    await failureFrom(client.getZak());
    clock = new Date('2026-11-22T00:00:01Z');
    expect(await client.getZak()).toBe(zak.token);
  });

  test('on what runs at once leads to one request at a time, until all are through (Z8)', async () => {
    let inFlight = 0;
    let most = 0;
    zoom.answer = async (_request, response) => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      await new Promise((resolve) => setTimeout(resolve, 5));
      const isRefused = inFlight > 1 || zoom.requests.length === 1;
      inFlight -= 1;
      if (isRefused) return sendJson(response, 429, { code: 429, message: 'Too many concurrent requests.' });
      sendJson(response, 200, zak);
    };
    const time = pausable();
    const { client } = clientOf(undefined, time);
    const ask = () => client.getUserToken({ type: 'zak' });
    const all = [ask()];
    await waitUntil('the refusal', () => time.waits.length === 1);
    for (let count = 0; count < 10; count++) all.push(ask());
    await waitUntil('one to wait for the end of the limit', () => time.waits.length === 2);
    for (const { over } of time.waits) over();
    // Who comes when one is through already waits behind the others all the same.
    await all[1];
    for (let count = 0; count < 5; count++) all.push(ask());
    expect(await Promise.all(all)).toEqual(all.map(() => zak.token));
    expect(most).toBe(1);
    expect(zoom.requests).toHaveLength(17);
  });
});

test.describe('the list of meetings', () => {
  test('says of each meeting what Zoom says, in UTC and with a topic', async () => {
    answerLists({
      upcoming: [
        { ...townHall, start_time: '2026-11-21T12:00:00+02:00' },
        { id: 999999999, type: 3, topic: ' ' },
      ],
    });
    const { meetings } = await clientOf().client.listMeetings(ada);
    expect(meetings).toEqual([
      {
        key: 'zoom:81234567890:2026-11-21T10:00:00.000Z',
        meetingId: '81234567890',
        environment: 'zoom',
        topic: 'Town hall',
        type: 'scheduled',
        startTime: '2026-11-21T10:00:00.000Z',
        durationMinutes: 60,
        timezone: 'Europe/Rome',
        isRunning: false,
        sources: [{ credentialId: idOf(1), isHost: true }],
      },
      {
        key: 'zoom:999999999:any',
        meetingId: '999999999',
        environment: 'zoom',
        topic: 'Untitled meeting',
        type: 'recurringNoFixedTime',
        durationMinutes: 0,
        isRunning: false,
        sources: [{ credentialId: idOf(1), isHost: true }],
      },
    ]);
  });

  test('knows who hosts: by the host ID of a scheduled one, by is_host of an invited one', async () => {
    const { host_id: _none, ...hostless } = townHall;
    answerLists({
      upcoming: [
        { ...townHall, id: 811111111, host_id: 'bob' },
        { ...hostless, id: 822222222 },
      ],
      invited: [
        { ...hostless, id: 833333333, is_host: false },
        { ...hostless, id: 844444444, is_host: true },
        { ...hostless, id: 855555555 },
      ],
    });
    const { meetings } = await clientOf().client.listMeetings(ada);
    expect(Object.fromEntries(meetings.map(({ meetingId, sources }) => [meetingId, sources[0]?.isHost]))).toEqual({
      811111111: false,
      822222222: true,
      833333333: false,
      844444444: true,
      855555555: false,
    });
  });

  test('shows a meeting that is scheduled and in the invitations once, as host, and keeps its passcode apart', async () => {
    answerLists({ upcoming: [townHall], invited: [{ ...townHall, is_host: false, passcode: 'not-real' }] });
    const { meetings, passcodes } = await clientOf().client.listMeetings(ada);
    expect(meetings.map(({ sources }) => sources)).toEqual([[{ credentialId: idOf(1), isHost: true }]]);
    expect([...passcodes]).toEqual([['81234567890', 'not-real']]);
    expect(JSON.stringify(meetings)).not.toContain('not-real');
  });

  test('marks of a recurring meeting the occurrence that began last', async () => {
    const at = (start_time: string) => ({ ...townHall, type: 8, start_time });
    answerLists({
      live: [at('2026-11-21T08:30:00Z')],
      upcoming: [at('2026-11-20T08:30:00Z'), at('2026-11-21T08:30:00Z'), at('2026-11-22T08:30:00Z')],
    });
    const { meetings } = await clientOf().client.listMeetings(ada);
    expect(meetings.filter(({ isRunning }) => isRunning).map(({ startTime }) => startTime)).toEqual([
      '2026-11-21T08:30:00.000Z',
    ]);
    expect(meetings).toHaveLength(3);
  });

  test('has no two rows for a meeting that its host started early', async () => {
    answerLists({ live: [townHall], upcoming: [townHall] });
    const { meetings } = await clientOf().client.listMeetings(ada);
    expect(meetings.map(({ key, isRunning }) => [key, isRunning])).toEqual([
      ['zoom:81234567890:2026-11-21T10:00:00.000Z', true],
    ]);
  });

  test('has a row for a running meeting that nobody scheduled', async () => {
    const { start_time: _none, ...instant } = townHall;
    answerLists({ live: [{ ...instant, type: 1 }] });
    const { meetings } = await clientOf().client.listMeetings(ada);
    expect(meetings).toMatchObject([
      { key: 'zoom:81234567890:any', type: 'instant', isRunning: true, sources: [{ isHost: true }] },
    ]);
  });

  test('has a row for the user’s own room, whether it runs or not, and no second one', async () => {
    const withRoom = { ...ada, pmi: '4110042001' };
    const { start_time: _none, ...running } = { ...townHall, id: 4110042001, topic: 'Ada’s room', type: 1 };
    const room = { key: 'zoom:4110042001:any', type: 'personal', topic: 'Personal room of Ada' };
    answerLists({});
    expect((await clientOf().client.listMeetings(withRoom)).meetings).toMatchObject([{ ...room, isRunning: false }]);
    answerLists({ live: [running] });
    expect((await clientOf().client.listMeetings(withRoom)).meetings).toMatchObject([{ ...room, isRunning: true }]);
  });

  test('marks the meeting that is scheduled into the user’s own room, while that runs', async () => {
    const begun = { ...townHall, id: 4110042001, start_time: '2026-11-21T08:45:00Z' };
    answerLists({ live: [begun], upcoming: [begun] });
    const { meetings } = await clientOf().client.listMeetings({ ...ada, pmi: '4110042001' });
    expect(meetings.map(({ topic, isRunning }) => [topic, isRunning])).toEqual([
      ['Town hall', true],
      ['Personal room of Ada', false],
    ]);
  });

  test('follows the pages to their end, each with its own token', async () => {
    const pages: Record<string, { next_page_token?: string; meetings: object[] }> = {
      '': { next_page_token: 'a b&c=ü', meetings: [townHall] },
      'a b&c=ü': { next_page_token: 'last', meetings: [{ ...townHall, id: 822222222 }] },
      last: { meetings: [{ ...townHall, id: 833333333 }] },
    };
    zoom.answer = ({ path, query }, response) => {
      const isPaged = path === '/v2/users/me/meetings' && query.get('type') === 'upcoming_meetings';
      sendJson(response, 200, isPaged ? pages[query.get('next_page_token') ?? ''] : { meetings: [] });
    };
    const { meetings } = await clientOf().client.listMeetings(ada);
    expect(meetings.map(({ meetingId }) => meetingId).sort()).toEqual(['81234567890', '822222222', '833333333']);
    expect(zoom.requests.filter(isPageOf('upcoming_meetings')).map(({ query }) => query.get('page_size'))).toEqual([
      '300',
      '300',
      '300',
    ]);
  });

  for (const [what, next] of [
    ['always the same', () => 'again'],
    ['in a circle of two', (token: string) => (token === 'a' ? 'b' : 'a')],
    ['always new', (token: string) => `${token}x`],
  ] as const) {
    test(`comes to an end when the page token is ${what}, and no row comes twice`, async () => {
      zoom.answer = ({ query }, response) =>
        sendJson(response, 200, { next_page_token: next(query.get('next_page_token') ?? ''), meetings: [townHall] });
      const { meetings } = await clientOf().client.listMeetings(ada);
      expect(meetings.map(({ meetingId }) => meetingId)).toEqual(['81234567890']);
      expect(zoom.requests.filter(isPageOf('upcoming_meetings')).length).toBeLessThanOrEqual(10);
    });
  }

  test('fails whole when one of its parts fails', async () => {
    zoom.answer = ({ path }, response) =>
      path.endsWith('/upcoming_meetings')
        ? sendJson(response, 400, { code: 4711, message: 'scopes:[meeting:read:list_upcoming_meetings]' })
        : sendJson(response, 200, { meetings: [] });
    expect(await failureFrom(clientOf().client.listMeetings(ada))).toMatchObject({
      code: 'missing_scope',
      missingScopes: ['meeting:read:list_upcoming_meetings'],
    });
  });
});

test.describe('the user', () => {
  const user = { id: 'ada-1', account_id: 'account', email: 'ada@example.com', display_name: 'Ada' };
  const answerUser = (different: object, picture?: (request: SeenRequest, response: ServerResponse) => void) => {
    zoom.answer = (request, response) =>
      request.path === '/v2/users/me'
        ? sendJson(response, 200, { ...user, ...different })
        : picture?.(request, response);
  };
  const picture = (type: string, bytes: number) => (_request: SeenRequest, response: ServerResponse) => {
    response.writeHead(200, { 'content-type': type }).end(Buffer.alloc(bytes, 7));
  };

  test('has the best name there is', async () => {
    const names: [object, string][] = [
      [{}, 'Ada'],
      [{ display_name: '', first_name: 'Ada', last_name: 'Lovelace' }, 'Ada Lovelace'],
      [{ display_name: undefined, last_name: 'Lovelace' }, 'Lovelace'],
      [{ display_name: undefined }, 'ada@example.com'],
      [{ display_name: undefined, email: undefined }, 'ada-1'],
    ];
    for (const [different, displayName] of names) {
      answerUser(different);
      expect((await clientOf().client.getMe()).displayName).toBe(displayName);
    }
  });

  test('has the number of their room, if it is one', async () => {
    for (const [pmi, known] of [
      [4110042001, '4110042001'],
      [0, undefined],
      [17, undefined],
      ['none', undefined],
    ] as const) {
      answerUser({ pmi });
      expect((await clientOf().client.getMe()).pmi).toBe(known);
    }
  });

  test('brings the avatar along as data, and no token goes to where it lies', async () => {
    answerUser({ type: 2, pic_url: `${zoom.origin}/p/ada.png` }, picture('image/png; charset=x', 3));
    expect(await clientOf().client.getMe()).toEqual({
      id: 'ada-1',
      accountId: 'account',
      email: 'ada@example.com',
      displayName: 'Ada',
      plan: 'licensed',
      avatar: 'data:image/png;base64,BwcH',
    });
    const asked = zoom.requests.find(({ path }) => path === '/p/ada.png');
    expect(asked?.headers.authorization).toBeUndefined();
    expect(JSON.stringify(asked?.headers)).not.toContain('not-a-real-token');
  });

  const strange: Record<string, (request: SeenRequest, response: ServerResponse) => void> = {
    'is a page': picture('text/html', 10),
    'is a GIF': picture('image/gif', 10),
    'has no type': (_request, response) => void response.writeHead(200).end('x'),
    'is too big': picture('image/png', 48_001),
    'is not there': (_request, response) => sendJson(response, 404, {}),
    'breaks off': (_request, response) => {
      response
        .writeHead(200, { 'content-type': 'image/png', 'content-length': 100 })
        .write('x', () => response.destroy());
    },
  };
  for (const [what, answer] of Object.entries(strange)) {
    test(`has no avatar when it ${what}, and that is no failure`, async () => {
      answerUser({ pic_url: `${zoom.origin}/p` }, answer);
      const { client, outcomes } = clientOf();
      expect(await client.getMe()).not.toHaveProperty('avatar');
      expect(outcomes).toEqual([{ ok: true }]);
    });
  }

  test('has an avatar of just the size that is let through', async () => {
    answerUser({ pic_url: `${zoom.origin}/p` }, picture('image/jpeg', 48_000));
    expect((await clientOf().client.getMe()).avatar).toMatch(/^data:image\/jpeg;base64,/);
  });

  test('has no avatar from a foreign address without TLS, and nobody asks there', async () => {
    const foreign = await HttpFake.start(picture('image/png', 3));
    try {
      for (const pic_url of [
        `${foreign.origin}/p`,
        foreign.origin.replace('127.0.0.1', 'localhost'),
        `${zoom.origin}@${foreign.origin.slice(7)}/p`,
      ]) {
        answerUser({ pic_url });
        expect(await clientOf().client.getMe()).not.toHaveProperty('avatar');
      }
      expect(foreign.requests).toEqual([]);
    } finally {
      await foreign.close();
    }
  });

  test('has no avatar from a file, a script or data of their own', async () => {
    for (const pic_url of [
      'file:///etc/passwd',
      'javascript:alert(1)',
      'data:text/html,<script>',
      'ftp://127.0.0.1/p',
      '//127.0.0.1/p',
      'p.png',
    ]) {
      answerUser({ pic_url });
      expect(await clientOf().client.getMe()).not.toHaveProperty('avatar');
    }
    expect(new Set(zoom.paths)).toEqual(new Set(['/v2/users/me']));
  });
});

function isPageOf(type: string) {
  return ({ path, query }: SeenRequest) => path === '/v2/users/me/meetings' && query.get('type') === type;
}

test.describe('what changes something', () => {
  const nothing = (response: ServerResponse): void => void response.writeHead(204).end();
  const sent = () =>
    zoom.requests.map(({ method, path, query }) => `${method} ${path}${query.size ? `?${query}` : ''}`);

  test('is sent as Zoom wants it: a plan, a part of a series, an end', async () => {
    answerInTurn(says(201, { id: 81234567890, start_url: 'https://not-a-real.example/s/1' }), nothing);
    const { client, outcomes } = clientOf();
    expect(await client.createMeeting(aMeetingPlan(), 'not-me')).toBe('81234567890');
    await client.updateMeeting('81234567890', aMeetingPlan({ passcode: 'not-real' }));
    await client.updateMeeting('81234567890', aMeetingPlan(), '1732530000000');
    await client.deleteMeeting('81234567890', '1732530000000');
    await client.deleteMeeting('81234567890');
    await client.endMeeting('81234567890');
    expect(sent()).toEqual([
      'POST /v2/users/me/meetings',
      'PATCH /v2/meetings/81234567890',
      'PATCH /v2/meetings/81234567890?occurrence_id=1732530000000',
      'DELETE /v2/meetings/81234567890?occurrence_id=1732530000000',
      'DELETE /v2/meetings/81234567890',
      'PUT /v2/meetings/81234567890/status',
    ]);
    expect(zoom.requests.map(({ headers }) => headers['content-type'])).toEqual([
      ...Array(3).fill('application/json'),
      undefined,
      undefined,
      'application/json',
    ]);
    expect(JSON.parse(zoom.requests[0]?.body ?? '')).toMatchObject({
      type: 2,
      topic: 'Rehearsal',
      schedule_for: 'not-me',
    });
    expect(JSON.parse(zoom.requests[1]?.body ?? '')).toMatchObject({ topic: 'Rehearsal', password: 'not-real' });
    expect(JSON.parse(zoom.requests[2]?.body ?? '')).not.toHaveProperty('topic');
    expect(JSON.parse(zoom.requests[5]?.body ?? '')).toEqual({ action: 'end' });
    expect(outcomes).toEqual(Array(6).fill({ ok: true }));
  });

  test('is not sent a second time when no answer comes: it may have been done', async () => {
    answerInTurn((response) => response.destroy());
    const { client } = clientOf();
    expect(await failureFrom(client.createMeeting(aMeetingPlan()))).toMatchObject({ code: 'offline' });
    expect(zoom.requests).toHaveLength(1);
    answerInTurn(says(503, {}), says(503, {}));
    expect(await failureFrom(client.deleteMeeting('81234567890'))).toMatchObject({ code: 'zoom_unavailable' });
    expect(zoom.requests).toHaveLength(2);
  });

  test('is sent again where Zoom has said that it was not done: a token that ran out, a limit of a second', async () => {
    const limited = says(429, { code: 429, message: 'per second' });
    answerInTurn(says(401, expired), limited, says(201, { id: 81234567890 }));
    const { client } = clientOf(undefined, { wait: async () => {} });
    expect(await client.createMeeting(aMeetingPlan())).toBe('81234567890');
    expect(zoom.requests).toHaveLength(3);
  });

  test('that Zoom does not take names what was entered, and is no fault of the credential', async () => {
    const refused = { code: 300, message: 'Validation Failed.', errors: [{ field: 'duration', message: 'Invalid.' }] };
    answerInTurn(says(400, refused));
    const { client, outcomes } = clientOf();
    expect(await failureFrom(client.createMeeting(aMeetingPlan()))).toMatchObject({
      code: 'entry_refused',
      subject: 'duration',
      zoomMessage: 'Validation Failed.',
    });
    expect(outcomes).toEqual([{ ok: true }]);
  });

  test('needs an answer of the right kind: a meeting without a number is none', async () => {
    answerInTurn(says(201, { id: 'soon' }), says(200, { code: 200, message: 'No permission.' }));
    const { client } = clientOf();
    expect(await failureFrom(client.createMeeting(aMeetingPlan()))).toMatchObject({ code: 'unexpected' });
    expect(await failureFrom(client.endMeeting('81234567890'))).toMatchObject({ code: 'not_permitted' });
  });

  test('those who may be scheduled for have an ID, and an address to show', async () => {
    answerInTurn(says(200, { schedulers: [{ id: 'bob', email: 'bob@example.com', pmi: 1 }, { id: 'eve' }] }));
    expect(await clientOf().client.listSchedulers()).toEqual([
      { userId: 'bob', email: 'bob@example.com' },
      { userId: 'eve', email: 'eve' },
    ]);
  });
});
