import { clickAndClose, goTo, meetingRow, practiceFirst, practiceTopics } from '../support/operator';
import { expect, test } from '../support/usher-test';

const inTheMeeting = 'This is practice';

test('the host starts a meeting, with however many clicks, sees who is in the room, and ends it for all', async ({
  usher,
  answerConsent,
}) => {
  const page = await usher.mainWindow();
  await practiceFirst(page, answerConsent);
  await expect(meetingRow(page, practiceTopics.inFourMinutes)).toBeVisible();
  await page.evaluate(async (topic) => {
    const state = await window.bridge.call('getState', undefined);
    const meetings = state.ok ? (state.value as { meetings: { key: string; topic: string }[] }).meetings : [];
    const meetingKey = meetings.find((meeting) => meeting.topic === topic)?.key;
    await Promise.all([1, 2, 3].map(() => window.bridge.call('startMeeting', { meetingKey })));
  }, practiceTopics.inFourMinutes);
  const meeting = await usher.windowShowing(inTheMeeting);
  expect(usher.electron.windows()).toHaveLength(2);
  await expect(meeting.getByText('Mira Okafor (you)')).toBeVisible();
  await expect(meeting.getByRole('listitem').filter({ hasText: 'Mira Okafor' })).toContainText('host');
  await goTo(page, 'In meetings');
  const rows = page.getByRole('main').getByRole('listitem');
  await expect(rows).toContainText(practiceTopics.inFourMinutes);
  await meeting.getByRole('button', { name: 'End for all' }).click();
  await meeting.getByRole('dialog').getByRole('button', { name: 'End for all' }).click();
  await expect(meeting.getByText('Meeting ended')).toBeVisible();
  await clickAndClose(meeting, 'Close');
  await expect(rows).toHaveCount(0);
});

test('a participant joins a running meeting signed in, and leaving closes the window', async ({
  usher,
  practice,
  answerConsent,
}) => {
  const page = await usher.mainWindow();
  await practiceFirst(page, answerConsent, { decision: 'Allow', user: 'Jonas Lindqvist' });
  await meetingRow(page, practiceTopics.running).getByRole('button', { name: 'Join' }).click();
  const meeting = await usher.windowShowing(inTheMeeting);
  await expect(meeting.getByText('Jonas Lindqvist (you)')).toBeVisible();
  await expect(meeting.getByRole('button', { name: 'End for all' })).toHaveCount(0);
  await clickAndClose(meeting, 'Leave');
  await expect.poll(() => practice.zoom.requests.some(({ path }) => path.endsWith('/leave'))).toBe(true);
});
