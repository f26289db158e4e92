import { Hono } from 'hono';
import type { PracticeParticipant, PracticeRoom } from '../shared/meeting-page';
import type { PracticeCalendar } from './practice-calendar';
import type { PracticeMeeting } from './practice-meetings';
import { avatarDataUrl, practiceUsers } from './practice-people';
import type { PracticeState } from './practice-state';
import { hashOf, randomText } from './practice-tokens';
import { zoomError } from './zoom-error';

/** Whoever has not asked for the room for so long has lost the connection. */
const lostAfterMs = 2 * 60_000;
/** What Zoom allows on Business plans ("host concurrent meetings"). */
const concurrentMeetings = 2;

type Seat = {
  participantId: string;
  userId: string | undefined;
  displayName: string;
  role: 'host' | 'participant';
  lastSeen: number;
};
type Room = { meeting: PracticeMeeting; startedAt: number; ended: boolean; seats: Map<string, Seat> };

/**
 * Where the meetings of the practice account take place: which of them run, and who sits in them.
 * Rooms live in memory; only the layout of the meetings is remembered.
 */
export class PracticeRooms {
  /** Open rooms by meeting ID. */
  private readonly open = new Map<string, Room>();
  /** Every seat's room, ended ones too, until the last one in it has left. */
  private readonly roomOf = new Map<string, Room>();

  constructor(
    private readonly calendar: PracticeCalendar,
    private readonly state: PracticeState,
    private readonly now: () => Date,
  ) {}

  /** The meetings around this moment. They stay as they are while somebody of ours is in one of them. */
  async meetings(): Promise<PracticeMeeting[]> {
    this.dropLostSeats();
    return this.calendar.meetings(this.open.size > 0);
  }

  async meeting(meetingId: string): Promise<PracticeMeeting | undefined> {
    return (await this.meetings()).find((meeting) => meeting.meetingId === meetingId);
  }

  isRunning(meeting: PracticeMeeting): boolean {
    if (this.open.has(meeting.meetingId)) return true;
    return meeting.runsAtAnchor && !this.state.current.endedMeetings.includes(meeting.meetingId);
  }

  /** Whether a host already hosts as many other meetings in person as Zoom allows at once. */
  isBusyElsewhere(userId: string, meeting: PracticeMeeting): boolean {
    const others = [...this.open.values()].filter((room) => room.meeting.meetingId !== meeting.meetingId);
    const hosted = others.filter((room) =>
      [...room.seats.values()].some((seat) => seat.role === 'host' && seat.userId === userId),
    );
    return hosted.length >= concurrentMeetings;
  }

  /**
   * Takes a seat, and starts the meeting if it was not running. A user sits in a meeting once:
   * the earlier seat is given up, as Zoom does unless several devices are allowed.
   * @returns the participant ID, which nobody can guess: it is all that is needed to see the room, to leave and to end it
   */
  enter(meeting: PracticeMeeting, person: Omit<Seat, 'participantId' | 'lastSeen'>): string {
    const now = this.now().getTime();
    const startedAt = this.isRunning(meeting) ? (meeting.occurrences[0]?.start ?? now) : now;
    const room = this.open.get(meeting.meetingId) ?? {
      meeting,
      startedAt,
      ended: false,
      seats: new Map<string, Seat>(),
    };
    for (const seat of room.seats.values()) {
      if (person.userId !== undefined && seat.userId === person.userId) this.giveUp(seat.participantId, room);
    }
    const participantId = randomText(18);
    room.seats.set(participantId, { ...person, participantId, lastSeen: now });
    this.roomOf.set(participantId, room);
    this.open.set(meeting.meetingId, room);
    return participantId;
  }

  /** The room as one participant sees it. */
  view(participantId: string): PracticeRoom | undefined {
    const room = this.seen(participantId);
    if (!room) return undefined;
    const { meeting, startedAt, ended } = room;
    return {
      meetingId: meeting.meetingId,
      topic: meeting.topic,
      startedAt: new Date(startedAt).toISOString(),
      ended,
      participants: ended ? [] : [...this.seated(room, participantId), ...this.company(room)],
    };
  }

  /** @returns false for somebody who is not there */
  leave(participantId: string): boolean {
    const room = this.seen(participantId);
    if (room) this.giveUp(participantId, room);
    return room !== undefined;
  }

  async endForAll(participantId: string): Promise<'ended' | 'notHost' | 'notThere'> {
    const room = this.seen(participantId);
    if (!room) return 'notThere';
    if (room.seats.get(participantId)?.role !== 'host') return 'notHost';
    await this.end(room.meeting);
    return 'ended';
  }

  /** Ends a meeting for everybody in it. */
  async end({ meetingId, runsAtAnchor }: PracticeMeeting): Promise<void> {
    const room = this.open.get(meetingId);
    if (room) room.ended = true;
    this.open.delete(meetingId);
    if (runsAtAnchor) {
      await this.state.update((state) => [
        { ...state, endedMeetings: [...new Set([...state.endedMeetings, meetingId])] },
        undefined,
      ]);
    }
  }

  /** Finds a participant's room; being asked for it is what keeps a seat. */
  private seen(participantId: string): Room | undefined {
    const room = this.roomOf.get(participantId);
    const seat = room?.seats.get(participantId);
    if (seat) seat.lastSeen = this.now().getTime();
    this.dropLostSeats();
    return room;
  }

  private dropLostSeats(): void {
    const oldest = this.now().getTime() - lostAfterMs;
    for (const [participantId, room] of this.roomOf) {
      const seat = room.seats.get(participantId);
      if (!seat || seat.lastSeen < oldest) this.giveUp(participantId, room);
    }
  }

  /** With the last of ours a meeting is over, unless it was running without us. */
  private giveUp(participantId: string, room: Room): void {
    room.seats.delete(participantId);
    this.roomOf.delete(participantId);
    if (room.seats.size === 0 && this.open.get(room.meeting.meetingId) === room)
      this.open.delete(room.meeting.meetingId);
  }

  private seated(room: Room, self: string): PracticeParticipant[] {
    return [...room.seats.values()].map(({ participantId, userId, displayName, role }) => {
      const user = practiceUsers.find((known) => known.id === userId);
      return {
        // The others' IDs would let one leave in their place.
        participantId: participantId === self ? self : `seat-${hashOf(participantId).slice(0, 12)}`,
        displayName,
        role,
        isSelf: participantId === self,
        ...(user ? { avatar: avatarDataUrl(`${user.firstName} ${user.lastName}`, user.color) } : {}),
      };
    });
  }

  /** The acting host steps back when a host of ours is there. */
  private company(room: Room): PracticeParticipant[] {
    const seats = [...room.seats.values()];
    const hasHost = seats.some((seat) => seat.role === 'host');
    return room.meeting.company
      .filter(({ userId }) => userId === undefined || !seats.some((seat) => seat.userId === userId))
      .map(({ displayName, color, isActingHost }, index) => ({
        participantId: `company-${index + 1}`,
        displayName,
        role: isActingHost && !hasHost ? 'host' : 'participant',
        isSelf: false,
        avatar: avatarDataUrl(displayName, color),
      }));
  }
}

/** Practice Zoom's own calls, for the window that took over after a good verdict. */
export function roomRoutes(rooms: PracticeRooms): Hono {
  const notThere = () => zoomError(404, 404, 'No such participant.');
  return new Hono()
    .get('/practice/rooms/:participantId', (c) => {
      const room = rooms.view(c.req.param('participantId'));
      return room ? c.json(room) : notThere();
    })
    .post('/practice/rooms/:participantId/leave', (c) =>
      rooms.leave(c.req.param('participantId')) ? c.body(null, 204) : notThere(),
    )
    .post('/practice/rooms/:participantId/end', async (c) => {
      switch (await rooms.endForAll(c.req.param('participantId'))) {
        case 'ended':
          return c.body(null, 204);
        case 'notHost':
          return zoomError(403, 3003, 'You are not the meeting host.');
        case 'notThere':
          return notThere();
      }
    });
}
