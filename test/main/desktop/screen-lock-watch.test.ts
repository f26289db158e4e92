import { expect, test } from '@playwright/test';
import { Message } from 'dbus-next';
import { watchForScreenLock } from '../../../src-main/desktop/screen-lock-watch';
import { BusConnection } from '../../support/bus-connection';
import { type DesktopSession, startDesktopSession } from '../../support/desktop-session';
import { waitUntil } from '../../support/wait-until';

test.skip(process.platform !== 'linux', 'Only on Linux is it the session bus that tells of the screen.');

const sessionBus = process.env.DBUS_SESSION_BUS_ADDRESS;
let desktop: DesktopSession;

test.beforeEach(async () => {
  desktop = await startDesktopSession({ keyring: 'none' });
  process.env.DBUS_SESSION_BUS_ADDRESS = desktop.busAddress;
});

test.afterEach(async () => {
  if (sessionBus === undefined) delete process.env.DBUS_SESSION_BUS_ADDRESS;
  else process.env.DBUS_SESSION_BUS_ADDRESS = sessionBus;
  await desktop.stop();
});

test('a screen that is locked is told, on every desktop; one that is opened again is not', async () => {
  let locked = 0;
  const end = await watchForScreenLock(() => {
    locked += 1;
  });
  const saver = await BusConnection.open(desktop.busAddress);
  const tell = (at: string, isActive: boolean, member = 'ActiveChanged') =>
    saver.bus.send(Message.newSignal(`/${at.replaceAll('.', '/')}`, at, member, 'b', [isActive]));
  tell('org.gnome.ScreenSaver', true);
  await waitUntil('the first', () => locked === 1);
  tell('org.gnome.ScreenSaver', false);
  tell('org.example.ScreenSaver', true);
  tell('org.freedesktop.ScreenSaver', true, 'SomethingElse');
  tell('org.freedesktop.ScreenSaver', true);
  await waitUntil('the second', () => locked === 2);
  end();
  saver.close();
  expect(locked).toBe(2);
});
