import { randomBytes } from 'node:crypto';
import { AppError } from '../shared/app-error';
import type { SecretStore } from './secret-store';

/** Under which it lies in the store of secrets. */
export const vaultAccount = 'host-keys';
const keyBytes = 32;

/**
 * The key that seals the directory of host keys. It stays with the other secrets, and never in the file that it seals. It does not go along
 * into a store of one session: the file would be lost with that.
 * @param hasSealed something is sealed already: then a new key would open nothing of it, and is not made
 * @throws AppError `vault_key_lost` when there is none and should be; `keychain_damaged` for one that cannot be a key; and as the store
 */
export async function vaultKeyIn(store: SecretStore, { hasSealed }: { hasSealed: boolean }): Promise<Buffer> {
  const stored = await store.get(vaultAccount);
  if (stored !== undefined) {
    const known = Buffer.from(stored, 'base64');
    if (known.length !== keyBytes) throw new AppError('keychain_damaged', { cause: 'the key of the vault is no key' });
    return known;
  }
  if (hasSealed) throw new AppError('vault_key_lost');
  const key = randomBytes(keyBytes);
  await store.set(vaultAccount, key.toString('base64'));
  return key;
}
