import { writeFileSync } from 'node:fs';
import type { ElectronApplication, Page } from '@playwright/test';
import type { AppState } from '../../src-main/shared/app-state';
import { channels } from '../../src-main/shared/bridge';
import { meetingContract } from '../../src-main/shared/meeting-page';
import type { MainProcessWatch, Sighting } from '../support/main-process-watch';
import { meetingRow, practiceFirst, practiceTopics } from '../support/operator';
import type { Practice } from '../support/practice';
import type { UsherApp } from '../support/usher-app';
import { expect } from '../support/usher-test';
import { otherAddresses, outsideAddresses, permissionRequests, waysOut } from './hostile-pages';
import { ipcPayloads } from './ipc-payloads';

type AnswerConsent = Parameters<typeof practiceFirst>[1];

/** Electron documents it nowhere, and looks there itself for its security warnings. */
type WithLastPreferences = { getLastWebPreferences(): Record<string, unknown> | null };

export const lockedPreferences = {
  allowRunningInsecureContent: false,
  contextIsolation: true,
  enableBlinkFeatures: '',
  experimentalFeatures: false,
  nodeIntegration: false,
  nodeIntegrationInSubFrames: false,
  sandbox: true,
  webSecurity: true,
  webviewTag: false,
};

export const isolation = {
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

export const refused = { ok: false, failure: { code: 'invalid_request' } };
export const notForSdk = Object.keys(meetingContract).filter((name) => name !== 'takeTicket' && name !== 'report');

export async function signIn(operator: Page, answerConsent: AnswerConsent): Promise<void> {
  await practiceFirst(operator, answerConsent);
  await expect(meetingRow(operator, practiceTopics.inFourMinutes)).toBeVisible();
}

/** Starts a meeting. The SDK asks for its verdict and waits, until the faults of Practice Zoom are cleared. */
export async function startMeetingUpToVerdict(
  usher: UsherApp,
  practice: Practice,
  watch: MainProcessWatch,
  operator: Page,
): Promise<Page> {
  practice.zoom.faults.add({ path: '/api/v1/wc/info', effect: { kind: 'delay', ms: 60_000 } });
  await meetingRow(operator, practiceTopics.inFourMinutes).getByRole('button', { name: 'Start' }).click();
  await watch.waitForLoad('app://meeting/meeting.html');
  await practice.joinRequest();
  const page = usher.electron.windows().find((candidate) => candidate.url() === 'app://meeting/meeting.html');
  if (!page) throw new Error('No window shows the page of the SDK.');
  return page;
}

// --- what windows are

/**
 * What must not be: a page with web security off, and a request to the outside.
 * Comes with what a window has of its own, before any script or preload.
 */
export async function openInsecurePage(electron: ElectronApplication): Promise<{ page: number; globals: string[] }> {
  return await electron.evaluate(async ({ BrowserWindow, net }) => {
    await net.fetch('http://outside.test/').catch(() => {});
    const window = new BrowserWindow({ show: false, webPreferences: { webSecurity: false } });
    await window.loadURL('app://usher/meeting.html');
    const globals: string[] = await window.webContents.executeJavaScript('Object.getOwnPropertyNames(window)');
    return { page: window.webContents.id, globals };
  });
}

export function isWarning(sighting: Sighting): boolean {
  return sighting.kind === 'console' && sighting.message.includes('Electron Security Warning');
}

export function isPolicyViolation(sighting: Sighting): boolean {
  return sighting.kind === 'console' && /Content Security Policy|Trusted|Permissions-Policy/.test(sighting.message);
}

/** By the address of the page that each visible window shows. */
export async function preferencesOfWindows(electron: ElectronApplication): Promise<Record<string, unknown>> {
  return await electron.evaluate(({ BrowserWindow }) => {
    const preferencesOf = (contents: unknown) => (contents as WithLastPreferences).getLastWebPreferences();
    const windows = BrowserWindow.getAllWindows().filter((window) => window.isVisible());
    return Object.fromEntries(
      windows.map(({ webContents }) => [webContents.getURL().replace(/#.*/, ''), preferencesOf(webContents)]),
    );
  });
}

/** What the page's address is answered with in the page's own session. */
export async function headersOf(electron: ElectronApplication, path: string): Promise<Record<string, string>> {
  return await electron.evaluate(async ({ webContents }, pathname) => {
    const contents = webContents
      .getAllWebContents()
      .find((candidate) => new URL(candidate.getURL()).pathname === pathname);
    if (!contents) throw new Error(`No window shows ${pathname}.`);
    return Object.fromEntries((await contents.session.fetch(contents.getURL())).headers);
  }, path);
}

export function parsePolicy(policy: string): Record<string, string[]> {
  return Object.fromEntries(
    policy.split(';').map((directive) => {
      const [name = '', ...values] = directive.trim().split(/\s+/);
      return [name, values];
    }),
  );
}

export async function globalsOf(page: Page, bare: readonly string[]): Promise<string[]> {
  const names = await page.evaluate(() => Object.getOwnPropertyNames(window));
  return names.filter((name) => !bare.includes(name)).sort();
}

export function shapeOf(name: string): Record<string, string> {
  const value = Reflect.get(window, name) as object;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, typeof member]));
}

export async function processOf(electron: ElectronApplication, path: string): Promise<number | undefined> {
  return await electron.evaluate(
    ({ webContents }, pathname) =>
      webContents
        .getAllWebContents()
        .find((contents) => new URL(contents.getURL()).pathname === pathname)
        ?.getOSProcessId(),
    path,
  );
}

/** All that the page's origin keeps, as text. */
export async function storageOf(page: Page): Promise<string> {
  return await page.evaluate(async () => {
    const settled = <T>(request: IDBRequest<T>) =>
      new Promise<T>((done, fail) => {
        request.onsuccess = () => done(request.result);
        request.onerror = () => fail(request.error);
      });
    const databases: unknown[] = [];
    for (const { name } of await indexedDB.databases()) {
      const database = await settled(indexedDB.open(name ?? ''));
      for (const store of database.objectStoreNames) {
        databases.push([name, store, await settled(database.transaction(store).objectStore(store).getAll())]);
      }
      database.close();
    }
    return JSON.stringify({
      localStorage: { ...localStorage },
      sessionStorage: { ...sessionStorage },
      cookies: document.cookie,
      databases,
      caches: await caches.keys(),
    });
  });
}

/** Looks into the partition of the last meeting with a window of its own. */
export async function leftInPartition(electron: ElectronApplication): Promise<Record<string, unknown>> {
  return await electron.evaluate(async ({ BrowserWindow }) => {
    const { sessions } = (globalThis as unknown as { watched: { sessions: Electron.Session[] } }).watched;
    const session = sessions.at(-1);
    if (!session) throw new Error('There was no meeting.');
    const window = new BrowserWindow({ show: false, webPreferences: { session } });
    await window.loadURL('app://meeting/room.html');
    const found = await window.webContents.executeJavaScript(
      `(async () => ({
        localStorage: localStorage.length,
        databases: (await indexedDB.databases()).length,
        caches: (await caches.keys()).length,
      }))()`,
    );
    window.destroy();
    const cookies = await session.cookies.get({});
    return {
      isPersistent: session.isPersistent(),
      storagePath: session.storagePath,
      cookies: cookies.length,
      ...found,
    };
  });
}

// --- what a page that was taken over tries

/** Which of these the page was given. Sources are evaluated with a user's gesture, as a click would be. */
export async function granted(page: Page, requests: Readonly<Record<string, string>>): Promise<string[]> {
  const given: string[] = [];
  for (const [name, source] of Object.entries(requests)) {
    if (source.startsWith('(')) continue;
    const isGiven = await page.evaluate<boolean>(`(async () => {
      const nothing = [null, false, 0, 'denied', 'no answer'];
      const late = new Promise((done) => setTimeout(done, 2000, 'no answer'));
      try {
        const answer = await Promise.race([(async () => ${source})(), late]);
        return !nothing.includes(answer) && !(Array.isArray(answer) && answer.length === 0);
      } catch {
        return false;
      }
    })()`);
    if (isGiven) given.push(name);
  }
  return given;
}

export async function permissionsOf(page: Page): Promise<string[]> {
  const given = await granted(page, permissionRequests);
  await page.evaluate(() => (document.fullscreenElement ? document.exitFullscreen() : undefined));
  return given;
}

/** Which of these were neither refused with an error nor reported as a violation of the page's policy. */
export async function breachesOf(page: Page, breaches: Readonly<Record<string, string>>): Promise<string[]> {
  const successful: string[] = [];
  for (const [name, source] of Object.entries(breaches)) {
    // In a later task: while Playwright itself evaluates something, `eval` is allowed in the page.
    const isRefused = await page.evaluate<boolean>(`(async () => {
      const reported = new Promise((done) => addEventListener('securitypolicyviolation', () => done(true), { once: true }));
      const late = new Promise((done) => setTimeout(done, 2000, false));
      await new Promise((done) => setTimeout(done));
      try {
        await Promise.race([(async () => { ${source} })(), reported]);
      } catch {
        return true;
      }
      return await Promise.race([reported, late]);
    })()`);
    if (!isRefused) successful.push(name);
  }
  const isStolen = await page.evaluate(() => 'stolen' in window || document.title === 'stolen');
  return isStolen ? [...successful, 'a script of somebody else ran'] : successful;
}

type Attack = { usher: UsherApp; watch: MainProcessWatch };

/** Tries every way out. Says which one was not refused, and where the page ended up. */
export async function escapesOf(page: Page, { usher, watch }: Attack): Promise<string[]> {
  const address = page.url();
  const windows = usher.electron.windows().length;
  const escapes: string[] = [];
  for (const [way, leave] of Object.entries(waysOut)) {
    const targets = way === 'an assignment to location' ? [...outsideAddresses, ...otherAddresses] : outsideAddresses;
    for (const target of targets) {
      const since = (await watch.sightings()).length;
      const opened = await page.evaluate(leave as (url: string) => unknown, target).catch(() => null);
      if (opened === null) continue;
      if (opened !== undefined) escapes.push(`${way} to ${target} opened something`);
      await watch
        .waitFor(`${way} to ${target} to be refused`, isRefusal, { since, timeout: 3_000 })
        .catch((error: Error) => escapes.push(error.message));
    }
  }
  if (page.isClosed() || page.url() !== address) escapes.push(`the page has gone to ${page.url()}`);
  if (usher.electron.windows().length !== windows) escapes.push('there is another window');
  return escapes;
}

export function isRefusal(sighting: Sighting): boolean {
  if (sighting.kind === 'refusedNavigation') return true;
  return sighting.kind === 'console' && /^(Not allowed to|Refused to)/.test(sighting.message);
}

/** What a frame without an address has of Electron, of Node or of Usher. */
export function powersOfFrame(): string[] {
  const inner = document.body.appendChild(document.createElement('iframe')).contentWindow;
  const powers = [
    'bridge',
    'meetingBridge',
    'require',
    'process',
    'module',
    'global',
    'Buffer',
    'electron',
    'ipcRenderer',
  ];
  return powers.filter((name) => inner === null || name in inner);
}

export async function powersOfWorker(): Promise<string[]> {
  const powers = [
    'bridge',
    'meetingBridge',
    'require',
    'process',
    'module',
    'global',
    'Buffer',
    'electron',
    'ipcRenderer',
  ];
  const source = `postMessage(${JSON.stringify(powers)}.filter((name) => name in self))`;
  const worker = new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })));
  return await new Promise((done, fail) => {
    worker.onmessage = ({ data }) => done(data);
    worker.onerror = () => fail(new Error('The worker did not start.'));
  });
}

/** Which of these paths of its own host the page gets a file for. */
export async function answeredFromPage(page: Page, paths: readonly string[]): Promise<string[]> {
  return await page.evaluate(async (all) => {
    const isAnswered = async (path: string) =>
      (await fetch(location.origin + path).catch(() => undefined))?.ok === true;
    const answers = await Promise.all(all.map(async (path) => ((await isAnswered(path)) ? [path] : [])));
    return answers.flat();
  }, paths);
}

/** Which of these addresses the session of that host is given anything for. */
export async function answeredBySession(
  electron: ElectronApplication,
  host: 'usher' | 'meeting',
  addresses: readonly string[],
  method = 'GET',
): Promise<string[]> {
  return await electron.evaluate(
    async (_, asked) => {
      const { sessions } = (globalThis as unknown as { watched: { sessions: Electron.Session[] } }).watched;
      const session = sessions.at(asked.host === 'usher' ? 0 : -1);
      if (!session) throw new Error('There is no such session.');
      const isAnswered = async (address: string) =>
        (await session.fetch(address, { method: asked.method }).catch(() => undefined))?.ok === true;
      const answers = await Promise.all(
        asked.addresses.map(async (address) => ((await isAnswered(address)) ? [address] : [])),
      );
      return answers.flat();
    },
    { host, addresses, method },
  );
}

// --- IPC

type Intruder = {
  invoke(channel: string, ...values: unknown[]): Promise<unknown>;
  invokeWith(channel: string, name: string | undefined, payload: string): Promise<unknown>;
};
type WithIntruder = { intruder: Intruder };

/** Main takes sixty calls a second of each window, a second of the clock; what is tried here is not to be refused for that. */
const callsPerSecond = 50;

/**
 * From now on every page is as bad as one whose process was taken over: it can send anything on any channel. What Usher's
 * preloads offer stays beside it.
 */
export async function letIntruderIn(electron: ElectronApplication, file: string): Promise<void> {
  const payloads = ipcPayloads.map(({ id, source }) => `${JSON.stringify(id)}: () => ${source}`);
  writeFileSync(
    file,
    `const { contextBridge, ipcRenderer } = require('electron');
const payloads = { __proto__: null, ${payloads.join(',\n').replace('"__proto__"', '["__proto__"]')} };
let second = 0;
let sent = 0;
const invoke = async (...values) => {
  if (sent >= ${callsPerSecond} && Math.floor(Date.now() / 1000) === second) {
    await new Promise((done) => setTimeout(done, 1000 - (Date.now() % 1000)));
  }
  const now = Math.floor(Date.now() / 1000);
  sent = now === second ? sent + 1 : 1;
  second = now;
  return await ipcRenderer.invoke(...values);
};
contextBridge.exposeInMainWorld('intruder', {
  invoke,
  invokeWith: async (channel, name, payload) => {
    const value = payloads[payload]();
    return await (name === undefined ? invoke(channel, value) : invoke(channel, name, value));
  },
});
`,
  );
  await electron.evaluate(({ app, session }, filePath) => {
    const join = (target: Electron.Session) => {
      if ('registerPreloadScript' in target) target.registerPreloadScript({ type: 'frame', filePath });
      else (target as unknown as { setPreloads(paths: string[]): void }).setPreloads([filePath]);
    };
    join(session.defaultSession);
    app.on('session-created', join);
  }, file);
}

export async function invoke(page: Page, channel: string, ...values: unknown[]): Promise<unknown> {
  return await page.evaluate(([to, all]) => (window as unknown as WithIntruder).intruder.invoke(to, ...all), [
    channel,
    values,
  ] as const);
}

/** Which of these names the page gets another answer for than a refusal. */
export async function answered(page: Page, channel: string, names: readonly string[]): Promise<string[]> {
  const answers: string[] = [];
  for (const name of names) {
    const reply = await invoke(page, channel, name, undefined);
    if (JSON.stringify(reply) !== JSON.stringify(refused)) answers.push(name);
  }
  return answers;
}

/** What became of each payload: the code of the refusal, "answered", or "unsendable" when Electron could not copy it. */
export async function verdictsOn(
  page: Page,
  channel: string,
  name: string | undefined,
): Promise<Record<string, string>> {
  const ids = ipcPayloads.map(({ id }) => id);
  const verdicts = await page.evaluate(
    async ([to, as, payloads]) => {
      const { intruder } = window as unknown as WithIntruder;
      const codes: [string, string][] = [];
      for (const payload of payloads) {
        const code = await intruder.invokeWith(to, as, payload).then(
          (reply) => (reply as { failure?: { code: string } }).failure?.code ?? 'answered',
          () => 'unsendable',
        );
        codes.push([payload, code]);
      }
      return codes;
    },
    [channel, name, ids] as const,
  );
  // An answer now shows that the last ones were not refused for coming too often.
  const [honest, input] = channel === channels.call ? ['getState'] : ['report', { kind: 'joined' }];
  expect(await invoke(page, channel, honest, input)).toMatchObject({ ok: true });
  return Object.fromEntries(verdicts);
}

/** Makes every call that takes an ID with every one of these. Says which answers are no answers, and what has changed. */
export async function changesBy(operator: Page, ids: readonly string[]): Promise<unknown[]> {
  const calls = {
    credentialId: [
      'authorizeCredential',
      'openSignInPage',
      'copySignInLink',
      'cancelSignIn',
      'duplicateCredential',
      'testCredential',
      'deleteCredential',
      'restoreCredential',
      'purgeCredential',
    ],
    meetingKey: ['startMeeting', 'joinMeeting'],
    windowId: ['showMeetingWindow', 'leaveMeeting'],
    noticeId: ['dismissNotice'],
  };
  const before = await stateOf(operator);
  const strange: unknown[] = [];
  for (const [field, names] of Object.entries(calls)) {
    for (const name of names) {
      for (const id of ids) {
        const reply = (await invoke(operator, channels.call, name, { [field]: id })) as {
          ok: boolean;
          failure?: object;
        };
        const isHarmless = reply.ok && ['cancelSignIn', 'dismissNotice'].includes(name);
        if (!isHarmless && (reply.ok || JSON.stringify(reply.failure).includes('unexpected')))
          strange.push([name, id, reply]);
      }
    }
  }
  const after = await stateOf(operator);
  return JSON.stringify(after) === JSON.stringify(before) ? strange : [...strange, after];
}

export async function stateOf(operator: Page): Promise<AppState> {
  const reply = await operator.evaluate(() => window.bridge.call('getState', undefined));
  if (!reply.ok) throw new Error(`Main did not answer: ${reply.failure.code}.`);
  return reply.value as AppState;
}

/**
 * Hands the listener of the operator's channel a call as Electron would, from frames that cannot make one themselves because no
 * preload runs in them.
 */
export async function answersToFrames(electron: ElectronApplication): Promise<Record<string, boolean>> {
  return await electron.evaluate(async ({ BrowserWindow, ipcMain }, channel) => {
    type Listener = (event: unknown, ...values: unknown[]) => Promise<{ ok: boolean }> | { ok: boolean };
    const listener = (ipcMain as unknown as { _invokeHandlers: Map<string, Listener> })._invokeHandlers.get(channel);
    const windowOf = (path: string) =>
      BrowserWindow.getAllWindows().find(({ webContents }) => new URL(webContents.getURL()).pathname === path)
        ?.webContents;
    const sender = windowOf('/index.html');
    const other = windowOf('/meeting.html');
    if (!listener || !sender || !other) throw new Error('There is nobody to ask.');
    const isAnswered = async (senderFrame: unknown) =>
      (await listener({ sender, senderFrame }, 'getState', undefined)).ok;
    return {
      'its own page': await isAnswered(sender.mainFrame),
      'a frame in it': await isAnswered(sender.mainFrame.frames[0]),
      'no frame': await isAnswered(null),
      'the page of another window': await isAnswered(other.mainFrame),
    };
  }, channels.call);
}

export async function answersToOtherPages(electron: ElectronApplication): Promise<Record<string, boolean>> {
  return await electron.evaluate(async ({ BrowserWindow }, channel) => {
    const window = new BrowserWindow({ show: false });
    await window.loadURL('app://usher/index.html');
    const isAnswered: boolean = await window.webContents.executeJavaScript(
      `intruder.invoke(${JSON.stringify(channel)}, 'getState', undefined).then(({ ok }) => ok)`,
    );
    window.destroy();
    return { 'app://usher/index.html of a window that is not Usher’s': isAnswered };
  }, channels.call);
}

export async function loadInOperatorWindow(electron: ElectronApplication, address: string): Promise<void> {
  await electron.evaluate(async ({ BrowserWindow }, url) => {
    const isOperators = (window: Electron.BrowserWindow) =>
      window.webContents.getURL().startsWith('app://usher/index.html');
    await BrowserWindow.getAllWindows().find(isOperators)?.loadURL(url);
  }, address);
}

// --- advisories
