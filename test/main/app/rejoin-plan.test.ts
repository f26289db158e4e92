import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { betweenJoinsMs, rejoinDelay, rejoinTries } from '../../../src-main/app/rejoin-plan';
import { AppErrorCode } from '../../../src-main/shared/app-error';
import { now } from '../examples';

const longAgo = 3_600_000;
const delayOf = (triesBefore: number, different: Partial<Parameters<typeof rejoinDelay>[0]> = {}) =>
  rejoinDelay({
    failure: { code: 'connection_lost' },
    triesBefore,
    sinceJoinMs: longAgo,
    now,
    random: 0.5,
    ...different,
  });

test('the waits double from two seconds to thirty, five times', () => {
  expect([0, 1, 2, 3, 4, 5].map((tries) => delayOf(tries))).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, undefined]);
});

test('windows that one network has put out do not come back in one moment', () => {
  expect([0, 1].map((random) => delayOf(3, { random }))).toEqual([12_800, 19_200]);
});

test('what needs a person is not tried again', () => {
  const tried = AppErrorCode.options.filter((code) => delayOf(0, { failure: { code } }) !== undefined);
  expect(tried).toEqual([
    'meeting_refused',
    'meeting_engine_failed',
    'meeting_timed_out',
    'authorizer_left',
    'connection_lost',
    'rate_limited',
    'offline',
    'network_intercepted',
    'zoom_unavailable',
    'unexpected',
  ]);
});

test('what Zoom does not explain is tried once', () => {
  expect([0, 1].map((tries) => delayOf(tries, { failure: { code: 'meeting_refused' } }))).toEqual([2_000, undefined]);
});

test('a rate limit is waited out', () => {
  const retryAt = new Date(now.getTime() + 90_000).toISOString();
  expect(delayOf(0, { failure: { code: 'rate_limited', retryAt } })).toBe(90_000);
});

test('no join comes within ten seconds of another, whatever the clock does meanwhile', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: rejoinTries - 1 }),
      fc.integer({ min: -longAgo, max: longAgo }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (triesBefore, sinceJoinMs, random) => {
        const delay = delayOf(triesBefore, { sinceJoinMs, random }) ?? Number.NaN;
        expect(delay + Math.max(sinceJoinMs, 0)).toBeGreaterThanOrEqual(betweenJoinsMs);
        expect(delay).toBeLessThanOrEqual(36_000);
      },
    ),
  );
});
