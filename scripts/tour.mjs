import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfStale } from './build-if-stale.mjs';
import { programFrom, projectRoot, runInForeground, runScript } from './run-command.mjs';
import { setUp } from './set-up.mjs';

const folder = join(projectRoot, 'tour');

await runScript(async () => {
  await setUp({ purpose: 'tour' });
  await buildIfStale();
  mkdirSync(folder, { recursive: true });
  for (const name of pictures()) rmSync(join(folder, name));
  const exitCode = await runInForeground(
    process.execPath,
    [programFrom('@playwright/test/cli.js'), 'test', '--project=tour', '--no-deps', ...process.argv.slice(2)],
    { ...process.env, USHER_TOUR_DIR: folder },
  );
  console.log(`${pictures().length} pictures of the tour are in ${folder}`);
  return exitCode;
});

function pictures() {
  return readdirSync(folder).filter((name) => name.endsWith('.png'));
}
