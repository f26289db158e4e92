import { expect, type Page, test } from '@playwright/test';
import type { DryRun, ImportOutcome, ImportRow, ListedDefinition } from '../../src-main/shared/definitions-file';
import { shortestPassphrase } from '../../src-main/shared/keyring-standing';
import { registeredRedirectUris } from '../../src-main/shared/redirect-addresses';
import { featureScopes, features } from '../../src-main/shared/scope-needs';
import { expectNoSeriousAxeFindings } from '../support/axe';
import { withFocus } from '../support/focus';
import { windowsOfThisFile } from './in-window';
import { RendererPage, type Replies } from './renderer-page';
import { newCredential, readyCredential, sampleState, wrongAppCredential } from './sample-state';

// What axe looks at twice takes its time on a busy machine.
test.describe.configure({ timeout: 60_000 });

const inWindow = windowsOfThisFile();

const state = sampleState({ credentials: [readyCredential, newCredential, wrongAppCredential] });

/** The Credentials screen in a narrow window. */
async function onCredentials(then: (window: RendererPage, page: Page) => Promise<void>, replies: Replies = {}) {
  const size = { width: 560, height: 720 };
  await inWindow((page) => RendererPage.openOperator(page, state, { replies, screen: 'credentials' }), then, size);
}

/** Opens a dialog of the menu by keyboard. */
async function choose(page: Page, item: 'Register a Zoom app' | 'Import credentials' | 'Export credentials') {
  await page.getByRole('button', { name: 'Set-up', exact: true }).press('Enter');
  await withFocus(page.getByRole('menu'));
  await page.getByRole('menuitem', { name: item }).press('Enter');
  return withFocus(page.getByRole('dialog'));
}

/** Nothing that axe calls serious, and no button or field of which a part is out of sight. */
async function look(page: Page) {
  await expectNoSeriousAxeFindings(page);
  const cut = await page
    .getByRole('dialog')
    .locator('button, input')
    .evaluateAll((elements) =>
      elements
        .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1)
        .map(({ outerHTML }) => outerHTML),
    );
  expect(cut).toEqual([]);
}

const toExport = { name: 'Choose where to save' };

test.describe('exporting', () => {
  test('credentials are chosen, and what never goes into the file is said', () =>
    onCredentials(
      async (window, page) => {
        const dialog = await choose(page, 'Export credentials');
        await expect(dialog).toContainText('Sign-ins never do');
        await expect(dialog).toContainText('holds no secret');
        await look(page);
        await dialog.getByRole('button', { name: 'Choose none' }).click();
        await dialog.getByRole('button', toExport).click();
        await expect(dialog.getByText('Choose at least one.')).toBeVisible();
        await expect(dialog.getByRole('checkbox', { name: readyCredential.name })).toBeFocused();
        await page.keyboard.press('Space');
        await dialog.getByRole('button', toExport).click();
        await expect(dialog.getByRole('status')).toHaveText('Saved as usher-credentials.json.');
        expect(await window.calls()).toEqual([
          { name: 'exportDefinitions', input: { credentialIds: [readyCredential.id] } },
        ]);
        await page.keyboard.press('Escape');
        await expect(page.getByRole('button', { name: 'Set-up', exact: true })).toBeFocused();
      },
      {
        exportDefinitions: {
          ok: true,
          value: { kind: 'saved', fileName: 'usher-credentials.json', withoutSecret: [] },
        },
      },
    ));

  test('secrets go along under a passphrase only, which is typed twice and long enough', () =>
    onCredentials(
      async (window, page) => {
        const dialog = await choose(page, 'Export credentials');
        await dialog.getByRole('switch', { name: /^With client secrets/ }).press('Space');
        const first = dialog.getByRole('textbox', { name: 'Passphrase', exact: true });
        const again = dialog.getByRole('textbox', { name: 'Passphrase again' });
        await first.fill('x'.repeat(shortestPassphrase - 1));
        await first.press('Enter');
        await expect(dialog.getByText(`At least ${shortestPassphrase} characters.`)).toBeVisible();
        await expect(first).toBeFocused();
        await first.fill('not-a-real-passphrase');
        await again.fill('not-a-real-passphrasE');
        await again.press('Enter');
        await expect(dialog.getByText('The two are not the same.')).toBeVisible();
        await look(page);
        expect(await window.calls()).toEqual([]);
        await again.fill('not-a-real-passphrase');
        await again.press('Enter');
        await expect(dialog.getByRole('status')).toContainText(
          `did not have the client secret of: ${newCredential.name}.`,
        );
        // By name, as in the list.
        const credentialIds = [readyCredential.id, wrongAppCredential.id, newCredential.id];
        expect(await window.calls()).toEqual([
          { name: 'exportDefinitions', input: { credentialIds, passphrase: 'not-a-real-passphrase' } },
        ]);
      },
      {
        exportDefinitions: {
          ok: true,
          value: { kind: 'saved', fileName: 'usher-credentials.json', withoutSecret: [newCredential.id] },
        },
      },
    ));
});

const definition: ListedDefinition = {
  name: 'Studio B',
  kind: 'user',
  environment: 'zoom',
  clientId: 'client-1',
  hasClientSecret: true,
  tags: [],
  scopes: [],
};
const rows: ImportRow[] = [
  { row: 0, definition, hasSecret: false, verdict: { kind: 'new' } },
  {
    row: 1,
    definition: { ...definition, name: 'Practice' },
    hasSecret: true,
    verdict: { kind: 'same', credentialId: readyCredential.id },
  },
  {
    row: 2,
    definition: { ...definition, name: 'Studio' },
    hasSecret: true,
    verdict: { kind: 'conflict', credentialId: newCredential.id, differsIn: ['name', 'clientSecret'] },
  },
  { row: 3, hasSecret: false, verdict: { kind: 'unreadable', why: 'It has a field that Usher does not know: token.' } },
];
const dryRun: DryRun = {
  importId: '10000000-0000-4000-8000-000000000000',
  fileName: 'from-mira.json',
  isSealed: true,
  rows,
};
const sealedFile: Replies = {
  readDefinitions: { ok: true, value: { kind: 'sealed', fileName: 'from-mira.json' } },
  openDefinitions: { ok: true, value: dryRun },
};
const answering = (outcome: ImportOutcome): Replies => ({
  ...sealedFile,
  importDefinitions: { ok: true, value: outcome },
});

/** Up to the rows of the file, by keyboard alone: every step takes the focus along. */
async function openRows(page: Page) {
  const dialog = await choose(page, 'Import credentials');
  await expect(dialog.getByRole('button', { name: 'Choose a file' })).toBeFocused();
  await page.keyboard.press('Enter');
  const passphrase = dialog.getByRole('textbox', { name: 'Passphrase' });
  await expect(passphrase).toBeFocused();
  await page.keyboard.type('not-a-real-passphrase');
  await page.keyboard.press('Enter');
  await expect(dialog).toContainText('from-mira.json: 1 new, 1 different from here, 1 here already, 1 unreadable.');
  expect(await dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
  return dialog;
}

test.describe('importing', () => {
  test('a dry run says of each row what it would do, and each gets its own decision', () =>
    onCredentials(
      async (window, page) => {
        const dialog = await openRows(page);
        await expect(dialog).toContainText('The same as “Practice”. Nothing to do.');
        await expect(dialog).toContainText('It has a field that Usher does not know: token.');
        await expect(dialog).toContainText('which differs in: name, client secret.');
        // Neither the one that is here already nor the one that cannot be read leaves anything to decide.
        await expect(dialog.getByRole('combobox')).toHaveCount(2);
        await look(page);
        await dialog.getByLabel('Client secret (optional)').fill('not-a-real-secret');
        const conflict = dialog.getByRole('combobox', { name: 'What to do with Studio', exact: true });
        await expect(conflict).toHaveValue('Leave it out');
        await conflict.click();
        await page.getByRole('option', { name: `Change “${newCredential.name}” to it` }).click();
        await dialog.getByRole('button', { name: 'Import 2' }).click();
        await expect(dialog.getByRole('status')).toContainText('1 added, 1 changed.');
        await expect(dialog.getByRole('button', { name: 'Done' })).toBeFocused();
        expect((await window.calls()).find(({ name }) => name === 'importDefinitions')?.input).toEqual({
          importId: dryRun.importId,
          decisions: [
            { row: 0, choice: 'add', clientSecret: 'not-a-real-secret' },
            { row: 1, choice: 'skip' },
            { row: 2, choice: 'replace' },
            { row: 3, choice: 'skip' },
          ],
        });
      },
      answering({ kind: 'kept', added: [wrongAppCredential.id], replaced: [newCredential.id] }),
    ));

  test('one that was taken back says so, and what is left of it', () =>
    onCredentials(
      async (_, page) => {
        const dialog = await openRows(page);
        await dialog.getByRole('button', { name: 'Import 1' }).click();
        await expect(dialog.getByRole('alert')).toContainText('No credential was added.');
        await expect(dialog.getByRole('alert')).toContainText('2 entries that could not be taken back');
        await expect(dialog.getByRole('button', { name: 'Import 1' })).toBeFocused();
        await look(page);
      },
      answering({ kind: 'takenBack', failure: { code: 'keychain_locked' }, left: 2 }),
    ));

  test('Escape on an open list of decisions closes the list only, and the file is forgotten with the dialog', () =>
    onCredentials(async (window, page) => {
      const dialog = await openRows(page);
      await dialog.getByRole('combobox', { name: 'What to do with Studio', exact: true }).press('ArrowDown');
      await expect(page.getByRole('option', { name: 'Add it' })).toBeVisible();
      await look(page);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('option', { name: 'Add it' })).toBeHidden();
      await expect(dialog).toBeVisible();
      await page.keyboard.press('Escape');
      await expect(dialog).toBeHidden();
      expect((await window.calls()).at(-1)).toEqual({ name: 'forgetDefinitions' });
    }, sealedFile));
});

test.describe('the guide', () => {
  test('its copy buttons give exactly the addresses that Usher sends and the scopes that it needs', () =>
    onCredentials(async (window, page) => {
      const dialog = await choose(page, 'Register a Zoom app');
      await look(page);
      const copied = async () => {
        const before = (await window.calls()).length;
        await dialog
          .getByRole('button', { name: /^Copy / })
          .evaluateAll((buttons: HTMLElement[]) => buttons.map((button) => button.click()));
        return (await window.calls()).slice(before).map(({ name, input }) => {
          expect(name).toBe('copyText');
          return (input as { text: string }).text;
        });
      };
      const needs = features.map((feature) => featureScopes[feature]);
      const ofUser = needs.flatMap((feature) => feature.needs.flatMap(({ userManaged }) => userManaged ?? []));
      expect(await copied()).toEqual([...registeredRedirectUris, ...ofUser]);
      await dialog.getByText('Server-to-server', { exact: true }).click();
      await look(page);
      const ofAccount = needs.flatMap((feature) =>
        feature.worksServerToServer ? feature.needs.map(({ adminManaged }) => adminManaged) : [],
      );
      await expect(dialog.getByRole('button', { name: /^Copy / })).toHaveCount(ofAccount.length);
      expect(await copied()).toEqual(ofAccount);
    }));

  test('Escape in the guide leaves what was typed in the dialog behind it', () =>
    onCredentials(async (window, page) => {
      await page.getByRole('button', { name: 'Add', exact: true }).click();
      const form = page.getByRole('dialog', { name: 'Connect a Zoom app' });
      await form.getByLabel('Name', { exact: true }).fill('Studio C');
      await form.getByRole('button', { name: 'Open the guide' }).click();
      const guide = page.getByRole('dialog', { name: 'Register a Zoom app for Usher' });
      await guide.getByRole('button', { name: 'Zoom Marketplace' }).click();
      await page.keyboard.press('Escape');
      await expect(guide).toBeHidden();
      await expect(form.getByLabel('Name', { exact: true })).toHaveValue('Studio C');
      await expect(form.getByRole('button', { name: 'Open the guide' })).toBeFocused();
      expect(await window.calls()).toEqual([{ name: 'openGuidePage', input: { page: 'createApp' } }]);
      await page.keyboard.press('Escape');
      await expect(form).toBeHidden();
    }));
});

test('a server-to-server credential needs its account ID; tags are words between commas', () =>
  onCredentials(
    async (window, page) => {
      await page.getByRole('button', { name: 'Add', exact: true }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('radio', { name: 'Server-to-server' }).check();
      await dialog.getByLabel('Name', { exact: true }).fill('Whole account');
      await dialog.getByLabel('Tags (optional)').fill('EMEA, night shift');
      await dialog.getByLabel('Client ID').fill('client-2');
      await dialog.getByRole('textbox', { name: 'Client secret' }).fill('not-a-real-secret');
      await page.keyboard.press('Enter');
      const accountId = dialog.getByLabel('Account ID');
      await expect(dialog.getByText('Paste the account ID that the server-to-server app shows.')).toBeVisible();
      await expect(accountId).toBeFocused();
      await look(page);
      expect(await window.calls()).toEqual([]);
      await accountId.fill('not-a-real-account');
      await page.keyboard.press('Enter');
      await expect(dialog).toBeHidden();
      expect(await window.calls()).toEqual([
        {
          name: 'addCredential',
          input: {
            kind: 'serverToServer',
            environment: 'zoom',
            name: 'Whole account',
            tags: ['EMEA', 'night shift'],
            accountId: 'not-a-real-account',
            clientId: 'client-2',
            clientSecret: 'not-a-real-secret',
          },
        },
      ]);
    },
    { addCredential: { ok: true, value: { credentialId: newCredential.id } } },
  ));
