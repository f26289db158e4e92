import { meetingRow, practiceFirst, practiceTopics } from '../support/operator';
import { shownHealth } from '../support/tray-health';
import { expect, test } from '../support/usher-test';

test('the icon says by its shape how things are', async ({ usher, tray, practice, answerConsent }) => {
  const page = await usher.mainWindow();
  const health = () => shownHealth(usher, tray);
  await expect.poll(health).toBe('idle');
  await practiceFirst(page, answerConsent);
  await expect(meetingRow(page, practiceTopics.inFourMinutes)).toBeVisible();
  await expect.poll(() => tray.tooltip()).toContain(practiceTopics.inFourMinutes);
  await expect.poll(health).toBe('ready');
  await practice.zoom.endGrants();
  await page.getByRole('button', { name: 'Refresh' }).click();
  await expect.poll(health).toBe('attention');
});
