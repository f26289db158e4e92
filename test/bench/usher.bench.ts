import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { _electron, type Page } from '@playwright/test';
import { z } from 'zod';
import { electronArguments, electronRuntime } from '../../scripts/electron-runtime.mjs';
import { AuthorizationServer } from '../../src-main/oauth/authorization-server';
import { signIn } from '../../src-main/oauth/sign-in';
import { CredentialId } from '../../src-main/shared/credential';
import { registeredRedirectPorts } from '../../src-main/shared/redirect-addresses';
import { sdkSignature } from '../../src-main/zoom/sdk-signature';
import { ZoomClient } from '../../src-main/zoom/zoom-client';
import type { ConsentAnswer, WebBrowser } from '../support/browser';
import { clickAndClose, practiceFirst } from '../support/operator';
import type { Practice } from '../support/practice';
import { endChild, processTree, proportionalSetSize } from '../support/processes';
import { test } from '../support/usher-test';
import { waitUntil } from '../support/wait-until';
import { measurePairs } from './pairs';
import { startHidden } from './start-hidden';

const projectRoot = resolve(import.meta.dirname, '../..');
const bareTray = resolve(import.meta.dirname, 'bare-tray');
const bareSdk = resolve(import.meta.dirname, 'bare-sdk');
const bareSingle = resolve(import.meta.dirname, 'bare-single');

/** By then timers, garbage collection and the keychain process have come to rest. */
const idleMs = 15_000;
const mints = 350;

test('launch to tray icon and idle memory, a user signed in and no window', async ({
  launch,
  practice,
  desktop,
  trayHost,
  profile,
  answerConsent,
}) => {
  const first = await launch();
  await signInOnce(await first.mainWindow(), answerConsent);
  await first.quit();
  const bareProfile = mkdtempSync(join(desktop.root, 'bare-'));
  const env = { ...desktop.env, USHER_PRACTICE_ORIGIN: practice.origin };

  const start = (app: string, userDataDir: string) => startHidden(app, userDataDir, { trayHost, env });
  const timeToTray = async (app: string, userDataDir: string) => {
    const { child, milliseconds } = await start(app, userDataDir);
    await endChild(child);
    return milliseconds;
  };
  const idleMemory = async (app: string, userDataDir: string) => {
    const { child } = await start(app, userDataDir);
    await delay(idleMs);
    const mebibytes = memoryOf(child);
    await endChild(child);
    return mebibytes;
  };

  await measurePairs({
    name: 'launch-to-tray',
    unit: 'ms',
    aim: 1.35,
    ours: () => timeToTray(projectRoot, profile),
    base: () => timeToTray(bareTray, bareProfile),
  });
  await measurePairs({
    name: 'idle-pss',
    unit: 'MiB',
    aim: 1.15,
    ours: () => idleMemory(projectRoot, profile),
    base: () => idleMemory(bareTray, bareProfile),
  });
});

test('minting a ZAK against one raw request', async ({ practice, webBrowser }) => {
  const { accessToken } = await signedIn(practice, webBrowser);
  const client = new ZoomClient({
    credentialId: CredentialId.parse('00000000-0000-4000-8000-000000000000'),
    environment: 'practice',
    apiOrigin: practice.origin,
    fetch,
    getAccessToken: async () => accessToken,
    onOutcome: () => {},
    now: () => new Date(),
  });
  const raw = async () => {
    const response = await fetch(`${practice.origin}/v2/users/me/zak`, {
      headers: { authorization: `Bearer ${accessToken}` },
    });
    await response.json();
  };
  await measurePairs({
    name: 'mint-zak',
    unit: 'ms',
    aim: 1.15,
    pairs: mints,
    ours: () => timeOf(() => client.getZak()),
    base: () => timeOf(raw),
  });
});

test('from the click on Start to the join request', async ({
  launch,
  practice,
  desktop,
  answerConsent,
  webBrowser,
}) => {
  const usher = await launch();
  const page = await usher.mainWindow();
  await signInOnce(page, answerConsent);
  const { accessToken, clientId, clientSecret } = await signedIn(practice, webBrowser);
  const mint = async () => {
    const response = await fetch(`${practice.origin}/v2/users/me/zak`, {
      headers: { authorization: `Bearer ${accessToken}` },
    });
    return z.object({ token: z.string() }).parse(await response.json()).token;
  };
  const bare = await _electron.launch({
    executablePath: electronRuntime().executablePath,
    args: [...electronArguments(), `--user-data-dir=${mkdtempSync(join(desktop.root, 'bare-'))}`, bareSdk],
    env: { ...desktop.env, USHER_PRACTICE_ORIGIN: practice.origin },
  });

  const joinRequests = () =>
    practice.zoom.requests.filter(({ path, method }) => path === '/api/v1/wc/info' && method === 'POST').length;
  const untilJoinRequest = async (begin: () => Promise<unknown>) => {
    const before = joinRequests();
    const startedAt = performance.now();
    const begun = begin();
    await waitUntil('the join request', () => joinRequests() > before, { every: 1, timeout: 20_000 });
    const milliseconds = performance.now() - startedAt;
    await begun;
    return milliseconds;
  };
  const row = page.getByRole('listitem').filter({ hasText: rehearsal.topic });
  await measurePairs({
    name: 'start-to-join-request',
    unit: 'ms',
    aim: 1.2,
    ours: async () => {
      const milliseconds = await untilJoinRequest(() => row.getByRole('button', { name: 'Start' }).click());
      const meeting = await usher.windowShowing('This is practice');
      await clickAndClose(meeting, 'Leave');
      return milliseconds;
    },
    base: async () => {
      const ticket = {
        meetingNumber: rehearsal.meetingId,
        passWord: rehearsal.passcode,
        userName: 'Bare',
        userEmail: 'bare@halden.example',
        signature: await sdkSignature({
          clientId,
          clientSecret,
          meetingId: rehearsal.meetingId,
          role: 'host',
          now: new Date(),
        }),
        zak: await mint(),
      };
      const milliseconds = await untilJoinRequest(() =>
        bare.evaluate((_electron, given) => globalThis.openMeeting(given), ticket),
      );
      await bare.evaluate(() => globalThis.closeMeeting());
      return milliseconds;
    },
  });
  await bare.close();
});

test('a second start with a link, from the click to the meeting it names', async ({
  launch,
  desktop,
  answerConsent,
}) => {
  const usher = await launch();
  const page = await usher.mainWindow();
  await signInOnce(page, answerConsent);
  const bareStart = [
    ...electronArguments(),
    '--disable-gpu',
    `--user-data-dir=${mkdtempSync(join(desktop.root, 'bare-'))}`,
    bareSingle,
  ];
  const startBare = (stdio: 'ignore' | ['ignore', 'pipe', 'ignore']) =>
    spawn(electronRuntime().executablePath, bareStart, { env: desktop.env, stdio });
  const first = startBare(['ignore', 'pipe', 'ignore']);
  const said = async (word: string) => {
    for await (const bytes of first.stdout?.iterator({ destroyOnReturn: false }) ?? [])
      if (String(bytes).includes(word)) return;
    throw new Error(`The bare app ended before it said "${word}".`);
  };
  await said('ready');
  let starts = 0;
  await measurePairs({
    name: 'second-start',
    unit: 'ms',
    aim: '300ms',
    pairs: 15,
    ours: async () => {
      starts += 1;
      const meetingId = `8123456${String(starts).padStart(4, '0')}`;
      const startedAt = performance.now();
      const second = usher.startSecondInstance([`usher://join?id=${meetingId}`]);
      await page.waitForFunction(
        (digits) => document.hasFocus() && document.body.innerText.replaceAll(' ', '').includes(digits),
        meetingId,
      );
      const milliseconds = performance.now() - startedAt;
      await second;
      return milliseconds;
    },
    base: async () => {
      const startedAt = performance.now();
      const second = startBare('ignore');
      await said('heard');
      const milliseconds = performance.now() - startedAt;
      await endChild(second);
      return milliseconds;
    },
  });
  await endChild(first);
});

/** A meeting of Practice Zoom that the first practice user hosts. */
const rehearsal = { topic: 'Town hall rehearsal', meetingId: '86011004202', passcode: 'harbour7' };

declare global {
  // What the bare app of the baseline puts there.
  var openMeeting: (ticket: object) => void;
  var closeMeeting: () => void;
}

async function signInOnce(page: Page, answerConsent: (answer: ConsentAnswer) => Promise<string>): Promise<void> {
  await practiceFirst(page, answerConsent);
  await page.getByText(rehearsal.topic).first().waitFor();
}

async function signedIn(practice: Practice, webBrowser: WebBrowser) {
  const { clientId, clientSecret = '' } = await practice.registerApp();
  const server = new AuthorizationServer({
    oauthOrigin: practice.origin,
    clientId,
    clientSecret,
    fetch,
    now: () => new Date(),
  });
  const { tokens, conclude } = await signIn({
    server,
    issuer: practice.origin,
    ports: registeredRedirectPorts,
    openBrowser: (url) => void webBrowser.consent(url.href, { decision: 'Allow' }),
    onWaiting: () => {},
    onStray: () => {},
    onAnswer: () => {},
    signal: new AbortController().signal,
    timeLimitMs: 20_000,
  });
  conclude({ ok: true, sentence: 'Signed in for the benchmark.' });
  return { accessToken: tokens.accessToken, clientId, clientSecret };
}

async function timeOf(act: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await act();
  return performance.now() - startedAt;
}

function memoryOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error('The app has no process.');
  return proportionalSetSize(processTree(pid)) / 1_048_576;
}
