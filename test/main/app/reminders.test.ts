import { mock } from 'node:test';
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { LiveState } from '../../../src-main/app/live-state';
import { Reminders } from '../../../src-main/app/reminders';
import type { MeetingWindow } from '../../../src-main/shared/app-state';
import { aCredential, aMeeting, anAppState, now } from '../examples';

const inMinutes = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const townHall = aMeeting({ startTime: inMinutes(10).toISOString() });

let live: LiveState;
let reminders: Reminders;
let clock: { now: Date };
let note: { contents: unknown; save: (contents: unknown) => Promise<void> };
test.beforeEach(() => {
  mock.timers.enable({ apis: ['setInterval'] });
  live = new LiveState(anAppState({ credentials: [aCredential(1)], meetings: [townHall] }));
  clock = { now };
  note = {
    contents: undefined,
    save: async (contents) => {
      note.contents = JSON.parse(JSON.stringify(contents));
    },
  };
  reminders = new Reminders({ live, note, now: () => clock.now });
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

/** Usher ends and starts again; its first look comes before the list. */
function startsAgain(): void {
  reminders.stop();
  const { meetings, settings } = live.current;
  live = new LiveState(anAppState({ credentials: [aCredential(1)], meetings: [], settings }));
  reminders = new Reminders({ live, note, now: () => clock.now });
  reminders.start();
  live.set({ meetings });
}
const news = () => live.current.reminders.filter(({ isOldNews }) => !isOldNews).map(({ kind }) => kind);

test('what was told before Usher was started again stands, and is no news', () => {
  passes(5);
  startsAgain();
  expect([kinds(), news()]).toEqual([['ahead'], []]);
  passes(5);
  expect([kinds(), news()]).toEqual([['due'], ['due']]);
});

test('a snooze outlasts a start of Usher, and what stands after it is news', () => {
  passes(6);
  reminders.snooze(townHall.key);
  startsAgain();
  expect(kinds()).toEqual([]);
  live.set({ meetings: [{ ...townHall, startTime: inMinutes(15).toISOString() }] });
  passes(4);
  expect(news()).toEqual(['ahead']);
  passes(1);
  startsAgain();
  expect([kinds(), news()]).toEqual([['ahead'], []]);
  reminders.snooze(townHall.key);
  passes(4);
  expect(news()).toEqual(['due']);
});

test('what quiet hours keep back is still news when Usher has been started again meanwhile', () => {
  const time = (date: Date) => date.toTimeString().slice(0, 5);
  const quietHours = { from: time(inMinutes(4)), to: time(inMinutes(12)) };
  live.set({ settings: { ...live.current.settings, quietHours } });
  passes(5);
  expect([live.current.isQuiet, news()]).toEqual([true, ['ahead']]);
  startsAgain();
  passes(5);
  expect([live.current.isQuiet, news()]).toEqual([true, ['due']]);
  passes(3);
  expect([live.current.isQuiet, news()]).toEqual([false, ['due']]);
  startsAgain();
  expect([kinds(), news()], 'it was told').toEqual([['due'], []]);
});

test('what was told or snoozed stands again also when Usher is started in the middle of the meeting', () => {
  passes(12);
  reminders.snooze(townHall.key);
  passes(20);
  startsAgain();
  expect(kinds()).toEqual(['due']);
});

test('a computer that is switched off every evening forgets what is over all the same', () => {
  passes(5);
  live.set({ meetings: [] });
  passes(1);
  expect(JSON.stringify(note.contents)).toContain(townHall.key);
  for (let day = 1; day <= 2; day += 1) {
    startsAgain();
    passes(13 * 60);
  }
  expect(JSON.stringify(note.contents)).not.toContain(townHall.key);
});

test('whoever was in the meeting hears nothing after Usher is started again', () => {
  live.set({ meetingWindows: [{ meetingKey: townHall.key, phase: 'preparing' } as MeetingWindow] });
  startsAgain();
  passes(10);
  expect(kinds()).toEqual([]);
});

test('a note that says something else is as good as none', () => {
  note.contents = { told: 'everything' };
  startsAgain();
  passes(5);
  expect(news()).toEqual(['ahead']);
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

test('through a day in which the computer sleeps and wakes, each meeting is told of once at its times, half a minute late at most', () => {
  const minute = 60_000;
  const period = fc.record({ awake: fc.integer({ min: 1, max: 120 }), asleep: fc.integer({ min: 0, max: 180 }) });
  const starts = fc.uniqueArray(fc.integer({ min: 10, max: 600 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(period, { minLength: 1, maxLength: 8 }), starts, (periods, minutes) => {
      reminders.stop();
      clock.now = now;
      const meetings = minutes.map((start, at) =>
        aMeeting({
          meetingId: String(81_000_000_000 + at),
          startTime: inMinutes(start).toISOString(),
          durationMinutes: 60,
        }),
      );
      const day = new LiveState(anAppState({ credentials: [aCredential(1)], meetings }));
      const told = new Map<string, number>();
      let standing: readonly string[] = [];
      day.subscribe((state) => {
        const names = state.reminders.map(({ meetingKey, kind }) => `${kind} ${meetingKey}`);
        for (const name of names.filter((one) => !standing.includes(one))) {
          expect(told.has(name), `${name} came twice`).toBe(false);
          told.set(name, clock.now.getTime());
        }
        standing = names;
      });
      const ofDay = new Reminders({
        live: day,
        note: { contents: undefined, save: async () => {} },
        now: () => clock.now,
      });
      ofDay.start();
      /** When somebody could hear of it: at once, or when the computer woke up. */
      const heardAt = (moment: number) => {
        let at = now.getTime();
        for (const { awake, asleep } of periods) {
          at += awake * minute;
          if (moment <= at) return moment;
          at += asleep * minute;
          if (moment <= at) return at;
        }
        return undefined;
      };
      for (const { awake, asleep } of periods) {
        for (let tick = 0; tick < awake * 3; tick += 1) {
          clock.now = new Date(clock.now.getTime() + 20_000);
          mock.timers.tick(20_000);
        }
        clock.now = new Date(clock.now.getTime() + asleep * minute);
        ofDay.look();
      }
      ofDay.stop();
      for (const { key, startTime = '' } of meetings) {
        const begins = Date.parse(startTime);
        for (const [kind, moment, until] of [
          ['ahead', begins - 5 * minute, begins],
          ['due', begins, begins + 60 * minute],
        ] as const) {
          const heard = heardAt(moment);
          // Slept through: what comes after it stands instead.
          if (heard === undefined || heard >= until) continue;
          expect(told.get(`${kind} ${key}`), `${kind} of ${startTime}`).toBeGreaterThanOrEqual(heard);
          expect(told.get(`${kind} ${key}`)).toBeLessThanOrEqual(heard + 30_000);
        }
      }
    }),
    { numRuns: 30 },
  );
});
