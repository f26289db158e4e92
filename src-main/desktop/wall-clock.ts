/** How people read a clock: 14:30, or 2:30 PM. */
export type WallClock = '12-hour' | '24-hour';

/** English-speaking and other countries where schedules are read with AM and PM (Unicode CLDR, time data). */
const countriesOfAmAndPm: ReadonlySet<string> = new Set([
  'AU',
  'BD',
  'CA',
  'CO',
  'EG',
  'HN',
  'IN',
  'JO',
  'MY',
  'NI',
  'NZ',
  'PH',
  'PK',
  'SA',
  'SV',
  'US',
]);

/** @param countryCode ISO 3166, as Electron's `app.getLocaleCountryCode()` says it; empty where the system names none */
export function wallClockOf(countryCode: string): WallClock {
  return countriesOfAmAndPm.has(countryCode) ? '12-hour' : '24-hour';
}

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/**
 * "14:30", "02:30 PM", and on another day "Mon 14:30", in the computer's own zone.
 * Without Intl: its tables would cost an app that only waits in the tray 4 MiB.
 */
export function timeOfDay(moment: Date, now: Date, clock: WallClock): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = moment.getHours();
  const time =
    clock === '24-hour'
      ? `${two(hours)}:${two(moment.getMinutes())}`
      : `${two(hours % 12 || 12)}:${two(moment.getMinutes())} ${hours < 12 ? 'AM' : 'PM'}`;
  return moment.toDateString() === now.toDateString() ? time : `${weekdays[moment.getDay()]} ${time}`;
}
