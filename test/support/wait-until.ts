import { setTimeout as delay } from 'node:timers/promises';

/**
 * Looks again and again until there is something to see, and answers what it saw.
 *
 * @param what ends the sentence "Waited 5 s for ..."; it is all that a failed test says.
 * @param look answers `undefined` or `false` as long as it is too early.
 */
export async function waitUntil<Seen>(
  what: string,
  look: () => Promise<Seen | undefined | false> | Seen | undefined | false,
  { timeout = 10_000, every = 20 }: { timeout?: number; every?: number } = {},
): Promise<Seen> {
  const deadline = Date.now() + timeout;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (Date.now() >= deadline) throw new Error(`Waited ${timeout / 1_000} s for ${what}.`);
    await delay(every);
  }
}

/** The promise's answer, or an error when it takes longer than `timeout` milliseconds. */
export async function within<Answer>(timeout: number, what: string, promise: Promise<Answer>): Promise<Answer> {
  const timer = new AbortController();
  const tooLate = delay(timeout, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`Waited ${timeout / 1_000} s for ${what}.`);
  });
  try {
    return await Promise.race([promise, tooLate]);
  } finally {
    tooLate.catch(() => {});
    timer.abort();
  }
}
