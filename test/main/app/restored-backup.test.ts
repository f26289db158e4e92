import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { CredentialId } from '../../../src-main/shared/credential';
import { now } from '../examples';
import { TokenEndpoint } from '../oauth/token-endpoint';
import { AppParts } from './app-parts';
import { openProfile } from './profile-on-disk';

test('a keyring that was put back is not asked for its old token: Zoom hears nothing of it (SR2)', async () => {
  const app = await AppParts.start();
  try {
    const id = await app.addSignedIn();
    const { items } = app.keychainProcess;
    const backup = new Map(items);
    const hoursLater = (hours: number) => {
      app.clock.now = new Date(now.getTime() + hours * 3_600_000);
    };
    hoursLater(2);
    await app.commands.testCredential({ credentialId: id });
    for (const [account, secret] of backup) items.set(account, secret);
    hoursLater(4);
    const before = app.zoom.requestsTo('/oauth/token').length;
    await expect(app.commands.testCredential({ credentialId: id })).rejects.toMatchObject({ code: 'backup_restored' });
    expect(app.credentials.get(id).health).toMatchObject({
      kind: 'needsReauthorization',
      cause: { code: 'backup_restored' },
    });
    expect(app.zoom.requestsTo('/oauth/token')).toHaveLength(before);
    await app.signIns.authorize(id);
    hoursLater(6);
    await app.commands.testCredential({ credentialId: id });
    expect(app.credentials.get(id).health.kind).toBe('ready');
  } finally {
    await app.close();
  }
});

test.describe('with a sealed file', () => {
  let endpoint: TokenEndpoint;
  let folder: string;
  let backup: string;
  let id: CredentialId;

  /** Signed in, a backup made, and renewed twice after it. */
  test.beforeEach(async () => {
    endpoint = await TokenEndpoint.start();
    folder = mkdtempSync(join(tmpdir(), 'usher-profile-'));
    backup = mkdtempSync(join(tmpdir(), 'usher-backup-'));
    const profile = await openProfile(folder, endpoint.origin);
    id = await profile.care.add({
      kind: 'user',
      environment: 'zoom',
      name: 'Front desk',
      clientId: 'not-a-real-client',
      clientSecret: '',
    });
    await profile.signIns.authorize(id);
    cpSync(folder, backup, { recursive: true });
    expect(await profile.renew(id)).toBe('ok');
    expect(await profile.renew(id)).toBe('ok');
  });
  test.afterEach(async () => {
    await endpoint.close();
    for (const made of [folder, backup]) rmSync(made, { recursive: true, force: true });
  });

  test('the secrets put back without their records are not used: Zoom hears nothing of it (SR2)', async () => {
    const name = 'usher-secrets.sealed';
    cpSync(join(backup, name), join(folder, name));
    const before = endpoint.requests.length;
    const profile = await openProfile(folder, endpoint.origin);
    expect(await profile.renew(id)).toBe('backup_restored');
    expect(endpoint.requests).toHaveLength(before);
    await profile.signIns.authorize(id);
    expect(await (await openProfile(folder, endpoint.origin)).renew(id)).toBe('ok');
    expect(endpoint.reuses).toBe(0);
  });

  test('the records put back without their secrets go on with the newest token', async () => {
    cpSync(join(backup, 'usher.json'), join(folder, 'usher.json'));
    const profile = await openProfile(folder, endpoint.origin);
    expect(profile.failures.map(({ code }) => code)).toEqual(['records_rolled_back']);
    expect(await profile.renew(id)).toBe('ok');
    expect(endpoint.reuses).toBe(0);
  });

  /** Nothing in the profile is younger than the backup then, so only Zoom can tell. */
  test('a whole profile put back asks Zoom once, says that the sign-in is over, and does not ask again (SR2)', async () => {
    rmSync(folder, { recursive: true });
    cpSync(backup, folder, { recursive: true });
    const before = endpoint.requests.length;
    const profile = await openProfile(folder, endpoint.origin);
    expect(await profile.renew(id)).toBe('reauthorization_required');
    expect(endpoint.requests).toHaveLength(before + 1);
    const over = { kind: 'needsReauthorization', cause: { code: 'reauthorization_required' } };
    expect(profile.credentials.get(id).health).toMatchObject(over);
    await profile.records.settle();
    const again = await openProfile(folder, endpoint.origin);
    expect(again.credentials.get(id).health, 'the next start says so too').toMatchObject(over);
    await again.signIns.authorize(id);
    expect(await again.renew(id)).toBe('ok');
    expect(endpoint.reuses, 'nothing but the one that was said').toBe(1);
  });
});
