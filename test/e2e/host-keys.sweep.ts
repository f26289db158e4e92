import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { people } from '../../src-main/practice/practice-people';
import { goTo } from '../support/operator';
import { expect, test } from '../support/usher-test';

const jonas = 'Jonas Lindqvist';
const row = (page: Page) => page.getByRole('listitem', { name: jonas, exact: true });

test('a host key is set for somebody of the account: Zoom has it, the next start knows it, and no file tells it', async ({
  launch,
  practice,
  profile,
}) => {
  const first = await launch();
  const page = await first.mainWindow();
  const made = await page.evaluate(() => window.bridge.call('makePracticeApp', { kind: 'serverToServer' }));
  expect(made).toMatchObject({ ok: true });
  await goTo(page, 'Host keys');
  await page.getByRole('button', { name: 'Read the directory' }).click();
  await expect(row(page)).toContainText('No key here');
  await row(page).getByRole('button', { name: 'Set a key…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Set the key' }).click();
  await expect(row(page)).toContainText('Known');
  await first.quit();

  const second = await launch();
  const again = await second.mainWindow();
  await goTo(again, 'Host keys');
  await row(again).getByRole('button', { name: 'Reveal' }).click();
  const key =
    (await row(again)
      .getByText(/^\d{6}$/)
      .textContent()) ?? '';
  expect(practice.zoom.directory.isHostKeyOf(people.jonas.id, key)).toBe(true);
  await row(again).getByRole('button', { name: 'Copy' }).click();
  await expect(row(again).getByText('Copied, for half a minute')).toBeVisible();
  expect(await second.electron.evaluate(({ clipboard }) => clipboard.readText())).toBe(key);
  await second.quit();
  const files = readdirSync(profile, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile());
  // As a number of its own: longer ones, such as times, may hold the same digits.
  const alone = new RegExp(`(?<!\\d)${key}(?!\\d)`);
  const telling = files.filter((file) => alone.test(readFileSync(join(file.parentPath, file.name), 'latin1')));
  expect(telling.map(({ name }) => name)).toEqual([]);
  expect(files.map(({ name }) => name)).toContain('host-keys.sealed');
});
