import { goTo, meetingRow, practiceFirst, practiceTopics } from '../support/operator';
import { expect, test } from '../support/usher-test';

test('a meeting is scheduled, looked at, changed and deleted, and what was done is in the activity', async ({
  usher,
  answerConsent,
}) => {
  const page = await usher.mainWindow();
  await practiceFirst(page, answerConsent);
  await expect(meetingRow(page, practiceTopics.inFourMinutes)).toBeVisible();
  const dialog = page.getByRole('dialog');

  await test.step('scheduled', async () => {
    await page.getByRole('button', { name: 'New meeting' }).click();
    await dialog.getByLabel('Topic').fill('Lighting check');
    await dialog.getByLabel('Passcode (optional)').fill('harbour9');
    await dialog.getByRole('button', { name: 'Schedule' }).click();
    await expect(page.getByText('“Lighting check” is scheduled.')).toBeVisible();
    await expect(page.getByRole('link', { name: 'Lighting check' })).toBeVisible();
  });

  await test.step('looked at: the passcode only when somebody asks', async () => {
    await page.getByRole('link', { name: 'Lighting check' }).click();
    await expect(page.getByRole('region', { name: 'Invitation' })).toContainText('••••••');
    await expect(page.getByText('harbour9')).toHaveCount(0);
    await page.getByRole('button', { name: 'Show the passcode' }).click();
    await expect(page.getByText('harbour9')).toBeVisible();
  });

  await test.step('changed', async () => {
    await page.getByRole('button', { name: 'Edit…' }).click();
    await dialog.getByLabel('Topic').fill('Sound check');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Sound check' })).toBeVisible();
  });

  await test.step('deleted', async () => {
    await page.getByRole('button', { name: 'Delete…' }).click();
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Meetings' })).toBeVisible();
    await expect(page.getByRole('link', { name: 'Sound check' })).toHaveCount(0);
  });

  await goTo(page, 'Activity');
  for (const words of ['Meeting scheduled', 'Passcode shown', 'Meeting changed', 'Meeting deleted'])
    await expect(page.getByRole('listitem').filter({ hasText: words }).first()).toBeVisible();
});
