import { mock } from 'node:test';
import { expect, test } from '@playwright/test';
import { LiveState } from '../../../src-main/app/live-state';
import type { Meetings } from '../../../src-main/app/meetings';
import { RefreshSchedule } from '../../../src-main/app/refresh-schedule';
import { defaultSettings } from '../../../src-main/shared/settings';
import { anAppState } from '../examples';

const minute = 60_000;

function start() {
  mock.timers.enable({ apis: ['setInterval', 'setTimeout'] });
  const live = new LiveState(anAppState());
  const seen = { refreshes: 0 };
  const refresh = async () => {
    seen.refreshes += 1;
  };
  const schedule = new RefreshSchedule(live, { refresh } as Meetings);
  schedule.start();
  expect(seen.refreshes, 'the tray’s menu comes first').toBe(0);
  mock.timers.tick(50);
  return { live, schedule, seen };
}
test.afterEach(() => mock.timers.reset());

test('the list is asked for at the start and then as often as the user chose', () => {
  const { seen } = start();
  expect(seen.refreshes).toBe(1);
  mock.timers.tick(5 * minute - 51);
  expect(seen.refreshes).toBe(1);
  mock.timers.tick(1);
  mock.timers.tick(5 * minute);
  expect(seen.refreshes).toBe(3);
});

test('another choice counts from now on, and other changes of the state disturb no interval', () => {
  const { live, seen } = start();
  live.set({ settings: { ...defaultSettings, refreshMinutes: 1 } });
  mock.timers.tick(30_000);
  live.set({ isRefreshing: true });
  live.set({ settings: { ...defaultSettings, refreshMinutes: 1, theme: 'dark' } });
  mock.timers.tick(30_000);
  expect(seen.refreshes).toBe(2);
  live.set({ settings: { ...defaultSettings, refreshMinutes: 15 } });
  mock.timers.tick(14 * minute);
  expect(seen.refreshes).toBe(2);
  mock.timers.tick(minute);
  expect(seen.refreshes).toBe(3);
});

test('what was stopped stays stopped, whatever changes', () => {
  const { live, schedule, seen } = start();
  schedule.stop();
  schedule.stop();
  live.set({ settings: { ...defaultSettings, refreshMinutes: 1 } });
  mock.timers.tick(60 * minute);
  expect(seen.refreshes).toBe(1);
});

test('what was stopped before the first time asks for nothing', () => {
  mock.timers.enable({ apis: ['setInterval', 'setTimeout'] });
  const refresh = () => Promise.reject(new Error('nothing was to be asked for'));
  const schedule = new RefreshSchedule(new LiveState(anAppState()), { refresh } as unknown as Meetings);
  schedule.start();
  schedule.stop();
  mock.timers.tick(minute);
});
