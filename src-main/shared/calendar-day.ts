const formatters = new Map<string, Intl.DateTimeFormat>();

/** Making one takes a thousand times as long as using it, and a long list asks for every row. */
function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known) return known;
  // Sweden writes its dates as ISO 8601 does.
  const made = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeZone });
  formatters.set(timeZone, made);
  return made;
}

/** A day of the calendar as YYYY-MM-DD: days compare and sort as text. */
export type CalendarDay = string;

/** The calendar day a moment falls on in that zone, or in the computer's own, which may change under way. */
export function calendarDay(moment: Date, { timeZone }: { timeZone?: string } = {}): CalendarDay {
  if (timeZone !== undefined) return formatterOf(timeZone).format(moment);
  const two = (value: number) => String(value).padStart(2, '0');
  const year = String(moment.getFullYear()).padStart(4, '0');
  return `${year}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}

const dayMs = 24 * 60 * 60_000;

/** Days of the calendar are counted, not hours: the day on which the clocks change has 23 of them, or 25. */
export function dayAfter(day: CalendarDay): CalendarDay {
  return new Date(Date.parse(day) + dayMs).toISOString().slice(0, 10);
}
