import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mock } from 'node:test';
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { AppError } from '../../../src-main/shared/app-error';
import { hangUp, json, type Reply, TokenEndpoint } from './token-endpoint';

let endpoint: TokenEndpoint;

test.beforeEach(async () => {
  endpoint = await TokenEndpoint.start();
});

test.afterEach(() => endpoint.close());

const state = 'not-a-real-state';
const code = 'not-a-real-code-4702-4717';
const refreshToken = 'not-a-real-refresh-token-0';

function exchange(clientSecret?: string) {
  return endpoint.client(clientSecret === undefined ? {} : { clientSecret }).exchangeCode({
    answer: new URLSearchParams({ code, state }),
    state,
    redirectUri: 'http://127.0.0.1:47801/callback',
    codeVerifier: 'v'.repeat(43),
  });
}

function refresh(clientSecret?: string) {
  return endpoint.client(clientSecret === undefined ? {} : { clientSecret }).refresh(refreshToken);
}

async function failureOf(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => 'no error',
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AppError)) throw new Error(`not an AppError: ${String(error)}`);
  return error;
}

const refusals: { reply: [number, unknown]; exchange: string; refresh: string }[] = [
  {
    reply: [400, { reason: 'Invalid client_id or client_secret', error: 'invalid_client' }],
    exchange: 'invalid_client',
    refresh: 'invalid_client',
  },
  {
    reply: [401, { reason: 'Invalid client_id or client_secret', error: 'invalid_client' }],
    exchange: 'invalid_client',
    refresh: 'invalid_client',
  },
  { reply: [400, { error: 'unauthorized_client' }], exchange: 'invalid_client', refresh: 'invalid_client' },
  {
    reply: [400, { reason: 'Invalid authorization code', error: 'invalid_grant' }],
    exchange: 'authorization_failed',
    refresh: 'reauthorization_required',
  },
  {
    reply: [400, { reason: 'Invalid Token!', error: 'invalid_grant' }],
    exchange: 'authorization_failed',
    refresh: 'reauthorization_required',
  },
  {
    reply: [401, { reason: 'Invalid Token!', error: 'invalid_grant' }],
    exchange: 'authorization_failed',
    refresh: 'reauthorization_required',
  },
  { reply: [400, { error: 'invalid_grant' }], exchange: 'authorization_failed', refresh: 'reauthorization_required' },
  {
    reply: [400, { reason: 'Bad Request', error: 'invalid_request' }],
    exchange: 'authorization_failed',
    refresh: 'app_set_up_wrong',
  },
  {
    reply: [400, { reason: 'unsupported grant type', error: 'unsupported_grant_type' }],
    exchange: 'app_set_up_wrong',
    refresh: 'app_set_up_wrong',
  },
  {
    reply: [400, { reason: 'Invalid client (4,702)', error: 'invalid_request' }],
    exchange: 'invalid_client',
    refresh: 'invalid_client',
  },
  {
    reply: [400, { reason: '4704: invalid client', error: 'invalid_request' }],
    exchange: 'invalid_client',
    refresh: 'invalid_client',
  },
  {
    reply: [400, { reason: 'Missing client credentials 4706', error: 'invalid_request' }],
    exchange: 'invalid_client',
    refresh: 'invalid_client',
  },
  {
    reply: [400, { reason: 'Invalid redirect: http://127.0.0.1:47801/callback (4,709)', error: 'invalid_request' }],
    exchange: 'redirect_mismatch',
    refresh: 'redirect_mismatch',
  },
  {
    reply: [400, { reason: 'Invalid scope (4711)', error: 'invalid_request' }],
    exchange: 'missing_scope',
    refresh: 'missing_scope',
  },
  {
    reply: [400, { reason: 'The app has been disabled (4,717)', error: 'invalid_request' }],
    exchange: 'app_disabled',
    refresh: 'app_disabled',
  },
  {
    reply: [400, { reason: 'Authorization code expired (4,733)', error: 'invalid_grant' }],
    exchange: 'authorization_failed',
    refresh: 'reauthorization_required',
  },
  {
    reply: [400, { reason: 'Authorization code invalid (4734)', error: 'invalid_request' }],
    exchange: 'authorization_failed',
    refresh: 'app_set_up_wrong',
  },
  {
    reply: [400, { reason: 'The owner of this token does not exist (4735)', error: 'invalid_request' }],
    exchange: 'user_gone',
    refresh: 'user_gone',
  },
  {
    reply: [400, { reason: '4737', error: 'invalid_request' }],
    exchange: 'reauthorization_required',
    refresh: 'reauthorization_required',
  },
  {
    reply: [400, { reason: 'Disabled by an admin: 4,738', error: 'invalid_grant' }],
    exchange: 'app_disabled_by_admin',
    refresh: 'app_disabled_by_admin',
  },
  {
    reply: [400, { error_description: 'No tolerance (4740)', error: 'invalid_request' }],
    exchange: 'reauthorization_required',
    refresh: 'reauthorization_required',
  },
  {
    reply: [401, { reason: 'Revoked by a later authorization (4,741)', error: 'invalid_grant' }],
    exchange: 'authorization_replaced',
    refresh: 'authorization_replaced',
  },
  {
    reply: [400, { reason: 'Request 147020 failed', error: 'invalid_request' }],
    exchange: 'authorization_failed',
    refresh: 'app_set_up_wrong',
  },
  { reply: [400, { reason: 4702, error: 'invalid_client' }], exchange: 'invalid_client', refresh: 'invalid_client' },
];

for (const { reply, ...expected } of refusals) {
  const [status, body] = reply;
  test(`Zoom’s ${status} ${JSON.stringify(body)} is ${expected.exchange} at a sign-in and ${expected.refresh} at a refresh`, async () => {
    endpoint.answerNext(json(status, body), json(status, body));
    expect((await failureOf(exchange('not-a-real-secret'))).code).toBe(expected.exchange);
    expect((await failureOf(refresh('not-a-real-secret'))).code).toBe(expected.refresh);
    expect(endpoint.requests).toHaveLength(2);
  });
}

test('a challenge for Basic authentication is a wrong client ID or secret', async () => {
  endpoint.answerNext(json(401, {}, { 'www-authenticate': 'Basic realm="Zoom"' }));
  expect((await failureOf(refresh('not-a-real-secret'))).code).toBe('invalid_client');
});

const html: Reply = (response) => {
  response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Welcome to the airport</html>');
};

const cut: Reply = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' });
  response.write('{"access_token":"not-a-real', () => response.destroy());
};

const passing: { name: string; reply: Reply; code: string }[] = [
  { name: 'a 500 that says invalid_grant', reply: json(500, { error: 'invalid_grant' }), code: 'zoom_unavailable' },
  { name: 'a 502 of a proxy', reply: json(502, 'Bad gateway'), code: 'zoom_unavailable' },
  { name: 'a 503', reply: json(503, { reason: 'maintenance' }), code: 'zoom_unavailable' },
  { name: 'a 429', reply: json(429, { error: 'invalid_grant', reason: 'Too many' }), code: 'rate_limited' },
  { name: 'a connection that breaks', reply: hangUp, code: 'offline' },
  { name: 'an answer that breaks off', reply: cut, code: 'zoom_unavailable' },
  { name: 'the page of a hotel network', reply: html, code: 'network_intercepted' },
  { name: 'a way to the sign-in of a network', reply: json(302, {}, { location: '/' }), code: 'network_intercepted' },
  { name: 'a 511', reply: json(511, { error: 'invalid_grant' }), code: 'network_intercepted' },
  { name: 'a 404', reply: (response) => void response.writeHead(404).end('gone'), code: 'zoom_unavailable' },
  { name: 'an error page that is not OAuth', reply: json(403, { message: 'blocked' }), code: 'zoom_unavailable' },
  { name: 'no JSON object', reply: json(200, ['not-a-real-token']), code: 'zoom_unavailable' },
  { name: 'no access token', reply: json(200, { token_type: 'bearer' }), code: 'zoom_unavailable' },
  {
    name: 'an access token that is a number',
    reply: json(200, { access_token: 7, token_type: 'bearer' }),
    code: 'zoom_unavailable',
  },
  {
    name: 'a refresh token that is null',
    reply: json(200, { access_token: 'not-a-real-token', token_type: 'bearer', refresh_token: null }),
    code: 'zoom_unavailable',
  },
];

for (const { name, reply, code: expected } of passing) {
  test(`${name} says nothing about the grant and is not asked again: ${expected}`, async () => {
    endpoint.answerNext(reply);
    expect((await failureOf(refresh())).code).toBe(expected);
    expect(endpoint.requests).toHaveLength(1);
  });
}

for (const [status, code] of [
  [503, 'zoom_unavailable'],
  [429, 'rate_limited'],
] as const) {
  test(`what to tell Zoom’s support about a ${status} is kept: the status and the tracking ID`, async () => {
    endpoint.answerNext(json(status, {}, { 'x-zm-trackingid': 'WEB_not-a-real-id' }));
    const { failure } = await failureOf(refresh());
    expect(failure).toEqual({ code, zoomCode: status, trackingId: 'WEB_not-a-real-id' });
  });
}

test('a Zoom that begins to answer and never ends is given up after twenty seconds', async () => {
  const endless = async () => new Response(new ReadableStream(), { headers: { 'content-type': 'application/json' } });
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    const refused = failureOf(endpoint.client({ fetch: endless }).refresh(refreshToken));
    mock.timers.tick(20_000);
    expect((await refused).code).toBe('offline');
  } finally {
    mock.timers.reset();
  }
});

test('a computer without a network is offline', async () => {
  const client = endpoint.client();
  await endpoint.close();
  expect((await failureOf(client.refresh(refreshToken))).code).toBe('offline');
});

for (const status of [301, 302, 303, 307, 308]) {
  test(`a ${status} from the token endpoint carries no code, token or secret to another host`, async () => {
    let visits = 0;
    const other = createServer((_request, response) => {
      visits += 1;
      response.end('{}');
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const location = `http://127.0.0.1:${(other.address() as AddressInfo).port}/oauth/token`;
    endpoint.answerNext(json(status, {}, { location }), json(status, {}, { location }), json(status, {}, { location }));
    await failureOf(exchange('not-a-real-secret'));
    await failureOf(refresh('not-a-real-secret'));
    await failureOf(endpoint.client({ clientSecret: 'not-a-real-secret' }).revoke(refreshToken));
    await new Promise((resolve) => other.close(resolve));
    expect(visits).toBe(0);
    expect(endpoint.requests).toHaveLength(3);
  });
}

test('a code or a token that Zoom repeats in its error text goes no further', async () => {
  const older = { reason: `Invalid authorization code ${code}`, error: 'invalid_request' };
  endpoint.answerNext(
    json(400, older),
    json(400, { reason: `Invalid Token! ${refreshToken}`, error: 'invalid_grant' }),
  );
  const atSignIn = await failureOf(exchange());
  expect(atSignIn.failure).toMatchObject({ code: 'authorization_failed', zoomCode: 'invalid_request' });
  expect(JSON.stringify(atSignIn.failure)).toContain('Invalid authorization code');
  expect(JSON.stringify(atSignIn.failure)).not.toContain(code);
  expect(JSON.stringify((await failureOf(refresh())).failure)).not.toContain(refreshToken);
});

test('an answer for another state is not exchanged, wherever it comes from', async () => {
  const answer = new URLSearchParams({ code, state: 'not-ours' });
  const redirectUri = 'http://127.0.0.1:47801/callback';
  const failed = endpoint.client().exchangeCode({ answer, state, redirectUri, codeVerifier: 'v'.repeat(43) });
  await failureOf(failed);
  expect(endpoint.requests).toEqual([]);
});

test('plain HTTP is let through to Practice Zoom on the loopback only', async () => {
  const { AuthorizationServer } = await import('../../../src-main/oauth/authorization-server');
  let asked = 0;
  const client = new AuthorizationServer({
    oauthOrigin: 'http://zoom.example',
    clientId: 'not-a-real-client',
    clientSecret: 'not-a-real-secret',
    fetch: async () => {
      asked += 1;
      return Response.json({});
    },
    now: () => new Date(),
  });
  await failureOf(client.refresh(refreshToken));
  expect(asked).toBe(0);
});

test.describe('tokens', () => {
  const bare = { access_token: 'not-a-real-token', token_type: 'Bearer' };
  const now = Date.parse('2026-11-21T10:00:00Z');

  for (const { given, minutes } of [
    { given: 3600, minutes: 60 },
    { given: '3600', minutes: 60 },
    { given: undefined, minutes: 0 },
    { given: 0, minutes: 0 },
    { given: -1, minutes: 0 },
    { given: 'soon', minutes: 0 },
    { given: null, minutes: 0 },
    { given: 1e12, minutes: 24 * 60 },
  ]) {
    test(`expires_in ${JSON.stringify(given)} means ${minutes} minutes (Z13)`, async () => {
      endpoint.answerNext(json(200, { ...bare, expires_in: given }));
      expect((await refresh()).expiresAt).toBe(now + minutes * 60_000);
    });
  }

  test('scopes are read whether spaces or commas part them', async () => {
    endpoint.answerNext(json(200, { ...bare, scope: 'user:read:user,user:read:zak  meeting:read:meeting' }));
    expect((await refresh()).scopes).toEqual(['user:read:user', 'user:read:zak', 'meeting:read:meeting']);
  });

  test('secrets with special characters reach Zoom as they are', async () => {
    await refresh('a:b%+ü~/=?');
    const [, sent = ''] = endpoint.requests[0]?.headers.authorization?.split(' ') ?? [];
    expect(Buffer.from(sent, 'base64').toString()).toBe('not-a-real-client:a:b%+ü~/=?');
  });

  test('whatever the token endpoint answers, it is tokens or a failure with a name, never a crash', async () => {
    const token = fc.oneof(fc.string(), fc.constant('not-a-real-token'), fc.jsonValue());
    const body = fc.oneof(
      fc.jsonValue(),
      fc.record(
        {
          access_token: token,
          token_type: fc.constantFrom('bearer', 'mac'),
          refresh_token: token,
          expires_in: fc.jsonValue(),
          scope: fc.jsonValue(),
        },
        { requiredKeys: [] },
      ),
      fc.record(
        { error: fc.constantFrom('invalid_grant', 'x'), reason: fc.jsonValue(), error_description: fc.jsonValue() },
        { requiredKeys: [] },
      ),
    );
    const status = fc.constantFrom(200, 201, 204, 302, 400, 401, 403, 404, 429, 500, 503);
    const type = fc.constantFrom('application/json', 'text/html', 'application/json; charset=utf-16', 'x');
    await fc.assert(
      fc.asyncProperty(body, status, type, async (value, given, contentType) => {
        const text = given === 204 ? null : JSON.stringify(value);
        const answer = async () => new Response(text, { status: given, headers: { 'content-type': contentType } });
        const outcome = await endpoint
          .client({ fetch: answer })
          .refresh(refreshToken)
          .catch((error: unknown) => error);
        if (outcome instanceof AppError) return;
        expect(outcome).toMatchObject({ accessToken: expect.stringMatching(/[\s\S]/), expiresAt: expect.any(Number) });
      }),
      { numRuns: 500 },
    );
  });
});

test.describe('a server-to-server app', () => {
  const account = 'not-a-real-account';
  const ask = () => endpoint.client({ clientSecret: 'not-a-real-secret' }).accountCredentials(account);

  test('gets an access token for its account, with Basic authentication and no refresh token', async () => {
    const answer = {
      access_token: 'not-a-real-token',
      token_type: 'bearer',
      expires_in: 3600,
      scope: 'user:read:user:admin',
    };
    endpoint.answerNext(json(200, answer));
    expect(await ask()).toEqual({
      accessToken: 'not-a-real-token',
      expiresAt: Date.parse('2026-11-21T11:00:00Z'),
      refreshToken: undefined,
      scopes: ['user:read:user:admin'],
    });
    const [request] = endpoint.requests;
    expect(Object.fromEntries(request?.form ?? [])).toEqual({ grant_type: 'account_credentials', account_id: account });
    expect(request?.headers.authorization).toMatch(/^Basic /);
    expect(request?.path).toBe('/oauth/token');
  });

  for (const [error, reason, code] of [
    ['invalid_client', 'Invalid client_id or client_secret', 'invalid_client'],
    ['invalid_request', 'Bad Request', 'account_refused'],
    ['invalid_grant', 'Bad account', 'account_refused'],
    ['unsupported_grant_type', 'unsupported grant type', 'account_refused'],
  ] as const) {
    test(`that Zoom answers with ${error} is misconfigured: nobody can sign in to mend it`, async () => {
      endpoint.answerNext(json(400, { error, reason }));
      expect((await failureOf(ask())).failure).toMatchObject({ code, zoomMessage: reason });
    });
  }

  test('that is switched off says so', async () => {
    endpoint.answerNext(json(400, { error: 'invalid_request', reason: 'The app has been disabled (4,717)' }));
    expect((await failureOf(ask())).code).toBe('app_disabled');
  });
});

test.describe('revoking', () => {
  test('asks Zoom to end the grant, with the client’s own authentication', async () => {
    await endpoint.client({ clientSecret: 'not-a-real-secret' }).revoke('not-a-real-token');
    expect(endpoint.requests[0]?.path).toBe('/oauth/revoke');
    expect(endpoint.requests[0]?.form.get('token')).toBe('not-a-real-token');
    expect(endpoint.requests[0]?.headers.authorization).toMatch(/^Basic /);
  });

  test('says when Zoom did not do it', async () => {
    endpoint.answerNext(json(500, {}), hangUp);
    await failureOf(endpoint.client().revoke('not-a-real-token'));
    expect((await failureOf(endpoint.client().revoke('not-a-real-token'))).code).toBe('offline');
  });
});
