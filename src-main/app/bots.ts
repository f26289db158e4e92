import { randomUUID } from 'node:crypto';
import { AppError, failureOf } from '../shared/app-error';
import type { MeetingWindow } from '../shared/app-state';
import {
  type Bot,
  type BotAnnouncement,
  type BotId,
  type BotProfile,
  type BotRule,
  type BotsShown,
  keepsOut,
  type WindowBounds,
} from '../shared/bot';
import { inUse } from '../shared/credential';
import type { JoinWish } from '../shared/join-plan';
import type { Meeting, MeetingKey } from '../shared/meeting';
import type { MeetingReference } from '../shared/meeting-link';
import { isUnderWay } from '../shared/under-way';
import type { BotRecords, Records } from '../storage/records';
import { type BotStay, departuresOf, isDoneWith, staysAfter } from './bot-departures';
import { botsDue, followed, isRemembered, launchOf, nextBotMoment, remembered } from './bot-rules';
import { freeName } from './free-name';
import type { LiveState } from './live-state';
import type { MeetingSessions } from './meeting-sessions';
import type { Meetings } from './meetings';
import type { Notices } from './notices';

/** A computer that slept has timers that are late, and a clock may be set: more than this is never waited for in one go. */
const longestWaitMs = 30_000;
/** Several changes in a row, such as the feeds of a refresh, are looked at once. */
const gatherMs = 100;

/**
 * The operator's bots: who they are, which rules send them into meetings, and when they leave. A bot is a meeting window like every other,
 * with a name of its own. Owns the clock of rules and departures.
 */
export class Bots {
  private announcements: readonly BotAnnouncement[] = [];
  private stays: ReadonlyMap<string, BotStay> = new Map();
  /** The last one that was deleted, with its rules, until another one is. */
  private deleted: { bot: Bot; rules: BotRule[] } | undefined;
  private soon: NodeJS.Timeout | undefined;
  private timer: NodeJS.Timeout | undefined;
  private unsubscribe: (() => void) | undefined;
  private looked: { meetings: unknown; windows: unknown; credentials: unknown } | undefined;

  constructor(
    private readonly parts: {
      live: LiveState;
      records: Records;
      meetings: Pick<Meetings, 'attend' | 'joinNamed'>;
      sessions: Pick<MeetingSessions, 'show' | 'leave'>;
      notices: Pick<Notices, 'add'>;
      now: () => Date;
    },
  ) {}

  start(): void {
    this.unsubscribe = this.parts.live.subscribe(({ meetings, meetingWindows, credentials }) => {
      const isNew =
        this.looked?.meetings !== meetings ||
        this.looked.windows !== meetingWindows ||
        this.looked.credentials !== credentials;
      this.looked = { meetings, windows: meetingWindows, credentials };
      if (isNew) this.lookSoon();
    });
    this.lookSoon();
  }

  stop(): void {
    this.unsubscribe?.();
    this.unsubscribe = undefined;
    clearTimeout(this.soon);
    this.soon = undefined;
    clearTimeout(this.timer);
  }

  /** The computer woke up. */
  resumed(): void {
    this.lookSoon();
  }

  /**
   * @throws AppError `invalid_request` for a bot that is no more; as `Records.saveBots`, and then there is no new one: whoever tries again
   * does not get two
   */
  async save(botId: BotId | undefined, profile: BotProfile): Promise<BotId> {
    const { bots } = this.parts.records.bots;
    if (botId === undefined) return this.add({ ...profile, id: randomUUID() as BotId });
    const before = this.get(botId);
    const bot = { ...before, ...profile };
    await this.keep({ bots: bots.map((known) => (known === before ? bot : known)) });
    return botId;
  }

  /** The same once more under another name, without its rules. @throws AppError as `save` */
  async duplicate(botId: BotId): Promise<BotId> {
    const { id: _id, bounds: _bounds, ...profile } = this.get(botId);
    return this.save(undefined, {
      ...profile,
      name: freeName(
        profile.name,
        this.parts.records.bots.bots.map(({ name }) => name),
      ),
    });
  }

  /** With its rules. What is in a meeting stays there. @throws AppError as `save` */
  async delete(botId: BotId): Promise<void> {
    const bot = this.get(botId);
    const { bots, botRules } = this.parts.records.bots;
    this.deleted = { bot, rules: botRules.filter((rule) => rule.botId === botId) };
    await this.keep({
      bots: bots.filter(({ id }) => id !== botId),
      botRules: botRules.filter((rule) => rule.botId !== botId),
    });
  }

  /** Takes back the last deletion. @throws AppError as `save` */
  async restore(botId: BotId): Promise<void> {
    const { deleted } = this;
    if (deleted?.bot.id !== botId) throw new AppError('invalid_request');
    this.deleted = undefined;
    const { bots, botRules } = this.parts.records.bots;
    await this.keep({ bots: [...bots, deleted.bot], botRules: [...botRules, ...deleted.rules] });
  }

  /** A rule with an ID that is not known is a new one: so one that was deleted comes back. @throws AppError as `save` */
  async saveRule(rule: BotRule): Promise<void> {
    this.get(rule.botId);
    const { botRules } = this.parts.records.bots;
    const isKnown = botRules.some(({ id }) => id === rule.id);
    await this.keep({
      botRules: isKnown ? botRules.map((known) => (known.id === rule.id ? rule : known)) : [...botRules, rule],
    });
  }

  /** @throws AppError as `Records.saveBots` */
  async deleteRule(ruleId: BotRule['id']): Promise<void> {
    await this.keep({ botRules: this.parts.records.bots.botRules.filter(({ id }) => id !== ruleId) });
  }

  /** Where a bot's window is to be; nothing, where it has not been anywhere yet. */
  placeOf(botId: BotId): WindowBounds | 'beside' | undefined {
    const bot = this.parts.records.bots.bots.find(({ id }) => id === botId);
    return bot?.place === 'remembered' ? bot.bounds : bot?.place;
  }

  /** What its window is never to get, in the words of the web's media devices. */
  devicesOff(botId: BotId): ('audio' | 'video')[] {
    const bot = this.parts.records.bots.bots.find(({ id }) => id === botId);
    return [...(bot?.hasMicrophoneOff ? ['audio' as const] : []), ...(bot?.hasCameraOff ? ['video' as const] : [])];
  }

  /** Where its window was when it was closed last. */
  placed(botId: BotId, bounds: WindowBounds): void {
    const { bots } = this.parts.records.bots;
    if (!bots.some(({ id, place }) => id === botId && place === 'remembered')) return;
    void this.keep({ bots: bots.map((bot) => (bot.id === botId ? { ...bot, bounds } : bot)) }).catch(() => {});
  }

  /**
   * Sends a bot into a meeting of the list; one that is in it already is shown.
   * @throws AppError `meeting_not_found`, `already_in_meeting`, and as `Meetings.attend`
   */
  async launch(botId: BotId, meetingKey: MeetingKey): Promise<void> {
    const bot = this.get(botId);
    const meeting = this.parts.live.current.meetings.find(({ key }) => key === meetingKey);
    if (!meeting) throw new AppError('meeting_not_found');
    if (this.isThere(bot, meeting)) return;
    await this.parts.meetings.attend(meetingKey, wishOf(bot));
    this.remember(botId, meeting, 'launched');
  }

  /**
   * Sends a bot into a meeting that a link, a number or an invitation has named, listed or not.
   * @throws AppError as `launch`, and `not_host` where it is to start what its user does not host
   */
  async launchNamed(botId: BotId, named: MeetingReference): Promise<void> {
    const bot = this.get(botId);
    const credential = inUse(this.parts.live.current.credentials).find(({ id }) => id === bot.credentialId);
    if (!credential) throw new AppError('login_required');
    const environment = named.environment ?? credential.environment;
    const { meetingId } = named;
    const listed = this.parts.live.current.meetings.find(
      (meeting) => meeting.meetingId === meetingId && meeting.environment === environment,
    );
    if (bot.wish === 'start') {
      const isHosts = listed?.sources.some(({ credentialId, isHost }) => isHost && credentialId === bot.credentialId);
      if (!listed || !isHosts) throw new AppError('not_host');
      return this.launch(botId, listed.key);
    }
    if (this.isThere(bot, { environment, meetingId })) return;
    await this.parts.meetings.joinNamed(named, bot.credentialId, asBot(bot));
    if (listed) this.remember(botId, listed, 'launched');
  }

  /** Somebody does not want a bot in this meeting: no rule sends it there any more. */
  cancel(botId: BotId, meetingKey: MeetingKey): void {
    const meeting = this.parts.live.current.meetings.find(({ key }) => key === meetingKey);
    if (meeting) this.remember(botId, meeting, 'cancelled');
    this.announcements = this.announcements.filter(
      (announcement) => announcement.botId !== botId || announcement.meetingKey !== meetingKey,
    );
    this.look();
  }

  /** Does what is due at this moment: announces, launches, leaves, and shows what will be next. */
  look(): void {
    if (!this.unsubscribe) return;
    const { live, records, sessions, now } = this.parts;
    const { meetings, meetingWindows: windows, credentials } = live.current;
    const at = now();
    const { bots, botRules, botLaunches } = records.bots;
    // Where nothing can be remembered, a bot would be sent again and again.
    const rules = records.isNewer ? [] : botRules;
    const launches = followed(remembered(botLaunches, at), meetings, at);
    if (launches !== botLaunches) void records.saveBots({ botLaunches: [...launches] }).catch(() => {});
    const { announcements } = this;
    const { announced, due } = botsDue({ bots, rules, credentials, meetings, windows, launches, announcements }, at);
    this.announcements = announced;
    this.stays = staysAfter(this.stays, windows, at);
    for (const announcement of due) this.launchAnnounced(announcement);
    const departures = departuresOf(bots, windows, this.stays);
    const leaving = departures.filter((departure) => Date.parse(departure.at) <= at.getTime());
    const done = windows.filter(isDoneWith);
    for (const { windowId } of [...leaving, ...done]) sessions.leave(windowId);
    this.publish();
    this.lookAgain(at);
  }

  /** Once, whatever comes of it: what failed is told, and mended by a person. */
  private launchAnnounced({ botId, meetingKey }: BotAnnouncement): void {
    const { notices, records, live } = this.parts;
    const meeting = live.current.meetings.find(({ key }) => key === meetingKey);
    if (meeting) this.remember(botId, meeting, 'launched');
    this.launch(botId, meetingKey).catch((error: unknown) =>
      notices.add(failureOf(error), records.bots.bots.find(({ id }) => id === botId)?.credentialId),
    );
  }

  /** What the disk does not take holds in memory. */
  private remember(botId: BotId, meeting: Meeting, outcome: 'launched' | 'cancelled'): void {
    const { botLaunches } = this.parts.records.bots;
    const launch = launchOf(botId, meeting, outcome);
    if (!launch || isRemembered(botLaunches, botId, meeting)) return;
    void this.parts.records.saveBots({ botLaunches: [...botLaunches, launch] }).catch(() => {});
  }

  /** Shows a bot that is in the meeting already. @throws AppError `already_in_meeting` when its user is in by another window */
  private isThere(bot: Bot, meeting: Pick<Meeting, 'environment' | 'meetingId'>): boolean {
    const inIt = this.parts.live.current.meetingWindows.filter(
      (window: MeetingWindow) =>
        isUnderWay(window) && window.environment === meeting.environment && window.meetingId === meeting.meetingId,
    );
    const own = inIt.find(({ botId }) => botId === bot.id);
    if (own) this.parts.sessions.show(own.windowId);
    const other = inIt.find((window) => keepsOut(window, bot));
    if (!own && other) throw new AppError('already_in_meeting', { subject: other.userName });
    return own !== undefined;
  }

  private async add(bot: Bot): Promise<BotId> {
    try {
      await this.keep({ bots: [...this.parts.records.bots.bots, bot] });
      return bot.id;
    } catch (error) {
      const others = this.parts.records.bots.bots.filter(({ id }) => id !== bot.id);
      await this.keep({ bots: others }).catch(() => {});
      throw error;
    }
  }

  private async keep(change: Partial<BotRecords>): Promise<void> {
    const saving = this.parts.records.saveBots(change);
    this.publish();
    this.lookSoon();
    await saving;
  }

  /** Not while nothing changed: every change of the state is drawn. */
  private publish(): void {
    const { live, records } = this.parts;
    const { bots: profiles, botRules: rules } = records.bots;
    const departures = departuresOf(profiles, live.current.meetingWindows, this.stays);
    const shown: BotsShown = { profiles, rules, announcements: [...this.announcements], departures };
    if (JSON.stringify(shown) !== JSON.stringify(live.current.bots)) live.set({ bots: shown });
  }

  private lookAgain(now: Date): void {
    const { meetings, bots } = this.parts.live.current;
    const { rules, announcements } = bots;
    const rule = nextBotMoment({ rules, meetings, announcements }, now);
    // What is over was asked to leave, and takes its time.
    const departures = bots.departures.map(({ at }) => Date.parse(at)).filter((at) => at > now.getTime());
    const next = Math.min(...departures, rule ?? Number.POSITIVE_INFINITY);
    clearTimeout(this.timer);
    // Where nothing is ahead, nothing is waited for.
    if (next === Number.POSITIVE_INFINITY) return;
    const wait = Math.max(0, next - now.getTime());
    this.timer = setTimeout(() => this.look(), Math.min(wait, longestWaitMs));
  }

  private lookSoon(): void {
    if (!this.unsubscribe) return;
    this.soon ??= setTimeout(() => {
      this.soon = undefined;
      this.look();
    }, gatherMs);
  }

  private get(botId: BotId): Bot {
    const bot = this.parts.records.bots.bots.find(({ id }) => id === botId);
    if (!bot) throw new AppError('invalid_request');
    return bot;
  }
}

/** How a bot wants into a meeting. */
function wishOf(bot: Bot): JoinWish {
  const { botId, displayName, record } = asBot(bot);
  const { credentialId: as } = bot;
  if (bot.wish === 'start') return { kind: 'start', as, botId, displayName, record };
  return { kind: 'join', as, ...asBot(bot) };
}

function asBot({ id: botId, name: displayName, wish, wantsRecording: record }: Bot) {
  return { botId, displayName, record, onBehalf: wish === 'onBehalf' };
}
