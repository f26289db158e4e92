import { buildIfStale } from './build-if-stale.mjs';
import { programFrom, runInForeground, runScript } from './run-command.mjs';
import { setUp } from './set-up.mjs';

await runScript(async () => {
  await setUp({ purpose: 'test' });
  await buildIfStale();
  return await runInForeground(process.execPath, [
    programFrom('@playwright/test/cli.js'),
    'test',
    '--config=test/sweep-config.ts',
    ...process.argv.slice(2),
  ]);
});
