import { expect, test } from '@playwright/test';
import type { Commands } from '../../../src-main/app/commands';
import { LiveState } from '../../../src-main/app/live-state';
import { chooseFromTray } from '../../../src-main/desktop/tray-choices';
import type { TrayChoice } from '../../../src-main/desktop/tray-menu';
import { AppError, type Failure } from '../../../src-main/shared/app-error';
import type { BotId } from '../../../src-main/shared/bot';
import { aBot, aCredential, aMeeting, anAppState, idOf } from '../examples';

const meeting = aMeeting({ sources: [{ credentialId: idOf(1), isHost: true }] });
const bot = aBot(2, { credentialId: idOf(1) });
const meetingKey = meeting.key;
const windowId = 'not-a-real-window';

/** Chooses, with commands that all succeed or all fail, and tells what was done. */
async function choose(choice: TrayChoice, failsWith?: AppError) {
  const done: string[] = [];
  const notices: [Failure, unknown][] = [];
  const commands = new Proxy({} as Commands, {
    get: (_target, name) => async (input: unknown) => {
      const { kind: _kind, ...rest } = (input ?? {}) as Record<string, unknown>;
      // Of all settings it is the one that counts.
      const told = name === 'updateSettings' ? [rest.hideTopics && 'hideTopics'] : Object.values(rest);
      done.push(`${String(name)} ${told.join(' ')}`.trim());
      if (failsWith) throw failsWith;
    },
  });
  chooseFromTray(choice, {
    live: new LiveState(
      anAppState({
        credentials: [aCredential(1)],
        meetings: [meeting],
        bots: { ...anAppState().bots, profiles: [bot] },
      }),
    ),
    commands,
    operatorWindow: { open: (screen) => done.push(`open ${screen ?? ''}`.trim()) },
    notices: { add: (failure, credentialId) => void notices.push([failure, credentialId]) },
    quit: () => done.push('quit'),
  });
  await new Promise((settled) => setImmediate(settled));
  return { done, notices };
}

const choices: [TrayChoice, done: string[], whereFailuresAreShown?: string, whose?: string][] = [
  [{ kind: 'open', screen: 'settings' }, ['open settings']],
  [{ kind: 'quit' }, ['quit']],
  [{ kind: 'checkMeeting', meetingKey }, [`checkMeeting ${meetingKey}`], 'meetings'],
  [{ kind: 'copyMeetingLink', meetingKey }, [`copyMeetingLink ${meetingKey}`], 'meetings', idOf(1)],
  [{ kind: 'copyDialString', meetingKey }, [`copyDialString ${meetingKey}`], 'meetings', idOf(1)],
  [{ kind: 'endMeeting', meetingKey }, [`endMeeting ${meetingKey}`], 'inMeetings', idOf(1)],
  [{ kind: 'snoozeReminder', meetingKey }, [`snoozeReminder ${meetingKey}`], 'meetings'],
  [{ kind: 'startMeeting', meetingKey }, [`startMeeting ${meetingKey}`], 'meetings', idOf(1)],
  [{ kind: 'joinMeeting', meetingKey }, [`joinMeeting ${meetingKey}`], 'meetings', idOf(1)],
  [{ kind: 'joinFromClipboard' }, ['open meetings', 'readMeetingFromClipboard'], 'meetings'],
  [{ kind: 'launchBot', botId: bot.id as BotId, meetingKey }, [`launchBot ${bot.id} ${meetingKey}`], 'bots', idOf(1)],
  [
    { kind: 'cancelBotLaunch', botId: bot.id as BotId, meetingKey },
    [`cancelBotLaunch ${bot.id} ${meetingKey}`],
    'bots',
  ],
  [{ kind: 'unlockKeyring' }, ['unlockKeyring'], 'settings'],
  [{ kind: 'hideTopics', isOn: true }, ['updateSettings hideTopics'], 'settings'],
  [{ kind: 'showMeetingWindow', windowId }, [`showMeetingWindow ${windowId}`], 'inMeetings'],
  [{ kind: 'leaveMeeting', windowId }, [`leaveMeeting ${windowId}`], 'inMeetings'],
  [{ kind: 'leaveAllMeetings' }, ['leaveAllMeetings'], 'inMeetings'],
  [
    { kind: 'authorizeCredential', credentialId: idOf(1) },
    ['open credentials', `authorizeCredential ${idOf(1)}`],
    'credentials',
    idOf(1),
  ],
];

for (const [choice, done, screen, whose] of choices) {
  test(`“${choice.kind}” does what it says, and what fails is told in the window`, async () => {
    expect(await choose(choice)).toEqual({ done, notices: [] });
    if (screen === undefined) return;
    const failed = await choose(choice, new AppError('offline'));
    expect(failed.done).toEqual([...done, `open ${screen}`]);
    expect(failed.notices).toEqual([[{ code: 'offline' }, whose]]);
  });
}
