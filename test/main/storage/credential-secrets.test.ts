import { expect, test } from '@playwright/test';
import { failureOf } from '../../../src-main/shared/app-error';
import { CredentialSecrets } from '../../../src-main/storage/credential-secrets';
import { Keychain } from '../../../src-main/storage/keychain';
import type { KeyringState } from '../../../src-main/storage/secret-service';
import { idOf } from '../examples';
import { FakeKeychainProcess } from './fake-keychain-process';

const id = idOf(1);
let keychain: Keychain;
let process: FakeKeychainProcess;
let keyring: KeyringState;
let secrets: CredentialSecrets;

test.beforeEach(() => {
  process = new FakeKeychainProcess();
  keyring = 'ready';
  keychain = new Keychain({ service: 'Usher tests', spawn: () => process, look: async () => keyring });
  secrets = new CredentialSecrets(keychain);
});
test.afterEach(() => keychain.close());

test('one credential is one item, and what is nothing is nothing', async () => {
  expect(await secrets.read(id)).toBeUndefined();
  await secrets.update(id, () => ({ clientSecret: 'not-a-real-secret' }));
  await secrets.update(id, (before) => ({ ...before, refreshToken: 'not-a-real-token' }));
  await secrets.update(idOf(2), () => ({}));
  expect(await secrets.read(id)).toEqual({ clientSecret: 'not-a-real-secret', refreshToken: 'not-a-real-token' });
  expect(await secrets.read(idOf(2))).toEqual({});
  expect([...process.items.keys()]).toEqual([id, idOf(2)]);
});

test('changes made at once all stay', async () => {
  await Promise.all([
    secrets.update(id, (before) => ({ ...before, clientSecret: 'not-a-real-secret' })),
    secrets.update(id, (before) => ({ ...before, refreshToken: 'not-a-real-token' })),
    secrets.update(idOf(2), () => ({ refreshToken: 'another' })),
  ]);
  expect(await secrets.read(id)).toEqual({ clientSecret: 'not-a-real-secret', refreshToken: 'not-a-real-token' });
});

test('a change that fails leaves the item as it was and the next one free', async () => {
  await secrets.update(id, () => ({ refreshToken: 'first' }));
  keyring = 'locked';
  const failed = await secrets.update(id, () => ({ refreshToken: 'second' })).catch(failureOf);
  expect(failed).toEqual({ code: 'keychain_locked' });
  keyring = 'ready';
  expect(await secrets.read(id)).toEqual({ refreshToken: 'first' });
  await secrets.update(id, (before) => ({ ...before, clientSecret: 'x' }));
  expect(await secrets.read(id)).toEqual({ refreshToken: 'first', clientSecret: 'x' });
});

test('a change that throws stores nothing', async () => {
  await secrets.update(id, () => ({ refreshToken: 'first' }));
  const changing = secrets.update(id, () => {
    throw new Error('no');
  });
  await expect(changing).rejects.toThrow('no');
  expect(await secrets.read(id)).toEqual({ refreshToken: 'first' });
});

test('a keyring that is away is a failure, never an empty item', async () => {
  await secrets.update(id, () => ({ refreshToken: 'first' }));
  for (const state of ['locked', 'hung', 'noSecretService'] as const) {
    keyring = state;
    await expect(secrets.read(id)).rejects.toMatchObject({ name: 'AppError' });
    await expect(secrets.delete(id)).rejects.toMatchObject({ name: 'AppError' });
  }
  expect(process.items.size).toBe(1);
});

test('each change is a generation, and what the record knows is never younger than the item', async () => {
  expect(await secrets.update(id, () => ({ refreshToken: 'first' }))).toBe(1);
  expect(await secrets.update(id, () => ({ refreshToken: 'second' }), 1)).toBe(2);
  expect(await secrets.refreshToken(id, 2)).toBe('second');
  expect(await secrets.refreshToken(id, 0)).toBe('second');
  expect(await secrets.refreshToken(idOf(2), 3)).toBeUndefined();
});

test('an older item that somebody has put back is not used, and what is stored after it is younger than all (D9)', async () => {
  await secrets.update(id, () => ({ refreshToken: 'first' }));
  const backup = process.items.get(id) ?? '';
  const known = await secrets.update(id, () => ({ refreshToken: 'second' }), 1);
  process.items.set(id, backup);
  const failure = await secrets.refreshToken(id, known).then(() => undefined, failureOf);
  expect(failure).toEqual({ code: 'backup_restored' });
  expect(await secrets.update(id, () => ({ refreshToken: 'third' }), known)).toBe(3);
  expect(await secrets.refreshToken(id, 3)).toBe('third');
});

test('what Usher stored before it counted is generation 0', async () => {
  process.items.set(id, '{"clientSecret":"not-a-real-secret","refreshToken":"old"}');
  expect(await secrets.refreshToken(id, 0)).toBe('old');
  expect(await secrets.update(id, (before) => ({ ...before, refreshToken: 'new' }))).toBe(1);
  expect(await secrets.read(id)).toEqual({ clientSecret: 'not-a-real-secret', refreshToken: 'new' });
});

test('an item that somebody has spoilt is like none', async () => {
  for (const item of ['', 'not json', 'null', '[]', '"text"', '{"clientSecret":7}', '{"refreshToken":["x"]}']) {
    process.items.set(id, item);
    expect(await secrets.read(id), item).toEqual(undefined);
  }
});

test('what is deleted stays deleted, though a change was under way', async () => {
  await secrets.update(id, () => ({ refreshToken: 'first' }));
  await Promise.all([secrets.update(id, (before) => ({ ...before, refreshToken: 'second' })), secrets.delete(id)]);
  expect(process.items.size).toBe(0);
});
