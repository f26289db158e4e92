import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { electronArguments, electronRuntime } from '../../scripts/electron-runtime.mjs';
import type { DesktopSession } from './desktop-session';
import { hasExited, isRunning, type ProcessId, processesWithEnvironment, processTree, programName } from './processes';
import type { TrayHost, TrayIcon } from './tray-host';
import { waitUntil, within } from './wait-until';

const projectRoot = resolve(import.meta.dirname, '../..');
const waitForDriver = join(import.meta.dirname, 'wait-for-driver.cjs');

export type LaunchOptions = {
  session: DesktopSession;
  /** The panel of this desktop, when it has one: it is how the app's tray icon is reached. */
  trayHost?: TrayHost;
  /** Where Practice Zoom listens, such as `http://127.0.0.1:40123`; without it the app starts its own. */
  practiceOrigin?: string | undefined;
  /** The profile; a new one unless the same one is to be opened again. */
  userDataDir?: string;
  /** For the app, after its path. */
  args?: readonly string[];
  /** For Chromium, before the app's path, such as `--force-device-scale-factor=2`. */
  switches?: readonly string[];
  env?: Readonly<Record<string, string>>;
};

/** How an app ended: by itself with an exit code, and in how many milliseconds. */
export type Quit = { exitCode: number | null; milliseconds: number };

/** One running Usher, as its user, its operating system and somebody looking for leaks see it. */
export class UsherApp {
  private wasKilled = false;

  private constructor(
    readonly electron: ElectronApplication,
    // Playwright forgets the process when it ends.
    private readonly process: ChildProcess,
    readonly userDataDir: string,
    /** An environment variable that only this launch has; all its processes inherit it. */
    private readonly mark: string,
    readonly outputFiles: { stdout: string; stderr: string },
    private readonly command: { executablePath: string; args: string[]; env: Record<string, string> },
    private readonly trayHost: TrayHost | undefined,
  ) {}

  /** Starts the built app and waits until it can be driven; its tray icon and windows may come later. */
  static async launch(options: LaunchOptions): Promise<UsherApp> {
    const { session, trayHost, practiceOrigin } = options;
    if (!existsSync(join(projectRoot, 'out/main/start.cjs'))) {
      throw new Error('Usher is not built: run `npm run build` first.');
    }
    const { executablePath } = electronRuntime();
    const userDataDir = options.userDataDir ?? mkdtempSync(join(session.root, 'profile-'));
    const launchFolder = mkdtempSync(join(session.root, 'launch-'));
    const mark = `USHER_TEST_LAUNCH=${launchFolder}`;
    const env = {
      ...session.env,
      ...(practiceOrigin === undefined ? {} : { USHER_PRACTICE_ORIGIN: practiceOrigin }),
      ...options.env,
      USHER_TEST_LAUNCH: launchFolder,
    };
    const profile = `--user-data-dir=${userDataDir}`;
    const args = [
      ...electronArguments(),
      // The virtual screen has no graphics card, and a pretended one costs more than it draws.
      '--disable-gpu',
      profile,
      ...(options.switches ?? []),
      projectRoot,
      ...(options.args ?? []),
    ];
    const outputFiles = { stdout: join(launchFolder, 'stdout'), stderr: join(launchFolder, 'stderr') };
    const electron = await _electron.launch({
      executablePath: recordingLauncher(launchFolder, executablePath, outputFiles),
      args: ['-r', waitForDriver, ...args],
      env,
      cwd: session.folders.home,
      // Playwright would switch the sandbox off for everybody; only root has to do without.
      chromiumSandbox: true,
      // Playwright would say "light" to every page; the app follows the desktop.
      colorScheme: null,
      timeout: 20_000,
    });
    return new UsherApp(
      electron,
      electron.process(),
      userDataDir,
      mark,
      outputFiles,
      { executablePath, args, env },
      trayHost,
    );
  }

  /** The operator's window, as soon as it has loaded. */
  async mainWindow(): Promise<Page> {
    return await this.windowWhere("Usher's window", async (page) =>
      new URL(page.url()).pathname.endsWith('/index.html'),
    );
  }

  /** The window in which this text can be read; `not` is one that shows it already. */
  async windowShowing(text: string, { timeout = 40_000, not }: { timeout?: number; not?: Page } = {}): Promise<Page> {
    const shows = async (page: Page) => page !== not && (await page.getByText(text).first().isVisible());
    return await this.windowWhere(`a window that shows "${text}"`, shows, timeout);
  }

  async tray(): Promise<TrayIcon> {
    if (!this.trayHost) throw new Error('This desktop has no tray host.');
    return await this.trayHost.waitForTray();
  }

  async openFromTray(): Promise<Page> {
    const tray = await this.tray();
    await tray.click('Open Usher');
    return await this.mainWindow();
  }

  /** Everything that the app and its children have printed since the start. */
  output(): { stdout: string; stderr: string } {
    return {
      stdout: readFileSync(this.outputFiles.stdout, 'utf8'),
      stderr: readFileSync(this.outputFiles.stderr, 'utf8'),
    };
  }

  /** The main process first, then all that it started. */
  processTree(): ProcessId[] {
    return processTree(this.pid);
  }

  /** Starts the same app on the same profile once more, as a second click on its icon does, and waits for it to end. */
  async startSecondInstance(args: readonly string[] = []): Promise<Quit> {
    const { executablePath, env } = this.command;
    const startedAt = Date.now();
    const child = spawn(executablePath, [...this.command.args, ...args], { env, stdio: 'ignore' });
    try {
      await waitUntil('the second instance to end', () => hasExited(child), { timeout: 10_000 });
    } finally {
      child.kill('SIGKILL');
    }
    return { exitCode: child.exitCode, milliseconds: Date.now() - startedAt };
  }

  /**
   * Quits as a user does, by the tray menu, or as the system does, by word or by SIGTERM. Throws when the app takes longer than `limit`
   * milliseconds, crashes on the way or leaves a process behind; either way nothing is running afterwards.
   */
  async quit({
    by = 'tray',
    limit = 5_000,
  }: {
    by?: 'tray' | 'system' | 'signal';
    limit?: number;
  } = {}): Promise<Quit> {
    const tray = by === 'tray' ? await this.tray() : undefined;
    // It is the way from the click that counts.
    await tray?.find('Quit');
    const quit = await this.end(limit, async () => {
      if (tray) await tray.click('Quit');
      else if (by === 'signal') sendSignal(this.pid, 'SIGTERM');
      else await this.electron.evaluate(({ app }) => app.quit());
    });
    if (this.crash !== undefined) throw new Error(this.crash);
    return quit;
  }

  /** Ends the app at once, as a crash or a power cut would. */
  async kill(): Promise<void> {
    this.wasKilled = true;
    await this.end(5_000, async () => {
      for (const { pid } of this.processTree()) sendSignal(pid, 'SIGKILL');
    });
  }

  get hasEnded(): boolean {
    return hasExited(this.process);
  }

  /** Why it did not end well, if it has ended and nobody killed it. */
  get crash(): string | undefined {
    if (!this.hasEnded || this.wasKilled || this.process.exitCode === 0) return undefined;
    return `Usher ended with ${this.process.signalCode ?? `exit code ${this.process.exitCode}`}.`;
  }

  private get pid(): number {
    const { pid } = this.process;
    if (pid === undefined) throw new Error('Usher has no process.');
    return pid;
  }

  private async end(limit: number, ask: () => Promise<unknown>): Promise<Quit> {
    const processes = this.processTree();
    const startedAt = Date.now();
    try {
      // An app that is gone before it has answered the click has done what it was asked.
      const asked = ask().catch((error: unknown) => {
        if (!this.hasEnded) throw error;
      });
      await Promise.race([within(limit, 'Usher to take the wish to quit', asked), this.exited(limit)]);
      await this.exited(limit).catch(() => {});
      const milliseconds = Date.now() - startedAt;
      if (!this.hasEnded) throw new Error(`Usher was still running ${milliseconds} ms after it was asked to quit.`);
      const left = await this.leftBehind(processes);
      const names = left.map(({ pid }) => programName(pid)).join(', ');
      if (left.length > 0) throw new Error(`Usher has quit, but left behind: ${names}.`);
      return { exitCode: this.process.exitCode, milliseconds };
    } finally {
      for (const { pid } of this.allOf(processes).filter(isRunning)) sendSignal(pid, 'SIGKILL');
      await this.exited(5_000);
    }
  }

  private async exited(timeout: number): Promise<true> {
    return await waitUntil('Usher to end', () => hasExited(this.process), { timeout });
  }

  /** Chromium's helpers end a moment after the main process. */
  private async leftBehind(processes: readonly ProcessId[]): Promise<ProcessId[]> {
    const running = () => this.allOf(processes).filter(isRunning);
    await waitUntil("Usher's helpers to end", () => running().length === 0, { timeout: 5_000 }).catch(() => {});
    return running();
  }

  /** With those that have lost their parent since. */
  private allOf(processes: readonly ProcessId[]): ProcessId[] {
    const byPid = new Map(
      [...processes, ...processesWithEnvironment(this.mark)].map((process) => [process.pid, process]),
    );
    return [...byPid.values()];
  }

  private async windowWhere(what: string, isIt: (page: Page) => Promise<boolean>, timeout = 15_000): Promise<Page> {
    const page = await waitUntil(
      what,
      async () => {
        for (const candidate of this.electron.windows()) {
          // A window that closes while it is looked at is not the one.
          if (await isIt(candidate).catch(() => false)) return candidate;
        }
        return undefined;
      },
      { timeout },
    );
    await page.waitForLoadState();
    return page;
  }
}

export const launchUsher = UsherApp.launch;

/**
 * A program that becomes Electron and keeps what it prints from the first byte on: Playwright hands output over only
 * when it has attached. It reads stderr itself, so that is copied;
 * the copier is nobody's child, has nothing of the app's environment and ends with the pipe.
 */
function recordingLauncher(
  folder: string,
  executablePath: string,
  { stdout, stderr }: { stdout: string; stderr: string },
): string {
  const script = join(folder, 'electron');
  writeFileSync(stdout, '');
  writeFileSync(stderr, '');
  const lines = [
    '#!/bin/sh',
    `mkfifo '${folder}/stderr.pipe'`,
    `( env -i /usr/bin/tee -a '${stderr}' < '${folder}/stderr.pipe' >&2 & )`,
    `exec '${executablePath}' "$@" >> '${stdout}' 2> '${folder}/stderr.pipe'`,
  ];
  writeFileSync(script, `${lines.join('\n')}\n`);
  chmodSync(script, 0o755);
  return script;
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
