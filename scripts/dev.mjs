import { buildTarget } from './build-if-stale.mjs';
import { hasDisplay } from './display.mjs';
import { electronArguments, electronRuntime } from './electron-runtime.mjs';
import { PlainError, programFrom, runInForeground, runScript } from './run-command.mjs';
import { setUp } from './set-up.mjs';

await runScript(async () => {
  if (!hasDisplay()) throw new PlainError('Development needs a display: neither DISPLAY nor WAYLAND_DISPLAY is set.');
  await setUp({ purpose: 'dev' });
  const runtime = electronRuntime();
  const args = [...electronArguments(), ...process.argv.slice(2)];
  return await runInForeground(
    process.execPath,
    [programFrom('electron-vite/bin/electron-vite.js'), 'dev', '--watch', '--', ...args],
    { ...process.env, ...buildTarget(runtime), ELECTRON_EXEC_PATH: runtime.executablePath },
  );
});
