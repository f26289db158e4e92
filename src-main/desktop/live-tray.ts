import type { LiveState } from '../app/live-state';
import type { TrayIcon } from './tray-icon';
import { type TrayChoice, trayDrawing } from './tray-menu';
import type { WallClock } from './wall-clock';

/** How often "in 4 min" is brought up to date. */
const tickMs = 30_000;

/** What changes together is drawn once: making a menu keeps the main process busy. */
const settleMs = 250;
/** While much is going on, it is drawn no more often than this: each time takes the main process a while, and closes the menu that is open. */
const restMs = 2_000;

/** Keeps the tray as the state is. Owns the clock of the menu. */
export class LiveTray {
  private drawn = '';
  private soon: NodeJS.Timeout | undefined;
  private rest: NodeJS.Timeout | undefined;
  private readonly timer: NodeJS.Timeout;
  private readonly unsubscribe: () => void;

  constructor(
    private readonly tray: TrayIcon,
    private readonly live: LiveState,
    private readonly onChoice: (choice: TrayChoice) => void,
    private readonly now: () => Date,
    private readonly clock: WallClock,
  ) {
    this.unsubscribe = live.subscribe(() => {
      this.soon ??= setTimeout(() => this.drawChange(), this.rest ? restMs : settleMs);
    });
    this.timer = setInterval(() => this.draw(), tickMs);
    this.draw();
  }

  makeAnew(): void {
    this.tray.makeAnew();
    this.drawn = '';
    this.draw();
  }

  stop(): void {
    this.unsubscribe();
    clearInterval(this.timer);
    clearTimeout(this.soon);
    clearTimeout(this.rest);
  }

  private drawChange(): void {
    clearTimeout(this.rest);
    this.rest = setTimeout(() => {
      this.rest = undefined;
    }, restMs);
    this.draw();
  }

  /** Not while nothing changed: a new menu closes the one that is open. */
  private draw(): void {
    clearTimeout(this.soon);
    this.soon = undefined;
    const drawing = trayDrawing(this.live.current, this.now(), this.clock);
    const text = JSON.stringify(drawing);
    if (text === this.drawn) return;
    this.drawn = text;
    this.tray.draw(drawing, this.onChoice);
  }
}
