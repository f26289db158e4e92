import type { Recurrence } from './practice-state';

/** What Zoom allows at most (OpenAPI Meetings, `end_times`). */
export const maxOccurrences = 60;
/** Nobody's calendar goes further; it also ends the search for a day that never comes, such as the 31st of every June. */
const maxSpanDays = 12 * 366;

const dayMs = 24 * 3600_000;

/** A date without a place, as days since the epoch. */
type CalendarDay = number;

export function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** What a clock on the wall shows, written as if it were UTC. */
export function wallClockAt(time: number, timezone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(time);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((known) => known.type === type)?.value);
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
}

/** The moment at which a clock on the wall shows this. Where clocks go forward past it, the moment an hour later. */
export function timeOfWallClock(wallClock: number, timezone: string): number {
  const offsetAt = (time: number) => wallClockAt(time, timezone) - time;
  return wallClock - offsetAt(wallClock - offsetAt(wallClock));
}

function weekdayOf(day: CalendarDay): number {
  return new Date(day * dayMs).getUTCDay() + 1;
}

function monthsSince(first: CalendarDay, day: CalendarDay): number {
  const [from, to] = [new Date(first * dayMs), new Date(day * dayMs)];
  return (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth();
}

function isNthWeekday(day: CalendarDay, week: number, weekday: number): boolean {
  if (weekdayOf(day) !== weekday) return false;
  const date = new Date(day * dayMs).getUTCDate();
  if (week !== -1) return Math.ceil(date / 7) === week;
  return new Date((day + 7) * dayMs).getUTCDate() < date;
}

function recursOn(recurrence: Recurrence, first: CalendarDay, day: CalendarDay): boolean {
  const { type, repeatInterval, weeklyDays = [], monthlyDay, monthlyWeek, monthlyWeekDay } = recurrence;
  switch (type) {
    case 1:
      return (day - first) % repeatInterval === 0;
    case 2: {
      const startOfWeek = (of: CalendarDay) => of - weekdayOf(of) + 1;
      const weeks = (startOfWeek(day) - startOfWeek(first)) / 7;
      return weeks % repeatInterval === 0 && weeklyDays.includes(weekdayOf(day));
    }
    case 3: {
      if (monthsSince(first, day) % repeatInterval !== 0) return false;
      if (monthlyWeek !== undefined && monthlyWeekDay !== undefined)
        return isNthWeekday(day, monthlyWeek, monthlyWeekDay);
      return new Date(day * dayMs).getUTCDate() === monthlyDay;
    }
  }
}

/**
 * When a recurring meeting takes place: always at the same time on the wall, whatever daylight saving does.
 * @param firstStart nothing recurs before it
 */
export function recurrenceStarts(recurrence: Recurrence, firstStart: number, timezone: string): number[] {
  const wallClock = wallClockAt(firstStart, timezone);
  const first = Math.floor(wallClock / dayMs);
  const timeOfDay = wallClock - first * dayMs;
  const most = Math.min(recurrence.endTimes || maxOccurrences, maxOccurrences);
  const starts: number[] = [];
  for (let day = first; starts.length < most && day < first + maxSpanDays; day += 1) {
    if (!recursOn(recurrence, first, day)) continue;
    const start = timeOfWallClock(day * dayMs + timeOfDay, timezone);
    if (recurrence.endsAt !== undefined && start > recurrence.endsAt) break;
    starts.push(start);
  }
  return starts;
}
