import { randomUUID } from 'node:crypto';
import { AppError, failureOf } from '../shared/app-error';
import type { MeetingWindow } from '../shared/app-state';
import type { BotId } from '../shared/bot';
import type { JoinPlan } from '../shared/join-plan';
import type { Meeting } from '../shared/meeting';
import type { InvitedRoom, MeetingHandlers, SdkOutcome } from '../shared/meeting-page';
import type { LiveState } from './live-state';
import { type Attendance, MeetingSession, type MeetingView } from './meeting-session';
import type { PracticeAttendance } from './practice-attendance';

type OpenView = (options: {
  windowId: string;
  title: string;
  isPractice: boolean;
  botId?: BotId;
  onClosed: () => void;
  onPageGone: (reason: string) => void;
}) => MeetingView;

/** All meeting windows: who gets one, whose turn it is to load, and who answers their pages. */
export class MeetingSessions {
  private readonly sessions = new Map<string, MeetingSession>();

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
      /** So many windows load at the same time, and the others wait: a processor is to be left for those that are in. */
      loadingAtOnce: number;
      now: () => Date;
      /** From 0 to 1. */
      random: () => number;
    },
  ) {}

  /** Opens the window at once and mints meanwhile. Somebody who is already in, or on the way, is shown the window that is there. */
  open(meeting: Meeting, plan: JoinPlan, attendance: Attendance): void {
    const { botId } = attendance;
    const whose = { ...(botId ? { botId } : {}), ...(plan.access === 'obf' ? { isOnBehalf: true } : {}) };
    // A user is in a meeting once; on their behalf each bot may be.
    const same = [...this.sessions.values()].find(
      ({ shown }) =>
        shown.environment === meeting.environment &&
        shown.meetingId === meeting.meetingId &&
        shown.credentialId === plan.as &&
        shown.isOnBehalf === whose.isOnBehalf &&
        (!whose.isOnBehalf || shown.botId === botId),
    );
    if (same && !same.isOver) return same.view.focus();
    same?.view.close();
    const windowId = randomUUID();
    const { live, openView, practiceAttendance, now, random } = this.parts;
    const view = openView({
      windowId,
      title: `${plan.userName} · ${live.current.settings.hideTopics ? 'A meeting' : meeting.topic}`,
      isPractice: meeting.environment === 'practice',
      ...(botId ? { botId } : {}),
      onClosed: () => this.forget(windowId),
      onPageGone: (reason) => this.sessions.get(windowId)?.pageGone(reason),
    });
    const shown: MeetingWindow = {
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
      since: now().toISOString(),
    };
    const session = new MeetingSession(shown, view, attendance, {
      practiceAttendance,
      settings: () => live.current.settings,
      hasTurn: (one) => this.hasTurn(one),
      onChanged: (one) => {
        this.publish();
        if (one.shown.phase !== 'queued' && !one.isLoading) this.joinNext();
      },
      now,
      random,
    });
    this.sessions.set(windowId, session);
    session.join();
  }

  /** The SDK has gone to its leave page; a window that is gone already has nothing to tell. */
  left(windowId: string): void {
    this.sessions.get(windowId)?.hear({ kind: 'ended' });
  }

  show(windowId: string): void {
    this.get(windowId).view.focus();
  }

  /** @throws AppError as `MeetingSession.claimHost` */
  claimHost(windowId: string, hostKey: string): Promise<SdkOutcome> {
    return this.get(windowId).claimHost(hostKey);
  }

  /** @throws AppError as `MeetingSession.inviteRoom` */
  inviteRoom(windowId: string, room: InvitedRoom): Promise<SdkOutcome> {
    return this.get(windowId).inviteRoom(room);
  }

  /** Closes the window, and with it everything that was in the meeting. */
  leave(windowId: string): void {
    this.get(windowId).view.close();
  }

  leaveAll(): void {
    const isQueued = ({ shown }: MeetingSession) => Number(shown.phase === 'queued');
    // Those first that wait for their turn: else each one that goes would bring up the next.
    for (const session of [...this.sessions.values()].sort((a, b) => isQueued(b) - isQueued(a))) session.view.close();
  }

  /** Who answers the pages of one meeting window. */
  handlersOf(windowId: string): MeetingHandlers {
    const session = () => this.get(windowId);
    return {
      takeTicket: async () => session().takeTicket(),
      report: async (report) => session().hear(report),
      getRoom: async () => session().roomView,
      leave: async () => this.leave(windowId),
      endForAll: async () => session().endForAll(),
      tryAgain: async () => session().tryAgain(),
      reauthorize: async () => this.reauthorize(session()),
      showMeetings: async () => this.parts.showMeetings(),
      unlockKeyring: async () => this.parts.unlockKeyring(),
      showCredentials: async () => this.parts.showCredentials(),
      showSettings: async () => this.parts.showSettings(),
      close: async () => this.leave(windowId),
    };
  }

  private async reauthorize({ attendance, shown: { credentialId } }: MeetingSession): Promise<void> {
    attendance.onReauthorize();
    try {
      await this.parts.reauthorize(credentialId);
    } catch (error) {
      // The card does not try again: who says yes there is let into this meeting by that.
      if (failureOf(error).code === 'authorization_would_replace') this.parts.askToReauthorize(credentialId);
      throw error;
    }
    const isAnother = this.parts.live.current.arrivals.some((arrival) => arrival.credentialId === credentialId);
    if (isAnother) this.parts.showCredentials();
  }

  private hasTurn(session: MeetingSession): boolean {
    const ahead = [...this.sessions.values()].filter((other) => other !== session && other.isLoading);
    return ahead.length < this.parts.loadingAtOnce;
  }

  /** In the order in which the windows were opened. */
  private joinNext(): void {
    const next = [...this.sessions.values()].find(({ shown }) => shown.phase === 'queued');
    if (next && this.hasTurn(next)) next.join();
  }

  private forget(windowId: string): void {
    const session = this.sessions.get(windowId);
    if (!session) return;
    session.closed();
    this.sessions.delete(windowId);
    this.publish();
    this.joinNext();
  }

  private publish(): void {
    this.parts.live.set({ meetingWindows: [...this.sessions.values()].map(({ shown }) => shown) });
  }

  private get(windowId: string): MeetingSession {
    const session = this.sessions.get(windowId);
    if (!session) throw new AppError('invalid_request');
    return session;
  }
}
