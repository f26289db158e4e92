import { expect, test } from '@playwright/test';
import { decodeJwt } from 'jose';
import { people } from '../../../src-main/practice/practice-people';
import { type Failure, failureOf } from '../../../src-main/shared/app-error';
import type { CredentialOutcome } from '../../../src-main/shared/credential';
import { ZoomClient } from '../../../src-main/zoom/zoom-client';
import { idOf, now } from '../examples';
import { RunningPractice } from '../practice/running-practice';

const { mira, jonas } = people;

let practice: RunningPractice;
let outcomes: CredentialOutcome[];
test.beforeEach(async () => {
  practice = await RunningPractice.start();
  outcomes = [];
});
test.afterEach(() => practice.stop());

function clientWith(accessToken: string): ZoomClient {
  return new ZoomClient({
    credentialId: idOf(1),
    environment: 'practice',
    apiOrigin: practice.origin,
    fetch,
    getAccessToken: async () => accessToken,
    onOutcome: (outcome) => outcomes.push(outcome),
    now: () => now,
    wait: async () => {},
  });
}

async function accountToken(scopes?: string[]): Promise<string> {
  const app = await practice.zoom.registerClient({
    name: 'Usher',
    isServerToServer: true,
    ...(scopes ? { scopes } : {}),
  });
  const reply = await practice.token(app, { grant_type: 'account_credentials', account_id: app.accountId ?? '' });
  return String(reply.body.access_token);
}

const failure = (work: Promise<unknown>): Promise<Failure | undefined> => work.then(() => undefined, failureOf);
const lifetimeOf = (token: string) => (decodeJwt(token).exp ?? 0) - (decodeJwt(token).iat ?? 0);
const hosted = mira.pmi;

test('a ZAK of /users/me/zak lives five minutes, one of /users/{id}/token two hours, or shorter', async () => {
  const client = clientWith(await practice.accessTokenOf(mira.id));
  expect(lifetimeOf(await client.getZak())).toBe(300);
  expect(lifetimeOf(await client.getUserToken({ type: 'zak' }))).toBe(7_200);
  expect(lifetimeOf(await client.getUserToken({ type: 'zak', ttl: 600 }))).toBe(600);
  expect(lifetimeOf(await client.getUserToken({ type: 'zak', ttl: 1e9 }))).toBe(7_200);
  expect(lifetimeOf(await client.getUserToken({ type: 'zak', ttl: 0.5 }))).toBe(1);
});

test('the type is always sent: Zoom’s default answers 200 with a sentence', async () => {
  const token = await practice.accessTokenOf(mira.id);
  await clientWith(token).getUserToken({ type: 'zak' });
  await clientWith(token).getUserToken({ type: 'onbehalf', meetingId: hosted });
  const asked = practice.zoom.requests.filter(({ path }) => path.endsWith('/token') && path.startsWith('/v2/'));
  expect(asked.map(({ query }) => query)).toEqual([
    { type: 'zak', ttl: '7200' },
    { type: 'onbehalf', ttl: '7200', meeting_id: hosted },
  ]);
});

test('an on-behalf token is of one user for one meeting', async () => {
  const client = clientWith(await practice.accessTokenOf(mira.id));
  const token = await client.getUserToken({ type: 'onbehalf', meetingId: hosted });
  expect(decodeJwt(token)).toMatchObject({ uid: mira.id, mn: hosted });
  expect(await failure(client.getUserToken({ type: 'onbehalf', meetingId: '12' }))).toMatchObject({ zoomCode: 300 });
});

test('join tokens live two minutes and are for the host', async () => {
  const client = clientWith(await practice.accessTokenOf(mira.id));
  for (const purpose of ['local_recording', 'live_streaming'] as const) {
    expect(lifetimeOf(await client.getJoinToken(hosted, purpose))).toBe(120);
  }
  const bypassing = await client.getJoinToken(hosted, 'local_recording', { bypassWaitingRoom: true });
  expect(decodeJwt(bypassing).bypass).toBe(true);
  expect(await failure(client.getJoinToken(jonas.pmi, 'local_recording'))).toMatchObject({ code: 'meeting_not_found' });
  expect(await failure(client.getJoinToken('99', 'local_recording'))).toMatchObject({ code: 'meeting_not_found' });
});

test('archiving needs an admin’s scope, which no user’s app has', async () => {
  const user = clientWith(await practice.accessTokenOf(mira.id));
  expect(await failure(user.getJoinToken(hosted, 'local_archiving'))).toMatchObject({
    code: 'missing_scope',
    missingScopes: ['meeting:read:local_archiving_token:admin'],
  });
  const account = clientWith(await accountToken());
  expect(lifetimeOf(await account.getJoinToken(jonas.pmi, 'local_archiving'))).toBe(120);
});

test('each endpoint needs a scope of its own, and says which (Z3)', async () => {
  const client = clientWith(await practice.accessTokenOf(mira.id, ['user:read:zak']));
  await client.getZak();
  expect((await failure(client.getUserToken({ type: 'zak' })))?.missingScopes).toEqual(['user:read:token']);
  expect((await failure(client.getJoinToken(hosted, 'local_recording')))?.missingScopes).toEqual([
    'meeting:read:local_recording_token',
  ]);
});

test('a server-to-server app mints for everybody in the account, and one who is gone is named without blaming it', async () => {
  const client = clientWith(await accountToken());
  expect(decodeJwt(await client.getUserToken({ type: 'zak', userId: jonas.id })).uid).toBe(jonas.id);
  expect(decodeJwt(await client.getUserToken({ type: 'zak', userId: jonas.email })).uid).toBe(jonas.id);
  const gone = await failure(client.getUserToken({ type: 'zak', userId: 'nobody@halden.example' }));
  expect(gone).toMatchObject({ code: 'user_gone', subject: 'nobody@halden.example' });
});

test('each failure is told, and the next success clears it', async () => {
  const token = await practice.accessTokenOf(mira.id);
  const client = clientWith(token);
  const sentence = 'This token is no longer supported, use the ZAK token instead';
  const body = { token: sentence };
  practice.zoom.faults.add({ path: '/v2/users/me/zak', effect: { kind: 'answer', status: 200, body } });
  expect(await failure(client.getZak())).toEqual({ code: 'token_not_issued', zoomMessage: sentence });
  await client.getZak();
  expect(outcomes).toEqual([{ ok: false, failure: { code: 'token_not_issued', zoomMessage: sentence } }, { ok: true }]);
});
