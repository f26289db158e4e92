import { openCredential } from '../support/operator';
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
