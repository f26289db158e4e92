import { z } from 'zod';
import { Failure } from './app-error';
import { BotId, BotsShown } from './bot';
import { CodecShown, RoomErrand } from './codec';
import { Credential, CredentialId, ZoomEnvironment, ZoomUser } from './credential';
import { HostKeyChangers } from './host-key';
import { CampaignShown } from './host-key-campaign';
import { HostKeyTableProgress } from './host-key-import';
import { KeyringStanding } from './keyring-standing';
import { Meeting, MeetingId, MeetingKey } from './meeting';
import { MeetingDraft } from './meeting-draft';
import { Reminder } from './reminder';
import { Risk } from './risk';
import { Settings } from './settings';
import { shortcutActions } from './shortcut';

/** A sign-in under way: the user is in the browser and may come back until `expiresAt`. */
export const SignIn = z.object({
  credentialId: CredentialId,
  phase: z.enum(['waitingForBrowser', 'exchangingCode']),
  startedAt: z.string(),
  expiresAt: z.string(),
  /** A forged or outdated answer came to the redirect and was ignored. */
  strayAnswer: z.boolean(),
  /** Other programs have all of Usher's ports: the user has to paste the address on which the browser ended. */
  mustPaste: z.boolean(),
});
export type SignIn = z.infer<typeof SignIn>;

/** Another Zoom user than the credential's own came back from the browser. Kept in memory until someone decides, or `expiresAt`. */
export const Arrival = z.object({ credentialId: CredentialId, user: ZoomUser, expiresAt: z.string() });
export type Arrival = z.infer<typeof Arrival>;

/** A start or join that waits for its credential to be authorized: it is run when that happens before `expiresAt`. */
export const WaitingWish = z.object({
  credentialId: CredentialId,
  meetingKey: MeetingKey,
  kind: z.enum(['start', 'join']),
  expiresAt: z.string(),
});
export type WaitingWish = z.infer<typeof WaitingWish>;

/** An access token that main holds in memory: until when, and never the token. */
export const AccessTokenLife = z.object({ credentialId: CredentialId, expiresAt: z.string() });
export type AccessTokenLife = z.infer<typeof AccessTokenLife>;

/** How fresh one credential's rows are. A failure keeps the rows and says why they are old. */
export const MeetingFeed = z.object({
  credentialId: CredentialId,
  refreshedAt: z.string().optional(),
  failure: Failure.optional(),
});
export type MeetingFeed = z.infer<typeof MeetingFeed>;

/** A meeting window, from the click to its end. `failed` and `ended` windows show Usher's own card until they are closed. */
export const MeetingWindow = z.object({
  windowId: z.string(),
  meetingKey: MeetingKey,
  meetingId: MeetingId,
  environment: ZoomEnvironment,
  topic: z.string(),
  role: z.enum(['host', 'participant']),
  credentialId: CredentialId,
  userName: z.string(),
  /** The bot whose window it is. */
  botId: BotId.optional(),
  /** Not as the credential's user, but on behalf of them, who has to be in the meeting too. */
  isOnBehalf: z.boolean().optional(),
  /** The SDK does without memory that threads share: fewer videos at a time, no virtual background. */
  isReduced: z.literal(true).optional(),
  /** How many people and bots are in it, this one among them, as far as its page tells. */
  participants: z.int().nonnegative().optional(),
  /** Whether one of them is the host: as long as nobody is, a host key makes one. */
  hasHost: z.boolean().optional(),
  /**
   * `queued`: other windows come first, for they all want the processor. `admitting`: Zoom has said yes. `waitingRoom`: somebody has
   * to open the door. `reconnecting`: the meeting was lost and the SDK
   * tries to get back by itself, or, with `waitsUntil`, Usher joins anew then.
   */
  phase: z.enum([
    'queued',
    'preparing',
    'askingZoom',
    'waitingForHost',
    'waitingForAuthorizer',
    'admitting',
    'waitingRoom',
    'inMeeting',
    'reconnecting',
    'failed',
    'ended',
  ]),
  /** When this phase began. */
  since: z.string(),
  /** When one came in; a loss and the way back do not change it. */
  joinedAt: z.string().optional(),
  /** Until when Usher waits: for the host, for somebody to open the door of the waiting room, or to join anew. */
  waitsUntil: z.string().optional(),
  /** While it comes back after a loss, or asks once more: which try this is. */
  rejoin: z.object({ attempt: z.int().min(1), of: z.int() }).optional(),
  /** Why it failed, or what ended it other than people. */
  failure: Failure.optional(),
});
export type MeetingWindow = z.infer<typeof MeetingWindow>;

/** Something the user should read once, such as a damaged file that was set aside. */
export const Notice = z.object({
  id: z.string(),
  failure: Failure,
  at: z.string(),
  credentialId: CredentialId.optional(),
});
export type Notice = z.infer<typeof Notice>;

/**
 * All that the tray and the windows show, and the only thing they are told. Never a secret.
 * Main owns it; whoever sees it gets the whole of it at every change.
 */
export const AppState = z.object({
  version: z.string(),
  /** Those in the bin among them, with `deletedAt`. */
  credentials: z.array(Credential),
  signIns: z.array(SignIn),
  accessTokens: z.array(AccessTokenLife),
  arrivals: z.array(Arrival),
  waitingWishes: z.array(WaitingWish),
  meetings: z.array(Meeting),
  feeds: z.array(MeetingFeed),
  isRefreshing: z.boolean(),
  /** A meeting that somebody has named by a link, a number or an invitation, and has not joined yet. */
  draft: MeetingDraft.optional(),
  meetingWindows: z.array(MeetingWindow),
  /** Meetings ahead that would fail as things are now, the nearest first. */
  risks: z.array(Risk),
  /** Meetings that somebody should think of now, the nearest first. */
  reminders: z.array(Reminder),
  /** The operator wants to hear nothing at this time of day. */
  isQuiet: z.boolean(),
  /** Keys that are set and that the system does not give to Usher. */
  refusedShortcuts: z.array(z.enum(shortcutActions)),
  /** Whether the system starts Usher at login; absent until it has been asked. */
  launchAtLogin: z.boolean().optional(),
  bots: BotsShown,
  /** The directory of host keys: whoever shows a part of it asks again when the number of its changes has grown. */
  hostKeys: z.object({
    changes: z.int().nonnegative(),
    /** How often the screen was locked: what was shown is hidden then. */
    locks: z.int().nonnegative(),
    /** Zoom is being asked for everybody of an account. */
    sync: z.object({ credentialId: CredentialId, seen: z.int(), total: z.int() }).optional(),
    /** A table is being read or taken. */
    table: HostKeyTableProgress.optional(),
    /** Who may change host keys, by account as `accountKeyOf` names it, where it was asked since Usher was started. */
    changers: z.record(z.string(), HostKeyChangers).optional(),
    /** The keys of many people are being set, or were. */
    campaign: CampaignShown.optional(),
  }),
  codecs: z.array(CodecShown),
  /** Meetings on their way onto room systems, one for each of these at the most. */
  errands: z.array(RoomErrand),
  notices: z.array(Notice),
  keyring: KeyringStanding,
  settings: Settings,
  /** An export of the activity that is under way, and how much of the log it has read: 0 to 1. */
  activityExport: z.object({ part: z.number() }).optional(),
});
export type AppState = z.infer<typeof AppState>;
