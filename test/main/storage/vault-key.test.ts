import { expect, test } from '@playwright/test';
import { SessionStore } from '../../../src-main/storage/session-store';
import { vaultKeyIn } from '../../../src-main/storage/vault-key';
import { codeFrom } from '../code-from';

test('the key is made once, and is the same from then on', async () => {
  const store = new SessionStore();
  const made = await vaultKeyIn(store, { hasSealed: false });
  expect(made).toHaveLength(32);
  expect(await vaultKeyIn(store, { hasSealed: true })).toEqual(made);
  expect(await vaultKeyIn(store, { hasSealed: false })).toEqual(made);
});

test('where something is sealed already, no other key is made: it would open nothing', async () => {
  const store = new SessionStore();
  expect(await codeFrom(vaultKeyIn(store, { hasSealed: true }))).toBe('vault_key_lost');
  expect(await store.accounts()).toEqual([]);
});

test('what lies there and is no key is left alone', async () => {
  const store = new SessionStore();
  await store.set('host-keys', 'not-a-key');
  expect(await codeFrom(vaultKeyIn(store, { hasSealed: false }))).toBe('keychain_damaged');
  expect(await store.get('host-keys')).toBe('not-a-key');
});
