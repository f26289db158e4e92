import { defineConfig } from '@playwright/test';
import everyday from '../playwright.config';

/** The page of the SDK is attacked while Zoom is asked, and Usher waits no longer for that than it ever does. */
const alone = '**/e2e/security.sweep.ts';

/**
 * Longer days with the whole app, the windows screen by screen and dialog by dialog, faults at every place where they can strike, attacks on
 * every page, and everything that Zoom was measured to refuse: minutes, so they run in CI and before a release.
 */
export default defineConfig({
  ...everyday,
  testDir: '.',
  // Beside what the everyday tests left behind: Playwright empties its folder first.
  outputDir: '../test-results/sweep',
  projects: [
    {
      name: 'sweep',
      testMatch: '**/*.sweep.ts',
      testIgnore: alone,
      fullyParallel: true,
      workers: 2,
      timeout: 600_000,
    },
    { name: 'alone', testMatch: alone, workers: 1, timeout: 600_000, dependencies: ['sweep'] },
  ],
});
