import { expect, type Page, test } from '@playwright/test';
import type { ActivityEntry, ActivityPage } from '../../src-main/shared/activity';
import type { CallReply } from '../../src-main/shared/bridge';
import { expectUsableByEverybody, refusal, windowsOfThisFile } from './in-window';
import { RendererPage, type Replies } from './renderer-page';
import { deadCredential, minutesFromNow, readyCredential, sampleState } from './sample-state';

const inWindow = windowsOfThisFile();
const state = sampleState({ credentials: [readyCredential, deadCredential] });

const entry = (n: number, more: Partial<ActivityEntry>): ActivityEntry => ({
  n,
  at: minutesFromNow(-2),
  kind: 'meetingStarted',
  outcome: 'done',
  credentialId: readyCredential.id,
  credentialName: 'Practice',
  ...more,
});
const newest: ActivityPage = {
  entries: [
    entry(7, { topic: 'Town hall', meetingId: '82012345678' }),
    entry(6, {
      kind: 'tokenMinted',
      token: 'zak',
      outcome: 'failed',
      code: 'not_permitted',
      trackingId: 'WEB_not-real',
    }),
  ],
  next: 6,
  total: 7,
};
const older: ActivityPage = {
  entries: [entry(2, { kind: 'credentialAdded', at: minutesFromNow(-24 * 60) })],
  total: 7,
};
const tampered: ActivityPage = {
  ...older,
  changedOutside: { at: minutesFromNow(-60), setAside: 'activity.set-aside-1.jsonl', afterEntry: 41 },
};
const given = (value: ActivityPage): CallReply => ({ ok: true, value });
const open = (replies: Replies) => (page: Page) =>
  RendererPage.openOperator(page, state, { screen: 'activity', replies });
const rows = (page: Page) => page.getByRole('main').getByRole('listitem');

test('what was done stands by day, opens for its details, and goes further back when asked', async () => {
  await inWindow(open({ listActivity: [given(newest), given(older)] }), async (window, page) => {
    await expect(page.getByRole('region', { name: 'Today' }).getByRole('listitem')).toHaveCount(2);
    await expect(page.getByRole('status')).toHaveText('7 entries');
    await expect(rows(page).nth(1)).toContainText('ZAK not minted');
    await expect(page.getByText('WEB_not-real')).toBeHidden();
    await rows(page).nth(1).locator('summary').press('Enter');
    await expect(page.getByText('WEB_not-real')).toBeVisible();
    await page.getByRole('button', { name: 'Look further back' }).press('Enter');
    await expect(page.getByRole('region', { name: 'Yesterday' }).getByRole('listitem')).toHaveText(/Credential added/);
    await expect(rows(page)).toHaveCount(3);
    await expect(page.getByRole('button', { name: 'Look further back' })).toHaveCount(0);
    expect(await window.calls()).toEqual([
      { name: 'listActivity', input: { limit: 100 } },
      { name: 'listActivity', input: { limit: 100, before: 6 } },
    ]);
  });
});

test('the filter asks for what was chosen, an empty answer can be undone, and the export takes the same filter', async () => {
  const empty: ActivityPage = { entries: [], total: 7 };
  const replies: Replies = {
    listActivity: [given(newest), given(older), given(empty), given(newest)],
    exportActivity: [refusal('file_not_written', { subject: 'activity.csv' }), 'pending'],
  };
  await inWindow(open(replies), async (window, page) => {
    await expect(rows(page)).toHaveCount(2);
    await page.getByLabel('What happened').selectOption('Changes to credentials');
    await expect(rows(page)).toHaveCount(1);
    await page.getByLabel('Credential', { exact: true }).selectOption('Town hall host');
    await expect(page.getByText('Nothing matches')).toBeVisible();
    const asked = (await window.calls()).at(-1)?.input as { kinds: string[] };
    expect(asked).toMatchObject({ credentialId: deadCredential.id, limit: 100 });
    expect(asked.kinds).toContain('credentialPurged');

    const csv = page.getByRole('button', { name: 'Export as CSV' });
    await csv.click();
    await expect(page.getByRole('alert')).toContainText('activity.csv could not be written there');
    await page.getByRole('button', { name: 'As JSON Lines' }).click();
    await expect(csv).toHaveAttribute('aria-busy', 'true');
    // One at a time.
    await csv.press('Enter');
    await window.publish({ ...state, activityExport: { part: 0.4 } });
    await expect(page.getByRole('progressbar', { name: 'Export of the activity' })).toHaveAttribute(
      'aria-valuenow',
      '40',
    );
    await page.getByRole('button', { name: 'Cancel' }).press('Enter');
    const filter = { kinds: asked.kinds, credentialId: deadCredential.id };
    expect((await window.calls()).slice(-3)).toEqual([
      { name: 'exportActivity', input: { format: 'csv', filter } },
      { name: 'exportActivity', input: { format: 'jsonLines', filter } },
      { name: 'cancelActivityExport', input: undefined },
    ]);
    await window.publish(state);
    await expect(page.getByRole('progressbar')).toHaveCount(0);
    await page.getByRole('button', { name: 'Clear the filter' }).click();
    await expect(rows(page)).toHaveCount(2);
    expect((await window.calls()).at(-1)).toEqual({ name: 'listActivity', input: { limit: 100 } });
  });
});

test('a log that was changed outside of Usher says so first, and the screen can be used by everybody in light and dark', async () => {
  await inWindow(open({ listActivity: given(tampered) }), async (_window, page) => {
    const notice = page.getByRole('alert');
    await expect(notice).toContainText('The log was changed outside of Usher after entry 41.');
    await expect(notice).toContainText('activity.set-aside-1.jsonl');
    await expectUsableByEverybody(page);
  });
});

test('a log that cannot be read is a failure that can be tried again', async () => {
  await inWindow(open({ listActivity: [refusal('unexpected'), given(older)] }), async (_window, page) => {
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(rows(page)).toHaveCount(1);
    await expect(page.getByText('did not expect')).toHaveCount(0);
  });
});
