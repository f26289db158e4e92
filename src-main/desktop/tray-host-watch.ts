const watcher = 'org.kde.StatusNotifierWatcher';
const watcherPath = '/StatusNotifierWatcher';

/**
 * Linux only: calls back when a tray host appears that was not there at the start, as at login, when panels come late.
 * Electron itself notices hosts that restart, but never one that it did not find when the Tray was made.
 * @returns what ends the watch
 */
export async function watchForTrayHost(onAppeared: () => void): Promise<() => void> {
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
  const isThere = async (): Promise<boolean> => {
    try {
      const registered = (await call(watcher, watcherPath, 'org.freedesktop.DBus.Properties', 'Get', 'ss', [
        watcher,
        'IsStatusNotifierHostRegistered',
      ])) as { value: boolean };
      return registered.value;
    } catch {
      return false;
    }
  };
  let isKnown = await isThere();
  bus.on('message', (message: { member?: string; interface?: string; body: unknown[] }) => {
    const ownerChanged = message.member === 'NameOwnerChanged' && message.body[0] === watcher && message.body[2] !== '';
    const hostRegistered = message.interface === watcher && message.member === 'StatusNotifierHostRegistered';
    if (isKnown || !(ownerChanged || hostRegistered)) return;
    void isThere().then((appeared) => {
      if (!appeared || isKnown) return;
      isKnown = true;
      onAppeared();
    });
  });
  for (const rule of [
    `type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0='${watcher}'`,
    `type='signal',interface='${watcher}',member='StatusNotifierHostRegistered'`,
  ]) {
    await call('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', 'AddMatch', 's', [rule]);
  }
  return () => bus.disconnect();
}
