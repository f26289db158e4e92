import { randomUUID } from 'node:crypto';
import { AppError, type Failure, failureOf } from '../shared/app-error';
import type { MeetingWindow } from '../shared/app-state';
import type { BotId } from '../shared/bot';
import type { JoinPlan } from '../shared/join-plan';
import type { Meeting } from '../shared/meeting';
import type { MeetingHandlers, MeetingTicket, PracticeRoom, RoomView, SdkReport } from '../shared/meeting-page';
import { failureInReport } from '../zoom/sdk-verdict';
import type { LiveState } from './live-state';
import { type PracticeAttendance, reportOf } from './practice-attendance';
import { betweenJoinsMs, rejoinDelay, rejoinTries, steadyMs } from './rejoin-plan';

/** One window on the desktop that a session is shown in. */
export type MeetingView = {
  /** Loads the Meeting SDK's page afresh; what was there is gone. */
  showSdk(): void;
  /** Loads Usher's own page: practice room, error card, ended card. */
  showRoom(): void;
  roomChanged(room: RoomView): void;
  focus(): void;
  close(): void;
};

type OpenView = (options: {
  windowId: string;
  title: string;
  isPractice: boolean;
  botId?: BotId;
  onClosed: () => void;
  onPageGone: (reason: string) => void;
}) => MeetingView;

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

type Session = {
  shown: MeetingWindow;
  view: MeetingView;
  attendance: Attendance;
  /** Handed to the page once; then nothing here knows it any more. */
  ticket: Promise<MeetingTicket> | undefined;
  /** When that was asked for. */
  mintedAt: number;
  /** Counts the pages loaded; a mint of an earlier one has nothing to say any more. */
  attempt: number;
  hasNewZak: boolean;
  limit: NodeJS.Timeout | undefined;
  /** When Zoom was last asked to be let in. */
  askedAt: number;
  /** When it got in, if it is in or was and comes back. */
  inSince: number | undefined;
  /** Joins by itself since it was last in for good. */
  rejoins: number;
  /** What the practice room tells while one is in it. */
  participantId: string | undefined;
  room: RoomView['room'];
  stopWatching: () => void;
};

/** From the click to the meeting, whatever happens on the way: after this the window shows Usher's own card. */
const joinLimitMs = 25_000;
/** More of them at once would all miss that limit: twelve on two processors did (measured). The others wait for their turn. */
const loadingAtOnce = 2;
/** How often Zoom is asked whether the host has come. Each time is a whole join, and Zoom wants no more than one in ten seconds. */
const askAgainMs = 20_000;
/** The SDK tries to get back by itself at first. After this Usher joins anew. */
const sdkReconnectMs = 60_000;
/** A permission to record lives two minutes, a ZAK five; what is older than this could run out at the door. */
const freshTicketMs = 90_000;

/**
 * Every meeting window from the click to its end: preparing, asking Zoom, in the meeting, failed or ended.
 * The SDK leaves dead spinners and screens of its own; here every phase has a limit and every refusal its card.
 * A window that loses its meeting comes back by itself, if that makes sense, until a person says otherwise.
 */
export class MeetingSessions {
  private readonly sessions = new Map<string, Session>();

  constructor(
    private readonly parts: {
      live: LiveState;
      openView: OpenView;
      practiceAttendance: PracticeAttendance;
      reauthorize: (credentialId: MeetingWindow['credentialId']) => Promise<void>;
      unlockKeyring: () => Promise<void>;
      showMeetings: () => void;
      showCredentials: () => void;
      showSettings: () => void;
      /** In the operator's window: a sign-in would end another authorization. */
      askToReauthorize: (credentialId: MeetingWindow['credentialId']) => void;
      now: () => Date;
      /** From 0 to 1. */
      random: () => number;
    },
  ) {}

  /** Opens the window at once and mints meanwhile. Somebody who is already in, or on the way, is shown the window that is there. */
  open(meeting: Meeting, plan: JoinPlan, attendance: Attendance): void {
    const whose = {
      ...(attendance.botId ? { botId: attendance.botId } : {}),
      ...(plan.access === 'obf' ? { isOnBehalf: true } : {}),
    };
    // A user is in a meeting once; on their behalf each bot may be.
    const same = [...this.sessions.values()].find(
      ({ shown }) =>
        shown.environment === meeting.environment &&
        shown.meetingId === meeting.meetingId &&
        shown.credentialId === plan.as &&
        shown.isOnBehalf === whose.isOnBehalf &&
        (!whose.isOnBehalf || shown.botId === attendance.botId),
    );
    if (same && same.shown.phase !== 'failed' && same.shown.phase !== 'ended') return same.view.focus();
    if (same) this.leave(same.shown.windowId);
    const windowId = randomUUID();
    const view = this.parts.openView({
      windowId,
      title: `${plan.userName} · ${meeting.topic}`,
      isPractice: meeting.environment === 'practice',
      ...(attendance.botId ? { botId: attendance.botId } : {}),
      onClosed: () => this.forget(windowId),
      onPageGone: (reason) => this.fail(windowId, { code: 'meeting_engine_failed', zoomMessage: reason }),
    });
    const session: Session = {
      shown: {
        windowId,
        meetingKey: meeting.key,
        meetingId: meeting.meetingId,
        environment: meeting.environment,
        topic: meeting.topic,
        role: plan.role,
        credentialId: plan.as,
        userName: plan.userName,
        ...whose,
        phase: 'queued',
        since: this.parts.now().toISOString(),
      },
      view,
      attendance,
      ticket: undefined,
      mintedAt: 0,
      attempt: 0,
      hasNewZak: false,
      limit: undefined,
      askedAt: 0,
      inSince: undefined,
      rejoins: 0,
      participantId: undefined,
      room: undefined,
      stopWatching: () => {},
    };
    this.sessions.set(windowId, session);
    this.join(session);
  }

  /** The SDK has gone to its leave page; a window that is gone already has nothing to tell. */
  left(windowId: string): void {
    if (this.sessions.has(windowId)) this.hear(windowId, { kind: 'ended' });
  }

  show(windowId: string): void {
    this.get(windowId).view.focus();
  }

  /** Closes the window, and with it everything that was in the meeting. */
  leave(windowId: string): void {
    this.get(windowId).view.close();
  }

  leaveAll(): void {
    const isQueued = ({ shown }: Session) => Number(shown.phase === 'queued');
    // Those first that wait for their turn: else each one that goes would bring up the next.
    for (const session of [...this.sessions.values()].sort((a, b) => isQueued(b) - isQueued(a))) session.view.close();
  }

  /** Who answers the pages of one meeting window. */
  handlersOf(windowId: string): MeetingHandlers {
    const session = () => this.get(windowId);
    return {
      takeTicket: async () => this.handOver(session()),
      report: async (report) => this.hear(windowId, report),
      getRoom: async () => this.roomView(session()),
      leave: async () => this.leave(windowId),
      endForAll: async () => {
        const { participantId } = session();
        if (participantId) await this.parts.practiceAttendance.end(participantId);
      },
      tryAgain: async () => {
        const { phase, waitsUntil } = session().shown;
        const isWaiting = isWaitingForSomebody(phase) || (phase === 'reconnecting' && waitsUntil !== undefined);
        if (isWaiting) return this.askAgain(session());
        if (phase !== 'failed' && phase !== 'ended') return;
        session().inSince = undefined;
        session().rejoins = 0;
        this.join(session());
      },
      reauthorize: async () => {
        const { attendance, shown } = session();
        attendance.onReauthorize();
        try {
          await this.parts.reauthorize(shown.credentialId);
        } catch (error) {
          // The card does not try again: who says yes there is let into this meeting by that.
          if (failureOf(error).code === 'authorization_would_replace') this.parts.askToReauthorize(shown.credentialId);
          throw error;
        }
        const isAnother = this.parts.live.current.arrivals.some(
          ({ credentialId }) => credentialId === shown.credentialId,
        );
        if (isAnother) this.parts.showCredentials();
      },
      showMeetings: async () => this.parts.showMeetings(),
      unlockKeyring: async () => this.parts.unlockKeyring(),
      showCredentials: async () => this.parts.showCredentials(),
      showSettings: async () => this.parts.showSettings(),
      close: async () => this.leave(windowId),
    };
  }

  /** At once, or when its turn comes. */
  private join(session: Session): void {
    const isAhead = (other: Session) => other !== session && isLoading(other.shown);
    if ([...this.sessions.values()].filter(isAhead).length >= loadingAtOnce) {
      clearTimeout(session.limit);
      this.change(session, 'queued');
      return session.view.showRoom();
    }
    // It said when; a wait for somebody has another end.
    if (session.shown.phase === 'reconnecting') {
      const { waitsUntil: _over, ...shown } = session.shown;
      session.shown = shown;
    }
    session.hasNewZak = false;
    session.askedAt = this.parts.now().getTime();
    this.limit(session, { code: 'meeting_timed_out' });
    this.load(session);
  }

  /** In the order in which the windows were opened. */
  private joinNext(): void {
    const next = [...this.sessions.values()].find(({ shown }) => shown.phase === 'queued');
    if (next) this.join(next);
  }

  private limit(session: Session, failure: Failure, milliseconds = joinLimitMs): void {
    clearTimeout(session.limit);
    session.limit = setTimeout(() => this.fail(session.shown.windowId, failure), milliseconds);
  }

  /** Zoom tells nobody when somebody comes: one asks again, until there is nothing left of the wait. */
  private waitFor(whom: 'waitingForHost' | 'waitingForAuthorizer', session: Session, failure: Failure): void {
    const { now, live } = this.parts;
    const until = session.shown.waitsUntil ?? minutesFrom(now(), live.current.settings.waitForHostMinutes);
    const left = Date.parse(until) - now().getTime();
    if (left <= 0) return this.giveUp(session, failure);
    this.stop(session);
    session.shown = { ...session.shown, waitsUntil: until };
    this.change(session, whom);
    session.view.showRoom();
    this.joinLater(session, Math.min(askAgainMs, left));
  }

  /** At once, or as soon as Zoom's patience allows. */
  private askAgain(session: Session): void {
    const wait = Math.min(session.askedAt + betweenJoinsMs - this.parts.now().getTime(), betweenJoinsMs);
    if (wait <= 0) return this.join(session);
    this.joinLater(session, wait);
    const { phase, failure } = session.shown;
    if (phase !== 'reconnecting') return;
    const waitsUntil = new Date(this.parts.now().getTime() + wait).toISOString();
    session.shown = { ...session.shown, waitsUntil };
    this.change(session, phase, failure);
  }

  private joinLater(session: Session, milliseconds: number): void {
    clearTimeout(session.limit);
    session.limit = setTimeout(() => this.join(session), milliseconds);
  }

  /** A waiting room is a matter of people, who may have forgotten who stands there. */
  private waitForAdmission(session: Session): void {
    const { now, live } = this.parts;
    const { phase, waitsUntil: known } = session.shown;
    const isThere = phase === 'admitting' && known !== undefined;
    const waitsUntil = isThere ? known : minutesFrom(now(), live.current.settings.waitingRoomMinutes);
    session.shown = { ...session.shown, waitsUntil };
    this.limit(session, { code: 'not_admitted' }, Date.parse(waitsUntil) - now().getTime());
    this.change(session, 'admitting');
  }

  private load(session: Session): void {
    session.attempt += 1;
    this.mint(session);
    this.change(session, 'preparing');
    session.view.showSdk();
  }

  private mint(session: Session): Promise<MeetingTicket> {
    const { attempt } = session;
    const ticket = session.attendance.mint();
    session.ticket = ticket;
    session.mintedAt = this.parts.now().getTime();
    // A ticket that cannot be had ends the attempt at once, whether the page has asked for it yet or not.
    ticket.catch((error: unknown) => {
      const isOfThisAttempt = session.attempt === attempt && session.shown.phase === 'preparing';
      if (isOfThisAttempt) this.fail(session.shown.windowId, failureOf(error));
    });
    return ticket;
  }

  /** Once only. A computer that slept between the mint and this moment has a ZAK that is no longer worth much. */
  private async handOver(session: Session): Promise<MeetingTicket> {
    const { ticket, mintedAt } = session;
    if (!ticket) throw new AppError('invalid_request');
    const isFresh = Math.abs(this.parts.now().getTime() - mintedAt) <= freshTicketMs;
    const taken = isFresh ? ticket : this.mint(session);
    session.ticket = undefined;
    return taken;
  }

  private hear(windowId: string, report: SdkReport): void {
    const session = this.get(windowId);
    const { phase, waitsUntil } = session.shown;
    // Until the new page of another attempt has taken its ticket, it is the old one that still speaks.
    if (session.ticket !== undefined) return;
    // In a practice room the SDK has nothing more to say: its page is on its way out.
    if (phase === 'queued' || isWaitingForSomebody(phase) || phase === 'failed' || phase === 'ended') return;
    if (phase === 'reconnecting' && waitsUntil !== undefined) return;
    if (session.participantId !== undefined) return;
    this.take(session, report);
  }

  private take(session: Session, report: SdkReport): void {
    const { phase } = session.shown;
    const failure = failureInReport(report);
    const isIn = phase === 'inMeeting' || phase === 'reconnecting';
    if (failure) return isIn ? this.lose(session, failure) : this.refused(session, failure);
    switch (report.kind) {
      case 'joining':
        return this.change(session, 'askingZoom');
      case 'practiceVerdict':
        // Only Practice Zoom has rooms of its own, whatever a page may say.
        if (session.shown.environment === 'practice') this.enterPracticeRoom(session, report.participantId);
        return;
      case 'verdict':
        return this.waitForAdmission(session);
      case 'joined':
        if (phase !== 'inMeeting') this.arrive(session);
        return;
      case 'reconnecting':
        if (phase === 'inMeeting') this.reconnects(session);
        return;
      case 'participants':
        if (phase === 'inMeeting') this.count(session, report.count);
        return;
      case 'network':
        // The SDK waits for ever for a network that does not come back. Before Zoom's yes the other limit runs already.
        if (phase === 'admitting' && report.isOnline) this.waitForAdmission(session);
        else if (phase === 'admitting') this.limit(session, { code: 'offline' });
        return;
      case 'ended':
        // Whoever goes before being in, from the SDK's preview or waiting room, wants no card.
        // A practice room is left by Usher's own button: there it was somebody else.
        if (isIn || session.participantId !== undefined) return this.end(session);
        return this.leave(session.shown.windowId);
    }
  }

  private reconnects(session: Session): void {
    this.limit(session, { code: 'connection_lost' }, sdkReconnectMs);
    this.change(session, 'reconnecting');
  }

  private arrive(session: Session): void {
    clearTimeout(session.limit);
    session.inSince = this.parts.now().getTime();
    session.attendance.onJoined();
    this.change(session, 'inMeeting');
  }

  /** A ZAK may have run out on the way. One fresh one is worth a try; a second refusal means something else. */
  private refused(session: Session, failure: Failure): void {
    // Whoever comes as the host is not to wait for one.
    const isForHost = failure.code === 'meeting_not_started' && session.shown.role === 'participant';
    if (isForHost) return this.waitFor('waitingForHost', session, failure);
    if (failure.code === 'authorizer_absent') return this.waitFor('waitingForAuthorizer', session, failure);
    if (failure.code !== 'zak_refused' || session.hasNewZak) {
      session.attendance.onRefused(failure);
      return this.fail(session.shown.windowId, failure);
    }
    session.hasNewZak = true;
    this.load(session);
  }

  /** Whoever was in already comes back, if another try makes sense. */
  private fail(windowId: string, failure: Failure): void {
    const session = this.sessions.get(windowId);
    if (!session || session.shown.phase === 'failed' || session.shown.phase === 'ended') return;
    if (session.inSince === undefined) this.giveUp(session, failure);
    else this.lose(session, failure);
  }

  private giveUp(session: Session, failure: Failure): void {
    this.stop(session);
    this.change(session, 'failed', failure);
    session.view.showRoom();
  }

  private lose(session: Session, failure: Failure): void {
    const now = this.parts.now();
    const { phase } = session.shown;
    const isFromInside = phase === 'inMeeting' || (phase === 'reconnecting' && session.shown.waitsUntil === undefined);
    if (isFromInside && now.getTime() - (session.inSince ?? 0) >= steadyMs) session.rejoins = 0;
    const delay = rejoinDelay({
      failure,
      triesBefore: session.rejoins,
      sinceJoinMs: now.getTime() - session.askedAt,
      now,
      random: this.parts.random(),
    });
    if (delay === undefined) return this.end(session, failure);
    session.rejoins += 1;
    this.stop(session);
    const waitsUntil = new Date(now.getTime() + delay).toISOString();
    session.shown = { ...session.shown, waitsUntil, rejoin: { attempt: session.rejoins, of: rejoinTries } };
    this.change(session, 'reconnecting', failure);
    session.view.showRoom();
    this.joinLater(session, delay);
  }

  private end(session: Session, failure?: Failure): void {
    this.stop(session);
    this.change(session, 'ended', failure);
    session.view.showRoom();
  }

  private enterPracticeRoom(session: Session, participantId: string): void {
    session.participantId = participantId;
    session.stopWatching = this.parts.practiceAttendance.watch(
      participantId,
      (room) => this.hearRoom(session, room),
      () => this.end(session, { code: 'meeting_left' }),
    );
    this.change(session, 'admitting');
    session.view.showRoom();
  }

  /** The room says what the SDK's events say in a real meeting. */
  private hearRoom(session: Session, room: PracticeRoom): void {
    const { phase } = session.shown;
    session.room = room;
    this.take(session, reportOf(room.standing));
    if (session.shown.phase === phase) session.view.roomChanged(this.roomView(session));
    if (session.shown.phase === 'inMeeting') this.count(session, room.participants.length);
  }

  private count(session: Session, participants: number): void {
    if (session.shown.participants === participants) return;
    session.shown = { ...session.shown, participants };
    this.publish();
  }

  private stop(session: Session): void {
    clearTimeout(session.limit);
    session.stopWatching();
    session.ticket = undefined;
    session.room = undefined;
    if (session.participantId) void this.parts.practiceAttendance.leave(session.participantId);
    session.participantId = undefined;
  }

  private forget(windowId: string): void {
    const session = this.sessions.get(windowId);
    if (!session) return;
    if (session.shown.phase === 'failed') session.attendance.onGivenUp();
    this.stop(session);
    this.sessions.delete(windowId);
    this.publish();
    this.joinNext();
  }

  private change(session: Session, phase: MeetingWindow['phase'], failure?: Failure): void {
    const { failure: _before, participants: _then, waitsUntil, rejoin, ...shown } = session.shown;
    const since = shown.phase === phase ? shown.since : this.parts.now().toISOString();
    const isOnTheWay = phase !== 'inMeeting' && phase !== 'failed' && phase !== 'ended';
    session.shown = {
      ...shown,
      phase,
      since,
      ...(isOnTheWay && waitsUntil ? { waitsUntil } : {}),
      ...(isOnTheWay && rejoin ? { rejoin } : {}),
      ...(failure ? { failure } : {}),
    };
    session.view.roomChanged(this.roomView(session));
    this.publish();
    if (phase !== 'queued' && !isLoading(session.shown)) this.joinNext();
  }

  private publish(): void {
    this.parts.live.set({ meetingWindows: [...this.sessions.values()].map(({ shown }) => shown) });
  }

  private roomView(session: Session): RoomView {
    return {
      meetingWindow: session.shown,
      ...(session.room ? { room: session.room } : {}),
      theme: this.parts.live.current.settings.theme,
    };
  }

  private get(windowId: string): Session {
    const session = this.sessions.get(windowId);
    if (!session) throw new AppError('invalid_request');
    return session;
  }
}

/** The SDK's files are read and run: that takes a processor for itself. */
function isLoading({ phase }: MeetingWindow): boolean {
  return phase === 'preparing' || phase === 'askingZoom';
}

function isWaitingForSomebody(phase: MeetingWindow['phase']): boolean {
  return phase === 'waitingForHost' || phase === 'waitingForAuthorizer';
}

function minutesFrom(now: Date, minutes: number): string {
  return new Date(now.getTime() + minutes * 60_000).toISOString();
}
