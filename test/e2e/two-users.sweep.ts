import { meetingRow, practiceFirst, practiceTopics } from '../support/operator';
import { expect, test } from '../support/usher-test';

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
