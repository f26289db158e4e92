import { Notification } from 'electron';
import type { LiveState } from '../app/live-state';
import { BusNotifications } from './bus-notifications';
import {
  gathered,
  type NotificationDrawing,
  nothingTold,
  notificationsBetween,
  togetherKey,
} from './notification-plan';
import type { TrayChoice } from './tray-menu';
import type { WallClock } from './wall-clock';

/** What draws notifications on this desktop. Nothing that it does takes time or fails: the tray says the same. */
type Notifications = {
  /** One with the same key takes the place of the one before. */
  show(drawing: NotificationDrawing): void;
  withdraw(key: string): void;
  /** Takes all of them away. */
  stop(): void;
};

type Options = { icon: string; onChoice: (choice: TrayChoice) => void };

/** The desktop's own: on Linux over D-Bus, elsewhere Electron's. */
export function systemNotifications(options: Options): Notifications {
  return process.platform === 'linux' ? new BusNotifications(options) : new ElectronNotifications(options);
}

/** A number that grows is drawn once in this time: some desktops let a notification that is replaced come up again. */
const growMs = 1_000;

/** Notifies of what changes for the worse, and takes back what is well again. */
export class LiveNotifications {
  private readonly unsubscribe: () => void;
  /** What several credentials share, until it is drawn. */
  private growing: NotificationDrawing | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    live: LiveState,
    private readonly notifications: Notifications,
    now: () => Date,
    clock: WallClock,
  ) {
    let before = live.current;
    let told = nothingTold;
    this.unsubscribe = live.subscribe((after) => {
      const next = gathered(notificationsBetween(before, after, clock), after, told, now());
      before = after;
      told = next.told;
      for (const key of next.plan.withdraw) this.withdraw(key);
      for (const drawing of next.plan.show) this.show(drawing);
    });
  }

  private show(drawing: NotificationDrawing): void {
    if (drawing.key !== togetherKey) return this.notifications.show(drawing);
    this.growing = drawing;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      if (this.growing) this.notifications.show(this.growing);
      this.growing = undefined;
    }, growMs);
  }

  private withdraw(key: string): void {
    if (key === togetherKey) this.growing = undefined;
    this.notifications.withdraw(key);
  }

  stop(): void {
    this.unsubscribe();
    clearTimeout(this.timer);
    this.notifications.stop();
  }
}

/** macOS draws the buttons; where a system draws none, a click leads to the page that has them. */
class ElectronNotifications implements Notifications {
  private readonly shown = new Map<string, Notification>();

  constructor(private readonly options: Options) {}

  show({ key, title, body, buttons, click }: NotificationDrawing): void {
    this.withdraw(key);
    const actions = buttons.map(({ label }) => ({ type: 'button', text: label }) as const);
    const notification = new Notification({ title, body, actions });
    const choose = (choice: TrayChoice) => {
      this.withdraw(key);
      this.options.onChoice(choice);
    };
    notification.on('action', (_event, at) => choose(buttons[at]?.choice ?? click));
    notification.on('click', () => choose(click));
    // Kept until then: what is collected by then hears no click.
    this.shown.set(key, notification);
    notification.show();
  }

  withdraw(key: string): void {
    this.shown.get(key)?.close();
    this.shown.delete(key);
  }

  stop(): void {
    for (const key of this.shown.keys()) this.withdraw(key);
  }
}
