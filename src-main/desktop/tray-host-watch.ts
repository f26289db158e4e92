import type { Variant } from 'dbus-next';

const watcher = 'org.kde.StatusNotifierWatcher';
const watcherPath = '/StatusNotifierWatcher';

/** Electron introduces an icon in several round trips; after this long, a host that has none of ours never heard of it. */
const introductionMs = 1_000;

/**
 * Linux only: calls back once when there is a tray host that does not have our icon, because it came after the Tray was made, as at login,
 * when panels come late. Electron itself notices hosts that restart, but never one that it did not find when the Tray was made.
 * @returns what ends the watch
 */
export async function watchForTrayHost(onMissing: () => void): Promise<() => void> {
  const { default: dbus } = await import('dbus-next');
  const bus = dbus.sessionBus();
  // A lost bus is an error event; without a listener it would end the app.
  bus.on('error', () => {});
  const call = async (
    destination: string,
    path: string,
    at: string,
    member: string,
    signature: string,
    body: unknown[],
  ) => (await bus.call(new dbus.Message({ destination, path, interface: at, member, signature, body })))?.body[0];
  const property = async (name: string) =>
    ((await call(watcher, watcherPath, 'org.freedesktop.DBus.Properties', 'Get', 'ss', [watcher, name])) as Variant)
      .value as unknown;
  const isThere = () => property('IsStatusNotifierHostRegistered').then(Boolean, () => false);
  const askBus = (member: string, argument: string) =>
    call('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', member, 's', [argument]);
  /** A watcher lists each icon as its owner's name on the bus, with or without a path. One that lists nothing is taken to have ours. */
  const hasOurs = async (): Promise<boolean> => {
    const icons = await property('RegisteredStatusNotifierItems').catch(() => undefined);
    if (!Array.isArray(icons)) return true;
    const owners = icons.map((icon) => String(icon).split('/')[0] ?? '');
    const pids = owners.map((owner) => askBus('GetConnectionUnixProcessID', owner).catch(() => undefined));
    return (await Promise.all(pids)).includes(process.pid);
  };
  let isKnown = false;
  bus.on('message', (message: { member?: string; interface?: string; body: unknown[] }) => {
    const ownerChanged = message.member === 'NameOwnerChanged' && message.body[0] === watcher && message.body[2] !== '';
    const hostRegistered = message.interface === watcher && message.member === 'StatusNotifierHostRegistered';
    if (isKnown || !(ownerChanged || hostRegistered)) return;
    void isThere().then((appeared) => {
      if (!appeared || isKnown) return;
      isKnown = true;
      onMissing();
    });
  });
  for (const rule of [
    `type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0='${watcher}'`,
    `type='signal',interface='${watcher}',member='StatusNotifierHostRegistered'`,
  ]) {
    await askBus('AddMatch', rule);
  }
  let introduction: NodeJS.Timeout | undefined;
  if (await isThere()) {
    isKnown = true;
    // It may have come between the making of the Tray and this watch.
    introduction = setTimeout(() => void hasOurs().then((has) => !has && onMissing()), introductionMs);
  }
  return () => {
    clearTimeout(introduction);
    bus.disconnect();
  };
}
