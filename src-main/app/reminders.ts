import { AppError } from '../shared/app-error';
import type { AppState } from '../shared/app-state';
import type { MeetingKey } from '../shared/meeting';
import type { Reminder } from '../shared/reminder';
import type { LiveState } from './live-state';
import {
  fromDisk,
  isQuietAt,
  isTold,
  type Remembered,
  rememberedAfter,
  remindersAt,
  snoozedUntil,
  toDisk,
} from './reminder-plan';

/** Often enough that a clock that jumps, or a computer that wakes, makes no reminder later than this. */
const tickMs = 20_000;

/** Keeps the reminders of the state as the clock, the meetings and the operator's wishes are. Owns its timer. */
export class Reminders {
  /** What an earlier start of Usher has told. It is no news, unless somebody snoozes it. */
  private readonly oldNews: Map<MeetingKey, Reminder['kind']>;
  private remembered: Remembered;
  /** What quiet hours keep back is told when they are over: another start of Usher must not take it for old news. */
  private toldAloud: Remembered['told'];
  private saved: string;
  private saving: Promise<void> = Promise.resolve();
  private seen: AppState | undefined;
  private timer: NodeJS.Timeout | undefined;
  private unsubscribe = () => {};

  constructor(
    private readonly parts: {
      live: LiveState;
      /** What outlives this start. */
      note: { readonly contents: unknown; save(contents: unknown): Promise<void> };
      now: () => Date;
    },
  ) {
    this.remembered = fromDisk(parts.note.contents);
    const { told, snoozed } = this.remembered;
    this.oldNews = new Map([...told].filter(([key]) => !snoozed.has(key)));
    this.toldAloud = told;
    this.saved = JSON.stringify(toDisk(this.remembered));
  }

  start(): void {
    this.unsubscribe = this.parts.live.subscribe((state) => {
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

  /** What was told and snoozed is on the disk. */
  settle(): Promise<void> {
    return this.saving;
  }

  /** Also for a computer that has just woken up. */
  look(): void {
    const now = this.parts.now();
    const state = this.parts.live.current;
    this.seen = state;
    const reminders = remindersAt(state, this.remembered, now).map(
      (reminder): Reminder => (isTold(reminder, this.oldNews) ? { ...reminder, isOldNews: true } : reminder),
    );
    const isQuiet = isQuietAt(state.settings.quietHours, now);
    const remembered = rememberedAfter(this.remembered, state, reminders, now);
    if (!isQuiet) this.toldAloud = remembered.told;
    this.remember(remembered);
    if (isQuiet !== state.isQuiet || !isSame(reminders, state.reminders)) this.parts.live.set({ reminders, isQuiet });
  }

  /** Not again for five minutes, or until the meeting begins. @throws AppError `meeting_not_found` */
  snooze(meetingKey: MeetingKey): void {
    const meeting = this.parts.live.current.meetings.find(({ key }) => key === meetingKey);
    if (!meeting) throw new AppError('meeting_not_found');
    const snoozed = new Map(this.remembered.snoozed).set(meetingKey, snoozedUntil(meeting, this.parts.now()));
    this.oldNews.delete(meetingKey);
    this.remember({ ...this.remembered, snoozed });
    this.look();
  }

  private remember(remembered: Remembered): void {
    this.remembered = remembered;
    const told = new Map([...this.toldAloud].filter(([key]) => remembered.told.has(key)));
    const onDisk = toDisk({ ...remembered, told });
    const text = JSON.stringify(onDisk);
    if (text === this.saved) return;
    this.saved = text;
    this.saving = this.parts.note.save(onDisk);
  }
}

function isSame(one: readonly Reminder[], other: readonly Reminder[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ meetingKey, kind }, at) => meetingKey === other[at]?.meetingKey && kind === other[at]?.kind)
  );
}
