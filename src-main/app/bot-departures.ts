import type { MeetingWindow } from '../shared/app-state';
import type { Bot, BotDeparture } from '../shared/bot';
import { isUnderWay } from '../shared/under-way';

/** What is known of one bot's time in its meeting. Milliseconds since the epoch. */
export type BotStay = { openedAt: number; joinedAt?: number; aloneSince?: number };

const minuteMs = 60_000;

/** What is known after one more look at the windows. Those without a bot, and those that are over, are not in it. */
export function staysAfter(
  before: ReadonlyMap<string, BotStay>,
  windows: readonly MeetingWindow[],
  now: Date,
): Map<string, BotStay> {
  const moment = now.getTime();
  return new Map(
    windows
      .filter((window) => window.botId !== undefined && isUnderWay(window))
      .map((window) => {
        const known = before.get(window.windowId);
        const isIn = window.phase === 'inMeeting';
        const joinedAt = known?.joinedAt ?? (isIn ? moment : undefined);
        return [
          window.windowId,
          {
            openedAt: known?.openedAt ?? moment,
            ...(joinedAt === undefined ? {} : { joinedAt }),
            ...(isAmongBots(window, windows) ? { aloneSince: known?.aloneSince ?? moment } : {}),
          },
        ];
      }),
  );
}

/** When each bot leaves, as things are, and why. The first reason counts. */
export function departuresOf(
  bots: readonly Bot[],
  windows: readonly MeetingWindow[],
  stays: ReadonlyMap<string, BotStay>,
): BotDeparture[] {
  return windows.flatMap(({ windowId, botId }) => {
    const leaving = bots.find(({ id }) => id === botId)?.leaving;
    const stay = stays.get(windowId);
    if (!leaving || !stay) return [];
    const { whenAloneMinutes, until } = leaving;
    const alone =
      whenAloneMinutes === undefined || stay.aloneSince === undefined
        ? Number.POSITIVE_INFINITY
        : stay.aloneSince + whenAloneMinutes * minuteMs;
    const time = endOf(until, stay);
    const at = Math.min(alone, time);
    if (at === Number.POSITIVE_INFINITY) return [];
    return [
      { windowId, at: new Date(at).toISOString(), because: alone <= time ? ('alone' as const) : ('time' as const) },
    ];
  });
}

/** A meeting that has ended by itself leaves nothing to look at; how another one failed is for people to read. */
export function isDoneWith({ botId, phase, failure }: MeetingWindow): boolean {
  return botId !== undefined && phase === 'ended' && (failure === undefined || failure.code === 'meeting_over');
}

function endOf(until: Bot['leaving']['until'], { openedAt, joinedAt }: BotStay): number {
  switch (until.kind) {
    case 'meetingEnd':
      return Number.POSITIVE_INFINITY;
    case 'after':
      return joinedAt === undefined ? Number.POSITIVE_INFINITY : joinedAt + until.minutes * minuteMs;
    case 'time':
      return nextTimeOfDay(until.at, new Date(openedAt)).getTime();
  }
}

/** On the clock on the wall, which has its own idea of the length of some days. */
function nextTimeOfDay(time: string, after: Date): Date {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const onDay = (offset: number) =>
    new Date(after.getFullYear(), after.getMonth(), after.getDate() + offset, hours, minutes);
  return onDay(0) > after ? onDay(0) : onDay(1);
}

/** Bots are no company for each other: else none of them would ever leave. Who does not know how many there are is not alone. */
function isAmongBots(
  { phase, participants, environment, meetingId }: MeetingWindow,
  windows: readonly MeetingWindow[],
): boolean {
  if (phase !== 'inMeeting' || participants === undefined) return false;
  const bots = windows.filter(
    (other) =>
      other.botId !== undefined &&
      other.phase === 'inMeeting' &&
      other.environment === environment &&
      other.meetingId === meetingId,
  );
  return participants <= bots.length;
}
