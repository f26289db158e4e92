import { expect, test } from '@playwright/test';
import { BusNotifications } from '../../../src-main/desktop/bus-notifications';
import type { NotificationDrawing } from '../../../src-main/desktop/notification-plan';
import type { TrayChoice } from '../../../src-main/desktop/tray-menu';
import { BusConnection } from '../../support/bus-connection';
import { DesktopSession } from '../../support/desktop-session';
import { NotificationDaemon } from '../../support/notification-daemon';
import { waitUntil } from '../../support/wait-until';
import { idOf } from '../examples';

test.skip(process.platform !== 'linux', 'Notifications over D-Bus are a thing of Linux desktops.');

const reauthorize: TrayChoice = { kind: 'authorizeCredential', credentialId: idOf(1) };
const later: TrayChoice = { kind: 'open', screen: 'credentials' };
const showPage: TrayChoice = { kind: 'open', screen: `credentials/${idOf(1)}` };
const drawing: NotificationDrawing = {
  key: 'credential 1',
  title: 'Front desk has to sign in again',
  body: 'Zoom & <others> no longer accept this.',
  buttons: [
    { label: 'Reauthorize', choice: reauthorize },
    { label: 'Later', choice: later },
  ],
  click: showPage,
  isUrgent: false,
};
const { title } = drawing;

let desktop: DesktopSession;
let daemon: NotificationDaemon;
let notifications: BusNotifications;
let chosen: TrayChoice[];
const limitMs = 1_000;

test.beforeEach(async () => {
  desktop = await DesktopSession.start({ keyring: 'none' });
  daemon = await NotificationDaemon.start(desktop.busAddress);
  chosen = [];
  notifications = new BusNotifications({
    icon: '/icons/usher.png',
    onChoice: (choice) => chosen.push(choice),
    busAddress: desktop.busAddress,
    limitMs,
  });
});
test.afterEach(async () => {
  notifications.stop();
  await daemon.stop();
  await desktop.stop();
});

/** Everybody on the bus besides the test's own two connections: its daemon's and the one that asks. */
async function strangersOnTheBus(): Promise<number> {
  const connection = await BusConnection.open(desktop.busAddress);
  const dbus = 'org.freedesktop.DBus';
  const [names] = await connection.call({
    destination: dbus,
    path: '/org/freedesktop/DBus',
    interface: dbus,
    member: 'ListNames',
  });
  connection.close();
  return (names as string[]).filter((name) => name.startsWith(':')).length;
}

test('a notification says what and why, with buttons for what to do', async () => {
  notifications.show(drawing);
  expect(await daemon.waitFor(title)).toMatchObject({
    body: 'Zoom &amp; &lt;others&gt; no longer accept this.',
    actions: { default: 'Open Usher', 0: 'Reauthorize', 1: 'Later' },
    urgency: 1,
  });
});

test('a button does its thing once and a click beside it opens the page; either takes it away', async () => {
  notifications.show(drawing);
  const shown = await daemon.waitFor(title);
  daemon.click(shown, 'Reauthorize');
  daemon.click(shown, 'Reauthorize');
  await waitUntil('the button', () => chosen.length > 0);
  notifications.show({ ...drawing, isUrgent: true });
  const again = await daemon.waitFor(title);
  expect(again.urgency).toBe(2);
  daemon.click(again);
  await waitUntil('the click', () => chosen.length > 1);
  notifications.show(drawing);
  daemon.click(await daemon.waitFor(title), 'Later');
  await waitUntil('the other button', () => chosen.length > 2);
  expect(chosen).toEqual([reauthorize, showPage, later]);
  await daemon.waitForNone();
});

test('what other programs’ notifications are clicked on is none of its business', async () => {
  notifications.show(drawing);
  const shown = await daemon.waitFor(title);
  daemon.click({ ...shown, id: shown.id + 1 }, 'Reauthorize');
  const impostor = await BusConnection.open(desktop.busAddress);
  const { Message } = await import('dbus-next');
  const notification = '/org/freedesktop/Notifications';
  impostor.bus.send(
    Message.newSignal(notification, 'org.freedesktop.Notifications', 'ActionInvoked', 'us', [shown.id, '0']),
  );
  daemon.click(shown);
  await waitUntil('the click', () => chosen.length > 0);
  expect(chosen).toEqual([showPage]);
  impostor.close();
});

test('of one thing there is one: the next takes the place of the one before', async () => {
  notifications.show(drawing);
  await daemon.waitFor(title);
  notifications.show({ ...drawing, title: 'Town hall at 10:00 is at risk' });
  await daemon.waitFor('Town hall at 10:00 is at risk');
  expect(daemon.shown.size).toBe(1);
  notifications.show({ ...drawing, key: 'another', title: 'Another' });
  notifications.show({ ...drawing, key: 'another', title: 'Another, later' });
  await daemon.waitFor('Another, later');
  expect([...daemon.shown.values()].map((shown) => shown.title)).toEqual([
    'Town hall at 10:00 is at risk',
    'Another, later',
  ]);
});

test('what is over is withdrawn, on its way too, and nothing stays connected', async () => {
  const before = await strangersOnTheBus();
  notifications.show(drawing);
  await daemon.waitFor(title);
  expect(await strangersOnTheBus()).toBe(before + 1);
  notifications.withdraw(drawing.key);
  await daemon.waitForNone();
  notifications.show(drawing);
  notifications.withdraw(drawing.key);
  await waitUntil('the connection to go', async () => (await strangersOnTheBus()) === before);
  expect(daemon.shown.size).toBe(0);
});

test('one that somebody sends away is left to them', async () => {
  const before = await strangersOnTheBus();
  notifications.show(drawing);
  daemon.close((await daemon.waitFor(title)).id);
  await waitUntil('the connection to go', async () => (await strangersOnTheBus()) === before);
  notifications.withdraw(drawing.key);
  expect(daemon.notified).toBe(1);
  expect(chosen).toEqual([]);
});

test('one that goes in the moment in which it is shown is known to be gone', async () => {
  const before = await strangersOnTheBus();
  daemon.closeAtOnce();
  notifications.show(drawing);
  await waitUntil('it to be shown', () => daemon.notified === 1);
  await waitUntil('the connection to go', async () => (await strangersOnTheBus()) === before);
  expect(daemon.shown.size).toBe(0);
});

test('when Usher ends, nothing is left on the screen whose button would do nothing', async () => {
  notifications.show(drawing);
  await daemon.waitFor(title);
  notifications.stop();
  await daemon.waitForNone();
  notifications.show(drawing);
  expect(daemon.notified).toBe(1);
});

test('a daemon that draws no buttons and no markup gets plain words', async () => {
  await daemon.stop();
  daemon = await NotificationDaemon.start(desktop.busAddress, { capabilities: ['body'] });
  notifications.show(drawing);
  expect(await daemon.waitFor(title)).toMatchObject({ body: drawing.body, actions: {} });
});

test('a daemon that hangs costs what was to be shown meanwhile, no time and no connection', async () => {
  const before = await strangersOnTheBus();
  daemon.hang('GetCapabilities');
  const began = performance.now();
  notifications.show(drawing);
  notifications.withdraw('another');
  expect(performance.now() - began).toBeLessThan(limitMs / 2);
  await waitUntil('the question', () => daemon.heldCalls === 1);
  await waitUntil('the connection to go', async () => (await strangersOnTheBus()) === before);
  daemon.wakeUp();
  notifications.show({ ...drawing, key: 'another', title: 'Another' });
  await daemon.waitFor('Another');
  expect(daemon.notified).toBe(1);
});

test('what a daemon shows long after it was asked is taken back: nobody listens for its button any more', async () => {
  daemon.hang('Notify');
  notifications.show(drawing);
  await waitUntil('the question', () => daemon.heldCalls === 1);
  // Only once its time is over does the next have its turn.
  notifications.show({ ...drawing, key: 'another', title: 'Another' });
  await waitUntil('the next question', () => daemon.heldCalls === 2);
  notifications.withdraw('another');
  daemon.wakeUp();
  await waitUntil('both to be shown', () => daemon.notified === 2);
  await daemon.waitForNone();
});

test('without a daemon nothing happens, and one that comes later gets what comes later', async () => {
  const watcher = await BusConnection.open(desktop.busAddress);
  const gone: string[] = [];
  await watcher.onDeparture((name) => gone.push(name));
  await daemon.stop();
  notifications.show(drawing);
  await waitUntil('the daemon and the connection to go', () => gone.length >= 2);
  watcher.close();
  daemon = await NotificationDaemon.start(desktop.busAddress);
  notifications.show({ ...drawing, key: 'another', title: 'Another' });
  await daemon.waitFor('Another');
  expect(daemon.notified).toBe(1);
});

test('after a daemon has been restarted, numbers of the old one touch nothing of the new one', async () => {
  notifications.show(drawing);
  const { id } = await daemon.waitFor(title);
  await daemon.stop();
  daemon = await NotificationDaemon.start(desktop.busAddress);
  notifications.show({ ...drawing, key: 'another', title: 'Another' });
  const another = await daemon.waitFor('Another');
  expect(another.id).toBe(id);
  notifications.withdraw(drawing.key);
  notifications.show(drawing);
  await daemon.waitFor(title);
  expect([...daemon.shown.values()].map((shown) => shown.title)).toEqual(['Another', title]);
  daemon.click(another, 'Reauthorize');
  await waitUntil('the button', () => chosen.length > 0);
});

test('without a session bus nothing happens', async () => {
  const lonely = new BusNotifications({ icon: '', onChoice: () => {}, busAddress: 'disabled:', limitMs });
  const nobody = new BusNotifications({
    icon: '',
    onChoice: () => {},
    busAddress: `unix:path=${desktop.root}/nobody`,
    limitMs: 100,
  });
  for (const some of [lonely, nobody]) {
    some.show(drawing);
    some.stop();
    some.show(drawing);
  }
});
