import { expect, test } from '@playwright/test';
import { watchForTrayHost } from '../../../src-main/desktop/tray-host-watch';
import { BusConnection } from '../../support/bus-connection';
import { type DesktopSession, startDesktopSession } from '../../support/desktop-session';
import { TrayHost } from '../../support/tray-host';
import { waitUntil } from '../../support/wait-until';

test.skip(process.platform !== 'linux', 'Only Linux has tray hosts on a session bus.');

const sessionBus = process.env.DBUS_SESSION_BUS_ADDRESS;
let desktop: DesktopSession;
let endWatch = () => {};
let missed = 0;

test.beforeEach(async () => {
  missed = 0;
  desktop = await startDesktopSession({ keyring: 'none' });
  process.env.DBUS_SESSION_BUS_ADDRESS = desktop.busAddress;
});

test.afterEach(async () => {
  endWatch();
  if (sessionBus === undefined) delete process.env.DBUS_SESSION_BUS_ADDRESS;
  else process.env.DBUS_SESSION_BUS_ADDRESS = sessionBus;
  await desktop.stop();
});

async function watch(): Promise<void> {
  endWatch = await watchForTrayHost(() => {
    missed += 1;
  });
}

test('a host that came between the icon and the watch does not have it, and is told apart from one that does', async () => {
  const host = await TrayHost.start(desktop.busAddress);
  await watch();
  await waitUntil('the icon to be missed', () => missed === 1);
  endWatch();

  const icon = await BusConnection.open(desktop.busAddress);
  await icon.call({
    destination: 'org.kde.StatusNotifierWatcher',
    path: '/StatusNotifierWatcher',
    interface: 'org.kde.StatusNotifierWatcher',
    member: 'RegisterStatusNotifierItem',
    signature: 's',
    body: ['/StatusNotifierItem'],
  });
  const listed = host.timesListed;
  await watch();
  await waitUntil('the host to be asked for its icons', () => host.timesListed > listed);
  // One more round trip: by then the watch has its answer too.
  await icon.hasOwner('org.kde.StatusNotifierWatcher');
  await icon.hasOwner('org.kde.StatusNotifierWatcher');
  expect(missed).toBe(1);
  icon.close();
  await host.stop();
});

test('a host that comes later is met once, however often it says that it is there', async () => {
  await watch();
  const host = await TrayHost.start(desktop.busAddress);
  await waitUntil('the icon to be missed', () => missed === 1);
  await host.stop();
  const again = await TrayHost.start(desktop.busAddress);
  await again.stop();
  expect(missed).toBe(1);
});
