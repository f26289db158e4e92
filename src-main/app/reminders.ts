import { AppError } from '../shared/app-error';
import type { AppState } from '../shared/app-state';
import type { MeetingKey } from '../shared/meeting';
import type { Reminder } from '../shared/reminder';
import type { LiveState } from './live-state';
import {
  isQuietAt,
  nothingRemembered,
  type Remembered,
  rememberedAfter,
  remindersAt,
  snoozedUntil,
} from './reminder-plan';

/** Often enough that a clock that jumps, or a computer that wakes, makes no reminder later than this. */
const tickMs = 20_000;

/** Keeps the reminders of the state as the clock, the meetings and the operator's wishes are. Owns its timer. */
export class Reminders {
  private remembered: Remembered = nothingRemembered;
  private seen: AppState | undefined;
  private timer: NodeJS.Timeout | undefined;
  private unsubscribe = () => {};

  constructor(
    private readonly live: LiveState,
    private readonly now: () => Date,
  ) {}

  start(): void {
    this.unsubscribe = this.live.subscribe((state) => {
      const { seen } = this;
      const isSame =
        seen !== undefined &&
        seen.meetings === state.meetings &&
        seen.meetingWindows === state.meetingWindows &&
        seen.credentials === state.credentials &&
        seen.settings === state.settings;
      if (!isSame) this.look();
    });
    this.timer = setInterval(() => this.look(), tickMs);
    this.look();
  }

  stop(): void {
    this.unsubscribe();
    clearInterval(this.timer);
  }

  /** Also for a computer that has just woken up. */
  look(): void {
    const now = this.now();
    const state = this.live.current;
    this.seen = state;
    const reminders = remindersAt(state, this.remembered, now);
    this.remembered = rememberedAfter(this.remembered, state, reminders, now);
    const isQuiet = isQuietAt(state.settings.quietHours, now);
    if (isQuiet !== state.isQuiet || !isSame(reminders, state.reminders)) this.live.set({ reminders, isQuiet });
  }

  /** Not again for five minutes, or until the meeting begins. @throws AppError `meeting_not_found` */
  snooze(meetingKey: MeetingKey): void {
    const meeting = this.live.current.meetings.find(({ key }) => key === meetingKey);
    if (!meeting) throw new AppError('meeting_not_found');
    const snoozed = new Map(this.remembered.snoozed).set(meetingKey, snoozedUntil(meeting, this.now()));
    this.remembered = { ...this.remembered, snoozed };
    this.look();
  }
}

function isSame(one: readonly Reminder[], other: readonly Reminder[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ meetingKey, kind }, at) => meetingKey === other[at]?.meetingKey && kind === other[at]?.kind)
  );
}
