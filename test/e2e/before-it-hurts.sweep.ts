import { goTo, meetingRow, practiceFirst } from '../support/operator';
import { shownHealth } from '../support/tray-health';
import { expect, test } from '../support/usher-test';

const minute = 60_000;
const topic = 'Studio B line check';

test('a grant that ends before a meeting turns the tray amber with the meeting’s name an hour ahead, and one click mends it', async ({
  usher,
  tray,
  practice,
  answerConsent,
}) => {
  // The first meeting that has not begun, ten minutes ago at Zoom, is 62 minutes away for this computer, and nothing is nearer.
  practice.zoom.advanceClock(72 * minute);
  const page = await usher.mainWindow();
  await practiceFirst(page, answerConsent);
  const row = meetingRow(page, topic);
  await expect(row).toBeVisible();
  await expect(page.getByRole('button', { name: 'Refresh' })).toBeEnabled();
  await expect.poll(() => shownHealth(usher, tray)).toBe('ready');
  const keysAsked = () => practice.zoom.requests.filter(({ path }) => path === '/v2/users/me/zak');
  expect(keysAsked()).toEqual([]);

  await practice.zoom.endGrants();
  const asked = practice.zoom.requests.length;
  await usher.electron.evaluate(() => {
    const RealDate = Date;
    globalThis.Date = new Proxy(RealDate, {
      construct: (target, given) => Reflect.construct(target, given.length > 0 ? given : [RealDate.now() + 4 * 60_000]),
    });
  });
  // Whatever changes makes Usher look; else it does so every twenty seconds.
  await goTo(page, 'Settings');
  await page.getByText('Dark', { exact: true }).click();
  const warning = new RegExp(`${topic} in \\d+ min is at risk: Reauthorize`);
  await expect.poll(() => tray.tooltip()).toMatch(warning);
  // Nobody refreshed: trying the key is what found it out, or, once in twenty times, the credential's own check of the day.
  const tried = practice.zoom.requests.slice(asked);
  expect(tried[0]).toMatchObject({ path: expect.stringMatching(/^\/v2\/users\/me(\/zak)?$/), status: 401 });
  expect(tried.filter(({ path }) => path.includes('meetings'))).toEqual([]);
  await expect.poll(() => tray.menuText()).toMatch(/^[^\n]*At risk/);
  await expect.poll(() => shownHealth(usher, tray)).toBe('attention');
  await goTo(page, 'Meetings');
  await expect(page.getByRole('region', { name: 'Meetings at risk' })).toContainText(topic);
  await expect(row).toContainText('At risk');

  await tray.click(warning);
  await answerConsent({ decision: 'Allow' });
  await expect.poll(() => tray.menuText()).not.toContain('at risk');
  await expect(page.getByRole('region', { name: 'Meetings at risk' })).toHaveCount(0);
});
