import type { Message, MessageBus } from 'dbus-next';
import { escapeHtml } from '../shared/escape-html';
import { withTimeLimit } from '../shared/time-limit';
import type { NotificationDrawing } from './notification-plan';
import type { TrayChoice } from './tray-menu';

const notifications = 'org.freedesktop.Notifications';
const notificationsPath = '/org/freedesktop/Notifications';
const dbusDaemon = 'org.freedesktop.DBus';
const usualLimitMs = 5_000;
/** D-Bus's flag for a call whose answer nobody waits for. */
const noReplyExpected = 1;
const urgencies = { normal: 1, critical: 2 } as const;

/** A notification on the screen, and the one connection that may speak of it: another daemon gives the same numbers to others. */
type Shown = { id: number; daemon: string; drawing: NotificationDrawing };
type Connection = { bus: MessageBus; dbus: typeof import('dbus-next') };

/**
 * Notifications of Linux desktops, over D-Bus (freedesktop.org Desktop Notifications Specification 1.2): Electron's own have no buttons there,
 * and block the whole process while a daemon hangs. Here a daemon that hangs, or is not there, costs a notification and no more:
 * the tray says the same. Connected only while something is shown.
 */
export class BusNotifications {
  /** What is still to be shown, the last for each key. */
  private readonly waiting = new Map<string, NotificationDrawing>();
  private readonly shown = new Map<string, Shown>();
  private connection: Connection | undefined;
  private isWorking = false;
  /** Given to a daemon that has not answered yet. */
  private unanswered = 0;
  private hasStopped = false;

  constructor(
    private readonly options: {
      /** The picture's path. */
      icon: string;
      onChoice: (choice: TrayChoice) => void;
      /** The session's own when left out. */
      busAddress?: string;
      limitMs?: number;
    },
  ) {}

  show(drawing: NotificationDrawing): void {
    if (this.hasStopped) return;
    // To the end of the line: the one before may be on its way.
    this.waiting.delete(drawing.key);
    this.waiting.set(drawing.key, drawing);
    void this.work();
  }

  withdraw(key: string): void {
    this.waiting.delete(key);
    const shown = this.shown.get(key);
    if (!shown) return;
    this.shown.delete(key);
    this.close(shown);
    this.disconnectIfIdle();
  }

  /** Takes everything from the screen: a button whose Usher has gone would do nothing. */
  stop(): void {
    this.hasStopped = true;
    this.waiting.clear();
    for (const key of this.shown.keys()) this.withdraw(key);
    this.disconnectIfIdle();
  }

  /** One after the other, each within its limit. */
  private async work(): Promise<void> {
    if (this.isWorking) return;
    this.isWorking = true;
    for (const drawing of this.waiting.values()) {
      await withTimeLimit(this.options.limitMs ?? usualLimitMs, () => this.notify(drawing)).catch(() => {});
      if (this.waiting.get(drawing.key) === drawing) this.waiting.delete(drawing.key);
    }
    this.isWorking = false;
    this.disconnectIfIdle();
  }

  private async notify(drawing: NotificationDrawing): Promise<void> {
    const isWanted = () => !this.hasStopped && this.waiting.get(drawing.key) === drawing;
    const { bus, dbus } = await this.connected();
    const ask = async (destination: string, member: string, signature = '', body: unknown[] = []) =>
      bus.call(
        new dbus.Message({
          destination,
          path: notificationsPath,
          interface: notifications,
          member,
          signature,
          body,
        }),
      );
    // The first question goes to whoever has the name, and starts it; all that follows goes to the one that has answered.
    const answer = await ask(notifications, 'GetCapabilities');
    const daemon = answer?.sender;
    if (!daemon || !isWanted()) return;
    const capabilities = new Set<unknown>(answer.body[0]);
    const { key, title, body, buttons, isUrgent } = drawing;
    const known = this.shown.get(key);
    const urgency = isUrgent ? urgencies.critical : urgencies.normal;
    this.unanswered += 1;
    const notified = await ask(daemon, 'Notify', 'susssasa{sv}i', [
      'Usher',
      known?.daemon === daemon ? known.id : 0,
      this.options.icon,
      title,
      capabilities.has('body-markup') ? escapeHtml(body) : body,
      capabilities.has('actions')
        ? ['default', 'Open Usher', ...buttons.flatMap(({ label }, at) => [String(at), label])]
        : [],
      { urgency: new dbus.Variant('y', urgency), 'desktop-entry': new dbus.Variant('s', 'usher') },
      -1,
    ]).finally(() => {
      this.unanswered -= 1;
    });
    const shown = { id: Number(notified?.body[0]), daemon, drawing };
    // A daemon that woke up after its time, or after the matter was over: nobody would hear its button.
    if (isWanted()) this.shown.set(key, shown);
    else this.close(shown);
    this.disconnectIfIdle();
  }

  private async connected(): Promise<Connection> {
    if (this.connection) return this.connection;
    const { default: dbus } = await import('dbus-next');
    if (this.hasStopped) throw new Error('stopped');
    const { busAddress } = this.options;
    const bus = dbus.sessionBus(busAddress === undefined ? {} : { busAddress });
    const connection = { bus, dbus };
    this.connection = connection;
    // A lost bus is an error event; without a listener it would end the app.
    bus.on('error', () => {
      if (this.connection === connection) this.connection = undefined;
    });
    // Not at once: what is heard may come in one piece with the answer that says which notification it is about, and that one goes first.
    bus.on('message', (message: Message) => setImmediate(() => this.hear(message)));
    const rule = `type='signal',sender='${notifications}',interface='${notifications}',path='${notificationsPath}'`;
    await bus.call(
      new dbus.Message({
        destination: dbusDaemon,
        path: '/org/freedesktop/DBus',
        interface: dbusDaemon,
        member: 'AddMatch',
        signature: 's',
        body: [rule],
      }),
    );
    return connection;
  }

  /** Other programs' notifications are heard of too. */
  private hear({ interface: from, member, sender, body }: Message): void {
    if (from !== notifications) return;
    const [id, action] = body;
    const shown = [...this.shown.values()].find((known) => known.id === id && known.daemon === sender);
    if (!shown) return;
    const { key, buttons, click } = shown.drawing;
    if (member === 'NotificationClosed') {
      this.shown.delete(key);
      this.disconnectIfIdle();
    } else if (member === 'ActionInvoked') {
      // A button is pressed once; some daemons leave the notification there.
      this.withdraw(key);
      this.options.onChoice(buttons[Number(action)]?.choice ?? click);
    }
  }

  /** Not waited for. @see Shown for whom it is sent to */
  private close({ id, daemon }: Shown): void {
    const { connection } = this;
    if (!connection) return;
    const { bus, dbus } = connection;
    bus.send(
      new dbus.Message({
        destination: daemon,
        path: notificationsPath,
        interface: notifications,
        member: 'CloseNotification',
        signature: 'u',
        body: [id],
        flags: noReplyExpected,
      }),
    );
  }

  private disconnectIfIdle(): void {
    if (!this.isWorking && this.unanswered === 0 && this.shown.size === 0) this.disconnect();
  }

  private disconnect(): void {
    const { connection } = this;
    this.connection = undefined;
    connection?.bus.disconnect();
  }
}
