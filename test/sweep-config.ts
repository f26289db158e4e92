import { defineConfig } from '@playwright/test';
import everyday from '../playwright.config';

/**
 * Faults at every place where they can strike, attacks on every page, and everything that Zoom was measured to refuse: minutes, so they run
 * in CI and before a release.
 */
export default defineConfig({
  ...everyday,
  testDir: '.',
  outputDir: '../test-results',
  projects: [{ name: 'sweep', testMatch: '**/*.sweep.ts', fullyParallel: true, workers: 2, timeout: 600_000 }],
});
