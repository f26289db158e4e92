import { z } from 'zod';
import { type Credential, CredentialId, CredentialName, inUse, ZoomEnvironment } from './credential';
import { isOver, type Meeting, MeetingId, MeetingKey } from './meeting';
import { TimeOfDay } from './time-of-day';

export const BotId = z.uuid().brand('BotId');
export type BotId = z.infer<typeof BotId>;

/** What others see in the meeting: one line, as every name here. */
export const BotName = CredentialName;

/** `join`: signed in as its credential's user. `onBehalf`: for that user, who has to be in the meeting (OBF). `start`: as the host. */
export const BotWish = z.enum(['join', 'onBehalf', 'start']);
export type BotWish = z.infer<typeof BotWish>;

/** Where a window is on the desktop, in its coordinates: they run over all displays. */
export const WindowBounds = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().min(1).max(100_000),
  height: z.int().min(1).max(100_000),
});
export type WindowBounds = z.infer<typeof WindowBounds>;

/** When a bot goes by itself; its window has a Leave button all the same. */
export const BotLeaving = z.object({
  until: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('meetingEnd') }),
    /** The next time that the clock says so. */
    z.object({ kind: z.literal('time'), at: TimeOfDay }),
    z.object({ kind: z.literal('after'), minutes: z.int().min(1).max(1440) }),
  ]),
  /** Earlier than that, when nobody but bots has been there for so long. */
  whenAloneMinutes: z.int().min(1).max(240).optional(),
});
export type BotLeaving = z.infer<typeof BotLeaving>;

/** What somebody decides about a bot. */
export const BotProfile = z.object({
  name: BotName,
  credentialId: CredentialId,
  wish: BotWish,
  hasMicrophoneOff: z.boolean(),
  hasCameraOff: z.boolean(),
  wantsRecording: z.boolean(),
  /** `remembered`: where its window was when it was closed last. `beside`: where it covers no other meeting window, if there is room. */
  place: z.enum(['beside', 'remembered']),
  leaving: BotLeaving,
});
export type BotProfile = z.infer<typeof BotProfile>;

/** A named, visible, attended meeting window of the operator's, as it is to be opened again and again. Never a hidden recorder. */
export const Bot = BotProfile.extend({ id: BotId, bounds: WindowBounds.optional() });
export type Bot = z.infer<typeof Bot>;

export const BotRuleId = z.uuid().brand('BotRuleId');
export type BotRuleId = z.infer<typeof BotRuleId>;

/** Launches a bot by itself: into meetings that fit all that it names. One that fits every meeting is none. */
export const BotRule = z
  .object({
    id: BotRuleId,
    botId: BotId,
    isOn: z.boolean(),
    /** How long before a meeting's planned start. */
    leadMinutes: z.int().min(0).max(15),
    /** Only meetings that the user of this credential hosts. */
    hostCredentialId: CredentialId.optional(),
    /** Only meetings with each of these words in their topic, whatever the case. */
    topicWords: z.string().trim().min(1).max(200).optional(),
    /** Only this meeting, and with it all the occurrences of a series. */
    meetingId: MeetingId.optional(),
  })
  .refine(
    ({ hostCredentialId, topicWords, meetingId }) =>
      hostCredentialId !== undefined || topicWords !== undefined || meetingId !== undefined,
    { path: ['topicWords'], message: 'it has to choose' },
  );
export type BotRule = z.infer<typeof BotRule>;

/** Whether a rule is about a meeting. One without a fixed time is left to people. */
export function isRuleFor(
  { hostCredentialId, topicWords, meetingId }: Pick<BotRule, 'hostCredentialId' | 'topicWords' | 'meetingId'>,
  meeting: Meeting,
): boolean {
  if (meeting.startTime === undefined) return false;
  if (meetingId !== undefined && meetingId !== meeting.meetingId) return false;
  const topic = meeting.topic.toLowerCase();
  const words = topicWords?.toLowerCase().split(/\s+/) ?? [];
  if (!words.every((word) => topic.includes(word))) return false;
  return (
    hostCredentialId === undefined ||
    meeting.sources.some(({ credentialId, isHost }) => isHost && credentialId === hostCredentialId)
  );
}

/** The meetings ahead, or running, that a bot could be launched into: of its user's cloud, and, as a host, those of its user. */
export function meetingsFor(
  { credentialId, wish }: Bot,
  { meetings, credentials }: { meetings: readonly Meeting[]; credentials: readonly Credential[] },
  now: Date,
): Meeting[] {
  const credential = inUse(credentials).find(({ id }) => id === credentialId);
  return meetings.filter(
    (meeting) =>
      meeting.environment === credential?.environment &&
      (meeting.isRunning || !isOver(meeting, now)) &&
      (wish !== 'start' || meeting.sources.some((source) => source.isHost && source.credentialId === credentialId)),
  );
}

/**
 * Whether a window keeps a bot out of the window's meeting: it is the bot's own, or its user's. Zoom lets one user into a meeting once, and
 * would throw the first one out; who comes on their behalf is somebody else.
 */
export function keepsOut(
  window: { botId?: BotId | undefined; credentialId: CredentialId; isOnBehalf?: boolean | undefined },
  bot: Bot,
): boolean {
  if (window.botId === bot.id) return true;
  return window.credentialId === bot.credentialId && !window.isOnBehalf && bot.wish !== 'onBehalf';
}

/** That a bot went into one meeting, or that somebody did not want it to: no rule sends it there again. */
export const BotLaunch = z.object({
  botId: BotId,
  environment: ZoomEnvironment,
  meetingId: MeetingId,
  /** When the meeting was, or is now, planned to begin and to be over. */
  startTime: z.iso.datetime(),
  endTime: z.iso.datetime(),
  outcome: z.enum(['launched', 'cancelled']),
});
export type BotLaunch = z.infer<typeof BotLaunch>;

/** A rule is about to launch a bot, unless somebody cancels that. */
export const BotAnnouncement = z.object({
  botId: BotId,
  ruleId: BotRuleId,
  meetingKey: MeetingKey,
  launchesAt: z.string(),
});
export type BotAnnouncement = z.infer<typeof BotAnnouncement>;

/** A bot that is in a meeting will leave it, as things are now. */
export const BotDeparture = z.object({
  windowId: z.string(),
  at: z.string(),
  because: z.enum(['alone', 'time']),
});
export type BotDeparture = z.infer<typeof BotDeparture>;

/** What the tray and the windows show of the bots. */
export const BotsShown = z.object({
  profiles: z.array(Bot),
  rules: z.array(BotRule),
  announcements: z.array(BotAnnouncement),
  departures: z.array(BotDeparture),
});
export type BotsShown = z.infer<typeof BotsShown>;

export const noBots: BotsShown = { profiles: [], rules: [], announcements: [], departures: [] };
