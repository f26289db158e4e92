import type { PracticeParticipant, PracticeRoom, PracticeStanding } from '../shared/meeting-page';
import type { PracticeCalendar } from './practice-calendar';
import { type Disconnect, disconnects } from './practice-disconnects';
import { currentOccurrence, type PracticeMeeting } from './practice-meetings';
import { avatarDataUrl, findUser } from './practice-people';
import { type Company, isAdmitted, isRemoved, lineAt, presentCompany, type Scene } from './practice-scene';
import type { PracticeState } from './practice-state';
import { hashOf, type PracticeTokens, randomText } from './practice-tokens';

/** Whoever has not asked for the room for so long has lost the connection. */
const lostAfterMs = 2 * 60_000;
/** What Zoom allows on Business plans ("host concurrent meetings"). */
const concurrentMeetings = 2;

type Person = {
  userId: string | undefined;
  displayName: string;
  role: 'host' | 'participant';
  /** On whose behalf, with an OBF token. */
  authorizerId?: string | undefined;
};

type Seat = Person & {
  participantId: string;
  lastSeen: number;
  cameAt: number;
  /** Undefined in the waiting room. */
  admittedAt: number | undefined;
  mayRecord: boolean;
  /** Why it is over for them; the seat is kept until they have heard it. */
  out: PracticeStanding | undefined;
};
type Room = {
  meeting: PracticeMeeting;
  startedAt: number;
  openedAt: number;
  hadHost: boolean;
  seats: Map<string, Seat>;
};

/**
 * Where the meetings of the practice account take place: which of them run, and who sits in them.
 * Rooms live in memory; only the layout of the meetings is remembered. What happens by itself happens on the practice clock,
 * and is looked up whenever somebody asks.
 */
export class PracticeRooms {
  /** Open rooms by meeting ID. */
  private readonly open = new Map<string, Room>();
  /** Every seat's room, ended ones too, until the last one in it has left. */
  private readonly roomOf = new Map<string, Room>();
  /** What tests want to happen, by meeting ID. */
  private readonly directed = new Map<string, Scene>();
  /** When somebody first asked for a run of a meeting whose host was not there. */
  private readonly firstAsked = new Map<string, number>();
  /** Who was sent out of which run of a meeting, and whose line has failed there. */
  private readonly removed = new Set<string>();
  private readonly cutOff = new Set<string>();

  constructor(
    private readonly calendar: PracticeCalendar,
    private readonly state: PracticeState,
    private readonly tokens: PracticeTokens,
    /** Whether this is the host key of that user. */
    private readonly isHostKeyOf: (userId: string, hostKey: string) => boolean,
    private readonly now: () => Date,
  ) {}

  /** The meetings around this moment. They stay as they are while somebody of ours is in one of them. */
  async meetings(): Promise<PracticeMeeting[]> {
    await this.passTime();
    return this.calendar.meetings(this.open.size > 0);
  }

  async meeting(meetingId: string): Promise<PracticeMeeting | undefined> {
    return (await this.meetings()).find((meeting) => meeting.meetingId === meetingId);
  }

  /** Lets this happen in a meeting, in place of what happens there by itself. For tests. */
  direct(meetingId: string, scene: Scene): void {
    this.directed.set(meetingId, scene);
  }

  isRunning(meeting: PracticeMeeting): boolean {
    if (this.open.has(meeting.meetingId)) return true;
    if (this.state.current.endedMeetings.includes(meeting.meetingId)) return false;
    return meeting.runsAtAnchor || this.hostHasCome(meeting);
  }

  /** Whether people get in without a host: it runs, or its settings let them in before. */
  isOpenToParticipants(meeting: PracticeMeeting): boolean {
    const now = this.now().getTime();
    const occurrence = currentOccurrence(meeting, now);
    const { joinBeforeHost, joinBeforeHostMinutes } = occurrence?.settings ?? meeting.settings;
    const isSoonEnough =
      joinBeforeHostMinutes === 0 || (occurrence?.start ?? now) - now <= joinBeforeHostMinutes * 60_000;
    return this.isRunning(meeting) || (joinBeforeHost && isSoonEnough);
  }

  /** Who may become the host with this key: whoever has the key of the meeting's own host, while no host is there (Zoom KB0067063). */
  verdictOnKey(meeting: PracticeMeeting, hostKey: string): 'done' | 'hostThere' | 'wrongKey' {
    if (this.isRunning(meeting) && this.isHosted(this.roomOfRun(meeting))) return 'hostThere';
    return this.isHostKeyOf(meeting.hostId, hostKey) ? 'done' : 'wrongKey';
  }

  /** Told when somebody was sent away because the host is not there: some hosts come a little later. */
  missHost(meeting: PracticeMeeting): void {
    const asked = this.firstAsked.get(meeting.uuid);
    const hasGoneAgain = asked !== undefined && this.since(asked) >= (this.sceneOf(meeting).hostComesAfterSeconds ?? 0);
    if (asked === undefined || hasGoneAgain) this.firstAsked.set(meeting.uuid, this.now().getTime());
  }

  /** Whether a host already hosts as many other meetings in person as Zoom allows at once. */
  isBusyElsewhere(userId: string, meeting: PracticeMeeting): boolean {
    const others = [...this.open.values()].filter((room) => room.meeting.meetingId !== meeting.meetingId);
    const hosted = others.filter((room) =>
      present(room).some((seat) => seat.role === 'host' && seat.userId === userId),
    );
    return hosted.length >= concurrentMeetings;
  }

  /**
   * Takes a seat, and starts the meeting if it was not running. A user sits in a meeting once:
   * the earlier seat is given up, as Zoom does unless several devices are allowed. Zoom's media servers have a say of their own:
   * whoever they refuse gets a seat that is over at once.
   * @param refusedBy what is wrong with the tokens that they came with
   * @returns the participant ID, which nobody can guess: it is all that is needed to see the room, to leave and to end it
   */
  enter(meeting: PracticeMeeting, person: Person, refusedBy?: Disconnect): string {
    const now = this.now().getTime();
    const occurrence = currentOccurrence(meeting, now);
    const room = this.roomOfRun(meeting);
    const refusal = refusedBy ?? this.refusalAtDoor(room, person);
    if (!refusal) {
      for (const seat of room.seats.values()) {
        if (person.userId !== undefined && seat.userId === person.userId) this.giveUp(seat.participantId, room);
      }
    }
    const { waitingRoom } = occurrence?.settings ?? meeting.settings;
    const participantId = randomText(18);
    room.seats.set(participantId, {
      ...person,
      participantId,
      lastSeen: now,
      cameAt: now,
      admittedAt: waitingRoom && person.role !== 'host' ? undefined : now,
      mayRecord: false,
      out: refusal && { kind: 'disconnected', ...refusal },
    });
    this.roomOf.set(participantId, room);
    if (refusal) return participantId;
    if (person.role === 'host') room.hadHost = true;
    this.open.set(meeting.meetingId, room);
    return participantId;
  }

  /** The room as one participant sees it. */
  async view(participantId: string): Promise<PracticeRoom | undefined> {
    const found = await this.seen(participantId);
    if (!found) return undefined;
    const { room, seat } = found;
    const standing = this.standingOf(room, seat);
    const isIn = standing.kind === 'inMeeting' || standing.kind === 'reconnecting';
    const atTheDoor = [...room.seats.values()].filter(({ out, admittedAt }) => !out && admittedAt === undefined);
    return {
      meetingId: room.meeting.meetingId,
      topic: room.meeting.topic,
      startedAt: new Date(room.startedAt).toISOString(),
      standing,
      ended: standing.kind === 'left' || standing.kind === 'disconnected',
      mayRecord: seat.mayRecord,
      participants: isIn ? [...present(room).map((other) => shown(other, seat)), ...this.company(room)] : [],
      waiting: isIn && seat.role === 'host' ? atTheDoor.map((other) => shown(other, seat)) : [],
    };
  }

  /** @returns false for somebody who is not there */
  async leave(participantId: string): Promise<boolean> {
    const found = await this.seen(participantId);
    if (found) this.giveUp(participantId, found.room);
    return found !== undefined;
  }

  async endForAll(participantId: string): Promise<'done' | 'notHost' | 'notThere'> {
    const host = await this.hosting(participantId);
    if (typeof host === 'string') return host;
    await this.end(host.meeting);
    return 'done';
  }

  /** The host lets in everybody who waits. */
  async admitAll(participantId: string): Promise<'done' | 'notHost' | 'notThere'> {
    const room = await this.hosting(participantId);
    if (typeof room === 'string') return room;
    for (const seat of room.seats.values()) seat.admittedAt ??= this.now().getTime();
    return 'done';
  }

  /** Somebody who is in, or waits to be let in, takes over as the host. */
  async claimHost(participantId: string, hostKey: string): Promise<'done' | 'hostThere' | 'wrongKey' | 'notThere'> {
    const found = await this.seen(participantId);
    if (!found || found.seat.out) return 'notThere';
    const { room, seat } = found;
    const verdict = this.verdictOnKey(room.meeting, hostKey);
    if (verdict !== 'done') return verdict;
    seat.role = 'host';
    seat.admittedAt ??= this.now().getTime();
    room.hadHost = true;
    return 'done';
  }

  /** What a local recording token does, which the SDK gives to Zoom's media servers. @returns false for somebody who is not there */
  async recordWith(participantId: string, token: string): Promise<boolean> {
    const found = await this.seen(participantId);
    if (!found) return false;
    const { room, seat } = found;
    const claims = await this.tokens.readMeetingToken('local_recording', token);
    if (seat.out) return true;
    if (isFromOutside(room.meeting) && !seat.authorizerId)
      seat.out = { kind: 'disconnected', ...disconnects.recordingFromOutside };
    else if (claims?.mn !== room.meeting.meetingId)
      seat.out = { kind: 'disconnected', ...disconnects.recordingRefused };
    else {
      seat.mayRecord = true;
      if (claims.bypass) seat.admittedAt ??= this.now().getTime();
    }
    this.closeIfEmpty(room);
    return true;
  }

  /** Ends a meeting for everybody in it. */
  async end({ meetingId, uuid, runsAtAnchor }: PracticeMeeting): Promise<void> {
    for (const seat of this.open.get(meetingId)?.seats.values() ?? []) seat.out ??= { kind: 'left', reasonCode: 1 };
    this.open.delete(meetingId);
    this.firstAsked.delete(uuid);
    if (!runsAtAnchor) return;
    await this.state.update((state) => [
      { ...state, endedMeetings: [...new Set([...state.endedMeetings, meetingId])] },
      undefined,
    ]);
  }

  /** The open room of a meeting, or the one that its first participant of ours opens. */
  private roomOfRun(meeting: PracticeMeeting): Room {
    const now = this.now().getTime();
    const start = currentOccurrence(meeting, now)?.start ?? now;
    return (
      this.open.get(meeting.meetingId) ?? {
        meeting,
        startedAt: this.isRunning(meeting) ? Math.min(start, now) : now,
        openedAt: now,
        hadHost: this.isRunning(meeting),
        seats: new Map<string, Seat>(),
      }
    );
  }

  private sceneOf(meeting: PracticeMeeting): Scene {
    return this.directed.get(meeting.meetingId) ?? meeting.scene;
  }

  private hostHasCome(meeting: PracticeMeeting): boolean {
    const { hostComesAfterSeconds } = this.sceneOf(meeting);
    const asked = this.firstAsked.get(meeting.uuid);
    if (hostComesAfterSeconds === undefined || asked === undefined) return false;
    const secondsThere = this.since(asked) - hostComesAfterSeconds;
    return secondsThere >= 0 && secondsThere < meeting.durationMinutes * 60;
  }

  private since(time: number): number {
    return (this.now().getTime() - time) / 1000;
  }

  private refusalAtDoor(room: Room, person: Person): Disconnect | undefined {
    if (person.authorizerId !== undefined && !this.isThere(room, person.authorizerId))
      return disconnects.authorizerAbsent;
    if (person.role === 'host') return undefined;
    const { isLocked, isFull } = this.sceneOf(room.meeting);
    if (this.removed.has(keyOf(room.meeting, person))) return disconnects.removedBefore;
    if (isLocked) return disconnects.locked;
    return isFull ? disconnects.full : undefined;
  }

  private isThere(room: Room, userId: string): boolean {
    const company = presentCompany(room.meeting.company, this.sceneOf(room.meeting), this.since(room.openedAt));
    return [...present(room), ...company].some((other) => other.userId === userId);
  }

  private standingOf({ meeting }: Room, seat: Seat): PracticeStanding {
    if (seat.out) return seat.out;
    if (seat.admittedAt === undefined) return { kind: 'waitingRoom' };
    if (this.cutOff.has(keyOf(meeting, seat))) return { kind: 'inMeeting' };
    const isGood = lineAt(this.sceneOf(meeting), this.since(seat.admittedAt)) === 'good';
    return { kind: isGood ? 'inMeeting' : 'reconnecting' };
  }

  /** Finds a participant's room; being asked for it is what keeps a seat. */
  private async seen(participantId: string): Promise<{ room: Room; seat: Seat } | undefined> {
    const seat = this.roomOf.get(participantId)?.seats.get(participantId);
    if (seat) seat.lastSeen = this.now().getTime();
    await this.passTime();
    const room = this.roomOf.get(participantId);
    return room && seat && { room, seat };
  }

  private async hosting(participantId: string): Promise<Room | 'notHost' | 'notThere'> {
    const found = await this.seen(participantId);
    if (!found) return 'notThere';
    return found.seat.role === 'host' && !found.seat.out ? found.room : 'notHost';
  }

  /** What has happened by now. */
  private async passTime(): Promise<void> {
    const oldest = this.now().getTime() - lostAfterMs;
    for (const [participantId, room] of this.roomOf) {
      const seat = room.seats.get(participantId);
      if (!seat || seat.lastSeen < oldest) this.giveUp(participantId, room);
    }
    for (const room of [...this.open.values()]) {
      const { endsAfterSeconds } = this.sceneOf(room.meeting);
      if (endsAfterSeconds !== undefined && this.since(room.openedAt) >= endsAfterSeconds) {
        await this.end(room.meeting);
        continue;
      }
      for (const seat of room.seats.values()) this.passTimeFor(room, seat);
      this.closeIfEmpty(room);
    }
  }

  private passTimeFor(room: Room, seat: Seat): void {
    if (seat.out) return;
    const scene = this.sceneOf(room.meeting);
    if (seat.authorizerId !== undefined && !this.isThere(room, seat.authorizerId)) {
      seat.out = { kind: 'disconnected', ...disconnects.authorizerLeft };
      return;
    }
    if (seat.role !== 'host' && isRemoved(scene, this.since(seat.admittedAt ?? seat.cameAt))) {
      this.removed.add(keyOf(room.meeting, seat));
      seat.out = { kind: 'left', reasonCode: seat.admittedAt === undefined ? 7 : 6 };
      return;
    }
    if (seat.admittedAt === undefined && isAdmitted(scene, this.since(seat.cameAt)))
      seat.admittedAt = this.now().getTime();
    const key = keyOf(room.meeting, seat);
    if (seat.admittedAt === undefined || this.cutOff.has(key)) return;
    if (lineAt(scene, this.since(seat.admittedAt)) === 'gone') {
      this.cutOff.add(key);
      seat.out = { kind: 'disconnected', ...disconnects.connectionLost };
    }
  }

  private giveUp(participantId: string, room: Room): void {
    room.seats.delete(participantId);
    this.roomOf.delete(participantId);
    this.closeIfEmpty(room);
  }

  /** With the last of ours a meeting is over, unless it was running without us. */
  private closeIfEmpty(room: Room): void {
    const { meetingId } = room.meeting;
    const isEmpty = [...room.seats.values()].every(({ out }) => out);
    if (isEmpty && this.open.get(meetingId) === room) this.open.delete(meetingId);
  }

  private company(room: Room): PracticeParticipant[] {
    const company = this.companyIn(room);
    const host = this.actingHost(room, company);
    return company.map((person, index) => ({
      participantId: `company-${index + 1}`,
      displayName: person.displayName,
      role: person === host ? 'host' : 'participant',
      isSelf: false,
      avatar: avatarDataUrl(person.displayName, person.color),
    }));
  }

  /** Without the stand-ins of those of ours who are there themselves. */
  private companyIn(room: Room): Company[] {
    const seats = present(room);
    return presentCompany(room.meeting.company, this.sceneOf(room.meeting), this.since(room.openedAt)).filter(
      ({ userId }) => userId === undefined || !seats.some((seat) => seat.userId === userId),
    );
  }

  /** The acting host steps back when a host of ours is there; when no host is left, the next one takes over. */
  private actingHost(room: Room, company: readonly Company[]): Company | undefined {
    if (present(room).some((seat) => seat.role === 'host')) return undefined;
    return company.find(({ isActingHost }) => isActingHost) ?? (room.hadHost ? company[0] : undefined);
  }

  private isHosted(room: Room): boolean {
    return (
      present(room).some((seat) => seat.role === 'host') || this.actingHost(room, this.companyIn(room)) !== undefined
    );
  }
}

/** Zoom knows a guest by the device; here it is the name. */
function keyOf({ uuid }: PracticeMeeting, { userId, displayName }: Person): string {
  return `${uuid}/${userId ?? displayName}`;
}

function present(room: Room): Seat[] {
  return [...room.seats.values()].filter(({ out, admittedAt }) => !out && admittedAt !== undefined);
}

/** Whether its host is of another account than the app that joins. */
export function isFromOutside(meeting: PracticeMeeting): boolean {
  return findUser(meeting.hostId) === undefined;
}

function shown({ participantId, userId, displayName, role }: Seat, self: Seat): PracticeParticipant {
  const user = userId === undefined ? undefined : findUser(userId);
  const isSelf = participantId === self.participantId;
  return {
    // The others' IDs would let one leave in their place.
    participantId: isSelf ? participantId : `seat-${hashOf(participantId).slice(0, 12)}`,
    displayName,
    role,
    isSelf,
    ...(user ? { avatar: avatarDataUrl(`${user.firstName} ${user.lastName}`, user.color) } : {}),
  };
}
