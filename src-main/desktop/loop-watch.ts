/** When the main process answered nobody, and for how long. */
export type BlockedTime = { at: string; milliseconds: number };

/** Every block of five seconds is noticed: one of the ticks was due in its first four. Shorter ones by luck; more ticks would wake an idle computer. */
const tickMs = 4_000;
const blockedFromMs = 1_000;
/** So long a gap is a computer that slept, or a process that was stopped. */
const awayFromMs = 60_000;
const kept = 20;

/** How long the main process was blocked, for a timer that is so late; nothing when that is no news. */
export function blockedMs(lateMs: number): number | undefined {
  return lateMs > blockedFromMs && lateMs <= awayFromMs ? Math.round(lateMs) : undefined;
}

/** Notes for the support bundle when the main process was blocked: tray, windows and meetings stood still meanwhile. */
export class LoopWatch {
  private readonly noted: BlockedTime[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly clocks: { now: () => Date; monotonic: () => number }) {}

  /** Also after the computer has slept: what went by meanwhile does not count. */
  start(): void {
    this.stop();
    const due = this.clocks.monotonic() + tickMs;
    this.timer = setTimeout(() => {
      this.note(blockedMs(this.clocks.monotonic() - due));
      this.start();
    }, tickMs);
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  /** The last twenty, the oldest first. */
  get blockedTimes(): readonly BlockedTime[] {
    return this.noted;
  }

  private note(milliseconds: number | undefined): void {
    if (milliseconds === undefined) return;
    this.noted.push({ at: this.clocks.now().toISOString(), milliseconds });
    if (this.noted.length > kept) this.noted.shift();
    console.error(`blocked: the main process answered nobody for at least ${milliseconds} ms`);
  }
}
