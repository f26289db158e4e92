import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import type { WorkerOptions } from './test/support/usher-test';

const inCi = Boolean(process.env.CI);

const alone = ['e2e/busy-ports.spec.ts', 'e2e/security.spec.ts', 'e2e/start-meeting.spec.ts'];

/**
 * Two workers for two cores; three for the tests that wait more than they work. Every test of `e2e` and `tour` drives a real Electron
 * on a desktop of its own; what they share are the three registered redirect ports, so the test that takes all of them runs alone, and last.
 * So do those that load the Meeting SDK, beside the tour and the one from the tray: two at once would have to share Usher's time limit.
 * The tour by itself: `--project=tour --no-deps`. What takes minutes is in `*.sweep.ts` (test/sweep-config.ts).
 */
export default defineConfig<object, WorkerOptions>({
  testDir: 'test',
  outputDir: 'test-results',
  forbidOnly: inCi,
  retries: 0,
  workers: 3,
  fullyParallel: false,
  reporter: [['list'], [join(import.meta.dirname, 'test/support/summary-reporter.ts')]],
  // For a machine that is busy with something else: what is there sooner is seen sooner.
  expect: { timeout: 10_000 },
  use: {
    actionTimeout: 10_000,
    navigationTimeout: 20_000,
    // Playwright's own defaults: of what is left unsaid it works out each option anew for each test, which is a quarter of what one costs.
    acceptDownloads: true,
    bypassCSP: false,
    colorScheme: 'light',
    contrast: 'no-preference',
    deviceScaleFactor: 1,
    extraHTTPHeaders: {},
    forcedColors: 'none',
    hasTouch: false,
    ignoreHTTPSErrors: false,
    isMobile: false,
    javaScriptEnabled: true,
    locale: 'en-US',
    offline: false,
    permissions: [],
    reducedMotion: 'no-preference',
    serviceWorkers: 'allow',
    viewport: { width: 1280, height: 720 },
  },
  projects: [
    // First, as the longest: beside it there are tests of parts, and no third Electron.
    {
      name: 'tour',
      testMatch: 'e2e/tour.spec.ts',
      timeout: 180_000,
      use: { signInBrowser: 'browser' },
    },
    {
      name: 'unit',
      testMatch: ['main/**/*.test.ts', 'renderer/**/*.test.{ts,tsx}', 'support/**/*.test.ts'],
      timeout: 40_000,
    },
    {
      name: 'e2e',
      testMatch: 'e2e/**/*.spec.ts',
      testIgnore: ['e2e/tour.spec.ts', ...alone],
      fullyParallel: true,
      workers: 2,
      timeout: 90_000,
    },
    {
      name: 'alone',
      testMatch: alone,
      workers: 1,
      timeout: 90_000,
      dependencies: ['e2e', 'tour'],
    },
  ],
});
