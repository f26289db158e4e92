import { app } from 'electron';
import { withTimeLimit } from '../shared/time-limit';

/** Whoever quits does not wait for a keyring that hangs. */
const settleLimitMs = 1_500;
/** Nor for a window that hangs: leaving a meeting takes a few milliseconds. */
const closeLimitMs = 400;

let isToStartAnew = false;

/** Quits in order, and starts Usher again with a window once it has ended. */
export function restartInOrder(): void {
  isToStartAnew = true;
  app.quit();
}

/**
 * Lets what must not be cut off come to its end before the app quits: Zoom may have rotated a refresh token this moment,
 * and the new one is the only one that works from now on.
 * @param parts.settle begins nothing new and answers when what is under way has ended
 * @param parts.end takes everything down; called once
 */
export function quitInOrder(parts: { settle: () => Promise<unknown>; end: () => void }): void {
  let phase: 'running' | 'settling' | 'settled' = 'running';
  app.on('before-quit', (event) => {
    if (phase === 'settled') return;
    event.preventDefault();
    if (phase === 'settling') return;
    phase = 'settling';
    void withTimeLimit(settleLimitMs, () => parts.settle())
      .catch(() => {})
      .then(() => {
        parts.end();
        phase = 'settled';
        setTimeout(() => endProcess(0), closeLimitMs);
        app.quit();
      });
  });
  // The end of a session, or of the service that started Usher. Left to themselves they end the process at once.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => app.quit());
  app.once('quit', (_event, exitCode) => endProcess(exitCode));
}

/**
 * Ends the process without Chromium's own taking down of itself, which was seen to spin for ever in one of fifty quits
 * after a meeting (Electron 25, Linux). By now every window is closed and every file is written.
 */
function endProcess(exitCode: number): void {
  if (isToStartAnew) app.relaunch({ args: process.argv.slice(1).filter((argument) => argument !== '--hidden') });
  app.releaseSingleInstanceLock();
  (process as unknown as { reallyExit(exitCode: number): never }).reallyExit(exitCode);
}
