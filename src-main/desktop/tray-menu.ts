import type { AppState } from '../shared/app-state';
import { type Bot, meetingsFor } from '../shared/bot';
import { type Credential, inUse } from '../shared/credential';
import { type ErrorAction, errorText } from '../shared/error-text';
import { type Meeting, nextMeeting } from '../shared/meeting';
import type { Risk } from '../shared/risk';
import type { WindowAddress } from '../shared/screen-name';
import { isUnderWay } from '../shared/under-way';
import { timeOfDay, type WallClock } from './wall-clock';

/** What a click on a tray item asks for. */
export type TrayChoice =
  | { kind: 'open'; screen?: WindowAddress }
  | { kind: 'quit' }
  | {
      kind:
        | 'startMeeting'
        | 'joinMeeting'
        | 'checkMeeting'
        | 'snoozeReminder'
        | 'copyMeetingLink'
        | 'copyDialString'
        | 'endMeeting';
      meetingKey: Meeting['key'];
    }
  | { kind: 'launchBot' | 'cancelBotLaunch'; botId: Bot['id']; meetingKey: Meeting['key'] }
  | { kind: 'showMeetingWindow' | 'leaveMeeting'; windowId: string }
  | { kind: 'authorizeCredential'; credentialId: Credential['id'] }
  | { kind: 'leaveAllMeetings' }
  | { kind: 'hideTopics'; isOn: boolean }
  | { kind: 'joinFromClipboard' }
  | { kind: 'unlockKeyring' };

export type TrayItem =
  | { type: 'separator' }
  | { type: 'heading'; label: string }
  | { type: 'choice'; label: string; choice: TrayChoice }
  | { type: 'submenu'; label: string; items: TrayItem[] };

/** Told by the icon's shape as well as its colour. */
export type TrayHealth = 'idle' | 'ready' | 'attention' | 'problem';

/** All that the tray shows at one moment. */
export type TrayDrawing = { items: TrayItem[]; health: TrayHealth; tooltip: string };

/** The next ones, or all of today as far as a menu has room. */
const fewestMeetings = 6;
const mostMeetings = 12;
const meetingsForBot = 4;
/** Each is one more item in the menu of every meeting, and a menu is made as a whole. */
const botsForMeeting = 4;
const botsInMenu = 6;
const shownRisks = 3;
const shownCredentials = 5;
const maxLabelLength = 60;

/** The tray for a state, as a value. */
export function trayDrawing(state: AppState, now: Date, clock: WallClock): TrayDrawing {
  return { items: trayMenu(state, now, clock), health: trayHealth(state), tooltip: trayTooltip(state, now, clock) };
}

/**
 * Nobody signed in yet, all well, something passing, or something only a person can mend.
 * A meeting at risk comes before everything else: there is still time to act, and the menu begins with what to do.
 */
export function trayHealth(state: AppState): TrayHealth {
  if (state.risks.length > 0) return 'attention';
  const credentials = inUse(state.credentials);
  const users = credentials.filter((credential) => credential.kind === 'user');
  if (credentials.some(needsPerson)) return 'problem';
  if (credentials.some(({ health }) => health.kind !== 'ready') || state.feeds.some((feed) => feed.failure))
    return 'attention';
  return users.length === 0 ? 'idle' : 'ready';
}

/** One line for whoever points at the icon. */
export function trayTooltip(state: AppState, now: Date, clock: WallClock): string {
  const [risk] = risksIn(state, now, clock);
  if (risk) return `Usher · ${risk.label}`;
  const next = nextMeeting(state.meetings, now);
  const words: { [Health in TrayHealth]: string } = {
    idle: 'nobody is signed in',
    ready: next ? `next: ${topicOf(next, state)}, ${when(next, now, clock)}` : 'no meeting ahead',
    attention: 'something needs a look',
    problem: 'a credential needs you',
  };
  return `Usher · ${words[trayHealth(state)]}`;
}

/** The whole tray menu for a state, as a value. It is built anew after every change. */
export function trayMenu(state: AppState, now: Date, clock: WallClock): TrayItem[] {
  return [
    ...section('At risk', risksIn(state, now, clock)),
    ...section('Bots about to join', announcedBots(state, now, clock)),
    ...section('In meetings', inMeetings(state)),
    ...section('Next', nextMeetings(state, now, clock)),
    ...section('Needs attention', attention(state)),
    ...(canJoin(state)
      ? [{ type: 'choice', label: 'Join from clipboard', choice: { kind: 'joinFromClipboard' } } as const]
      : []),
    ...launchBot(state, now, clock),
    ...(canJoin(state) ? [topicsItem(state.settings)] : []),
    { type: 'choice', label: 'Open Usher', choice: { kind: 'open' } },
    { type: 'choice', label: 'Settings', choice: { kind: 'open', screen: 'settings' } },
    { type: 'separator' },
    { type: 'choice', label: 'Quit', choice: { kind: 'quit' } },
  ];
}

/** A screen is shared at a moment's notice: one need not look for the switch. */
function topicsItem({ hideTopics }: AppState['settings']): TrayItem {
  const choice = { kind: 'hideTopics', isOn: !hideTopics } as const;
  return { type: 'choice', label: hideTopics ? 'Show topics' : 'Hide topics', choice };
}

/** Whoever is nobody yet has no way into a meeting. */
function canJoin({ credentials }: AppState): boolean {
  return inUse(credentials).some(({ user }) => user !== undefined);
}

function section(label: string, items: TrayItem[]): TrayItem[] {
  return items.length > 0 ? [{ type: 'heading', label }, ...items, { type: 'separator' }] : [];
}

/** Which meeting would fail, when, and the one thing to do about it: "Town hall in 15 min is at risk: Reauthorize". */
function risksIn(state: AppState, now: Date, clock: WallClock): Extract<TrayItem, { type: 'choice' }>[] {
  return state.risks.slice(0, shownRisks).flatMap((risk) => {
    const meeting = state.meetings.find(({ key }) => key === risk.meetingKey);
    if (!meeting) return [];
    const { label, choice } = mendingOf(risk);
    const what = `${topicOf(meeting, state)} ${when(meeting, now, clock)} is at risk`;
    return [
      {
        type: 'choice',
        label: `${what}: ${label}`,
        choice,
      },
    ];
  });
}

/** The one thing to do about a meeting at risk. */
export function mendingOf({ meetingKey, credentialId, failure }: Risk): { label: string; choice: TrayChoice } {
  const { action } = errorText(failure);
  const label = action && action.kind !== 'close' ? action.label : 'Open Usher';
  return { label, choice: mendingChoice(action?.kind, meetingKey, credentialId) };
}

function mendingChoice(
  action: ErrorAction['kind'] | undefined,
  meetingKey: Meeting['key'],
  credentialId: Credential['id'],
): TrayChoice {
  if (action === 'authorize') return { kind: 'authorizeCredential', credentialId };
  if (action === 'unlockKeyring') return { kind: 'unlockKeyring' };
  if (action === 'showKeyring') return { kind: 'open', screen: 'settings' };
  if (action === 'retry' || action === 'refreshMeetings') return { kind: 'checkMeeting', meetingKey };
  return { kind: 'open', screen: 'meetings' };
}

function inMeetings(state: AppState): TrayItem[] {
  const phases = {
    queued: 'waiting for its turn',
    preparing: 'preparing',
    askingZoom: 'joining',
    waitingForHost: 'waiting for the host',
    waitingForAuthorizer: 'waiting for its user',
    admitting: 'being let in',
    waitingRoom: 'in the waiting room',
    inMeeting: 'in the meeting',
    reconnecting: 'coming back',
    failed: 'failed',
    ended: 'ended',
  } as const;
  const windows: TrayItem[] = state.meetingWindows.map(({ windowId, meetingKey, topic, userName, role, phase }) => ({
    type: 'submenu',
    label: `${topicOf({ topic }, state)} · ${shorten(userName)} (${phases[phase]})`,
    items: [
      { type: 'choice', label: 'Show', choice: { kind: 'showMeetingWindow', windowId } },
      {
        type: 'choice',
        label: isUnderWay({ phase }) ? 'Leave' : 'Close',
        choice: { kind: 'leaveMeeting', windowId },
      },
      ...(role === 'host' && phase === 'inMeeting'
        ? [furtherAway('End for all', { kind: 'endMeeting', meetingKey })]
        : []),
    ],
  }));
  const count = state.meetingWindows.filter(isUnderWay).length;
  if (count < 2) return windows;
  return [...windows, furtherAway(`Leave all ${count}`, { kind: 'leaveAllMeetings' })];
}

/** One step further away than the others, as a question would be: it cannot be taken back. */
function furtherAway(label: string, choice: TrayChoice): TrayItem {
  return { type: 'submenu', label, items: [{ type: 'choice', label: `Yes, ${label.toLowerCase()}`, choice }] };
}

/** What a rule is about to do: there is time to say no. */
function announcedBots(state: AppState, now: Date, clock: WallClock): TrayItem[] {
  const { bots, meetings } = state;
  return bots.announcements.flatMap(({ botId, meetingKey, launchesAt }) => {
    const bot = bots.profiles.find(({ id }) => id === botId);
    const meeting = meetings.find(({ key }) => key === meetingKey);
    if (!bot || !meeting) return [];
    const at = timeOfDay(new Date(launchesAt), now, clock);
    return [
      {
        type: 'submenu',
        label: `${shorten(bot.name)} into ${topicOf(meeting, state)} at ${at}`,
        items: [
          { type: 'choice', label: 'Launch now', choice: { kind: 'launchBot', botId, meetingKey } },
          { type: 'choice', label: 'Cancel', choice: { kind: 'cancelBotLaunch', botId, meetingKey } },
        ],
      },
    ];
  });
}

/** Each bot with the next meetings that it could go into; the window has the others, and takes pasted ones. */
function launchBot(state: AppState, now: Date, clock: WallClock): TrayItem[] {
  const able = state.bots.profiles
    .map((bot) => ({ bot, next: meetingsFor(bot, state, now).slice(0, meetingsForBot) }))
    .filter(({ next }) => next.length > 0);
  const items = able.slice(0, botsInMenu).map(
    ({ bot, next }): TrayItem => ({
      type: 'submenu',
      label: shorten(bot.name),
      items: next.map((meeting) => ({
        type: 'choice',
        label: `${when(meeting, now, clock)} · ${topicOf(meeting, state)}`,
        choice: { kind: 'launchBot', botId: bot.id, meetingKey: meeting.key },
      })),
    }),
  );
  return launchMenu([...items, ...moreBots(able.length - items.length)]);
}

function launchMenu(items: TrayItem[]): TrayItem[] {
  return items.length > 0 ? [{ type: 'submenu', label: 'Launch bot', items }] : [];
}

function moreBots(count: number): TrayItem[] {
  return count > 0 ? [{ type: 'choice', label: `${count} more…`, choice: { kind: 'open', screen: 'bots' } }] : [];
}

function nextMeetings(state: AppState, now: Date, clock: WallClock): TrayItem[] {
  const ahead = state.meetings.filter(
    ({ isRunning, startTime, durationMinutes }) =>
      isRunning || !startTime || Date.parse(startTime) + durationMinutes * 60_000 > now.getTime(),
  );
  const today = ahead.filter(
    ({ isRunning, startTime }) => isRunning || (startTime && new Date(startTime).toDateString() === now.toDateString()),
  );
  const shown = ahead.slice(0, Math.min(mostMeetings, Math.max(fewestMeetings, today.length)));
  const more = ahead.length - shown.length;
  const items = shown.map(
    (meeting): TrayItem => ({
      type: 'submenu',
      label: `${when(meeting, now, clock)} · ${topicOf(meeting, state)}`,
      items: [
        ...(meeting.sources.some((source) => source.isHost)
          ? [
              {
                type: 'choice',
                label: 'Start as host',
                choice: { kind: 'startMeeting', meetingKey: meeting.key },
              } as const,
            ]
          : []),
        { type: 'choice', label: 'Join', choice: { kind: 'joinMeeting', meetingKey: meeting.key } },
        ...launchInto(meeting, state, now),
        { type: 'choice', label: 'Copy link', choice: { kind: 'copyMeetingLink', meetingKey: meeting.key } },
        { type: 'choice', label: 'Copy dial string', choice: { kind: 'copyDialString', meetingKey: meeting.key } },
        ...bringIntoRoom(meeting, state),
      ],
    }),
  );
  if (more === 0) return items;
  return [...items, { type: 'choice', label: `${more} more…`, choice: { kind: 'open', screen: 'meetings' } }];
}

/** Which room, and as what, is asked where everything can be seen that is dialled. */
function bringIntoRoom({ key }: Meeting, { codecs }: AppState): TrayItem[] {
  if (codecs.length === 0) return [];
  const screen = `meetings/${encodeURIComponent(key)}/rooms` as const;
  return [{ type: 'choice', label: 'Bring into room…', choice: { kind: 'open', screen } }];
}

/** The bots that could go into it. */
function launchInto(meeting: Meeting, state: AppState, now: Date): TrayItem[] {
  const { credentials, bots } = state;
  const able = bots.profiles.filter((bot) => meetingsFor(bot, { credentials, meetings: [meeting] }, now).length > 0);
  const items = able.slice(0, botsForMeeting).map((bot): TrayItem => {
    const choice = { kind: 'launchBot', botId: bot.id, meetingKey: meeting.key } as const;
    return { type: 'choice', label: shorten(bot.name), choice };
  });
  return launchMenu([...items, ...moreBots(able.length - items.length)]);
}

/** Those that wait for a person first; what a menu has no room for is in the window. */
function attention(state: AppState): TrayItem[] {
  const unwell = inUse(state.credentials)
    .filter(({ health }) => health.kind !== 'ready')
    .sort((a, b) => Number(needsPerson(b)) - Number(needsPerson(a)));
  const more = unwell.length - shownCredentials;
  return [
    ...unwell.slice(0, shownCredentials).map(attentionItem),
    ...(more > 0
      ? [{ type: 'choice', label: `${more} more…`, choice: { kind: 'open', screen: 'credentials' } } as const]
      : []),
  ];
}

function attentionItem(credential: Credential): TrayItem {
  const { id, kind, name, health } = credential;
  if (kind === 'user' && health.kind === 'needsReauthorization') {
    const verb = credential.authorizedAt === undefined ? 'Authorize' : 'Reauthorize';
    return {
      type: 'choice',
      label: `${verb} ${shorten(name)}`,
      choice: { kind: 'authorizeCredential', credentialId: id },
    };
  }
  const why = health.kind === 'ready' ? '' : errorText(health.cause).sentence;
  return { type: 'choice', label: `${shorten(name)}: ${why}`, choice: { kind: 'open', screen: 'credentials' } };
}

/** A first sign-in that is still to come is no problem yet. */
export function needsPerson({ health, authorizedAt }: Credential): boolean {
  return health.kind === 'misconfigured' || (health.kind === 'needsReauthorization' && authorizedAt !== undefined);
}

function when(meeting: Meeting, now: Date, clock: WallClock): string {
  if (meeting.isRunning) return 'running';
  if (!meeting.startTime) return 'any time';
  const minutes = Math.ceil((Date.parse(meeting.startTime) - now.getTime()) / 60_000);
  if (minutes <= 0) return 'now';
  if (minutes < 60) return `in ${minutes} min`;
  return timeOfDay(new Date(meeting.startTime), now, clock);
}

/** A topic as others may see it: on a shared screen the operator may want none. */
export function topicOf({ topic }: Pick<Meeting, 'topic'>, { settings }: Pick<AppState, 'settings'>): string {
  return settings.hideTopics ? 'A meeting' : shorten(topic);
}

/** One line that ends between two characters: a NUL or half an emoji is no valid text on D-Bus. */
export function shorten(text: string): string {
  const characters = [...text.replace(/[\p{Cc}\s]+/gu, ' ')];
  return characters.length > maxLabelLength
    ? `${characters.slice(0, maxLabelLength - 1).join('')}…`
    : characters.join('');
}
