import { randomBytes } from 'node:crypto';
import * as oauth from 'oauth4webapi';
import { people } from '../../../src-main/practice/practice-people';
import { type App, asClient, basic, challengeOf, expect, type Reply, redirectUri, test } from './running-practice';

const verifier = randomBytes(48).toString('base64url');
const pkce = { code_challenge: challengeOf(verifier), code_challenge_method: 'S256' };
const minute = 60_000;
const day = 24 * 60 * minute;

function exchange(code: string | null, fields: Record<string, string> = {}) {
  return {
    grant_type: 'authorization_code',
    code: code ?? '',
    redirect_uri: redirectUri,
    code_verifier: verifier,
    ...fields,
  };
}

function expectRefusal(reply: Reply, error: string, reason: string) {
  expect([reply.status, reply.body]).toEqual([400, { reason, error }]);
}

for (const kind of ['public', 'confidential'] as const) {
  test.describe(`a ${kind} client`, () => {
    const register = (practice: { publicApp(): Promise<App>; confidentialApp(): Promise<App> }) =>
      kind === 'public' ? practice.publicApp() : practice.confidentialApp();

    test('signs a user in with PKCE, as a standard OAuth library does it', async ({ practice }) => {
      const app = await register(practice);
      const server = {
        issuer: practice.origin,
        authorization_endpoint: `${practice.origin}/oauth/authorize`,
        token_endpoint: `${practice.origin}/oauth/token`,
        revocation_endpoint: `${practice.origin}/oauth/revoke`,
      };
      const client = { client_id: app.clientId };
      const authentication = app.clientSecret ? oauth.ClientSecretBasic(app.clientSecret) : oauth.None();
      const insecure = { [oauth.allowInsecureRequests]: true };
      const codeVerifier = oauth.generateRandomCodeVerifier();
      const state = oauth.generateRandomState();
      const challenge = await oauth.calculatePKCECodeChallenge(codeVerifier);
      const path = practice.authorizePath(app, { state, code_challenge: challenge, code_challenge_method: 'S256' });
      const back = await practice.decide(path, 'allow');
      expect(back.href.startsWith(`${redirectUri}?`)).toBe(true);

      const parameters = oauth.validateAuthResponse(server, client, back, state);
      const tokens = await oauth.processAuthorizationCodeResponse(
        server,
        client,
        await oauth.authorizationCodeGrantRequest(
          server,
          client,
          authentication,
          parameters,
          redirectUri,
          codeVerifier,
          insecure,
        ),
      );
      expect(tokens).toMatchObject({ token_type: 'bearer', expires_in: 3600, api_url: practice.origin });
      expect(tokens.scope?.split(' ')).toEqual([
        'user:read:user',
        'user:read:zak',
        'user:read:token',
        'meeting:read:list_meetings',
        'meeting:read:list_upcoming_meetings',
        'meeting:read:meeting',
        'meeting:read:invitation',
        'meeting:write:sip_dialing',
        'meeting:write:meeting',
        'meeting:update:meeting',
        'meeting:delete:meeting',
        'meeting:update:status',
        'meeting:write:registrant',
        'user:read:list_schedulers',
        'user:read:list_assistants',
        'meeting:read:local_recording_token',
        'meeting:read:live_streaming_token',
        'user:update:user',
      ]);
      const me = await practice.get('/v2/users/me', tokens.access_token);
      expect(me.body).toMatchObject({ id: people.mira.id, email: 'mira.okafor@halden.example' });

      const refreshed = await oauth.processRefreshTokenResponse(
        server,
        client,
        await oauth.refreshTokenGrantRequest(server, client, authentication, tokens.refresh_token ?? '', insecure),
      );
      expect(refreshed.refresh_token).not.toBe(tokens.refresh_token);

      await oauth.processRevocationResponse(
        await oauth.revocationRequest(server, client, authentication, refreshed.access_token, insecure),
      );
      const after = await practice.get('/v2/users/me', refreshed.access_token);
      expect([after.status, after.body]).toEqual([401, { code: 124, message: 'Invalid access token.' }]);
    });

    test('is told that the user said no', async ({ practice }) => {
      const app = await register(practice);
      const back = await practice.decide(practice.authorizePath(app, { ...pkce, state: 'the state' }), 'deny');
      expect(Object.fromEntries(back.searchParams)).toEqual({ error: 'access_denied', state: 'the state' });
    });

    test('cannot spend a code twice', async ({ practice }) => {
      const app = await register(practice);
      const back = await practice.decide(practice.authorizePath(app, pkce), 'allow');
      const replies = await Promise.all(
        [1, 2, 3].map(() => practice.token(app, exchange(back.searchParams.get('code')))),
      );
      expect(replies.map((reply) => reply.status).sort()).toEqual([200, 400, 400]);
      const refused = replies.find((reply) => reply.status === 400);
      expect(refused?.body).toEqual({ reason: 'Invalid authorization code', error: 'invalid_grant' });
    });

    test('cannot spend a code after five minutes', async ({ practice }) => {
      const app = await register(practice);
      const inTime = await practice.decide(practice.authorizePath(app, pkce), 'allow');
      const late = await practice.decide(practice.authorizePath(app, pkce), 'allow');
      practice.zoom.advanceClock(5 * minute - 1);
      expect((await practice.token(app, exchange(inTime.searchParams.get('code')))).status).toBe(200);
      practice.zoom.advanceClock(1);
      expectRefusal(
        await practice.token(app, exchange(late.searchParams.get('code'))),
        'invalid_grant',
        'Invalid authorization code',
      );
    });

    test('needs the verifier that belongs to the challenge, and has one attempt', async ({ practice }) => {
      const app = await register(practice);
      for (const wrong of [{ code_verifier: `${verifier}x` }, { code_verifier: '' }]) {
        const back = await practice.decide(practice.authorizePath(app, pkce), 'allow');
        const code = back.searchParams.get('code');
        expectRefusal(await practice.token(app, exchange(code, wrong)), 'invalid_grant', 'Invalid code verifier');
        expectRefusal(await practice.token(app, exchange(code)), 'invalid_grant', 'Invalid authorization code');
      }
    });

    test('has to name the same redirect URI again', async ({ practice }) => {
      const app = await register(practice);
      const back = await practice.decide(practice.authorizePath(app, pkce), 'allow');
      const other = exchange(back.searchParams.get('code'), { redirect_uri: 'http://127.0.0.1:47802/callback' });
      expectRefusal(await practice.token(app, other), 'invalid_grant', 'Redirect URI mismatch');
    });

    test('cannot spend the code of another client', async ({ practice }) => {
      const [app, other] = [await register(practice), await register(practice)];
      const back = await practice.decide(practice.authorizePath(app, pkce), 'allow');
      const code = back.searchParams.get('code');
      expectRefusal(await practice.token(other, exchange(code)), 'invalid_grant', 'Invalid authorization code');
      expect((await practice.token(app, exchange(code))).status).toBe(200);
    });

    test('gets a new refresh token with every refresh, and the old one is dead', async ({ practice }) => {
      const app = await register(practice);
      const first = await practice.signIn(app);
      const second = await practice.token(app, { grant_type: 'refresh_token', refresh_token: first.refresh_token });
      expect(second.status).toBe(200);
      expectRefusal(
        await practice.token(app, { grant_type: 'refresh_token', refresh_token: first.refresh_token }),
        'invalid_grant',
        'Invalid Token!',
      );
      const newest = String(second.body.refresh_token);
      const third = await practice.token(app, { grant_type: 'refresh_token', refresh_token: newest });
      expect(third.status, 'a second use of the old one leaves the grant alone').toBe(200);
    });

    test('has 90 days for a refresh, counted from the last one', async ({ practice }) => {
      const app = await register(practice);
      let { refresh_token } = await practice.signIn(app);
      practice.zoom.advanceClock(90 * day - 1);
      const reply = await practice.token(app, { grant_type: 'refresh_token', refresh_token });
      expect(reply.status).toBe(200);
      refresh_token = String(reply.body.refresh_token);
      practice.zoom.advanceClock(90 * day);
      expectRefusal(
        await practice.token(app, { grant_type: 'refresh_token', refresh_token }),
        'invalid_grant',
        'Invalid Token!',
      );
    });
  });
}

test('with the switch on, a refresh token that comes a second time ends its grant', async ({ practice }) => {
  const app = await practice.publicApp();
  const first = await practice.signIn(app);
  const second = await practice.token(app, { grant_type: 'refresh_token', refresh_token: first.refresh_token });
  practice.zoom.faults.reuseEndsGrant = true;
  await practice.token(app, { grant_type: 'refresh_token', refresh_token: first.refresh_token });
  const newest = String(second.body.refresh_token);
  expectRefusal(
    await practice.token(app, { grant_type: 'refresh_token', refresh_token: newest }),
    'invalid_grant',
    'Invalid Token!',
  );
});

test('a refresh token serves its own client only', async ({ practice }) => {
  const [app, other] = [await practice.publicApp(), await practice.publicApp()];
  const { refresh_token } = await practice.signIn(app);
  expectRefusal(
    await practice.token(other, { grant_type: 'refresh_token', refresh_token }),
    'invalid_grant',
    'Invalid Token!',
  );
});

test('a refresh token can be revoked too, and ends its access tokens', async ({ practice }) => {
  const app = await practice.confidentialApp();
  const { access_token, refresh_token } = await practice.signIn(app);
  const reply = await practice.ask('/oauth/revoke', {
    method: 'POST',
    headers: basic(app),
    body: new URLSearchParams({ token: refresh_token }),
  });
  expect([reply.status, reply.body]).toEqual([200, { status: 'success' }]);
  expect((await practice.get('/v2/users/me', access_token)).status).toBe(401);
});

test('a client cannot revoke what another was granted', async ({ practice }) => {
  const [app, other] = [await practice.confidentialApp(), await practice.confidentialApp()];
  const { access_token, refresh_token } = await practice.signIn(app);
  for (const token of [access_token, refresh_token]) {
    await practice.ask('/oauth/revoke', {
      method: 'POST',
      headers: basic(other),
      body: new URLSearchParams({ token }),
    });
  }
  expect((await practice.get('/v2/users/me', access_token)).status).toBe(200);
});

test('a client is believed only with the authentication it was registered for', async ({ practice }) => {
  const app = await practice.confidentialApp();
  const publicApp = await practice.publicApp();
  const { refresh_token } = await practice.signIn(app);
  const fields = { grant_type: 'refresh_token', refresh_token };
  const attempts: [string, Record<string, string>, URLSearchParams][] = [
    ['no authentication', {}, asClient({ clientId: app.clientId }, fields)],
    ['a wrong secret', basic({ ...app, clientSecret: 'not-a-real-secret' }), asClient(app, fields)],
    ['an unknown client', basic({ clientId: 'nobody', clientSecret: app.clientSecret }), asClient(app, fields)],
    [
      'the secret in the body',
      {},
      new URLSearchParams({ ...fields, client_id: app.clientId, client_secret: app.clientSecret }),
    ],
    ['a secret for a public client', basic({ ...publicApp, clientSecret: 'not-a-real-secret' }), asClient(app, fields)],
    ['a garbled header', { authorization: 'Basic %%%' }, asClient(app, fields)],
    ['no Basic', { authorization: `Bearer ${app.clientSecret}` }, asClient(app, fields)],
  ];
  for (const [attempt, headers, body] of attempts) {
    const reply = await practice.ask('/oauth/token', { method: 'POST', headers, body });
    expect([reply.status, reply.body], attempt).toEqual([
      400,
      { reason: 'Invalid client_id or client_secret', error: 'invalid_client' },
    ]);
  }
});

test('an incomplete or unknown token request is refused in Zoom’s words', async ({ practice }) => {
  const app = await practice.publicApp();
  expectRefusal(
    await practice.token(app, { grant_type: 'account_credentials' }),
    'unsupported_grant_type',
    'unsupported grant type',
  );
  expectRefusal(await practice.token(app, {}), 'invalid_request', 'Bad Request');
  expectRefusal(await practice.token(app, { grant_type: 'refresh_token' }), 'invalid_request', 'Bad Request');
  expectRefusal(await practice.token(app, { grant_type: 'authorization_code' }), 'invalid_request', 'Bad Request');
  const twice = `grant_type=refresh_token&refresh_token=a&refresh_token=b&client_id=${app.clientId}`;
  const reply = await practice.ask('/oauth/token', { method: 'POST', body: new URLSearchParams(twice) });
  expectRefusal(reply, 'invalid_request', 'Bad Request');
});

test('a wrong authorization request ends on a page with Zoom’s number and never at a redirect URI', async ({
  practice,
}) => {
  const [app, confidential] = [await practice.publicApp(), await practice.confidentialApp()];
  const paths: [string, string][] = [
    [practice.authorizePath({ clientId: 'nobody' }, pkce), '4,702'],
    [practice.authorizePath(app, { ...pkce, redirect_uri: 'http://127.0.0.1:47801/elsewhere' }), '4,709'],
    [practice.authorizePath(app, { ...pkce, redirect_uri: 'http://localhost:47801/callback' }), '4,709'],
    [practice.authorizePath(app, { ...pkce, redirect_uri: 'http://127.0.0.1:99999/callback' }), '4,709'],
    [practice.authorizePath(app, { ...pkce, redirect_uri: 'http://127.0.0.1:80@evil.example/callback' }), '4,709'],
    [practice.authorizePath(confidential, { ...pkce, redirect_uri: 'http://127.0.0.1:47802/callback' }), '4,709'],
    [practice.authorizePath(app, { ...pkce, redirect_uri: '' }), '4,700'],
    [practice.authorizePath(app, { ...pkce, response_type: 'token' }), '4,700'],
    [practice.authorizePath(app), '4,700'],
    [practice.authorizePath(app, { ...pkce, code_challenge_method: 'plain' }), '4,700'],
    [practice.authorizePath(confidential, { code_challenge: pkce.code_challenge }), '4,700'],
    [`${practice.authorizePath(app, { ...pkce, state: 'a' })}&state=b`, '4,700'],
  ];
  for (const [path, number] of paths) {
    const page = await practice.ask<string>(path);
    expect(page.status, path).toBe(400);
    expect(page.headers.get('location'), path).toBeNull();
    expect(page.body, path).toContain(`Error (${number})`);
  }
});

test('a public client may come from any port of 127.0.0.1', async ({ practice }) => {
  const app = await practice.publicApp();
  const anyPort = 'http://127.0.0.1:61234/callback';
  const back = await practice.decide(practice.authorizePath(app, { ...pkce, redirect_uri: anyPort }), 'allow');
  expect(back.origin).toBe('http://127.0.0.1:61234');
});

test('a confidential client may do without PKCE, but not bring a verifier afterwards', async ({ practice }) => {
  const app = await practice.confidentialApp();
  const without = await practice.decide(practice.authorizePath(app), 'allow');
  const fields = exchange(without.searchParams.get('code'));
  expectRefusal(await practice.token(app, fields), 'invalid_grant', 'Invalid code verifier');
  const again = await practice.decide(practice.authorizePath(app), 'allow');
  const { code_verifier: _none, ...plain } = exchange(again.searchParams.get('code'));
  expect((await practice.token(app, plain)).status).toBe(200);
});

test('a decision counts only with the request of a consent page that is not too old', async ({ practice }) => {
  const app = await practice.publicApp();
  const page = await practice.ask<string>(practice.authorizePath(app, pkce));
  const request = page.body.match(/name="request" value="([^"]+)"/)?.[1] ?? '';
  const send = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
    practice.ask<string>('/oauth/authorize', { method: 'POST', headers, body: new URLSearchParams(fields) });
  const allow = { request, user: people.mira.id, decision: 'allow' };
  expect((await send({ ...allow, request: `${request}x` })).status).toBe(400);
  expect((await send({ ...allow, user: 'nobody' })).status).toBe(400);
  expect((await send({ ...allow, decision: 'maybe' })).status).toBe(400);
  expect((await send(allow, { origin: 'https://evil.example' })).status).toBe(403);
  expect((await send(allow, { origin: practice.origin })).status).toBe(302);
  practice.zoom.advanceClock(15 * minute);
  expect((await send(allow)).status).toBe(400);
});

test.describe('registering an app over HTTP', () => {
  const json = { 'content-type': 'application/json' };
  const metadata = {
    client_name: 'Usher',
    redirect_uris: [redirectUri],
    token_endpoint_auth_method: 'client_secret_basic',
  };

  test('gives a client ID, and a secret to those who can keep it', async ({ practice }) => {
    const register = (body: unknown) =>
      practice.ask('/practice/clients', { method: 'POST', headers: json, body: JSON.stringify(body) });
    const confidential = await register(metadata);
    expect(confidential.status).toBe(201);
    expect(Object.keys(confidential.body)).toEqual(['client_id', 'client_secret']);
    const { client_id: clientId, client_secret: clientSecret } = confidential.body;
    const tokens = await practice.signIn({ clientId: String(clientId), clientSecret: String(clientSecret) });
    expect(tokens.expires_in).toBe(3600);
    const open = await register({ ...metadata, token_endpoint_auth_method: 'none' });
    expect(Object.keys(open.body)).toEqual(['client_id']);
  });

  test('is not for web pages', async ({ practice }) => {
    const headers = { ...json, origin: practice.origin };
    const reply = await practice.ask('/practice/clients', { method: 'POST', headers, body: JSON.stringify(metadata) });
    expect(reply.status).toBe(403);
  });

  test('takes loopback redirect URIs only', async ({ practice }) => {
    for (const uri of [
      'https://example.com/callback',
      'http://localhost:1/callback',
      'usher://callback',
      'http://127.0.0.1:1',
    ]) {
      const body = JSON.stringify({ ...metadata, redirect_uris: [uri] });
      const reply = await practice.ask('/practice/clients', { method: 'POST', headers: json, body });
      expect([reply.status, reply.body.error], uri).toEqual([400, 'invalid_redirect_uri']);
    }
    const reply = await practice.ask('/practice/clients', {
      method: 'POST',
      headers: json,
      body: '{"client_name":""}',
    });
    expect(reply.status).toBe(400);
  });
});
