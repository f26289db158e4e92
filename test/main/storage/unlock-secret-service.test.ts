import { expect, test } from '@playwright/test';
import {
  lookAtSecretService,
  nameOfSecretService,
  unlockSecretService,
} from '../../../src-main/storage/secret-service';
import { DesktopSession, keyringPassword } from '../../support/desktop-session';
import { waitUntil } from '../../support/wait-until';

test.skip(process.platform !== 'linux', 'The Secret Service is a thing of Linux desktops.');

// A dialog of GTK takes its time to come up.
test.describe.configure({ timeout: 60_000 });

let desktop: DesktopSession;
test.beforeEach(async () => {
  desktop = await DesktopSession.start({ keyring: 'unlocked' });
});
test.afterEach(() => desktop.stop());

const unlock = (limitMs = 10_000, signal = new AbortController().signal) =>
  unlockSecretService(desktop.env, { limitMs, signal });
const promptOpens = () =>
  waitUntil('the prompt of the keyring', () => desktop.hasWindow('Unlock'), { every: 200, timeout: 15_000 });

test('the keyring is called by its name', async () => {
  expect(await nameOfSecretService(desktop.env)).toBe('GNOME Keyring');
});

test('one that is open needs no prompt', async () => {
  expect(await unlock()).toBe('ready');
});

test('the prompt of the desktop unlocks the keyring when its password is typed, and not when it is sent away (K3)', async () => {
  await desktop.keyring.lock();
  await desktop.startPrompter();
  const dismissed = unlock();
  await promptOpens();
  await desktop.type({ key: 'Escape' });
  expect(await dismissed).toBe('locked');

  const unlocked = unlock();
  await promptOpens();
  await desktop.type({ text: keyringPassword }, { key: 'Return' });
  expect(await unlocked).toBe('ready');
  expect(await desktop.keyring.isLocked()).toBe(false);
});

test('a prompt that nobody answers is not waited for longer than was said, and looks go on meanwhile (K4)', async () => {
  await desktop.keyring.lock();
  await desktop.startPrompter();
  expect(await unlock(300)).toBe('locked');
  await promptOpens();
  const controller = new AbortController();
  const open = unlock(60_000, controller.signal);
  const began = performance.now();
  expect(await lookAtSecretService(desktop.env)).toBe('locked');
  controller.abort();
  expect(await open).toBe('locked');
  expect(performance.now() - began).toBeLessThan(5_000);
  // The person may still answer.
  await desktop.type({ text: keyringPassword }, { key: 'Return' });
  await waitUntil('the keyring to unlock', async () => !(await desktop.keyring.isLocked()));
  expect(await lookAtSecretService(desktop.env)).toBe('ready');
});

test('a service that dies under its prompt ends the wait', async () => {
  await desktop.keyring.lock();
  await desktop.startPrompter();
  const open = unlock(60_000);
  await promptOpens();
  await desktop.killKeyring();
  expect(await open).toBe('failing');
});

test('where nobody can be asked, locked is the answer at once', async () => {
  await desktop.keyring.lock();
  const began = performance.now();
  expect(await unlock()).toBe('locked');
  expect(performance.now() - began).toBeLessThan(2_000);
});
