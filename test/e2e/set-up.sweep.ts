import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withFocus } from '../support/focus';
import { credentialCard, goTo, practiceFirst } from '../support/operator';
import { expect, test } from '../support/usher-test';

const passphrase = 'not-a-real-passphrase';

test('a credential exported under a passphrase is imported on another computer, where its user signs in', async ({
  launch,
  desktop,
  practice,
  answerConsent,
}) => {
  test.setTimeout(90_000);
  const path = join(desktop.root, 'usher-credentials.json');
  const here = await launch();
  await here.electron.evaluate(({ dialog }, filePath) => {
    Object.assign(dialog, { showSaveDialog: async () => ({ canceled: false, filePath }) });
  }, path);
  const page = await here.mainWindow();
  await practiceFirst(page, answerConsent);
  await goTo(page, 'Credentials');
  await expect(credentialCard(page, 'Practice')).toContainText('Ready');
  await page.getByRole('button', { name: 'Set-up', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Export credentials' }).click();
  const exporting = await withFocus(page.getByRole('dialog'));
  await exporting.getByRole('switch', { name: /^With client secrets/ }).press('Space');
  await exporting.getByRole('textbox', { name: 'Passphrase', exact: true }).fill(passphrase);
  await exporting.getByRole('textbox', { name: 'Passphrase again' }).fill(passphrase);
  await exporting.getByRole('button', { name: 'Choose where to save' }).click();
  await expect(exporting.getByRole('status')).toHaveText('Saved as usher-credentials.json.', { timeout: 10_000 });
  const file = readFileSync(path, 'utf8');
  expect(practice.issuedSecrets.filter(({ value }) => file.includes(value))).toEqual([]);
  expect(practice.issuedSecrets.length).toBeGreaterThan(0);
  await here.quit({ by: 'system' });

  const there = await launch({ userDataDir: mkdtempSync(join(desktop.root, 'profile-')) });
  await there.electron.evaluate(({ dialog }, filePath) => {
    Object.assign(dialog, { showOpenDialog: async () => ({ canceled: false, filePaths: [filePath] }) });
  }, path);
  const other = await there.mainWindow();
  await goTo(other, 'Credentials');
  await other.getByRole('button', { name: 'Set-up', exact: true }).click();
  await other.getByRole('menuitem', { name: 'Import credentials' }).click();
  const importing = other.getByRole('dialog');
  await importing.getByRole('button', { name: 'Choose a file' }).click();
  await importing.getByRole('textbox', { name: 'Passphrase' }).fill('not-the-passphrase');
  await importing.getByRole('button', { name: 'Open' }).click();
  await expect(importing.getByRole('alert')).toBeVisible({ timeout: 10_000 });
  await importing.getByRole('textbox', { name: 'Passphrase' }).fill(passphrase);
  await importing.getByRole('button', { name: 'Open' }).click();
  await expect(importing).toContainText('1 new', { timeout: 10_000 });
  await importing.getByRole('button', { name: 'Import 1' }).click();
  await expect(importing.getByRole('status')).toContainText('1 added');
  await importing.getByRole('button', { name: 'Done' }).click();
  const card = credentialCard(other, 'Practice');
  await card.getByRole('button', { name: 'Authorize' }).click();
  expect(await answerConsent({ decision: 'Allow' })).toContain('Mira Okafor is signed in');
  await expect(card).toContainText('Ready');
});
