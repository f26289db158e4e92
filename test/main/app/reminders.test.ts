import { mock } from 'node:test';
import { expect, test } from '@playwright/test';
import { LiveState } from '../../../src-main/app/live-state';
import { Reminders } from '../../../src-main/app/reminders';
import type { MeetingWindow } from '../../../src-main/shared/app-state';
import { aCredential, aMeeting, anAppState, now } from '../examples';

const inMinutes = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const townHall = aMeeting({ startTime: inMinutes(10).toISOString() });

let live: LiveState;
let reminders: Reminders;
let clock: { now: Date };
test.beforeEach(() => {
  mock.timers.enable({ apis: ['setInterval'] });
  live = new LiveState(anAppState({ credentials: [aCredential(1)], meetings: [townHall] }));
  clock = { now };
  reminders = new Reminders(live, () => clock.now);
  reminders.start();
});
test.afterEach(() => {
  reminders.stop();
  mock.timers.reset();
});

const kinds = () => live.current.reminders.map(({ kind }) => kind);
function passes(minutes: number): void {
  clock.now = new Date(clock.now.getTime() + minutes * 60_000);
  mock.timers.tick(20_000);
}

test('a reminder comes within twenty seconds of its time, without anybody doing anything', () => {
  passes(4);
  expect(kinds()).toEqual([]);
  passes(1);
  expect(kinds()).toEqual(['ahead']);
  passes(5);
  expect(kinds()).toEqual(['due']);
});

test('it is gone as soon as a window opens for the meeting, and stays away', () => {
  passes(5);
  live.set({ meetingWindows: [{ meetingKey: townHall.key, phase: 'preparing' } as MeetingWindow] });
  expect(kinds()).toEqual([]);
  live.set({ meetingWindows: [] });
  passes(10);
  expect(kinds()).toEqual([]);
});

test('a snooze takes it away until it counts again', () => {
  passes(6);
  reminders.snooze(townHall.key);
  expect(kinds()).toEqual([]);
  passes(3);
  expect(kinds()).toEqual([]);
  passes(1);
  expect(kinds()).toEqual(['due']);
});

test('a meeting that is not there any more cannot be snoozed', () => {
  live.set({ meetings: [] });
  expect(() => reminders.snooze(townHall.key)).toThrow('meeting_not_found');
});

test('what changes nothing is not told', () => {
  passes(5);
  let told = 0;
  live.subscribe(() => {
    told += 1;
  });
  passes(1);
  live.set({ isRefreshing: true });
  expect(told).toBe(1);
});

test('quiet hours begin and end by the clock', () => {
  const time = (date: Date) => date.toTimeString().slice(0, 5);
  const quietHours = { from: time(inMinutes(3)), to: time(inMinutes(6)) };
  live.set({ settings: { ...live.current.settings, quietHours } });
  expect(live.current.isQuiet).toBe(false);
  passes(3);
  expect(live.current.isQuiet).toBe(true);
  passes(3);
  expect([live.current.isQuiet, kinds()]).toEqual([false, ['ahead']]);
});
