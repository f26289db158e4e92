import { expect, type Page, test } from '@playwright/test';
import { refusal, windowsOfThisFile } from './in-window';
import { RendererPage, type Replies } from './renderer-page';
import { sampleState } from './sample-state';

const inWindow = windowsOfThisFile();

test('settings are sent whole', async () => {
  await inWindow(
    (page) => RendererPage.openOperator(page, sampleState(), { screen: 'settings' }),
    async (window, page) => {
      await page.getByRole('radio', { name: 'Dark' }).press('Space');
      await page
        .getByRole('radiogroup', { name: 'Refresh meetings every' })
        .getByRole('radio', { name: '15 min' })
        .press('Space');
      await page.getByRole('switch', { name: 'Keep running in the tray' }).press('Space');
      await page.getByRole('switch', { name: 'Notifications' }).press('Space');
      await page.getByRole('radiogroup', { name: 'Remind of meetings' }).getByText('At the start').click();
      const [first] = sampleState().credentials.filter(({ user }) => user !== undefined);
      await page
        .getByRole('group', { name: 'Remind for' })
        .getByLabel(first?.name ?? '')
        .press('Space');
      await page.getByRole('switch', { name: 'Quiet hours' }).press('Space');
      const { settings } = sampleState();
      expect((await window.calls()).map(({ input }) => input)).toEqual([
        { ...settings, theme: 'dark' },
        { ...settings, refreshMinutes: 15 },
        { ...settings, keepRunningInTray: false },
        { ...settings, notifications: false },
        { ...settings, remindMinutes: 0 },
        { ...settings, noRemindersFor: [first?.id] },
        { ...settings, quietHours: { from: '22:00', to: '07:00' } },
      ]);
      await window.publish(sampleState({ settings: { ...settings, quietHours: { from: '22:00', to: '07:00' } } }));
      await page.getByLabel('Quiet until').fill('06:30');
      await page.getByLabel('Quiet from').fill('');
      expect((await window.calls()).slice(7).map(({ input }) => input)).toEqual([
        { ...settings, quietHours: { from: '22:00', to: '06:30' } },
      ]);
    },
  );
});

test('starting at login is asked of the system, and shown as the system says it', async () => {
  await inWindow(
    (page) => RendererPage.openOperator(page, sampleState({ launchAtLogin: false }), { screen: 'settings' }),
    async (window, page) => {
      const atLogin = page.getByRole('switch', { name: 'Start at login' });
      await atLogin.press('Space');
      expect(await window.calls()).toEqual([{ name: 'setLaunchAtLogin', input: { isOn: true } }]);
      await expect(atLogin).not.toBeChecked();
      await window.publish(sampleState({ launchAtLogin: true }));
      await expect(atLogin).toBeChecked();
    },
  );
});

test('keys are chosen by pressing them; those that the system refuses say so', async () => {
  const { settings } = sampleState();
  await inWindow(
    (page) => RendererPage.openOperator(page, sampleState(), { screen: 'settings' }),
    async (window, page) => {
      const keys = page.getByRole('region', { name: 'Keys' });
      await keys.getByRole('button', { name: 'Choose keys' }).first().click();
      await page.keyboard.press('u');
      await expect(keys.getByRole('button', { name: 'Press the keys…' })).toBeFocused();
      // The window's own way to Activity, were it not listening.
      await page.keyboard.press('Control+Alt+4');
      await keys.getByRole('button', { name: 'Choose keys' }).nth(1).click();
      await page.keyboard.press('Escape');
      expect((await window.calls()).map(({ input }) => input)).toEqual([
        { ...settings, shortcuts: { open: 'Control+Alt+4' } },
      ]);
      await window.publish(
        sampleState({ settings: { ...settings, shortcuts: { open: 'Control+Alt+4' } }, refusedShortcuts: ['open'] }),
      );
      await expect(keys.getByRole('status')).toContainText('The system does not give these keys to Usher');
      await keys.getByRole('button', { name: 'No keys for Open Usher' }).click();
      expect((await window.calls()).at(-1)?.input).toEqual({ ...settings, shortcuts: {} });
    },
  );
});

test.describe('the diagnostics for support', () => {
  const text = '{\n  "about": "Usher diagnostics."\n}\n';
  const preview: Replies = { previewDiagnostics: { ok: true, value: { text } } };
  const open = (replies: Replies) => (page: Page) =>
    RendererPage.openOperator(page, sampleState(), { screen: 'settings', replies });
  const openDialog = async (page: Page) => {
    await page.getByRole('region', { name: 'Support' }).getByRole('button', { name: 'Diagnostics…' }).press('Enter');
    return page.getByRole('dialog', { name: 'Diagnostics' });
  };

  test('are shown to the letter before they are copied or saved, all by keyboard', async () => {
    const replies = {
      ...preview,
      saveDiagnostics: [
        { ok: true, value: { saved: false } },
        { ok: true, value: { saved: true } },
      ],
    } as const;
    await inWindow(open(replies), async (window, page) => {
      const dialog = await openDialog(page);
      const shown = dialog.getByRole('textbox', { name: 'Text of the diagnostics' });
      await expect(shown).toHaveValue(text);
      await expect(shown).toHaveAttribute('readonly');
      await dialog.getByRole('button', { name: 'Copy the diagnostics' }).press('Enter');
      await expect(dialog.getByRole('button', { name: 'Copied the diagnostics' })).toBeVisible();
      const save = dialog.getByRole('button', { name: 'Save…' });
      await save.press('Enter');
      await expect.poll(async () => (await window.calls()).at(-1)?.name).toBe('saveDiagnostics');
      await expect(save).toHaveAttribute('aria-busy', 'false');
      await expect(dialog.getByText('Saved.')).toHaveCount(0);
      await save.press('Enter');
      await expect(dialog.getByText('Saved.')).toBeVisible();
      expect(await window.calls()).toEqual([
        { name: 'previewDiagnostics', input: undefined },
        { name: 'copyText', input: { text } },
        { name: 'saveDiagnostics', input: undefined },
        { name: 'saveDiagnostics', input: undefined },
      ]);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('button', { name: 'Diagnostics…' })).toBeFocused();
    });
  });

  test('are waited for by name, and a failure of either step can be tried again', async () => {
    const replies: Replies = {
      previewDiagnostics: [refusal('unexpected'), { ok: true, value: { text } }],
      saveDiagnostics: [refusal('file_not_written', { subject: 'usher.json' }), 'pending'],
    };
    await inWindow(open({ previewDiagnostics: 'pending' }), async (_window, page) => {
      const dialog = await openDialog(page);
      await expect(dialog.getByText('Collecting.')).toBeVisible();
      await expect(dialog.getByRole('button', { name: 'Save…' })).toHaveCount(0);
    });
    await inWindow(open(replies), async (window, page) => {
      const dialog = await openDialog(page);
      await dialog.getByRole('alert').getByRole('button', { name: 'Try again' }).click();
      await dialog.getByRole('button', { name: 'Save…' }).click();
      await expect(dialog.getByRole('alert')).toContainText('usher.json could not be written there');
      await dialog.getByRole('alert').getByRole('button', { name: 'Try again' }).click();
      await expect(dialog.getByRole('button', { name: 'Save…' })).toHaveAttribute('aria-busy', 'true');
      expect((await window.calls()).map(({ name }) => name)).toEqual([
        'previewDiagnostics',
        'previewDiagnostics',
        'saveDiagnostics',
        'saveDiagnostics',
      ]);
    });
  });
});
