import type { Failure } from './app-error';
import { type CalendarDay, calendarDay, dayAfter } from './calendar-day';
import { type Credential, type CredentialId, inUse, isUsable } from './credential';
import { hostsOf, joinPlan } from './join-plan';
import { byStart, isOver, type Meeting, type MeetingKey, nextMeeting } from './meeting';

/** A meeting among the others. */
export type AgendaRow = {
  meeting: Meeting;
  /** The one to look at now. */
  isNext: boolean;
  /** How many others go on at some moment at which this one does, whatever the list is narrowed to. */
  overlapCount: number;
  /** A few of those, the first ones first. */
  overlapping: readonly Meeting[];
};

export type AgendaDay = {
  kind: 'running' | 'today' | 'tomorrow' | 'later' | 'anyTime';
  /** Of those whose kind does not say which. */
  date?: CalendarDay;
  rows: AgendaRow[];
};

/** What the agenda is narrowed to; an absent field narrows nothing. */
export type AgendaFilter = {
  text: string;
  /** Those that run now, or those that somebody here can start. */
  only?: 'running' | 'startable';
  /** Those that this credential lists. */
  credentialId?: CredentialId;
};

export const wholeAgenda: AgendaFilter = { text: '' };

/** So many of the meetings at the same time are named; the rest is a number. */
const namedOverlaps = 3;

/**
 * The meetings under their days, as the operator's calendar has them: what runs now, today, tomorrow, then dates, and last those without
 * a time. What began before midnight and is still due belongs to today.
 */
export function agenda(
  meetings: readonly Meeting[],
  now: Date,
  { timeZone, isShown = () => true }: { timeZone?: string | undefined; isShown?: (meeting: Meeting) => boolean } = {},
): AgendaDay[] {
  const zone = timeZone === undefined ? {} : { timeZone };
  const today = calendarDay(now, zone);
  const tomorrow = dayAfter(today);
  const next = nextMeeting(meetings, now);
  const overlaps = overlapsOf(meetings, now);
  const days = new Map<string, AgendaDay>();
  for (const meeting of meetings.filter(isShown).sort(byStart)) {
    const day = dayOf(meeting, { today, tomorrow }, zone);
    const id = day.date ?? day.kind;
    const known = days.get(id) ?? { ...day, rows: [] };
    days.set(id, known);
    const { count = 0, some = [] } = overlaps.get(meeting.key) ?? {};
    known.rows.push({ meeting, isNext: meeting === next, overlapCount: count, overlapping: some });
  }
  return [...days.values()];
}

function dayOf(
  { isRunning, startTime }: Meeting,
  days: { today: CalendarDay; tomorrow: CalendarDay },
  zone: { timeZone?: string },
): Omit<AgendaDay, 'rows'> {
  if (isRunning) return { kind: 'running' };
  if (startTime === undefined) return { kind: 'anyTime' };
  const date = calendarDay(new Date(startTime), zone);
  if (date <= days.today) return { kind: 'today' };
  return date === days.tomorrow ? { kind: 'tomorrow' } : { kind: 'later', date };
}

/** The time a meeting takes. One that runs goes on now, however it was planned. */
function spanOf({ startTime, durationMinutes, isRunning }: Meeting, now: number): { from: number; until: number } {
  const from = startTime === undefined ? now : Date.parse(startTime);
  const planned = from + Math.max(durationMinutes, 1) * 60_000;
  return isRunning ? { from: Math.min(from, now), until: Math.max(planned, now + 1) } : { from, until: planned };
}

type Overlap = { count: number; some: Meeting[] };

/** Which meetings go on at the same time. Those that are over or have no time of their own clash with nothing. */
function overlapsOf(meetings: readonly Meeting[], now: Date): Map<MeetingKey, Overlap> {
  const spans = meetings
    .filter((meeting) => meeting.isRunning || (meeting.startTime !== undefined && !isOver(meeting, now)))
    .map((meeting) => ({ meeting, overlap: { count: 0, some: [] } as Overlap, ...spanOf(meeting, now.getTime()) }))
    .sort((a, b) => a.from - b.from);
  let open: typeof spans = [];
  for (const span of spans) {
    open = open.filter(({ until }) => until > span.from);
    for (const other of open) {
      add(other.overlap, span.meeting);
      add(span.overlap, other.meeting);
    }
    open.push(span);
  }
  return new Map(spans.map(({ meeting, overlap }) => [meeting.key, overlap]));
}

function add(overlap: Overlap, meeting: Meeting): void {
  overlap.count += 1;
  if (overlap.some.length < namedOverlaps) overlap.some.push(meeting);
}

/** Whose credentials can start a meeting from here, or why nobody's can. */
export type Starters =
  | { kind: 'these'; credentials: readonly Credential[] }
  | { kind: 'nobody'; failure: Failure; blockedBy?: Credential };

export function whoCanStart(meeting: Meeting, credentials: readonly Credential[]): Starters {
  const decision = joinPlan(meeting, { kind: 'start' }, credentials);
  if (!decision.possible) {
    const blockedBy = credentials.find(({ id }) => id === decision.blockedBy);
    return { kind: 'nobody', failure: decision.failure, ...(blockedBy ? { blockedBy } : {}) };
  }
  return { kind: 'these', credentials: signedInHosts(meeting, credentials).filter(isUsable) };
}

function signedInHosts(meeting: Meeting, credentials: readonly Credential[]): Credential[] {
  return hostsOf(meeting, inUse(credentials)).filter(({ user }) => user !== undefined);
}

export function isNarrowed({ text, only, credentialId }: AgendaFilter): boolean {
  return text.trim() !== '' || only !== undefined || credentialId !== undefined;
}

/** Whether a meeting is meant by a filter. */
export function matchesAgenda(meeting: Meeting, filter: AgendaFilter, credentials: readonly Credential[]): boolean {
  const { text, only, credentialId } = filter;
  if (credentialId !== undefined && !meeting.sources.some((source) => source.credentialId === credentialId))
    return false;
  if (only === 'running' && !meeting.isRunning) return false;
  if (only === 'startable' && whoCanStart(meeting, credentials).kind === 'nobody') return false;
  return isNamedBy(text, meeting, credentials);
}

/** By words of its topic and its host's name, in any order, or by digits of its number, with or without spaces. */
function isNamedBy(text: string, meeting: Meeting, credentials: readonly Credential[]): boolean {
  const wanted = text.trim().toLocaleLowerCase();
  if (wanted === '') return true;
  const digits = wanted.replaceAll(/[\s-]/g, '');
  if (/^\d+$/.test(digits) && meeting.meetingId.includes(digits)) return true;
  const hosts = signedInHosts(meeting, credentials).flatMap(({ name, user }) => [name, user?.displayName, user?.email]);
  const said = [meeting.topic, ...hosts].join('\n').toLocaleLowerCase();
  return wanted.split(/\s+/).every((word) => said.includes(word));
}
