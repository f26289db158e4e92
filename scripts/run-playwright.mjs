import { buildIfStale } from './build-if-stale.mjs';
import { programFrom, runInForeground } from './run-command.mjs';
import { setUp } from './set-up.mjs';

/**
 * Sets up what is missing, builds what is stale, and runs Playwright with these arguments and those of the command line.
 * @param {{ purpose: import('./set-up.mjs').Purpose, args?: readonly string[], env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<number>} its exit code
 */
export async function runPlaywright({ purpose, args = [], env = process.env }) {
  await setUp({ purpose });
  await buildIfStale();
  const command = [programFrom('@playwright/test/cli.js'), 'test', ...args, ...process.argv.slice(2)];
  return await runInForeground(process.execPath, command, env);
}
