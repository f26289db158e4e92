import { expect, type Page, test } from '@playwright/test';
import type { AppState } from '../../src-main/shared/app-state';
import { BotId, noBots } from '../../src-main/shared/bot';
import { scribe } from './bot-samples';
import { refusal, windowsOfThisFile } from './in-window';
import { RendererPage, type Replies } from './renderer-page';
import { deadCredential, drafted, readyCredential, sampleState, unlisted } from './sample-state';

const inWindow = windowsOfThisFile();

const open =
  (state: AppState, replies: Replies = {}) =>
  (page: Page) =>
    RendererPage.openOperator(page, state, { replies });
const section = (page: Page) => page.getByRole('region', { name: 'Join a meeting' });
const field = (page: Page) => page.getByRole('textbox', { name: 'Join with a link, a number or an invitation' });

test('what is typed goes to the main process as it is, line ends too', async () => {
  await inWindow(open(sampleState()), async (window, page) => {
    await expect(field(page)).toBeVisible();
    await page.keyboard.press('Control+j');
    await expect(field(page)).toBeFocused();
    await field(page).fill('Meeting ID: 812 3456 7890\nPasscode: 4711');
    expect((await window.calls()).at(-1)).toEqual({
      name: 'readMeetingText',
      input: { text: 'Meeting ID: 812 3456 7890\nPasscode: 4711' },
    });
  });
});

test('what was understood is shown with its source, and Join joins as whoever is chosen', async () => {
  const other = { ...readyCredential, id: deadCredential.id, name: 'Night desk' };
  const state = { ...drafted(unlisted), credentials: [readyCredential, other] };
  await inWindow(open(state), async (window, page) => {
    const row = section(page).getByRole('listitem', { name: 'Night shift handover' });
    await expect(row).toContainText('812 3456 7890');
    await expect(row).toContainText('with passcode');
    await expect(row).toContainText('from the clipboard');
    await expect(row.getByRole('button', { name: 'Start' })).toHaveCount(0);
    await row.getByRole('combobox', { name: 'Join as' }).selectOption({ label: 'as Anna Weber (Night desk)' });
    await row.getByRole('button', { name: 'Join' }).click();
    expect(await window.calls()).toEqual([
      { name: 'joinDraft', input: { draftId: 'draft-1', at: 0, credentialId: other.id } },
    ]);
  });
});

test('a bot can be sent into what was understood', async () => {
  const starting = {
    ...scribe,
    id: BotId.parse('b0000000-0000-4000-8000-000000000009'),
    name: 'Opener',
    wish: 'start' as const,
  };
  const state = { ...drafted(unlisted), bots: { ...noBots, profiles: [scribe, starting] } };
  await inWindow(open(state), async (window, page) => {
    const row = section(page).getByRole('listitem', { name: 'Night shift handover' });
    const as = row.getByRole('combobox', { name: 'Join as' });
    await expect(as.getByRole('option', { name: 'Opener' }), 'it would have to be the host').toHaveCount(0);
    await as.selectOption({ label: 'as the bot Scribe' });
    await expect(row).toContainText('as the bot “Scribe”');
    await row.getByRole('button', { name: 'Join' }).click();
    expect(await window.calls()).toEqual([
      { name: 'launchBotIntoDraft', input: { botId: scribe.id, draftId: 'draft-1', at: 0 } },
    ]);
  });
});

test('a meeting that no list has can be started once Zoom has said who here hosts it', async () => {
  const asking = drafted({ ...unlisted, isAsking: true });
  await inWindow(open(asking), async (window, page) => {
    const row = section(page).getByRole('listitem', { name: 'Night shift handover' });
    await expect(row).toContainText('asking Zoom who hosts it…');
    await expect(row.getByRole('button', { name: 'Start' })).toHaveCount(0);
    await window.publish(drafted({ ...unlisted, sources: [{ credentialId: readyCredential.id, isHost: true }] }));
    await row.getByRole('button', { name: 'Start' }).click();
    await expect.poll(() => window.calls()).toEqual([{ name: 'startDraft', input: { draftId: 'draft-1', at: 0 } }]);
    await window.publish(drafted({ ...unlisted, sources: [] }));
    await expect(row).toContainText('hosted by nobody who is signed in here');
  });
});

test('a meeting of the list that one hosts can be started from there', async () => {
  const { meetingId = '', key } = sampleState().meetings[1] ?? {};
  const state = drafted({ meetingId, hasPasscode: false, isRegistrants: false });
  await inWindow(open(state), async (window, page) => {
    const row = section(page).getByRole('listitem', { name: 'Quarterly town hall, main stage' });
    await expect(row).toContainText('in your list');
    await row.getByRole('button', { name: 'Start' }).click();
    await expect
      .poll(() => window.calls())
      .toEqual([
        { name: 'startMeeting', input: { meetingKey: key } },
        { name: 'dropDraft', input: undefined },
      ]);
  });
});

test('of several meetings in one text somebody says which', async () => {
  const state = drafted(unlisted, { ...unlisted, meetingId: '99234567890', topic: 'Day shift' });
  await inWindow(open(state), async (window, page) => {
    await expect(section(page).getByText('This names 2 meetings. Which one is meant?')).toBeVisible();
    await section(page).getByRole('listitem', { name: 'Day shift' }).getByRole('button', { name: 'Join' }).click();
    expect(await window.calls()).toMatchObject([{ name: 'joinDraft', input: { at: 1 } }]);
  });
});

test('a meeting in a cloud where nobody is signed in leads to a credential for it', async () => {
  const state = drafted({ ...unlisted, environment: 'zoomgov' });
  await inWindow(open(state), async (_window, page) => {
    await expect(section(page)).toContainText('Nobody is signed in there.');
    await section(page).getByRole('button', { name: 'Add a credential' }).click();
    await expect(page.getByRole('dialog')).toContainText('Zoom for Government');
  });
});

test('why a join failed stands in the row, and Escape clears the field and what it named', async () => {
  await inWindow(open(drafted(unlisted), { joinDraft: refusal('no_signer') }), async (window, page) => {
    await section(page).getByRole('button', { name: 'Join', exact: true }).click();
    await expect(section(page).getByRole('alert')).toContainText('Nothing here can sign for the Meeting SDK');
    await field(page).press('Escape');
    expect((await window.calls()).at(-1)).toEqual({ name: 'dropDraft', input: undefined });
  });
});
