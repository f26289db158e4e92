import { z } from 'zod';
import type { AppState } from '../shared/app-state';
import { inUse } from '../shared/credential';
import { isOver, type Meeting, MeetingKey } from '../shared/meeting';
import { Reminder } from '../shared/reminder';
import type { QuietHours } from '../shared/settings';

/** What was decided about a meeting so far. Another time of the meeting has another key, and is a new matter. */
export type Remembered = {
  /** Somebody was in it through one of Usher's windows, or on the way: they know of it. A bot that only joins tells nobody. */
  readonly attended: ReadonlySet<MeetingKey>;
  /** Reminded of, as far as this. */
  readonly told: ReadonlyMap<MeetingKey, Reminder['kind']>;
  /** Listed while it was not long under way: whoever starts Usher in the middle of a meeting is not told of it. */
  readonly seen: ReadonlySet<MeetingKey>;
  /** Until when somebody wants to hear no more of it, in milliseconds since the epoch. */
  readonly snoozed: ReadonlyMap<MeetingKey, number>;
  /** Since when it is in no list, in milliseconds since the epoch: after a start no list has come yet. */
  readonly unlisted: ReadonlyMap<MeetingKey, number>;
};

export const nothingRemembered: Remembered = {
  attended: new Set(),
  told: new Map(),
  seen: new Set(),
  snoozed: new Map(),
  unlisted: new Map(),
};

/** What another start of Usher has to know, so that nobody hears of a thing twice. What was only seen is looked at anew. */
export const RememberedOnDisk = z.object({
  attended: z.array(MeetingKey),
  told: z.array(z.tuple([MeetingKey, Reminder.shape.kind])),
  snoozed: z.array(z.tuple([MeetingKey, z.number()])),
  unlisted: z.array(z.tuple([MeetingKey, z.number()])),
});

/** `RememberedOnDisk` of what is remembered. */
export function toDisk({ attended, told, snoozed, unlisted }: Remembered): z.infer<typeof RememberedOnDisk> {
  return {
    attended: [...attended],
    told: [...told],
    snoozed: [...snoozed],
    unlisted: [...unlisted].filter(([key]) => attended.has(key) || told.has(key) || snoozed.has(key)),
  };
}

/** What another start of Usher remembered. A file that says something else is as good as none. */
export function fromDisk(stored: unknown): Remembered {
  const { data } = RememberedOnDisk.safeParse(stored);
  if (!data) return nothingRemembered;
  const { attended, told, snoozed, unlisted } = data;
  return {
    ...nothingRemembered,
    attended: new Set(attended),
    told: new Map(told),
    snoozed: new Map(snoozed),
    unlisted: new Map(unlisted),
  };
}

/** Whether so much has been told of the meeting already. */
export function isTold({ meetingKey, kind }: Reminder, told: Remembered['told']): boolean {
  const before = told.get(meetingKey);
  return before !== undefined && ranks[kind] <= ranks[before];
}

/** A meeting that began longer ago than this is long under way. */
const longUnderWayMs = 15 * 60_000;

/** A list that fails keeps its rows; who is not listed for so long will not come back. */
const forgetMs = 24 * 60 * 60_000;

/** A clock that is set right by less than this takes no reminder back: it would come a second time. */
const clockToleranceMs = 5 * 60_000;

const ranks: { readonly [Kind in Reminder['kind']]: number } = { ahead: 0, due: 1, running: 2 };

type Sight = Pick<AppState, 'meetings' | 'meetingWindows' | 'credentials' | 'settings'>;

/**
 * The reminders that stand at a moment, one for each meeting at most, the nearest first. What was slept through stands until the meeting
 * is over: late is better than never.
 */
export function remindersAt(sight: Sight, remembered: Remembered, now: Date): Reminder[] {
  const { remindMinutes } = sight.settings;
  if (remindMinutes === 'never') return [];
  const attended = new Set([...remembered.attended, ...attendedIn(sight)]);
  const mayRemind = new Set(
    inUse(sight.credentials)
      .map(({ id }) => id)
      .filter((id) => !sight.settings.noRemindersFor.includes(id)),
  );
  return sight.meetings.flatMap((meeting) => {
    const { key, startTime } = meeting;
    if (startTime === undefined || isOver(meeting, now) || attended.has(key)) return [];
    const sources = meeting.sources.filter(({ credentialId }) => mayRemind.has(credentialId));
    if (sources.length === 0) return [];
    if ((remembered.snoozed.get(key) ?? 0) > now.getTime()) return [];
    if (isLongUnderWay(meeting, now) && !remembered.seen.has(key) && !remembered.told.has(key)) return [];
    const isHost = sources.some((source) => source.isHost);
    const kind = kindAt(meeting, { isHost, leadMs: remindMinutes * 60_000, told: remembered.told.get(key), now });
    return kind ? [{ meetingKey: key, kind }] : [];
  });
}

function attendedIn({ meetingWindows }: Sight): MeetingKey[] {
  return meetingWindows.filter(({ botId, role }) => !botId || role === 'host').map(({ meetingKey }) => meetingKey);
}

function isLongUnderWay({ startTime }: Meeting, now: Date): boolean {
  return startTime !== undefined && now.getTime() - Date.parse(startTime) > longUnderWayMs;
}

function kindAt(
  { startTime = '', isRunning }: Meeting,
  { isHost, leadMs, told, now }: { isHost: boolean; leadMs: number; told: Reminder['kind'] | undefined; now: Date },
): Reminder['kind'] | undefined {
  const untilStart = Date.parse(startTime) - now.getTime();
  const isDue = untilStart <= (told && ranks[told] >= ranks.due ? clockToleranceMs : 0);
  const isAhead = untilStart <= leadMs + (told ? clockToleranceMs : 0);
  if (!isAhead) return undefined;
  if (isRunning && isHost) return 'running';
  // It was held, by whomever, and has ended before its time.
  if (told === 'running') return undefined;
  if (isDue || isRunning) return 'due';
  // Who wants to hear of it only when it begins has chosen no minutes ahead.
  return leadMs > 0 ? 'ahead' : undefined;
}

/**
 * What is to be remembered after a look at the state. Meetings that have not been listed for a day are forgotten.
 * @param standing the reminders that stand now
 */
export function rememberedAfter(
  remembered: Remembered,
  sight: Sight,
  standing: readonly Reminder[],
  now: Date,
): Remembered {
  const inTime = sight.meetings.filter((meeting) => !isLongUnderWay(meeting, now)).map(({ key }) => key);
  const listed = new Set(sight.meetings.map(({ key }) => key));
  const { attended, seen, told: toldBefore, snoozed } = remembered;
  const known = [...attended, ...seen, ...toldBefore.keys(), ...snoozed.keys()].filter((key) => !listed.has(key));
  const unlisted = new Map(known.map((key) => [key, remembered.unlisted.get(key) ?? now.getTime()]));
  const isKept = (key: MeetingKey) => now.getTime() - (unlisted.get(key) ?? now.getTime()) < forgetMs;
  const told = new Map([...toldBefore].filter(([key]) => isKept(key)));
  for (const { meetingKey, kind } of standing) {
    const before = told.get(meetingKey);
    if (before === undefined || ranks[kind] > ranks[before]) told.set(meetingKey, kind);
  }
  return {
    attended: new Set([...attended, ...attendedIn(sight)].filter(isKept)),
    told,
    seen: new Set([...seen, ...inTime].filter(isKept)),
    // What stands again is snoozed no more.
    snoozed: new Map(
      [...snoozed].filter(([key]) => isKept(key) && !standing.some(({ meetingKey }) => meetingKey === key)),
    ),
    unlisted: new Map([...unlisted].filter(([key]) => isKept(key))),
  };
}

/** How long somebody who snoozes wants to hear no more, unless the meeting begins before. In milliseconds. */
const snoozeMs = 5 * 60_000;

/** Until when a snooze lasts: five minutes, and never past the start of the meeting. */
export function snoozedUntil({ startTime }: Meeting, now: Date): number {
  const end = now.getTime() + snoozeMs;
  const start = startTime === undefined ? Number.NaN : Date.parse(startTime);
  return start > now.getTime() ? Math.min(end, start) : end;
}

/** Whether the operator wants to hear nothing at this time of day, in the zone of the computer. */
export function isQuietAt(quiet: QuietHours | undefined, now: Date): boolean {
  if (!quiet) return false;
  const time = now.getHours() * 60 + now.getMinutes();
  const [from, to] = [minuteOf(quiet.from), minuteOf(quiet.to)];
  return from <= to ? from <= time && time < to : time >= from || time < to;
}

function minuteOf(clockTime: string): number {
  const [hours = 0, minutes = 0] = clockTime.split(':').map(Number);
  return hours * 60 + minutes;
}
