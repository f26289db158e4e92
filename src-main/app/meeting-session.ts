import { AppError, type Failure, failureOf } from '../shared/app-error';
import type { MeetingWindow } from '../shared/app-state';
import type { BotId } from '../shared/bot';
import type {
  InvitedRoom,
  MeetingTicket,
  PracticeRoom,
  RoomView,
  SdkCommand,
  SdkOutcome,
  SdkReport,
} from '../shared/meeting-page';
import type { Settings } from '../shared/settings';
import { failureInReport } from '../zoom/sdk-verdict';
import { type PracticeAttendance, reportOf } from './practice-attendance';
import { rejoinDelay, rejoinTries, steadyMs, untilNextJoin } from './rejoin-plan';
import { SdkRequest } from './sdk-request';

/** One window on the desktop that a session is shown in. */
export type MeetingView = {
  /** Loads the Meeting SDK's page afresh; what was there is gone. */
  showSdk(): void;
  /** Loads Usher's own page: practice room, error card, ended card. */
  showRoom(): void;
  roomChanged(room: RoomView): void;
  /** Asks the SDK's page for something; on any other it does nothing. */
  command(command: SdkCommand): void;
  focus(): void;
  close(): void;
};

/** What a window is opened for: where its tickets come from, and who wants to know how it goes. */
export type Attendance = {
  mint: () => Promise<MeetingTicket>;
  /** The bot whose window it is. */
  botId?: BotId;
  /** Told when it is in the meeting. */
  onJoined: () => void;
  /** Told when Zoom has refused the door for good. */
  onRefused: (failure: Failure) => void;
  /** Told when the user signs in again in order to get in. */
  onReauthorize: () => void;
  /** Told when the window is closed that did not get in. */
  onGivenUp: () => void;
};

/** What all windows share. */
type Surroundings = {
  practiceAttendance: PracticeAttendance;
  settings: () => Settings;
  /** Whether a window may load its page now; else it is asked to join again when its turn has come. */
  hasTurn: (session: MeetingSession) => boolean;
  /** Told whenever what is shown of it has changed. */
  onChanged: (session: MeetingSession) => void;
  now: () => Date;
  /** From 0 to 1. */
  random: () => number;
};

/** From the click to the meeting, when nobody says anything: after this the window shows Usher's own card. */
const joinLimitMs = 25_000;
/** A slow computer loads the SDK for longer than Zoom needs to answer. Zoom is to have this long for it ... */
const askLimitMs = 12_000;
/** ... as long as the card comes within the thirty seconds that users are promised. */
const latestCardMs = 29_000;
/** How often Zoom is asked whether the host has come. Each time is a whole join, and Zoom wants no more than one in ten seconds. */
const askAgainMs = 20_000;
/** The SDK tries to get back by itself at first. After this Usher joins anew. */
const sdkReconnectMs = 60_000;
const claimLimitMs = 10_000;
/** The SDK itself gives up after fifteen (read in 6.2.0). */
const inviteLimitMs = 20_000;
/** A permission to record lives two minutes, a ZAK five; what is older than this could run out at the door. */
const freshTicketMs = 90_000;

/**
 * One meeting window from the click to its end: preparing, asking Zoom, in the meeting, failed or ended.
 * The SDK leaves dead spinners and screens of its own; here every phase has a limit and every refusal its card.
 * A window that loses its meeting comes back by itself, if that makes sense, until a person says otherwise.
 */
export class MeetingSession {
  /** Handed to the page once; then nothing here knows it any more, but for the recording token of a practice meeting. */
  private ticket: Promise<MeetingTicket> | undefined;
  /** When that was asked for. */
  private mintedAt = 0;
  /** Counts the pages loaded; a mint of an earlier one has nothing to say any more. */
  private attempt = 0;
  /** Zoom has refused a ticket for what a fresh one may mend, since it was last let in. */
  private hasFreshTicket = false;
  private limit: NodeJS.Timeout | undefined;
  /** When Zoom was last asked to be let in. */
  private askedAt = 0;
  /** When it got in, if it is in or was and comes back. */
  private inSince: number | undefined;
  /** Joins by itself since it was last in for good. */
  private rejoins = 0;
  /** What the practice room tells while one is in it. */
  private participantId: string | undefined;
  private room: RoomView['room'];
  /** Practice Zoom hears of it from Usher, where the SDK tells Zoom. */
  private recordingToken: string | undefined;
  private stopWatching = () => {};
  private readonly asked = { claimHost: new SdkRequest(claimLimitMs), inviteRoom: new SdkRequest(inviteLimitMs) };
  private readonly plannedRole: MeetingWindow['role'];
  private isClosed = false;

  /** @param window how it begins */
  constructor(
    private window: MeetingWindow,
    readonly view: MeetingView,
    readonly attendance: Attendance,
    private readonly around: Surroundings,
  ) {
    this.plannedRole = window.role;
  }

  /** What everybody may see of it. */
  get shown(): MeetingWindow {
    return this.window;
  }

  get isOver(): boolean {
    return this.window.phase === 'failed' || this.window.phase === 'ended';
  }

  /** The SDK's files are read and run: that takes a processor for itself. */
  get isLoading(): boolean {
    return this.window.phase === 'preparing' || this.window.phase === 'askingZoom';
  }

  /** What its own page shows. */
  get roomView(): RoomView {
    return {
      meetingWindow: this.window,
      ...(this.room ? { room: this.room } : {}),
      theme: this.around.settings().theme,
    };
  }

  /** At once, or when its turn comes. */
  join(): void {
    // It said when; a wait for somebody has another end.
    if (this.window.phase === 'reconnecting') {
      const { waitsUntil: _over, ...shown } = this.window;
      this.window = shown;
    }
    if (!this.around.hasTurn(this)) {
      clearTimeout(this.limit);
      this.change('queued');
      return this.view.showRoom();
    }
    this.askedAt = this.around.now().getTime();
    this.endAfter(joinLimitMs, { code: 'meeting_timed_out' });
    this.load();
  }

  /** A person's wish: now, if it waits or is over; what is on its way is left alone. */
  tryAgain(): void {
    const { phase, waitsUntil } = this.window;
    if (isWaitingForSomebody(phase) || (phase === 'reconnecting' && waitsUntil !== undefined)) return this.askAgain();
    if (!this.isOver) return;
    this.inSince = undefined;
    this.rejoins = 0;
    this.hasFreshTicket = false;
    const { joinedAt: _before, ...shown } = this.window;
    this.window = shown;
    this.join();
  }

  /** @throws AppError `zoom_unavailable` when the practice room cannot be told; a real meeting is ended in the SDK */
  async endForAll(): Promise<void> {
    if (this.participantId) await this.around.practiceAttendance.end(this.participantId);
  }

  /**
   * Makes it the host, while nobody is.
   * @throws AppError `invalid_request` when it is not in the meeting
   */
  async claimHost(hostKey: string): Promise<SdkOutcome> {
    if (this.window.phase !== 'inMeeting') throw new AppError('invalid_request');
    const { participantId } = this;
    const outcome = participantId
      ? await this.around.practiceAttendance.claimHost(participantId, hostKey)
      : await this.ask({ kind: 'claimHost', hostKey });
    if (outcome === 'done' && this.window.phase === 'inMeeting' && !this.isClosed) {
      this.window = { ...this.window, role: 'host' };
      this.change('inMeeting');
    }
    return outcome;
  }

  /** Has Zoom call a room system. @throws AppError as `claimHost` */
  async inviteRoom(room: InvitedRoom): Promise<SdkOutcome> {
    // Practice Zoom has no room connector that could call anybody.
    if (this.window.phase !== 'inMeeting' || this.participantId) throw new AppError('invalid_request');
    return this.ask({ kind: 'inviteRoom', ...room });
  }

  /**
   * The ticket, once only. A computer that slept between the mint and this moment has a ZAK that is no longer worth much.
   * @throws AppError `invalid_request` for a second time, and why there is none
   */
  async takeTicket(): Promise<MeetingTicket> {
    const { ticket, mintedAt } = this;
    if (!ticket) throw new AppError('invalid_request');
    const isFresh = Math.abs(this.around.now().getTime() - mintedAt) <= freshTicketMs;
    const taken = isFresh ? ticket : this.mint();
    this.ticket = undefined;
    const { attempt } = this;
    const { recordingToken } = await taken;
    if (this.window.environment === 'practice' && this.attempt === attempt && !this.isOver && !this.isClosed)
      this.recordingToken = recordingToken;
    return taken;
  }

  /** What the SDK's page says. */
  hear(report: SdkReport): void {
    const { phase, waitsUntil } = this.window;
    // Until the new page of another attempt has taken its ticket, it is the old one that still speaks.
    if (this.ticket !== undefined) return;
    // In a practice room the SDK has nothing more to say: its page is on its way out.
    if (phase === 'queued' || isWaitingForSomebody(phase) || this.isOver) return;
    if (phase === 'reconnecting' && waitsUntil !== undefined) return;
    if (this.participantId !== undefined) return;
    this.take(report);
  }

  /** The process of its page has died. */
  pageGone(reason: string): void {
    this.fail({ code: 'meeting_engine_failed', zoomMessage: reason });
  }

  /** Its window is gone, and so is what was in it. */
  closed(): void {
    if (this.window.phase === 'failed') this.attendance.onGivenUp();
    this.isClosed = true;
    this.stop();
  }

  private endAfter(milliseconds: number, failure: Failure): void {
    clearTimeout(this.limit);
    this.limit = setTimeout(() => this.fail(failure), milliseconds);
  }

  /** Zoom tells nobody when somebody comes: one asks again, until there is nothing left of the wait. */
  private waitFor(whom: 'waitingForHost' | 'waitingForAuthorizer', failure: Failure): void {
    const now = this.around.now();
    const until = this.window.waitsUntil ?? minutesFrom(now, this.around.settings().waitForHostMinutes);
    const left = Date.parse(until) - now.getTime();
    if (left <= 0) return this.giveUp(failure);
    this.hasFreshTicket = false;
    this.stop();
    this.window = { ...this.window, waitsUntil: until };
    this.change(whom);
    this.view.showRoom();
    this.joinLater(Math.min(askAgainMs, left));
  }

  /** At once, or as soon as Zoom's patience allows. */
  private askAgain(): void {
    const now = this.around.now().getTime();
    const wait = untilNextJoin(now - this.askedAt);
    if (wait <= 0) return this.join();
    this.joinLater(wait);
    const { phase, failure } = this.window;
    if (phase !== 'reconnecting') return;
    this.window = { ...this.window, waitsUntil: new Date(now + wait).toISOString() };
    this.change(phase, failure);
  }

  private joinLater(milliseconds: number): void {
    clearTimeout(this.limit);
    this.limit = setTimeout(() => this.join(), milliseconds);
  }

  /** A waiting room is a matter of people, who may have forgotten who stands there. */
  private waitForAdmission(where: 'admitting' | 'waitingRoom'): void {
    const now = this.around.now();
    const { phase, waitsUntil: known } = this.window;
    const waitsUntil =
      isAtTheDoor(phase) && known !== undefined ? known : minutesFrom(now, this.around.settings().waitingRoomMinutes);
    this.window = { ...this.window, waitsUntil };
    this.endAfter(Date.parse(waitsUntil) - now.getTime(), { code: 'not_admitted' });
    this.change(where);
  }

  private load(): void {
    this.attempt += 1;
    // Who has claimed the host comes back as what they came for.
    this.window = { ...this.window, role: this.plannedRole };
    this.mint();
    this.change('preparing');
    this.view.showSdk();
  }

  private mint(): Promise<MeetingTicket> {
    const { attempt } = this;
    const ticket = this.attendance.mint();
    this.ticket = ticket;
    this.mintedAt = this.around.now().getTime();
    // A ticket that cannot be had ends the attempt at once, whether the page has asked for it yet or not.
    ticket.catch((error: unknown) => {
      if (this.attempt === attempt && this.window.phase === 'preparing') this.fail(failureOf(error));
    });
    return ticket;
  }

  private take(report: SdkReport): void {
    const { phase } = this.window;
    const failure = failureInReport(report);
    const isIn = phase === 'inMeeting' || phase === 'reconnecting';
    if (failure) return isIn ? this.lose(failure) : this.refused(failure);
    switch (report.kind) {
      case 'joining': {
        // Once for each page, or a page that says it again and again would be waited for without end.
        if (phase !== 'preparing') return;
        const { isReduced: _before, ...shown } = this.window;
        this.window = report.isReduced ? { ...shown, isReduced: true } : shown;
        // Loading took its time; this is when Zoom is asked.
        const now = this.around.now().getTime();
        this.endAfter(answerLimit(now - this.askedAt), { code: 'meeting_timed_out' });
        this.askedAt = now;
        return this.change('askingZoom');
      }
      case 'practiceVerdict':
        // Only Practice Zoom has rooms of its own, whatever a page may say.
        if (this.window.environment === 'practice') this.enterPracticeRoom(report.participantId);
        return;
      case 'verdict':
        return this.waitForAdmission('admitting');
      case 'waitingRoom':
        if (!isIn && phase !== 'waitingRoom') this.waitForAdmission('waitingRoom');
        return;
      case 'joined':
        if (phase !== 'inMeeting') this.arrive();
        return;
      case 'reconnecting':
        if (phase !== 'inMeeting') return;
        this.endAfter(sdkReconnectMs, { code: 'connection_lost' });
        return this.change('reconnecting');
      case 'participants':
        if (phase === 'inMeeting') this.count(report.count, report.hasHost);
        return;
      case 'answered':
        return this.asked[report.command].hear(report.outcome);
      case 'network':
        // The SDK waits for ever for a network that does not come back. Before Zoom's yes the other limit runs already.
        if (isAtTheDoor(phase) && report.isOnline) this.waitForAdmission(phase);
        else if (isAtTheDoor(phase)) this.endAfter(joinLimitMs, { code: 'offline' });
        return;
      case 'ended':
        // Whoever goes before being in, from the SDK's preview or waiting room, wants no card; whom somebody else has sent away does.
        if (isIn || report.reasonCode !== undefined) return this.end();
        return this.view.close();
    }
  }

  private arrive(): void {
    clearTimeout(this.limit);
    const now = this.around.now();
    this.inSince = now.getTime();
    this.hasFreshTicket = false;
    this.window = { joinedAt: now.toISOString(), ...this.window };
    this.attendance.onJoined();
    this.change('inMeeting');
  }

  /** A ZAK or a signature may have run out on the way. One fresh one is worth a try; a second refusal means something else. */
  private refused(failure: Failure): void {
    // Whoever comes as the host is not to wait for one.
    const isForHost = failure.code === 'meeting_not_started' && this.plannedRole === 'participant';
    if (isForHost) return this.waitFor('waitingForHost', failure);
    if (failure.code === 'authorizer_absent') return this.waitFor('waitingForAuthorizer', failure);
    const isWorthAnother = failure.code === 'zak_refused' || failure.code === 'signature_expired';
    if (!isWorthAnother || this.hasFreshTicket) {
      this.attendance.onRefused(failure);
      return this.fail(failure);
    }
    this.hasFreshTicket = true;
    const { rejoin = { attempt: 1, of: 1 } } = this.window;
    const wait = untilNextJoin(this.around.now().getTime() - this.askedAt);
    if (wait <= 0) this.join();
    else this.comeBackIn(wait, rejoin, failure);
  }

  /** Whoever was in already comes back, if another try makes sense. */
  private fail(failure: Failure): void {
    if (this.isOver || this.isClosed) return;
    if (this.inSince === undefined) this.giveUp(failure);
    else this.lose(failure);
  }

  private giveUp(failure: Failure): void {
    this.stop();
    this.change('failed', failure);
    this.view.showRoom();
  }

  private lose(failure: Failure): void {
    const now = this.around.now();
    const { phase, waitsUntil } = this.window;
    const isFromInside = phase === 'inMeeting' || (phase === 'reconnecting' && waitsUntil === undefined);
    if (isFromInside && now.getTime() - (this.inSince ?? 0) >= steadyMs) this.rejoins = 0;
    const delay = rejoinDelay({
      failure,
      triesBefore: this.rejoins,
      sinceJoinMs: now.getTime() - this.askedAt,
      now,
      random: this.around.random(),
    });
    if (delay === undefined) return this.end(failure);
    this.rejoins += 1;
    this.comeBackIn(delay, { attempt: this.rejoins, of: rejoinTries }, failure);
  }

  private comeBackIn(milliseconds: number, rejoin: MeetingWindow['rejoin'], failure: Failure): void {
    this.stop();
    const waitsUntil = new Date(this.around.now().getTime() + milliseconds).toISOString();
    this.window = { ...this.window, waitsUntil, rejoin };
    this.change('reconnecting', failure);
    this.view.showRoom();
    this.joinLater(milliseconds);
  }

  private end(failure?: Failure): void {
    this.stop();
    this.change('ended', failure);
    this.view.showRoom();
  }

  private enterPracticeRoom(participantId: string): void {
    this.participantId = participantId;
    this.stopWatching = this.around.practiceAttendance.watch(
      participantId,
      (room) => this.hearRoom(room),
      () => this.end({ code: 'meeting_left' }),
    );
    if (this.recordingToken) void this.around.practiceAttendance.record(participantId, this.recordingToken);
    this.recordingToken = undefined;
    this.change('admitting');
    this.view.showRoom();
  }

  /** The room says what the SDK's events say in a real meeting. */
  private hearRoom(room: PracticeRoom): void {
    const { phase } = this.window;
    this.room = room;
    this.take(reportOf(room.standing));
    if (this.window.phase === phase) this.view.roomChanged(this.roomView);
    const hasHost = room.participants.some(({ role }) => role === 'host');
    if (this.window.phase === 'inMeeting') this.count(room.participants.length, hasHost);
  }

  private count(participants: number, hasHost: boolean): void {
    if (this.window.participants === participants && this.window.hasHost === hasHost) return;
    this.window = { ...this.window, participants, hasHost };
    this.around.onChanged(this);
  }

  private ask(command: SdkCommand): Promise<SdkOutcome> {
    return this.asked[command.kind].ask(() => this.view.command(command));
  }

  private stop(): void {
    clearTimeout(this.limit);
    this.stopWatching();
    for (const request of Object.values(this.asked)) request.drop();
    this.ticket = undefined;
    this.recordingToken = undefined;
    this.room = undefined;
    if (this.participantId) void this.around.practiceAttendance.leave(this.participantId);
    this.participantId = undefined;
  }

  private change(phase: MeetingWindow['phase'], failure?: Failure): void {
    const { failure: _before, participants, hasHost, waitsUntil, rejoin, ...shown } = this.window;
    const stays = shown.phase === phase && phase === 'inMeeting';
    const since = shown.phase === phase ? shown.since : this.around.now().toISOString();
    const isOnTheWay = phase !== 'inMeeting' && phase !== 'failed' && phase !== 'ended';
    this.window = {
      ...shown,
      phase,
      since,
      ...(stays && participants !== undefined ? { participants, hasHost } : {}),
      ...(isOnTheWay && waitsUntil ? { waitsUntil } : {}),
      ...(isOnTheWay && rejoin ? { rejoin } : {}),
      ...(failure ? { failure } : {}),
    };
    this.view.roomChanged(this.roomView);
    this.around.onChanged(this);
  }
}

function isAtTheDoor(phase: MeetingWindow['phase']): phase is 'admitting' | 'waitingRoom' {
  return phase === 'admitting' || phase === 'waitingRoom';
}

function isWaitingForSomebody(phase: MeetingWindow['phase']): boolean {
  return phase === 'waitingForHost' || phase === 'waitingForAuthorizer';
}

function minutesFrom(now: Date, minutes: number): string {
  return new Date(now.getTime() + minutes * 60_000).toISOString();
}

/** How long Zoom has for its answer after a page that loaded for `loadedMs`, in milliseconds. */
function answerLimit(loadedMs: number): number {
  // The clock may have been set meanwhile.
  const loaded = Math.min(Math.max(loadedMs, 0), joinLimitMs);
  return Math.min(Math.max(joinLimitMs, loaded + askLimitMs), latestCardMs) - loaded;
}
