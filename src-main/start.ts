import { accessSync, constants, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { app, dialog, Menu } from 'electron';
import { readConfig } from './config';
import { registerAppScheme } from './desktop/app-scheme';
import { TrayIcon } from './desktop/tray-icon';
import { logUnexpected, uncaught } from './desktop/unexpected';
import { guardWebContents } from './desktop/web-contents-guard';

/** On Linux the icon introduces itself to the tray host in several round trips through this event loop; loading modules meanwhile would hold it up. */
const trayHandshakeMs = process.platform === 'linux' ? 60 : 0;
/** By then the house stands, and the first meetings have come. */
const settledMs = 8_000;
const collections = 3;

/**
 * What has to happen before Electron is ready, and the icon in the tray. The house is built after that:
 * its modules take as long to load as a bare tray app takes to start.
 */
function start(): void {
  // Usher mostly waits in the tray: a small heap is worth more than the last bit of speed.
  setFlagsFromString('--optimize-for-size');
  const config = readConfig({ argv: process.argv, env: process.env, isPackaged: app.isPackaged });
  if (!app.requestSingleInstanceLock() && !cannotBeLocked(app.getPath('userData'))) return app.quit();
  registerAppScheme();
  // As root Chromium runs without its sandbox or not at all; every window still asks for one.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  guardWebContents();
  const menu =
    process.platform === 'darwin' ? Menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }]) : null;
  Menu.setApplicationMenu(menu);
  // Whoever starts Usher again while it still loads gets the window as soon as there is one.
  let openFor: ((argv: readonly string[]) => void) | undefined;
  const waiting: (readonly string[])[] = [];
  const startedAgain = (argv: readonly string[]) => (openFor ? openFor(argv) : waiting.push(argv));
  app.on('second-instance', (_event, argv) => startedAgain(argv));
  // macOS hands a link over by itself.
  app.on('open-url', (event, url) => {
    event.preventDefault();
    startedAgain([url]);
  });
  void app.whenReady().then(async () => {
    try {
      const tray = new TrayIcon(join(app.getAppPath(), 'resources'));
      await new Promise((resolve) => setTimeout(resolve, trayHandshakeMs));
      const { buildUsher } = await import('./main');
      ({ openFor } = buildUsher({ config, tray }));
      for (const argv of waiting) openFor(argv);
      setTimeout(collectGarbage, settledMs);
    } catch (error) {
      logUnexpected(error);
      dialog.showErrorBox('Usher could not start', sentenceFor(error));
      app.exit(1);
    }
  });
}

/**
 * Starting leaves megabytes behind, and a process that then hardly does anything gives V8 no reason to look for them.
 * Once frees them; the heap gives its empty pages back only when it finds nothing more to free (measured: 169 MiB, then 164, then 162.5).
 */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  for (let time = 0; time < collections; time++) if (typeof collect === 'function') collect();
}

/**
 * Whether there is no lock because the profile cannot be written, and not because another Usher has it. Such an Usher shows what is there;
 * without a lock a second one can start beside it, which harms nothing: neither saves anything nor renews a token.
 */
function cannotBeLocked(profile: string): boolean {
  try {
    accessSync(profile, constants.W_OK);
    return false;
  } catch {
    // On this disk a lock stays behind when its owner has been killed.
  }
  try {
    // Chromium's link to `<host>-<pid>`.
    const [owner] = /\d+$/.exec(readlinkSync(join(profile, 'SingletonLock'))) ?? [];
    process.kill(Number(owner), 0);
    return false;
  } catch {
    return true;
  }
}

/** Errors of the file system have a code; here they can only come from the profile folder. */
function sentenceFor(error: unknown): string {
  const isFileSystem = error instanceof Error && 'code' in error && /^E[A-Z]+$/.test(String(error.code));
  return isFileSystem
    ? 'Its profile folder could not be opened. Check that it can be read and written, and that the disk is not full.'
    : 'Something went wrong that Usher did not expect. Start it from a terminal to see where.';
}

process.on('uncaughtException', uncaught);
process.on('unhandledRejection', uncaught);
try {
  start();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  app.exit(1);
}
