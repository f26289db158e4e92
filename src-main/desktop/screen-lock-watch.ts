/** Who tells that the screen is locked; each desktop has one of them (freedesktop.org: Idle Inhibition; GNOME, KDE, Xfce, Cinnamon, MATE). */
const savers = [
  'org.freedesktop.ScreenSaver',
  'org.gnome.ScreenSaver',
  'org.xfce.ScreenSaver',
  'org.cinnamon.ScreenSaver',
  'org.mate.ScreenSaver',
];

/**
 * Linux only, where Electron tells nobody: calls back whenever the screen is locked, or darkened to be.
 * @returns what ends the watch
 */
export async function watchForScreenLock(onLocked: () => void): Promise<() => void> {
  const { default: dbus } = await import('dbus-next');
  const bus = dbus.sessionBus();
  // A lost bus is an error event; without a listener it would end the app.
  bus.on('error', () => {});
  bus.on('message', ({ member, interface: at, body }: { member?: string; interface?: string; body: unknown[] }) => {
    if (member === 'ActiveChanged' && at && savers.includes(at) && body[0] === true) onLocked();
  });
  for (const saver of savers) {
    const rule = `type='signal',interface='${saver}',member='ActiveChanged'`;
    const message = {
      destination: 'org.freedesktop.DBus',
      path: '/org/freedesktop/DBus',
      signature: 's',
      body: [rule],
    };
    await bus.call(new dbus.Message({ ...message, interface: 'org.freedesktop.DBus', member: 'AddMatch' }));
  }
  return () => bus.disconnect();
}
