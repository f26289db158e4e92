import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { test as base, type TestInfo } from '@playwright/test';
import { type ConsentAnswer, OpenedUrls, WebBrowser } from './browser';
import { browserOptions, pageEngineOptions } from './chromium';
import { type DesktopSession, type KeyringState, startDesktopSession } from './desktop-session';
import { Practice } from './practice';
import { findSecrets } from './secret-scan';
import { TrayHost, type TrayIcon } from './tray-host';
import { type LaunchOptions, launchUsher, type UsherApp } from './usher-app';

export const { expect } = base;

type Options = {
  /** What the desktop's keyring is like when the app starts; `test.use({ keyring: 'locked' })`. */
  keyring: KeyringState;
};

type Fixtures = {
  /** Screen, bus, keyring and home folder of this test alone. */
  desktop: DesktopSession;
  /** The panel, there before the app. */
  trayHost: TrayHost;
  openedUrls: OpenedUrls;
  practice: Practice;
  /** The folder of the app's profile, empty at first; every launch of the test opens the same one. */
  profile: string;
  /** Starts the app, again if it has ended; whatever still runs when the test ends is quit and has to go in time. */
  launch: (options?: Partial<Omit<LaunchOptions, 'session'>>) => Promise<UsherApp>;
  /** The app, started with Practice Zoom as its cloud. */
  usher: UsherApp;
  tray: TrayIcon;
  /** Takes the page that the app has just opened in the browser and answers it there; says what the last page told. */
  answerConsent: (answer: ConsentAnswer) => Promise<string>;
};

export type WorkerOptions = {
  /** What opens the sign-in pages: the whole browser of a user, or only its engine, which costs half as much. */
  signInBrowser: 'browser' | 'engine';
};

/** What is shared by the tests of a file is only the browser's process; each consent has a context of its own. */
export const test = base.extend<Options & Fixtures, WorkerOptions & { webBrowser: WebBrowser }>({
  signInBrowser: ['engine', { option: true, scope: 'worker' }],
  keyring: ['unlocked', { option: true }],

  desktop: async ({ keyring }, use, testInfo) => {
    testInfo.skip(
      process.platform !== 'linux',
      'The private desktop (Xvfb, D-Bus, gnome-keyring) exists on Linux only.',
    );
    const desktop = await startDesktopSession({ keyring });
    await use(desktop);
    await desktop.stop();
  },

  trayHost: async ({ desktop }, use) => {
    const trayHost = await TrayHost.start(desktop.busAddress);
    await use(trayHost);
    await trayHost.stop();
  },

  openedUrls: async ({ desktop }, use) => {
    await use(new OpenedUrls(desktop));
  },

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of what a fixture needs from this pattern.
  practice: async ({}, use) => {
    const practice = await Practice.start();
    await use(practice);
    await practice.close();
  },

  profile: async ({ desktop }, use) => {
    await use(mkdtempSync(join(desktop.root, 'profile-')));
  },

  launch: async ({ desktop, trayHost, openedUrls: _, practice, profile }, use, testInfo) => {
    const apps: UsherApp[] = [];
    await use(async (options) => {
      const app = await launchUsher({
        session: desktop,
        trayHost,
        practiceOrigin: practice.origin,
        userDataDir: profile,
        ...options,
      });
      apps.push(app);
      return app;
    });
    const running = apps.filter((app) => !app.hasEnded);
    if (testInfo.status === testInfo.expectedStatus) {
      for (const app of running) await app.quit({ by: 'system' });
      const crashes = apps.flatMap((app) => app.crash ?? []);
      if (crashes.length > 0) throw new Error(crashes.join(' '));
      expectNoLeaks(practice, apps);
      return;
    }
    for (const app of apps) await attachEvidence(app, testInfo);
    for (const app of running) await app.kill();
  },

  usher: async ({ launch }, use) => {
    await use(await launch());
  },

  tray: async ({ usher }, use) => {
    await use(await usher.tray());
  },

  answerConsent: async ({ openedUrls, webBrowser }, use) => {
    await use(async (answer) => await webBrowser.consent(await openedUrls.next(), answer));
  },

  webBrowser: [
    async ({ signInBrowser }, use) => {
      const webBrowser = await WebBrowser.launch(signInBrowser === 'browser' ? browserOptions : pageEngineOptions);
      await use(webBrowser);
      await webBrowser.close();
    },
    { scope: 'worker' },
  ],
});

/** What Practice Zoom has given out lies in no profile and no output, whatever the test was about. */
function expectNoLeaks({ issuedSecrets }: Practice, apps: readonly UsherApp[]): void {
  if (issuedSecrets.length === 0) return;
  const paths = [...new Set(apps.map(({ userDataDir }) => userDataDir))];
  const outputs = apps.flatMap((app, index) =>
    Object.entries(app.output()).map(([name, text]) => [`${name} of start ${index + 1}`, text]),
  );
  expect(findSecrets(issuedSecrets, { paths, texts: Object.fromEntries(outputs) })).toEqual([]);
}

/** What a person wants to see first when a test has failed: what the app printed and what its windows showed. */
async function attachEvidence(app: UsherApp, testInfo: TestInfo): Promise<void> {
  await testInfo.attach('stdout of Usher', { path: app.outputFiles.stdout, contentType: 'text/plain' });
  await testInfo.attach('stderr of Usher', { path: app.outputFiles.stderr, contentType: 'text/plain' });
  // Printed too: of a run in CI only the output stays.
  for (const [unexpected] of app.output().stderr.matchAll(/^unexpected: .*(\n {4}at .*)*/gm)) console.error(unexpected);
  for (const [index, page] of (app.hasEnded ? [] : app.electron.windows()).entries()) {
    const path = testInfo.outputPath(`window-${index + 1}.png`);
    // A window that hangs or is hidden has no picture; that is no second failure.
    const hasPicture = await page.screenshot({ path, timeout: 2_000 }).then(
      () => true,
      () => false,
    );
    if (hasPicture) await testInfo.attach(`window ${index + 1}`, { path, contentType: 'image/png' });
  }
}
