import type { AppState } from '../shared/app-state';
import { type BotAnnouncement, meetingsFor } from '../shared/bot';
import { type Credential, inUse } from '../shared/credential';
import { errorText } from '../shared/error-text';
import type { Reminder } from '../shared/reminder';
import type { Risk } from '../shared/risk';
import { mendingOf, needsPerson, shorten, type TrayChoice, topicOf } from './tray-menu';
import { timeOfDay, type WallClock } from './wall-clock';

/** One notification, as a value. The same thing has the same key, so that it is never shown twice at once. */
export type NotificationDrawing = {
  key: string;
  title: string;
  body: string;
  /** The one thing to do first, then what else there is. */
  buttons: readonly { label: string; choice: TrayChoice }[];
  /** A click beside the buttons. */
  click: TrayChoice;
  /** There is not much time: it stays until somebody has seen it. */
  isUrgent: boolean;
};

/** What a change of the state asks for: notifications that are new or say something new, and keys of those that are over. */
export type NotificationPlan = { show: NotificationDrawing[]; withdraw: string[] };

/**
 * What to notify between two states: only what has just turned bad, and what is well again. What stood there before, or was there when
 * notifications were switched on, is told by the tray.
 */
export function notificationsBetween(before: AppState, after: AppState, clock: WallClock): NotificationPlan {
  const isSame =
    before.credentials === after.credentials &&
    before.risks === after.risks &&
    before.reminders === after.reminders &&
    before.bots === after.bots &&
    mayNotify(before) === mayNotify(after);
  if (isSame) return { show: [], withdraw: [] };
  // What the quiet hours kept back is news when they are over.
  const known = before.isQuiet && !after.isQuiet ? new Map<string, never>() : dueIn(before, clock);
  const due = dueIn(after, clock);
  const isOn = mayNotify(after);
  return {
    show: isOn ? [...due.values()].filter((drawing) => isNews(drawing, known.get(drawing.key))) : [],
    withdraw: [...known.keys()].filter((key) => !isOn || !due.has(key)),
  };
}

function mayNotify({ settings, isQuiet }: AppState): boolean {
  return settings.notifications && !isQuiet;
}

/** A risk that is over and leaves its cause standing says nothing that was not said before. */
function isNews(drawing: NotificationDrawing, known: NotificationDrawing | undefined): boolean {
  return !known || (drawing.title !== known.title && drawing.isUrgent);
}

/** What was told of credentials: each lately, in milliseconds since the epoch, and those that share one notification. Both by key. */
export type Told = { readonly lately: ReadonlyMap<string, number>; readonly together: ReadonlySet<string> };

export const nothingTold: Told = { lately: new Map(), together: new Set() };

/** The key of the notification that several credentials share. */
export const togetherKey = 'credentials';

/** Whoever removes an app at Zoom ends the authorizations of all its users; Usher hears of them one after the other. */
const togetherMs = 5_000;

/**
 * The same plan with one notification for all credentials that end within a short while, instead of one for each. It counts those that have
 * ended so far, and stays until the last of them is well again: a lower number would only show it once more.
 */
export function gathered(
  { show, withdraw }: NotificationPlan,
  { credentials }: AppState,
  told: Told,
  now: Date,
): { plan: NotificationPlan; told: Told } {
  const urgent = show.filter(({ isUrgent }) => isUrgent);
  const ending = show.filter(({ isUrgent }) => !isUrgent).map(({ key }) => key);
  // A meeting at risk takes the place of its credential.
  const over = new Set([...withdraw, ...urgent.map(({ key }) => key)]);
  const isLately = (at: number) => Math.abs(now.getTime() - at) <= togetherMs;
  const before = [...told.lately].filter(([key, at]) => !over.has(key) && isLately(at));
  const lately = new Map([...before, ...ending.map((key) => [key, now.getTime()] as const)]);
  const kept = [...told.together].filter((key) => !over.has(key));
  if (ending.length === 0 || lately.size === 1) {
    const isOver = told.together.size > 0 && kept.length === 0;
    return {
      plan: { show, withdraw: isOver ? [...withdraw, togetherKey] : withdraw },
      told: { lately, together: new Set(kept) },
    };
  }
  const together = new Set([...kept, ...lately.keys()]);
  const alone = before.map(([key]) => key).filter((key) => !told.together.has(key));
  return {
    plan: { show: [togetherDrawing(together, credentials), ...urgent], withdraw: [...withdraw, ...alone] },
    told: { lately, together },
  };
}

function togetherDrawing(keys: ReadonlySet<string>, credentials: readonly Credential[]): NotificationDrawing {
  const names = credentials.filter(({ id }) => keys.has(keyOf(id))).map(({ name }) => shorten(name));
  const more = names.length - 2;
  const choice: TrayChoice = { kind: 'open', screen: 'credentials' };
  return {
    key: togetherKey,
    title: `${names.length} credentials have to sign in again`,
    body: more > 0 ? `${names.slice(0, 2).join(', ')} and ${more} more` : names.join(' and '),
    buttons: [{ label: 'Show them', choice }],
    click: choice,
    isUrgent: false,
  };
}

/** All that a person would have to be told in a state, by key. A meeting at risk takes the place of its credential: it is the same thing to do. */
function dueIn(state: AppState, clock: WallClock): Map<string, NotificationDrawing> {
  const due = new Map<string, NotificationDrawing>();
  for (const credential of inUse(state.credentials)) {
    if (credential.kind !== 'user' || credential.health.kind !== 'needsReauthorization') continue;
    if (needsPerson(credential)) due.set(keyOf(credential.id), credentialDrawing(credential));
  }
  const atRisk = new Set(state.risks.map(({ meetingKey }) => meetingKey));
  for (const reminder of state.reminders) {
    // That one says it already, with what has to be done first.
    if (atRisk.has(reminder.meetingKey) || reminder.isOldNews) continue;
    const drawing = reminderDrawing(reminder, state, clock);
    if (drawing) due.set(drawing.key, drawing);
  }
  for (const announcement of state.bots.announcements) {
    const drawing = announcementDrawing(announcement, state, clock);
    if (drawing) due.set(drawing.key, drawing);
  }
  // The nearest meeting comes last, and stays.
  for (const risk of state.risks.toReversed()) {
    const drawing = riskDrawing(risk, state, clock);
    if (drawing) due.set(drawing.key, drawing);
  }
  return due;
}

function keyOf(credentialId: Credential['id']): string {
  return `credential ${credentialId}`;
}

function credentialDrawing({ id, name, health }: Credential): NotificationDrawing {
  return {
    key: keyOf(id),
    title: `${shorten(name)} has to sign in again`,
    body: health.kind === 'ready' ? '' : errorText(health.cause).sentence,
    buttons: [{ label: 'Reauthorize', choice: { kind: 'authorizeCredential', credentialId: id } }],
    click: { kind: 'open', screen: `credentials/${id}` },
    isUrgent: false,
  };
}

/** Its title stays as it is until there is something new to say: else the same thing would come up again. */
function reminderDrawing(
  { meetingKey, kind }: Reminder,
  state: AppState,
  clock: WallClock,
): NotificationDrawing | undefined {
  const { meetings, credentials } = state;
  const meeting = meetings.find(({ key }) => key === meetingKey);
  if (meeting?.startTime === undefined) return undefined;
  const start = new Date(meeting.startTime);
  const topic = topicOf(meeting, state);
  const titles: { readonly [Kind in Reminder['kind']]: string } = {
    ahead: `${topic} begins at ${timeOfDay(start, start, clock)}`,
    due: `Time for ${topic}`,
    running: `${topic} is running without you`,
  };
  const [source] = meeting.sources;
  const [bot, ...more] = state.bots.profiles.filter(
    (known) => meetingsFor(known, { meetings: [meeting], credentials }, start).length > 0,
  );
  const launch = bot && {
    label: more.length > 0 ? 'Launch a bot' : `Launch ${shorten(bot.name)}`,
    choice:
      more.length > 0
        ? ({ kind: 'open', screen: 'bots' } as const)
        : ({ kind: 'launchBot', botId: bot.id, meetingKey } as const),
  };
  const name = credentials.find(({ id }) => id === source?.credentialId)?.name;
  const who = source?.isHost ? 'You are its host' : 'You are invited';
  const enter = source?.isHost
    ? ({ label: 'Start', choice: { kind: 'startMeeting', meetingKey } } as const)
    : ({ label: 'Join', choice: { kind: 'joinMeeting', meetingKey } } as const);
  return {
    key: `meeting ${meetingKey}`,
    title: titles[kind],
    body: name ? `${who}, with ${shorten(name)}.` : `${who}.`,
    buttons: [enter, ...(launch ? [launch] : []), { label: 'Snooze', choice: { kind: 'snoozeReminder', meetingKey } }],
    click: { kind: 'open', screen: 'meetings' },
    isUrgent: true,
  };
}

/** A bot that goes by itself is said before it goes, with the way to keep it out. */
function announcementDrawing(
  { botId, meetingKey, launchesAt }: BotAnnouncement,
  state: AppState,
  clock: WallClock,
): NotificationDrawing | undefined {
  const { bots, meetings } = state;
  const bot = bots.profiles.find(({ id }) => id === botId);
  const meeting = meetings.find(({ key }) => key === meetingKey);
  if (!bot || !meeting) return undefined;
  const at = new Date(launchesAt);
  return {
    key: `bot ${botId} ${meetingKey}`,
    title: `${shorten(bot.name)} goes into ${topicOf(meeting, state)}`,
    body: `At ${timeOfDay(at, at, clock)}, by a rule.`,
    buttons: [
      { label: 'Cancel', choice: { kind: 'cancelBotLaunch', botId, meetingKey } },
      { label: 'Launch now', choice: { kind: 'launchBot', botId, meetingKey } },
    ],
    click: { kind: 'open', screen: 'bots' },
    isUrgent: true,
  };
}

function riskDrawing(risk: Risk, state: AppState, clock: WallClock): NotificationDrawing | undefined {
  const meeting = state.meetings.find(({ key }) => key === risk.meetingKey);
  if (!meeting) return undefined;
  const { label, choice } = mendingOf(risk);
  const start = meeting.startTime === undefined ? undefined : new Date(meeting.startTime);
  const when = start ? ` at ${timeOfDay(start, start, clock)}` : '';
  const isSignIn = choice.kind === 'authorizeCredential';
  return {
    // A keyring that is locked is one thing to do, however many credentials it holds up.
    key: isSignIn ? keyOf(risk.credentialId) : `risk ${risk.failure.code}`,
    title: `${topicOf(meeting, state)}${when} is at risk`,
    body: errorText(risk.failure).sentence,
    buttons: [{ label, choice }],
    click: { kind: 'open', screen: isSignIn ? `credentials/${risk.credentialId}` : 'meetings' },
    isUrgent: true,
  };
}
