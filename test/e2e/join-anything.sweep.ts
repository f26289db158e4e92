import { goTo, meetingRow, practiceFirst, practiceTopics } from '../support/operator';
import { expect, test } from '../support/usher-test';

test('a number from the clipboard is shown from the tray, and joined with a click', async ({
  usher,
  tray,
  practice,
  answerConsent,
}) => {
  const page = await usher.mainWindow();
  await practiceFirst(page, answerConsent);
  const row = meetingRow(page, practiceTopics.running);
  await expect(row).toBeVisible();
  const [number = ''] = /\d{3} \d{3,4} \d{4}/.exec(await row.innerText()) ?? [];
  await usher.electron.evaluate(({ clipboard }, text) => clipboard.writeText(text), `Please join ${number}`);
  await goTo(page, 'Settings');

  await tray.click('Join from clipboard');
  const field = page.getByRole('region', { name: 'Join a meeting' });
  await expect(field).toContainText('No meeting in it');
  await usher.electron.evaluate(({ clipboard }, text) => clipboard.writeText(text), ` ${number}\n`);
  await field.getByRole('button', { name: 'Paste' }).click();
  await expect(field.getByRole('listitem')).toContainText(practiceTopics.running);
  expect(practice.zoom.requests.some(({ path }) => path === '/api/v1/wc/info')).toBe(false);
  await field.getByRole('button', { name: 'Join', exact: true }).click();
  await usher.windowShowing('This is practice');
  await expect(field.getByRole('listitem')).toHaveCount(0);
});

test('a link of another program brings up the window with what it names, and joins nothing', async ({
  usher,
  practice,
  answerConsent,
}) => {
  const page = await usher.mainWindow();
  await practiceFirst(page, answerConsent);
  await expect(meetingRow(page, practiceTopics.running)).toBeVisible();
  await goTo(page, 'Settings');
  await usher.startSecondInstance(['usher://join?id=81234567890&pwd=not-real']);
  const field = page.getByRole('region', { name: 'Join a meeting' });
  await expect(field.getByRole('listitem')).toContainText('812 3456 7890');
  await expect(field.getByRole('listitem')).toContainText('from a link that another program opened');
  await usher.startSecondInstance(['usher://join?id=81234567890&zak=not-a-real-zak']);
  await expect(field).toContainText('A link brought a key along');
  expect(practice.zoom.requests.some(({ path }) => path === '/api/v1/wc/info')).toBe(false);
  expect(usher.electron.windows()).toHaveLength(1);
});
