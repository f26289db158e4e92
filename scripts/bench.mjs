import { buildIfStale } from './build-if-stale.mjs';
import { programFrom, runInForeground, runScript } from './run-command.mjs';
import { setUp } from './set-up.mjs';

await runScript(async () => {
  await setUp({ purpose: 'bench' });
  await buildIfStale();
  return await runInForeground(process.execPath, [
    programFrom('@playwright/test/cli.js'),
    'test',
    '--config=test/bench/playwright.config.ts',
    ...process.argv.slice(2),
  ]);
});
