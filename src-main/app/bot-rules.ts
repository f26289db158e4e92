import type { MeetingWindow } from '../shared/app-state';
import { type Bot, type BotAnnouncement, type BotLaunch, type BotRule, isRuleFor, keepsOut } from '../shared/bot';
import { type Credential, inUse } from '../shared/credential';
import { isOver, type Meeting } from '../shared/meeting';
import { isUnderWay } from '../shared/under-way';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** A rule says so this long before it launches a bot. */
export const announcedMs = minuteMs;
/** Later than this after the planned start a rule sends nobody in any more. */
export const latestMs = 15 * minuteMs;
/** A launch that this computer has slept through is announced anew: whoever comes back may want to cancel it. */
const oversleptMs = minuteMs / 2;
/** The occurrences of a series are a day apart; one that comes up nearer than this to one that is gone is that one, moved. */
const movedMs = 12 * hourMs;
/** Long after its end nothing can be launched into a meeting by mistake. */
const rememberedMs = 48 * hourMs;

/** All that decides which bots a rule sends where. */
export type BotsAtHand = {
  bots: readonly Bot[];
  rules: readonly BotRule[];
  credentials: readonly Credential[];
  meetings: readonly Meeting[];
  windows: readonly MeetingWindow[];
  /** As `followed` has them. */
  launches: readonly BotLaunch[];
  /** What was announced before. */
  announcements: readonly BotAnnouncement[];
};

/**
 * Which launches are to be announced now, and which of those that were announced are due. Nobody goes twice into one meeting, nor into one
 * in which the bot's Zoom user is already; nothing is launched that was not announced, that was cancelled, or that is too late.
 */
export function botsDue(
  { bots, rules, credentials, meetings, windows, launches, announcements }: BotsAtHand,
  now: Date,
): { announced: BotAnnouncement[]; due: BotAnnouncement[] } {
  const announced: BotAnnouncement[] = [];
  const due: BotAnnouncement[] = [];
  const known = inUse(credentials);
  const ready = rules.filter(({ isOn }) => isOn).sort((a, b) => b.leadMinutes - a.leadMinutes);
  const decided = new Set<string>();
  for (const meeting of meetings.filter((listed) => isNear(listed, now))) {
    for (const rule of ready) {
      const bot = bots.find(({ id }) => id === rule.botId);
      const credential = known.find(({ id }) => id === bot?.credentialId);
      if (!bot || credential?.environment !== meeting.environment || !isRuleFor(rule, meeting)) continue;
      // Of two rules for one bot and one meeting the earlier one counts.
      const pair = `${bot.id} ${meeting.key}`;
      if (decided.has(pair)) continue;
      decided.add(pair);
      if (isRemembered(launches, bot.id, meeting)) continue;
      if (windows.some((window) => isSameNumber(window, meeting) && isUnderWay(window) && keepsOut(window, bot)))
        continue;
      const from = startOf(meeting) - rule.leadMinutes * minuteMs;
      if (now.getTime() < from - announcedMs) continue;
      const before = announcements.find(({ botId, meetingKey }) => botId === bot.id && meetingKey === meeting.key);
      const isStanding = before !== undefined && isStillGood(before, from, now);
      const launchesAt = isStanding ? Date.parse(before.launchesAt) : Math.max(from, now.getTime() + announcedMs);
      if (isTooLate(meeting, Math.max(launchesAt, now.getTime()))) continue;
      const announcement = {
        botId: bot.id,
        ruleId: rule.id,
        meetingKey: meeting.key,
        launchesAt: new Date(launchesAt).toISOString(),
      };
      (isStanding && launchesAt <= now.getTime() ? due : announced).push(announcement);
    }
  }
  return { announced, due };
}

/** When something is to be announced or launched next, in milliseconds since the epoch; nothing where no rule waits for any meeting. */
export function nextBotMoment(
  { rules, meetings, announcements }: Pick<BotsAtHand, 'rules' | 'meetings' | 'announcements'>,
  now: Date,
): number | undefined {
  const leads = [...new Set(rules.filter(({ isOn }) => isOn).map(({ leadMinutes }) => leadMinutes))];
  const starts = meetings.flatMap(({ startTime }) => (startTime === undefined ? [] : [Date.parse(startTime)]));
  const moments = [
    ...leads.flatMap((lead) => starts.map((start) => start - lead * minuteMs - announcedMs)),
    ...announcements.map(({ launchesAt }) => Date.parse(launchesAt)),
  ].filter((moment) => moment > now.getTime());
  return moments.length > 0 ? moments.reduce((first, moment) => Math.min(first, moment)) : undefined;
}

/** What is to be remembered of a meeting that a bot goes into, or is not to; nothing without a fixed time. */
export function launchOf(botId: Bot['id'], meeting: Meeting, outcome: BotLaunch['outcome']): BotLaunch | undefined {
  if (meeting.startTime === undefined) return undefined;
  const { environment, meetingId } = meeting;
  return { botId, environment, meetingId, ...timesOf(meeting), outcome };
}

/** Whether a bot has been in this meeting, or is not wanted there. */
export function isRemembered(launches: readonly BotLaunch[], botId: Bot['id'], meeting: Meeting): boolean {
  return launches.some(
    (launch) =>
      launch.botId === botId && isSameNumber(launch, meeting) && Date.parse(launch.startTime) === startOf(meeting),
  );
}

/**
 * The same launches where their meetings are now: one that is moved is the same meeting. Not so one that is over and has got a new time for
 * another day, as people do who use one meeting again and again. The same list, if none has moved.
 */
export function followed(
  launches: readonly BotLaunch[],
  meetings: readonly Meeting[],
  now: Date,
): readonly BotLaunch[] {
  const after = launches.map((launch) => {
    const start = Date.parse(launch.startTime);
    const distance = (meeting: Meeting) => Math.abs(startOf(meeting) - start);
    const [nearest] = meetings
      .filter((meeting) => meeting.startTime !== undefined && isSameNumber(launch, meeting))
      .sort((a, b) => distance(a) - distance(b));
    if (!nearest || distance(nearest) === 0) return launch;
    const isUnderWayOrAhead = nearest.type !== 'recurring' && now.getTime() < Date.parse(launch.endTime);
    return distance(nearest) < movedMs || isUnderWayOrAhead ? { ...launch, ...timesOf(nearest) } : launch;
  });
  return after.every((launch, index) => launch === launches[index]) ? launches : after;
}

/** Without those of meetings that are long over. The same list, if there are none. */
export function remembered(launches: readonly BotLaunch[], now: Date): readonly BotLaunch[] {
  const kept = launches.filter(({ endTime }) => Date.parse(endTime) + rememberedMs > now.getTime());
  return kept.length === launches.length ? launches : kept;
}

function isNear(meeting: Meeting, now: Date): boolean {
  const ahead = startOf(meeting) - now.getTime();
  return ahead <= latestMs + announcedMs && ahead >= -latestMs;
}

function isStillGood({ launchesAt }: BotAnnouncement, from: number, now: Date): boolean {
  const at = Date.parse(launchesAt);
  return at >= from && now.getTime() - at <= oversleptMs;
}

function isTooLate(meeting: Meeting, moment: number): boolean {
  if (moment > startOf(meeting) + latestMs) return true;
  return meeting.durationMinutes > 0 && !meeting.isRunning && isOver(meeting, new Date(moment));
}

function isSameNumber(one: Pick<Meeting, 'environment' | 'meetingId'>, other: Meeting): boolean {
  return one.environment === other.environment && one.meetingId === other.meetingId;
}

function startOf({ startTime }: Meeting): number {
  return startTime === undefined ? Number.NaN : Date.parse(startTime);
}

function timesOf(meeting: Meeting): Pick<BotLaunch, 'startTime' | 'endTime'> {
  const start = startOf(meeting);
  return {
    startTime: new Date(start).toISOString(),
    endTime: new Date(start + meeting.durationMinutes * minuteMs).toISOString(),
  };
}
