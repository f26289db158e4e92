import { expect, test } from '@playwright/test';
import { failureOf } from '../../../src-main/shared/app-error';
import { Keychain } from '../../../src-main/storage/keychain';
import { practiceKeyIn } from '../../../src-main/storage/practice-key';
import type { KeyringState } from '../../../src-main/storage/secret-service';
import { FakeKeychainProcess } from './fake-keychain-process';

let keychain: Keychain;
let process: FakeKeychainProcess;
let keyring: KeyringState;

test.beforeEach(() => {
  process = new FakeKeychainProcess();
  keyring = 'ready';
  keychain = new Keychain({ service: 'Usher tests', spawn: () => process, look: async () => keyring });
});
test.afterEach(() => keychain.close());

test("Practice Zoom's key is made once and is the same the next day", async () => {
  const first = await practiceKeyIn(keychain);
  expect(first).toHaveLength(32);
  expect([...(await practiceKeyIn(keychain))]).toEqual([...first]);
  expect(process.items.size).toBe(1);
});

test('another keyring has another key', async () => {
  const first = await practiceKeyIn(keychain);
  process.items.clear();
  expect([...(await practiceKeyIn(keychain))]).not.toEqual([...first]);
});

test('while the keyring is away there is no key, and none is made that would be lost', async () => {
  const first = await practiceKeyIn(keychain);
  keyring = 'locked';
  expect(await practiceKeyIn(keychain).catch(failureOf)).toEqual({ code: 'keychain_locked' });
  keyring = 'ready';
  expect([...(await practiceKeyIn(keychain))]).toEqual([...first]);
});

test('an item that is no key of 32 bytes is replaced: with a short one anybody could forge', async () => {
  for (const item of ['', '!!!', 'AAAA']) {
    process.items.set('practice-zoom', item);
    expect(await practiceKeyIn(keychain), item).toHaveLength(32);
  }
});
