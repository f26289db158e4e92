import { meetingRow, practiceFirst, practiceTopics } from '../support/operator';
import { expect, test } from '../support/usher-test';

const inTheMeeting = 'This is practice';

test('a meeting that is locked ends in the card that says whose turn it is; once it is open, the same card leads in', async ({
  usher,
  practice,
  answerConsent,
}) => {
  practice.zoom.rooms.direct('86011004201', { isLocked: true });
  const page = await usher.mainWindow();
  await practiceFirst(page, answerConsent, { decision: 'Allow', user: 'Jonas Lindqvist' });
  await meetingRow(page, practiceTopics.running).getByRole('button', { name: 'Join' }).click();
  const meeting = await usher.windowShowing('Could not get into');
  await expect(meeting.getByRole('alert')).toContainText('The host has locked this meeting');
  await expect(meeting.getByText('Who can change that: the host of the meeting.')).toBeVisible();
  practice.zoom.rooms.direct('86011004201', {});
  await meeting.getByRole('button', { name: 'Try again' }).click();
  await usher.windowShowing(inTheMeeting);
});

test('a meeting whose line is gone is joined again by itself', async ({ usher, practice, answerConsent }) => {
  practice.zoom.rooms.direct('86011004201', { line: { dropsAfterSeconds: 1, goneAfterSeconds: 2 } });
  const page = await usher.mainWindow();
  await practiceFirst(page, answerConsent, { decision: 'Allow', user: 'Jonas Lindqvist' });
  await meetingRow(page, practiceTopics.running).getByRole('button', { name: 'Join' }).click();
  const lost = await usher.windowShowing('Coming back to');
  await expect(lost.getByText(/^Try 1 of 5, with a fresh access key, in/)).toBeVisible();
  // The next line holds.
  practice.zoom.rooms.direct('86011004201', {});
  const back = await usher.windowShowing(inTheMeeting);
  await expect(back.getByText('Jonas Lindqvist (you)')).toBeVisible();
  expect(practice.zoom.requests.filter(({ path }) => path === '/api/v1/wc/info')).toHaveLength(2);
});
