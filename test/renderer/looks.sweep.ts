import { expect, type Page } from '@playwright/test';
import type { AppState } from '../../src-main/shared/app-state';
import type { MeetingDraft } from '../../src-main/shared/meeting-draft';
import { withFocus } from '../support/focus';
import { busy, scribe } from './bot-samples';
import { arrival, everyCredential, serverCredential, twin } from './credential-samples';
import {
  dryRun,
  hostKeysState,
  openHostKeys,
  openTable,
  pageOf as pageOfPeople,
  paused,
  people,
  tablePlan,
} from './host-key-samples';
import { refusal, testLooks, windowsOfThisFile } from './in-window';
import { RendererPage, type Replies } from './renderer-page';
import { meeting, openRooms, otherCertificate, roomsState } from './room-samples';
import {
  atTheDoor,
  busyState,
  deadCredential,
  drafted,
  limitedCredential,
  lineIsDown,
  minutesFromNow,
  readyCredential,
  sampleDetails,
  sampleRoomView,
  sampleState,
  sampleWindow,
  unlisted,
  wrongAppCredential,
} from './sample-state';

// Every screen as one meets it each day is looked at by the tests of that screen; these are its rarer states, and what stands on it.

const openCredentials =
  (screen: string, state: AppState = everyCredential, replies: Replies = {}) =>
  (page: Page) =>
    RendererPage.openOperator(page, state, { screen, replies });
const pageOf = ({ id }: { id: string }) => `credentials/${id}`;
const openBots = (state: AppState) => (page: Page) => RendererPage.openOperator(page, state, { screen: 'bots' });
const scribeRow = (page: Page) => page.getByRole('listitem', { name: scribe.name, exact: true });

const openMenu = (button: string | RegExp) => async (page: Page) => {
  await page.getByRole('button', { name: button }).first().click();
  await withFocus(page.getByRole('menu'));
};
const participating = (page: Page) => {
  const state = sampleState({ meetingWindows: [sampleWindow({ role: 'participant', hasHost: false })] });
  const replies: Replies = {
    readMeeting: { ok: true, value: sampleDetails },
    findHostKeys: { ok: true, value: pageOfPeople(people) },
  };
  return RendererPage.openOperator(page, state, { screen: 'inMeetings', replies });
};

testLooks(windowsOfThisFile(), [
  {
    name: 'Meetings without a meeting',
    open: (page) => RendererPage.openOperator(page, sampleState({ meetings: [] })),
  },
  {
    name: 'the diagnostics, of which one line is very long',
    open: async (page) => {
      const text = `{\n  "about": "${'not-a-real-word '.repeat(60)}"\n}\n`.repeat(20);
      const replies: Replies = {
        previewDiagnostics: { ok: true, value: { text } },
        saveDiagnostics: refusal('file_not_written', { subject: 'usher-diagnostics.json' }),
      };
      const window = await RendererPage.openOperator(page, sampleState(), { screen: 'settings', replies });
      await page.getByRole('button', { name: 'Diagnostics…' }).click();
      await page.getByRole('button', { name: 'Save…' }).click();
      await expect(page.getByRole('dialog').getByRole('alert')).toBeVisible();
      return window;
    },
  },
  {
    name: 'the practice room’s waiting room',
    open: (page) => RendererPage.openRoom(page, atTheDoor),
  },
  {
    name: 'the practice room while its line is down and somebody waits',
    open: (page) => RendererPage.openRoom(page, sampleRoomView({ phase: 'reconnecting' }, lineIsDown)),
  },
  {
    name: 'the way into a meeting',
    open: (page) => RendererPage.openRoom(page, sampleRoomView({ phase: 'askingZoom' })),
  },
  {
    name: 'the wait until Zoom has opened the meeting',
    open: (page) => RendererPage.openRoom(page, sampleRoomView({ phase: 'admitting' })),
  },
  {
    name: 'the wait for a host',
    open: (page) =>
      RendererPage.openRoom(page, sampleRoomView({ phase: 'waitingForHost', waitsUntil: minutesFromNow(9) })),
  },
  {
    name: 'the way back into a lost meeting',
    open: (page) =>
      RendererPage.openRoom(
        page,
        sampleRoomView({
          phase: 'reconnecting',
          failure: { code: 'connection_lost', zoomCode: 4001 },
          waitsUntil: minutesFromNow(0.25),
          rejoin: { attempt: 2, of: 5 },
        }),
      ),
  },
  {
    name: 'the card of a meeting that was cut off',
    open: (page) =>
      RendererPage.openRoom(page, sampleRoomView({ phase: 'ended', failure: { code: 'offline', zoomCode: 1 } })),
  },
  {
    name: 'the card of an ended meeting',
    open: (page) => RendererPage.openRoom(page, sampleRoomView({ phase: 'ended' })),
  },
  {
    name: 'two drafted meetings',
    open: (page) => {
      const drafts = drafted(unlisted, { ...unlisted, meetingId: '99234567890', isRegistrants: true });
      return RendererPage.openOperator(page, { ...busyState, ...drafts });
    },
  },
  {
    name: 'the host keys before there is one',
    open: openHostKeys({ findHostKeys: { ok: true, value: pageOfPeople([]) } }, sampleState({ credentials: [] })),
  },
  {
    name: 'the host keys when nobody matches',
    open: openHostKeys({ findHostKeys: { ok: true, value: { ...pageOfPeople(people), people: [], found: 0 } } }),
  },
  {
    name: 'a campaign of host keys that waits',
    open: openHostKeys({}, hostKeysState({ hostKeys: { changes: 0, locks: 0, campaign: paused } })),
  },
  {
    name: 'a table of host keys before it is taken',
    open: openHostKeys({ readHostKeyTable: { ok: true, value: { kind: 'dryRun', dryRun } } }),
    act: async (page) => {
      await openTable(page);
      await expect(page.getByRole('dialog')).toContainText('keys.csv');
    },
  },
  {
    name: 'a sealed table of host keys that was not opened by a wrong passphrase',
    open: openHostKeys({
      readHostKeyTable: { ok: true, value: { kind: 'sealed', fileName: 'keys.json' } },
      openHostKeyTable: refusal('wrong_passphrase'),
    }),
    act: async (page) => {
      await openTable(page);
      await page.getByRole('textbox', { name: 'Passphrase' }).fill('not-the-passphrase');
      await page.getByRole('button', { name: 'Open' }).click();
      await expect(page.getByRole('dialog').getByRole('alert')).toBeVisible();
    },
  },
  {
    name: 'host keys on their way into a sealed file',
    open: openHostKeys(),
    act: async (page) => {
      await page.getByRole('button', { name: 'Import and export' }).click();
      await page.getByRole('menuitem', { name: 'Export with keys…' }).click();
      await page.getByRole('button', { name: 'Seal and save…' }).click();
      await expect(page.getByText('At least 10 characters.')).toBeVisible();
    },
  },
  { name: 'the rooms before there is one', open: openRooms({}, sampleState()) },
  {
    name: 'the certificate of a new room system',
    open: openRooms({ lookAtCodec: { ok: true, value: otherCertificate } }),
    act: async (page) => {
      await page.getByRole('button', { name: 'Add a room system' }).click();
      const dialog = await withFocus(page.getByRole('dialog'));
      await dialog.getByLabel('Name', { exact: true }).fill('Boardroom');
      await dialog.getByLabel('Address').fill('10.0.4.20');
      await dialog.getByLabel('User name').fill('usher');
      await dialog.getByRole('button', { name: 'Look at its certificate' }).click();
      await expect(dialog.getByText(otherCertificate.fingerprint)).toBeVisible();
    },
  },
  {
    name: 'the rooms of a meeting',
    open: (page) =>
      RendererPage.openOperator(page, roomsState(), {
        screen: `meetings/${encodeURIComponent(meeting.key)}/rooms`,
        replies: { readMeeting: { ok: true, value: sampleDetails } },
      }),
    act: (page) => expect(page.getByRole('region', { name: 'Room systems' })).toContainText('Boardroom'),
  },
  {
    name: 'a claim of the host',
    open: participating,
    act: async (page) => {
      await openMenu(/^More for/)(page);
      await page.getByRole('menuitem', { name: 'Claim host…' }).click();
      const dialog = await withFocus(page.getByRole('dialog'));
      await dialog.getByLabel('Somebody else').fill('mira');
      await expect(page.getByRole('radio', { name: 'Mira' })).toBeVisible();
    },
  },
  {
    name: 'the keys of a table before they are set at Zoom',
    open: openHostKeys({
      readHostKeyTable: { ok: true, value: { kind: 'dryRun', dryRun } },
      planTableCampaign: { ok: true, value: tablePlan },
    }),
    act: async (page) => {
      const dialog = await openTable(page);
      await dialog.getByRole('combobox', { name: 'What to do with these keys' }).selectOption('Set them at Zoom');
      await expect(dialog).toContainText('Not in the directory');
    },
  },
  {
    name: 'a text that names no meeting',
    open: (page) => {
      const draft: MeetingDraft = { draftId: 'draft-2', from: 'field', meetings: [], reason: 'personalLink' };
      return RendererPage.openOperator(page, sampleState({ draft }));
    },
  },
  { name: 'the menu of set-up', open: openCredentials('credentials'), act: openMenu('Set-up') },
  { name: 'the menu of a bot', open: openBots(busy), act: openMenu(/^More for/) },
  { name: 'the menu of a room system', open: openRooms(), act: openMenu(/^More for/) },
  { name: 'the menu of a meeting that one is in', open: participating, act: openMenu(/^More for/) },
  { name: 'the menu of a person’s host key', open: openHostKeys(), act: openMenu(/^More for/) },
  { name: 'the menu of the host keys', open: openHostKeys(), act: openMenu('Import and export') },
  {
    name: 'the list when nothing matches',
    open: openCredentials('credentials'),
    act: async (page) => {
      await expect(page.getByRole('listitem', { name: 'Practice', exact: true })).toBeVisible();
      await page.keyboard.press('/');
      await page.keyboard.type('nothing like it');
      await expect(page.getByText('No credential matches')).toBeVisible();
    },
  },
  { name: 'the page of one that Zoom has ended', open: openCredentials(pageOf(deadCredential)) },
  { name: 'the page of a public client', open: openCredentials(pageOf(limitedCredential)) },
  { name: 'the page of an app whose secret is wrong', open: openCredentials(pageOf(wrongAppCredential)) },
  { name: 'the page of a server-to-server app', open: openCredentials(pageOf(serverCredential)) },
  {
    name: 'the dialog for name and tags',
    open: openCredentials(pageOf(readyCredential)),
    act: async (page) => {
      await page.getByRole('button', { name: 'Name and tags' }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  },
  {
    name: 'the dialog for client ID and secret with Zoom’s refusal',
    open: openCredentials(`${pageOf(deadCredential)}/client`, everyCredential, {
      changeClient: refusal('invalid_client'),
    }),
    act: async (page) => {
      await page.getByRole('textbox', { name: /Client secret/ }).fill('not-a-real-secret');
      await page.keyboard.press('Enter');
      await expect(page.getByRole('dialog').getByRole('alert')).toBeVisible();
    },
  },
  {
    name: 'the question before a sign-in that may end another authorization',
    open: openCredentials(`${pageOf(twin)}/authorize`, {
      ...everyCredential,
      signIns: [],
      credentials: [readyCredential, twin],
    }),
    act: (page) => expect(page.getByRole('dialog')).toBeVisible(),
  },
  { name: 'the bin', open: openCredentials('credentials/bin') },
  {
    name: 'the question before a credential is deleted for good',
    open: openCredentials('credentials/bin'),
    act: async (page) => page.getByRole('button', { name: 'Delete now' }).click(),
  },
  { name: 'the empty bin', open: openCredentials('credentials/bin', sampleState()) },
  {
    name: 'the question about another user who came back',
    open: openCredentials('credentials', { ...everyCredential, arrivals: [arrival] }),
    act: (page) => expect(page.getByRole('dialog')).toBeVisible(),
  },
  { name: 'Bots without a bot', open: openBots(sampleState()) },
  {
    name: 'the dialog for a rule with its complaints',
    open: openBots(busy),
    act: async (page) => {
      await scribeRow(page).getByRole('button', { name: 'Add a rule' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click();
    },
  },
  {
    name: 'the choice where to launch a bot',
    open: openBots(busy),
    act: async (page) => scribeRow(page).getByRole('button', { name: 'Launch' }).click(),
  },
]);
