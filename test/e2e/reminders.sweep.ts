import { NotificationDaemon } from '../support/notification-daemon';
import { clickAndClose, meetingRow, practiceFirst, practiceTopics } from '../support/operator';
import { expect, test } from '../support/usher-test';

test('a meeting that is about to begin is notified with buttons; Start opens it, and the reminder is gone', async ({
  usher,
  desktop,
  answerConsent,
}) => {
  const daemon = await NotificationDaemon.start(desktop.busAddress);
  const page = await usher.mainWindow();
  await practiceFirst(page, answerConsent);
  await expect(meetingRow(page, practiceTopics.inFourMinutes)).toBeVisible();
  const aboutToBegin = new RegExp(`^${practiceTopics.inFourMinutes} begins at `);
  const shown = await daemon.waitFor(aboutToBegin);
  expect(shown).toMatchObject({
    body: 'You are its host, with Practice.',
    actions: { default: 'Open Usher', 0: 'Start', 1: 'Snooze' },
    urgency: 2,
  });
  daemon.click(shown, 'Start');
  const meeting = await usher.windowShowing('This is practice');
  await expect(meeting.getByRole('heading', { name: practiceTopics.inFourMinutes })).toBeVisible();
  await daemon.waitUntilGone(aboutToBegin);
  await clickAndClose(meeting, 'Leave');
  expect([...daemon.shown.values()].map(({ title }) => title).filter((title) => aboutToBegin.test(title))).toEqual([]);
  await daemon.stop();
});
