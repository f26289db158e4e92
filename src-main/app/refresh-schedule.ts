import type { LiveState } from './live-state';
import type { Meetings } from './meetings';

/** The tray's menu comes first: asking for the meetings of many credentials keeps this process busy for a moment. */
const firstRefreshMs = 50;

/** Asks for the meetings again at the interval the user chose. Owns its timer. */
export class RefreshSchedule {
  private timer: NodeJS.Timeout | undefined;
  private first: NodeJS.Timeout | undefined;
  private minutes: number | undefined;
  private unsubscribe: (() => void) | undefined;

  constructor(
    private readonly live: LiveState,
    private readonly meetings: Meetings,
  ) {}

  start(): void {
    this.unsubscribe = this.live.subscribe(() => this.keepPace());
    this.keepPace();
    this.first = setTimeout(() => void this.meetings.refresh(), firstRefreshMs);
  }

  stop(): void {
    this.unsubscribe?.();
    clearTimeout(this.first);
    clearInterval(this.timer);
  }

  private keepPace(): void {
    const minutes = this.live.current.settings.refreshMinutes;
    if (minutes === this.minutes) return;
    this.minutes = minutes;
    clearInterval(this.timer);
    this.timer = setInterval(() => void this.meetings.refresh(), minutes * 60_000);
  }
}
