import type { ElectronApplication } from '@playwright/test';
import { waitUntil } from './wait-until';

/** Something that the main process saw of one of its pages; `page` is the number of its WebContents, 0 for main itself. */
export type Sighting =
  | { kind: 'request'; page: number; url: string }
  | { kind: 'console'; page: number; message: string }
  | { kind: 'loaded'; page: number; url: string }
  | { kind: 'refusedNavigation'; page: number; url: string }
  | { kind: 'navigation'; page: number; url: string }
  | { kind: 'window'; page: number };

type Watched = { sightings: Sighting[]; sessions: Electron.Session[] };

/** Looks over the main process's shoulder, from before the first window on: what pages ask for, print and where they go. */
export class MainProcessWatch {
  private constructor(private readonly electron: ElectronApplication) {}

  /** @param electron an app without a window yet: what happened before is not seen */
  static async start(electron: ElectronApplication): Promise<MainProcessWatch> {
    await electron.evaluate(({ app, session }) => {
      const watched: Watched = { sightings: [], sessions: [] };
      Object.assign(globalThis, { watched });
      const see = (sighting: Sighting) => watched.sightings.push(sighting);
      const watchSession = (target: Electron.Session) => {
        watched.sessions.push(target);
        target.webRequest.onBeforeRequest(({ url, webContentsId }, answer) => {
          see({ kind: 'request', page: webContentsId ?? 0, url });
          answer({});
        });
      };
      watchSession(session.defaultSession);
      app.on('session-created', watchSession);
      app.on('web-contents-created', (_event, contents) => {
        const page = contents.id;
        // Newer versions of Electron pass one object, older ones the message as the third argument.
        const onConsole = (event: { message?: string }, _level: unknown, message?: string) =>
          see({ kind: 'console', page, message: message ?? event.message ?? '' });
        contents.on('console-message', onConsole as never);
        contents.on('did-finish-load', () => see({ kind: 'loaded', page, url: contents.getURL() }));
        contents.on('will-frame-navigate', ({ url, defaultPrevented }) =>
          see({ kind: defaultPrevented ? 'refusedNavigation' : 'navigation', page, url }),
        );
        contents.on('did-frame-navigate', (_navigated, url) => see({ kind: 'navigation', page, url }));
        contents.on('did-create-window', () => see({ kind: 'window', page }));
      });
    });
    return new MainProcessWatch(electron);
  }

  /** Everything so far, the oldest first. */
  async sightings(): Promise<Sighting[]> {
    return await this.electron.evaluate(() => (globalThis as unknown as { watched: Watched }).watched.sightings);
  }

  /** Waits for the first such sighting after the `since` first ones. */
  async waitFor(
    what: string,
    isIt: (sighting: Sighting) => boolean,
    { since = 0, timeout = 15_000 }: { since?: number; timeout?: number } = {},
  ): Promise<Sighting> {
    return await waitUntil(what, async () => (await this.sightings()).slice(since).find(isIt), { timeout });
  }

  /**
   * Waits until a page has loaded whole. Unlike a look into the page it runs nothing there: while a tool's code runs in a page,
   * `eval` is allowed in it, and Electron's own look for that at load time would see it.
   */
  async waitForLoad(address: string): Promise<void> {
    await this.waitFor(`${address} to load`, (seen) => seen.kind === 'loaded' && seen.url === address);
  }
}
