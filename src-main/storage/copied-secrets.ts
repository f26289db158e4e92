import { AppError } from '../shared/app-error';
import type { SecretStore } from './secret-store';

/**
 * Copies secrets from one store to another and looks at each copy. What had been there under the same accounts comes back if that fails.
 * @returns what takes the copies back, should what follows fail
 * @throws AppError as the stores, and `keychain_damaged` when a copy is not what was copied
 */
export async function copySecrets(
  from: SecretStore,
  to: SecretStore,
  accounts: readonly string[],
): Promise<() => Promise<void>> {
  const before: { account: string; secret: string | undefined }[] = [];
  const takeBack = async () => {
    for (const { account, secret } of before)
      await (secret === undefined ? to.delete(account) : to.set(account, secret)).catch(() => {});
  };
  try {
    for (const account of accounts) {
      const secret = await from.get(account);
      if (secret === undefined) continue;
      before.push({ account, secret: await to.get(account) });
      await to.set(account, secret);
      if ((await to.get(account)) !== secret) throw new AppError('keychain_damaged');
    }
  } catch (error) {
    await takeBack();
    throw error;
  }
  return takeBack;
}
