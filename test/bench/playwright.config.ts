import { defineConfig } from '@playwright/test';

/** The benchmark is not a test: it prints ratios and fails only when it cannot measure. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.bench.ts',
  outputDir: '../../test-results',
  workers: 1,
  retries: 0,
  timeout: 900_000,
  reporter: [['line']],
  use: { actionTimeout: 10_000 },
});
