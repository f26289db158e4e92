import { mock } from 'node:test';
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
  parts.keyring.state = 'noKeyring';
  await parts.commands.checkKeyring();
  expect(standing().state).toBe('absent');
  parts.keyring.state = 'ready';
  await addApp();
  await expect.poll(standing).toMatchObject({ store: 'keychain', backend: 'GNOME Keyring', state: 'ready' });
  await expect.poll(() => parts.live.current.settings.keyringBackend).toBe('GNOME Keyring');
  for (const [state, shown] of [
    ['locked', 'locked'],
    ['hung', 'hung'],
    ['noSecretService', 'absent'],
    // The records know that there was one.
    ['noKeyring', 'emptied'],
  ] as const) {
    parts.keyring.state = state;
    await parts.commands.checkKeyring();
    expect(standing().state, state).toBe(shown);
  }
  expect(parts.keychainProcess.isKilled).toBe(false);
});

test('a credential that is added while the keyring is compared with the records is not missed in it', async () => {
  let name = (_backend: string) => {};
  parts.backend = new Promise((resolve) => {
    name = resolve;
  });
  const id = await addApp();
  name('GNOME Keyring');
  await expect.poll(() => parts.live.current.settings.keyringBackend).toBe('GNOME Keyring');
  expect(standing().state).toBe('ready');
  expect(parts.credentials.get(id).health).toEqual({ kind: 'ready' });
});

test.describe('once Usher is up', () => {
  function start(): void {
    mock.timers.enable({ apis: ['setTimeout'] });
    parts.keyringCare.start();
    expect(parts.keychainProcess.requests).toEqual([]);
    mock.timers.tick(10_000);
    mock.timers.reset();
  }
  test.afterEach(() => mock.timers.reset());

  test('what an open keyring has lost, and what it has left over, is found before anybody needs it (K7, K8)', async () => {
    const id = await addApp();
    await expect.poll(() => parts.live.current.settings.keyringBackend).toBe('GNOME Keyring');
    // As at the start, nobody knows of what is in it.
    parts.keyring.state = 'locked';
    await parts.commands.checkKeyring();
    parts.keyring.state = 'ready';
    parts.keychainProcess.requests.length = 0;
    parts.keychainProcess.items.clear();
    parts.keychainProcess.items.set(idOf(9), 'not-a-real-secret');
    start();
    await expect.poll(standing).toMatchObject({ state: 'emptied', leftovers: 1 });
    expect(parts.credentials.get(id).health).toMatchObject({ cause: { code: 'keychain_emptied' } });
    expect(parts.keychainProcess.requests.map(({ operation }) => operation.kind)).toEqual(['list']);
  });

  for (const state of ['locked', 'noSecretService', 'hung'] as const) {
    test(`a keyring that is ${state} is not asked, and nothing prompts (K3)`, async () => {
      const asked: string[] = [];
      parts.unlock = async () => {
        asked.push('unlock');
        return 'ready';
      };
      parts.keyring.state = state;
      const before = standing();
      start();
      await new Promise((resolve) => setImmediate(resolve));
      expect([asked, parts.keychainProcess.requests]).toEqual([[], []]);
      expect(standing()).toEqual(before);
    });
  }
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

test('the password of a room system that is not here is one of those; that of one that is here stays', async () => {
  const entry = {
    name: 'Boardroom',
    place: '',
    address: '192.0.2.1',
    userName: 'usher',
    groups: [],
    forgetsKeys: true,
  };
  const codecId = await parts.codecs.add(
    { ...entry, fingerprint: Array(32).fill('0A').join(':') },
    'not-a-real-password',
  );
  parts.keychainProcess.items.set(`codec:${idOf(9)}`, 'not-a-real-password');
  await parts.commands.testKeyring();
  await expect.poll(() => standing().leftovers).toBe(1);
  await parts.commands.deleteLeftovers();
  expect([...parts.keychainProcess.items.keys()]).toEqual([`codec:${codecId}`]);
});

test('nothing is unlocked before somebody asks; then once for all who ask, and cancelled at once', async () => {
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
  expect(await parts.access.signingPair(id)).toMatchObject({ clientSecret: 'not-a-real-secret' });
  expect(JSON.stringify(parts.live.current)).not.toContain('not a real one');

  expect(await parts.commands.chooseSecretStore({ store: 'keychain' })).toEqual({ moved: true });
  expect([...parts.keychainProcess.items.keys()]).toEqual([id]);
  expect(await parts.access.signingPair(id)).toMatchObject({ clientSecret: 'not-a-real-secret' });
});

test('where the keyring is away, a session without it begins empty, and leaves what the keyring has', async () => {
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
  expect(await parts.access.signingPair(id)).toMatchObject({ clientSecret: 'not-a-real-secret' });
});

test('a window cannot change the place of the secrets with the other settings', async () => {
  await parts.commands.updateSettings({ ...parts.live.current.settings, theme: 'dark', secretStore: 'session' });
  expect(parts.live.current.settings).toMatchObject({ theme: 'dark', secretStore: 'keychain' });
});
