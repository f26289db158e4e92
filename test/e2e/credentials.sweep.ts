import type { Page } from '@playwright/test';
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

type App = { clientId: string; clientSecret?: string };

/** Through the dialog, for Practice Zoom; a user credential then waits for the browser. */
async function addCredential(
  page: Page,
  { clientId, clientSecret = '' }: App,
  { name, kind, tags }: { name: string; kind: 'User' | 'App only'; tags: string },
): Promise<void> {
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: kind }).check();
  await dialog.getByText('Practice Zoom', { exact: true }).click();
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByLabel(/^Tags/).fill(tags);
  await dialog.getByLabel('Client ID').fill(clientId);
  await dialog.getByRole('textbox', { name: /Client secret/ }).fill(clientSecret);
  await dialog.getByRole('button', { name: /^Add/ }).click();
  await expect(dialog).toBeHidden();
}

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

test('credentials with tags are filtered, tested, renamed, given another secret, and duplicated', async ({
  usher,
  practice,
  answerConsent,
}) => {
  test.setTimeout(60_000);
  const app = await practice.registerApp();
  const page = await usher.mainWindow();
  await practiceFirst(page, answerConsent);
  await goTo(page, 'Credentials');
  await addCredential(page, app, { name: 'Signer', kind: 'App only', tags: 'studio, night shift' });

  await test.step('filter by tag and text', async () => {
    await page.getByLabel('Tag', { exact: true }).selectOption('studio');
    await expect(credentialCard(page, 'Practice')).toBeHidden();
    await expect(credentialCard(page, 'Signer')).toBeVisible();
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.keyboard.type('okafor');
    await expect(credentialCard(page, 'Signer')).toBeHidden();
    await expect(credentialCard(page, 'Practice')).toBeVisible();
    await page.keyboard.press('Escape');
  });

  await test.step('test and rename', async () => {
    await openCredential(page, 'Signer');
    await page.getByRole('button', { name: 'Test now' }).click();
    await expect(page.getByText('Zoom knows the client and its secret')).toBeVisible();
    await page.getByRole('button', { name: 'Name and tags' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Signer of the house');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Signer of the house' })).toBeVisible();
  });

  await test.step('a wrong secret is refused by Zoom and not kept; the right one is', async () => {
    await page.getByRole('button', { name: 'Change client ID and secret' }).click();
    const dialog = page.getByRole('dialog');
    const secret = dialog.getByRole('textbox', { name: /Client secret/ });
    await secret.fill('not-the-real-secret');
    await page.keyboard.press('Enter');
    await expect(dialog.getByRole('alert')).toContainText('Nothing was changed.');
    await secret.fill(app.clientSecret ?? '');
    await page.keyboard.press('Enter');
    await expect(dialog).toBeHidden();
    await expect(page.getByText('they are kept')).toBeVisible();
  });

  await test.step('duplicate', async () => {
    await page.getByRole('button', { name: 'Duplicate' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Signer of the house (2)' })).toBeVisible();
    await page.keyboard.press('Alt+ArrowLeft');
    await expect(page.getByRole('link', { name: 'Signer of the house (2)' })).toBeFocused();
  });
});

test('another Zoom user who comes back changes nothing until somebody decides: throw away, add as new, replace', async ({
  usher,
  answerConsent,
}) => {
  const page = await usher.mainWindow();
  await practiceFirst(page, answerConsent);
  await goTo(page, 'Credentials');
  const card = credentialCard(page, 'Practice');
  for (const { button, owner, others } of [
    { button: 'Throw away', owner: 'Mira Okafor', others: 0 },
    { button: 'Add as new', owner: 'Mira Okafor', others: 1 },
    { button: 'Replace', owner: 'Priya Raman', others: 1 },
  ]) {
    await test.step(button, async () => {
      await card.getByRole('button', { name: 'Reauthorize' }).click();
      expect(await answerConsent({ decision: 'Allow', user: 'Priya Raman' })).toContain('priya.raman@halden.example');
      const dialog = page.getByRole('dialog');
      await expect(dialog).toContainText('priya.raman@halden.example');
      await expect(card).toContainText('Mira Okafor');
      await dialog.getByRole('button', { name: button }).click();
      await expect(dialog).toBeHidden();
      await expect(card).toContainText(owner);
      await expect(card).toContainText('Ready');
      await expect(page.getByRole('listitem', { name: 'Priya Raman' })).toHaveCount(others);
    });
  }
});

test('the start that failed for a dead sign-in goes on by itself once its user has signed in again', async ({
  usher,
  practice,
  answerConsent,
}) => {
  const page = await usher.mainWindow();
  await practiceFirst(page, answerConsent);
  const row = meetingRow(page, practiceTopics.inFourMinutes);
  await expect(row).toBeVisible();
  await practice.zoom.endGrants();
  await page.getByRole('button', { name: 'Refresh' }).click();
  await expect(page.getByText('Zoom no longer accepts this authorization').first()).toBeVisible();
  await row.getByRole('button', { name: 'Start' }).click();
  await row.getByRole('alert').getByRole('button', { name: 'Reauthorize' }).click();
  await answerConsent({ decision: 'Allow' });
  await usher.windowShowing('This is practice');
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
