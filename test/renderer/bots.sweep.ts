import { expect, type Page, test } from '@playwright/test';
import type { AppState } from '../../src-main/shared/app-state';
import { busy, meetingKey, quiet, rule, scribe } from './bot-samples';
import { refusal, testLooks, windowsOfThisFile } from './in-window';
import { RendererPage, type Replies } from './renderer-page';
import { firstRunState, readyCredential, sampleState } from './sample-state';

const inWindow = windowsOfThisFile();

const open =
  (state: AppState, replies: Replies = {}) =>
  (page: Page) =>
    RendererPage.openOperator(page, state, { screen: 'bots', replies });
const row = (page: Page) => page.getByRole('listitem', { name: 'Scribe', exact: true });
const dialog = (page: Page) => page.getByRole('dialog');

test('without a bot the screen says what one is, and with nobody signed in what comes first', async () => {
  await inWindow(open(firstRunState), async (_window, page) => {
    await expect(page.getByText('A bot comes as a user who has signed in.')).toBeVisible();
    await page.getByRole('button', { name: 'Add a credential' }).click();
    await expect(dialog(page)).toContainText('Connect a Zoom app');
  });
  await inWindow(open(sampleState()), async (_window, page) => {
    await page.getByRole('button', { name: 'Add a bot' }).click();
    await expect(dialog(page)).toContainText('attended human use');
  });
});

test('a bot is added by keyboard; what is wrong is said, and what was typed stays', async () => {
  await inWindow(open(sampleState(), { saveBot: refusal('records_not_saved') }), async (window, page) => {
    await page.getByRole('button', { name: 'Add a bot' }).press('Enter');
    const name = dialog(page).getByRole('textbox', { name: 'Display name' });
    await expect(name).toBeFocused();
    await name.press('Enter');
    await expect(dialog(page)).toContainText('Give it a name of 1 to 100 characters');
    await expect(name).toBeFocused();
    await name.fill('Scribe');
    await dialog(page).getByRole('radio', { name: 'After some minutes' }).check();
    await dialog(page).getByRole('textbox', { name: 'Minutes in the meeting' }).fill('0');
    await name.press('Enter');
    await expect(dialog(page).getByRole('textbox', { name: 'Minutes in the meeting' })).toBeFocused();
    expect(await window.calls()).toEqual([]);
    await page.keyboard.press('Control+a');
    await page.keyboard.type('45');
    await page.keyboard.press('Enter');
    await expect(dialog(page).getByRole('alert')).toBeVisible();
    await expect(name).toHaveValue('Scribe');
    const { id: _id, ...profile } = scribe;
    const leaving = { until: { kind: 'after', minutes: 45 }, whenAloneMinutes: 10 };
    expect(await window.calls()).toEqual([{ name: 'saveBot', input: { profile: { ...profile, leaving } } }]);
  });
});

test('a bot is edited, copied and deleted from its menu, and the deletion taken back', async () => {
  await inWindow(open(quiet), async (window, page) => {
    const more = row(page).getByRole('button', { name: 'More for Scribe' });
    await more.click();
    await page.getByRole('menuitem', { name: 'Edit' }).click();
    await dialog(page).getByRole('textbox', { name: 'Display name' }).fill('Scribe 2');
    await dialog(page).getByRole('button', { name: 'Save' }).click();
    await expect(dialog(page)).toBeHidden();
    await more.click();
    await page.getByRole('menuitem', { name: 'Duplicate' }).click();
    await more.click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await expect(page.getByText('“Scribe” is deleted with its rule.')).toBeVisible();
    await window.publish(sampleState());
    await expect(page.getByRole('button', { name: 'Undo' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: 'Undo' })).toHaveCount(0);
    const { id: botId, ...profile } = scribe;
    expect(await window.calls()).toEqual([
      { name: 'saveBot', input: { botId, profile: { ...profile, name: 'Scribe 2' } } },
      { name: 'duplicateBot', input: { botId } },
      { name: 'deleteBot', input: { botId } },
      { name: 'restoreBot', input: { botId } },
    ]);
  });
});

test('a rule says which of the listed meetings it fits before it is added, and needs something to choose by', async () => {
  await inWindow(open(quiet), async (window, page) => {
    await row(page).getByRole('button', { name: 'Add a rule' }).click();
    await dialog(page).getByRole('button', { name: 'Add', exact: true }).click();
    await expect(dialog(page)).toContainText('Say which meetings');
    expect(await window.calls()).toEqual([]);
    await dialog(page).getByRole('textbox', { name: 'Words in the topic' }).fill('TOWN hall');
    await expect(dialog(page)).toContainText('Fits 1 of the meetings listed now: Quarterly town hall, main stage.');
    await dialog(page).getByRole('combobox', { name: 'Launch' }).selectOption('5 min before the planned start');
    await dialog(page).getByRole('button', { name: 'Add', exact: true }).click();
    await expect(dialog(page)).toBeHidden();
    expect(await window.calls()).toMatchObject([
      { name: 'saveBotRule', input: { botId: scribe.id, isOn: true, leadMinutes: 5, topicWords: 'TOWN hall' } },
    ]);
  });
});

test('a rule is switched off, deleted and taken back', async () => {
  await inWindow(open(quiet), async (window, page) => {
    const rules = page.getByRole('list', { name: 'Rules for Scribe' });
    await rules.getByRole('switch', { name: '2 min before meetings with “town hall” in the topic' }).press('Space');
    await rules.getByRole('button', { name: 'Delete' }).click();
    await expect(page.getByRole('button', { name: 'Undo' })).toBeFocused();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(page.getByRole('button', { name: 'Undo' })).toHaveCount(0);
    expect(await window.calls()).toEqual([
      { name: 'saveBotRule', input: { ...rule, isOn: false } },
      { name: 'deleteBotRule', input: { ruleId: rule.id } },
      { name: 'saveBotRule', input: rule },
    ]);
  });
});

test('a bot is launched into one of the next meetings, and why that failed is said where it was clicked', async () => {
  const replies: Replies = {
    launchBot: [refusal('already_in_meeting', { subject: 'Anna Weber' }), { ok: true, value: undefined }],
  };
  await inWindow(open(quiet, replies), async (window, page) => {
    await row(page).getByRole('button', { name: 'Launch' }).click();
    const into = dialog(page).getByRole('button', { name: 'Launch into Quarterly town hall, main stage' });
    await into.click();
    await expect(dialog(page).getByRole('alert')).toContainText('“Anna Weber” is in this meeting');
    await into.click();
    await expect(dialog(page)).toBeHidden();
    const launched = { name: 'launchBot', input: { botId: scribe.id, meetingKey } };
    expect(await window.calls()).toEqual([launched, launched]);
  });
});

test('a bot is launched into a meeting that is pasted', async () => {
  await inWindow(open(quiet), async (window, page) => {
    await row(page).getByRole('button', { name: 'Launch' }).click();
    await dialog(page).getByRole('textbox', { name: 'Another meeting' }).fill('812 3456 7890');
    const meetings = [{ meetingId: '81234567890', topic: 'Night shift', hasPasscode: true, isRegistrants: false }];
    await window.publish({ ...quiet, draft: { draftId: 'draft-1', from: 'field', meetings } });
    await dialog(page).getByRole('button', { name: 'Launch into Night shift' }).click();
    await expect(dialog(page)).toBeHidden();
    expect(await window.calls()).toEqual([
      { name: 'readMeetingText', input: { text: '812 3456 7890' } },
      { name: 'launchBotIntoDraft', input: { botId: scribe.id, draftId: 'draft-1', at: 0 } },
    ]);
  });
});

test('where a bot is stands in its row, with the time when it leaves, Show and Leave', async () => {
  await inWindow(open(busy), async (window, page) => {
    const places = page.getByRole('list', { name: 'Where Scribe is' }).getByRole('listitem');
    await expect(places.first()).toContainText(/Control room stand-up alone, leaves at 09:15/);
    await places.first().getByRole('button', { name: 'Show' }).click();
    await places.first().getByRole('button', { name: 'Leave' }).click();
    await places.last().getByRole('button', { name: 'Close' }).click();
    expect(await window.calls()).toEqual([
      { name: 'showMeetingWindow', input: { windowId: 'window-1' } },
      { name: 'leaveMeeting', input: { windowId: 'window-1' } },
      { name: 'leaveMeeting', input: { windowId: 'window-2' } },
    ]);
    await expect(page.getByRole('navigation').getByRole('button', { name: 'Bots' })).toContainText('1 in meetings');
  });
});

test('what a rule is about to do stands above every screen, and can be cancelled or done at once', async () => {
  await inWindow(open(busy), async (window, page) => {
    await window.navigate('settings');
    const note = page.getByRole('region', { name: 'Bots about to join' });
    await expect(note).toContainText('Scribe joins Quarterly town hall, main stage at 09:13');
    await expect(note).toContainText('in 1:00, by a rule');
    await note.getByRole('button', { name: 'Launch now' }).click();
    await note.getByRole('button', { name: 'Cancel' }).click();
    expect(await window.calls()).toEqual([
      { name: 'launchBot', input: { botId: scribe.id, meetingKey } },
      { name: 'cancelBotLaunch', input: { botId: scribe.id, meetingKey } },
    ]);
  });
});

test('a credential names the bots that come as its user, also before it is deleted', async () => {
  await inWindow(
    (page) => RendererPage.openOperator(page, quiet, { screen: `credentials/${readyCredential.id}` }),
    async (_window, page) => {
      await expect(page.getByText('1 bot comes as its user: “Scribe”.')).toBeVisible();
      await page.getByRole('button', { name: 'Delete' }).click();
      await expect(dialog(page)).toContainText('1 bot could not be launched any more.');
    },
  );
});

testLooks(inWindow, [
  {
    name: 'the dialog for a bot with its complaints',
    open: open(busy),
    act: async (page) => {
      await page.getByRole('button', { name: 'Add', exact: true }).click();
      await dialog(page).getByRole('button', { name: 'Add', exact: true }).click();
    },
  },
]);
