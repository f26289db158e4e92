import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { clickAndClose, credentialCard, goTo, meetingRow, practiceTopics } from '../support/operator';
import { findSecrets } from '../support/secret-scan';
import { expect, test } from '../support/usher-test';

/**
 * Usher's whole main job, as one walk through the built app. `npm run tour` keeps its pictures;
 * as a test it also looks for every secret that was given out on the way in all the places where none may be.
 */
test('the tour: sign in, list, start as host, join, send a bot, reauthorize, set host keys, bring a meeting into a room; and no secret left anywhere but in the keyring', async ({
  usher,
  tray,
  practice,
  profile,
  desktop,
  answerConsent,
}, testInfo) => {
  const folder = process.env.USHER_TOUR_DIR ?? testInfo.outputPath('tour');
  mkdirSync(folder, { recursive: true });
  let number = 0;
  const step = async (words: string, page: Page) => {
    number += 1;
    // Still by the page's own style. Playwright's way plays what it stopped on afterwards, and the page's process dies of a pseudo-element's
    // animation whose element has gone meanwhile (seen in Chromium 114).
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const name = `${String(number).padStart(2, '0')}-${words.toLowerCase().replaceAll(/[^a-z]+/g, '-')}.png`;
    await page.screenshot({ path: join(folder, name) });
    console.log(`${number}. ${words} (${name})`);
  };

  const page = await usher.mainWindow();
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(window, { seenStates: seen });
    window.bridge.onStateChanged((state) => seen.push(JSON.stringify(state)));
  });
  await expect(page.getByRole('heading', { name: 'Welcome to Usher' })).toBeVisible();
  await step('First start', page);

  await page.getByRole('button', { name: 'Practice first' }).click();
  await expect(page.getByText('Waiting for you in the browser')).toBeVisible();
  await step('Waiting for the browser', page);
  await answerConsent({
    decision: 'Allow',
    onPage: (consent) => step('Consent in the browser', consent),
    onDone: (done) => step('Back from the browser', done),
  });

  await expect(meetingRow(page, practiceTopics.inFourMinutes)).toBeVisible();
  await step('Meetings of the signed-in user', page);

  const joinField = page.getByRole('region', { name: 'Join a meeting' });
  await joinField.getByRole('textbox').fill('Join us: https://zoom.us/j/86011004201?pwd=not-real');
  await expect(joinField.getByRole('listitem')).toContainText('860 1100 4201');
  await step('What a pasted link names, before anything happens', page);
  await joinField.getByRole('button', { name: 'Clear what to join' }).click();

  await meetingRow(page, practiceTopics.inFourMinutes).getByRole('button', { name: 'Start' }).click();
  const hosted = await usher.windowShowing('This is practice');
  await expect(hosted.getByText('Mira Okafor (you)')).toBeVisible();
  await step('Started as host', hosted);

  await meetingRow(page, practiceTopics.running).getByRole('button', { name: 'Join' }).click();
  const joined = await usher.windowShowing('This is practice', { not: hosted });
  await expect(joined.getByText('Mira Okafor (you)')).toBeVisible();
  await step('Joined signed in', joined);

  await goTo(page, 'Bots');
  await page.getByRole('button', { name: 'Add a bot' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Display name' }).fill('Scribe');
  await step('A bot is a saved name and way in', page);
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  const scribe = page.getByRole('listitem', { name: 'Scribe', exact: true });
  await expect(scribe.getByRole('button', { name: 'Launch' })).toBeVisible();
  await step('Bots, launched with a click or by a rule', page);
  await goTo(page, 'Meetings');
  await page.getByRole('link', { name: practiceTopics.inFourMinutes }).first().click();
  await expect(page.getByRole('button', { name: 'Copy dial string' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Settings' })).toBeVisible();
  await step('All that Zoom says of one meeting', page);

  await goTo(page, 'In meetings');
  const rows = page.getByRole('main').getByRole('listitem');
  await expect(rows).toHaveCount(2);
  await step('In two meetings', page);
  console.log(`   The tray says: ${(await tray.menuText()).split('\n').slice(0, 8).join(' | ')}`);
  const secretsInPlaces = async () =>
    findSecrets(practice.issuedSecrets, {
      paths: [profile],
      texts: {
        ...usher.output(),
        'states and answers of main': await page.evaluate(async () =>
          JSON.stringify([
            (window as unknown as { seenStates: string[] }).seenStates,
            await window.bridge.call('getState', undefined),
            { ...localStorage },
          ]),
        ),
        'the operator’s window': await page.content(),
        'the host’s window': hosted.isClosed() ? '' : await hosted.content(),
      },
      pids: usher.processTree().map(({ pid }) => pid),
    });
  expect(await secretsInPlaces()).toEqual([]);
  await clickAndClose(hosted, 'Leave');
  await clickAndClose(joined, 'Leave');
  await expect(rows).toHaveCount(0);

  await practice.zoom.endGrants();
  await goTo(page, 'Meetings');
  await page.getByRole('button', { name: 'Refresh' }).click();
  await goTo(page, 'Credentials');
  const card = credentialCard(page, 'Practice');
  await expect(card).toContainText('Zoom no longer accepts this authorization');
  await step('An authorization that Zoom has ended', page);
  await card.getByRole('button', { name: 'Reauthorize' }).first().click();
  await answerConsent({ decision: 'Allow' });
  await expect(card).toContainText('Ready');
  await step('Reauthorized with one click', page);

  await page.evaluate(() => window.bridge.call('makePracticeApp', { kind: 'serverToServer' }));
  await goTo(page, 'Host keys');
  await page.getByRole('button', { name: 'Read the directory' }).click();
  await page.getByRole('button', { name: 'Set missing keys…' }).click();
  await dialog.getByRole('button', { name: 'Set 5 keys' }).click();
  await expect(page.getByRole('region', { name: 'Campaign' })).toContainText('5 of 5 done');
  await expect(dialog).toHaveCount(0);
  await step('Host keys of a whole account, set and remembered', page);

  await goTo(page, 'Rooms');
  await page.getByRole('button', { name: 'Add the practice room' }).click();
  const boardroom = page.getByRole('main').getByRole('listitem', { name: 'Boardroom', exact: true });
  await expect(boardroom).toContainText('Ready');
  await boardroom.getByRole('button', { name: 'Bring a meeting here…' }).click();
  await dialog.getByRole('link', { name: `Choose ${practiceTopics.inFourMinutes}` }).click();
  const rooms = page.getByRole('region', { name: 'Room systems' });
  await rooms.getByRole('combobox', { name: 'Host key' }).selectOption({ label: 'Mira Okafor’s, from the directory' });
  await rooms.getByRole('button', { name: 'Dial', exact: true }).click();
  await expect(rooms.getByText('Connected', { exact: true })).toBeVisible();
  await step('A meeting on its way into a room, as its host', page);
  await goTo(page, 'Rooms');
  await boardroom.getByRole('button', { name: 'Yes, it is the host' }).click();
  await expect(boardroom).toContainText('The key is proven.');
  await step('The room is the host, and the key is proven', page);
  await boardroom.getByRole('button', { name: 'Hang up' }).click();
  await expect(boardroom.getByText('Over', { exact: true })).toBeVisible();

  expect(practice.issuedSecrets.length).toBeGreaterThanOrEqual(8);
  expect(await secretsInPlaces()).toEqual([]);
  const kept = (await desktop.keyring.items()).map(({ secret }) => secret).join('\n');
  expect(
    findSecrets(practice.issuedSecrets, { texts: { keyring: kept } }).length,
    'the keyring holds them',
  ).toBeGreaterThan(0);
  await usher.quit();
  // Every folder that a desktop gives to programs lies below this one; the keyring's files are encrypted.
  expect(findSecrets(practice.issuedSecrets, { paths: [desktop.root], texts: usher.output() })).toEqual([]);
});
