import { expectNoSeriousAxeFindings } from '../support/axe';
import {
  deleteOpenCredential,
  goTo,
  meetingRow,
  openCredential,
  practiceFirst,
  practiceTopics,
} from '../support/operator';
import { expect, test } from '../support/usher-test';

test('axe finds nothing serious on any screen of the operator’s window, in light and in dark', async ({
  usher,
  practice,
  openedUrls,
  webBrowser,
}) => {
  const page = await usher.mainWindow();
  const look = async (name: string) => {
    await test.step(name, () => expectNoSeriousAxeFindings(page));
  };
  await expect(page.getByRole('heading', { name: 'Welcome to Usher' })).toBeVisible();
  await look('the welcome');

  await page.getByRole('button', { name: 'Connect a Zoom app' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Add and authorize' }).click();
  await look('the dialog for a new credential, with its complaints');
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Practice first' }).click();
  await expect(page.getByText('Waiting for you in the browser')).toBeVisible();
  await look('a sign-in that waits for the browser');
  await webBrowser.consent(await openedUrls.next(), { decision: 'Allow' });

  const row = meetingRow(page, practiceTopics.inFourMinutes);
  await expect(row).toBeVisible();
  await look('Meetings');
  await goTo(page, 'In meetings');
  await look('In meetings, with none');
  await goTo(page, 'Settings');
  await look('Settings');
  await goTo(page, 'Activity');
  await expect(page.getByRole('main').getByRole('listitem').first()).toBeVisible();
  await look('Activity');
  await goTo(page, 'Credentials');
  await look('Credentials');
  await openCredential(page, 'Practice');
  await look('the page of a credential');

  await goTo(page, 'Meetings');
  await practice.zoom.endGrants();
  await page.getByRole('button', { name: 'Refresh' }).click();
  await expect(page.getByText('Zoom no longer accepts this authorization').first()).toBeVisible();
  await row.getByRole('button', { name: 'Start' }).click();
  await expect(row.getByRole('alert').or(page.getByText('You are in'))).toBeVisible();
  await look('Meetings, when Zoom has ended the authorization');
  await goTo(page, 'Credentials');
  await look('Credentials, when one needs its user');
});

test('axe finds nothing serious on the page of a credential, its dialogs and the bin, in light and in dark', async ({
  usher,
  answerConsent,
}) => {
  const page = await usher.mainWindow();
  const look = async (name: string) => {
    await test.step(name, () => expectNoSeriousAxeFindings(page));
  };
  await practiceFirst(page, answerConsent);
  await goTo(page, 'Credentials');
  await openCredential(page, 'Practice');
  await look('the page of a credential');
  for (const dialog of ['Name and tags', 'Change client ID and secret', 'Delete']) {
    await page.getByRole('button', { name: dialog }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await look(`the dialog “${dialog}”`);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
  }
  await page.getByRole('button', { name: 'Duplicate' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Practice (2)' })).toBeVisible();
  await look('the page of a credential that nobody has signed in with');
  await deleteOpenCredential(page);
  await look('Credentials, with one just deleted');
  await page.getByRole('link', { name: 'Bin (1)' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Bin' })).toBeVisible();
  await look('the bin');
});

test('axe finds nothing serious on Usher’s own page in a meeting window, in light and in dark', async ({
  usher,
  practice,
  answerConsent,
}) => {
  const operator = await usher.mainWindow();
  await practiceFirst(operator, answerConsent);
  const row = meetingRow(operator, practiceTopics.inFourMinutes);
  await expect(row).toBeVisible();
  // The room is not told yet: what is shown is the way to it.
  practice.zoom.faults.add({ path: '/practice/rooms/*', method: 'GET', effect: { kind: 'delay', ms: 60_000 } });
  await row.getByRole('button', { name: 'Start' }).click();
  const meeting = await usher.windowShowing('Zoom is letting you in');
  const look = async (name: string) => {
    await test.step(name, () => expectNoSeriousAxeFindings(meeting));
  };
  await look('the way in');
  practice.zoom.faults.clear();
  await expect(meeting.getByText('This is practice')).toBeVisible();
  await look('the practice room');
  await goTo(operator, 'In meetings');
  await test.step('In meetings, with one', () => expectNoSeriousAxeFindings(operator));
  await meeting.getByRole('button', { name: 'End for all' }).click();
  await expect(meeting.getByRole('dialog')).toBeVisible();
  await look('the question before it is ended for all');
  await meeting.getByRole('dialog').getByRole('button', { name: 'End for all' }).click();
  await expect(meeting.getByText('Meeting ended')).toBeVisible();
  await look('the card of a meeting that has ended');
  practice.zoom.faults.add({
    path: '/v2/users/me/zak',
    effect: { kind: 'answer', status: 400, body: { code: 4711, message: 'does not contain scopes:[user:read:zak].' } },
  });
  await meeting.getByRole('button', { name: 'Start again' }).click();
  await expect(meeting.getByText('Could not get into')).toBeVisible();
  await meeting.getByText('Details').click();
  await look('the card of a meeting that could not be opened');
});
