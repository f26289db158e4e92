import { randomBytes } from 'node:crypto';
import type { SecretStore } from './secret-store';

const account = 'practice-zoom';
const keyBytes = 32;

/**
 * The key from which Practice Zoom derives its apps' secrets and signs its tokens. It stays with the other secrets,
 * so that a practice credential still works the next day and nothing on disk can forge one.
 * @throws AppError as the store
 */
export async function practiceKeyIn(store: SecretStore): Promise<Uint8Array> {
  const stored = await store.get(account);
  const known = Buffer.from(stored ?? '', 'base64');
  // A shorter one could be guessed; what it had signed counts as lost.
  if (known.length === keyBytes) return known;
  const key = randomBytes(keyBytes);
  await store.set(account, key.toString('base64'));
  return key;
}
