import { rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { channels } from '../../src-main/shared/bridge';
import { contract } from '../../src-main/shared/contract';
import { meetingContract } from '../../src-main/shared/meeting-page';
import { MainProcessWatch } from '../support/main-process-watch';
import { meetingRow, practiceTopics } from '../support/operator';
import { OutsideWorld } from '../support/outside-world';
import { findSecrets } from '../support/secret-scan';
import { expect, test } from '../support/usher-test';
import { ownPolicyBreaches, policyBreaches, screenRequests, strayPaths } from './hostile-pages';
import { ipcPayloads, strangeIds } from './ipc-payloads';
import {
  answered,
  answeredBySession,
  answeredFromPage,
  answersToFrames,
  answersToOtherPages,
  breachesOf,
  changesBy,
  escapesOf,
  granted,
  invoke,
  isRefusal,
  letIntruderIn,
  loadInOperatorWindow,
  lockedPreferences,
  notForSdk,
  permissionsOf,
  powersOfFrame,
  powersOfWorker,
  preferencesOfWindows,
  refused,
  signIn,
  startMeetingUpToVerdict,
  stateOf,
  storageOf,
  verdictsOn,
} from './security-looks';

const projectRoot = resolve(import.meta.dirname, '../..');

test('a page that was taken over gets nowhere: no way out, no other script, no permission, no other file', async ({
  launch,
  desktop,
  practice,
  openedUrls,
  answerConsent,
}) => {
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
  await test.step('SE5: the SDK’s page gets camera, microphone, fullscreen and wake lock; for a screen a person is asked', async () => {
    expect(await permissionsOf(sdk)).toEqual(['fullscreen', 'media', 'screen-wake-lock']);
    await desktop.type({ key: 'Escape' });
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
  await expect(room.getByText('This is practice')).toBeVisible({ timeout: 40_000 });
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
