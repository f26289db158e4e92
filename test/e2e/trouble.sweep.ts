import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clickAndClose, credentialCard, goTo, meetingRow, practiceFirst, practiceTopics } from '../support/operator';
import { processesWithEnvironment, programName } from '../support/processes';
import { findSecrets } from '../support/secret-scan';
import { skipOutsideOfCi } from '../support/system-tools';
import type { UsherApp } from '../support/usher-app';
import { expect, test } from '../support/usher-test';
import { waitUntil } from '../support/wait-until';

test('a damaged record file is set aside with a notice, and Usher starts', async ({ launch, profile }) => {
  writeFileSync(join(profile, 'usher.json'), '{"credentials":[{"id":');
  const usher = await launch();
  const page = await usher.mainWindow();
  await expect(page.getByText('was damaged and has been set aside')).toBeVisible();
  const aside = readdirSync(profile).find((name) => name.startsWith('usher.set-aside-')) ?? '';
  expect(readFileSync(join(profile, aside), 'utf8')).toBe('{"credentials":[{"id":');
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await expect(page.getByText('was damaged')).toBeHidden();
});

test('an unknown field in the record file is kept in a copy, and what is known is used', async ({
  launch,
  profile,
  answerConsent,
}) => {
  const first = await launch();
  await practiceFirst(await first.mainWindow(), answerConsent);
  await expect(meetingRow(await first.mainWindow(), practiceTopics.inFourMinutes)).toBeVisible();
  await first.quit();
  const path = join(profile, 'usher.json');
  const records = JSON.parse(readFileSync(path, 'utf8'));
  writeFileSync(path, JSON.stringify({ ...records, fromTheFuture: true }));
  const second = await launch();
  const page = await second.mainWindow();
  await expect(page.getByText('has been set aside')).toBeVisible();
  await expect(meetingRow(page, practiceTopics.inFourMinutes)).toBeVisible();
  expect(readdirSync(profile).some((name) => name.startsWith('usher.set-aside-'))).toBe(true);
});

test('kill -9 loses nothing that was there', async ({ launch, answerConsent }) => {
  const first = await launch();
  await practiceFirst(await first.mainWindow(), answerConsent);
  await expect(meetingRow(await first.mainWindow(), practiceTopics.inFourMinutes)).toBeVisible();
  await first.kill();
  const second = await launch();
  await (await second.tray()).find('Open Usher');
  await expect(meetingRow(await second.mainWindow(), practiceTopics.inFourMinutes)).toBeVisible();
  expect((await second.startSecondInstance()).exitCode).toBe(0);
  expect(second.hasEnded).toBe(false);
});

test('an operator’s window whose page is killed is there again at the same screen, and is given up after the third time in a minute (R1)', async ({
  usher,
}) => {
  const page = await usher.mainWindow();
  await goTo(page, 'Settings');
  const kill = () =>
    usher.electron.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      const pid = window?.webContents.getOSProcessId();
      if (pid) process.kill(pid, 'SIGKILL');
      return pid;
    });
  for (let time = 1; time <= 3; time += 1) {
    const killed = await kill();
    await waitUntil('the page to be there again', async () => (await headingOfNew(usher, killed)) === 'Settings');
  }
  await kill();
  const windows = () => usher.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
  await waitUntil('the window to be given up', async () => (await windows()) === 0);
  // Playwright hears of it later, and until then would take the page that was killed for the one that is opened next.
  await expect.poll(() => page.isClosed()).toBe(true);
  const again = await usher.openFromTray();
  await expect(again.getByText('Something unexpected happened')).toBeVisible();
});

test('a page that does not answer can be waited for, or loaded again at the same screen (R2)', async ({
  usher,
  desktop,
}) => {
  const page = await usher.mainWindow();
  await goTo(page, 'Settings');
  await page.evaluate(() => {
    setTimeout(() => {
      for (;;);
    });
  });
  // Chromium finds out by itself, but not while a test looks at the page through its debugger.
  const isTold = (event: 'responsive' | 'unresponsive') =>
    usher.electron.evaluate(({ BrowserWindow }, name) => {
      const [window] = BrowserWindow.getAllWindows();
      window?.webContents.emit(name);
    }, event);
  const hung = await usher.electron.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    return window?.webContents.getOSProcessId();
  });
  const isAsked = () => desktop.hasWindow('does not answer');
  await isTold('unresponsive');
  await isTold('unresponsive');
  await waitUntil('the question', isAsked);
  await isTold('responsive');
  await waitUntil('the question to be taken back', async () => !(await isAsked()));
  await isTold('unresponsive');
  await waitUntil('the question', isAsked);
  // "Wait" has the focus.
  await desktop.type({ key: 'Tab' }, { key: 'Return' });
  await waitUntil('the page to be there again', async () => (await headingOfNew(usher, hung)) === 'Settings');
});

/** What an operator’s window shows whose page has another process than before: Playwright’s own page does not outlive its process. */
function headingOfNew(usher: UsherApp, before: number | undefined): Promise<string> {
  return usher.electron.evaluate(async ({ BrowserWindow }, process) => {
    const [window] = BrowserWindow.getAllWindows();
    const id = window?.webContents.getOSProcessId();
    if (!window || !id || id === process || window.webContents.isCrashed()) return '';
    return await window.webContents.executeJavaScript('document.querySelector("h1")?.textContent ?? ""');
  }, before);
}

test('a meeting window that is closed on the way in has let go of everything within two seconds (R10)', async ({
  usher,
  practice,
  answerConsent,
}) => {
  const page = await usher.mainWindow();
  await practiceFirst(page, answerConsent);
  practice.zoom.faults.add({ path: '/api/v1/wc/info', times: 1, effect: { kind: 'silence' } });
  await meetingRow(page, practiceTopics.inFourMinutes).getByRole('button', { name: 'Start' }).click();
  await practice.joinRequest();
  const pid = await usher.electron.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows().find(({ webContents }) =>
      webContents.getURL().includes('meeting.html'),
    );
    const id = window?.webContents.getOSProcessId();
    window?.close();
    return id;
  });
  const closedAt = Date.now();
  const isThere = () => existsSync(`/proc/${pid}`);
  expect(pid).toBeGreaterThan(0);
  await waitUntil('the process of the page to end', () => !isThere());
  expect(Date.now() - closedAt).toBeLessThan(2_000);
});

test('a lock that another computer has left in the profile keeps nobody out (P2)', async ({ launch, profile }) => {
  symlinkSync('otherhost-1', join(profile, 'SingletonLock'));
  const usher = await launch();
  await (await usher.tray()).find('Open Usher');
  expect((await usher.startSecondInstance()).exitCode).toBe(0);
  expect(usher.hasEnded).toBe(false);
});

test('a main process that stands still for five seconds is noted for the diagnostics (P6)', async ({ usher }) => {
  const page = await usher.mainWindow();
  await usher.electron.evaluate(() => {
    const end = performance.now() + 5_500;
    while (performance.now() < end);
  });
  await waitUntil('an entry in the log', () => /^blocked: .* \d+ ms$/m.test(usher.output().stderr));
  const preview = await page.evaluate(() => window.bridge.call('previewDiagnostics', undefined));
  const { blocked } = JSON.parse((preview as { value: { text: string } }).value.text);
  expect(blocked).toMatchObject([{ milliseconds: expect.any(Number) }]);
});

test('SIGTERM while Zoom takes its time over a renewal waits for it, within two seconds, and the sign-in survives (P8)', async ({
  launch,
  practice,
  answerConsent,
}) => {
  const first = await launch();
  await practiceFirst(await first.mainWindow(), answerConsent);
  await expect(meetingRow(await first.mainWindow(), practiceTopics.inFourMinutes)).toBeVisible();
  await first.quit();
  // A spent token would end the sign-in, as Zoom may do: nothing but the stored new one is of use.
  practice.zoom.faults.reuseEndsGrant = true;
  practice.zoom.faults.add({ path: '/oauth/token', effect: { kind: 'delay', ms: 600 } });
  const renewals = () => practice.zoom.requests.filter(({ path }) => path === '/oauth/token');
  const second = await launch();
  await waitUntil('the renewal to be under way', () => renewals().at(-1)?.status === 0, { timeout: 15_000 });
  const { exitCode, milliseconds } = await second.quit({ by: 'signal' });
  expect({ exitCode, status: renewals().at(-1)?.status }).toEqual({ exitCode: 0, status: 200 });
  expect(milliseconds).toBeLessThan(2_000);
  const third = await launch();
  const page = await third.mainWindow();
  await expect(meetingRow(page, practiceTopics.inFourMinutes)).toBeVisible({ timeout: 15_000 });
  await goTo(page, 'Credentials');
  await expect(credentialCard(page, 'Practice')).toContainText('Mira Okafor');
  expect(renewals().map(({ status }) => status)).toEqual([200, 200, 200]);
});

test('what nobody foresaw in the main process is logged without its words, tray and window stay, and a restart is offered (P5)', async ({
  usher,
  trayHost,
  desktop,
}) => {
  const page = await usher.mainWindow();
  await usher.electron.evaluate(() => {
    const unforeseen = (what: string) => {
      const error = new Error(`not-a-real-secret\n    at not-a-real-secret (${what})\nnot-a-real-secret`);
      error.name = `${what} not-a-real-secret`;
      return error;
    };
    setTimeout(() => {
      throw unforeseen('thrown');
    });
    setTimeout(() => void Promise.reject(unforeseen('rejected')));
    setTimeout(() => void Promise.reject('not-a-real-secret'));
  });
  const { stderr } = await waitUntil('three entries in the log', () => {
    const output = usher.output();
    return output.stderr.match(/^unexpected: /gm)?.length === 3 && output;
  });
  expect(stderr).toMatch(/^unexpected: Error\n {4}at /m);
  expect(stderr).toMatch(/^unexpected: string$/m);
  expect(stderr).not.toContain('not-a-real-secret');
  await goTo(page, 'Settings');
  await page.close();
  const again = await usher.openFromTray();
  await goTo(again, 'Activity');

  const notices = again.getByRole('region', { name: 'Notices' });
  await expect(notices).toContainText('If Usher behaves oddly, restart it');
  const before = await trayHost.waitForTray();
  await clickAndClose(again, 'Restart');
  const after = await waitUntil(
    'the icon of the next Usher',
    async () => {
      const icon = await trayHost.waitForTray();
      return icon.owner !== before.owner && icon;
    },
    { timeout: 15_000 },
  );
  expect(usher.hasEnded).toBe(true);
  await after.click('Quit');
  await trayHost.waitForNoTray();
  const left = () =>
    processesWithEnvironment(`XDG_RUNTIME_DIR=${desktop.folders.run}`).map(({ pid }) => programName(pid));
  await expect.poll(() => left().filter((name) => name.startsWith('electron'))).toEqual([]);
});

test.describe('on a disk that cannot be written', () => {
  test('Usher shows what was there, and says that nothing can be saved (D10)', async ({
    launch,
    profile,
    answerConsent,
  }) => {
    const first = await launch();
    await practiceFirst(await first.mainWindow(), answerConsent);
    await expect(meetingRow(await first.mainWindow(), practiceTopics.inFourMinutes)).toBeVisible();
    // As after a power cut: the lock of the first one is still there, and cannot be taken away.
    await first.kill();
    const whyNot = mountReadOnly(profile);
    skipOutsideOfCi(whyNot);
    try {
      expect(readlinkSync(join(profile, 'SingletonLock'))).toMatch(/-\d+$/);
      const second = await launch();
      const page = await second.mainWindow();
      await expect(page.getByText('Usher cannot save to its folder').first()).toBeVisible();
      await goTo(page, 'Credentials');
      await expect(credentialCard(page, 'Practice')).toContainText('Mira Okafor');
      await second.quit();
    } finally {
      execFileSync('umount', ['--lazy', profile], { timeout: 10_000 });
    }
  });
});

/** @returns why it cannot be done here, if so */
function mountReadOnly(folder: string): string | undefined {
  const options = { stdio: 'pipe', timeout: 10_000 } as const;
  try {
    execFileSync('mount', ['--bind', folder, folder], options);
  } catch (error) {
    return `no folder can be made read-only here (root only): ${error instanceof Error ? error.message : error}`;
  }
  execFileSync('mount', ['-o', 'remount,ro,bind', folder], options);
  return undefined;
}

test.describe('with a locked keyring', () => {
  test.use({ keyring: 'locked' });

  test('Usher says so, keeps working and quits within two seconds', async ({ usher }) => {
    const page = await usher.mainWindow();
    await page.getByRole('button', { name: 'Practice first' }).click();
    await expect(page.getByText('The system keyring is locked').first()).toBeVisible();
    await goTo(page, 'Settings');
    expect((await usher.quit()).milliseconds).toBeLessThan(2_000);
  });

  test('an unlock prompt that is left open freezes nothing, and Usher quits within two seconds of being told (K4)', async ({
    usher,
    desktop,
  }) => {
    await desktop.startPrompter();
    const page = await usher.mainWindow();
    await page.getByRole('button', { name: 'Practice first' }).click();
    await page.getByRole('button', { name: 'Unlock' }).click();
    await waitUntil('the prompt of the keyring', () => desktop.hasWindow('Unlock'), { every: 200, timeout: 15_000 });
    await goTo(page, 'Settings');
    await expect(page.getByText('Waiting for its password')).toBeVisible();
    await page.getByText('Dark', { exact: true }).click();
    await expect(page.getByRole('radio', { name: 'Dark' })).toBeChecked();
    await (await usher.tray()).find('Open Usher');
    expect(await desktop.hasWindow('Unlock')).toBe(true);
    expect((await usher.quit()).milliseconds).toBeLessThan(2_000);
  });
});

test.describe('without a keyring', () => {
  test.use({ keyring: 'none' });

  test('Usher says what is missing, keeps nothing, and practice works once it is there', async ({
    usher,
    desktop,
    answerConsent,
  }) => {
    const page = await usher.mainWindow();
    await page.getByRole('button', { name: 'Practice first' }).click();
    await expect(page.getByText('The system keyring cannot be reached').first()).toBeVisible();
    await desktop.startKeyring();
    await page
      .getByRole('button', { name: /Practice first|Try again/ })
      .first()
      .click();
    await answerConsent({ decision: 'Allow' });
    await expect(meetingRow(page, practiceTopics.inFourMinutes)).toBeVisible();
  });

  for (const [row, why, reachesBus] of [
    ['K1', 'this session has no D-Bus', false],
    ['K2', 'no keyring service is running', true],
  ] as const) {
    test(`where ${why}, Usher says so, works for one session from memory, and writes no secret (${row})`, async ({
      launch,
      desktop,
      practice,
      profile,
      answerConsent,
    }) => {
      const nowhere = { DBUS_SESSION_BUS_ADDRESS: 'disabled:', XDG_RUNTIME_DIR: desktop.folders.temp };
      const usher = await launch(reachesBus ? {} : { env: nowhere });
      const page = await usher.mainWindow();
      await page.getByRole('button', { name: 'Practice first' }).click();
      await expect(page.getByText(`The system keyring cannot be reached (${why})`)).toBeVisible();
      await page.getByRole('button', { name: 'Choose a place' }).click();
      await page.getByRole('button', { name: 'Keep them elsewhere' }).click();
      await page.getByRole('radio', { name: 'Memory, this session only' }).check();
      await page.getByRole('button', { name: 'Keep them there' }).click();
      await expect(page.getByText('Memory of this session')).toBeVisible();
      await page.getByRole('navigation').getByText('Meetings', { exact: true }).click();
      await practiceFirst(page, answerConsent);
      await expect(meetingRow(page, practiceTopics.inFourMinutes)).toBeVisible();
      await usher.quit({ by: 'system' });
      const places = { paths: [profile], texts: usher.output() };
      expect(practice.issuedSecrets.length).toBeGreaterThan(0);
      expect(findSecrets(practice.issuedSecrets, places)).toEqual([]);
    });
  }
});
