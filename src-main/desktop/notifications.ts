import { Notification } from 'electron';
import type { LiveState } from '../app/live-state';
import { BusNotifications } from './bus-notifications';
import { type NotificationDrawing, notificationsBetween } from './notification-plan';
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

/** Notifies of what changes for the worse, and takes back what is well again. */
export class LiveNotifications {
  private readonly unsubscribe: () => void;

  constructor(
    live: LiveState,
    private readonly notifications: Notifications,
    clock: WallClock,
  ) {
    let before = live.current;
    this.unsubscribe = live.subscribe((after) => {
      const { show, withdraw } = notificationsBetween(before, after, clock);
      before = after;
      for (const key of withdraw) notifications.withdraw(key);
      for (const drawing of show) notifications.show(drawing);
    });
  }

  stop(): void {
    this.unsubscribe();
    this.notifications.stop();
  }
}

/** macOS draws the button; where a system draws none, a click leads to the page that has it. */
class ElectronNotifications implements Notifications {
  private readonly shown = new Map<string, Notification>();

  constructor(private readonly options: Options) {}

  show({ key, title, body, button, click }: NotificationDrawing): void {
    this.withdraw(key);
    const notification = new Notification({ title, body, actions: [{ type: 'button', text: button.label }] });
    const choose = (choice: TrayChoice) => {
      this.withdraw(key);
      this.options.onChoice(choice);
    };
    notification.on('action', () => choose(button.choice));
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
