import { mock } from 'node:test';
import { expect, test } from '@playwright/test';
import { blockedMs, LoopWatch } from '../../../src-main/desktop/loop-watch';
import { now } from '../examples';

const { error: printError } = console;
test.beforeEach(() => {
  console.error = () => {};
});
test.afterEach(() => {
  mock.timers.reset();
  console.error = printError;
});

test('more than a second late is blocked, more than a minute is a computer that slept (P6)', () => {
  const late: [number, number | undefined][] = [
    [-1, undefined],
    [0, undefined],
    [1_000, undefined],
    [1_000.6, 1_001],
    [5_000, 5_000],
    [60_000, 60_000],
    [60_001, undefined],
  ];
  for (const [milliseconds, expected] of late) expect(blockedMs(milliseconds)).toBe(expected);
});

/** A watch under two clocks: `run` lets time pass as it should, `block` holds the loop up meanwhile. */
function start() {
  mock.timers.enable({ apis: ['setTimeout'] });
  const clock = { monotonic: 0 };
  const watch = new LoopWatch({ now: () => now, monotonic: () => clock.monotonic });
  watch.start();
  const run = (milliseconds: number) => {
    for (let passed = 0; passed < milliseconds; passed += 100) {
      clock.monotonic += 100;
      mock.timers.tick(100);
    }
  };
  const block = (milliseconds: number) => {
    clock.monotonic += milliseconds;
    mock.timers.tick(milliseconds);
  };
  return { watch, run, block };
}

test('a main process that is blocked for five seconds is noted, whenever that begins (P6)', () => {
  const { watch, run, block } = start();
  run(60_000);
  expect(watch.blockedTimes).toEqual([]);
  for (let times = 1; times <= 30; times++) {
    run(1_100);
    block(5_000);
    run(3_000);
    expect(watch.blockedTimes).toHaveLength(Math.min(times, 20));
  }
  for (const { at, milliseconds } of watch.blockedTimes) {
    expect(at).toBe(now.toISOString());
    expect(milliseconds).toBeGreaterThan(1_000);
  }
  watch.stop();
});

test('a computer that sleeps is not blocked, however short (P6)', () => {
  const { watch, run, block } = start();
  watch.stop();
  block(20_000);
  watch.start();
  run(10_000);
  expect(watch.blockedTimes).toEqual([]);
  watch.stop();
});
