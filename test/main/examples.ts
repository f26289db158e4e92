import type { AppState } from '../../src-main/shared/app-state';
import { Bot, BotRule, noBots } from '../../src-main/shared/bot';
import { Credential, CredentialId } from '../../src-main/shared/credential';
import { type Meeting, meetingKey } from '../../src-main/shared/meeting';
import type { MeetingPlan } from '../../src-main/shared/meeting-plan';
import { defaultSettings } from '../../src-main/shared/settings';

/** The moment at which the examples play. */
export const now = new Date('2026-11-21T09:00:00.000Z');

/** The same ID for the same number, so that a test can name credentials 1, 2, 3. */
export function idOf(number: number): CredentialId {
  return CredentialId.parse(`00000000-0000-4000-8000-${String(number).padStart(12, '0')}`);
}

/** A ready user credential with a client secret; every call with the same number is about the same one. */
export function aCredential(number: number, different: Partial<Credential> = {}): Credential {
  const user = { id: `user-${number}`, displayName: `User ${number}`, email: `user${number}@example.com` };
  const credential: Credential = {
    id: idOf(number),
    kind: 'user',
    environment: 'zoom',
    name: `Credential ${number}`,
    clientId: `client-${number}`,
    hasClientSecret: true,
    scopes: ['user:read:zak'],
    user,
    addedAt: '2026-11-01T08:00:00.000Z',
    authorizedAt: '2026-11-02T08:00:00.000Z',
    health: { kind: 'ready' },
    tags: [],
    secretsGeneration: 1,
  };
  return Credential.parse({ ...credential, ...different });
}

/** An app credential: it signs and has no user. */
export function anAppCredential(number: number, different: Partial<Credential> = {}): Credential {
  return aCredential(number, { kind: 'app', scopes: [], user: undefined, authorizedAt: undefined, ...different });
}

/** A meeting at 10:00 that credential 1 hosts. Its key follows from what it is. */
export function aMeeting(different: Partial<Meeting> = {}): Meeting {
  const meeting: Meeting = {
    key: meetingKey('zoom', '81234567890', undefined),
    meetingId: '81234567890',
    environment: 'zoom',
    topic: 'Town hall',
    type: 'scheduled',
    startTime: '2026-11-21T10:00:00.000Z',
    durationMinutes: 60,
    isRunning: false,
    sources: [{ credentialId: idOf(1), isHost: true }],
    ...different,
  };
  return { ...meeting, key: different.key ?? meetingKey(meeting.environment, meeting.meetingId, meeting.startTime) };
}

/** A bot that joins as the user of the credential with its number, until the meeting ends. */
export function aBot(number: number, different: Partial<Bot> = {}): Bot {
  const bot: Omit<Bot, 'id'> & { id: string } = {
    id: idOf(number),
    name: `Bot ${number}`,
    credentialId: idOf(number),
    wish: 'join',
    hasMicrophoneOff: true,
    hasCameraOff: true,
    wantsRecording: false,
    place: 'beside',
    leaving: { until: { kind: 'meetingEnd' } },
  };
  return Bot.parse({ ...bot, ...different });
}

/** Sends the bot of its number into every town hall, two minutes before it begins. */
export function aBotRule(number: number, different: Partial<BotRule> = {}): BotRule {
  const rule = { id: idOf(number), botId: idOf(number), isOn: true, leadMinutes: 2, topicWords: 'town hall' };
  return BotRule.parse({ ...rule, ...different });
}

/** What a person might enter for a meeting. */
export function aMeetingPlan(different: Partial<MeetingPlan> = {}): MeetingPlan {
  return {
    topic: 'Rehearsal',
    agenda: '',
    start: '2026-11-25T10:00',
    timezone: 'Europe/Berlin',
    durationMinutes: 45,
    waitingRoom: true,
    joinBeforeHost: false,
    signedInOnly: false,
    muteUponEntry: false,
    recording: 'none',
    ...different,
  };
}

export function anAppState(different: Partial<AppState> = {}): AppState {
  return {
    version: '0.1.0',
    credentials: [],
    signIns: [],
    accessTokens: [],
    arrivals: [],
    waitingWishes: [],
    meetings: [],
    feeds: [],
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
    settings: defaultSettings,
    ...different,
  };
}
