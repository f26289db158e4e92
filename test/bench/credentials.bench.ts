import { cpSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { openRecords } from '../../src-main/storage/open-records';
import { AppParts } from '../main/app/app-parts';
import { manyCredentials } from '../renderer/credential-samples';
import { RendererPage } from '../renderer/renderer-page';
import { sampleState } from '../renderer/sample-state';
import { pageEngineOptions } from '../support/chromium';
import { practiceFirst } from '../support/operator';
import { endChild } from '../support/processes';
import { expect, test } from '../support/usher-test';
import { measurePairs } from './pairs';
import { startHidden } from './start-hidden';
import { untilShown } from './until-shown';

const projectRoot = resolve(import.meta.dirname, '../..');
const many = 500;
const few = 10;
const callers = 100;

test(`${many} credentials listed and filtered, against ${few}`, async () => {
  const browser = await chromium.launch(pageEngineOptions);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
  const open = async (count: number) => {
    const page = await context.newPage();
    await RendererPage.openOperator(page, sampleState({ credentials: manyCredentials(count) }), { screen: 'settings' });
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
    return page;
  };
  const [large, small] = [await open(many), await open(few)];
  /** The first row; what comes below the screen is drawn later, and filtered all the same. */
  const list = async (page: Page) => {
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
    return await page
      .getByRole('button', { name: /^Credentials/ })
      .evaluate(untilShown, { selector: '.credential-rows a' });
  };
  const filter = async (page: Page, count: number) => {
    const field = page.getByRole('searchbox');
    await field.fill('');
    await page.getByText(`${count} in all`).waitFor();
    return await field.evaluate(untilShown, { selector: '.credential-rows > li:only-child', text: 'person.7@' });
  };
  await measurePairs({
    name: `list-${many}`,
    unit: 'ms',
    aim: 1.5,
    pairs: 35,
    ours: () => list(large),
    base: () => list(small),
  });
  await measurePairs({
    name: `filter-${many}`,
    unit: 'ms',
    aim: 1.5,
    pairs: 35,
    ours: () => filter(large, many),
    base: () => filter(small, few),
  });
  await browser.close();
});

test(`${callers} callers of a credential whose token has run out, against one`, async () => {
  const app = await AppParts.start();
  const credentialId = await app.addSignedIn();
  const mint = async (count: number) => {
    app.clock.now = new Date(app.clock.now.getTime() + 60 * 60_000);
    app.zoom.http.requests.length = 0;
    const startedAt = performance.now();
    const minting = Array.from({ length: count }, async () => (await app.access.clientOf(credentialId)).getZak());
    await Promise.all(minting);
    const milliseconds = performance.now() - startedAt;
    expect(app.zoom.http.paths).toEqual(['/oauth/token', '/v2/users/me/zak']);
    return milliseconds;
  };
  /** One of them is over in a few milliseconds, which says little. */
  const mintOften = async (count: number) => {
    let sum = 0;
    for (let time = 0; time < 20; time++) sum += await mint(count);
    return sum / 20;
  };
  await measurePairs({
    name: `callers-${callers}`,
    unit: 'ms',
    aim: 1.2,
    ours: () => mintOften(callers),
    base: () => mintOften(1),
  });
  await app.close();
});

test(`launch to the tray’s menu with ${many} credentials, against one`, async ({
  launch,
  practice,
  desktop,
  trayHost,
  profile,
  answerConsent,
}) => {
  const first = await launch();
  await practiceFirst(await first.mainWindow(), answerConsent);
  await first.quit();
  const large = join(desktop.root, 'large-profile');
  cpSync(profile, large, { recursive: true });
  const path = join(large, 'usher.json');
  const { records } = openRecords({
    path,
    read: () => JSON.parse(readFileSync(path, 'utf8')),
    now: () => new Date(),
    onFailure: () => {},
    onCaughtUp: () => {},
  });
  await records.saveCredentials([...records.credentials, ...manyCredentials(many - 1)]);
  await records.settle();

  const env = { ...desktop.env, USHER_PRACTICE_ORIGIN: practice.origin };
  /** Not to the icon: that comes before the records are read, however many there are. */
  const timeToMenu = async (userDataDir: string) => {
    const { child, tray, startedAt } = await startHidden(projectRoot, userDataDir, { trayHost, env });
    await tray.find('Open Usher');
    const milliseconds = performance.now() - startedAt;
    await endChild(child);
    return milliseconds;
  };
  await measurePairs({
    name: `start-${many}`,
    unit: 'ms',
    aim: 1.2,
    ours: () => timeToMenu(large),
    base: () => timeToMenu(profile),
  });
});
