import type { LaunchOptions } from '@playwright/test';

/** As root Chromium has no sandbox; and nobody outside is asked. */
const shared: LaunchOptions = {
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

/** The browser of a user, with all that a browser is: Debian's, or the one that CHROMIUM_PATH names. */
export const browserOptions: LaunchOptions = {
  ...shared,
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
};

/** The same engine without the browser round it, for pages by themselves: a window costs half as much. */
export const pageEngineOptions: LaunchOptions = {
  ...shared,
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium-headless-shell',
};
