import { Message, Variant } from 'dbus-next';
import { z } from 'zod';
import { BusConnection } from './bus-connection';
import { waitUntil } from './wait-until';

const watcherName = 'org.kde.StatusNotifierWatcher';

/** One line of the tray menu as a panel would draw it. */
export type TrayMenuItem = {
  id: number;
  kind: 'item' | 'separator';
  label: string;
  enabled: boolean;
  visible: boolean;
  check: 'none' | 'checkmark' | 'radio';
  checked: boolean;
  children: TrayMenuItem[];
};

/** A step on the way through the menu: the whole label, or a pattern. */
export type MenuLabel = string | RegExp;

/**
 * The part of a panel that takes tray icons, run in the test's own process: a StatusNotifierWatcher
 * (https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/) that is its own host.
 * It can come after the app, go, and come back.
 */
export class TrayHost {
  private readonly icons: TrayIcon[] = [];
  /** How often somebody wanted to know which icons it has. */
  timesListed = 0;
  private hasStopped = false;

  private constructor(private readonly connection: BusConnection) {}

  static async start(busAddress: string): Promise<TrayHost> {
    const connection = await BusConnection.open(busAddress);
    const host = new TrayHost(connection);
    connection.bus.addMethodHandler((call: Message) => host.answer(call));
    await connection.onDeparture((uniqueName) => host.forget(uniqueName));
    await connection.bus.requestName(watcherName, 0);
    return host;
  }

  /** The icon that is there; of several the newest. */
  async waitForTray({ timeout = 10_000, every = 20 } = {}): Promise<TrayIcon> {
    return await waitUntil('a tray icon', () => this.icons.at(-1), { timeout, every });
  }

  async waitForNoTray({ timeout = 5_000 } = {}): Promise<void> {
    await waitUntil('the tray icon to go', () => this.icons.length === 0, { timeout });
  }

  /** The panel goes away. Its name on the bus is free for the next one when this returns. */
  async stop(): Promise<void> {
    if (this.hasStopped) return;
    this.hasStopped = true;
    await this.connection.bus.releaseName(watcherName);
    this.connection.close();
    this.icons.length = 0;
  }

  private forget(uniqueName: string): void {
    const index = this.icons.findIndex((icon) => icon.owner === uniqueName);
    if (index >= 0) this.icons.splice(index, 1);
  }

  /** All that an application asks of a watcher; whatever else is asked gets the bus's "unknown method". */
  private answer(call: Message): boolean {
    if (call.path !== '/StatusNotifierWatcher') return false;
    const reply = (signature: string, body: unknown[]) => {
      this.connection.bus.send(Message.newMethodReturn(call, signature, body));
      return true;
    };
    if (call.interface === watcherName && call.member === 'RegisterStatusNotifierItem') {
      const service = z.string().parse(call.body[0]);
      this.forget(call.sender);
      this.icons.push(
        new TrayIcon(this.connection, call.sender, service.startsWith('/') ? service : '/StatusNotifierItem'),
      );
      return reply('', []);
    }
    if (call.member === 'Get' && call.body[1] === 'IsStatusNotifierHostRegistered')
      return reply('v', [new Variant('b', true)]);
    if (call.member === 'Get' && call.body[1] === 'RegisteredStatusNotifierItems') {
      this.timesListed += 1;
      return reply('v', [
        new Variant(
          'as',
          this.icons.map((icon) => icon.owner + icon.path),
        ),
      ]);
    }
    if (call.member === 'Get' && call.body[1] === 'ProtocolVersion') return reply('v', [new Variant('i', 0)]);
    return false;
  }
}

const Layout = z.tuple([z.number(), z.record(z.string(), z.unknown()), z.array(z.unknown())]);
const ItemProperties = z.object({
  type: z.string().default('standard'),
  label: z.string().default(''),
  enabled: z.boolean().default(true),
  visible: z.boolean().default(true),
  'toggle-type': z.enum(['', 'checkmark', 'radio']).default(''),
  'toggle-state': z.number().default(0),
});
const Pixmap = z.tuple([z.number(), z.number(), z.instanceof(Buffer)]);

/** A tray icon in the hands of somebody with a mouse: read the tooltip, open the menu, click. */
export class TrayIcon {
  private menuPath: string | undefined;

  constructor(
    private readonly connection: BusConnection,
    /** The unique bus name of the connection that the icon belongs to. */
    readonly owner: string,
    readonly path: string,
  ) {}

  async tooltip(): Promise<string> {
    const [, , text] = z
      .tuple([z.string(), z.array(z.unknown()), z.string(), z.string()])
      .parse(await this.property('ToolTip'));
    return text;
  }

  /** The picture as the panel gets it, four bytes a pixel: alpha, red, green, blue. */
  async iconPixels(): Promise<{ width: number; height: number; argb: Buffer }> {
    const [width, height, argb] = Pixmap.parse(z.array(z.unknown()).parse(await this.property('IconPixmap'))[0]);
    return { width, height, argb };
  }

  async menu(): Promise<TrayMenuItem[]> {
    const [, layout] = await this.callMenu('GetLayout', 'iias', [0, -1, []]);
    return menuItem(layout).children;
  }

  /** The menu as text, one line an item, for a look at the whole: `[x] Dark`, `Quit (disabled)`, two spaces a level. */
  async menuText(): Promise<string> {
    const lines = (items: TrayMenuItem[], indent: string): string[] =>
      items
        .filter((item) => item.visible)
        .flatMap((item) => [indent + textOf(item), ...lines(item.children, `${indent}  `)]);
    return lines(await this.menu(), '').join('\n');
  }

  /** The item at the end of the path, as soon as it is in the menu. What is invisible is not there. */
  async find(...labels: [MenuLabel, ...MenuLabel[]]): Promise<TrayMenuItem> {
    return await waitUntil(`"${labels.join(' > ')}" in the tray menu`, async () => findItem(await this.menu(), labels));
  }

  /** Clicks on the item; like a panel it does not click on one that is disabled. */
  async click(...labels: [MenuLabel, ...MenuLabel[]]): Promise<void> {
    await waitUntil(`a click on "${labels.join(' > ')}"`, async () => {
      const { id, enabled } = await this.find(...labels);
      if (!enabled) throw new Error(`"${labels.join(' > ')}" is disabled in the tray menu.`);
      // A menu that was rebuilt since it was read has new ids, and the app refuses the old one: look again.
      return await this.callMenu('Event', 'isvu', [id, 'clicked', new Variant('i', 0), 0]).then(
        () => true,
        (error: unknown) => {
          const reason = error instanceof Error ? error.message : '';
          if (reason.includes('error occurred in Event')) return false;
          // An app that quits at the click need not answer it; whether it ended well is looked at when it has.
          if (reason.includes('disconnected from message bus without replying')) return true;
          throw error;
        },
      );
    });
  }

  /** A left click on the icon itself. */
  async activate(): Promise<void> {
    await this.connection.call({ ...this.item, member: 'Activate', signature: 'ii', body: [0, 0] });
  }

  private get item() {
    return { destination: this.owner, path: this.path, interface: 'org.kde.StatusNotifierItem' };
  }

  private async property(name: string): Promise<unknown> {
    return await this.connection.getProperty(this.item, name);
  }

  private async callMenu(member: string, signature: string, body: unknown[]): Promise<unknown[]> {
    this.menuPath ??= z.string().parse(await this.property('Menu'));
    const menu = { destination: this.owner, path: this.menuPath, interface: 'com.canonical.dbusmenu' };
    return await this.connection.call({ ...menu, member, signature, body });
  }
}

function menuItem(layout: unknown): TrayMenuItem {
  const [id, properties, children] = Layout.parse(layout);
  const { type, label, enabled, visible, ...toggle } = ItemProperties.parse(properties);
  return {
    id,
    kind: type === 'separator' ? 'separator' : 'item',
    // An underscore marks the access key, two are one.
    label: label.replace(/_(_?)/g, '$1'),
    enabled,
    visible,
    check: toggle['toggle-type'] || 'none',
    checked: toggle['toggle-state'] === 1,
    children: children.map(menuItem),
  };
}

function findItem(menu: TrayMenuItem[], [label, ...rest]: readonly MenuLabel[]): TrayMenuItem | undefined {
  const matches = (item: TrayMenuItem) => (label instanceof RegExp ? label.test(item.label) : item.label === label);
  const found = menu.find((item) => item.visible && matches(item));
  return found && rest.length > 0 ? findItem(found.children, rest) : found;
}

function textOf(item: TrayMenuItem): string {
  if (item.kind === 'separator') return '---';
  const mark = item.check === 'none' ? '' : item.checked ? '[x] ' : '[ ] ';
  return `${mark}${item.label}${item.enabled ? '' : ' (disabled)'}`;
}
