import { NotificationDaemon } from '../support/notification-daemon';
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

test('when Zoom ends an authorization the desktop says so, and the button of the notification renews it', async ({
  usher,
  desktop,
  practice,
  answerConsent,
}) => {
  const daemon = await NotificationDaemon.start(desktop.busAddress);
  const page = await usher.mainWindow();
  await practiceFirst(page, answerConsent);
  await expect(meetingRow(page, practiceTopics.inFourMinutes)).toBeVisible();
  await practice.zoom.endGrants();
  await page.getByRole('button', { name: 'Refresh' }).click();
  // The credential's own gives way to the meeting that is near.
  const shown = await daemon.waitFor(/ is at risk$/);
  expect([...daemon.shown.values()].filter(({ title }) => title.includes('sign in again'))).toEqual([]);
  await page.close();

  daemon.click(shown, 'Reauthorize');
  await answerConsent({ decision: 'Allow' });
  const again = await usher.mainWindow();
  await goTo(again, 'Credentials');
  await expect(credentialCard(again, 'Practice')).toContainText('Ready');
  await daemon.waitUntilGone(/ is at risk$/);
  await daemon.stop();
});
