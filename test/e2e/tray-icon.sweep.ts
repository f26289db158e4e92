import { meetingRow, practiceFirst, practiceTopics } from '../support/operator';
import { expect, test } from '../support/usher-test';

test('the icon says by its shape how things are', async ({ usher, tray, practice, answerConsent }) => {
  const page = await usher.mainWindow();
  const shape = async () => (await tray.iconPixels()).argb.toString('base64');
  const idle = await shape();
  await practiceFirst(page, answerConsent);
  await expect(meetingRow(page, practiceTopics.inFourMinutes)).toBeVisible();
  await expect.poll(() => tray.tooltip()).toContain(practiceTopics.inFourMinutes);
  // The icon is drawn beside what is said of it, and may come later.
  await expect.poll(shape).not.toBe(idle);
  const ready = await shape();
  await practice.zoom.endGrants();
  await page.getByRole('button', { name: 'Refresh' }).click();
  await expect.poll(shape).not.toBe(ready);
  expect(await shape()).not.toBe(idle);
});
