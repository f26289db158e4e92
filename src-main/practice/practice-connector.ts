import { parseDialString } from '../shared/dial-string';
import { numericPasscode } from './meeting-bodies';
import { currentOccurrence, type PracticeMeeting } from './practice-meetings';
import type { PracticeRooms } from './practice-rooms';

/** Why a call is over. */
export type HangUp = 'notFound' | 'rejected' | 'busy' | 'ended' | 'sentOut' | 'lineLost' | 'wrongPasscode' | 'local';

const maxWrongPasscodes = 3;

/** One after the other: a caller may be asked for the passcode, may wait for the host, and then has a seat. */
type Standing =
  | { kind: 'asked'; wrong: number; typed: string }
  | { kind: 'waits' }
  | { kind: 'in'; participantId: string }
  | { kind: 'over' };

/**
 * Zoom's room connector: what room systems call. Whoever dials a meeting with its passcode gets a seat as a guest, and with
 * the host key of its host the role of the host, while no host is there (Zoom KB0067063).
 */
export class PracticeConnector {
  constructor(
    private readonly rooms: PracticeRooms,
    private readonly now: () => Date,
  ) {}

  /** Takes a call, or says why not. @param displayName what the room system calls itself */
  async answer(dialled: string, displayName: string): Promise<ConnectorCall | HangUp> {
    const read = parseDialString(dialled);
    const meeting = read && (await this.rooms.meeting(read.meetingId));
    if (!read || !meeting) return 'notFound';
    const settings = currentOccurrence(meeting, this.now().getTime())?.settings ?? meeting.settings;
    // Room systems are signed in as nobody, have no registrant's link, and speak no end-to-end encryption of Zoom's.
    if (settings.meetingAuthentication || settings.approvalType !== 2 || settings.encryptionType === 'e2ee')
      return 'rejected';
    const call = new ConnectorCall(this.rooms, { meeting, displayName, hostKey: read.hostKey });
    return (await call.begin(read.passcode)) ?? call;
  }
}

/** A call that the connector has taken. A real one would speak of a passcode and of a host who is late; this one is still. */
export class ConnectorCall {
  private standing: Standing = { kind: 'asked', wrong: 0, typed: '' };
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly rooms: PracticeRooms,
    private readonly caller: { meeting: PracticeMeeting; displayName: string; hostKey: string | undefined },
  ) {}

  get topic(): string {
    return this.caller.meeting.topic;
  }

  /** @returns why it hangs up at once */
  begin(passcode: string | undefined): Promise<HangUp | undefined> {
    return this.inTurn(async () => (this.isPasscode(passcode ?? '') ? this.enter() : undefined));
  }

  /** Tones: a passcode ends with `#`. @returns why it hangs up */
  press(keys: string): Promise<HangUp | undefined> {
    return this.inTurn(async () => {
      for (const key of keys) {
        if (this.standing.kind !== 'asked') return undefined;
        const { typed, wrong } = this.standing;
        if (key !== '#') this.standing = { kind: 'asked', wrong, typed: `${typed}${key}`.slice(-20) };
        else if (this.isPasscode(typed)) return this.enter();
        else if (wrong + 1 === maxWrongPasscodes) return 'wrongPasscode';
        else this.standing = { kind: 'asked', wrong: wrong + 1, typed: '' };
      }
      return undefined;
    });
  }

  /** What has happened by now; looking is also what keeps the seat. @returns why it hangs up */
  look(): Promise<HangUp | undefined> {
    return this.inTurn(async () => {
      if (this.standing.kind === 'waits') return this.enter();
      if (this.standing.kind !== 'in') return undefined;
      const room = await this.rooms.view(this.standing.participantId);
      if (room?.standing.kind === 'left') return room.standing.reasonCode === 1 ? 'ended' : 'sentOut';
      return room && room.standing.kind !== 'disconnected' ? undefined : 'lineLost';
    });
  }

  hangUp(): Promise<void> {
    return this.inTurn(() => this.leave());
  }

  /** Whoever hangs up on the way in must not leave a seat behind, and nobody comes in twice. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.last.then(work);
    this.last = done.catch(() => undefined);
    return done;
  }

  private async leave(): Promise<void> {
    if (this.standing.kind === 'in') await this.rooms.leave(this.standing.participantId);
    this.standing = { kind: 'over' };
  }

  private isPasscode(digits: string): boolean {
    const { meeting } = this.caller;
    return meeting.passcode === '' || digits === numericPasscode(meeting);
  }

  private async enter(): Promise<HangUp | undefined> {
    const { displayName, hostKey } = this.caller;
    const meeting = await this.rooms.meeting(this.caller.meeting.meetingId);
    if (!meeting) return 'notFound';
    const isHost = hostKey !== undefined && this.rooms.verdictOnKey(meeting, hostKey) === 'done';
    if (!isHost && !this.rooms.isOpenToParticipants(meeting)) {
      this.rooms.missHost(meeting);
      this.standing = { kind: 'waits' };
      return undefined;
    }
    const role = isHost ? 'host' : 'participant';
    const participantId = this.rooms.enter(meeting, { userId: undefined, displayName, role });
    this.standing = { kind: 'in', participantId };
    const room = await this.rooms.view(participantId);
    if (room?.standing.kind !== 'disconnected') return undefined;
    // Locked, full, or sent out before.
    await this.leave();
    return 'rejected';
  }
}
