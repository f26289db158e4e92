import { type Browser, chromium, expect, type Page, test } from '@playwright/test';
import type { MeetingTicket, SdkCommand, SdkReport } from '../../src-main/shared/meeting-page';
import { pageEngineOptions } from '../support/chromium';
import { rendererOrigin } from './renderer-page';

// The page with the Meeting SDK, of which only the SDK is a fake here: what it tells from inside a meeting cannot be had without Zoom.

type Listener = (what?: unknown) => void;

declare global {
  interface Window {
    reports: SdkReport[];
    /** The other end of the page's port. */
    port: MessagePort;
    sdk: {
      listeners: Record<string, Listener>;
      joined: unknown;
      people: number;
      hasHost: boolean;
      asked: Record<string, unknown>[];
      isTooSoon: boolean;
    };
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
  const sdk: Window['sdk'] = {
    listeners: {},
    joined: undefined,
    people: 1,
    hasHost: false,
    asked: [],
    isTooSoon: false,
  };
  const ask = (options: Record<string, unknown>) => {
    sdk.asked.push(options);
    return sdk.isTooSoon ? false : undefined;
  };
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
        success({
          result: {
            attendeesList: Array.from({ length: sdk.people }, (_, at) => ({ isHost: sdk.hasHost && at === 0 })),
          },
        }),
      claimHostWithHostKey: ask,
      inviteCRCDevice: ask,
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
    window.port = port1;
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
  await expect.poll(reports).toContainEqual({ kind: 'participants', count: 1, hasHost: false });
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

/** Main asks the page for something. @returns what the page gave the SDK, without its callbacks */
async function command(what: SdkCommand): Promise<unknown> {
  await page.evaluate((given) => window.port.postMessage({ command: given }), what);
  await expect.poll(() => page.evaluate(() => window.sdk.asked.length)).toBeGreaterThan(0);
  return page.evaluate(() => JSON.parse(JSON.stringify(window.sdk.asked.at(-1))));
}

const answers = async () => (await reports()).filter(({ kind }) => kind === 'answered');
const callBack = (name: 'success' | 'error') =>
  page.evaluate((which) => (window.sdk.asked.at(-1) as Record<typeof which, () => void>)[which](), name);

for (const [status, outcome] of [
  ['success', 'done'],
  ['error', 'refused'],
  ['networkError', 'failed'],
  [{ anything: 'else' }, 'failed'],
] as const)
  test(`a claim of the host is given to the SDK, and ${JSON.stringify(status)} is told as ${outcome}`, async () => {
    await join();
    expect(await command({ kind: 'claimHost', hostKey: '012345' })).toEqual({ hostKey: '012345' });
    await tell('onClaimStatus', status);
    expect(await answers()).toEqual([{ kind: 'answered', command: 'claimHost', outcome }]);
    expect(JSON.stringify(await reports())).not.toContain('012345');
  });

test('a claim that the SDK does not even ask for means that somebody is the host', async () => {
  await join();
  await command({ kind: 'claimHost', hostKey: '012345' });
  await callBack('error');
  expect(await answers()).toEqual([{ kind: 'answered', command: 'claimHost', outcome: 'hostThere' }]);
});

for (const [name, outcome] of [
  ['success', 'done'],
  ['error', 'refused'],
] as const)
  test(`a room system is invited by the SDK, and its ${name} is told as ${outcome}`, async () => {
    await join();
    expect(await command({ kind: 'inviteRoom', ip: '203.0.113.20', type: 1 })).toEqual({ ip: '203.0.113.20', type: 1 });
    await callBack(name);
    expect(await answers()).toEqual([{ kind: 'answered', command: 'inviteRoom', outcome }]);
  });

for (const what of [
  { kind: 'claimHost', hostKey: '012345' },
  { kind: 'inviteRoom', ip: '203.0.113.20', type: 1 },
] as const satisfies SdkCommand[])
  test(`what the SDK does not take yet is told: ${what.kind}`, async () => {
    await join();
    await page.evaluate(() => {
      window.sdk.isTooSoon = true;
    });
    await command(what);
    expect(await answers()).toEqual([{ kind: 'answered', command: what.kind, outcome: 'tooSoon' }]);
  });

test('several who come at once are one count', async () => {
  await join();
  await page.evaluate(() => {
    window.sdk.people = 4;
    window.sdk.hasHost = true;
    for (let person = 0; person < 3; person += 1) window.sdk.listeners.onUserJoin?.();
    window.sdk.listeners.onUserLeave?.({});
  });
  await expect.poll(reports).toEqual([{ kind: 'joining' }, { kind: 'participants', count: 4, hasHost: true }]);
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
