import { expect, type Page, test } from '@playwright/test';
import { pageOf, person } from './host-key-samples';
import { windowsOfThisFile } from './in-window';
import { RendererPage, type Replies } from './renderer-page';
import { sampleDetails, sampleState, sampleWindow } from './sample-state';

const inWindow = windowsOfThisFile();
const openWindows =
  (change: Parameters<typeof sampleWindow>[0], replies: Replies = {}) =>
  (page: Page) =>
    RendererPage.openOperator(page, sampleState({ meetingWindows: [sampleWindow(change)] }), {
      screen: 'inMeetings',
      replies,
    });

async function openDialog(page: Page, item: string) {
  await page.getByRole('button', { name: /^More for/ }).click();
  await page.getByRole('menuitem', { name: item }).click();
  return page.getByRole('dialog');
}

test('whoever is chosen and no longer shown is not the one whose key is used, and nobody else is', async () => {
  const host = person('Mira');
  const other = person('Priya');
  const replies: Replies = {
    readMeeting: { ok: true, value: { ...sampleDetails, hostId: 'mira' } },
    findHostKeys: [pageOf([host]), pageOf([other]), pageOf([]), pageOf([other])].map((value) => ({ ok: true, value })),
  };
  await inWindow(openWindows({ role: 'participant', hasHost: false }, replies), async (window, page) => {
    const dialog = await openDialog(page, 'Claim host…');
    const claim = dialog.getByRole('button', { name: 'Claim host' });
    const search = dialog.getByLabel('Somebody else');
    await expect(dialog.getByRole('radio', { name: 'Mira' })).toBeChecked();
    await search.fill('pri');
    await dialog.getByRole('radio', { name: 'Priya' }).check();
    await search.fill('nobody');
    await expect(dialog.getByRole('radio', { name: 'Priya' })).toHaveCount(0);
    await expect(dialog.getByRole('radio', { name: 'Mira' })).not.toBeChecked();
    await expect(claim).toBeDisabled();
    await search.fill('priya');
    await expect(dialog.getByRole('radio', { name: 'Priya' })).toBeChecked();
    await claim.click();
    await expect(dialog).toHaveCount(0);
    const claims = (await window.calls()).filter(({ name }) => name === 'claimHost');
    expect(claims.map(({ input }) => input)).toEqual([{ windowId: 'window-1', hostKeyFrom: other.id }]);
  });
});

test('a key that becomes doubtful while a claim is open says so', async () => {
  const host = person('Mira');
  const replies: Replies = {
    readMeeting: { ok: true, value: { ...sampleDetails, hostId: 'mira' } },
    findHostKeys: [pageOf([host]), pageOf([{ ...host, standing: 'doubtful' }])].map((value) => ({ ok: true, value })),
  };
  const shown = { role: 'participant', hasHost: false } as const;
  await inWindow(openWindows(shown, replies), async (window, page) => {
    const dialog = await openDialog(page, 'Claim host…');
    await expect(dialog.getByRole('radio', { name: 'Mira', exact: true })).toBeVisible();
    await window.publish(sampleState({ meetingWindows: [sampleWindow(shown)], hostKeys: { changes: 1, locks: 0 } }));
    await expect(dialog.getByRole('radio', { name: 'Mira (doubtful)' })).toBeVisible();
  });
});

test('a room system is invited by an address; an empty field is no mistake yet, and invites nobody', async () => {
  await inWindow(openWindows({ environment: 'zoom' }), async (window, page) => {
    const dialog = await openDialog(page, 'Invite a room system…');
    const invite = dialog.getByRole('button', { name: 'Invite' });
    const address = dialog.getByLabel('Address');
    const mistake = dialog.getByText('An address such as board@example.com or 203.0.113.20.');
    await expect(invite).toBeDisabled();
    await expect(mistake).toHaveCount(0);
    await address.fill('board room');
    await expect(mistake).toBeVisible();
    await expect(invite).toBeDisabled();
    await address.fill(' ');
    await expect(invite).toBeDisabled();
    await address.fill(' board@example.com ');
    await invite.click();
    await expect(dialog).toHaveCount(0);
    const invited = (await window.calls()).filter(({ name }) => name === 'inviteRoom');
    expect(invited.map(({ input }) => input)).toEqual([
      { windowId: 'window-1', address: 'board@example.com', protocol: 'sip' },
    ]);
  });
});
