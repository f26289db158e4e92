import type { Page } from '@playwright/test';
import type { BotProfile } from '../../src-main/shared/bot';
import type { Bridge } from '../../src-main/shared/bridge';
import { goTo, meetingRow, practiceFirst, practiceTopics } from '../support/operator';
import type { UsherApp } from '../support/usher-app';
import { expect, test } from '../support/usher-test';

test('a bot that is added in the window goes into a meeting from there and from the tray, and is seen under its name', async ({
  usher,
  tray,
  answerConsent,
}) => {
  const page = await usher.mainWindow();
  await practiceFirst(page, answerConsent);
  await expect(meetingRow(page, practiceTopics.running)).toBeVisible();
  await goTo(page, 'Bots');
  await page.getByRole('button', { name: /^Add( a bot)?$/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Display name' }).fill('Scribe');
  await dialog.getByRole('checkbox', { name: 'Ask for a recording token' }).check();
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();

  const row = page.getByRole('listitem', { name: 'Scribe', exact: true });
  await row.getByRole('button', { name: 'Launch' }).click();
  await dialog.getByRole('button', { name: `Launch into ${practiceTopics.running}` }).click();
  const fromWindow = await usher.windowShowing('This is practice');
  await expect(fromWindow.getByText('Scribe').first()).toBeVisible();
  await expect(fromWindow.getByText('you may record')).toBeVisible();
  await expect(row).toContainText('In the meeting');
  expect(await hasSessionOfEarlier(usher)).toBe(false);
  await row.getByRole('button', { name: 'Leave' }).click();
  await expect.poll(() => fromWindow.isClosed()).toBe(true);

  const launchFromTray = async () => {
    await tray.click('Launch bot', 'Scribe', new RegExp(practiceTopics.running));
    return await usher.windowShowing('This is practice');
  };
  let fromTray = await launchFromTray();
  await expect(fromTray.getByText('Scribe').first()).toBeVisible();
  const titles = () =>
    usher.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.getTitle()));
  await expect.poll(titles).toContain(`Scribe · ${practiceTopics.running}`);

  // Electron keeps every session until it quits: one that was left serves a later window, the very next unless it is still being emptied.
  const servesAgain = async () => {
    if (await hasSessionOfEarlier(usher)) return true;
    await row.getByRole('button', { name: 'Leave' }).click();
    await expect.poll(() => fromTray.isClosed()).toBe(true);
    fromTray = await launchFromTray();
    return false;
  };
  await expect.poll(servesAgain, { timeout: 60_000 }).toBe(true);
});

test('a bot’s window never gets the microphone or the camera that its profile has off', async ({
  launch,
  practice,
  answerConsent,
}) => {
  const usher = await launch({ switches: ['--use-fake-device-for-media-stream'] });
  const page = await usher.mainWindow();
  await practiceFirst(page, answerConsent);
  await expect(meetingRow(page, practiceTopics.running)).toBeVisible();
  await goTo(page, 'Bots');
  for (const [name, off, got] of [
    ['Deaf', 'Camera off', ['video']],
    ['Blind', 'Microphone off', ['audio']],
  ] as const) {
    await page.getByRole('button', { name: /^Add( a bot)?$/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Display name' }).fill(name);
    // Both are off at first.
    await dialog.getByRole('checkbox', { name: off }).uncheck();
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    practice.zoom.faults.add({ path: '/api/v1/wc/info', times: 1, effect: { kind: 'silence' } });
    const before = practice.zoom.requests.length;
    const row = page.getByRole('listitem', { name, exact: true });
    await row.getByRole('button', { name: 'Launch' }).click();
    await dialog.getByRole('button', { name: `Launch into ${practiceTopics.running}` }).click();
    await practice.joinRequest(before);
    const sdk = usher.electron.windows().find((window) => window.url().includes('/meeting.html'));
    const granted = await sdk?.evaluate(async () => {
      const attempts = (['audio', 'video'] as const).map(async (device) => {
        const stream = await navigator.mediaDevices.getUserMedia({ [device]: true });
        for (const track of stream.getTracks()) track.stop();
        return device;
      });
      const results = await Promise.allSettled(attempts);
      return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    });
    expect(granted).toEqual(got);
    await row.getByRole('button', { name: 'Leave' }).click();
    // Else the next one would be looked for while this one is there.
    await expect.poll(() => sdk?.isClosed()).toBe(true);
  }
});

declare global {
  // In the main process, where sessions can be compared.
  var botSessions: Set<Electron.Session>;
}

/** Whether the bot's window has a session that this was asked of before; it is remembered for the next time. */
async function hasSessionOfEarlier(usher: UsherApp): Promise<boolean> {
  return await usher.electron.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows().find((known) => known.getTitle().startsWith('Scribe'));
    if (!window) throw new Error('There is no window of the bot.');
    globalThis.botSessions ??= new Set();
    const { session } = window.webContents;
    const isKnown = globalThis.botSessions.has(session);
    globalThis.botSessions.add(session);
    return isKnown;
  });
}

test('a rule sends its bot a minute after it has said so; one that is cancelled stays out', async ({
  usher,
  tray,
  answerConsent,
}) => {
  const page = await usher.mainWindow();
  await practiceFirst(page, answerConsent);
  await expect(meetingRow(page, practiceTopics.inFourMinutes)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Refresh' })).toBeEnabled();
  for (const name of ['Scribe', 'Timekeeper']) await addWithRule(page, name);

  const about = page.getByRole('region', { name: 'Bots about to join' });
  await expect(about).toContainText(`Timekeeper starts ${practiceTopics.inFourMinutes}`);
  await tray.click(/^Scribe into/, 'Cancel');
  await expect(about).not.toContainText('Scribe');
  expect(usher.electron.windows()).toHaveLength(1);

  await usher.electron.evaluate(() => {
    const RealDate = Date;
    globalThis.Date = new Proxy(RealDate, {
      construct: (target, given) => Reflect.construct(target, given.length > 0 ? given : [RealDate.now() + 61_000]),
    });
  });
  // Whatever changes makes Usher look; else it does so every thirty seconds.
  await page.getByRole('button', { name: 'Refresh' }).click();
  const meeting = await usher.windowShowing('This is practice');
  await expect(meeting.getByText('Timekeeper').first()).toBeVisible();
  await expect(about).toHaveCount(0);
  expect(usher.electron.windows()).toHaveLength(2);
});

/** A bot that starts the town hall rehearsal as its host, sent by a rule whose time has come already. */
async function addWithRule(page: Page, name: string): Promise<void> {
  const profile: Omit<BotProfile, 'credentialId'> = {
    name,
    wish: 'start',
    hasMicrophoneOff: true,
    hasCameraOff: true,
    wantsRecording: false,
    place: 'beside',
    leaving: { until: { kind: 'meetingEnd' } },
  };
  await page.evaluate(
    async ({ given, topicWords }) => {
      const call = (name: string, input?: unknown) =>
        (window as unknown as { bridge: Bridge }).bridge.call(name, input) as Promise<{ value: Answer }>;
      const { credentials = [] } = (await call('getState')).value;
      const profile = { ...given, credentialId: credentials[0]?.id };
      const { botId } = (await call('saveBot', { profile })).value;
      await call('saveBotRule', { id: crypto.randomUUID(), botId, isOn: true, leadMinutes: 15, topicWords });
    },
    { given: profile, topicWords: practiceTopics.inFourMinutes },
  );
}

type Answer = { credentials?: { id: string }[]; botId?: string };
