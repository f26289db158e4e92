import { credentialCard, goTo, meetingRow, practiceFirst, practiceTopics } from '../support/operator';
import { expect, test } from '../support/usher-test';

test('an authorization that Zoom has ended shows in window and tray, keeps its rows, and one click renews it', async ({
  usher,
  tray,
  practice,
  answerConsent,
}) => {
  const page = await usher.mainWindow();
  await practiceFirst(page, answerConsent);
  await expect(meetingRow(page, practiceTopics.inFourMinutes)).toBeVisible();
  await practice.zoom.endGrants();
  await page.getByRole('button', { name: 'Refresh' }).click();
  await expect(page.getByText('Zoom no longer accepts this authorization').first()).toBeVisible();
  await expect(meetingRow(page, practiceTopics.inFourMinutes)).toBeVisible();
  await expect.poll(() => tray.tooltip()).toContain('is at risk');

  await tray.click('Reauthorize Practice');
  await answerConsent({ decision: 'Allow' });
  await goTo(page, 'Credentials');
  await expect(credentialCard(page, 'Practice')).toContainText('Ready');
  await expect.poll(() => tray.menuText()).not.toContain('Reauthorize');
});
