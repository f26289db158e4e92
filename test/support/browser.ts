import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type LaunchOptions, type Page } from '@playwright/test';
import type { DesktopSession } from './desktop-session';
import { waitUntil } from './wait-until';

/**
 * Stands where the desktop's browser would be opened: `shell.openExternal` runs the first `xdg-open` in PATH,
 * and on this desktop that one writes the address down and opens nothing.
 */
export class OpenedUrls {
  private readonly file: string;
  private taken = 0;

  constructor(session: DesktopSession) {
    this.file = join(session.root, 'opened-urls');
    writeFileSync(this.file, '', { flag: 'a' });
    const program = join(session.folders.bin, 'xdg-open');
    writeFileSync(program, `#!/bin/sh\nprintf '%s\\n' "$1" >> '${this.file}'\n`);
    chmodSync(program, 0o755);
  }

  /** All addresses so far, the oldest first. */
  all(): string[] {
    return readFileSync(this.file, 'utf8').split('\n').slice(0, -1);
  }

  /** The next address that nobody has asked for yet; waits for it if need be. */
  async next({ timeout = 10_000 } = {}): Promise<string> {
    const url = await waitUntil('a page to be opened in the browser', () => this.all()[this.taken], { timeout });
    this.taken += 1;
    return url;
  }
}

export type ConsentAnswer = {
  decision: 'Allow' | 'Deny';
  /** The practice user who signs in, by name; without one, whoever is chosen already. */
  user?: string;
  /** Looks at the consent page before it is answered, and at the page the browser ends on. */
  onPage?: (page: Page) => Promise<void>;
  onDone?: (page: Page) => Promise<void>;
};

/** A real Chromium without a window, in the role of the user's browser. */
export class WebBrowser {
  private constructor(
    private readonly chromium: Browser,
    private readonly home: string,
  ) {}

  /** Has a home folder of its own: whoever runs the tests keeps theirs untouched. */
  static async launch(options: LaunchOptions): Promise<WebBrowser> {
    const home = mkdtempSync(join(tmpdir(), 'usher-browser-'));
    const browser = await chromium.launch({
      ...options,
      env: { PATH: '/usr/bin:/bin', HOME: home, LANG: 'C.UTF-8' },
    });
    return new WebBrowser(browser, home);
  }

  /**
   * Answers Practice Zoom's consent page at this address and follows the redirect back to Usher.
   * Comes back with the text of the page on which Usher's listener says how it went.
   */
  async consent(authorizeUrl: string, { decision, user, onPage, onDone }: ConsentAnswer): Promise<string> {
    const redirectUri = new URL(authorizeUrl).searchParams.get('redirect_uri');
    if (redirectUri === null) throw new Error('The sign-in page was opened without a redirect_uri.');
    const context = await this.chromium.newContext();
    try {
      const page = await context.newPage();
      await page.goto(authorizeUrl);
      if (user !== undefined) await page.getByRole('radio', { name: user }).check();
      await onPage?.(page);
      await page.getByRole('button', { name: decision }).click();
      await page.waitForURL((url) => url.origin === new URL(redirectUri).origin);
      const text = await page.locator('body').innerText();
      await onDone?.(page);
      return text;
    } finally {
      await context.close();
    }
  }

  async close(): Promise<void> {
    await this.chromium.close();
    rmSync(this.home, { recursive: true, force: true });
  }
}
