import { Message } from 'dbus-next';
import { z } from 'zod';
import { BusConnection } from './bus-connection';
import { waitUntil } from './wait-until';

const name = 'org.freedesktop.Notifications';
const path = '/org/freedesktop/Notifications';

/** A notification on the screen, as a program asked for it. */
export type ShownNotification = {
  id: number;
  title: string;
  body: string;
  /** Labels of the buttons by their keys; `default` is a click beside them. */
  actions: Readonly<Record<string, string>>;
  urgency: number;
};

const Notify = z.tuple([
  z.string(),
  z.number(),
  z.string(),
  z.string(),
  z.string(),
  z.array(z.string()),
  z.object({ urgency: z.object({ value: z.number() }) }),
  z.number(),
]);

/**
 * The program that draws notifications, run in the test's own process
 * (freedesktop.org Desktop Notifications Specification 1.2). It can hang, go, and come back.
 */
export class NotificationDaemon {
  /** What is on the screen. */
  readonly shown = new Map<number, ShownNotification>();
  /** How often something was shown, or shown anew in the same place. */
  notified = 0;
  private readonly held: (() => void)[] = [];
  private hangsAt: 'GetCapabilities' | 'Notify' | undefined;
  private hasStopped = false;
  private closesAtOnce = false;

  private constructor(
    private readonly connection: BusConnection,
    private readonly capabilities: readonly string[],
    private lastId: number,
  ) {}

  /** @param options.firstId to tell two daemons apart by their numbers, or not */
  static async start(
    busAddress: string,
    { capabilities = ['body', 'body-markup', 'actions'], firstId = 1 } = {},
  ): Promise<NotificationDaemon> {
    const connection = await BusConnection.open(busAddress);
    const daemon = new NotificationDaemon(connection, capabilities, firstId - 1);
    connection.bus.addMethodHandler((call: Message) => daemon.answer(call));
    await connection.bus.requestName(name, 0);
    return daemon;
  }

  /** The one whose title this is, as soon as it is on the screen. */
  async waitFor(title: string | RegExp, { timeout = 5_000 } = {}): Promise<ShownNotification> {
    return await waitUntil(
      `the notification "${title}"`,
      () =>
        [...this.shown.values()].find((shown) =>
          title instanceof RegExp ? title.test(shown.title) : shown.title === title,
        ),
      { timeout },
    );
  }

  async waitUntilGone(title: RegExp, { timeout = 5_000 } = {}): Promise<void> {
    const isThere = () => [...this.shown.values()].some((shown) => title.test(shown.title));
    await waitUntil(`the notification "${title}" to go`, () => !isThere(), { timeout });
  }

  async waitForNone({ timeout = 5_000 } = {}): Promise<void> {
    await waitUntil('the notifications to go', () => this.shown.size === 0, { timeout });
  }

  /** Somebody clicks on a button, or beside it; then it goes, as most daemons do it. */
  click({ id, actions }: ShownNotification, label?: string): void {
    const key = label === undefined ? 'default' : Object.keys(actions).find((known) => actions[known] === label);
    if (key === undefined) throw new Error(`The notification has no button "${label}".`);
    this.signal('ActionInvoked', 'us', [id, key]);
    this.close(id, 2);
  }

  /** Somebody sends it away (2), or its time is over (1). */
  close(id: number, reason: 1 | 2 = 2): void {
    if (this.shown.delete(id)) this.signal('NotificationClosed', 'uu', [id, reason]);
  }

  /** From now on it answers nobody any more who asks for this. */
  hang(at: 'GetCapabilities' | 'Notify'): void {
    this.hangsAt = at;
  }

  /** Does all that it was asked meanwhile. */
  wakeUp(): void {
    this.hangsAt = undefined;
    for (const answer of this.held.splice(0)) answer();
  }

  /** From now on nothing stays on the screen: its end is told in one piece with its number. */
  closeAtOnce(): void {
    this.closesAtOnce = true;
  }

  get heldCalls(): number {
    return this.held.length;
  }

  async stop(): Promise<void> {
    if (this.hasStopped) return;
    this.hasStopped = true;
    this.shown.clear();
    await this.connection.bus.releaseName(name);
    this.connection.close();
  }

  private answer(call: Message): boolean {
    if (call.path !== path || call.interface !== name) return false;
    const answer = () => {
      this.connection.bus.send(this.reply(call));
      if (this.closesAtOnce && call.member === 'Notify') this.close(this.lastId);
    };
    if (call.member === this.hangsAt) this.held.push(answer);
    else answer();
    return true;
  }

  private reply(call: Message): Message {
    switch (call.member) {
      case 'GetCapabilities':
        return Message.newMethodReturn(call, 'as', [this.capabilities]);
      case 'Notify': {
        const [, replaces, , title, body, actions, hints] = Notify.parse(call.body);
        const id = replaces || ++this.lastId;
        this.notified += 1;
        const labels = actions.flatMap((key, index) => (index % 2 === 0 ? [[key, actions[index + 1] ?? '']] : []));
        const shown = { id, title, body, actions: Object.fromEntries(labels), urgency: hints.urgency.value };
        this.shown.set(id, shown);
        return Message.newMethodReturn(call, 'u', [id]);
      }
      case 'CloseNotification':
        this.shown.delete(z.number().parse(call.body[0]));
        return Message.newMethodReturn(call, '', []);
      default:
        throw new Error(`Nobody needs ${call.member}.`);
    }
  }

  private signal(member: string, signature: string, body: unknown[]): void {
    this.connection.bus.send(Message.newSignal(path, name, member, signature, body));
  }
}
