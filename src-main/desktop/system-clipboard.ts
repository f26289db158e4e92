/** As much of Electron's clipboard as Usher uses. */
type ElectronClipboard = {
  readText: () => string | Promise<string>;
  writeText: (text: string) => void | Promise<void>;
  clear: () => void | Promise<void>;
};

/** Long enough to get to the other program, short enough to be forgotten by then. */
const secretMs = 30_000;

/** The clipboard of the desktop. What is secret stays on it for half a minute, unless something else takes its place before. */
export class SystemClipboard {
  private secret: string | undefined;
  private timer: NodeJS.Timeout | undefined;

  /** @param writeConcealed marks a text as one that no history should keep; absent where Electron cannot write two formats at once (before 44) */
  constructor(
    private readonly clipboard: ElectronClipboard,
    private readonly writeConcealed?: ((text: string) => Promise<void>) | undefined,
  ) {}

  write(text: string): void {
    this.secret = undefined;
    clearTimeout(this.timer);
    void this.clipboard.writeText(text);
  }

  writeSecret(text: string): void {
    clearTimeout(this.timer);
    if (this.writeConcealed) void this.writeConcealed(text).catch(() => void this.clipboard.writeText(text));
    else void this.clipboard.writeText(text);
    this.secret = text;
    this.timer = setTimeout(() => void this.forget(), secretMs);
  }

  /** Read only when a person asks for it: the clipboard may hold anything. */
  async read(): Promise<string> {
    return await this.clipboard.readText();
  }

  /** Takes a secret off now, also when Usher quits. What somebody has copied since stays. Never fails. */
  async forget(): Promise<void> {
    clearTimeout(this.timer);
    const { secret } = this;
    if (secret === undefined) return;
    try {
      const isThere = (await this.read()) === secret;
      // Something else may have been copied by Usher meanwhile.
      if (isThere && this.secret === secret) await this.clipboard.clear();
    } catch {
      // A clipboard that cannot be read is nobody's to clear.
    }
    if (this.secret === secret) this.secret = undefined;
  }
}
