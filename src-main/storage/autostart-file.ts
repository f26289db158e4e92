import { mkdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { AppError } from '../shared/app-error';
import { writeDurably } from './durable-file';
import { codeOf } from './error-code';

/**
 * Where a Linux desktop looks for it; elsewhere the system has a call of its own.
 * @param options.program what runs at this moment
 */
export function autostartFileOf(
  platform: NodeJS.Platform,
  env: NodeJS.ProcessEnv,
  { home, icon, program }: { home: string; icon: string; program: readonly [string, ...string[]] },
): AutostartFile | undefined {
  if (platform !== 'linux') return undefined;
  const { XDG_CONFIG_HOME: configured = '', APPIMAGE: appImage } = env;
  const config = isAbsolute(configured) ? configured : join(home, '.config');
  return new AutostartFile({
    path: join(config, 'autostart/usher.desktop'),
    name: 'Usher',
    icon,
    // An AppImage runs from a folder that is another one each time.
    command: [...(appImage ? [appImage] : program), '--hidden'],
  });
}

/**
 * The file by which a Linux desktop starts Usher with the session (freedesktop.org: Desktop Application Autostart Specification 0.5).
 * It is the only place that knows whether it does: the desktop's own settings change it too.
 */
export class AutostartFile {
  /** @param command the program and its arguments, as they would be started now */
  constructor(private readonly options: { path: string; name: string; icon: string; command: readonly string[] }) {}

  async isOn(): Promise<boolean> {
    const text = await this.read();
    return text !== undefined && !/^(Hidden=true|X-GNOME-Autostart-enabled=false)\s*$/m.test(text);
  }

  /** @throws AppError `file_not_written` */
  async set(isOn: boolean): Promise<void> {
    const { path } = this.options;
    try {
      // A file that says "disabled" is understood by some desktops only; one that is gone by all.
      if (!isOn) return await rm(path, { force: true });
      await mkdir(dirname(path), { recursive: true });
      await writeDurably(path, Buffer.from(this.entry()));
    } catch (cause) {
      throw new AppError('file_not_written', { subject: basename(path), cause });
    }
  }

  /** A program that has moved since would not start any more. */
  async mend(): Promise<void> {
    const text = await this.read();
    if (text !== undefined && text !== this.entry() && (await this.isOn())) await this.set(true);
  }

  private async read(): Promise<string | undefined> {
    try {
      return await readFile(this.options.path, 'utf8');
    } catch (error) {
      // The latter where something else stands in the place of its folder.
      const code = codeOf(error);
      if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
      throw new AppError('file_unreadable', { subject: basename(this.options.path), cause: error });
    }
  }

  private entry(): string {
    const { name, icon, command } = this.options;
    return [
      '[Desktop Entry]',
      'Type=Application',
      `Name=${name}`,
      `Exec=${command.map(quoted).join(' ')}`,
      `Icon=${icon.replaceAll('\\', '\\\\')}`,
      'Terminal=false',
      '',
    ].join('\n');
  }
}

/** Quoted for `Exec`, and then escaped as any value of the file: a backslash in a path is four in it (Desktop Entry Specification, "The Exec key"). */
function quoted(argument: string): string {
  const inQuotes = argument.replaceAll(/["`$\\]/g, (character) => `\\${character}`).replaceAll('%', '%%');
  return `"${inQuotes.replaceAll('\\', '\\\\')}"`;
}
