import { meetingRow, practiceFirst, practiceTopics } from '../support/operator';
import { expect, test } from '../support/usher-test';

test('the list shows what runs, what is next and whose it is', async ({ usher, answerConsent }) => {
  const page = await usher.mainWindow();
  await practiceFirst(page, answerConsent);
  await expect(meetingRow(page, practiceTopics.running)).toContainText('running');
  await expect(meetingRow(page, practiceTopics.inFourMinutes)).toContainText(/in [345] min/);
  await expect(meetingRow(page, practiceTopics.hostedBySomebodyElse)).toContainText('participant');
  await expect(
    meetingRow(page, practiceTopics.hostedBySomebodyElse).getByRole('button', { name: 'Start' }),
  ).toHaveCount(0);
});

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

test('two users side by side share one list, the host’s credential first', async ({
  usher,
  practice,
  answerConsent,
}) => {
  const page = await usher.mainWindow();
  await practiceFirst(page, answerConsent);
  const app = await practice.registerApp();
  const added = await page.evaluate(
    async ({ clientId, clientSecret }) => {
      const reply = await window.bridge.call('addCredential', {
        kind: 'user',
        environment: 'practice',
        name: 'Jonas',
        clientId,
        clientSecret,
      });
      return reply.ok ? (reply.value as { credentialId: string }).credentialId : undefined;
    },
    { clientId: app.clientId, clientSecret: app.clientSecret ?? '' },
  );
  const authorized = page.evaluate(
    (credentialId) => window.bridge.call('authorizeCredential', { credentialId }),
    added,
  );
  await answerConsent({ decision: 'Allow', user: 'Jonas Lindqvist' });
  expect(await authorized).toMatchObject({ ok: true });
  const row = meetingRow(page, practiceTopics.hostedBySomebodyElse);
  await expect(row.getByRole('button', { name: 'Start' })).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: practiceTopics.hostedBySomebodyElse })).toHaveCount(1);
});
