import { join } from 'node:path';
import { buildIfStale } from './build-if-stale.mjs';
import { hasDisplay } from './display.mjs';
import { electronArguments, electronRuntime } from './electron-runtime.mjs';
import { projectRoot, runInForeground, runScript } from './run-command.mjs';
import { setUp } from './set-up.mjs';

await runScript(async () => {
  if (!hasDisplay()) {
    console.log('There is no display here (no DISPLAY, no WAYLAND_DISPLAY): Usher plays its tour on a virtual one.');
    return await runInForeground(process.execPath, [join(import.meta.dirname, 'tour.mjs')]);
  }
  await setUp({ purpose: 'start' });
  await buildIfStale();
  const args = process.argv.slice(2);
  // Chromium wants its switches before the path of the application; the application finds its own in either place.
  const switches = args.filter((argument) => argument.startsWith('-'));
  const others = args.filter((argument) => !argument.startsWith('-'));
  const { executablePath } = electronRuntime();
  if (electronArguments().includes('--no-sandbox')) {
    console.log('Electron runs without its sandbox: it has none as root, or where a user may not have a namespace.');
  }
  return await runInForeground(executablePath, [...electronArguments(), ...switches, projectRoot, ...others]);
});
