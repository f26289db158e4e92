import { createHash } from 'node:crypto';
import { findUser, people, practiceUsers } from './practice-people';
import type { Company, Scene } from './practice-scene';
import type { MeetingSettings, Occurrence, ScheduledMeeting } from './practice-state';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** A meeting of the practice account, with what goes on in it. */
export type PracticeMeeting = ScheduledMeeting & {
  /** It runs from the anchor on, with nobody of ours in it. */
  runsAtAnchor: boolean;
  company: readonly Company[];
  scene: Scene;
};

/** A meeting that somebody has scheduled, with nobody in it and nothing going on. */
export function quietMeeting(meeting: ScheduledMeeting): PracticeMeeting {
  return { ...meeting, runsAtAnchor: false, company: [], scene: {} };
}

/** What a meeting is like unless its host wants it otherwise. */
export const defaultSettings: MeetingSettings = {
  hostVideo: true,
  participantVideo: false,
  muteUponEntry: true,
  joinBeforeHost: false,
  joinBeforeHostMinutes: 0,
  waitingRoom: false,
  meetingAuthentication: false,
  approvalType: 2,
  registrationType: 1,
  audio: 'both',
  autoRecording: 'none',
  encryptionType: 'enhanced_encryption',
  alternativeHosts: [],
  invitees: [],
};

const hana: Company = { displayName: 'Hana Sato', color: '#5a5f12', isActingHost: false };
const tomas: Company = { displayName: 'Tomás Rey', color: '#8a1f3d', isActingHost: false };
const lena: Company = { displayName: 'Lena Vogt', color: '#2d5a27', isActingHost: false };
/** Always late, and never there for long. */
const noor: Company = {
  displayName: 'Noor Haddad',
  color: '#4d4a8f',
  isActingHost: false,
  round: { seconds: 180, from: 40, to: 130 },
};
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

const elinAsHost: Company = {
  displayName: 'Elin Strand',
  userId: people.elin.id,
  color: people.elin.color,
  isActingHost: true,
};
/** Of another account: no user here. */
const outsideHostId = 'aDaNorthwind-0utside01';
const outsideHost: Company = {
  displayName: 'Ada Northwind',
  userId: outsideHostId,
  color: '#7a4b00',
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

type Draft = Pick<PracticeMeeting, 'meetingId' | 'hostId' | 'topic' | 'passcode' | 'durationMinutes'> &
  Partial<Omit<PracticeMeeting, 'settings' | 'occurrences'>> & {
    starts: readonly number[];
    settings?: Partial<MeetingSettings>;
  };

/**
 * Meetings that are each in a state of their own, for an operator to see and a test to go through. They are due late in the day,
 * but most of their hosts are in already, so that one can go there at any time.
 */
const sceneMeetings: readonly Pick<
  Draft,
  'meetingId' | 'hostId' | 'topic' | 'agenda' | 'passcode' | 'settings' | 'runsAtAnchor' | 'company' | 'scene'
>[] = [
  {
    meetingId: '86055004601',
    hostId: people.elin.id,
    topic: 'Locked town hall',
    agenda: 'The host has locked it: nobody gets in any more.',
    passcode: 'bolt61',
    company: [elinAsHost, hana, lena],
    scene: { isLocked: true },
  },
  {
    meetingId: '86055004602',
    hostId: people.elin.id,
    topic: 'All-hands, every seat taken',
    agenda: 'As many people are in as the plan allows.',
    passcode: 'brim40',
    company: [elinAsHost, tomas],
    scene: { isFull: true },
  },
  {
    meetingId: '86055004603',
    hostId: people.elin.id,
    topic: 'Client call with a waiting room',
    agenda: 'The host lets people in after a moment.',
    passcode: 'porch5',
    settings: { waitingRoom: true },
    company: [elinAsHost, tomas, noor],
  },
  {
    meetingId: '86055004604',
    hostId: people.elin.id,
    topic: 'Partner sync, host runs late',
    agenda: 'The host comes about a minute after the first who asks.',
    passcode: 'tardy9',
    runsAtAnchor: false,
    company: [elinAsHost, lena],
    scene: { hostComesAfterSeconds: 55 },
  },
  {
    meetingId: '86055004605',
    hostId: people.elin.id,
    topic: 'Rehearsal on a shaky line',
    agenda: 'The connection drops, and is gone a little later. Whoever comes again has a good one.',
    passcode: 'wobble2',
    company: [elinAsHost, hana],
    scene: { line: { dropsAfterSeconds: 20, goneAfterSeconds: 50 } },
  },
  {
    meetingId: '86055004606',
    hostId: people.elin.id,
    topic: 'Press briefing (registration)',
    agenda: 'Everybody needs the link that came with their registration.',
    passcode: 'quill8',
    settings: { approvalType: 0 },
    company: [elinAsHost, noor],
  },
  {
    meetingId: '86055004607',
    hostId: people.elin.id,
    topic: 'Hand-over at the desk',
    agenda: 'The host goes after a moment, and somebody else hosts on.',
    passcode: 'baton3',
    company: [elinAsHost, tomas, lena],
    scene: { hostLeavesAfterSeconds: 40 },
  },
  {
    meetingId: '86055004608',
    hostId: people.elin.id,
    topic: 'Two-minute stand-up',
    agenda: 'The host ends it for all before long.',
    passcode: 'brief11',
    company: [elinAsHost, hana],
    scene: { endsAfterSeconds: 60 },
  },
  {
    meetingId: '86055004609',
    hostId: people.elin.id,
    topic: 'Closed briefing',
    agenda: 'The host sends out whoever does not belong there, and they cannot come back.',
    passcode: 'curtain6',
    company: [elinAsHost, lena],
    scene: { removesAfterSeconds: 30 },
  },
  {
    meetingId: '86044005501',
    hostId: outsideHostId,
    topic: 'Northwind kick-off (another account)',
    agenda: 'An app of this account gets in with a user’s key or on a user’s behalf.',
    passcode: 'fjord27',
    company: [outsideHost, hana],
  },
];

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
      settings: { invitees: [jonas.id, studioBot.id], joinBeforeHost: true },
      runsAtAnchor: true,
      company: [jonasAsActingHost, hana, noor],
    },
    {
      meetingId: '86011004202',
      hostId: mira.id,
      topic: 'Town hall rehearsal',
      agenda: 'Run through slides 1 to 14, then questions.',
      passcode: 'harbour7',
      starts: [anchor + 4 * minute],
      durationMinutes: 45,
      settings: { invitees: [jonas.id, priya.id, studioBot.id] },
      company: [tomas, lena, noor],
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
      settings: { invitees: [priya.id, studioBot.id], meetingAuthentication: true, joinBeforeHost: true },
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
      settings: { invitees: [jonas.id, priya.id] },
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
      settings: { invitees: [studioBot.id] },
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
      settings: { invitees: [jonas.id] },
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
      settings: { invitees: [jonas.id, priya.id] },
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
      settings: { invitees: [mira.id, studioBot.id] },
      company: [lena],
    },
    {
      meetingId: '86022004302',
      hostId: jonas.id,
      topic: 'Graphics hand-over',
      passcode: 'pixel24',
      starts: [roundUp(anchor + 21 * hour, 30)],
      durationMinutes: 30,
      settings: { invitees: [priya.id] },
      company: [hana],
    },
    {
      meetingId: '86033004401',
      hostId: priya.id,
      topic: 'Studio B line check',
      passcode: 'copper1',
      starts: [anchor - 10 * minute],
      durationMinutes: 75,
      settings: { invitees: [mira.id, studioBot.id] },
      runsAtAnchor: true,
      company: [priyaAsHost, tomas],
    },
  ];
  const scenes: Draft[] = sceneMeetings.map((meeting, index) => ({
    durationMinutes: 45,
    runsAtAnchor: true,
    starts: [roundUp(anchor + 6 * hour, 15) + index * 30 * minute],
    ...meeting,
    settings: { invitees: [mira.id], ...meeting.settings },
  }));
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
  return [...drafts, ...scenes, ...rooms].map(({ starts, settings, ...draft }) => ({
    type: 2,
    usesPmi: false,
    agenda: '',
    timezone: findUser(draft.hostId)?.timezone ?? 'UTC',
    occurrences: occurrencesAt(starts, draft.durationMinutes),
    ...(draft.type === 8 ? { recurrence: { type: 1, repeatInterval: 1, endTimes: starts.length } } : {}),
    settings: { ...defaultSettings, ...settings },
    creationSource: 'web_portal',
    runsAtAnchor: false,
    company: [],
    scene: {},
    uuid: createHash('sha256').update(`${draft.meetingId}/${anchor}`).digest().subarray(0, 16).toString('base64'),
    createdAt: Math.floor(anchor / day) * day - 6 * day + 9 * hour,
    ...draft,
  }));
}

/** An occurrence is named after the moment for which it was first meant, as Zoom's are. */
export function occurrencesAt(starts: readonly number[], durationMinutes: number): Occurrence[] {
  return starts.map((start) => ({ occurrenceId: String(start), start, durationMinutes }));
}

/** One line of a list: a meeting, or one occurrence of it. */
export type MeetingRow = { meeting: PracticeMeeting; occurrence: Occurrence | undefined };

export type ListType = 'scheduled' | 'live' | 'upcoming' | 'upcoming_meetings' | 'previous_meetings';

function endOf({ start, durationMinutes }: Occurrence): number {
  return start + durationMinutes * minute;
}

/** Those that take place. */
function available(meeting: ScheduledMeeting): Occurrence[] {
  return meeting.occurrences.filter(({ isDeleted }) => !isDeleted);
}

/** The occurrence to speak of at a moment: the first that is not over, or else the last. */
export function currentOccurrence(meeting: ScheduledMeeting, now: number): Occurrence | undefined {
  const known = available(meeting);
  return known.find((occurrence) => endOf(occurrence) > now) ?? known.at(-1);
}

export function remainingOccurrences(meeting: ScheduledMeeting, now: number): Occurrence[] {
  return available(meeting).filter((occurrence) => endOf(occurrence) > now);
}

function byStart(a: MeetingRow, b: MeetingRow): number {
  const [first, second] = [a.occurrence?.start, b.occurrence?.start];
  if (first === second) return 0;
  if (first === undefined) return 1;
  return second === undefined ? -1 : first - second;
}

/**
 * What `GET /users/{id}/meetings` lists for a host (OpenAPI Meetings): no instant meetings, and personal rooms while they run.
 * @param isRunning whether a meeting is in progress
 */
export function listedMeetings(
  meetings: readonly PracticeMeeting[],
  list: { hostId: string; type: ListType; now: number; isRunning: (meeting: PracticeMeeting) => boolean },
): MeetingRow[] {
  const { hostId, type, now, isRunning } = list;
  const hosted = meetings.filter(
    (meeting) => meeting.hostId === hostId && meeting.type !== 1 && (meeting.type !== 4 || isRunning(meeting)),
  );
  const current = (meeting: PracticeMeeting): MeetingRow => ({ meeting, occurrence: currentOccurrence(meeting, now) });
  const isUpcoming = (meeting: PracticeMeeting) =>
    isRunning(meeting) || meeting.occurrences.length === 0 || remainingOccurrences(meeting, now).length > 0;
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
          const remaining = remainingOccurrences(meeting, now);
          return remaining.length === 0 ? [current(meeting)] : remaining.map((occurrence) => ({ meeting, occurrence }));
        });
      case 'previous_meetings':
        return hosted.flatMap((meeting) =>
          available(meeting)
            .filter((occurrence) => endOf(occurrence) <= now)
            .map((occurrence) => ({ meeting, occurrence })),
        );
    }
  };
  return rows().sort(byStart);
}

/** What the user hosts or is invited to and what is not over, up to 24 hours ahead (OpenAPI Meetings, upcoming_meetings). */
export function nextDay(meetings: readonly PracticeMeeting[], userId: string, now: number): MeetingRow[] {
  return meetings
    .filter(
      (meeting) => meeting.type !== 1 && (meeting.hostId === userId || meeting.settings.invitees.includes(userId)),
    )
    .flatMap((meeting) => remainingOccurrences(meeting, now).map((occurrence) => ({ meeting, occurrence })))
    .filter(({ occurrence }) => occurrence.start <= now + day)
    .sort(byStart);
}
