import type { Failure } from '../../src-main/shared/app-error';
import type { AppState, MeetingWindow } from '../../src-main/shared/app-state';
import { noBots } from '../../src-main/shared/bot';
import type { Credential } from '../../src-main/shared/credential';
import { type Meeting, meetingKey } from '../../src-main/shared/meeting';
import type { MeetingDetails } from '../../src-main/shared/meeting-details';
import type { MeetingDraft } from '../../src-main/shared/meeting-draft';
import type { PracticeRoom, RoomView } from '../../src-main/shared/meeting-page';
import type { Risk } from '../../src-main/shared/risk';

/** The moment at which every sample plays: a Saturday morning in Berlin. */
export const sampleNow = new Date('2026-11-21T08:12:20.000Z');

/** A moment so many minutes from the sample's now, as the state holds it. */
export function minutesFromNow(minutes: number): string {
  return new Date(sampleNow.getTime() + minutes * 60_000).toISOString();
}

const id = (digit: number) => `${digit}0000000-0000-4000-8000-000000000000` as Credential['id'];

/** A face that needs no network. */
const avatar = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><rect width="8" height="8" fill="#7a4a9c"/><circle cx="4" cy="3.4" r="1.6" fill="#f3d9c4"/><path d="M1 8a3 3 0 0 1 6 0" fill="#f3d9c4"/></svg>')}`;

const user = { id: 'practice-anna', displayName: 'Anna Weber', email: 'anna.weber@practice.example', avatar };

export const readyCredential: Credential = {
  id: id(1),
  kind: 'user',
  environment: 'practice',
  name: 'Practice',
  clientId: 'practice-client-1',
  hasClientSecret: true,
  scopes: ['user:read:user', 'user:read:zak', 'meeting:read:list_meetings', 'meeting:read:meeting'],
  user,
  addedAt: minutesFromNow(-3000),
  authorizedAt: minutesFromNow(-2990),
  health: { kind: 'ready' },
  tags: [],
  secretsGeneration: 1,
  lastSuccessAt: minutesFromNow(-2),
};

export const deadCredential: Credential = {
  ...readyCredential,
  id: id(2),
  environment: 'zoom',
  name: 'Town hall host',
  clientId: 'not-a-real-client-id',
  user: { id: 'ben', displayName: 'Ben Okafor', email: 'ben@company.example' },
  health: {
    kind: 'needsReauthorization',
    cause: { code: 'reauthorization_required', zoomCode: 'invalid_grant' },
    since: minutesFromNow(-40),
  },
  lastError: {
    failure: {
      code: 'reauthorization_required',
      zoomCode: 'invalid_grant',
      zoomMessage: 'Invalid Token!',
      trackingId: 'WEB_not-a-real-tracking-id',
    },
    at: minutesFromNow(-40),
  },
};

export const limitedCredential: Credential = {
  ...readyCredential,
  id: id(3),
  environment: 'zoomgov',
  name: 'Agency desk',
  hasClientSecret: false,
  user: { id: 'carla', displayName: 'Carla Mendes', email: 'carla@agency.example' },
  health: { kind: 'degraded', cause: { code: 'offline' }, since: minutesFromNow(-3) },
  lastError: { failure: { code: 'offline' }, at: minutesFromNow(-1) },
};

const { user: _nobody, authorizedAt: _never, lastSuccessAt: _not, ...unused } = readyCredential;

export const newCredential: Credential = {
  ...unused,
  id: id(4),
  environment: 'zoom',
  name: 'Studio A',
  scopes: [],
  health: { kind: 'needsReauthorization', cause: { code: 'not_authorized' }, since: minutesFromNow(-1) },
};

export const wrongAppCredential: Credential = {
  ...unused,
  id: id(5),
  kind: 'app',
  environment: 'zoom',
  name: 'Signing app',
  scopes: [],
  health: { kind: 'misconfigured', cause: { code: 'invalid_client' }, since: minutesFromNow(-600) },
  lastError: {
    failure: { code: 'invalid_client', zoomCode: 4702, zoomMessage: 'Invalid client_id or client_secret' },
    at: minutesFromNow(-5),
  },
};

type MeetingSample = Partial<Omit<Meeting, 'key'>> & { topic: string; startsIn?: number };

/** A meeting hosted by the ready credential, unless told otherwise. */
export function sampleMeeting({ startsIn, ...given }: MeetingSample): Meeting {
  const environment = given.environment ?? 'practice';
  const meetingId = given.meetingId ?? '82012345678';
  const startTime = startsIn === undefined ? undefined : minutesFromNow(startsIn);
  return {
    key: meetingKey(environment, meetingId, startTime),
    meetingId,
    environment,
    type: 'scheduled',
    durationMinutes: 45,
    isRunning: false,
    sources: [{ credentialId: readyCredential.id, isHost: true }],
    ...given,
    ...(startTime === undefined ? {} : { startTime }),
  };
}

export const sampleMeetings: Meeting[] = [
  sampleMeeting({ topic: 'Control room stand-up', startsIn: -12, isRunning: true, meetingId: '81000000001' }),
  sampleMeeting({
    topic: 'Quarterly town hall, main stage',
    startsIn: 4,
    durationMinutes: 90,
    meetingId: '82012345678',
  }),
  sampleMeeting({
    topic: 'Press briefing',
    startsIn: 95,
    meetingId: '83000000003',
    sources: [{ credentialId: readyCredential.id, isHost: false }],
  }),
  sampleMeeting({
    topic: 'All hands with remote studios Berlin, Lagos and São Paulo, interpreters in three languages',
    startsIn: 300,
    environment: 'zoom',
    meetingId: '84000000004',
    sources: [{ credentialId: deadCredential.id, isHost: true }],
  }),
  sampleMeeting({
    topic: 'Agency weekly',
    startsIn: 1500,
    environment: 'zoomgov',
    meetingId: '1600000005',
    sources: [{ credentialId: limitedCredential.id, isHost: true }],
  }),
  sampleMeeting({ topic: 'Rehearsal', startsIn: 2900, durationMinutes: 120, meetingId: '86000000006' }),
  sampleMeeting({
    topic: 'Anna Weber’s personal meeting room',
    type: 'personal',
    durationMinutes: 0,
    meetingId: '5550001234',
  }),
];

/** What the ladder found out about a meeting a minute ago. */
export function riskOf(meeting: Meeting, failure: Failure, credentialId = readyCredential.id): Risk {
  return { meetingKey: meeting.key, credentialId, failure, at: minutesFromNow(-1), rung: 15 };
}

export function sampleWindow(change: Partial<MeetingWindow>): MeetingWindow {
  return {
    windowId: 'window-1',
    meetingKey: meetingKey('practice', '81000000001', minutesFromNow(-12)),
    meetingId: '81000000001',
    environment: 'practice',
    topic: 'Control room stand-up',
    role: 'host',
    credentialId: readyCredential.id,
    userName: 'Anna Weber',
    phase: 'inMeeting',
    since: minutesFromNow(-11),
    ...change,
  };
}

/** Somebody signed in to Practice Zoom with nothing wrong; change what the test is about. */
export function sampleState(change: Partial<AppState> = {}): AppState {
  return {
    version: '0.1.0',
    credentials: [readyCredential],
    signIns: [],
    accessTokens: [],
    arrivals: [],
    waitingWishes: [],
    meetings: sampleMeetings.filter(({ environment }) => environment === 'practice'),
    feeds: [{ credentialId: readyCredential.id, refreshedAt: minutesFromNow(-2) }],
    isRefreshing: false,
    meetingWindows: [],
    risks: [],
    reminders: [],
    isQuiet: false,
    refusedShortcuts: [],
    bots: noBots,
    hostKeys: { changes: 0, locks: 0 },
    codecs: [],
    errands: [],
    notices: [],
    keyring: { store: 'keychain', backend: 'GNOME Keyring', state: 'ready', isUnlocking: false, leftovers: 0 },
    settings: {
      theme: 'system',
      refreshMinutes: 5,
      waitForHostMinutes: 10,
      waitingRoomMinutes: 15,
      remindMinutes: 5,
      noRemindersFor: [],
      shortcuts: {},
      hideTopics: false,
      keepRunningInTray: true,
      notifications: true,
      secretStore: 'keychain',
      keepActivity: 365,
    },
    ...change,
  };
}

export const firstRunState = sampleState({ credentials: [], meetings: [], feeds: [] });

/** Five credentials, every state a credential can have, and one sign-in under way. */
export const busyState = sampleState({
  credentials: [readyCredential, deadCredential, limitedCredential, newCredential, wrongAppCredential],
  meetings: sampleMeetings,
  feeds: [
    { credentialId: readyCredential.id, refreshedAt: minutesFromNow(-2) },
    {
      credentialId: deadCredential.id,
      refreshedAt: minutesFromNow(-41),
      failure: { code: 'reauthorization_required', zoomCode: 'invalid_grant' },
    },
    { credentialId: limitedCredential.id, refreshedAt: minutesFromNow(-8), failure: { code: 'offline' } },
  ],
  signIns: [
    {
      credentialId: newCredential.id,
      phase: 'waitingForBrowser',
      startedAt: minutesFromNow(-1),
      expiresAt: minutesFromNow(4),
      strayAnswer: true,
      mustPaste: true,
    },
  ],
  meetingWindows: [
    sampleWindow({}),
    sampleWindow({
      windowId: 'window-2',
      topic: 'Press briefing',
      role: 'participant',
      phase: 'askingZoom',
      since: minutesFromNow(0),
    }),
    sampleWindow({
      windowId: 'window-3',
      topic: 'Town hall',
      phase: 'failed',
      failure: {
        code: 'wrong_passcode',
        zoomCode: 3004,
        zoomMessage: 'The passcode is incorrect.',
        trackingId: 'WEB_not-a-real-tracking-id',
      },
    }),
  ],
  notices: [
    { id: 'notice-1', failure: { code: 'records_damaged', subject: 'usher-damaged.json' }, at: minutesFromNow(-1) },
  ],
});

const participants = ['Anna Weber', 'Jonas Lind', 'Priya Nair', 'Tomasz Zieliński'].map((displayName, index) => ({
  participantId: `participant-${index}`,
  displayName,
  role: index === 0 ? ('host' as const) : ('participant' as const),
  isSelf: index === 0,
  ...(index === 0 ? { avatar } : {}),
}));

export function sampleRoomView(change: Partial<MeetingWindow>, roomChange?: Partial<PracticeRoom>): RoomView {
  const meetingWindow = sampleWindow(change);
  const room = {
    meetingId: meetingWindow.meetingId,
    topic: meetingWindow.topic,
    startedAt: minutesFromNow(-12),
    standing: { kind: 'inMeeting' as const },
    ended: false,
    mayRecord: false,
    participants,
    waiting: [],
    ...roomChange,
  };
  return { meetingWindow, theme: 'system', ...(meetingWindow.phase === 'inMeeting' || roomChange ? { room } : {}) };
}

/** A meeting that was pasted, and is in no list. */
export const unlisted: MeetingDraft['meetings'][number] = {
  meetingId: '81234567890',
  topic: 'Night shift handover',
  hasPasscode: true,
  isRegistrants: false,
};
/** The state while these wait in the field for a yes. */
export const drafted = (...meetings: MeetingDraft['meetings']): AppState =>
  sampleState({ draft: { draftId: 'draft-1', from: 'clipboard', meetings } });

const inWaitingRoom: Partial<PracticeRoom> = { standing: { kind: 'waitingRoom' }, participants: [] };
export const atTheDoor = sampleRoomView({ phase: 'waitingRoom', waitsUntil: minutesFromNow(14.5) }, inWaitingRoom);
export const lineIsDown: Partial<PracticeRoom> = {
  standing: { kind: 'reconnecting' },
  mayRecord: true,
  waiting: [{ participantId: 'guest', displayName: 'Ines Duarte', role: 'participant', isSelf: false }],
};

/** What Zoom says of a meeting with a passcode and nothing special. */
export const sampleDetails: MeetingDetails = {
  readBy: readyCredential.id,
  hasOwnHostKey: false,
  alternativeHosts: [],
  hasPasscode: true,
  hasDigits: true,
  occurrencesAhead: 0,
  dialIn: [],
  roomAddresses: [],
};
