import { chromium, type Page } from '@playwright/test';
import { manyCredentials } from '../renderer/credential-samples';
import { RendererPage } from '../renderer/renderer-page';
import { sampleMeeting, sampleState } from '../renderer/sample-state';
import { pageEngineOptions } from '../support/chromium';
import { test } from '../support/usher-test';
import { measurePairs } from './pairs';
import { untilShown } from './until-shown';

const many = 2_000;
const few = 50;
const credentials = manyCredentials(20);

/** Over some weeks, as the operators of a house have them: each of a credential's own, and every third only joined. */
function meetings(count: number) {
  return Array.from({ length: count }, (_, index) =>
    sampleMeeting({
      topic: `Session ${index}`,
      startsIn: 30 + index * 15,
      environment: 'zoom',
      meetingId: String(80_000_000_000 + index),
      sources: credentials
        .slice(index % 20, (index % 20) + 1)
        .map(({ id }) => ({ credentialId: id, isHost: index % 3 > 0 })),
    }),
  );
}

test(`an agenda of ${many} meetings across 20 credentials shown and filtered, against ${few}`, async () => {
  const browser = await chromium.launch(pageEngineOptions);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
  const open = async (count: number) => {
    const page = await context.newPage();
    const state = sampleState({ credentials, meetings: meetings(count), feeds: [] });
    await RendererPage.openOperator(page, state, { screen: 'settings' });
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
    return page;
  };
  const [large, small] = [await open(many), await open(few)];
  /** The first row; what comes below the screen is drawn later. */
  const list = async (page: Page) => {
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
    return await page.getByRole('button', { name: /^Meetings/ }).evaluate(untilShown, { selector: '.meeting-row' });
  };
  const filter = async (page: Page, count: number) => {
    const field = page.getByRole('searchbox');
    await field.fill('');
    await page.getByText(`${count} in all`).waitFor();
    return await field.evaluate(untilShown, {
      selector: '.agenda > section:only-child .meeting-row:only-child',
      text: '800 0000 0007',
    });
  };
  await measurePairs({
    name: `agenda-${many}`,
    unit: 'ms',
    aim: 1.5,
    pairs: 35,
    ours: () => list(large),
    base: () => list(small),
  });
  await measurePairs({
    name: `agenda-filter-${many}`,
    unit: 'ms',
    aim: 1.5,
    pairs: 35,
    ours: () => filter(large, many),
    base: () => filter(small, few),
  });
  await browser.close();
});
