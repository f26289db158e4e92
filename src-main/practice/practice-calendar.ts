import { anchorAt, isStale, type PracticeMeeting, practiceMeetings, quietMeeting } from './practice-meetings';
import type { PracticeState, ScheduledMeeting } from './practice-state';

const day = 24 * 3600_000;
/** Zoom forgets a meeting so long after it was last due, and a recurring one later (Zoom help: meeting ID expiration). */
const keptDays = { once: 30, recurring: 365 } as const;

function isExpired(meeting: ScheduledMeeting, now: number): boolean {
  const last = Math.max(
    meeting.createdAt,
    ...meeting.occurrences.map(({ start, durationMinutes }) => start + durationMinutes * 60_000),
  );
  const isRecurring = meeting.type === 3 || meeting.type === 8;
  return now > last + day * (isRecurring ? keptDays.recurring : keptDays.once);
}

/**
 * Every meeting of the practice account: those laid out around now, and those that apps have scheduled. What is done to the
 * laid-out ones holds until they are laid out anew, so that the training day never runs empty; what was scheduled stays.
 */
export class PracticeCalendar {
  constructor(
    private readonly state: PracticeState,
    private readonly now: () => Date,
  ) {}

  /** @param isInUse somebody of ours is in a meeting: then the meetings stay as they are */
  async meetings(isInUse: boolean): Promise<PracticeMeeting[]> {
    const now = this.now().getTime();
    const anchor = await this.state.update((state) => {
      const known = state.anchor;
      if (known !== undefined && (!isStale(known, now) || isInUse)) return [state, known] as const;
      const fresh = anchorAt(now);
      const scheduledMeetings = state.scheduledMeetings.filter((meeting) => !isExpired(meeting, now));
      return [
        { ...state, anchor: fresh, endedMeetings: [], changedMeetings: [], deletedMeetings: [], scheduledMeetings },
        fresh,
      ] as const;
    });
    const { changedMeetings, deletedMeetings, scheduledMeetings } = this.state.current;
    const laidOut = practiceMeetings(anchor)
      .filter(({ meetingId }) => !deletedMeetings.includes(meetingId))
      .map((meeting) => ({ ...meeting, ...changedMeetings.find(({ meetingId }) => meetingId === meeting.meetingId) }));
    return [...laidOut, ...scheduledMeetings.map(quietMeeting)];
  }

  async add(meeting: ScheduledMeeting): Promise<void> {
    await this.state.update((state) => [
      { ...state, scheduledMeetings: [...state.scheduledMeetings, meeting] },
      undefined,
    ]);
  }

  async change(meeting: PracticeMeeting | ScheduledMeeting): Promise<void> {
    const others = (known: readonly ScheduledMeeting[]) =>
      known.filter(({ meetingId }) => meetingId !== meeting.meetingId);
    await this.state.update((state) => {
      const isScheduled = state.scheduledMeetings.some(({ meetingId }) => meetingId === meeting.meetingId);
      return [
        isScheduled
          ? { ...state, scheduledMeetings: [...others(state.scheduledMeetings), meeting] }
          : { ...state, changedMeetings: [...others(state.changedMeetings), meeting] },
        undefined,
      ];
    });
  }

  async remove(meetingId: string): Promise<void> {
    await this.state.update((state) => {
      const left = state.scheduledMeetings.filter((meeting) => meeting.meetingId !== meetingId);
      return [
        left.length < state.scheduledMeetings.length
          ? { ...state, scheduledMeetings: left }
          : { ...state, deletedMeetings: [...state.deletedMeetings, meetingId] },
        undefined,
      ];
    });
  }
}
