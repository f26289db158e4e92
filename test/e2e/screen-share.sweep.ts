import { MainProcessWatch } from '../support/main-process-watch';
import { meetingRow, practiceFirst, practiceTopics } from '../support/operator';
import { expect, test } from '../support/usher-test';
import { waitUntil } from '../support/wait-until';
import { startMeetingUpToVerdict } from './security-looks';

test('what a meeting window shares is chosen in a menu, each time; Escape shares nothing', async ({
  usher,
  practice,
  desktop,
  answerConsent,
}) => {
  const operator = await usher.mainWindow();
  await practiceFirst(operator, answerConsent);
  await expect(meetingRow(operator, practiceTopics.inFourMinutes)).toBeVisible();
  const watch = await MainProcessWatch.start(usher.electron);
  await usher.electron.evaluate(({ Menu }) => {
    const { popup } = Menu.prototype;
    Object.assign(globalThis, { menus: [] });
    Menu.prototype.popup = function (this: Electron.Menu, options) {
      popup.call(this, options);
      // From now on it takes the keys.
      (globalThis as unknown as { menus: string[][] }).menus.push(this.items.map(({ label }) => label));
    };
  });
  const menus = () => usher.electron.evaluate(() => (globalThis as unknown as { menus: string[][] }).menus);
  const sdk = await startMeetingUpToVerdict(usher, practice, watch, operator);
  const share = () =>
    sdk.evaluate(async () => {
      try {
        const stream = await navigator.mediaDevices.getDisplayMedia({ video: true });
        const [track] = stream.getVideoTracks();
        const { width = 0 } = track?.getSettings() ?? {};
        track?.stop();
        return width > 0 ? 'shared' : 'empty';
      } catch (error) {
        return error instanceof Error ? error.name : 'unknown';
      }
    });

  const refused = share();
  await waitUntil('the menu', async () => (await menus()).length === 1);
  expect((await menus())[0]).toContain('Share nothing');
  await desktop.type({ key: 'Escape' });
  expect(await refused).toBe('NotAllowedError');

  const shared = share();
  await waitUntil('the menu again', async () => (await menus()).length === 2);
  await desktop.type({ key: 'Down' }, { key: 'Return' });
  expect(await shared).toBe('shared');

  // The older way asks in the same words, and would show the whole screen, whatever was chosen.
  const gone = sdk.waitForEvent('crash');
  const stolen = sdk.evaluate(
    `navigator.mediaDevices.getUserMedia({ video: { mandatory: { chromeMediaSource: 'desktop' } } })`,
  );
  await Promise.all([
    gone,
    stolen.catch(() => {}),
    waitUntil('the menu once more', async () => (await menus()).length === 3).then(() =>
      desktop.type({ key: 'Down' }, { key: 'Return' }),
    ),
  ]);
});
