import { goTo, meetingRow, practiceFirst, practiceTopics } from '../support/operator';
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
  await page.getByRole('button', { name: 'Add a bot' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Display name' }).fill('Scribe');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();

  const row = page.getByRole('listitem', { name: 'Scribe', exact: true });
  await row.getByRole('button', { name: 'Launch' }).click();
  await dialog.getByRole('button', { name: `Launch into ${practiceTopics.running}` }).click();
  const fromWindow = await usher.windowShowing('This is practice');
  await expect(fromWindow.getByText('Scribe').first()).toBeVisible();
  await expect(row).toContainText('In the meeting');
  await row.getByRole('button', { name: 'Leave' }).click();
  await expect.poll(() => fromWindow.isClosed()).toBe(true);

  await tray.click('Launch bot', 'Scribe', new RegExp(practiceTopics.running));
  const fromTray = await usher.windowShowing('This is practice');
  await expect(fromTray.getByText('Scribe').first()).toBeVisible();
  const titles = await usher.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) => window.getTitle()),
  );
  expect(titles).toContain(`Scribe · ${practiceTopics.running}`);
});
