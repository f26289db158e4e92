import { type ChildProcess, spawn } from 'node:child_process';
import { electronArguments, electronRuntime } from '../../scripts/electron-runtime.mjs';
import type { TrayHost, TrayIcon } from '../support/tray-host';

/** An app in the tray, without a window, and how long its icon took. */
export type StartedHidden = { child: ChildProcess; tray: TrayIcon; milliseconds: number; startedAt: number };

/** Starts an Electron app with `--hidden` and waits for its icon. The one before has to be gone, or its icon would be taken for this one's. */
export async function startHidden(
  app: string,
  userDataDir: string,
  { trayHost, env }: { trayHost: TrayHost; env: NodeJS.ProcessEnv },
): Promise<StartedHidden> {
  await trayHost.waitForNoTray();
  const startedAt = performance.now();
  const args = [...electronArguments(), `--user-data-dir=${userDataDir}`, app, '--hidden'];
  const child = spawn(electronRuntime().executablePath, args, { env, stdio: 'ignore' });
  const tray = await trayHost.waitForTray({ every: 1 });
  return { child, tray, startedAt, milliseconds: performance.now() - startedAt };
}
