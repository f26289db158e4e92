import type { AppState } from '../shared/app-state';
import type { ZoomEnvironment } from '../shared/credential';
import type { LiveState } from './live-state';
import type { Meetings } from './meetings';
import { refreshPlan } from './refresh-plan';

/** The tray's menu comes first: asking for the meetings of many credentials keeps this process busy for a moment. */
const firstRefreshMs = 50;
/** The network of a computer that wakes up takes a few seconds. */
const wakeMs = 2_000;
/** What is due already waits a moment for what else may change. */
const gatherMs = 500;
/** Many computers of one account do not ask in the same moment: each comes up to so much of its wait later. */
const jitterPart = 0.1;

/** Asks for the meetings again by itself, as `refreshPlan` says, one round at a time. Owns its timer. */
export class RefreshSchedule {
  private timer: NodeJS.Timeout | undefined;
  private unsubscribe: (() => void) | undefined;
  private planned: AppState | undefined;
  private isAsking = false;
  private isWaking = false;
  private isStopped = false;
  private jitter = 0;

  constructor(
    private readonly parts: {
      live: LiveState;
      meetings: Pick<Meetings, 'refresh' | 'askedAt'>;
      isOnline: (environment: ZoomEnvironment) => boolean;
      now: () => Date;
      /** From 0 to 1. */
      random?: () => number;
    },
  ) {}

  start(): void {
    this.unsubscribe = this.parts.live.subscribe((state) => {
      if (!this.isPlannedFor(state) && !this.isAsking && this.planned) this.plan();
    });
    this.lookIn(firstRefreshMs);
  }

  stop(): void {
    this.isStopped = true;
    this.unsubscribe?.();
    clearTimeout(this.timer);
  }

  /** The computer woke up: whatever was asked before it slept is asked again, once its network is there. */
  resumed(): void {
    this.isWaking = true;
    this.lookIn(wakeMs + this.random() * wakeMs);
  }

  private lookIn(milliseconds: number): void {
    clearTimeout(this.timer);
    if (!this.isStopped) this.timer = setTimeout(() => void this.look(), milliseconds);
  }

  private async look(): Promise<void> {
    const { isWaking } = this;
    const { due, running } = this.currentPlan();
    this.isWaking = false;
    this.isAsking = true;
    try {
      if (isWaking) await this.parts.meetings.refresh();
      else if (due.length + running.length > 0) await this.parts.meetings.refresh({ only: due, running });
    } finally {
      this.isAsking = false;
      this.jitter = this.random();
      this.plan();
    }
  }

  private plan(): void {
    this.planned = this.parts.live.current;
    if (this.isWaking) return;
    const { due, running, nextAt } = this.currentPlan();
    const waitMs = due.length + running.length > 0 ? gatherMs : nextAt - this.parts.now().getTime();
    this.lookIn(waitMs * (1 + this.jitter * jitterPart));
  }

  private currentPlan() {
    const { credentials, meetings, feeds, settings } = this.parts.live.current;
    const { refreshMinutes } = settings;
    const { isOnline, now } = this.parts;
    return refreshPlan(
      { credentials, meetings, feeds, refreshMinutes, askedAt: this.parts.meetings.askedAt, isOnline },
      now(),
    );
  }

  /** Most changes of the state say nothing about when to ask. */
  private isPlannedFor(state: AppState): boolean {
    return (
      this.planned?.meetings === state.meetings &&
      this.planned.feeds === state.feeds &&
      this.planned.credentials === state.credentials &&
      this.planned.settings.refreshMinutes === state.settings.refreshMinutes
    );
  }

  private random(): number {
    return (this.parts.random ?? Math.random)();
  }
}
