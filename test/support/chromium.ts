import type { LaunchOptions } from '@playwright/test';

/** How the tests start Debian's Chromium, or the one that CHROMIUM_PATH names: as root it has no sandbox, and it asks nobody outside. */
export const chromiumOptions: LaunchOptions = {
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  chromiumSandbox: process.getuid?.() !== 0,
  args: [
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};
