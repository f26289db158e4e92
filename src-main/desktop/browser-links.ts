import { shell } from 'electron';
import { AppError } from '../shared/app-error';
import { isZoomPage } from './zoom-page';

const maxPerMinute = 20;

/** The way out to the system browser: Zoom's sign-in pages, the pages that the guide names and a Practice Zoom on this machine, nothing else, and not without end. */
export class BrowserLinks {
  private opened: number[] = [];

  constructor(private readonly now: () => Date) {}

  /**
   * On Linux the system seldom tells whether a browser came up: whoever calls this also offers to copy the link.
   * @throws AppError `browser_not_opened` for any other page, for more than 20 in a minute, and when the system says no
   */
  async open(url: URL): Promise<void> {
    const now = this.now().getTime();
    this.opened = this.opened.filter((at) => at > now - 60_000);
    if (!isZoomPage(url)) throw new AppError('browser_not_opened', { cause: 'not a page of Zoom' });
    if (this.opened.length >= maxPerMinute) throw new AppError('browser_not_opened', { cause: 'too many in a minute' });
    this.opened.push(now);
    try {
      await shell.openExternal(url.href);
    } catch (cause) {
      throw new AppError('browser_not_opened', { cause });
    }
  }
}
