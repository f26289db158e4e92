import { createServer } from 'node:net';
import { expect, test } from '@playwright/test';
import * as oauth from 'oauth4webapi';
import { signIn } from '../../../src-main/oauth/sign-in';
import { get, isRefused, openSocket, sendRaw, untilClosed } from './raw-http';
import { type RunningSignIn, startSignIn } from './running-sign-in';
import { json, TokenEndpoint } from './token-endpoint';

let endpoint: TokenEndpoint;
const running: RunningSignIn[] = [];

test.beforeEach(async () => {
  endpoint = await TokenEndpoint.start();
});

test.afterEach(async () => {
  for (const { controller, result } of running.splice(0)) {
    controller.abort();
    await result.then(
      ({ conclude }) => conclude({ ok: true, sentence: '' }),
      () => {},
    );
  }
  await endpoint.close();
});

async function start(options: Parameters<typeof startSignIn>[1] = {}): Promise<RunningSignIn> {
  const signInUnderWay = await startSignIn(endpoint, options);
  running.push(signInUnderWay);
  return signInUnderWay;
}

/** Sends the browser to an address of the listener. */
function visit(address: URL) {
  return get(address.href, address.pathname + address.search);
}

function withState(back: URL, state: string): URL {
  const address = new URL(back);
  address.searchParams.set('state', state);
  return address;
}

function deny(flow: RunningSignIn, parameters: Record<string, string> = {}): URL {
  const state = flow.url.searchParams.get('state') ?? '';
  return new URL(`${flow.redirectUri}?${new URLSearchParams({ error: 'access_denied', state, ...parameters })}`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

/** How many servers this process has; one that is being closed leaves the list at the end of the turn. */
async function serversOpen(): Promise<number> {
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  return process.getActiveResourcesInfo().filter((resource) => resource === 'TCPServerWrap').length;
}

test.describe('what the browser is sent out with', () => {
  test('the code flow with state and S256, to the literal loopback address, and nothing that is secret', async () => {
    const { url, events } = await start({ clientSecret: 'not-a-real-secret' });
    expect(url.origin + url.pathname).toBe(`${endpoint.origin}/oauth/authorize`);
    expect([...url.searchParams.keys()].sort()).toEqual([
      'client_id',
      'code_challenge',
      'code_challenge_method',
      'redirect_uri',
      'response_type',
      'state',
    ]);
    expect(url.searchParams.get('response_type')).toBe('code');
    expect(url.searchParams.get('client_id')).toBe('not-a-real-client');
    expect(url.searchParams.get('code_challenge_method')).toBe('S256');
    expect(url.searchParams.get('code_challenge')).toMatch(/^[\w-]{43}$/);
    expect(url.searchParams.get('redirect_uri')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback$/);
    expect(url.href).not.toContain('not-a-real-secret');
    expect(events).toEqual(['waiting', 'browser']);
  });

  test('every sign-in has a state and a challenge of its own, each of 256 random bits', async () => {
    const states = new Set<string>();
    const challenges = new Set<string>();
    for (let round = 0; round < 100; round += 1) {
      const { url, controller, result } = await startSignIn(endpoint);
      states.add(url.searchParams.get('state') ?? '');
      challenges.add(url.searchParams.get('code_challenge') ?? '');
      controller.abort();
      await expect(result).rejects.toMatchObject({ code: 'authorization_cancelled' });
    }
    expect(states.size).toBe(100);
    expect(challenges.size).toBe(100);
    for (const state of states) expect(Buffer.from(state, 'base64url')).toHaveLength(32);
  });

  test('ten thousand states of the library behind it are all different', () => {
    expect(new Set(Array.from({ length: 10_000 }, () => oauth.generateRandomState())).size).toBe(10_000);
  });
});

test.describe('what Zoom is asked', () => {
  test('a confidential client sends its code with Basic authentication and PKCE, once', async () => {
    const flow = await start({ clientSecret: 'not-a-real-secret' });
    const back = endpoint.allow(flow.url);
    await visit(back);
    const { tokens } = await flow.result;
    expect(tokens.accessToken).toBe(`not-a-real-access-token-of-${back.searchParams.get('code')}`);
    expect(tokens.scopes).toEqual(['user:read:user', 'user:read:zak']);
    const [request, ...more] = endpoint.requests;
    expect(more).toEqual([]);
    expect(request?.path).toBe('/oauth/token');
    expect(request?.headers.authorization).toBe(
      `Basic ${Buffer.from('not-a-real-client:not-a-real-secret').toString('base64')}`,
    );
    expect(request?.form.toString()).not.toContain('not-a-real-secret');
    expect(request?.form.get('redirect_uri')).toBe(flow.redirectUri);
    expect(request?.form.get('code_verifier')).toMatch(/^[\w\-.~]{43,128}$/);
  });

  test('a public client names itself in the form and sends no Authorization', async () => {
    const flow = await start();
    await visit(endpoint.allow(flow.url));
    await flow.result;
    expect(endpoint.requests[0]?.headers.authorization).toBeUndefined();
    expect(endpoint.requests[0]?.form.get('client_id')).toBe('not-a-real-client');
  });

  test('the same callback fifty times at once costs one request', async () => {
    const flow = await start();
    const back = endpoint.allow(flow.url);
    const visits = await Promise.allSettled(Array.from({ length: 50 }, () => visit(back)));
    expect(visits.some((one) => one.status === 'fulfilled' && one.value.status === 303)).toBe(true);
    await flow.result;
    expect(endpoint.requests).toHaveLength(1);
    expect(flow.events).toEqual(['waiting', 'browser', 'answer']);
  });

  test('noise and a thousand forged answers are not worth a request; the real answer after them is exactly one (O3)', async () => {
    const flow = await start();
    const { host } = new URL(flow.redirectUri);
    for (const path of ['/', '/favicon.ico', '/robots.txt', '/done', '/apple-touch-icon.png', '/callback/']) {
      for (const method of ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT']) {
        const { status } = await sendRaw(flow.redirectUri, `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
        expect([404, 405]).toContain(status);
      }
    }
    const back = endpoint.allow(flow.url);
    const statuses = new Set<number | 'closed'>();
    for (let batch = 0; batch < 200; batch += 1) {
      const forged = Array.from({ length: 5 }, (_, i) => visit(withState(back, `not-ours-${batch * 5 + i}`)));
      for (const { status } of await Promise.all(forged)) statuses.add(status);
    }
    expect([...statuses]).toEqual([400]);
    expect(endpoint.requests).toEqual([]);
    await visit(back);
    await flow.result;
    expect(endpoint.requests.map(({ form }) => form.get('code'))).toEqual([back.searchParams.get('code')]);
    expect(flow.events.filter((event) => event === 'stray')).toHaveLength(1_000);
  });

  test('five sign-ins at once, answered out of order and with each other’s states first, never cross', async () => {
    const flows = await Promise.all(Array.from({ length: 5 }, () => start()));
    const backs = flows.map((flow) => endpoint.allow(flow.url));
    for (const [i, back] of backs.entries()) {
      const foreign = backs[(i + 1) % backs.length]?.searchParams.get('state') ?? '';
      expect((await visit(withState(back, foreign))).status).toBe(400);
    }
    for (const i of [3, 0, 4, 1, 2]) await visit(backs[i] ?? new URL('about:blank'));
    const signedIn = await Promise.all(flows.map(({ result }) => result));
    expect(signedIn.map(({ tokens }) => tokens.accessToken)).toEqual(
      backs.map((back) => `not-a-real-access-token-of-${back.searchParams.get('code')}`),
    );
    expect(endpoint.requests).toHaveLength(5);
  });
});

test.describe('how it ends', () => {
  test('a denial is known within 200 ms of the browser’s answer (O2)', async () => {
    const took: number[] = [];
    // A busy machine may be slow now and then, but not every time.
    for (let round = 0; round < 5; round += 1) {
      const flow = await start();
      const denied = flow.result.catch(() => performance.now());
      const cameBack = performance.now();
      void visit(deny(flow)).catch(() => {});
      took.push(Number(await denied) - cameBack);
    }
    expect(Math.min(...took)).toBeLessThan(200);
  });

  test('when the user denies, it ends at once, Zoom is not asked, and the browser says so in our words (O2)', async () => {
    const flow = await start();
    const denied = flow.result.catch((error: unknown) => error);
    const details = { error_description: '<img src=x onerror=alert(1)>', error_uri: 'https://evil.example/' };
    expect((await visit(deny(flow, details))).status).toBe(303);
    expect(await denied).toMatchObject({ code: 'access_denied' });
    const page = await get(flow.redirectUri, '/done');
    expect(page.text).toContain('Consent was denied');
    expect(page.text).not.toMatch(/onerror|evil/);
    expect(endpoint.requests).toEqual([]);
  });

  test('a denial without our state is ignored', async () => {
    const flow = await start();
    expect((await visit(deny(flow, { state: 'not-ours' }))).status).toBe(400);
    expect(flow.events).toEqual(['waiting', 'browser', 'stray']);
    await visit(endpoint.allow(flow.url));
    await flow.result;
  });

  test('another error from Zoom is a failed sign-in, with Zoom’s word for it behind Details', async () => {
    const flow = await start();
    const failed = flow.result.catch((error: unknown) => error);
    await visit(deny(flow, { error: 'temporarily_unavailable' }));
    expect(await failed).toMatchObject({
      code: 'authorization_failed',
      failure: { zoomCode: 'temporarily_unavailable' },
    });
  });

  test('a code that Zoom refuses is a failed sign-in, and the waiting browser is told', async () => {
    const flow = await start();
    const failed = flow.result.catch((error: unknown) => error);
    const back = endpoint.allow(flow.url);
    back.searchParams.set('code', 'not-a-real-code-of-somebody-else');
    await visit(back);
    expect(await failed).toMatchObject({ code: 'authorization_failed' });
    expect((await get(flow.redirectUri, '/done')).text).toContain('Zoom did not accept the sign-in');
  });

  test('an address that the Zoom app does not know is named, in the failure and in the waiting browser', async () => {
    const flow = await start({ clientSecret: 'not-a-real-secret' });
    const failed = flow.result.catch((error: unknown) => error);
    endpoint.answerNext(json(400, { reason: 'Invalid redirect (4,709)', error: 'invalid_request' }));
    await visit(endpoint.allow(flow.url));
    expect(await failed).toMatchObject({
      code: 'redirect_mismatch',
      failure: { subject: flow.redirectUri, zoomMessage: 'Invalid redirect (4,709)' },
    });
    expect((await get(flow.redirectUri, '/done')).text).toContain(`Register ${flow.redirectUri} in`);
  });

  test('when nobody comes back in time, it ends and the port is closed within a second (O1)', async () => {
    const flow = await start({ timeLimitMs: 50 });
    const bystander = await openSocket(flow.redirectUri);
    const hungUp = untilClosed(bystander);
    await expect(flow.result).rejects.toMatchObject({ code: 'authorization_timed_out' });
    const endedAt = performance.now();
    await hungUp;
    expect(performance.now() - endedAt).toBeLessThan(1_250);
    expect(await isRefused(flow.redirectUri)).toBe(true);
  });

  test('a browser that comes back just too late is told that it is too late', async () => {
    const flow = await start({ timeLimitMs: 50 });
    await expect(flow.result).rejects.toMatchObject({ code: 'authorization_timed_out' });
    expect((await visit(endpoint.allow(flow.url))).status).toBe(303);
    expect((await get(flow.redirectUri, '/done')).text).toContain('Nobody came back from the browser in time');
    expect(endpoint.requests).toEqual([]);
  });

  test('when the user cancels, the port is closed at once', async () => {
    const flow = await start();
    flow.controller.abort();
    await expect(flow.result).rejects.toMatchObject({ code: 'authorization_cancelled' });
    expect(await isRefused(flow.redirectUri)).toBe(true);
  });

  test('a user who cancels while Zoom is asked waits for nobody, and gets no tokens', async () => {
    let asked = () => {};
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    let answer = () => {};
    const mayAnswer = new Promise<void>((resolve) => {
      answer = resolve;
    });
    endpoint.answerNext(async (response, request) => {
      asked();
      await mayAnswer;
      await json(200, { access_token: 'not-a-real-token', token_type: 'bearer' })(response, request);
    });
    const flow = await start();
    await visit(endpoint.allow(flow.url));
    await isAsked;
    flow.controller.abort();
    await expect(flow.result).rejects.toMatchObject({ code: 'authorization_cancelled' });
    expect(await isRefused(flow.redirectUri)).toBe(true);
    answer();
  });

  test('a sign-in that is cancelled before it begins opens no browser', async () => {
    const before = await serversOpen();
    let opened = 0;
    const cancelled = signIn({
      server: endpoint.client(),
      issuer: endpoint.origin,
      ports: 'any',
      openBrowser: () => {
        opened += 1;
      },
      onWaiting: () => {},
      onStray: () => {},
      onAnswer: () => {},
      signal: AbortSignal.abort(),
      timeLimitMs: 60_000,
    });
    await expect(cancelled).rejects.toMatchObject({ code: 'authorization_cancelled' });
    expect(opened).toBe(0);
    expect(await serversOpen()).toBeLessThanOrEqual(before);
  });

  test('a sign-in that is cancelled in the very moment the browser opens ends as well', async () => {
    const controller = new AbortController();
    const cancelled = signIn({
      server: endpoint.client(),
      issuer: endpoint.origin,
      ports: 'any',
      openBrowser: () => controller.abort(),
      onWaiting: () => {},
      onStray: () => {},
      onAnswer: () => {},
      signal: controller.signal,
      timeLimitMs: 60_000,
    });
    await expect(cancelled).rejects.toMatchObject({ code: 'authorization_cancelled' });
  });

  test('a browser that cannot be opened ends it with that reason, and leaves nothing listening', async () => {
    let redirectUri = '';
    const failed = signIn({
      server: endpoint.client(),
      issuer: endpoint.origin,
      ports: 'any',
      openBrowser: (url) => {
        redirectUri = url.searchParams.get('redirect_uri') ?? '';
        throw new Error('no browser');
      },
      onWaiting: () => {},
      onStray: () => {},
      onAnswer: () => {},
      signal: new AbortController().signal,
      timeLimitMs: 60_000,
    });
    await expect(failed).rejects.toThrow('no browser');
    await untilClosed(await openSocket(redirectUri));
    expect(await isRefused(redirectUri)).toBe(true);
  });

  test('a new sign-in on the registered port takes the place of the cancelled one (O13)', async () => {
    const port = await freePort();
    const first = await start({ clientSecret: 'not-a-real-secret', ports: [port] });
    first.controller.abort();
    await expect(first.result).rejects.toMatchObject({ code: 'authorization_cancelled' });
    const second = await start({ clientSecret: 'not-a-real-secret', ports: [port] });
    expect(second.redirectUri).toBe(first.redirectUri);
    expect((await visit(endpoint.allow(first.url))).status).toBe(400);
    await visit(endpoint.allow(second.url));
    await second.result;
    expect(endpoint.requests).toHaveLength(1);
  });

  test('the waiting browser reads how it ended, and then the port is closed', async () => {
    const flow = await start();
    await visit(endpoint.allow(flow.url));
    const { conclude } = await flow.result;
    const socket = await openSocket(flow.redirectUri);
    const page = untilClosed(socket);
    socket.write(`GET /done HTTP/1.1\r\nHost: ${new URL(flow.redirectUri).host}\r\n\r\n`);
    const bystander = untilClosed(await openSocket(flow.redirectUri));
    conclude({ ok: true, sentence: 'Mira is signed in.' });
    expect(await page).toContain('Mira is signed in.');
    await bystander;
    expect(await isRefused(flow.redirectUri)).toBe(true);
  });
});
