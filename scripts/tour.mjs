import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot, runScript } from './run-command.mjs';
import { runPlaywright } from './run-playwright.mjs';

const folder = join(projectRoot, 'tour');

await runScript(async () => {
  mkdirSync(folder, { recursive: true });
  for (const name of pictures()) rmSync(join(folder, name));
  const exitCode = await runPlaywright({
    purpose: 'tour',
    args: ['--project=tour', '--no-deps'],
    env: { ...process.env, USHER_TOUR_DIR: folder },
  });
  console.log(`${pictures().length} pictures of the tour are in ${folder}`);
  return exitCode;
});

function pictures() {
  return readdirSync(folder).filter((name) => name.endsWith('.png'));
}
