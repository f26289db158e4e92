import { z } from 'zod';

/** Where the state is kept between runs: durable JSON that holds hashes only, never a secret. */
export type PracticeStore = { load(): Promise<unknown>; save(state: unknown): Promise<void> };

const Client = z.object({
  clientId: z.string(),
  name: z.string(),
  redirectUris: z.array(z.string()),
  isPublic: z.boolean(),
  scopes: z.array(z.string()),
  /** Of a server-to-server app: the account it acts on, without anybody's grant. */
  accountId: z.string().optional(),
});
export type PracticeClient = z.infer<typeof Client>;

/** A code on its way from the consent to the token endpoint. Times are milliseconds since the epoch. */
const Code = z.object({
  hash: z.string(),
  clientId: z.string(),
  userId: z.string(),
  redirectUri: z.string(),
  codeChallenge: z.string().optional(),
  expiresAt: z.number(),
});

/** One user's authorization of one client. It lives as long as its newest refresh token. */
const Grant = z.object({
  grantId: z.string(),
  clientId: z.string(),
  userId: z.string(),
  scopes: z.array(z.string()),
  refreshTokenHash: z.string(),
  expiresAt: z.number(),
});
export type PracticeGrant = z.infer<typeof Grant>;

const Settings = z.object({
  hostVideo: z.boolean(),
  participantVideo: z.boolean(),
  muteUponEntry: z.boolean(),
  joinBeforeHost: z.boolean(),
  /** How long before the start one may be there without the host; 0 for any time. */
  joinBeforeHostMinutes: z.literal([0, 5, 10, 15]),
  waitingRoom: z.boolean(),
  meetingAuthentication: z.boolean(),
  /** 0 and 1: registration, approved by itself or by the host. 2: none. */
  approvalType: z.literal([0, 1, 2]),
  registrationType: z.literal([1, 2, 3]),
  audio: z.enum(['both', 'telephony', 'voip', 'thirdParty']),
  autoRecording: z.enum(['local', 'cloud', 'none']),
  encryptionType: z.enum(['enhanced_encryption', 'e2ee']),
  alternativeHosts: z.array(z.string()),
  /** User IDs; e-mail addresses of people outside the account. */
  invitees: z.array(z.string()),
});
export type MeetingSettings = z.infer<typeof Settings>;

const Recurrence = z.object({
  /** Daily, weekly, monthly. */
  type: z.literal([1, 2, 3]),
  repeatInterval: z.number(),
  /** 1 is Sunday. */
  weeklyDays: z.array(z.number()).optional(),
  monthlyDay: z.number().optional(),
  /** 1 to 4; -1 is the last one of a month. */
  monthlyWeek: z.number().optional(),
  monthlyWeekDay: z.number().optional(),
  /** 0 for no end. */
  endTimes: z.number().optional(),
  endsAt: z.number().optional(),
});
export type Recurrence = z.infer<typeof Recurrence>;

const Occurrence = z.object({
  occurrenceId: z.string(),
  start: z.number(),
  durationMinutes: z.number(),
  isDeleted: z.boolean().optional(),
  /** Where they are not those of the meeting. */
  agenda: z.string().optional(),
  settings: Settings.optional(),
});
export type Occurrence = z.infer<typeof Occurrence>;

/** A meeting as its host has scheduled it. Times are milliseconds since the epoch. */
const ScheduledMeeting = z.object({
  meetingId: z.string(),
  uuid: z.string(),
  hostId: z.string(),
  /** Who scheduled it in the host's place. */
  assistantId: z.string().optional(),
  /** 1 instant, 2 scheduled, 3 recurring without a fixed time, 4 personal room, 8 recurring with a fixed time. */
  type: z.literal([1, 2, 3, 4, 8]),
  usesPmi: z.boolean(),
  topic: z.string(),
  agenda: z.string(),
  passcode: z.string(),
  timezone: z.string(),
  /** One for a scheduled meeting, several for a recurring one, none where there is no fixed time. */
  occurrences: z.array(Occurrence),
  durationMinutes: z.number(),
  recurrence: Recurrence.optional(),
  createdAt: z.number(),
  creationSource: z.enum(['web_portal', 'open_api']),
  settings: Settings,
});
export type ScheduledMeeting = z.infer<typeof ScheduledMeeting>;

const StateData = z.object({
  clients: z.array(Client),
  codes: z.array(Code),
  grants: z.array(Grant),
  /** The moment around which the meetings are laid out. */
  anchor: z.number().optional(),
  /** Meetings that ran at the anchor and have been ended since. */
  endedMeetings: z.array(z.string()),
  /** What was done to the meetings of this layout; the next one has them all as they were. */
  changedMeetings: z.array(ScheduledMeeting).default([]),
  deletedMeetings: z.array(z.string()).default([]),
  /** What apps have scheduled; it stays, whatever the layout. */
  scheduledMeetings: z.array(ScheduledMeeting).default([]),
  /** Fingerprints of the host keys that were set, by user. */
  hostKeys: z.record(z.string(), z.string()).default({}),
  /** What the practice codec shows, in PEM: kept, so that its fingerprint stays the same. */
  codecCertificate: z.string().optional(),
});
export type StateData = z.infer<typeof StateData>;

/** An access token is worth no more than the grant, or the server-to-server app, that it came from. */
export function isGranted(state: StateData, token: { grantId: string; clientId: string }): boolean {
  return (
    state.grants.some(({ grantId, clientId }) => grantId === token.grantId && clientId === token.clientId) ||
    state.clients.some(({ accountId, clientId }) => accountId === token.grantId && clientId === token.clientId)
  );
}

const empty: StateData = {
  clients: [],
  codes: [],
  grants: [],
  endedMeetings: [],
  changedMeetings: [],
  deletedMeetings: [],
  scheduledMeetings: [],
  hostKeys: {},
};

/**
 * All that Practice Zoom remembers. Changes come one after the other, and each is stored before it counts:
 * a refresh token that the store has not seen is never handed out.
 */
export class PracticeState {
  private data = empty;
  private lastChange: Promise<unknown> = Promise.resolve();
  private loading: Promise<void> | undefined;

  constructor(private readonly store: PracticeStore | undefined) {}

  get current(): StateData {
    return this.data;
  }

  /** @throws what the store throws; a later call tries again */
  ready(): Promise<void> {
    this.loading ??= this.load().catch((error) => {
      this.loading = undefined;
      throw error;
    });
    return this.loading;
  }

  /** @param change gives the next state and what the caller wants to know; the same state back means no change */
  update<T>(change: (state: StateData) => readonly [StateData, T]): Promise<T> {
    const changed = this.lastChange.then(async () => {
      const [next, result] = change(this.data);
      if (next !== this.data) {
        await this.store?.save(next);
        this.data = next;
      }
      return result;
    });
    this.lastChange = changed.catch(() => undefined);
    return changed;
  }

  /** A damaged state is no loss worth stopping for: apps are registered and users signed in anew. */
  private async load(): Promise<void> {
    const parsed = StateData.safeParse(await this.store?.load());
    if (parsed.success) this.data = parsed.data;
  }
}
