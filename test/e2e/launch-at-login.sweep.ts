import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { goTo } from '../support/operator';
import { expect, test } from '../support/usher-test';

test('starting at login is switched on and off in the desktop’s own place', async ({ usher, desktop }) => {
  const file = join(desktop.folders.config, 'autostart/usher.desktop');
  const page = await usher.mainWindow();
  await goTo(page, 'Settings');
  const atLogin = page.getByRole('switch', { name: 'Start at login' });
  await expect(atLogin).not.toBeChecked();
  await atLogin.press('Space');
  await expect(atLogin).toBeChecked();
  expect(readFileSync(file, 'utf8')).toMatch(/^Exec=.*"--hidden"$/m);
  await atLogin.press('Space');
  await expect(atLogin).not.toBeChecked();
  expect(existsSync(file)).toBe(false);
});
