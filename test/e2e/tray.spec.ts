import { practiceFirst, practiceTopics } from '../support/operator';
import { TrayHost } from '../support/tray-host';
import { expect, test } from '../support/usher-test';

test('a meeting is started, shown and left from the tray alone', async ({ usher, tray, answerConsent }) => {
  await practiceFirst(await usher.mainWindow(), answerConsent);
  await tray.click(new RegExp(practiceTopics.inFourMinutes), 'Start as host');
  const meeting = await usher.windowShowing('This is practice');
  const running = new RegExp(`^${practiceTopics.inFourMinutes} .*in the meeting`);
  await tray.click(running, 'Show');
  await tray.click(running, 'Leave');
  await expect.poll(() => meeting.isClosed()).toBe(true);
  await expect.poll(() => tray.menuText()).not.toContain('in the meeting');
});

test('a panel that comes after Usher still gets its icon', async ({ desktop, trayHost, launch }) => {
  await trayHost.stop();
  const usher = await launch();
  await usher.mainWindow();
  const late = await TrayHost.start(desktop.busAddress);
  await (await late.waitForTray()).find('Open Usher');
  await usher.quit({ by: 'system' });
  await late.stop();
});

test('Open Usher, Settings and Quit do what they say', async ({ usher, tray }) => {
  const page = await usher.mainWindow();
  await tray.click('Settings');
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
  await page.close();
  const again = await usher.openFromTray();
  await expect(again.getByRole('heading', { name: 'Welcome to Usher' })).toBeVisible();
  const { exitCode, milliseconds } = await usher.quit();
  expect(exitCode).toBe(0);
  expect(milliseconds).toBeLessThan(2_000);
});

test('started hidden, Usher shows its icon and no window', async ({ launch }) => {
  const usher = await launch({ args: ['--hidden'] });
  // The icon comes before the house is built, and the menu after it; a window would have come with the menu.
  await (await usher.tray()).find('Open Usher');
  expect(usher.electron.windows()).toEqual([]);
  expect(await usher.electron.evaluate(({ webContents }) => webContents.getAllWebContents().length)).toBe(0);
});

test('a second start opens the window of the first, in front, and ends (P3)', async ({ launch }) => {
  const usher = await launch({ args: ['--hidden'] });
  await usher.tray();
  const { exitCode, milliseconds } = await usher.startSecondInstance();
  expect(exitCode).toBe(0);
  // Most of it is Electron's own start, which takes twice as long on a busy computer.
  expect(milliseconds).toBeLessThan(5_000);
  await expect((await usher.mainWindow()).getByRole('heading', { name: 'Welcome to Usher' })).toBeVisible();
  const shown = () =>
    usher.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((window) => window.isVisible() && window.isFocused()),
    );
  await expect.poll(shown).toEqual([true]);
});
