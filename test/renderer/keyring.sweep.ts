import { expect, type Page, test } from '@playwright/test';
import { type KeyringStanding, shortestPassphrase } from '../../src-main/shared/keyring-standing';
import { refusal, windowsOfThisFile } from './in-window';
import { RendererPage, type Replies } from './renderer-page';
import { sampleState } from './sample-state';

const inWindow = windowsOfThisFile();
const ready = sampleState().keyring;
const sealedFile: KeyringStanding = { ...ready, store: 'passphrase', backend: 'Sealed file' };
const phrase = 'not a real passphrase';

/** The Settings screen, with the place of the secrets like that. */
async function onSettings(
  keyring: KeyringStanding,
  then: (window: RendererPage, page: Page) => Promise<void>,
  replies: Replies = {},
) {
  const state = sampleState({ keyring, settings: { ...sampleState().settings, secretStore: keyring.store } });
  await inWindow((page) => RendererPage.openOperator(page, state, { screen: 'settings', replies }), then);
}

const click = (page: Page, button: string) => page.getByRole('button', { name: button, exact: true }).click();
async function choosePlace(page: Page, place: string) {
  await click(page, 'Keep them elsewhere');
  await page.getByRole('radio', { name: place }).check();
  return page.getByRole('dialog', { name: 'Where to keep secrets' });
}

test('what could not come along to the memory of the session is said before and after, and Enter closes the dialog', () =>
  onSettings(
    { ...ready, state: 'absent', failure: { code: 'keychain_unavailable' } },
    async (window, page) => {
      const dialog = await choosePlace(page, 'Memory, this session only');
      await expect(dialog).toContainText('The old place cannot be read now');
      await click(page, 'Keep them there');
      await expect(dialog.getByRole('status')).toContainText('Those from before could not be read');
      // The one in the corner has the same name.
      await expect(dialog.getByRole('button', { name: 'Close' }).last()).toBeFocused();
      await page.keyboard.press('Enter');
      await expect(dialog).toBeHidden();
      expect(await window.calls()).toEqual([{ name: 'chooseSecretStore', input: { store: 'session' } }]);
    },
    { chooseSecretStore: { ok: true, value: { moved: false } } },
  ));

test('a passphrase is chosen when it is long enough and twice the same; nothing is asked for before', () =>
  onSettings(
    ready,
    async (window, page) => {
      const dialog = await choosePlace(page, 'A file with a passphrase');
      await expect(dialog).toContainText('The secrets are copied and compared first');
      const first = dialog.getByRole('textbox', { name: 'New passphrase' });
      const again = dialog.getByRole('textbox', { name: 'The same once more' });
      await first.fill('x'.repeat(shortestPassphrase - 1));
      await first.press('Enter');
      await expect(dialog.getByText(`At least ${shortestPassphrase} characters.`, { exact: true })).toBeVisible();
      await expect(dialog.getByText('Not the same')).toBeVisible();
      await first.fill(phrase);
      await again.fill(phrase.toUpperCase());
      await again.press('Enter');
      await expect(dialog.getByText('Not the same')).toBeVisible();
      expect(await window.calls()).toEqual([]);
      await again.fill(phrase);
      await again.press('Enter');
      await expect(dialog).toBeHidden();
      expect(await window.calls()).toEqual([
        { name: 'chooseSecretStore', input: { store: 'passphrase', passphrase: phrase } },
      ]);
    },
    { chooseSecretStore: { ok: true, value: { moved: true } } },
  ));

test('a place that refuses leaves the dialog open and says why; the place that is in use already asks for nothing', () =>
  onSettings(
    { ...ready, store: 'session', backend: 'Memory of this session' },
    async (window, page) => {
      const dialog = await choosePlace(page, 'System keyring');
      await click(page, 'Keep them there');
      await expect(dialog.getByRole('alert')).toContainText('The system keyring is locked.');
      await page.getByRole('radio', { name: 'Memory, this session only' }).check();
      await click(page, 'Keep them there');
      await expect(dialog).toBeHidden();
      expect(await window.calls()).toEqual([{ name: 'chooseSecretStore', input: { store: 'keychain' } }]);
    },
    { chooseSecretStore: refusal('keychain_locked') },
  ));

test('the test shows each step, and at the first that failed why', () =>
  onSettings(
    ready,
    async (_window, page) => {
      await click(page, 'Test');
      await expect(page.getByRole('list', { name: 'Result of the test' }).getByRole('listitem')).toHaveText([
        'Write an entryDone12 ms',
        'Read it backDone3.4 ms',
        'CompareFailed0.0 ms',
        'Delete itNot tried',
      ]);
      await expect(page.getByText('it does not give back what it was given')).toBeVisible();
    },
    {
      testKeyring: {
        ok: true,
        value: [
          { step: 'write', outcome: 'done', milliseconds: 12.3 },
          { step: 'read', outcome: 'done', milliseconds: 3.41 },
          { step: 'compare', outcome: 'failed', milliseconds: 0.01, failure: { code: 'keychain_damaged' } },
          { step: 'delete', outcome: 'skipped', milliseconds: 0 },
        ],
      },
    },
  ));

test('only a click unlocks; while the prompt is open nothing else is offered than to stop waiting', () => {
  const locked: KeyringStanding = { ...ready, state: 'locked', failure: { code: 'keychain_locked' } };
  return onSettings(locked, async (window, page) => {
    const settings = page.getByRole('region', { name: 'Where secrets are kept' });
    await expect(settings).toContainText('Locked');
    expect(await window.calls()).toEqual([]);
    await click(page, 'Unlock');
    await window.publish(sampleState({ keyring: { ...locked, isUnlocking: true } }));
    await expect(settings).toContainText('Waiting for its password');
    await expect(page.getByRole('button', { name: 'Unlock', exact: true })).toBeHidden();
    await click(page, 'Stop waiting');
    expect((await window.calls()).map(({ name }) => name)).toEqual(['unlockKeyring', 'cancelUnlockKeyring']);
  });
});

test('a wrong passphrase is said aloud and taken out of the field; an empty one is not sent', () =>
  onSettings(
    { ...sealedFile, state: 'passphraseNeeded' },
    async (window, page) => {
      const field = page.getByRole('textbox', { name: 'Passphrase', exact: true });
      await field.press('Enter');
      await field.fill(phrase);
      await field.press('Enter');
      await expect(page.getByRole('alert')).toContainText('This is not the passphrase.');
      await expect(field).toHaveValue('');
      expect(await window.calls()).toEqual([{ name: 'unlockSecretStore', input: { passphrase: phrase } }]);
      await window.publish(sampleState({ keyring: sealedFile }));
      await expect(field).toBeHidden();
    },
    { unlockSecretStore: refusal('wrong_passphrase') },
  ));

test('another passphrase takes the one so far and the new one twice', () =>
  onSettings(sealedFile, async (window, page) => {
    await click(page, 'Change passphrase');
    const dialog = page.getByRole('dialog', { name: 'Change the passphrase' });
    await dialog.getByRole('textbox', { name: 'Passphrase so far' }).fill(phrase);
    await dialog.getByRole('textbox', { name: 'New passphrase' }).fill(`${phrase} either`);
    await click(page, 'Change');
    await expect(dialog.getByText('Not the same')).toBeVisible();
    expect(await window.calls()).toEqual([]);
    await dialog.getByRole('textbox', { name: 'The same once more' }).fill(`${phrase} either`);
    await click(page, 'Change');
    await expect(dialog).toBeHidden();
    const input = { passphrase: phrase, newPassphrase: `${phrase} either` };
    expect(await window.calls()).toEqual([{ name: 'changePassphrase', input }]);
  }));

test('what no credential knows is deleted after a second click only', () =>
  onSettings({ ...ready, leftovers: 2 }, async (window, page) => {
    await expect(page.getByText("2 items of Usher's in it that no credential here knows.")).toBeVisible();
    await click(page, 'Delete them');
    expect(await window.calls()).toEqual([]);
    await click(page, 'Delete');
    await expect(page.getByRole('dialog')).toBeHidden();
    expect((await window.calls()).map(({ name }) => name)).toEqual(['deleteLeftovers']);
  }));
