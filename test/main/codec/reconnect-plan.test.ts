import { expect, test } from '@playwright/test';
import { reconnectDelay } from '../../../src-main/codec/reconnect-plan';
import { AppErrorCode } from '../../../src-main/shared/app-error';

const attempts = [0, 1, 2, 3, 4, 5, 6, 7, 50, 5_000];

test('a device that cannot be reached is tried after a second, then after twice as long each time, up to a minute', () => {
  const seconds = (random: number) =>
    attempts.map((attempt) => (reconnectDelay('codec_unreachable', attempt, random) ?? 0) / 1_000);
  expect(seconds(1)).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60, 60]);
  expect(seconds(0), 'or half as long, by chance').toEqual([0.5, 1, 2, 4, 8, 16, 30, 30, 30, 30]);
  for (const attempt of attempts)
    expect(reconnectDelay('codec_no_answer', attempt, 0.3)).toBe(reconnectDelay('codec_unreachable', attempt, 0.3));
});

test('a device that starts is given 20 seconds, and one with too many connections a minute', () => {
  for (const attempt of attempts) {
    expect(reconnectDelay('codec_restarting', attempt, 0)).toBeGreaterThanOrEqual(20_000);
    expect(reconnectDelay('codec_restarting', attempt, 1)).toBeLessThanOrEqual(60_000);
    expect(reconnectDelay('codec_busy', attempt, 0.5)).toBe(60_000);
  }
});

test('nothing else passes by itself', () => {
  const passing: AppErrorCode[] = ['codec_unreachable', 'codec_no_answer', 'codec_restarting', 'codec_busy'];
  const others = AppErrorCode.options.filter((code) => !passing.includes(code));
  expect(others).toEqual(
    expect.arrayContaining(['codec_refused', 'codec_certificate_changed', 'codec_websocket_off', 'keychain_locked']),
  );
  for (const code of others) expect(reconnectDelay(code, 0, 0.5), code).toBeUndefined();
});
