import { NotificationDaemon } from '../support/notification-daemon';
import { credentialCard, goTo, meetingRow, openCredential, practiceFirst, practiceTopics } from '../support/operator';
import { expect, test } from '../support/usher-test';

test('from the tray too, a sign-in that may end another of the same user is asked about first (O8)', async ({
  usher,
  tray,
  practice,
  answerConsent,
}) => {
  const page = await usher.mainWindow();
  await practiceFirst(page, answerConsent);
  await expect(meetingRow(page, practiceTopics.inFourMinutes)).toBeVisible();
  await goTo(page, 'Credentials');
  await openCredential(page, 'Practice');
  await page.getByRole('button', { name: 'Duplicate' }).click();
  await page.getByRole('heading', { level: 1, name: 'Practice (2)' }).waitFor();
  await practice.zoom.endGrants();
  await goTo(page, 'Meetings');
  await page.getByRole('button', { name: 'Refresh' }).click();
  await tray.find('Reauthorize Practice');
  // The first one has nothing to lose any more.
  await tray.click('Authorize Practice (2)');
  await answerConsent({ decision: 'Allow' });
  await expect(credentialCard(page, 'Practice (2)')).toContainText('Ready');
  await page.close();

  await tray.click('Reauthorize Practice');
  const again = await usher.mainWindow();
  const question = again.getByRole('dialog');
  await expect(question.getByRole('listitem')).toHaveText(['Practice (2)']);
  await question.getByRole('button', { name: 'Sign in all the same' }).click();
  await answerConsent({ decision: 'Allow' });
  await expect(again.getByRole('heading', { level: 1, name: 'Practice', exact: true })).toBeVisible();
  await expect(again.getByRole('region', { name: 'State' })).toContainText('Ready');
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
  await expect
    .poll(() => [...daemon.shown.values()].filter(({ title }) => title.includes('sign in again')))
    .toEqual([]);
  await page.close();

  daemon.click(shown, 'Reauthorize');
  await answerConsent({ decision: 'Allow' });
  const again = await usher.mainWindow();
  await goTo(again, 'Credentials');
  await expect(credentialCard(again, 'Practice')).toContainText('Ready');
  await daemon.waitUntilGone(/ is at risk$/);
  await daemon.stop();
});
