import { randomBytes } from 'node:crypto';
import { AppError, failureOf } from '../shared/app-error';
import type { KeyringTestStep } from '../shared/keyring-standing';
import type { SecretStore } from './secret-store';

/** An entry of its own: nobody's secret is touched. */
export const testAccount = 'usher-test';

/**
 * Writes an entry, reads it back, compares it and deletes it. A store that takes what it does not give back fails here,
 * before anything depends on it.
 * @param clock milliseconds, such as `performance.now`
 */
export async function testStore(store: SecretStore, clock: () => number): Promise<KeyringTestStep[]> {
  const written = randomBytes(24).toString('base64');
  let read: string | undefined;
  let hasFailed = false;
  const steps: KeyringTestStep[] = [];
  const attempt = async (step: KeyringTestStep['step'], work: () => Promise<void>, isSkipped = hasFailed) => {
    if (isSkipped) return steps.push({ step, outcome: 'skipped', milliseconds: 0 });
    const began = clock();
    try {
      await work();
      return steps.push({ step, outcome: 'done', milliseconds: clock() - began });
    } catch (error) {
      hasFailed = true;
      return steps.push({ step, outcome: 'failed', milliseconds: clock() - began, failure: failureOf(error) });
    }
  };
  await attempt('write', () => store.set(testAccount, written));
  const wasWritten = !hasFailed;
  await attempt('read', async () => {
    read = await store.get(testAccount);
  });
  await attempt('compare', async () => {
    if (read !== written) throw new AppError('keychain_damaged');
  });
  await attempt(
    'delete',
    async () => {
      await store.delete(testAccount);
      if ((await store.get(testAccount)) !== undefined) throw new AppError('keychain_damaged');
    },
    !wasWritten,
  );
  return steps;
}
