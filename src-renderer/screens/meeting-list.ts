import type { MeetingFeed } from '@shared/app-state';
import { type Credential, inUse, type ZoomEnvironment } from '@shared/credential';
import { byStart, type Meeting } from '@shared/meeting';
import { calendarDay, dayName, type Place } from '../time-words';

export type MeetingDay = { label: string; meetings: Meeting[] };

const dayMs = 24 * 60 * 60_000;

/**
 * The rows under their days: "Today", "Tomorrow", then dates, and last those without a time.
 * What is running belongs to today, whenever it began, and so does what began before midnight and is still due.
 */
export function groupByDay(meetings: readonly Meeting[], now: Date, place: Place = {}): MeetingDay[] {
  const today = calendarDay(now, place);
  // Days of the calendar are counted, not hours: the day on which the clocks change has 23 of them, or 25.
  const tomorrow = new Date(Date.parse(today) + dayMs).toISOString().slice(0, 10);
  const days = new Map<string, MeetingDay>();
  for (const meeting of [...meetings].sort(byStart)) {
    const label = dayLabel(meeting, now, { today, tomorrow }, place);
    const day = days.get(label) ?? { label, meetings: [] };
    day.meetings.push(meeting);
    days.set(label, day);
  }
  return [...days.values()];
}

function dayLabel(
  { isRunning, startTime }: Meeting,
  now: Date,
  days: { today: string; tomorrow: string },
  place: Place,
): string {
  if (isRunning) return 'Today';
  if (startTime === undefined) return 'Any time';
  const day = calendarDay(new Date(startTime), place);
  if (day <= days.today) return 'Today';
  return day === days.tomorrow ? 'Tomorrow' : dayName(startTime, now, place);
}

/** Whether a row is meant by what was typed into the filter: words of its topic, or digits of its ID with or without spaces. */
export function matchesFilter({ topic, meetingId }: Meeting, text: string): boolean {
  const wanted = text.trim().toLocaleLowerCase();
  if (wanted === '') return true;
  const digits = wanted.replaceAll(/[\s-]/g, '');
  if (/^\d+$/.test(digits) && meetingId.includes(digits)) return true;
  const lowered = topic.toLocaleLowerCase();
  return wanted.split(/\s+/).every((word) => lowered.includes(word));
}

/** Since when the list is as it is: the oldest of the feeds that do not say themselves that they are old. */
export function refreshedAt(feeds: readonly MeetingFeed[]): string | undefined {
  return feeds
    .filter((feed) => !feed.failure)
    .flatMap((feed) => feed.refreshedAt ?? [])
    .sort()[0];
}

/** Whose eyes a row is seen with, the host's first: "Studio A · host". */
export function sourceNames(meeting: Meeting, credentials: readonly Credential[]): string[] {
  return meeting.sources.flatMap(({ credentialId, isHost }) => {
    const name = credentials.find(({ id }) => id === credentialId)?.name;
    return name === undefined ? [] : [`${name} · ${isHost ? 'host' : 'participant'}`];
  });
}

/** Everyone who could join a meeting: any signed-in user of the same cloud, listed there or not; of any cloud, while that is unknown. */
export function possibleParticipants(
  { environment }: { environment?: ZoomEnvironment | undefined },
  credentials: readonly Credential[],
): Credential[] {
  return inUse(credentials).filter(
    (credential) =>
      credential.kind === 'user' &&
      credential.user !== undefined &&
      (environment ?? credential.environment) === credential.environment,
  );
}

/** Which credential an action on a row's failure is about: one of the row's own that is not well, or else its first. */
export function concernedCredential(meeting: Meeting, credentials: readonly Credential[]): Credential | undefined {
  const own = meeting.sources.flatMap(({ credentialId }) => credentials.find(({ id }) => id === credentialId) ?? []);
  return own.find(({ health }) => health.kind !== 'ready') ?? own[0];
}
