import { type Browser, chromium, expect, type Page, test } from '@playwright/test';
import type { MeetingTicket, SdkReport } from '../../src-main/shared/meeting-page';
import { pageEngineOptions } from '../support/chromium';
import { rendererOrigin } from './renderer-page';

// The page with the Meeting SDK, of which only the SDK is a fake here: what it tells from inside a meeting cannot be had without Zoom.

type Listener = (what?: unknown) => void;

declare global {
  interface Window {
    reports: SdkReport[];
    sdk: { listeners: Record<string, Listener>; joined: unknown; people: number };
  }
}

const ticket: MeetingTicket = {
  meetingNumber: '85000000001',
  passWord: 'not-real',
  userName: 'Scribe',
  userEmail: '',
  signature: 'not-a-real-signature',
  obfToken: 'not-a-real-token',
  webEndpoint: 'zoom.us',
};

/** Says yes to all that the page asks of it, and waits for what the test lets it tell. */
function fakeSdk(): void {
  const sdk = { listeners: {} as Record<string, Listener>, joined: undefined as unknown, people: 1 };
  Object.assign(window, {
    sdk,
    ZoomMtg: {
      setZoomJSLib: () => {},
      preLoadWasm: () => {},
      prepareWebSDK: () => {},
      init: ({ success }: { success: () => void }) => success(),
      inMeetingServiceListener: (event: string, listener: Listener) => {
        sdk.listeners[event] = listener;
      },
      getAttendeeslist: ({ success }: { success: (answer: unknown) => void }) =>
        success({ result: { attendeesList: Array.from({ length: sdk.people }) } }),
      join: (options: object) => {
        sdk.joined = JSON.parse(JSON.stringify(options));
      },
    },
  });
}

let chrome: Browser;
let page: Page;

test.beforeAll(async () => {
  chrome = await chromium.launch(pageEngineOptions);
});
test.afterAll(() => chrome.close());

test.beforeEach(async () => {
  // The SDK's page has a policy of its own, which the security tests look at in the real app.
  page = await chrome.newPage({ bypassCSP: true });
  await page.route('**/sdk/**', (route) =>
    route.fulfill({
      contentType: route.request().url().endsWith('.css') ? 'text/css' : 'text/javascript',
      body: route.request().url().includes('zoom-meeting') ? `(${fakeSdk})()` : '',
    }),
  );
});
test.afterEach(() => page.close());

/** Opens the page and gives it its ticket. */
async function open(): Promise<void> {
  await page.goto(`${await rendererOrigin()}/meeting.html`);
  await page.evaluate((given) => {
    const { port1, port2 } = new MessageChannel();
    window.reports = [];
    port1.onmessage = ({ data }) => window.reports.push(data);
    window.postMessage('usher', window.location.origin, [port2]);
    port1.postMessage({ ok: true, value: given });
  }, ticket);
}

/** As far as the SDK's join call. */
async function join(): Promise<void> {
  await open();
  await expect.poll(() => page.evaluate(() => window.sdk?.joined !== undefined)).toBe(true);
}

const tell = (event: string, what?: unknown) =>
  page.evaluate(([name, told]) => window.sdk.listeners[name as string]?.(told), [event, what] as const);
const reports = () => page.evaluate(() => window.reports);

test('the SDK is asked to join with what the ticket holds, and nothing else', async () => {
  await join();
  const { webEndpoint: _, ...asked } = ticket;
  expect(await page.evaluate(() => window.sdk.joined)).toEqual(asked);
  expect(await reports()).toEqual([{ kind: 'joining' }]);
});

test('being in, losing the line and being out again are told, with the code where there is one', async () => {
  await join();
  await tell('onMeetingStatus', { meetingStatus: 2 });
  await expect.poll(reports).toContainEqual({ kind: 'participants', count: 1 });
  await tell('onMeetingStatus', { meetingStatus: 4 });
  await tell('onMeetingStatus', { meetingStatus: 3, errorCode: 4001, errorMessage: 'not real' });
  await tell('onMeetingStatus', { meetingStatus: 3 });
  expect((await reports()).filter(({ kind }) => kind !== 'participants')).toEqual([
    { kind: 'joining' },
    { kind: 'joined' },
    { kind: 'reconnecting' },
    { kind: 'refused', errorCode: 4001, errorMessage: 'not real' },
    { kind: 'ended' },
  ]);
});

test('that one stands in the waiting room is told', async () => {
  await join();
  await tell('onUserIsInWaitingRoom');
  await expect.poll(reports).toEqual([{ kind: 'joining' }, { kind: 'waitingRoom' }]);
});

test('several who come at once are one count', async () => {
  await join();
  await page.evaluate(() => {
    window.sdk.people = 4;
    for (let person = 0; person < 3; person += 1) window.sdk.listeners.onUserJoin?.();
    window.sdk.listeners.onUserLeave?.({});
  });
  await expect.poll(reports).toEqual([{ kind: 'joining' }, { kind: 'participants', count: 4 }]);
});

for (const [reasonCode, what] of [
  [1, 'the host has ended it'],
  [5, 'it was moved to another device'],
  [6, 'the host has sent one out'],
  [7, 'nobody was let in'],
] as const) {
  test(`that ${what} is told before the end`, async () => {
    await join();
    await tell('onUserLeave', { reasonCode });
    await tell('onMeetingStatus', { meetingStatus: 3 });
    await expect.poll(reports).toEqual([{ kind: 'joining' }, { kind: 'ended', reasonCode }, { kind: 'ended' }]);
  });
}

test('whoever leaves by the SDK’s own button has left, and that is all', async () => {
  await join();
  await tell('onUserLeave', { reasonCode: 2 });
  await tell('onMeetingStatus', { meetingStatus: 3 });
  await expect.poll(async () => (await reports()).filter(({ kind }) => kind === 'ended')).toEqual([{ kind: 'ended' }]);
});

test('without memory that threads share, it joins and says that it can do less (R5)', async () => {
  await page.addInitScript(() => Object.defineProperty(window, 'crossOriginIsolated', { value: false }));
  await join();
  expect(await reports()).toEqual([{ kind: 'joining', isReduced: true }]);
});

test('where WebAssembly may not run, the meeting engine is not tried: it would never answer (R4)', async () => {
  await page.addInitScript(() => {
    WebAssembly.compile = () => Promise.reject(new WebAssembly.CompileError('blocked by a policy'));
  });
  await open();
  await expect.poll(reports).toEqual([{ kind: 'broken', reason: 'blocked by a policy' }]);
  expect(await page.evaluate(() => 'ZoomMtg' in window)).toBe(false);
});

test('a file of the SDK that is missing is named (R4)', async () => {
  await page.route('**/sdk/lib/vendor/lodash.min.js', (route) => route.fulfill({ status: 404 }));
  await open();
  await expect.poll(reports).toEqual([{ kind: 'broken', reason: 'could not load /sdk/lib/vendor/lodash.min.js' }]);
});

for (const path of ['index.html', 'room.html']) {
  test(`${path} without its preload says so in plain words (R3)`, async () => {
    await page.goto(`${await rendererOrigin()}/${path}`);
    await expect(page.getByRole('alert')).toHaveText(/^This window could not be set up\. Quit Usher/);
  });
}
