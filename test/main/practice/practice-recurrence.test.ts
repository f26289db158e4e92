import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { recurrenceStarts, timeOfWallClock, wallClockAt } from '../../../src-main/practice/practice-recurrence';
import type { Recurrence } from '../../../src-main/practice/practice-state';

const minute = 60_000;
const zones = ['UTC', 'Europe/Berlin', 'America/Los_Angeles', 'Asia/Kolkata', 'Australia/Lord_Howe'];

function days(recurrence: Recurrence, first: string, timezone = 'UTC'): string[] {
  return recurrenceStarts(recurrence, Date.parse(first), timezone).map((start) => new Date(start).toISOString());
}

test('a meeting recurs daily, on days of the week, on a day of the month and on the last Friday of it', () => {
  expect(days({ type: 1, repeatInterval: 3, endTimes: 3 }, '2026-02-26T09:00:00Z')).toEqual([
    '2026-02-26T09:00:00.000Z',
    '2026-03-01T09:00:00.000Z',
    '2026-03-04T09:00:00.000Z',
  ]);
  const everyOtherWeek: Recurrence = { type: 2, repeatInterval: 2, weeklyDays: [2, 4], endTimes: 4 };
  expect(days(everyOtherWeek, '2026-11-24T09:00:00Z'), 'a Tuesday: the Monday of its week is past').toEqual([
    '2026-11-25T09:00:00.000Z',
    '2026-12-07T09:00:00.000Z',
    '2026-12-09T09:00:00.000Z',
    '2026-12-21T09:00:00.000Z',
  ]);
  const everyLast: Recurrence = { type: 3, repeatInterval: 1, monthlyWeek: -1, monthlyWeekDay: 6, endTimes: 3 };
  expect(days(everyLast, '2026-11-21T18:00:00Z')).toEqual([
    '2026-11-27T18:00:00.000Z',
    '2026-12-25T18:00:00.000Z',
    '2027-01-29T18:00:00.000Z',
  ]);
  const onThe31st: Recurrence = { type: 3, repeatInterval: 1, monthlyDay: 31, endTimes: 3 };
  expect(days(onThe31st, '2026-11-21T18:00:00Z'), 'months without one are passed over').toEqual([
    '2026-12-31T18:00:00.000Z',
    '2027-01-31T18:00:00.000Z',
    '2027-03-31T18:00:00.000Z',
  ]);
});

test('it ends with its last time, at its last date, and after sixty times at the latest', () => {
  const until: Recurrence = { type: 1, repeatInterval: 1, endsAt: Date.parse('2026-11-23T09:00:00Z') };
  expect(days(until, '2026-11-21T09:00:00Z')).toHaveLength(3);
  expect(days({ type: 1, repeatInterval: 1, endTimes: 0 }, '2026-11-21T09:00:00Z')).toHaveLength(60);
  const past: Recurrence = { type: 1, repeatInterval: 1, endsAt: Date.parse('2026-11-20T09:00:00Z') };
  expect(days(past, '2026-11-21T09:00:00Z')).toEqual([]);
});

test('it stays at its hour on the wall when the clocks change', () => {
  const overTheChange = days({ type: 1, repeatInterval: 1, endTimes: 3 }, '2026-10-24T07:00:00Z', 'Europe/Berlin');
  expect(overTheChange).toEqual(['2026-10-24T07:00:00.000Z', '2026-10-25T08:00:00.000Z', '2026-10-26T08:00:00.000Z']);
  fc.assert(
    fc.property(
      fc.date({ min: new Date('2026-01-01'), max: new Date('2030-12-31'), noInvalidDate: true }),
      fc.constantFrom(...zones),
      fc.integer({ min: 1, max: 5 }),
      (first, timezone, repeatInterval) => {
        const start = Math.floor(first.getTime() / minute) * minute;
        const wall = new Date(wallClockAt(start, timezone));
        const starts = recurrenceStarts({ type: 1, repeatInterval, endTimes: 8 }, start, timezone);
        expect(starts).toHaveLength(8);
        for (const later of starts) {
          const shown = new Date(wallClockAt(later, timezone));
          // An hour that a clock leaves out comes an hour or half an hour later.
          const late = (shown.getUTCHours() - wall.getUTCHours()) * 60 + shown.getUTCMinutes() - wall.getUTCMinutes();
          expect([0, 30, 60]).toContain(late);
        }
      },
    ),
    { numRuns: 40 },
  );
});

test('a moment and the wall clock that shows it lead back to each other', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('2026-01-01'), max: new Date('2030-12-31'), noInvalidDate: true }),
      fc.constantFrom(...zones),
      (moment, timezone) => {
        const time = Math.floor(moment.getTime() / 1000) * 1000;
        const wall = wallClockAt(time, timezone);
        expect(wallClockAt(timeOfWallClock(wall, timezone), timezone)).toBe(wall);
      },
    ),
  );
});
