import { execFileSync } from 'node:child_process';
import { goTo } from '../support/operator';
import { expect, test } from '../support/usher-test';

test('keys that are chosen in Settings open Usher whatever is in front, also after a restart', async ({
  usher,
  launch,
  desktop,
}) => {
  const press = (keys: string) => execFileSync('xdotool', ['key', keys], { env: desktop.env });
  const page = await usher.mainWindow();
  await goTo(page, 'Settings');
  await page.getByRole('region', { name: 'Keys' }).getByRole('button', { name: 'Choose keys' }).first().click();
  await page.keyboard.press('Control+Alt+u');
  await expect(page.getByRole('button', { name: 'Ctrl + Alt + U' })).toBeVisible();
  await page.close();
  press('ctrl+alt+u');
  await usher.mainWindow();
  await usher.quit();
  const again = await launch({ args: ['--hidden'] });
  await again.tray();
  await expect(async () => {
    press('ctrl+alt+u');
    expect(again.electron.windows()).toHaveLength(1);
  }).toPass({ timeout: 10_000 });
});
