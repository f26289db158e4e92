import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { DesktopSession } from '../../support/desktop-session';
import { findSecrets } from '../../support/secret-scan';
import { SecretServiceDouble, withSecretService } from '../../support/secret-service-double';
import { AppParts } from './app-parts';

test.skip(process.platform !== 'linux', 'The Secret Service is a thing of Linux desktops.');

const canary = 'not-a-real-secret-in-the-keyring';
let desktop: DesktopSession;
let parts: AppParts;

test.beforeEach(async () => {
  desktop = await DesktopSession.start();
  parts = await AppParts.start({ desktop });
});
test.afterEach(async () => {
  const places = {
    paths: [desktop.root, parts.folder],
    texts: { state: JSON.stringify(parts.live.current), records: JSON.stringify(parts.disk.store) },
    pids: desktop.processes().map(({ pid }) => pid),
  };
  expect(findSecrets([{ label: 'canary', value: canary }], places)).toEqual([]);
  await parts.close();
  await desktop.stop();
});

const standing = () => parts.live.current.keyring;
const stateAfterTest = async () => {
  await parts.commands.testKeyring();
  return standing().state;
};
async function addApp() {
  const id = await parts.care.add({
    kind: 'app',
    environment: 'zoom',
    name: 'Signer',
    clientId: 'client-1',
    clientSecret: canary,
  });
  await expect.poll(() => parts.live.current.settings.keyringBackend).toBe('GNOME Keyring');
  // A new app is tested at once, and nobody waits for that.
  await expect.poll(() => parts.credentials.get(id).lastSuccessAt).toBeDefined();
  return id;
}

for (const [row, what, spoil] of [
  ['K7', 'cut off', (file: string) => truncateSync(file, 40)],
  ['K8', 'gone', (file: string) => rmSync(file)],
] as const) {
  test(`a keyring whose file is ${what} has been emptied, whoever starts it again; nothing is deleted, and its file brings all back (${row})`, async () => {
    const id = await addApp();
    const file = join(desktop.keyringFolder, 'login.keyring');
    const whole = readFileSync(file);
    const before = parts.credentials.get(id);
    await desktop.killKeyring();
    spoil(file);

    // Without a login there is no keyring at all, which would be "not created yet" where nothing was ever stored.
    await desktop.letBusStartKeyring();
    expect(await stateAfterTest()).toBe('emptied');
    expect(standing().failure).toEqual({ code: 'keychain_emptied' });
    await desktop.killKeyring();

    // A login makes a new and empty one.
    await desktop.startKeyring();
    await stateAfterTest();
    await expect
      .poll(() => parts.live.current.notices.map(({ failure }) => failure.code))
      .toEqual(['keychain_emptied']);
    expect(standing().state).toBe('emptied');
    const { health, lastError: _, ...record } = parts.credentials.get(id);
    expect(health).toMatchObject({ kind: 'misconfigured', cause: { code: 'keychain_emptied' } });
    expect(before).toMatchObject(record);

    await desktop.killKeyring();
    writeFileSync(file, whole);
    await desktop.startKeyring();
    await stateAfterTest();
    await expect.poll(() => standing().state).toBe('ready');
    // First it is known that the keyring is open, then what lies in it.
    await expect.poll(() => parts.credentials.get(id).health).toEqual({ kind: 'ready' });
    expect(parts.live.current.notices).toEqual([]);
    expect(await parts.access.signingPair(id)).toMatchObject({ clientSecret: canary });
  });
}

test('another service in the place of the one that has the secrets: both are named, and the way back is open (K9)', async () => {
  const id = await addApp();
  await desktop.killKeyring();
  const other = readFileSync('/proc/self/comm', 'utf8').trim();
  await withSecretService(desktop.busAddress, new SecretServiceDouble().answer, async () => {
    await stateAfterTest();
    await expect.poll(() => standing().failure?.subject).toBe(`GNOME Keyring, but ${other} answers now`);
    expect(standing()).toMatchObject({ state: 'emptied', backend: other });
    expect(parts.live.current.settings.keyringBackend).toBe('GNOME Keyring');
  });
  await desktop.startKeyring();
  await stateAfterTest();
  await expect.poll(() => standing()).toMatchObject({ state: 'ready', backend: 'GNOME Keyring' });
  expect(await parts.access.signingPair(id)).toMatchObject({ clientSecret: canary });
});
