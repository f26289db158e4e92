import { expect, test } from '@playwright/test';
import type { Failure } from '../../src-main/shared/app-error';
import type { Credential } from '../../src-main/shared/credential';
import { refusal, windowsOfThisFile } from './in-window';
import { RendererPage, type Replies } from './renderer-page';
import { deadCredential, minutesFromNow, readyCredential, sampleState } from './sample-state';

const inWindow = windowsOfThisFile();

const noticed: { failure: Failure; credentialId?: Credential['id']; button: string; calls: unknown[] }[] = [
  {
    failure: { code: 'reauthorization_required' },
    credentialId: deadCredential.id,
    button: 'Reauthorize',
    calls: [{ name: 'authorizeCredential', input: { credentialId: deadCredential.id } }, 'dismissed'],
  },
  ...(['offline', 'rate_limited', 'keychain_hung'] as const).map((code) => ({
    failure: { code },
    button: 'Try again',
    calls: [{ name: 'refreshMeetings', input: undefined }, 'dismissed'],
  })),
  ...(['keychain_locked', 'keyring_not_created'] as const).map((code) => ({
    failure: { code },
    button: code === 'keychain_locked' ? 'Unlock' : 'Create a keyring',
    // It goes when the keyring says that it is open.
    calls: [{ name: 'unlockKeyring', input: undefined }],
  })),
  {
    failure: { code: 'meeting_not_found' },
    button: 'Refresh the list',
    calls: [{ name: 'refreshMeetings', input: undefined }, 'dismissed'],
  },
  { failure: { code: 'records_damaged' }, button: 'Dismiss', calls: ['dismissed'] },
];

for (const { failure, credentialId, button, calls } of noticed) {
  test(`a notice of ${failure.code} can be acted on where it stands, and goes when that went well`, async () => {
    const notice = { id: 'notice-1', failure, at: minutesFromNow(-1), ...(credentialId ? { credentialId } : {}) };
    const state = sampleState({ credentials: [readyCredential, deadCredential], notices: [notice] });
    await inWindow(
      (page) => RendererPage.openOperator(page, state, { screen: 'settings' }),
      async (window, page) => {
        const notices = page.getByRole('region', { name: 'Notices' });
        await notices.getByRole('button', { name: button, exact: true }).click();
        const dismissed = { name: 'dismissNotice', input: { noticeId: 'notice-1' } };
        await expect
          .poll(async () => window.calls())
          .toEqual(calls.map((expected) => (expected === 'dismissed' ? dismissed : expected)));
      },
    );
  });
}

test('a notice that lacks a credential leads to the dialog for the kind that is missing', async () => {
  const notices = [
    { id: 'notice-1', failure: { code: 'login_required' as const }, at: minutesFromNow(-1) },
    { id: 'notice-2', failure: { code: 'no_signer' as const }, at: minutesFromNow(-1) },
  ];
  await inWindow(
    (page) => RendererPage.openOperator(page, sampleState({ notices })),
    async (_window, page) => {
      await page.getByRole('button', { name: 'Add a credential' }).click();
      await expect(page.getByRole('radio', { name: 'User' })).toBeChecked();
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Add an app credential' }).click();
      await expect(page.getByRole('radio', { name: 'App only' })).toBeChecked();
    },
  );
});

test('what only the place it was wanted in can try again has no button in a notice', async () => {
  const notice = { id: 'notice-1', failure: { code: 'meeting_not_started' as const }, at: minutesFromNow(-1) };
  await inWindow(
    (page) => RendererPage.openOperator(page, sampleState({ notices: [notice] })),
    async (_window, page) => {
      await expect(page.getByRole('region', { name: 'Notices' }).getByRole('button')).toHaveText([/^$/]);
      await expect(page.getByRole('button', { name: 'Dismiss' })).toBeVisible();
    },
  );
});

test('a notice whose action failed stays and says why', async () => {
  const notice = { id: 'notice-1', failure: { code: 'offline' as const }, at: minutesFromNow(-1) };
  const replies: Replies = { refreshMeetings: refusal('keychain_locked') };
  await inWindow(
    (page) => RendererPage.openOperator(page, sampleState({ notices: [notice] }), { replies }),
    async (window, page) => {
      const notices = page.getByRole('region', { name: 'Notices' });
      await notices.getByRole('button', { name: 'Try again' }).click();
      await expect(notices).toContainText('The system keyring is locked.');
      expect((await window.calls()).map(({ name }) => name)).toEqual(['refreshMeetings']);
    },
  );
});
