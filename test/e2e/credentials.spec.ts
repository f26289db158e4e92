import {
  credentialCard,
  deleteOpenCredential,
  goTo,
  meetingRow,
  openCredential,
  practiceFirst,
  practiceTopics,
} from '../support/operator';
import { expect, test } from '../support/usher-test';

test('a server-to-server credential of Practice Zoom is made with one click, and Zoom says that it works', async ({
  usher,
}) => {
  const page = await usher.mainWindow();
  await page.getByRole('button', { name: 'Connect a Zoom app' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: 'Server-to-server' }).check();
  await dialog.getByText('Practice Zoom', { exact: true }).click();
  await dialog.getByRole('button', { name: 'Make one and add it' }).click();
  await expect(dialog).toBeHidden();
  await openCredential(page, 'Practice account');
  await page.getByRole('button', { name: 'Test now' }).click();
  await expect(page.getByText('Zoom answered: it works')).toBeVisible();
  await expect(page.getByRole('region', { name: 'State' })).toContainText('Ready');
});

test('deleting says what it breaks; the bin gives it back, and what is purged leaves the keyring and is revoked', async ({
  usher,
  answerConsent,
  desktop,
}) => {
  test.setTimeout(60_000);
  const page = await usher.mainWindow();
  await practiceFirst(page, answerConsent);
  await expect(meetingRow(page, practiceTopics.inFourMinutes)).toBeVisible();
  await goTo(page, 'Credentials');
  await openCredential(page, 'Practice');
  await expect(page.getByRole('region', { name: 'How long it holds' })).toContainText('left until');
  await page.getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByRole('dialog')).toContainText('could not be started any more');
  await expect(page.getByRole('dialog')).toContainText(practiceTopics.inFourMinutes);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await deleteOpenCredential(page);
  await expect(credentialCard(page, 'Practice')).toBeHidden();
  await page.getByRole('button', { name: 'Undo' }).press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Practice' })).toBeVisible();

  await deleteOpenCredential(page);
  await page.getByRole('link', { name: 'Bin (1)' }).click();
  await credentialCard(page, 'Practice').getByRole('button', { name: 'Restore' }).click();
  await page.getByRole('link', { name: 'Look at it' }).click();
  await expect(page.getByRole('region', { name: 'State' })).toContainText('Ready');

  await deleteOpenCredential(page);
  await page.getByRole('link', { name: 'Bin (1)' }).click();
  await credentialCard(page, 'Practice').getByRole('button', { name: 'Delete now' }).click();
  await page.getByRole('button', { name: 'Delete for good' }).click();
  await expect(page.getByRole('status')).toContainText('Zoom has revoked its authorization.');
  await expect(page.getByText('The bin is empty')).toBeVisible();
  expect((await desktop.keyring.items()).filter(({ secret }) => secret.includes('refreshToken'))).toEqual([]);
});
