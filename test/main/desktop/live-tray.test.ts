import { mock } from 'node:test';
import { expect, test } from '@playwright/test';
import { LiveState } from '../../../src-main/app/live-state';
import { LiveTray } from '../../../src-main/desktop/live-tray';
import type { TrayIcon } from '../../../src-main/desktop/tray-icon';
import type { TrayDrawing } from '../../../src-main/desktop/tray-menu';
import { wallClockOf } from '../../../src-main/desktop/wall-clock';
import { aCredential, aMeeting, anAppState, now } from '../examples';

const inMinutes = (minutes: number) => new Date(now.getTime() + minutes * 60_000);

let live: LiveState;
let drawings: TrayDrawing[];
let tray: LiveTray;
let clock: { now: Date };
test.beforeEach(() => {
  mock.timers.enable({ apis: ['setInterval', 'setTimeout'] });
  const meetings = [aMeeting({ startTime: inMinutes(10).toISOString() })];
  live = new LiveState(anAppState({ credentials: [aCredential(1)], meetings }));
  drawings = [];
  clock = { now };
  const icon = { draw: (drawing: TrayDrawing) => drawings.push(drawing) } as unknown as TrayIcon;
  tray = new LiveTray(
    icon,
    live,
    () => {},
    () => clock.now,
    wallClockOf('DE'),
  );
});
test.afterEach(() => {
  tray.stop();
  mock.timers.reset();
});

test('the tray is drawn at once, and then again when something has changed', () => {
  expect(drawings).toHaveLength(1);
  live.set({ meetings: [] });
  mock.timers.tick(250);
  expect(drawings).toHaveLength(2);
});

test('what changes together is drawn once, as it is then', () => {
  for (let minutes = 1; minutes <= 12; minutes += 1)
    live.set({ meetings: [aMeeting({ topic: `Stage ${minutes}`, startTime: inMinutes(minutes).toISOString() })] });
  mock.timers.tick(250);
  expect(drawings).toHaveLength(2);
  expect(JSON.stringify(drawings[1])).toContain('Stage 12');
});

test('while much is going on it is drawn every other second, and the last of it by then', () => {
  const change = (minutes: number) =>
    live.set({ meetings: [aMeeting({ topic: `Stage ${minutes}`, startTime: inMinutes(minutes).toISOString() })] });
  for (let tenth = 1; tenth <= 50; tenth += 1) {
    change(tenth);
    mock.timers.tick(100);
  }
  mock.timers.tick(2_000);
  expect(drawings.length).toBeGreaterThanOrEqual(4);
  expect(drawings.length).toBeLessThanOrEqual(5);
  expect(JSON.stringify(drawings.at(-1))).toContain('Stage 50');
  mock.timers.tick(2_000);
  change(3);
  mock.timers.tick(250);
  expect(JSON.stringify(drawings.at(-1))).toContain('Stage 3');
});

test('nothing is drawn while nothing has changed: a new menu closes the one that is open', () => {
  live.set({ isRefreshing: true });
  mock.timers.tick(20_000);
  expect(drawings).toHaveLength(1);
});

test('the minutes to the next meeting go by themselves', () => {
  clock.now = inMinutes(1);
  mock.timers.tick(30_000);
  expect(drawings.map(({ tooltip }) => tooltip)).toEqual([
    'Usher · next: Town hall, in 10 min',
    'Usher · next: Town hall, in 9 min',
  ]);
});

test('whoever has quit draws no more', () => {
  live.set({ meetings: [] });
  tray.stop();
  mock.timers.tick(60_000);
  expect(drawings).toHaveLength(1);
});
