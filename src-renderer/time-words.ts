import { calendarDay } from '@shared/calendar-day';

/** A moment as Usher's state holds it: ISO 8601. */
type Moment = string;

/** Whose clock the words are in. Without it, the operator's own. */
export type Place = { locale?: string; timeZone?: string };

const minuteMs = 60_000;

/** Hours and minutes on the operator's clock, such as "09:30" or "9:30 AM". */
export function clockTime(moment: Moment, { locale, timeZone }: Place = {}): string {
  return new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    ...(timeZone ? { timeZone } : {}),
  }).format(new Date(moment));
}

/** "Monday 23 November"; with the year only where it is not this one. */
export function dayName(moment: Moment, now: Date, { locale, timeZone }: Place = {}): string {
  const zone = timeZone ? { timeZone } : {};
  const day = new Date(moment);
  const isThisYear = calendarDay(day, zone).slice(0, 4) === calendarDay(now, zone).slice(0, 4);
  return new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(isThisYear ? {} : { year: 'numeric' }),
    ...zone,
  }).format(day);
}

/** What the clock says in another zone at that moment, where it differs: "16:00 in New York", with the day where that differs too. */
export function clockElsewhere(moment: Moment, zone: string, { locale, timeZone }: Place = {}): string | undefined {
  const at = (form: Intl.DateTimeFormatOptions, where: string | undefined) =>
    new Intl.DateTimeFormat(locale, { ...form, ...(where ? { timeZone: where } : {}) }).format(new Date(moment));
  const clock = { hour: '2-digit', minute: '2-digit' } as const;
  try {
    const isSameDay = at({ dateStyle: 'short' }, zone) === at({ dateStyle: 'short' }, timeZone);
    const there = at(isSameDay ? clock : { weekday: 'short', ...clock }, zone);
    if (isSameDay && there === at(clock, timeZone)) return undefined;
    return `${there} in ${zone.split('/').at(-1)?.replaceAll('_', ' ')}`;
  } catch {
    // Zoom has names of zones that this computer does not know.
    return undefined;
  }
}

/** "45 min", "1 h", "1 h 30 min". */
export function duration(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

/**
 * How far away a start is: "in 4 min", "in 2 h 10 min", "now", and "due 3 min ago" for one that nobody has started.
 * Nothing from twelve hours on, where the clock time and the day say it better.
 */
export function untilStart(start: Moment, now: Date): string | undefined {
  const ms = Date.parse(start) - now.getTime();
  if (ms > 12 * 60 * minuteMs) return undefined;
  if (ms > 0) return `in ${duration(Math.ceil(ms / minuteMs))}`;
  const late = Math.floor(-ms / minuteMs);
  return late === 0 ? 'now' : `due ${duration(late)} ago`;
}

/** "just now", "2 min ago", "3 h ago", "4 d ago". */
export function ago(moment: Moment, now: Date): string {
  const minutes = Math.floor((now.getTime() - Date.parse(moment)) / minuteMs);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ago`;
  return `${Math.floor(minutes / (24 * 60))} d ago`;
}

/** What is left until a moment: "4:05"; "0:00" once it has passed. */
export function countdown(until: Moment, now: Date): string {
  return minutesAndSeconds(Math.max(0, Math.ceil((Date.parse(until) - now.getTime()) / 1000)));
}

/** What has passed since a moment: "4:05", "1:04:05". */
export function elapsed(since: Moment, now: Date): string {
  return minutesAndSeconds(Math.max(0, Math.floor((now.getTime() - Date.parse(since)) / 1000)));
}

/** How much of a span is left, from 100 to 0. */
export function percentLeft(from: Moment, until: Moment, now: Date): number {
  const whole = Date.parse(until) - Date.parse(from);
  const left = Date.parse(until) - now.getTime();
  return whole <= 0 ? 0 : Math.min(100, Math.max(0, (left / whole) * 100));
}

function minutesAndSeconds(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
