import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { BusConnection } from './bus-connection';
import { Keyring, secretServiceName } from './keyring';
import { endChild, hasExited, isRunning, type ProcessId, processesWithEnvironment, programName } from './processes';
import { waitUntil, within } from './wait-until';

/** `locked` has a keyring that nothing can be read from; `none` is a desktop without a Secret Service. */
export type KeyringState = 'unlocked' | 'locked' | 'none';

/** What unlocks the keyring of every desktop of the tests. */
export const keyringPassword = 'not-a-real-password';

/**
 * A desktop of its own for one test: a screen, a session bus, a keyring and a home folder, all new and all gone afterwards.
 * Nothing of it touches the session or the files of whoever runs the tests.
 */
export class DesktopSession {
  /** Every file of this desktop lies below it, the keyring's among them. */
  readonly root: string;
  readonly folders: Record<'home' | 'config' | 'data' | 'cache' | 'run' | 'temp' | 'bin' | 'services', string>;
  /** The whole environment for what runs on this desktop; nothing is inherited from the test's own. */
  readonly env: Record<string, string>;
  private readonly children: ChildProcess[] = [];
  private connection: BusConnection | undefined;
  private readonly endWithTestProcess = () => {
    for (const child of this.children) child.kill('SIGKILL');
    rmSync(this.root, { recursive: true, force: true });
  };

  private constructor() {
    this.root = mkdtempSync(join(tmpdir(), 'usher-desktop-'));
    const folder = (name: string) => {
      const path = join(this.root, name);
      mkdirSync(path, { mode: 0o700 });
      return path;
    };
    this.folders = {
      home: folder('home'),
      config: folder('config'),
      data: folder('data'),
      cache: folder('cache'),
      run: folder('run'),
      temp: folder('temp'),
      bin: folder('bin'),
      services: folder('services'),
    };
    this.env = {
      PATH: `${this.folders.bin}:/usr/local/bin:/usr/bin:/bin`,
      HOME: this.folders.home,
      TMPDIR: this.folders.temp,
      XDG_CONFIG_HOME: this.folders.config,
      XDG_DATA_HOME: this.folders.data,
      XDG_CACHE_HOME: this.folders.cache,
      XDG_RUNTIME_DIR: this.folders.run,
      LANG: 'C.UTF-8',
      ...(process.env.TZ === undefined ? {} : { TZ: process.env.TZ }),
      // No accessibility bus and no settings service is there to be asked.
      NO_AT_BRIDGE: '1',
      GSETTINGS_BACKEND: 'memory',
    };
  }

  /** Screen and bus start side by side; ready in well under a second. A start that fails leaves nothing behind. */
  static async start({ keyring = 'unlocked' }: { keyring?: KeyringState } = {}): Promise<DesktopSession> {
    if (process.platform !== 'linux') throw new Error('The desktop of the tests needs Linux.');
    const session = new DesktopSession();
    process.once('exit', session.endWithTestProcess);
    const started = await Promise.allSettled([session.startScreen(), session.startBus(keyring)]);
    const failure = started.find((part) => part.status === 'rejected');
    if (failure) {
      await session.stop();
      throw failure.reason;
    }
    return session;
  }

  get busAddress(): string {
    const address = this.env.DBUS_SESSION_BUS_ADDRESS;
    if (address === undefined) throw new Error('The session bus is not running.');
    return address;
  }

  get keyring(): Keyring {
    return new Keyring(this.toBus, keyringPassword);
  }

  private get toBus(): BusConnection {
    if (!this.connection) throw new Error('The session bus is not running.');
    return this.connection;
  }

  /** Starts the Secret Service on a desktop that has none, as a login does, which unlocks the keyring. */
  async startKeyring(): Promise<void> {
    const daemon = this.run('gnome-keyring-daemon', ['--unlock', '--components=secrets', '--foreground'], 'stdin');
    // Without a line end: it would become part of the password.
    daemon.stdin?.end(keyringPassword);
    await this.waitForName(daemon, secretServiceName);
  }

  /** From now on the bus starts the Secret Service when somebody asks for it: locked, because nobody logs in. */
  async letBusStartKeyring(): Promise<void> {
    const service = join(this.folders.services, `${secretServiceName}.service`);
    const command = '/usr/bin/gnome-keyring-daemon --start --components=secrets --foreground';
    writeFileSync(service, `[D-BUS Service]\nName=${secretServiceName}\nExec=${command}\n`);
    await this.toBus.reload();
  }

  /** Ends the Secret Service as a crash does. */
  async killKeyring(): Promise<void> {
    const pid = await this.toBus.processOf(secretServiceName);
    process.kill(pid, 'SIGKILL');
    await waitUntil('gnome-keyring to be gone', async () => !(await this.toBus.hasOwner(secretServiceName)));
  }

  /** The folder in which gnome-keyring keeps its files. */
  get keyringFolder(): string {
    return join(this.folders.data, 'keyrings');
  }

  /** GNOME's own dialog for passwords, ready to be asked for: with it an unlock waits for a person. */
  async startPrompter(): Promise<void> {
    await this.waitForName(this.run('/usr/libexec/gcr-prompter', [], 'stdin'), 'org.gnome.keyring.SystemPrompter');
  }

  /** Types into the window that has the focus. */
  async type(...steps: ({ text: string } | { key: string })[]): Promise<void> {
    for (const step of steps) {
      const args = 'text' in step ? ['type', '--delay', '5', step.text] : ['key', step.key];
      const child = spawn('xdotool', args, { env: this.env, stdio: 'ignore' });
      await waitUntil('xdotool', () => hasExited(child));
      if (child.exitCode !== 0) throw new Error(`xdotool ended with ${child.exitCode}.`);
    }
  }

  /** Whether a window whose title holds this text is open. */
  async hasWindow(title: string): Promise<boolean> {
    const child = spawn('xdotool', ['search', '--onlyvisible', '--name', title], { env: this.env, stdio: 'ignore' });
    await waitUntil('xdotool', () => hasExited(child));
    return child.exitCode === 0;
  }

  private async waitForName(daemon: ChildProcess, name: string): Promise<void> {
    const { toBus } = this;
    await this.whileRunning(daemon, () => waitUntil(name, () => toBus.hasOwner(name), { every: 5, timeout: 15_000 }));
  }

  /** All that runs on this desktop. */
  processes(): ProcessId[] {
    return processesWithEnvironment(`XDG_RUNTIME_DIR=${this.folders.run}`);
  }

  /** Ends everything in reverse order, removes every file, and throws when a process of this desktop is still there. */
  async stop(): Promise<void> {
    this.connection?.close();
    this.connection = undefined;
    for (const child of this.children.toReversed()) await endChild(child);
    process.off('exit', this.endWithTestProcess);
    // What the bus has started ends a moment after the bus.
    await waitUntil('the last to end', () => this.processes().length === 0, { timeout: 2_000 }).catch(() => {});
    const left = this.processes();
    const names = left.map(({ pid }) => programName(pid));
    for (const { pid } of left) process.kill(pid, 'SIGKILL');
    await waitUntil('the last processes of the desktop to be killed', () => !left.some(isRunning));
    rmSync(this.root, { recursive: true, force: true });
    if (names.length > 0) throw new Error(`Still running when the desktop was stopped: ${names.join(', ')}.`);
  }

  private async startScreen(): Promise<void> {
    // Without -noreset the server starts over, and drops its clients, whenever the last window closes.
    const server = this.run(
      'Xvfb',
      ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp', '-noreset'],
      'fd3',
    );
    this.env.DISPLAY = `:${await this.firstLine(server)}`;
  }

  private async startBus(keyring: KeyringState): Promise<void> {
    const configuration = join(this.root, 'bus.conf');
    writeFileSync(configuration, busConfiguration(join(this.folders.run, 'bus'), this.folders.services));
    const daemon = this.run(
      'dbus-daemon',
      [`--config-file=${configuration}`, '--nofork', '--nosyslog', '--print-address=3'],
      'fd3',
    );
    this.env.DBUS_SESSION_BUS_ADDRESS = await this.firstLine(daemon);
    this.connection = await BusConnection.open(this.busAddress);
    if (keyring === 'none') return;
    await this.startKeyring();
    if (keyring === 'locked') await this.keyring.lock();
  }

  /** Output goes to a file: a pipe that an orphan keeps open would keep the test runner waiting. */
  private run(program: string, args: string[], pipe: 'stdin' | 'fd3'): ChildProcess {
    const log = openSync(this.logFile(program), 'a');
    const stdio: StdioOptions = pipe === 'stdin' ? ['pipe', log, log] : ['ignore', log, log, 'pipe'];
    const child = spawn(program, args, { env: this.env, stdio });
    closeSync(log);
    child.on('error', () => {});
    this.children.push(child);
    return child;
  }

  /** What the program writes on its descriptor 3 once it is ready. */
  private async firstLine(child: ChildProcess): Promise<string> {
    const output = child.stdio[3] as Readable;
    const line = await this.whileRunning(child, () =>
      within(
        5_000,
        `${child.spawnfile} to be ready`,
        new Promise<string>((done) => {
          let text = '';
          output.on('data', (chunk: Buffer) => {
            text += chunk.toString();
            if (text.includes('\n')) done(text.trim());
          });
        }),
      ),
    );
    output.destroy();
    return line;
  }

  /** The work's answer, or why the program that it waits for did not live to see it. */
  private async whileRunning<Answer>(child: ChildProcess, work: () => Promise<Answer>): Promise<Answer> {
    let stopListening = () => {};
    const ended = new Promise<never>((_, fail) => {
      const onError = (cause: Error) => {
        fail(new Error(`${child.spawnfile} could not be started. Is it installed?`, { cause }));
      };
      const onExit = () => fail(new Error(`${child.spawnfile} ended at once: ${this.logOf(child.spawnfile)}`));
      child.once('error', onError).once('exit', onExit);
      stopListening = () => child.off('error', onError).off('exit', onExit);
    });
    try {
      return await Promise.race([work(), ended]);
    } finally {
      stopListening();
    }
  }

  private logFile(program: string): string {
    return join(this.root, `${basename(program)}.log`);
  }

  private logOf(program: string): string {
    return readFileSync(this.logFile(program), 'utf8').trim();
  }
}

/** None of the system's service folders: nothing starts on this bus unless a test says so. */
function busConfiguration(socket: string, services: string): string {
  return `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
  "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=${socket}</listen>
  <auth>EXTERNAL</auth>
  <servicedir>${services}</servicedir>
  <policy context="default">
    <allow own="*"/>
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
  </policy>
</busconfig>
`;
}

export const startDesktopSession = DesktopSession.start;
