import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import type { Disposable, Page } from '@playwright/test';
import type { AppState } from '../../src-main/shared/app-state';
import type { CallReply } from '../../src-main/shared/bridge';
import type { HostKeyPage } from '../../src-main/shared/host-key';
import type { RoomView } from '../../src-main/shared/meeting-page';
import { sampleNow } from './sample-state';

const builtRenderer = join(import.meta.dirname, '../../out/renderer');

/** The policy that main sends with every page of Usher's own (reliability row SE7). */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

/** What the page of the SDK has in Usher, for the memory that its threads share. */
const isolation = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

let served: Promise<string> | undefined;

/** The built files over HTTP, for as long as the test process lives: a browser keeps what it has compiled of them, as Electron does. */
export function rendererOrigin(): Promise<string> {
  served ??= new Promise((resolve) => {
    const server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://usher.test');
      const path = join(builtRenderer, pathname);
      const type = types[extname(pathname)];
      // Every browser asks for an icon; the built window has none.
      if (pathname === '/favicon.ico') return response.writeHead(204).end();
      if (!type || !existsSync(path)) return response.writeHead(404).end();
      response
        .writeHead(200, {
          'content-type': type,
          'content-security-policy': policy,
          // Elsewhere it would only cost a process for each window.
          ...(pathname === '/meeting.html' ? isolation : {}),
          'cache-control': 'max-age=3600',
        })
        .end(readFileSync(path));
    });
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)).unref();
  });
  return served;
}

type Reply = CallReply | 'pending';
/**
 * What a call is answered with, or with what one after the other, the last again and again; `pending` is never answered.
 * Calls that are not named are answered with nothing.
 */
export type Replies = Readonly<Record<string, Reply | readonly Reply[]>>;

type FakeMain = {
  calls: { name: string; input: unknown }[];
  /** Calls and what was done with the mouse, one after the other. */
  happened: string[];
  violations: string[];
  publish: (value: unknown) => void;
};

declare global {
  interface Window {
    fakeMain: FakeMain;
  }
}

const nobody: HostKeyPage = {
  people: [],
  found: 0,
  counts: { missing: 0, known: 0, doubtful: 0, uncertain: 0, retired: 0 },
  leftWithKey: 0,
};

const questions: ReadonlySet<string> = new Set(['getState', 'getRoom', 'checkKeyring', 'checkLaunchAtLogin']);

/** The built window in a browser, under Usher's policy and a clock that stands still, with a main process that says what it is told to. */
export class RendererPage {
  private constructor(
    readonly page: Page,
    private readonly fakeMain: Disposable,
  ) {}

  /** The operator's window. @param screen as the tray names it */
  static async openOperator(
    page: Page,
    state: AppState,
    { replies = {}, screen = '' }: { replies?: Replies; screen?: string } = {},
  ) {
    return RendererPage.open(page, `/index.html${screen && `#${screen}`}`, {
      getState: { ok: true, value: state },
      // Whoever passes through Activity may be there long enough to see it.
      listActivity: { ok: true, value: { entries: [], total: 0 } },
      // The page of a meeting looks for the key of its host.
      findHostKeys: { ok: true, value: nobody },
      ...replies,
    });
  }

  /** Usher's own page in a meeting window. */
  static async openRoom(page: Page, view: RoomView, replies: Replies = {}) {
    return RendererPage.open(page, '/room.html', { getRoom: { ok: true, value: view }, ...replies });
  }

  private static async open(page: Page, path: string, replies: Replies): Promise<RendererPage> {
    if (!existsSync(join(builtRenderer, 'index.html')))
      throw new Error('The windows are not built. Run `npm run build` first.');
    await page.clock.setFixedTime(sampleNow);
    const fakeMain = await page.addInitScript((answers: Replies) => {
      const stateListeners = new Set<(value: unknown) => void>();
      const listen = (listener: (value: unknown) => void) => {
        stateListeners.add(listener);
        return () => stateListeners.delete(listener);
      };
      const fakeMain: FakeMain = {
        calls: [],
        happened: [],
        violations: [],
        publish: (value) => {
          for (const listener of stateListeners) listener(value);
        },
      };
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample, sourceFile }) => {
        fakeMain.violations.push([violatedDirective, blockedURI, sample, sourceFile].join(' '));
      });
      for (const type of ['mousedown', 'mouseup', 'click'])
        document.addEventListener(
          type,
          ({ target }) => {
            if (target instanceof Element)
              fakeMain.happened.push(`${type} ${target.tagName} ${target.textContent?.slice(0, 40)}`);
          },
          true,
        );
      const call = (name: string, input: unknown) => {
        fakeMain.calls.push({ name, input });
        fakeMain.happened.push(`call ${name}`);
        const planned = [answers[name] ?? { ok: true, value: undefined }].flat();
        const before = fakeMain.calls.filter((earlier) => earlier.name === name).length - 1;
        const answer = planned[Math.min(before, planned.length - 1)];
        return answer === 'pending' ? new Promise(() => {}) : Promise.resolve(answer);
      };
      Object.assign(window, {
        fakeMain,
        bridge: { call, onStateChanged: listen },
        meetingBridge: { call, onRoomChanged: listen },
      });
    }, replies);
    await page.goto((await rendererOrigin()) + path);
    return new RendererPage(page, fakeMain);
  }

  /** What the window asked main for since it opened, without its own questions. */
  async calls(): Promise<{ name: string; input: unknown }[]> {
    const all = await this.page.evaluate(() => window.fakeMain.calls);
    return all.filter(({ name }) => !questions.has(name));
  }

  async publish(value: AppState | RoomView): Promise<void> {
    await this.page.evaluate((sent) => window.fakeMain.publish(sent), value);
  }

  /** As the tray does it: by the address. */
  async navigate(screen: string): Promise<void> {
    await this.page.evaluate((name) => {
      window.location.hash = name;
    }, screen);
  }

  /** Ends the window and its main process; the page is there for the next one. */
  async close(): Promise<void> {
    await this.fakeMain.dispose();
    await this.page.mouse.move(0, 0);
    await this.page.goto('about:blank');
  }

  /** For whoever has to find out why a test failed. */
  async whatHappened(): Promise<string> {
    return (await this.page.evaluate(() => window.fakeMain.happened)).join('\n');
  }

  async policyViolations(): Promise<string[]> {
    return this.page.evaluate(() => window.fakeMain.violations);
  }
}
