import { decodeJwt } from 'jose';
import { people, practiceAccount } from '../../../src-main/practice/practice-people';
import { type App, expect, type RunningPractice, test } from './running-practice';

const { mira, jonas } = people;

async function accountApp(practice: RunningPractice, scopes?: string[]): Promise<App & { accountId: string }> {
  const app = await practice.zoom.registerClient({
    name: 'Usher',
    isServerToServer: true,
    ...(scopes ? { scopes } : {}),
  });
  return { ...app, accountId: app.accountId ?? '' };
}

async function accountToken(practice: RunningPractice, scopes?: string[]): Promise<string> {
  const app = await accountApp(practice, scopes);
  const reply = await practice.token(app, { grant_type: 'account_credentials', account_id: app.accountId });
  expect(reply.status).toBe(200);
  return String(reply.body.access_token);
}

test('a server-to-server app gets an access token for its account, and nothing to renew it with', async ({
  practice,
}) => {
  const app = await accountApp(practice);
  expect(app.accountId).toBe(practiceAccount.id);
  const reply = await practice.token(app, { grant_type: 'account_credentials', account_id: app.accountId });
  expect(reply.body).toMatchObject({ token_type: 'bearer', expires_in: 3600, api_url: practice.origin });
  expect(Object.keys(reply.body)).not.toContain('refresh_token');
  expect(
    String(reply.body.scope)
      .split(' ')
      .every((scope) => scope.endsWith(':admin')),
  ).toBe(true);
});

test('it can be registered over HTTP, as a page of the Marketplace would', async ({ practice }) => {
  const register = (fields: object) =>
    practice.ask('/practice/clients', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ client_name: 'Usher', token_endpoint_auth_method: 'client_secret_basic', ...fields }),
    });
  const made = await register({ grant_types: ['account_credentials'] });
  expect(made.status).toBe(201);
  expect(made.body).toEqual({
    client_id: expect.any(String),
    client_secret: expect.any(String),
    account_id: practiceAccount.id,
  });
  for (const wrong of [
    {},
    { grant_types: ['account_credentials'], redirect_uris: ['http://127.0.0.1:47801/callback'] },
    { grant_types: ['account_credentials'], token_endpoint_auth_method: 'none' },
    { grant_types: ['client_credentials'] },
  ]) {
    expect((await register(wrong)).status, JSON.stringify(wrong)).toBe(400);
  }
});

test('each kind of app has its own grant types, and its own account', async ({ practice }) => {
  const ours = await accountApp(practice);
  const users = await practice.confidentialApp();
  const asked = [
    [ours, { grant_type: 'account_credentials', account_id: 'another' }, 'invalid_request'],
    [ours, { grant_type: 'account_credentials' }, 'invalid_request'],
    [ours, { grant_type: 'refresh_token', refresh_token: 'x' }, 'unsupported_grant_type'],
    [ours, { grant_type: 'authorization_code', code: 'x' }, 'unsupported_grant_type'],
    [users, { grant_type: 'account_credentials', account_id: practiceAccount.id }, 'unsupported_grant_type'],
    [
      { ...ours, clientSecret: 'wrong' },
      { grant_type: 'account_credentials', account_id: ours.accountId },
      'invalid_client',
    ],
  ] as const;
  for (const [app, fields, error] of asked) {
    const reply = await practice.token(app, fields);
    expect([reply.status, reply.body.error], JSON.stringify(fields)).toEqual([400, error]);
  }
});

test('its token speaks for everybody in the account, and "me" is the owner', async ({ practice }) => {
  const token = await accountToken(practice);
  expect((await practice.get('/v2/users/me', token)).body.id).toBe(mira.id);
  expect((await practice.get(`/v2/users/${jonas.id}`, token)).body.id).toBe(jonas.id);
  const zak = await practice.get<{ token: string }>(`/v2/users/${jonas.id}/token?type=zak`, token);
  expect(decodeJwt(zak.body.token).uid).toBe(jonas.id);
  expect((await practice.get('/v2/users/nobody', token)).body).toMatchObject({ code: 1001 });
});

test('/users/{id}/zak serves nobody else, whatever the token may do', async ({ practice }) => {
  const token = await accountToken(practice);
  const other = await practice.get(`/v2/users/${jonas.id}/zak`, token);
  expect([other.status, other.body.code]).toEqual([400, 1001]);
});

test('a scope that the app lacks is named', async ({ practice }) => {
  const token = await accountToken(practice, ['user:read:user:admin']);
  const refused = await practice.get(`/v2/users/${jonas.id}/token?type=zak`, token);
  expect([refused.status, refused.body.code]).toEqual([400, 4711]);
  expect(String(refused.body.message)).toContain('user:read:token:admin');
});

test('its tokens run out after an hour, and outlive the end of anybody’s grant', async ({ practice }) => {
  const token = await accountToken(practice);
  await practice.zoom.endGrants();
  expect((await practice.get('/v2/users/me', token)).status).toBe(200);
  practice.zoom.advanceClock(3_600_000);
  expect((await practice.get('/v2/users/me', token)).body).toMatchObject({ code: 124 });
});
