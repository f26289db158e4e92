import { meetingRow, practiceFirst, practiceTopics } from '../support/operator';
import { expect, test } from '../support/usher-test';

test('a refresh that fails keeps the rows, says why they are old, and the next one clears it', async ({
  usher,
  practice,
  answerConsent,
}) => {
  const page = await usher.mainWindow();
  await practiceFirst(page, answerConsent);
  await expect(meetingRow(page, practiceTopics.inFourMinutes)).toBeVisible();
  // The check of the meeting that is four minutes away is over: what fails from here on is the refresh alone.
  await expect.poll(() => practice.zoom.requests.some(({ path }) => /^\/v2\/meetings\/\d+$/.test(path))).toBe(true);
  const endFault = practice.zoom.faults.add({
    path: '/v2/*',
    times: Number.POSITIVE_INFINITY,
    effect: { kind: 'answer', status: 503 },
  });
  await page.getByRole('button', { name: 'Refresh' }).click();
  await expect(page.getByText('Zoom has a problem of its own').first()).toBeVisible({ timeout: 10_000 });
  await expect(meetingRow(page, practiceTopics.inFourMinutes)).toBeVisible();
  endFault();
  await page.getByRole('button', { name: 'Refresh' }).click();
  await expect(page.getByText('Zoom has a problem of its own')).toHaveCount(0, { timeout: 10_000 });
});

test('without a network the list stays and says so', async ({ usher, practice, answerConsent }) => {
  const page = await usher.mainWindow();
  await practiceFirst(page, answerConsent);
  await expect(meetingRow(page, practiceTopics.inFourMinutes)).toBeVisible();
  practice.zoom.faults.add({ path: '/v2/*', times: Number.POSITIVE_INFINITY, effect: { kind: 'drop' } });
  await page.getByRole('button', { name: 'Refresh' }).click();
  await expect(page.getByText('Zoom cannot be reached').first()).toBeVisible({ timeout: 10_000 });
  await expect(meetingRow(page, practiceTopics.inFourMinutes)).toBeVisible();
});
