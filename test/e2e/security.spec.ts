import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import type { AppState } from '../../src-main/shared/app-state';
import { channels } from '../../src-main/shared/bridge';
import { contract } from '../../src-main/shared/contract';
import { meetingContract } from '../../src-main/shared/meeting-page';
import { MainProcessWatch, type Sighting } from '../support/main-process-watch';
import { clickAndClose, meetingRow, practiceFirst, practiceTopics } from '../support/operator';
import { OutsideWorld } from '../support/outside-world';
import type { Practice } from '../support/practice';
import { findSecrets } from '../support/secret-scan';
import type { UsherApp } from '../support/usher-app';
import { expect, test } from '../support/usher-test';
import { waitUntil } from '../support/wait-until';
import {
  otherAddresses,
  outsideAddresses,
  ownPolicyBreaches,
  permissionRequests,
  policyBreaches,
  screenRequests,
  strayPaths,
  waysOut,
} from './hostile-pages';
import { ipcPayloads, strangeIds } from './ipc-payloads';

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

/** Electron documents it nowhere, and looks there itself for its security warnings. */
type WithLastPreferences = { getLastWebPreferences(): Record<string, unknown> | null };

test('on an ordinary day every page is walled in, asks nobody outside and keeps no secret', async ({
  launch,
  practice,
  profile,
  answerConsent,
}) => {
  test.setTimeout(60_000);
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
    expect(await leftInPartition(usher.electron)).toEqual({
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

test('a page that was taken over gets nowhere: no way out, no other script, no permission, no other file', async ({
  launch,
  practice,
  openedUrls,
  answerConsent,
}) => {
  test.setTimeout(60_000);
  const outside = await OutsideWorld.start();
  const usher = await launch({
    args: ['--hidden'],
    switches: [outside.proxySwitch, '--use-fake-device-for-media-stream'],
  });
  const watch = await MainProcessWatch.start(usher.electron);
  const operator = await usher.openFromTray();
  await signIn(operator, answerConsent);
  const attack = { usher, watch };

  const sdk = await startMeetingUpToVerdict(usher, practice, watch, operator);
  await test.step('SE5: the SDK’s page gets camera, microphone, fullscreen and wake lock, and nothing else', async () => {
    expect(await permissionsOf(sdk)).toEqual(['fullscreen', 'media', 'screen-wake-lock']);
    expect(await granted(sdk, screenRequests)).toEqual([]);
  });
  await test.step('SE7: the SDK’s page runs and loads nothing from elsewhere', async () => {
    expect(await breachesOf(sdk, policyBreaches)).toEqual([]);
  });
  await test.step('SE12, 13, 14: the SDK’s page stays where it is and opens nothing', async () => {
    expect(await escapesOf(sdk, attack)).toEqual([]);
  });
  await test.step('SE2: its frames and workers have nothing of Node or of ours', async () => {
    expect(await sdk.evaluate(powersOfFrame)).toEqual([]);
    expect(await sdk.evaluate(powersOfWorker)).toEqual([]);
  });
  await test.step('SE18: app://meeting answers with the files of its two roots only', async () => {
    expect(await answeredFromPage(sdk, ['/meeting.html', '/sdk/ui/zoom-meetingsdk.css'])).toHaveLength(2);
    expect(await answeredFromPage(sdk, strayPaths)).toEqual([]);
  });

  practice.zoom.faults.clear();
  const room = sdk;
  await expect(room.getByText('This is practice')).toBeVisible({ timeout: 15_000 });
  for (const [name, page] of Object.entries({ operator, room })) {
    await test.step(`SE5: the page of the ${name} gets no permission`, async () => {
      expect(await permissionsOf(page)).toEqual([]);
      expect(await granted(page, screenRequests)).toEqual([]);
    });
    await test.step(`SE7: the page of the ${name} runs and loads nothing but its own files`, async () => {
      expect(await breachesOf(page, { ...policyBreaches, ...ownPolicyBreaches })).toEqual([]);
    });
    await test.step(`SE12, 13, 14: the page of the ${name} stays where it is and opens nothing`, async () => {
      expect(await escapesOf(page, attack)).toEqual([]);
    });
    await test.step(`SE2: the frames of the ${name} have nothing of Node or of ours`, async () => {
      expect(await page.evaluate(powersOfFrame)).toEqual([]);
    });
  }

  await test.step('SE14: a click with the middle button or a key opens nothing either', async () => {
    const middle = await operator.evaluate(() => {
      const link = Object.assign(document.createElement('a'), {
        href: 'https://outside.test/',
        textContent: 'outside',
      });
      link.style.cssText = 'position: fixed; inset: 0; z-index: 1000';
      document.body.append(link);
      return { x: innerWidth / 2, y: innerHeight / 2 };
    });
    await operator.mouse.click(middle.x, middle.y, { button: 'middle' });
    for (const key of ['Control', 'Shift']) {
      await operator.keyboard.down(key);
      await operator.mouse.click(middle.x, middle.y);
      await operator.keyboard.up(key);
    }
    const since = (await watch.sightings()).length;
    // An ordinary click is refused too, and by then the others have been.
    await operator.mouse.click(middle.x, middle.y);
    await watch.waitFor('the click to be refused', isRefusal, { since });
  });

  await test.step('SE18: app://usher answers with the window’s own files only, whoever asks for whatever', async () => {
    const link = join(projectRoot, 'out/renderer/link-to-the-outside.json');
    // A run that was killed here has left its own.
    rmSync(link, { force: true });
    symlinkSync(join(projectRoot, 'package.json'), link);
    try {
      const addresses = [
        ...[...strayPaths, '/link-to-the-outside.json'].map((path) => `app://usher${path}`),
        'app://meeting/room.html',
        'app://outside/index.html',
        'app://usher.outside/index.html',
        'app://usher@outside/index.html',
      ];
      expect(await answeredBySession(usher.electron, 'usher', ['app://usher/index.html'])).toHaveLength(1);
      expect(await answeredBySession(usher.electron, 'usher', addresses)).toEqual([]);
      expect(await answeredBySession(usher.electron, 'usher', ['app://usher/index.html'], 'POST')).toEqual([]);
      const seenByMeeting = ['app://usher/index.html', 'app://meeting/link-to-the-outside.json'];
      expect(await answeredBySession(usher.electron, 'meeting', ['app://meeting/room.html'])).toHaveLength(1);
      expect(await answeredBySession(usher.electron, 'meeting', seenByMeeting)).toEqual([]);
    } finally {
      rmSync(link);
    }
  });

  await test.step('a page that goes to about:blank, which nothing can refuse, loses its window', async () => {
    await room.evaluate(() => location.assign('about:blank')).catch(() => {});
    await expect.poll(() => room.isClosed()).toBe(true);
    await operator.evaluate(() => location.assign('about:blank')).catch(() => {});
    await expect.poll(() => operator.isClosed()).toBe(true);
    await expect(meetingRow(await usher.openFromTray(), practiceTopics.running)).toBeVisible();
  });

  await test.step('nothing of all that reached the outside, Practice Zoom or another program', async () => {
    expect(outside.requests).toEqual([]);
    expect(practice.zoom.requests.filter(({ path }) => path.includes('stolen'))).toEqual([]);
    expect(openedUrls.all()).toHaveLength(1);
    const sightings = await watch.sightings();
    expect(sightings.filter(({ kind }) => kind === 'window')).toEqual([]);
    const strange = sightings.filter(
      (seen) =>
        'url' in seen &&
        seen.page !== 0 &&
        seen.kind !== 'refusedNavigation' &&
        !/^(app|about|blob|data):/.test(seen.url),
    );
    expect(strange).toEqual([]);
    expect(usher.output().stderr).not.toContain('unexpected:');
  });
  await outside.stop();
});

test('IPC answers only the page that a call belongs to, and nothing that is sent stops or changes the main process', async ({
  desktop,
  launch,
  practice,
  openedUrls,
  answerConsent,
}) => {
  test.setTimeout(60_000);
  const usher = await launch({ args: ['--hidden'] });
  const watch = await MainProcessWatch.start(usher.electron);
  await letIntruderIn(usher.electron, join(desktop.root, 'intruder.cjs'));
  const operator = await usher.openFromTray();
  await signIn(operator, answerConsent);
  const minted = () => practice.zoom.requests.filter(({ path }) => path === '/v2/users/me/zak').length;
  // The check before the meeting, four minutes ahead of it.
  await expect.poll(minted).toBe(1);
  const sdk = await startMeetingUpToVerdict(usher, practice, watch, operator);
  // Says that it is in the meeting, so that the time limit of the join does not end it while it is tried.
  expect(await invoke(sdk, channels.meetingCall, 'report', { kind: 'joined' })).toEqual({ ok: true, value: undefined });
  const before = await stateOf(operator);

  await test.step('the ticket is handed out exactly once', async () => {
    expect(minted()).toBe(2);
    expect(await invoke(sdk, channels.meetingCall, 'takeTicket', undefined)).toEqual(refused);
    expect(await invoke(sdk, channels.meetingCall, 'takeTicket', undefined)).toEqual(refused);
  });

  await test.step('the page of the SDK may take its ticket and report, whatever it calls itself', async () => {
    for (const path of ['/meeting.html', '/room.html', '/index.html']) {
      await sdk.evaluate((address) => history.replaceState(null, '', address), path);
      expect(await answered(sdk, channels.call, Object.keys(contract))).toEqual([]);
      expect(await answered(sdk, channels.meetingCall, notForSdk)).toEqual([]);
    }
    await sdk.evaluate(() => history.replaceState(null, '', '/meeting.html'));
  });

  await test.step('the operator’s window may make the calls of the contract and no other', async () => {
    expect(await answered(operator, channels.meetingCall, Object.keys(meetingContract))).toEqual([]);
    expect(await answered(operator, channels.call, ['', 'nothing', 'takeTicket', 'report', '__proto__'])).toEqual([]);
    for (const channel of ['usher:nothing', '', 'usher:call ', 'usher:state-changed', '__proto__', 'constructor']) {
      await expect(invoke(operator, channel, 'getState', undefined)).rejects.toThrow('No handler registered');
    }
  });

  await test.step(`${ipcPayloads.length} payloads as input and as name, from both windows`, async () => {
    const expected = Object.fromEntries(
      ipcPayloads.map(({ id, unsendable }) => [id, unsendable ? 'unsendable' : 'invalid_request']),
    );
    const fromOperator = async () => ({
      input: await verdictsOn(operator, channels.call, 'updateSettings'),
      name: await verdictsOn(operator, channels.call, undefined),
    });
    const fromSdk = async () => ({
      input: await verdictsOn(sdk, channels.meetingCall, 'report'),
      name: await verdictsOn(sdk, channels.meetingCall, undefined),
    });
    const verdicts = await Promise.all([fromOperator(), fromSdk()]);
    expect(verdicts).toEqual([
      { input: expected, name: expected },
      { input: expected, name: expected },
    ]);
  });

  await test.step('IDs of nothing that is there', async () => {
    expect(await changesBy(operator, strangeIds)).toEqual([]);
  });

  await test.step('arguments too few or too many', async () => {
    expect(await invoke(operator, channels.call)).toEqual(refused);
    expect(await invoke(operator, channels.call, 'updateSettings')).toEqual(refused);
    expect(await invoke(operator, channels.call, 'getState', {})).toEqual(refused);
    expect(await invoke(operator, channels.call, 'getState', undefined, 'more', {})).toMatchObject({ ok: true });
  });

  await test.step('a frame in the page, no frame at all, another window’s page and another page in the window', async () => {
    await operator.evaluate(() => document.body.append(document.createElement('iframe')));
    expect(await answersToFrames(usher.electron)).toEqual({
      'its own page': true,
      'a frame in it': false,
      'no frame': false,
      'the page of another window': false,
    });
    expect(await answersToOtherPages(usher.electron)).toEqual({
      'app://usher/index.html of a window that is not Usher’s': false,
    });
  });

  await test.step('a flood is cut off, and the main process keeps answering', async () => {
    const { answers, milliseconds } = await operator.evaluate(async () => {
      const startedAt = performance.now();
      const calls = Array.from({ length: 2_000 }, () => window.bridge.call('getState', undefined));
      const replies = await Promise.all(calls);
      return { answers: replies.filter(({ ok }) => ok).length, milliseconds: performance.now() - startedAt };
    });
    expect(answers).toBeGreaterThan(0);
    expect(answers).toBeLessThanOrEqual(60 * Math.ceil(milliseconds / 1_000 + 1));
    expect(await (await usher.tray()).menuText()).toContain('Open Usher');
    await expect
      .poll(() => operator.evaluate(async () => (await window.bridge.call('getState', undefined)).ok))
      .toBe(true);
  });

  await test.step('nothing has changed, nothing was opened, and the main process met nothing that it did not expect', async () => {
    expect(await stateOf(operator)).toEqual(before);
    expect(openedUrls.all()).toHaveLength(1);
    expect(usher.output().stderr).not.toContain('unexpected:');
  });

  await test.step('the SDK’s own leave page ends the meeting, and the room page may not do what the SDK’s may', async () => {
    const kept = async () =>
      findSecrets(practice.issuedSecrets, { texts: { 'the meeting window': await storageOf(sdk) } });
    expect(await kept(), 'the SDK keeps its ZAK until it has a verdict').toHaveLength(1);
    await sdk.evaluate(() => location.assign('/left.html'));
    await expect(sdk.getByText('Meeting ended')).toBeVisible();
    expect(await kept()).toEqual([]);
    expect(await invoke(sdk, channels.meetingCall, 'getRoom', undefined)).toMatchObject({ ok: true });
    expect(await answered(sdk, channels.meetingCall, ['takeTicket', 'report'])).toEqual([]);
    expect(await answered(sdk, channels.call, Object.keys(contract))).toEqual([]);
  });

  await test.step('another page in the operator’s window is not the operator’s page', async () => {
    await loadInOperatorWindow(usher.electron, 'app://usher/room.html');
    await operator.waitForURL('app://usher/room.html');
    expect(await answered(operator, channels.call, Object.keys(contract))).toEqual([]);
  });
});

test('the browser is sent to Zoom’s sign-in page and nowhere else, whatever a client ID says, and not without end', async ({
  usher,
  openedUrls,
}) => {
  const page = await usher.mainWindow();
  const clientIds = [
    '../../../evil',
    '@outside.test/',
    'x&redirect_uri=https://outside.test/&client_id=y',
    'x#fragment',
    'x%0d%0aLocation:%20https://outside.test',
    '$(xdg-open$IFS"https://outside.test")',
    '`id`;"\';|&<>',
    'file:///etc/passwd',
  ];
  let waiting = '';
  for (const [index, clientId] of clientIds.entries()) {
    await test.step(`client ID ${clientId}`, async () => {
      const environment = index % 2 === 0 ? 'zoom' : 'zoomgov';
      waiting = await page.evaluate(
        async ([id, cloud]) => {
          const input = { kind: 'user', environment: cloud, name: 'Hostile', clientId: id, clientSecret: '' };
          const reply = await window.bridge.call('addCredential', input);
          if (!reply.ok) throw new Error(reply.failure.code);
          const { credentialId } = reply.value as { credentialId: string };
          void window.bridge.call('authorizeCredential', { credentialId });
          return credentialId;
        },
        [clientId, environment] as const,
      );
      const url = new URL(await openedUrls.next());
      expect(url.origin + url.pathname).toBe(
        environment === 'zoom' ? 'https://zoom.us/oauth/authorize' : 'https://zoomgov.com/oauth/authorize',
      );
      expect([url.username, url.password, url.hash]).toEqual(['', '', '']);
      expect(url.searchParams.getAll('client_id')).toEqual([clientId]);
      expect(url.searchParams.getAll('redirect_uri')).toEqual([
        expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/callback$/),
      ]);
      if (index < clientIds.length - 1) {
        await page.evaluate((credentialId) => window.bridge.call('cancelSignIn', { credentialId }), waiting);
      }
    });
  }
  await test.step('at most twenty pages a minute', async () => {
    await page.evaluate(async (credentialId) => {
      for (let count = 0; count < 30; count += 1) await window.bridge.call('openSignInPage', { credentialId });
    }, waiting);
    await expect.poll(() => openedUrls.all().length).toBe(20);
    await usher.quit({ by: 'system' });
    expect(openedUrls.all()).toHaveLength(20);
    expect(openedUrls.all().filter((url) => !/^https:\/\/zoom(gov)?\.(us|com)\/oauth\/authorize\?/.test(url))).toEqual(
      [],
    );
  });
});

test('a second start with a hostile command line brings up the window of the first and changes nothing', async ({
  launch,
  openedUrls,
  practice,
}) => {
  const usher = await launch({ args: ['--hidden'] });
  await usher.tray();
  const commandLines = [
    ['usher://start/86011004202?zak=not-a-real-zak', '--inspect=0', '--remote-debugging-port=0', '--hidden'],
    [
      '--js-flags=--allow-natives-syntax',
      '--load-extension=/tmp',
      '--disable-web-security',
      'zoommtg://zoom.us/join?confno=1',
    ],
    [
      'app://usher/../../package.json',
      'file:///etc/passwd',
      'javascript:alert(1)',
      '--proxy-server=http://outside.test',
      'https://outside.test/',
    ],
    [
      'x'.repeat(20_000),
      'usher://x\n--inspect',
      '"; touch taken-over; "',
      '`id`',
      '%0a',
      '\u202e',
      '__proto__',
      '--',
      '-',
      'USHER:////x?token=not-a-real-token',
    ],
  ];
  const quits = await Promise.all(commandLines.map((commandLine) => usher.startSecondInstance(commandLine)));
  expect(quits.map(({ exitCode }) => exitCode)).toEqual(commandLines.map(() => 0));

  const page = await usher.mainWindow();
  await expect(page.getByRole('heading', { name: 'Welcome to Usher' })).toBeVisible();
  expect(page.url()).toMatch(/^app:\/\/usher\/index\.html(#|$)/);
  expect(usher.electron.windows()).toHaveLength(1);
  expect(await stateOf(page)).toMatchObject({ credentials: [], signIns: [], meetingWindows: [], notices: [] });
  expect(Object.values(await preferencesOfWindows(usher.electron))).toEqual([
    expect.objectContaining(lockedPreferences),
  ]);
  expect(
    await usher.electron.evaluate(({ app }) =>
      ['disable-web-security', 'load-extension', 'js-flags', 'proxy-server'].filter((name) =>
        app.commandLine.hasSwitch(name),
      ),
    ),
  ).toEqual([]);
  expect(openedUrls.all()).toEqual([]);
  expect(practice.zoom.requests).toEqual([]);
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

type AnswerConsent = Parameters<typeof practiceFirst>[1];

const lockedPreferences = {
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

const isolation = {
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

const refused = { ok: false, failure: { code: 'invalid_request' } };
const notForSdk = Object.keys(meetingContract).filter((name) => name !== 'takeTicket' && name !== 'report');

async function signIn(operator: Page, answerConsent: AnswerConsent): Promise<void> {
  await practiceFirst(operator, answerConsent);
  await expect(meetingRow(operator, practiceTopics.inFourMinutes)).toBeVisible();
}

/** Starts a meeting. The SDK asks for its verdict and waits, until the faults of Practice Zoom are cleared. */
async function startMeetingUpToVerdict(
  usher: UsherApp,
  practice: Practice,
  watch: MainProcessWatch,
  operator: Page,
): Promise<Page> {
  practice.zoom.faults.add({ path: '/api/v1/wc/info', effect: { kind: 'delay', ms: 60_000 } });
  await meetingRow(operator, practiceTopics.inFourMinutes).getByRole('button', { name: 'Start' }).click();
  await watch.waitForLoad('app://meeting/meeting.html');
  const hasAsked = () => practice.zoom.requests.some(({ path }) => path === '/api/v1/wc/info');
  await waitUntil('the SDK to ask for its verdict', hasAsked, { timeout: 15_000 });
  const page = usher.electron.windows().find((candidate) => candidate.url() === 'app://meeting/meeting.html');
  if (!page) throw new Error('No window shows the page of the SDK.');
  return page;
}

// --- what windows are

/**
 * What must not be: a page with web security off, and a request to the outside.
 * Comes with what a window has of its own, before any script or preload.
 */
async function openInsecurePage(electron: ElectronApplication): Promise<{ page: number; globals: string[] }> {
  return await electron.evaluate(async ({ BrowserWindow, net }) => {
    await net.fetch('http://outside.test/').catch(() => {});
    const window = new BrowserWindow({ show: false, webPreferences: { webSecurity: false } });
    await window.loadURL('app://usher/meeting.html');
    const globals: string[] = await window.webContents.executeJavaScript('Object.getOwnPropertyNames(window)');
    return { page: window.webContents.id, globals };
  });
}

function isWarning(sighting: Sighting): boolean {
  return sighting.kind === 'console' && sighting.message.includes('Electron Security Warning');
}

function isPolicyViolation(sighting: Sighting): boolean {
  return sighting.kind === 'console' && /Content Security Policy|Trusted|Permissions-Policy/.test(sighting.message);
}

/** By the address of the page that each visible window shows. */
async function preferencesOfWindows(electron: ElectronApplication): Promise<Record<string, unknown>> {
  return await electron.evaluate(({ BrowserWindow }) => {
    const preferencesOf = (contents: unknown) => (contents as WithLastPreferences).getLastWebPreferences();
    const windows = BrowserWindow.getAllWindows().filter((window) => window.isVisible());
    return Object.fromEntries(
      windows.map(({ webContents }) => [webContents.getURL().replace(/#.*/, ''), preferencesOf(webContents)]),
    );
  });
}

/** What the page's address is answered with in the page's own session. */
async function headersOf(electron: ElectronApplication, path: string): Promise<Record<string, string>> {
  return await electron.evaluate(async ({ webContents }, pathname) => {
    const contents = webContents
      .getAllWebContents()
      .find((candidate) => new URL(candidate.getURL()).pathname === pathname);
    if (!contents) throw new Error(`No window shows ${pathname}.`);
    return Object.fromEntries((await contents.session.fetch(contents.getURL())).headers);
  }, path);
}

function parsePolicy(policy: string): Record<string, string[]> {
  return Object.fromEntries(
    policy.split(';').map((directive) => {
      const [name = '', ...values] = directive.trim().split(/\s+/);
      return [name, values];
    }),
  );
}

async function globalsOf(page: Page, bare: readonly string[]): Promise<string[]> {
  const names = await page.evaluate(() => Object.getOwnPropertyNames(window));
  return names.filter((name) => !bare.includes(name)).sort();
}

function shapeOf(name: string): Record<string, string> {
  const value = Reflect.get(window, name) as object;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, typeof member]));
}

async function processOf(electron: ElectronApplication, path: string): Promise<number | undefined> {
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
async function storageOf(page: Page): Promise<string> {
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
async function leftInPartition(electron: ElectronApplication): Promise<Record<string, unknown>> {
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
async function granted(page: Page, requests: Readonly<Record<string, string>>): Promise<string[]> {
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

async function permissionsOf(page: Page): Promise<string[]> {
  const given = await granted(page, permissionRequests);
  await page.evaluate(() => (document.fullscreenElement ? document.exitFullscreen() : undefined));
  return given;
}

/** Which of these were neither refused with an error nor reported as a violation of the page's policy. */
async function breachesOf(page: Page, breaches: Readonly<Record<string, string>>): Promise<string[]> {
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
async function escapesOf(page: Page, { usher, watch }: Attack): Promise<string[]> {
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

function isRefusal(sighting: Sighting): boolean {
  if (sighting.kind === 'refusedNavigation') return true;
  return sighting.kind === 'console' && /^(Not allowed to|Refused to)/.test(sighting.message);
}

/** What a frame without an address has of Electron, of Node or of Usher. */
function powersOfFrame(): string[] {
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

async function powersOfWorker(): Promise<string[]> {
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
async function answeredFromPage(page: Page, paths: readonly string[]): Promise<string[]> {
  return await page.evaluate(async (all) => {
    const isAnswered = async (path: string) =>
      (await fetch(location.origin + path).catch(() => undefined))?.ok === true;
    const answers = await Promise.all(all.map(async (path) => ((await isAnswered(path)) ? [path] : [])));
    return answers.flat();
  }, paths);
}

/** Which of these addresses the session of that host is given anything for. */
async function answeredBySession(
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
async function letIntruderIn(electron: ElectronApplication, file: string): Promise<void> {
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

async function invoke(page: Page, channel: string, ...values: unknown[]): Promise<unknown> {
  return await page.evaluate(([to, all]) => (window as unknown as WithIntruder).intruder.invoke(to, ...all), [
    channel,
    values,
  ] as const);
}

/** Which of these names the page gets another answer for than a refusal. */
async function answered(page: Page, channel: string, names: readonly string[]): Promise<string[]> {
  const answers: string[] = [];
  for (const name of names) {
    const reply = await invoke(page, channel, name, undefined);
    if (JSON.stringify(reply) !== JSON.stringify(refused)) answers.push(name);
  }
  return answers;
}

/** What became of each payload: the code of the refusal, "answered", or "unsendable" when Electron could not copy it. */
async function verdictsOn(page: Page, channel: string, name: string | undefined): Promise<Record<string, string>> {
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
async function changesBy(operator: Page, ids: readonly string[]): Promise<unknown[]> {
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

async function stateOf(operator: Page): Promise<AppState> {
  const reply = await operator.evaluate(() => window.bridge.call('getState', undefined));
  if (!reply.ok) throw new Error(`Main did not answer: ${reply.failure.code}.`);
  return reply.value as AppState;
}

/**
 * Hands the listener of the operator's channel a call as Electron would, from frames that cannot make one themselves because no
 * preload runs in them.
 */
async function answersToFrames(electron: ElectronApplication): Promise<Record<string, boolean>> {
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

async function answersToOtherPages(electron: ElectronApplication): Promise<Record<string, boolean>> {
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

async function loadInOperatorWindow(electron: ElectronApplication, address: string): Promise<void> {
  await electron.evaluate(async ({ BrowserWindow }, url) => {
    const isOperators = (window: Electron.BrowserWindow) =>
      window.webContents.getURL().startsWith('app://usher/index.html');
    await BrowserWindow.getAllWindows().find(isOperators)?.loadURL(url);
  }, address);
}

// --- advisories

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
