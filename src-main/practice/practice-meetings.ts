import { createHash } from 'node:crypto';
import { people, practiceUsers } from './practice-people';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Somebody who is in a meeting without any window of ours. */
type Company = { displayName: string; userId?: string; color: string; isActingHost: boolean };

/** A meeting of the practice account. Times are milliseconds since the epoch. */
export type PracticeMeeting = {
  meetingId: string;
  /** New with every layout, as Zoom gives every run of a meeting a new one. */
  uuid: string;
  hostId: string;
  /** 2 scheduled, 3 recurring without a fixed time, 4 personal room, 8 recurring with a fixed time. */
  type: 2 | 3 | 4 | 8;
  usesPmi: boolean;
  topic: string;
  agenda: string;
  passcode: string;
  /** One time for a scheduled meeting, several for a recurring one, none where there is no fixed time. */
  starts: readonly number[];
  durationMinutes: number;
  createdAt: number;
  invitees: readonly string[];
  meetingAuthentication: boolean;
  joinBeforeHost: boolean;
  /** It runs from the anchor on, with nobody of ours in it. */
  runsAtAnchor: boolean;
  company: readonly Company[];
};

const hana: Company = { displayName: 'Hana Sato', color: '#5a5f12', isActingHost: false };
const tomas: Company = { displayName: 'Tomás Rey', color: '#8a1f3d', isActingHost: false };
const lena: Company = { displayName: 'Lena Vogt', color: '#2d5a27', isActingHost: false };
const jonasAsActingHost: Company = {
  displayName: 'Jonas Lindqvist',
  userId: people.jonas.id,
  color: people.jonas.color,
  isActingHost: true,
};
const priyaAsHost: Company = {
  displayName: 'Priya Raman',
  userId: people.priya.id,
  color: people.priya.color,
  isActingHost: true,
};

/** How long a layout looks right: after that the meeting "in 4 minutes" is over. */
const layoutLifetimeMs = 30 * minute;

/** The moment to lay the meetings out around; the full minute keeps their times tidy. */
export function anchorAt(now: number): number {
  return Math.round(now / minute) * minute;
}

export function isStale(anchor: number, now: number): boolean {
  return now < anchor - minute || now > anchor + layoutLifetimeMs;
}

function roundUp(time: number, stepMinutes: number): number {
  const step = stepMinutes * minute;
  return Math.ceil(time / step) * step;
}

type Draft = Pick<PracticeMeeting, 'meetingId' | 'hostId' | 'topic' | 'passcode' | 'starts' | 'durationMinutes'> &
  Partial<PracticeMeeting>;

/**
 * The meetings of the practice account around one moment: one runs, one begins in four minutes, others follow today and
 * tomorrow. Meeting IDs and passcodes never change; times and UUIDs follow the anchor.
 */
export function practiceMeetings(anchor: number): PracticeMeeting[] {
  const { mira, jonas, priya, studioBot } = people;
  const standUp = roundUp(anchor + 19 * hour, 30);
  const drafts: Draft[] = [
    {
      meetingId: '86011004201',
      hostId: mira.id,
      topic: 'Control room: morning check',
      agenda: 'Lines, cameras and call sheet for the day.',
      passcode: 'crane42',
      starts: [anchor - 25 * minute],
      durationMinutes: 90,
      invitees: [jonas.id, studioBot.id],
      joinBeforeHost: true,
      runsAtAnchor: true,
      company: [jonasAsActingHost, hana],
    },
    {
      meetingId: '86011004202',
      hostId: mira.id,
      topic: 'Town hall rehearsal',
      agenda: 'Run through slides 1 to 14, then questions.',
      passcode: 'harbour7',
      starts: [anchor + 4 * minute],
      durationMinutes: 45,
      invitees: [jonas.id, priya.id, studioBot.id],
      company: [tomas, lena],
    },
    {
      meetingId: '86011004203',
      hostId: mira.id,
      topic: 'Vendor call: stage and light',
      passcode: 'lumen19',
      starts: [roundUp(anchor + 95 * minute, 15)],
      durationMinutes: 30,
      company: [tomas],
    },
    {
      meetingId: '86011004204',
      hostId: mira.id,
      topic: 'Board update (signed-in users only)',
      agenda: 'Only authenticated users may join.',
      passcode: 'slate88',
      starts: [roundUp(anchor + 3 * hour, 30)],
      durationMinutes: 60,
      invitees: [priya.id, studioBot.id],
      meetingAuthentication: true,
      joinBeforeHost: true,
      company: [hana],
    },
    {
      meetingId: '86011004205',
      hostId: mira.id,
      type: 8,
      topic: 'Daily stand-up',
      passcode: 'early5',
      starts: [-2, -1, 0, 1, 2, 3, 4].map((offset) => standUp + offset * day),
      durationMinutes: 15,
      invitees: [jonas.id, priya.id],
      company: [lena],
    },
    {
      meetingId: '86011004206',
      hostId: mira.id,
      type: 3,
      topic: 'Green room (any time)',
      passcode: 'fern310',
      starts: [],
      durationMinutes: 60,
      invitees: [studioBot.id],
      company: [tomas],
    },
    {
      meetingId: mira.pmi,
      hostId: mira.id,
      usesPmi: true,
      topic: 'One to one with Jonas',
      passcode: 'mira4110',
      starts: [roundUp(anchor + 5 * hour, 15)],
      durationMinutes: 30,
      invitees: [jonas.id],
      company: [hana],
    },
    {
      meetingId: '86011004207',
      hostId: mira.id,
      topic: 'Quarterly review',
      agenda: 'Numbers first, plans second.',
      passcode: 'quarto3',
      starts: [roundUp(anchor + 27 * hour, 30)],
      durationMinutes: 90,
      invitees: [jonas.id, priya.id],
      company: [tomas, lena],
    },
    {
      meetingId: '86011004208',
      hostId: mira.id,
      topic: 'Sound check for the town hall',
      passcode: 'echo77',
      starts: [roundUp(anchor - 22 * hour, 30)],
      durationMinutes: 30,
    },
    {
      meetingId: '86022004301',
      hostId: jonas.id,
      topic: 'Broadcast review',
      agenda: 'Yesterday on air: what to keep, what to change.',
      passcode: 'signal6',
      starts: [roundUp(anchor + 50 * minute, 5)],
      durationMinutes: 40,
      invitees: [mira.id, studioBot.id],
      company: [lena],
    },
    {
      meetingId: '86022004302',
      hostId: jonas.id,
      topic: 'Graphics hand-over',
      passcode: 'pixel24',
      starts: [roundUp(anchor + 21 * hour, 30)],
      durationMinutes: 30,
      invitees: [priya.id],
      company: [hana],
    },
    {
      meetingId: '86033004401',
      hostId: priya.id,
      topic: 'Studio B line check',
      passcode: 'copper1',
      starts: [anchor - 10 * minute],
      durationMinutes: 75,
      invitees: [mira.id, studioBot.id],
      runsAtAnchor: true,
      company: [priyaAsHost, tomas],
    },
  ];
  const rooms: Draft[] = practiceUsers
    .filter((user) => user !== mira)
    .map((user) => ({
      meetingId: user.pmi,
      hostId: user.id,
      type: 4,
      usesPmi: true,
      topic: `${user.firstName} ${user.lastName}'s Personal Meeting Room`,
      passcode: `${user.firstName.toLowerCase().slice(0, 5)}${user.pmi.slice(-4)}`,
      starts: [],
      durationMinutes: 60,
    }));
  return [...drafts, ...rooms].map((draft) => ({
    type: 2,
    usesPmi: false,
    agenda: '',
    invitees: [],
    meetingAuthentication: false,
    joinBeforeHost: false,
    runsAtAnchor: false,
    company: [],
    uuid: createHash('sha256').update(`${draft.meetingId}/${anchor}`).digest().subarray(0, 16).toString('base64'),
    createdAt: Math.floor(anchor / day) * day - 6 * day + 9 * hour,
    ...draft,
  }));
}

/** One line of a list: a meeting, or one occurrence of it. */
export type MeetingRow = { meeting: PracticeMeeting; start: number | undefined };

export type ListType = 'scheduled' | 'live' | 'upcoming' | 'upcoming_meetings' | 'previous_meetings';

function endOf(meeting: PracticeMeeting, start: number): number {
  return start + meeting.durationMinutes * minute;
}

/** The occurrence to speak of at a moment: the first that is not over, or else the last. */
export function currentStart(meeting: PracticeMeeting, now: number): number | undefined {
  return meeting.starts.find((start) => endOf(meeting, start) > now) ?? meeting.starts.at(-1);
}

export function remainingStarts(meeting: PracticeMeeting, now: number): number[] {
  return meeting.starts.filter((start) => endOf(meeting, start) > now);
}

function byStart(a: MeetingRow, b: MeetingRow): number {
  if (a.start === b.start) return 0;
  if (a.start === undefined) return 1;
  return b.start === undefined ? -1 : a.start - b.start;
}

/**
 * What `GET /users/{id}/meetings` lists for a host (OpenAPI Meetings). Personal rooms are listed while they run only.
 * @param isRunning whether a meeting is in progress
 */
export function listedMeetings(
  meetings: readonly PracticeMeeting[],
  list: { hostId: string; type: ListType; now: number; isRunning: (meeting: PracticeMeeting) => boolean },
): MeetingRow[] {
  const { hostId, type, now, isRunning } = list;
  const hosted = meetings.filter((meeting) => meeting.hostId === hostId && (meeting.type !== 4 || isRunning(meeting)));
  const current = (meeting: PracticeMeeting): MeetingRow => ({ meeting, start: currentStart(meeting, now) });
  const isUpcoming = (meeting: PracticeMeeting) =>
    isRunning(meeting) || meeting.starts.length === 0 || remainingStarts(meeting, now).length > 0;
  const rows = (): MeetingRow[] => {
    switch (type) {
      case 'scheduled':
        return hosted.map(current);
      case 'live':
        return hosted.filter(isRunning).map(current);
      case 'upcoming':
        return hosted.filter(isUpcoming).map(current);
      case 'upcoming_meetings':
        return hosted.filter(isUpcoming).flatMap((meeting) => {
          const starts = remainingStarts(meeting, now);
          return starts.length === 0 ? [current(meeting)] : starts.map((start) => ({ meeting, start }));
        });
      case 'previous_meetings':
        return hosted.flatMap((meeting) =>
          meeting.starts.filter((start) => endOf(meeting, start) <= now).map((start) => ({ meeting, start })),
        );
    }
  };
  return rows().sort(byStart);
}

/** What the user hosts or is invited to and what is not over, up to 24 hours ahead (OpenAPI Meetings, upcoming_meetings). */
export function nextDay(meetings: readonly PracticeMeeting[], userId: string, now: number): MeetingRow[] {
  return meetings
    .filter((meeting) => meeting.hostId === userId || meeting.invitees.includes(userId))
    .flatMap((meeting) => remainingStarts(meeting, now).map((start) => ({ meeting, start })))
    .filter(({ start }) => start <= now + day)
    .sort(byStart);
}
