import { expect, test } from '@playwright/test';
import { waitUntil } from '../../support/wait-until';
import { codeFrom } from '../code-from';
import { now } from '../examples';
import { AppParts } from './app-parts';

let app: AppParts;
test.beforeEach(async () => {
  app = await AppParts.start();
});
test.afterEach(() => app.close());

test('a hundred callers at once, with a token that has run out, cost two requests: one refresh and one mint', async () => {
  const id = await app.addSignedIn();
  app.clock.now = new Date(app.clock.now.getTime() + 60 * 60_000);
  app.zoom.http.requests.length = 0;
  const zaks = await Promise.all(Array.from({ length: 100 }, async () => (await app.access.clientOf(id)).getZak()));
  expect(new Set(zaks)).toEqual(new Set(['not-a.real.zak']));
  expect(app.zoom.http.paths).toEqual(['/oauth/token', '/v2/users/me/zak']);
  expect(app.credentials.get(id).health.kind).toBe('ready');
});

test('after a restart callers that come at once share one refresh too', async () => {
  const id = await app.addSignedIn();
  const next = await AppParts.start();
  try {
    // The next day: the same keyring, disk and Zoom; another process.
    for (const [account, item] of app.keychainProcess.items) next.keychainProcess.items.set(account, item);
    next.live.set({ credentials: app.live.current.credentials });
    next.zoom.http.answer = app.zoom.http.answer;
    const zaks = await Promise.all(Array.from({ length: 20 }, async () => (await next.access.clientOf(id)).getZak()));
    expect(new Set(zaks)).toEqual(new Set(['not-a.real.zak']));
    expect(app.zoom.refreshes).toBe(1);
  } finally {
    await next.close();
  }
});

test('the rotated token is in the keyring before the new access token is used', async () => {
  const id = await app.addSignedIn();
  app.zoom.expireAccessTokens();
  const before = app.kept;
  const keptAtUse: string[] = [];
  app.zoom.answer = ({ path }) => {
    if (path === '/v2/users/me/zak') keptAtUse.push(app.kept);
    return false;
  };
  await (await app.access.clientOf(id)).getZak();
  expect(keptAtUse).toHaveLength(2);
  expect(keptAtUse[0]).toBe(before);
  expect(keptAtUse[1]).not.toBe(before);
  expect(keptAtUse[1]).toBe(app.kept);
});

test('a locked keyring at the refresh is no word of Zoom', async () => {
  const id = await app.addSignedIn();
  app.zoom.expireAccessTokens();
  app.keyring.state = 'locked';
  expect(await codeFrom((await app.access.clientOf(id)).getZak())).toBe('keychain_locked');
  expect(app.credentials.get(id).health.kind).toBe('degraded');
  app.keyring.state = 'ready';
  expect(await (await app.access.clientOf(id)).getZak()).toBe('not-a.real.zak');
});

test('what signs comes from the keyring, and without it the credential is misconfigured', async () => {
  const id = await app.addApp({ clientId: 'client-1' });
  expect(await app.access.signingPair(id)).toEqual({
    clientId: 'client-1',
    clientSecret: 'not-a-real-client-secret',
  });
  app.keyring.state = 'locked';
  expect(await codeFrom(app.access.signingPair(id))).toBe('keychain_locked');
  expect(app.credentials.get(id).health.kind).toBe('degraded');
  app.keyring.state = 'ready';
  await app.access.signingPair(id);
  expect(app.credentials.get(id)).toMatchObject({ health: { kind: 'ready' } });
  expect(app.credentials.get(id).lastError).toBeUndefined();
  // To read the secret is not to have signed with it.
  app.credentials.noteRefusal(id, { code: 'signature_refused' });
  await app.access.signingPair(id);
  expect(app.credentials.get(id).lastError?.failure.code).toBe('signature_refused');
  app.keychainProcess.items.clear();
  expect(await codeFrom(app.access.signingPair(id))).toBe('secret_missing');
  expect(app.credentials.get(id).health.kind).toBe('misconfigured');
});

test('every store of secrets is counted, and a refresh says when Zoom last renewed it', async () => {
  const id = await app.addSignedIn();
  expect(app.credentials.get(id)).toMatchObject({ secretsGeneration: 2, renewedAt: now.toISOString() });
  app.clock.now = new Date(now.getTime() + 2 * 3_600_000);
  await (await app.access.clientOf(id)).getZak();
  expect(app.credentials.get(id)).toMatchObject({
    secretsGeneration: 3,
    renewedAt: app.clock.now.toISOString(),
  });
  expect(app.disk.store.credentials).toMatchObject([{ secretsGeneration: 3 }]);
});

test('quitting waits until a rotated refresh token is stored, and begins no other refresh', async () => {
  const id = await app.addSignedIn();
  const before = app.kept;
  app.clock.now = new Date(now.getTime() + 2 * 3_600_000);
  const client = await app.access.clientOf(id);
  const asked = client.getZak().catch(() => {});
  await waitUntil('the refresh', () => app.zoom.requestsTo('/oauth/token').length > 1);
  await app.access.settle();
  expect(app.kept).toContain('not-a-real-refresh-token');
  expect(app.kept).not.toBe(before);
  const health = app.credentials.get(id).health.kind;
  expect(await codeFrom(client.getMe())).toBe('unexpected');
  expect(app.credentials.get(id).health.kind).toBe(health);
  await asked;
});
