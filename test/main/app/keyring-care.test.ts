import { expect, test } from '@playwright/test';
import { failureOf } from '../../../src-main/shared/app-error';
import { idOf } from '../examples';
import { AppParts } from './app-parts';

test.describe.configure({ timeout: 60_000 });

let parts: AppParts;
test.beforeEach(async () => {
  parts = await AppParts.start();
});
test.afterEach(() => parts.close());

const standing = () => parts.live.current.keyring;
const addApp = () => parts.addApp({ clientSecret: 'not-a-real-secret' });
async function codeFrom(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: unknown) => failureOf(error).code,
  );
}

test('a use of the keyring says how it is, and that it is called what it is', async () => {
  await addApp();
  await expect.poll(standing).toMatchObject({ store: 'keychain', backend: 'GNOME Keyring', state: 'ready' });
  await expect.poll(() => parts.live.current.settings.keyringBackend).toBe('GNOME Keyring');
  for (const [state, shown] of [
    ['locked', 'locked'],
    ['hung', 'hung'],
    ['noSecretService', 'absent'],
    ['noKeyring', 'absent'],
  ] as const) {
    parts.keyring.state = state;
    await parts.commands.checkKeyring();
    expect(standing().state, state).toBe(shown);
  }
  expect(parts.keychainProcess.isKilled).toBe(false);
});

test('an open keyring that has lost everything is emptied, not new: the records know (K7, K8, SK4)', async () => {
  const id = await addApp();
  await expect.poll(() => standing().state).toBe('ready');
  const kept = new Map(parts.keychainProcess.items);
  parts.keychainProcess.items.clear();
  await parts.commands.testKeyring();
  await expect.poll(() => standing().state).toBe('emptied');
  expect(parts.credentials.get(id).health).toMatchObject({
    kind: 'misconfigured',
    cause: { code: 'keychain_emptied' },
  });
  expect(parts.live.current.notices.map(({ failure }) => failure.code)).toEqual(['keychain_emptied']);
  expect(parts.keychainProcess.items.size).toBe(0);

  for (const [account, secret] of kept) parts.keychainProcess.items.set(account, secret);
  await parts.commands.testKeyring();
  await expect.poll(() => standing().state).toBe('ready');
  expect(parts.credentials.get(id).health).toEqual({ kind: 'ready' });
  expect(parts.live.current.notices).toEqual([]);
});

test('another keyring in the place of the one that has the secrets: both are named (K9, SK6)', async () => {
  await addApp();
  await expect.poll(() => parts.live.current.settings.keyringBackend).toBe('GNOME Keyring');
  parts.keychainProcess.items.clear();
  parts.backend = 'KWallet';
  await parts.commands.testKeyring();
  await expect.poll(() => standing().failure?.subject).toBe('GNOME Keyring, but KWallet answers now');
  expect(parts.live.current.settings.keyringBackend).toBe('GNOME Keyring');
});

test('what no credential knows is counted, and deleted only when somebody says so', async () => {
  parts.keychainProcess.items.set(idOf(9), 'not-a-real-secret');
  const id = await addApp();
  await expect.poll(() => standing().leftovers).toBe(1);
  expect([...parts.keychainProcess.items.keys()].sort()).toEqual([idOf(9), id].sort());
  await parts.commands.deleteLeftovers();
  expect([...parts.keychainProcess.items.keys()]).toEqual([id]);
  expect(standing().leftovers).toBe(0);
});

test('nothing is unlocked before somebody asks; then once for all who ask, and cancelled at once (K3, K4)', async () => {
  parts.keyring.state = 'locked';
  const asked: AbortSignal[] = [];
  parts.unlock = ({ signal }) => {
    asked.push(signal);
    return new Promise((resolve) => signal.addEventListener('abort', () => resolve('locked')));
  };
  expect(await codeFrom(addApp())).toBe('keychain_locked');
  expect(asked).toEqual([]);
  const unlocking = [codeFrom(parts.commands.unlockKeyring()), codeFrom(parts.commands.unlockKeyring())];
  expect(standing()).toMatchObject({ state: 'locked', isUnlocking: true });
  await parts.commands.cancelUnlockKeyring();
  expect(await Promise.all(unlocking)).toEqual(['done', 'done']);
  expect(asked).toHaveLength(1);
  expect(standing()).toMatchObject({ state: 'locked', isUnlocking: false });

  parts.unlock = async () => 'locked';
  expect(await codeFrom(parts.commands.unlockKeyring())).toBe('keychain_locked');
  parts.unlock = async () => {
    parts.keyring.state = 'ready';
    return 'ready';
  };
  await parts.commands.unlockKeyring();
  expect(standing().state).toBe('ready');
});

test('secrets move to a file with a passphrase and back, and are in one place at a time', async () => {
  const id = await addApp();
  await expect.poll(() => standing().state).toBe('ready');
  expect(await parts.commands.chooseSecretStore({ store: 'passphrase', passphrase: 'not a real one' })).toEqual({
    moved: true,
  });
  expect(parts.keychainProcess.items.size).toBe(0);
  expect(parts.live.current.settings.secretStore).toBe('passphrase');
  expect(standing()).toMatchObject({ store: 'passphrase', backend: 'Sealed file', state: 'ready' });
  expect(await parts.credentials.signingPair(id)).toMatchObject({ clientSecret: 'not-a-real-secret' });
  expect(JSON.stringify(parts.live.current)).not.toContain('not a real one');

  expect(await parts.commands.chooseSecretStore({ store: 'keychain' })).toEqual({ moved: true });
  expect([...parts.keychainProcess.items.keys()]).toEqual([id]);
  expect(await parts.credentials.signingPair(id)).toMatchObject({ clientSecret: 'not-a-real-secret' });
});

test('where the keyring is away, a session without it begins empty, and leaves what the keyring has (K1, K2)', async () => {
  await addApp();
  parts.keyring.state = 'noSecretService';
  expect(await parts.commands.chooseSecretStore({ store: 'session' })).toEqual({ moved: false });
  expect(standing()).toMatchObject({ store: 'session', backend: 'Memory of this session', state: 'ready' });
  expect(parts.keychainProcess.items.size).toBe(1);
  expect(await codeFrom(addApp())).toBe('done');
  expect(parts.keychainProcess.items.size).toBe(1);
});

test('a place that cannot be written is not chosen, and a disk that is full moves nothing (SK3)', async () => {
  const id = await addApp();
  await parts.commands.chooseSecretStore({ store: 'session' });
  parts.keyring.state = 'locked';
  expect(await codeFrom(parts.commands.chooseSecretStore({ store: 'keychain' }))).toBe('keychain_locked');
  expect(parts.live.current.settings.secretStore).toBe('session');
  parts.keyring.state = 'ready';
  parts.disk.isFull = true;
  expect(await codeFrom(parts.commands.chooseSecretStore({ store: 'keychain' }))).toBe('records_not_saved');
  expect(parts.live.current.settings.secretStore).toBe('session');
  expect(parts.keychainProcess.items.size).toBe(0);
  expect(await parts.credentials.signingPair(id)).toMatchObject({ clientSecret: 'not-a-real-secret' });
});

test('a window cannot change the place of the secrets with the other settings', async () => {
  await parts.commands.updateSettings({ ...parts.live.current.settings, theme: 'dark', secretStore: 'session' });
  expect(parts.live.current.settings).toMatchObject({ theme: 'dark', secretStore: 'keychain' });
});
