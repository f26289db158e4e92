import { registeredRedirectUris } from '../../src-main/shared/redirect-addresses';
import { credentialCard, goTo, meetingRow, practiceFirst, practiceTopics } from '../support/operator';
import { expect, test } from '../support/usher-test';

test('a Zoom app of one’s own is connected through the dialog; its secret goes to the keyring and nowhere else', async ({
  usher,
  practice,
  answerConsent,
  desktop,
}) => {
  const app = await practice.registerApp();
  const page = await usher.mainWindow();
  await page.getByRole('button', { name: 'Connect a Zoom app' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Practice Zoom', { exact: true }).click();
  await dialog.getByLabel('Name').fill('Studio');
  await dialog.getByLabel('Client ID').fill(app.clientId);
  await dialog.getByRole('textbox', { name: /Client secret/ }).fill(app.clientSecret ?? '');
  await dialog.getByRole('button', { name: 'Add and authorize' }).click();
  await answerConsent({ decision: 'Allow' });
  await goTo(page, 'Credentials');
  await expect(credentialCard(page, 'Studio')).toContainText('Ready');
  const items = await desktop.keyring.items();
  expect(items.filter(({ secret }) => secret.includes(app.clientSecret ?? '-'))).toHaveLength(1);
});

test('a wrong client secret is told by name, and the rest of the app goes on', async ({
  usher,
  practice,
  answerConsent,
}) => {
  const { clientId } = await practice.registerApp();
  const page = await usher.mainWindow();
  await page.getByRole('button', { name: 'Connect a Zoom app' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Practice Zoom', { exact: true }).click();
  await dialog.getByLabel('Name').fill('Wrong');
  await dialog.getByLabel('Client ID').fill(clientId);
  await dialog.getByRole('textbox', { name: /Client secret/ }).fill('not-the-real-secret');
  await dialog.getByRole('button', { name: 'Add and authorize' }).click();
  expect(await answerConsent({ decision: 'Allow' })).toContain('client secret');
  await goTo(page, 'Credentials');
  await expect(credentialCard(page, 'Wrong')).toContainText('does not accept the client ID or the client secret');
  await goTo(page, 'Settings');
  await expect(page.getByText('Keep running in the tray')).toBeVisible();
});

test('a public client without a secret signs in on a port of the kernel’s choice', async ({
  usher,
  practice,
  answerConsent,
  openedUrls,
}) => {
  const { clientId } = await practice.registerApp({ isPublic: true });
  const page = await usher.mainWindow();
  await page.getByRole('button', { name: 'Connect a Zoom app' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Practice Zoom', { exact: true }).click();
  await dialog.getByLabel('Name').fill('Public');
  await dialog.getByLabel('Client ID').fill(clientId);
  await dialog.getByRole('button', { name: 'Add and authorize' }).click();
  await answerConsent({ decision: 'Allow' });
  expect(registeredRedirectUris).not.toContain(new URL(openedUrls.all()[0] ?? '').searchParams.get('redirect_uri'));
  await goTo(page, 'Meetings');
  const row = meetingRow(page, practiceTopics.inFourMinutes);
  await row.getByRole('button', { name: 'Start' }).click();
  await expect(row).toContainText('can sign for the Meeting SDK');
});

test('whoever is signed in still is after a restart of Usher and its own Practice Zoom', async ({
  launch,
  answerConsent,
}) => {
  const first = await launch({ practiceOrigin: undefined });
  await practiceFirst(await first.mainWindow(), answerConsent);
  await expect(meetingRow(await first.mainWindow(), practiceTopics.inFourMinutes)).toBeVisible();
  await first.quit();
  const second = await launch({ practiceOrigin: undefined });
  await expect(meetingRow(await second.mainWindow(), practiceTopics.inFourMinutes)).toBeVisible();
});
