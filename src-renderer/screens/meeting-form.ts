import type { Meeting } from '@shared/meeting';
import type { MeetingDetails } from '@shared/meeting-details';
import { type MeetingPart, MeetingPlan, type NthWeekday, type Recurrence } from '@shared/meeting-plan';
import { clockElsewhere } from '../time-words';

/** What stands in the dialog's fields, as it was typed. */
export type MeetingForm = {
  topic: string;
  agenda: string;
  /** Else it is there all the time, and day, time and minutes say nothing. */
  hasTime: boolean;
  /** YYYY-MM-DD, as the field for days has it. */
  day: string;
  /** HH:MM. */
  time: string;
  timezone: string;
  minutes: string;
  passcode: string;
  waitingRoom: boolean;
  joinBeforeHost: boolean;
  signedInOnly: boolean;
  muteUponEntry: boolean;
  recording: MeetingPlan['recording'];
  every: Recurrence['every'] | 'never';
  interval: string;
  /** From Sunday, 1, to Saturday, 7. */
  weekdays: readonly number[];
  /** Of a month: its day, or the weekday of the start, counted from its beginning or the last one. */
  monthBy: MonthBy;
  times: string;
};

export type MonthBy = 'day' | 'week' | 'lastWeek';

export type MeetingField = keyof MeetingForm;

const minuteMs = 60_000;
const quarterMs = 15 * minuteMs;

/** The wall clock at a moment in a zone: the day, and the time of day. */
export function wallTime(moment: Date, timezone: string): Pick<MeetingForm, 'day' | 'time'> {
  const text = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone: timezone }).format(
    moment,
  );
  const [day = '', time = ''] = text.split(' ');
  return { day, time };
}

/** A meeting in the next hour, at a quarter of it, with what is careful rather than convenient. */
export function newMeetingForm(now: Date, timezone: string): MeetingForm {
  const start = new Date(Math.ceil((now.getTime() + quarterMs) / quarterMs) * quarterMs);
  return {
    topic: '',
    agenda: '',
    hasTime: true,
    ...wallTime(start, timezone),
    timezone,
    minutes: '60',
    passcode: '',
    waitingRoom: true,
    joinBeforeHost: false,
    signedInOnly: false,
    muteUponEntry: true,
    recording: 'none',
    every: 'never',
    interval: '1',
    weekdays: [weekdayOf(wallTime(start, timezone).day)],
    monthBy: 'day',
    times: '10',
  };
}

/** The form of a meeting as it is. A whole series begins with what is ahead of it: what is over is not made again. */
export function formOf(meeting: Meeting, details: MeetingDetails, part: MeetingPart, ownZone: string): MeetingForm {
  const timezone = isKnownZone(meeting.timezone) ? meeting.timezone : ownZone;
  const start = (part === 'all' ? details.nextOccurrence : undefined) ?? meeting.startTime;
  const at = start === undefined ? { day: '', time: '' } : wallTime(new Date(start), timezone);
  const { recurrence } = details;
  return {
    topic: meeting.topic,
    agenda: details.agenda ?? '',
    hasTime: meeting.type !== 'recurringNoFixedTime',
    ...at,
    timezone,
    minutes: String(meeting.durationMinutes || 60),
    passcode: '',
    waitingRoom: details.waitingRoom ?? false,
    joinBeforeHost: details.joinBeforeHost ?? false,
    signedInOnly: details.signedInOnly ?? false,
    muteUponEntry: details.muteUponEntry ?? false,
    recording: details.recording ?? 'none',
    every: part === 'all' && recurrence ? recurrence.every : 'never',
    interval: String(recurrence?.interval ?? 1),
    weekdays: recurrence?.weekdays ?? [weekdayOf(at.day)],
    monthBy: !recurrence?.nthWeekday ? 'day' : recurrence.nthWeekday.week === -1 ? 'lastWeek' : 'week',
    times: String(details.occurrencesAhead || (recurrence?.times ?? 1)),
  };
}

function isKnownZone(timezone: string | undefined): timezone is string {
  if (timezone === undefined) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone });
    return true;
  } catch {
    return false;
  }
}

function weekdayOf(day: string): number {
  const date = new Date(`${day}T12:00:00Z`);
  return Number.isNaN(date.getTime()) ? 1 : date.getUTCDay() + 1;
}

/** On which days of a month a meeting may come again that begins on this one. */
export function monthRules(day: string): { by: MonthBy; monthday?: number; nthWeekday?: NthWeekday }[] {
  const [year = 0, month = 0, monthday = 0] = day.split('-').map(Number);
  const weekday = weekdayOf(day);
  const week = ([undefined, 1, 2, 3, 4] as const)[Math.ceil(monthday / 7)];
  const isLast = monthday + 7 > new Date(Date.UTC(year, month, 0)).getUTCDate();
  return [
    { by: 'day', monthday },
    ...(week ? [{ by: 'week' as const, nthWeekday: { week, weekday } }] : []),
    ...(isLast ? [{ by: 'lastWeek' as const, nthWeekday: { week: -1 as const, weekday } }] : []),
  ];
}

/** What was chosen, where the day has it: else its number in the month. */
export function monthRuleOf({ day, monthBy }: Pick<MeetingForm, 'day' | 'monthBy'>) {
  const rules = monthRules(day);
  return rules.find(({ by }) => by === monthBy) ?? rules[0];
}

export type CheckedMeetingForm =
  | { ok: true; plan: MeetingPlan }
  | { ok: false; errors: Partial<Record<MeetingField, string>> };

/** What a person reads beside a field that is not taken. */
const advice: { readonly [Field in MeetingField]?: string } = {
  topic: 'Give it a topic of at most 200 characters.',
  agenda: 'An agenda has at most 2,000 characters.',
  day: 'Choose a day and a time.',
  time: 'Choose a day and a time.',
  timezone: 'Choose the zone of that time.',
  minutes: 'From 1 to 1440 minutes.',
  passcode: 'At most 10 letters, digits and signs such as @ * _ -, without spaces.',
  interval: 'Every 1 to 99 days, 1 to 50 weeks or 1 to 10 months.',
  weekdays: 'Choose one day or more.',
  times: 'From 1 to 60 times.',
};

/** Which field of the form each part of a plan comes from. */
const fieldOfPlan: Readonly<Record<string, MeetingField>> = { start: 'day', durationMinutes: 'minutes' };

/**
 * The form as the main process wants it, or what is wrong with it, field by field.
 * @param notBefore a new meeting cannot begin before that; Zoom would make it begin at once
 */
export function checkMeetingForm(form: MeetingForm, notBefore?: Date): CheckedMeetingForm {
  const { hasTime, day, time, minutes, passcode, every, interval, weekdays, monthBy, times, ...rest } = form;
  const { by: _chosen, ...monthRule } = monthRuleOf({ day, monthBy }) ?? {};
  const parsed = MeetingPlan.safeParse({
    ...rest,
    ...(hasTime ? { start: `${day}T${time}` } : {}),
    durationMinutes: wholeNumber(minutes),
    ...(passcode.trim() === '' ? {} : { passcode: passcode.trim() }),
    // Whoever is in the waiting room waits for the host in any case.
    joinBeforeHost: form.joinBeforeHost && !form.waitingRoom,
    ...(every === 'never'
      ? {}
      : {
          recurrence: {
            every,
            interval: wholeNumber(interval),
            times: wholeNumber(times),
            ...(every === 'week' ? { weekdays: [...weekdays] } : {}),
            ...(every === 'month' ? monthRule : {}),
          },
        }),
  });
  const moment = notBefore && parsed.success ? momentOf(form) : undefined;
  if (notBefore && moment && Date.parse(moment) < notBefore.getTime() - minuteMs)
    return { ok: false, errors: { day: 'Choose a moment that is still ahead.' } };
  if (parsed.success) return { ok: true, plan: parsed.data };
  const fields = parsed.error.issues.flatMap(({ path: [first, second] }) => {
    const name = String(first === 'recurrence' ? second : first);
    return fieldOfPlan[name] ?? (name as MeetingField);
  });
  return { ok: false, errors: Object.fromEntries(fields.map((field) => [field, advice[field]])) };
}

function wholeNumber(text: string): number {
  return /^\s*\d{1,4}\s*$/.test(text) ? Number(text) : Number.NaN;
}

/** When that is here, where the zone is another. */
export function startHere({ day, time, timezone }: MeetingForm, ownZone: string): string | undefined {
  const moment = momentOf({ day, time, timezone });
  return moment === undefined ? undefined : clockElsewhere(moment, ownZone, { timeZone: timezone });
}

/** The moment at which the clock of that zone shows this; the later one where it shows it twice. */
export function momentOf({ day, time, timezone }: Pick<MeetingForm, 'day' | 'time' | 'timezone'>): string | undefined {
  const asUtc = Date.parse(`${day}T${time}:00Z`);
  if (Number.isNaN(asUtc)) return undefined;
  let moment = asUtc;
  // What the clock shows there is off by its zone; two corrections reach every zone, also across a change of the clocks.
  for (let turn = 0; turn < 2; turn++) {
    const shown = wallTime(new Date(moment), timezone);
    moment += asUtc - Date.parse(`${shown.day}T${shown.time}:00Z`);
  }
  return new Date(moment).toISOString();
}
