import type { AppErrorCode } from '../shared/app-error';

const firstMs = 1_000;
const longestMs = 60_000;
/**
 * What passes by itself, and how long it takes at least: a device that starts needs a minute or two, and one with too many connections is
 * not helped by more. Anything else only a person can change, and a device locks those out who try a wrong password again and again.
 */
const passing: { readonly [Code in AppErrorCode]?: number } = {
  codec_unreachable: 0,
  codec_no_answer: 0,
  codec_restarting: 20_000,
  codec_busy: 60_000,
};

/**
 * After how many milliseconds a lost device is tried again; nothing, where that would not help.
 * @param attempt 0 for the first one after a loss
 * @param random from 0 to 1: when a network has come back, not all devices are asked in one moment
 */
export function reconnectDelay(code: AppErrorCode, attempt: number, random: number): number | undefined {
  const leastMs = passing[code];
  if (leastMs === undefined) return undefined;
  const doubledMs = Math.min(firstMs * 2 ** Math.min(attempt, 10), longestMs);
  return Math.max(leastMs, doubledMs * (0.5 + random / 2));
}
