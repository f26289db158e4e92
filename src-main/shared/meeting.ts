import { z } from 'zod';
import { CredentialId, ZoomEnvironment } from './credential';
import { spacedMeetingId } from './spaced-meeting-id';

/** Zoom's number of a meeting: 9 to 11 digits today, kept as text so that no digit is ever lost. */
export const MeetingId = z.string().regex(/^\d{9,12}$/);
export type MeetingId = z.infer<typeof MeetingId>;

/** One row of the list: a meeting, or one occurrence of it, in one cloud. */
export const MeetingKey = z.string().min(1).max(200).brand('MeetingKey');
export type MeetingKey = z.infer<typeof MeetingKey>;

export const MeetingType = z.enum([
  'instant',
  'scheduled',
  'recurringNoFixedTime',
  'personal',
  'recurring',
  'screenShare',
]);
export type MeetingType = z.infer<typeof MeetingType>;

/** How one credential sees a meeting. */
export const MeetingSource = z.object({ credentialId: CredentialId, isHost: z.boolean() });
export type MeetingSource = z.infer<typeof MeetingSource>;

/** A meeting as the list shows it. Passcodes and join links stay in the main process. */
export const Meeting = z.object({
  key: MeetingKey,
  meetingId: MeetingId,
  environment: ZoomEnvironment,
  topic: z.string(),
  type: MeetingType,
  /** ISO 8601 in UTC; absent for instant meetings and those without a fixed time. */
  startTime: z.string().optional(),
  durationMinutes: z.number(),
  /** IANA name of the meeting's own time zone. */
  timezone: z.string().optional(),
  isRunning: z.boolean(),
  /** Every credential that lists it, the host's first. */
  sources: z.array(MeetingSource).min(1),
});
export type Meeting = z.infer<typeof Meeting>;

/** The same meeting at the same time in the same cloud is one row, however many credentials list it. */
export function meetingKey(
  environment: ZoomEnvironment,
  meetingId: MeetingId,
  startTime: string | undefined,
): MeetingKey {
  return `${environment}:${meetingId}:${startTime ?? 'any'}` as MeetingKey;
}

/** A meeting that no list has: somebody has named it, and comes as one of the credentials. Zoom may have told some of them about it. */
export function unlistedMeeting(
  {
    meetingId,
    topic,
    sources = [],
  }: { meetingId: MeetingId; topic?: string | undefined; sources?: readonly MeetingSource[] | undefined },
  { id, environment }: { id: CredentialId; environment: ZoomEnvironment },
): Meeting {
  const isKnown = sources.some(({ credentialId }) => credentialId === id);
  return {
    key: meetingKey(environment, meetingId, undefined),
    meetingId,
    environment,
    topic: topic ?? `Meeting ${spacedMeetingId(meetingId)}`,
    type: 'scheduled',
    durationMinutes: 0,
    isRunning: false,
    sources: isKnown ? [...sources] : [...sources, { credentialId: id, isHost: false }],
  };
}

/** The first row of a number, in one cloud or in any. */
export function listedMeeting(
  { meetingId, environment }: { meetingId: MeetingId; environment?: ZoomEnvironment | undefined },
  meetings: readonly Meeting[],
): Meeting | undefined {
  return meetings.find(
    (meeting) => meeting.meetingId === meetingId && (environment ?? meeting.environment) === meeting.environment,
  );
}

function endOf(meeting: Meeting): number {
  return meeting.startTime
    ? Date.parse(meeting.startTime) + meeting.durationMinutes * 60_000
    : Number.POSITIVE_INFINITY;
}

/** Its planned time has passed; one without a time is never over. */
export function isOver(meeting: Meeting, now: Date): boolean {
  return endOf(meeting) <= now.getTime();
}

/** Running ones first, then by start; those without a time last, by topic. */
export function byStart(a: Meeting, b: Meeting): number {
  if (a.isRunning !== b.isRunning) return a.isRunning ? -1 : 1;
  const first = a.startTime ? Date.parse(a.startTime) : Number.POSITIVE_INFINITY;
  const second = b.startTime ? Date.parse(b.startTime) : Number.POSITIVE_INFINITY;
  if (first === second) return a.topic < b.topic ? -1 : Number(a.topic > b.topic);
  return first < second ? -1 : 1;
}

/** A meeting that should have begun longer ago than this is more likely forgotten than next. */
const overdueMs = 5 * 60_000;

/** The meeting to look at now: the first to begin that is neither running nor over; an overdue one only if nothing else is ahead. */
export function nextMeeting(meetings: readonly Meeting[], now: Date): Meeting | undefined {
  const notOver = meetings
    .filter((meeting) => !meeting.isRunning && meeting.startTime !== undefined && !isOver(meeting, now))
    .sort(byStart);
  return notOver.find(({ startTime = '' }) => Date.parse(startTime) >= now.getTime() - overdueMs) ?? notOver[0];
}

/**
 * One list from several: rows with the same key become one, its sources joined with the host's first.
 * @returns the rows sorted by `byStart`
 */
export function mergeMeetings(lists: readonly (readonly Meeting[])[]): Meeting[] {
  const rows = new Map<MeetingKey, Meeting>();
  for (const meeting of lists.flat()) {
    const known = rows.get(meeting.key);
    if (!known) {
      rows.set(meeting.key, meeting);
      continue;
    }
    const others = known.sources.filter(
      (source) => !meeting.sources.some((s) => s.credentialId === source.credentialId && (s.isHost || !source.isHost)),
    );
    const fresh = meeting.sources.filter((source) => !others.some((s) => s.credentialId === source.credentialId));
    const sources = [...others, ...fresh].sort((a, b) => Number(b.isHost) - Number(a.isHost));
    rows.set(meeting.key, { ...meeting, ...known, isRunning: known.isRunning || meeting.isRunning, sources });
  }
  return [...rows.values()].sort(byStart);
}
