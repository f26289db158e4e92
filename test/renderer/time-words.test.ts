import { expect, test } from '@playwright/test';
import { calendarDay } from '../../src-main/shared/calendar-day';
import {
  ago,
  clockElsewhere,
  clockTime,
  countdown,
  dayName,
  duration,
  elapsed,
  percentLeft,
  untilStart,
} from '../../src-renderer/time-words';

const now = new Date('2026-11-21T23:30:00.000Z');
const at = (minutes: number) => new Date(now.getTime() + minutes * 60_000).toISOString();
const berlin = { locale: 'en-GB', timeZone: 'Europe/Berlin' };

test('a start is told as a distance, and past twelve hours only by clock and day', () => {
  expect(untilStart(at(4), now)).toBe('in 4 min');
  expect(untilStart(at(3.2), now)).toBe('in 4 min');
  expect(untilStart(at(60), now)).toBe('in 1 h');
  expect(untilStart(at(130), now)).toBe('in 2 h 10 min');
  expect(untilStart(at(12 * 60), now)).toBe('in 12 h');
  expect(untilStart(at(12 * 60 + 1), now)).toBeUndefined();
});

test('a start that nobody made is due, first now and then since so many minutes', () => {
  expect(untilStart(at(0), now)).toBe('now');
  expect(untilStart(at(-0.5), now)).toBe('now');
  expect(untilStart(at(-5), now)).toBe('due 5 min ago');
});

test('what has passed is told in the largest unit that fits', () => {
  expect(ago(at(0), now)).toBe('just now');
  expect(ago(at(1), now)).toBe('just now');
  expect(ago(at(-2), now)).toBe('2 min ago');
  expect(ago(at(-59.9), now)).toBe('59 min ago');
  expect(ago(at(-60), now)).toBe('1 h ago');
  expect(ago(at(-47 * 60), now)).toBe('47 h ago');
  expect(ago(at(-48 * 60), now)).toBe('2 d ago');
});

test('a countdown never goes below zero and elapsed time never begins before it', () => {
  expect(countdown(at(4), now)).toBe('4:00');
  expect(countdown(new Date(now.getTime() + 4_200).toISOString(), now)).toBe('0:05');
  expect(countdown(at(-1), now)).toBe('0:00');
  expect(elapsed(at(-64.5), now)).toBe('1:04:30');
  expect(elapsed(at(1), now)).toBe('0:00');
});

test('a span is full at its beginning and empty at its end', () => {
  expect(percentLeft(at(-1), at(3), now)).toBe(75);
  expect(percentLeft(at(1), at(3), now)).toBe(100);
  expect(percentLeft(at(-3), at(-1), now)).toBe(0);
  expect(percentLeft(at(0), at(0), now)).toBe(0);
});

test('durations read like speech', () => {
  expect([5, 45, 60, 90, 120].map(duration)).toEqual(['5 min', '45 min', '1 h', '1 h 30 min', '2 h']);
});

test("the operator's zone decides the clock and the day", () => {
  expect(clockTime(now.toISOString(), berlin)).toBe('00:30');
  expect(calendarDay(now, { timeZone: 'Europe/Berlin' })).toBe('2026-11-22');
  expect(calendarDay(now, { timeZone: 'America/Los_Angeles' })).toBe('2026-11-21');
  expect(dayName('2026-11-23T09:00:00Z', now, berlin)).toBe('Monday 23 November');
  expect(dayName('2027-01-04T09:00:00Z', now, berlin)).toMatch(/^Monday,? 4 January 2027$/);
});

test('what the clock says elsewhere is told where it differs, with the day where that does too', () => {
  const noon = '2026-11-23T11:00:00Z';
  expect(clockElsewhere(noon, 'America/New_York', berlin)).toBe('06:00 in New York');
  expect(clockElsewhere(noon, 'Pacific/Kiritimati', berlin)).toMatch(/^Tue,? 01:00 in Kiritimati$/);
  expect(clockElsewhere(noon, 'Europe/Rome', berlin)).toBeUndefined();
  expect(clockElsewhere(noon, 'Mars/Olympus_Mons', berlin)).toBeUndefined();
  // In summer London is an hour behind, and in the week in which only America has changed its clocks New York is five.
  expect(clockElsewhere('2027-03-20T12:00:00Z', 'America/New_York', berlin)).toBe('08:00 in New York');
});
