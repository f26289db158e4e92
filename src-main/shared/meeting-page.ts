import { z } from 'zod';
import type { Failure } from './app-error';
import { MeetingWindow } from './app-state';
import { HostKey } from './host-key';

/**
 * What the page that holds the Meeting SDK is given, once. It holds a ZAK and a signature:
 * it lives in memory from the mint to the SDK's join call and is never part of any state.
 */
export const MeetingTicket = z.object({
  meetingNumber: z.string(),
  passWord: z.string(),
  userName: z.string(),
  userEmail: z.string(),
  signature: z.string(),
  /** One of these two, never both: the SDK refuses that (its code 3636). */
  zak: z.string().optional(),
  obfToken: z.string().optional(),
  /** The permission to record on this computer; lives two minutes. */
  recordingToken: z.string().optional(),
  /** The registrant token of a link that is one person's own. */
  tk: z.string().optional(),
  /** Without the SDK's preview, in which a person switches on microphone and camera and clicks once more. */
  skipsPreview: z.boolean().optional(),
  webEndpoint: z.string(),
});
export type MeetingTicket = z.infer<typeof MeetingTicket>;

/** What main asks the SDK's page for while it is in a meeting. The key is in it, and goes to the SDK only. */
export const SdkCommand = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('claimHost'), hostKey: HostKey }),
  /** Zoom's room connector calls a device. `type` as `inviteCRCDevice` has it: 1 for H.323, 2 for SIP. */
  z.object({ kind: z.literal('inviteRoom'), ip: z.string().min(1).max(255), type: z.literal([1, 2]) }),
]);
export type SdkCommand = z.infer<typeof SdkCommand>;
export type InvitedRoom = Omit<Extract<SdkCommand, { kind: 'inviteRoom' }>, 'kind'>;

/**
 * `refused`: the key is not right, or the device does not answer. `hostThere`: nobody can claim what somebody has. `tooSoon`: the SDK does not
 * ask yet. `failed`: nobody knows.
 */
export const SdkOutcome = z.enum(['done', 'refused', 'hostThere', 'tooSoon', 'failed']);
export type SdkOutcome = z.infer<typeof SdkOutcome>;

/** What the SDK page saw, in the SDK's and the wire's own numbers; main decides what it means. */
export const SdkReport = z.discriminatedUnion('kind', [
  /** The SDK's files are loaded and its join call is about to be made; without memory that threads share, it can do less. */
  z.object({ kind: z.literal('joining'), isReduced: z.literal(true).optional() }),
  /** Zoom's answer to `POST /api/v1/wc/info`, seen on its way to the SDK. */
  z.object({
    kind: z.literal('verdict'),
    httpStatus: z.number(),
    errorCode: z.number(),
    errorMessage: z.string().max(500),
  }),
  /** Practice Zoom's good verdict: the practice room takes over. */
  z.object({ kind: z.literal('practiceVerdict'), participantId: z.string().max(64) }),
  z.object({ kind: z.literal('waitingRoom') }),
  z.object({ kind: z.literal('joined') }),
  /** The SDK has lost its media servers and looks for them again. */
  z.object({ kind: z.literal('reconnecting') }),
  /** How many are in the meeting, this one among them, and whether one is the host: after joining, and whenever somebody comes or goes. */
  z.object({ kind: z.literal('participants'), count: z.int().min(0).max(100_000), hasHost: z.boolean() }),
  /** What became of what main has asked for. */
  z.object({ kind: z.literal('answered'), command: z.enum(['claimHost', 'inviteRoom']), outcome: SdkOutcome }),
  /** The computer has lost its network, or has it again. */
  z.object({ kind: z.literal('network'), isOnline: z.boolean() }),
  /** From the SDK's error callback or `onMeetingStatus`, in SDK codes. */
  z.object({ kind: z.literal('refused'), errorCode: z.number(), errorMessage: z.string().max(500) }),
  /** With the reason of the SDK's `onUserLeave`, where that was not the window's own wish. */
  z.object({ kind: z.literal('ended'), reasonCode: z.int().optional() }),
  /** The SDK could not be loaded or initialised. */
  z.object({ kind: z.literal('broken'), reason: z.string().max(500) }),
]);
export type SdkReport = z.infer<typeof SdkReport>;

export const PracticeParticipant = z.object({
  participantId: z.string(),
  displayName: z.string(),
  role: z.enum(['host', 'participant']),
  isSelf: z.boolean(),
  avatar: z.string().optional(),
});
export type PracticeParticipant = z.infer<typeof PracticeParticipant>;

/** How a participant stands in a practice meeting: what the SDK's events say in a real one. */
export const PracticeStanding = z.discriminatedUnion('kind', [
  /** `onUserIsInWaitingRoom` */
  z.object({ kind: z.literal('waitingRoom') }),
  /** `onMeetingStatus` 2 */
  z.object({ kind: z.literal('inMeeting') }),
  /** `onMeetingStatus` 4 */
  z.object({ kind: z.literal('reconnecting') }),
  /** `onMeetingStatus` 3, and the reason of `onUserLeave`: ended for all, sent out of the meeting, or of its waiting room. */
  z.object({ kind: z.literal('left'), reasonCode: z.literal([1, 6, 7]) }),
  /** `onMeetingStatus` 3 with a code of the SDK */
  z.object({ kind: z.literal('disconnected'), errorCode: z.number(), errorMessage: z.string() }),
]);
export type PracticeStanding = z.infer<typeof PracticeStanding>;

export const PracticeRoom = z.object({
  meetingId: z.string(),
  topic: z.string(),
  startedAt: z.string(),
  standing: PracticeStanding,
  /** It is over for this participant; the standing says why. */
  ended: z.boolean(),
  /** By a local recording token; nobody else may without asking the host. */
  mayRecord: z.boolean(),
  /** Nobody, for whoever is not in. */
  participants: z.array(PracticeParticipant),
  /** Who stands in the waiting room, for the host's eyes. */
  waiting: z.array(PracticeParticipant),
});
export type PracticeRoom = z.infer<typeof PracticeRoom>;

/** What the room page (practice room, error card, ended card) shows. */
export const RoomView = z.object({
  meetingWindow: MeetingWindow,
  room: PracticeRoom.optional(),
  theme: z.enum(['system', 'light', 'dark']),
});
export type RoomView = z.infer<typeof RoomView>;

/** Calls of the pages inside a meeting window. `takeTicket` and `report` serve the SDK page, the others Usher's own page. */
export const meetingContract = {
  takeTicket: { input: z.undefined(), output: MeetingTicket },
  report: { input: SdkReport, output: z.void() },
  getRoom: { input: z.undefined(), output: RoomView },
  leave: { input: z.undefined(), output: z.void() },
  endForAll: { input: z.undefined(), output: z.void() },
  /** Joins again with a fresh ticket and a fresh ZAK. */
  tryAgain: { input: z.undefined(), output: z.void() },
  reauthorize: { input: z.undefined(), output: z.void() },
  /** Opens the system's own prompt and answers when the person has. */
  unlockKeyring: { input: z.undefined(), output: z.void() },
  /** Brings up the operator's window: on the list, refreshed, on the credentials, or on the settings. */
  showMeetings: { input: z.undefined(), output: z.void() },
  showCredentials: { input: z.undefined(), output: z.void() },
  showSettings: { input: z.undefined(), output: z.void() },
  close: { input: z.undefined(), output: z.void() },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;

export type MeetingContract = typeof meetingContract;
export type MeetingCallName = keyof MeetingContract;
export type MeetingOutput<N extends MeetingCallName> = z.output<MeetingContract[N]['output']>;
export type MeetingHandlers = {
  [N in MeetingCallName]: (input: z.output<MeetingContract[N]['input']>) => Promise<MeetingOutput<N>>;
};

/**
 * `window.meetingBridge` of the room page. The SDK's page has none: it gets its ticket and reports over a message port.
 * Never named `meetingHost`: the SDK takes that for a Teams host.
 */
export type MeetingBridge = {
  call(name: string, input: unknown): Promise<{ ok: true; value: unknown } | { ok: false; failure: Failure }>;
  /** Returns what ends the subscription. */
  onRoomChanged(listener: (view: RoomView) => void): () => void;
};
