import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { MainProcessWatch } from '../support/main-process-watch';
import { clickAndClose, meetingRow, practiceTopics } from '../support/operator';
import { OutsideWorld } from '../support/outside-world';
import { findSecrets } from '../support/secret-scan';
import { expect, test } from '../support/usher-test';
import {
  globalsOf,
  headersOf,
  isolation,
  isPolicyViolation,
  isWarning,
  leftInPartition,
  lockedPreferences,
  openInsecurePage,
  parsePolicy,
  preferencesOfWindows,
  processOf,
  shapeOf,
  signIn,
  startMeetingUpToVerdict,
  storageOf,
} from './security-looks';

/** Rows SE of the house's security list; the numbers are those of Electron's own checklist (docs: tutorial/security). */

const projectRoot = resolve(import.meta.dirname, '../..');

/** All that Usher's own pages may do; the page of the Meeting SDK needs more. */
const ownPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";
const sdkPolicy = {
  'default-src': ["'self'"],
  'script-src': ["'self'", "'wasm-unsafe-eval'", 'blob:'],
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:', 'blob:', 'https:'],
  'font-src': ["'self'", 'data:'],
  'media-src': ["'self'", 'blob:', 'data:'],
  'connect-src': [
    "'self'",
    'blob:',
    'data:',
    'https://zoom.us',
    'https://*.zoom.us',
    'wss://*.zoom.us',
    'https://*.zoomgov.com',
    'wss://*.zoomgov.com',
  ],
  'worker-src': ["'self'", 'blob:', 'data:'],
  'frame-src': ["'none'"],
  'object-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'none'"],
};

/** What Client View 6.2.0 puts on its window, some of it late. A new version of the SDK may change this list; Usher may not. */
const sdkGlobals =
  'React ReactDOM Redux ReduxThunk _ webpackChunk_zoom_webclientjs __core-js_shared__ core regeneratorRuntime MeetingConfig reactCookie Base64 decodeBase64 encodeBase64 encodeUnsafeBase64 decodeUnsafeBase64 easyStore webclient_trackingId i18n ZoomMtg WCSockets setImmediate clearImmediate sendSocketMessage closeXMPP emojiUnicode __REACT_INTL_CONTEXT__ emitter wcCTX monitorRWGSendCurrentUserAudioRoster closeRWG __mobxInstanceCount __mobxGlobals webIM ZoomTPModule __MEDIA_SDK_CHUNK_LOADER__ PubSub HorizonWebRTCExtension HorizonWebRtcRedirectionAPI getHorizonClientID getHorizonWSSPort getHorizonWindowTitle __dyn_modules__ zoomcli JsMediaSDK_Instance'.split(
    ' ',
  );

test('on an ordinary day every page is walled in, asks nobody outside and keeps no secret', async ({
  launch,
  practice,
  profile,
  answerConsent,
}) => {
  test.setTimeout(90_000);
  const outside = await OutsideWorld.start();
  const usher = await launch({
    args: ['--hidden'],
    switches: [outside.proxySwitch],
    env: { ELECTRON_ENABLE_SECURITY_WARNINGS: 'true' },
  });
  const watch = await MainProcessWatch.start(usher.electron);

  const bare = await test.step('whoever looks would see a request to the outside and an insecure page', async () => {
    const seen = await openInsecurePage(usher.electron);
    await watch.waitFor('a security warning', (sighting) => isWarning(sighting) && sighting.page === seen.page);
    expect(outside.requests).toEqual(['GET http://outside.test/']);
    await usher.electron.evaluate(({ BrowserWindow }, page) => {
      BrowserWindow.getAllWindows()
        .find(({ webContents }) => webContents.id === page)
        ?.destroy();
    }, seen.page);
    return seen;
  });

  const operator = await usher.openFromTray();
  await signIn(operator, answerConsent);
  const sdk = await startMeetingUpToVerdict(usher, practice, watch, operator);

  await test.step('SE2, 3, 4, 6, 8 to 11: no window gives its pages more than a browser would', async () => {
    expect(await preferencesOfWindows(usher.electron)).toEqual({
      'app://usher/index.html': expect.objectContaining(lockedPreferences),
      'app://meeting/meeting.html': expect.objectContaining(lockedPreferences),
    });
  });

  await test.step('SE7: each page comes with its own policy', async () => {
    expect(await headersOf(usher.electron, '/index.html')).toMatchObject({
      ...isolation,
      'content-security-policy': ownPolicy,
    });
    const { 'content-security-policy': policy = '', ...headers } = await headersOf(usher.electron, '/meeting.html');
    expect(headers).toMatchObject(isolation);
    expect(parsePolicy(policy)).toEqual(sdkPolicy);
  });

  await test.step('SE20: a page sees its bridge, and the page of the SDK nothing of ours at all', async () => {
    expect(await globalsOf(operator, bare.globals)).toEqual(['__zod_globalConfig', '__zod_globalRegistry', 'bridge']);
    expect(await operator.evaluate(shapeOf, 'bridge')).toEqual({ call: 'function', onStateChanged: 'function' });
    const globals = await globalsOf(sdk, bare.globals);
    expect(globals).toEqual(expect.arrayContaining(['React', 'ZoomMtg']));
    expect(globals.filter((name) => !sdkGlobals.includes(name))).toEqual([]);
  });

  await test.step('SE20: what the bridge passes on is plain, and the bridge cannot be replaced', async () => {
    const heard = await operator.evaluate(
      () =>
        new Promise<string[]>((done) => {
          const end = window.bridge.onStateChanged((...values: unknown[]) => {
            end();
            done(values.map((value) => Object.prototype.toString.call(value)));
          });
          void window.bridge.call('refreshMeetings', undefined);
        }),
    );
    expect(heard).toEqual(['[object Object]']);
    expect(
      await operator.evaluate(() => {
        const { bridge } = window;
        Reflect.set(window, 'bridge', 'replaced');
        Reflect.set(bridge, 'call', 'replaced');
        Reflect.deleteProperty(window, 'bridge');
        return window.bridge === bridge && typeof window.bridge.call;
      }),
    ).toBe('function');
  });

  const sdkProcess = await processOf(usher.electron, '/meeting.html');
  practice.zoom.faults.clear();
  await watch.waitForLoad('app://meeting/room.html');
  const room = sdk;
  await expect(room.getByText('This is practice')).toBeVisible();

  await test.step('the room page is walled in as well, and finds nothing that the SDK has left', async () => {
    expect(await preferencesOfWindows(usher.electron)).toMatchObject({ 'app://meeting/room.html': lockedPreferences });
    expect(await headersOf(usher.electron, '/room.html')).toMatchObject({
      ...isolation,
      'content-security-policy': ownPolicy,
    });
    expect(await globalsOf(room, bare.globals)).toEqual(['meetingBridge']);
    expect(await room.evaluate(shapeOf, 'meetingBridge')).toEqual({ call: 'function', onRoomChanged: 'function' });
    const kept = { 'the meeting window': await storageOf(room), 'the operator’s window': await storageOf(operator) };
    expect(practice.issuedSecrets.length).toBeGreaterThan(4);
    expect(findSecrets(practice.issuedSecrets, { texts: kept })).toEqual([]);
  });

  await test.step('when its window is closed, the meeting’s process and storage are gone', async () => {
    await clickAndClose(room, 'Leave');
    await expect.poll(() => usher.processTree().some(({ pid }) => pid === sdkProcess)).toBe(false);
    // Its session is emptied when the window has gone, which takes a moment.
    await expect
      .poll(() => leftInPartition(usher.electron))
      .toEqual({
        isPersistent: false,
        storagePath: null,
        cookies: 0,
        localStorage: 0,
        databases: 0,
        caches: 0,
      });
    expect(existsSync(join(profile, 'Partitions'))).toBe(false);
  });

  await test.step('SE1: nothing was asked for outside this computer, and by pages nothing but Usher’s own files', async () => {
    const requests = (await watch.sightings()).filter(({ kind, page }) => kind === 'request' && page !== bare.page);
    expect(requests.filter(({ page }) => page === 0).length).toBeGreaterThan(5);
    const strange = requests.filter((request) => {
      const { protocol, hostname } = new URL('url' in request ? request.url : '');
      const isOwnFile = ['app:', 'blob:', 'data:'].includes(protocol);
      const isMainOnLoopback = request.page === 0 && protocol === 'http:' && hostname === '127.0.0.1';
      return !isOwnFile && !isMainOnLoopback;
    });
    expect(strange).toEqual([{ kind: 'request', page: 0, url: 'http://outside.test/' }]);
    expect(outside.requests).toEqual(['GET http://outside.test/']);
  });

  await test.step('SE7, SE12: no page broke its policy, and Electron had nothing to warn of', async () => {
    const messages = (await watch.sightings()).filter(
      (seen) => seen.page !== bare.page && (isWarning(seen) || isPolicyViolation(seen)),
    );
    expect(messages).toEqual([]);
  });
  await outside.stop();
});

/** GitHub advisories of electron/electron that concern what Usher does, with the first good version of each line. */
const advisories = [
  {
    id: 'CVE-2026-34769',
    what: 'code execution by command-line switches',
    fixedIn: ['38.8.6', '39.8.0', '40.7.0', '41.0.0'],
  },
  { id: 'CVE-2026-70602', what: 'extension APIs across sessions', fixedIn: ['39.8.8', '40.9.0', '41.2.1', '42.0.0'] },
  { id: 'CVE-2026-70603', what: 'shell.openPath and NUL', fixedIn: ['39.8.6', '40.9.0', '41.1.1', '42.0.0'] },
  {
    id: 'CVE-2026-70604',
    what: 'custom schemes read across origins',
    fixedIn: ['39.8.10', '40.9.3', '41.4.0', '42.0.0'],
  },
];

test('the Electron that Usher declares is one exact version that no known advisory concerns', () => {
  const { devDependencies } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
  const version: string = devDependencies.electron;
  expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(advisories.filter(({ fixedIn }) => isAffected(version, fixedIn))).toEqual([]);
  expect(isAffected('41.3.9', ['40.9.3', '41.4.0', '42.0.0'])).toBe(true);
  expect(isAffected('25.1.1', ['40.9.3', '41.4.0', '42.0.0'])).toBe(true);
});

test.describe('the sandbox of the operating system', () => {
  test.skip(
    process.getuid?.() === 0,
    'Chromium runs as root only without its sandbox, so no process is fenced in here; that every window asks for it is checked above.',
  );

  test('every page runs in a process that the kernel fences in', async ({ usher, practice, answerConsent }) => {
    const operator = await usher.mainWindow();
    await signIn(operator, answerConsent);
    await meetingRow(operator, practiceTopics.inFourMinutes).getByRole('button', { name: 'Start' }).click();
    await usher.windowShowing('This is practice');
    const processes = await usher.electron.evaluate(({ webContents }) =>
      webContents.getAllWebContents().map((contents) => contents.getOSProcessId()),
    );
    expect(new Set(processes).size).toBe(2);
    // 2 is SECCOMP_MODE_FILTER, proc(5).
    for (const pid of processes) expect(readFileSync(`/proc/${pid}/status`, 'utf8')).toMatch(/^Seccomp:\s*2$/m);
    expect(practice.zoom.requests.length).toBeGreaterThan(0);
  });
});

function isAffected(version: string, fixedIn: readonly string[]): boolean {
  const numbers = (text: string) => text.split('.').map(Number);
  const isBefore = (a: string, b: string) => {
    const [left, right] = [numbers(a), numbers(b)];
    const at = left.findIndex((value, index) => value !== right[index]);
    return at >= 0 && (left[at] ?? 0) < (right[at] ?? 0);
  };
  const major = (text: string) => numbers(text)[0] ?? 0;
  const sameLine = fixedIn.find((fixed) => major(fixed) === major(version));
  if (sameLine) return isBefore(version, sameLine);
  return major(version) < Math.max(...fixedIn.map(major));
}
