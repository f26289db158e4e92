import type { CallEnd } from '../codec/device-calls';
import { AppError, failureOf } from '../shared/app-error';
import type { CodecId, RoomErrand } from '../shared/codec';
import { type DialChoice, hiddenDialString } from '../shared/dial-string';
import type { MeetingKey } from '../shared/meeting';
import type { Activity } from './activity';
import type { Codecs } from './codecs';
import type { HostKeys } from './host-keys';
import type { LiveState } from './live-state';
import type { Dialing } from './meeting-care';
import type { MeetingSessions } from './meeting-sessions';

/** So long after the end of a call its cause is waited for. */
const causeMs = 1_000;
/** A connector that has not answered for so long does not any more. */
const dialLimitMs = 60_000;

type Errand = { shown: RoomErrand; dialing?: Dialing; timer?: NodeJS.Timeout };

/**
 * Brings meetings onto room systems: one call for each device, followed to its end. Nothing is dialled again by itself; somebody decides that
 * who has seen how it went.
 */
export class RoomErrands {
  private readonly errands = new Map<CodecId, Errand>();

  constructor(
    private readonly parts: {
      live: LiveState;
      codecs: Pick<Codecs, 'device' | 'connect' | 'get' | 'watch'>;
      /** @throws AppError what Zoom and the directory say */
      dialingOf: (meetingKey: MeetingKey, choice: DialChoice) => Promise<Dialing>;
      hostKeys: () => Promise<Pick<HostKeys, 'prove'>>;
      sessions: Pick<MeetingSessions, 'inviteRoom'>;
      activity: Pick<Activity, 'note' | 'noteOutcome'>;
      now: () => Date;
    },
  ) {
    parts.codecs.watch({
      callsChanged: (codecId) => this.look(codecId),
      callEnded: (codecId, end) => this.ended(codecId, end),
    });
  }

  /**
   * Answers when every device is called or has refused; how each goes on stands in the state.
   * @throws AppError `meeting_not_found`, `invalid_request` for a device that is on an errand already, and as `dialingOf`
   */
  async bring(meetingKey: MeetingKey, codecIds: readonly CodecId[], choice: DialChoice): Promise<void> {
    const meeting = this.parts.live.current.meetings.find(({ key }) => key === meetingKey);
    if (!meeting) throw new AppError('meeting_not_found');
    if (codecIds.some((codecId) => this.isBusy(codecId))) throw new AppError('invalid_request');
    const since = this.parts.now().toISOString();
    for (const codecId of codecIds) {
      const shown = { codecId, meetingKey, topic: meeting.topic, shown: '', phase: 'preparing', since } as const;
      this.errands.set(codecId, { shown });
    }
    this.publish();
    try {
      const dialing = await this.parts.dialingOf(meetingKey, choice);
      await Promise.all(codecIds.map((codecId) => this.dial(codecId, dialing, choice.protocol)));
    } catch (error) {
      for (const codecId of codecIds) this.errands.delete(codecId);
      this.publish();
      throw error;
    }
  }

  /** Has Zoom call a room system into the meeting of a window. @throws AppError `room_not_invited`, and as `MeetingSession.inviteRoom` */
  async invite(windowId: string, room: Parameters<MeetingSessions['inviteRoom']>[1]): Promise<void> {
    const window = this.parts.live.current.meetingWindows.find((one) => one.windowId === windowId);
    if (!window) throw new AppError('invalid_request');
    const { meetingId, topic, credentialId } = window;
    const invited = this.parts.sessions.inviteRoom(windowId, room).then((outcome) => {
      if (outcome !== 'done') throw new AppError('room_not_invited');
    });
    await this.parts.activity.noteOutcome(
      { kind: 'roomInvited', credentialId, meetingId, topic, about: room.ip },
      invited,
    );
  }

  /** @throws AppError as `RoomOs.hangUp` */
  async hangUp(codecId: CodecId, callId: number): Promise<void> {
    await this.parts.codecs.device(codecId).hangUp(callId);
    this.parts.activity.note({ kind: 'roomHungUp', outcome: 'done', about: this.parts.codecs.get(codecId).name });
  }

  /** @throws AppError as `RoomOs.press` */
  async press(codecId: CodecId, callId: number, digits: string): Promise<void> {
    await this.parts.codecs.device(codecId).press(callId, digits);
  }

  /**
   * No device says who is the host, so a person who has looked does: that proves the key, or casts doubt on it.
   * @throws AppError `invalid_request` where no key of the directory went along
   */
  async answer(codecId: CodecId, becameHost: boolean): Promise<void> {
    const errand = this.errands.get(codecId);
    const used = errand?.dialing?.hostKey;
    if (!used?.keyOf) throw new AppError('invalid_request');
    await (await this.parts.hostKeys()).prove(used.keyOf, used.key, becameHost);
    this.change(codecId, { becameHost });
  }

  /** What is over is not shown any more. @throws AppError `invalid_request` while it is not */
  dismiss(codecId: CodecId): void {
    if (this.isBusy(codecId)) throw new AppError('invalid_request');
    this.errands.delete(codecId);
    this.publish();
  }

  stop(): void {
    for (const { timer } of this.errands.values()) clearTimeout(timer);
  }

  private async dial(codecId: CodecId, dialing: Dialing, protocol: DialChoice['protocol']): Promise<void> {
    const { codecs, activity } = this.parts;
    const { name } = codecs.get(codecId);
    const { number, hostKey } = dialing;
    const keyOf = hostKey?.keyOf;
    this.change(codecId, { shown: hiddenDialString(number), ...(keyOf ? { keyOf } : {}) }, dialing);
    const errand = this.errands.get(codecId);
    const about = { topic: errand?.shown.topic ?? '', about: dialing.hostKey ? `${name}, with a host key` : name };
    try {
      await codecs.connect(codecId);
      const callId = await codecs.device(codecId).dial(number, protocol === 'sip' ? 'SIP' : 'H323');
      activity.note({ kind: 'roomDialled', outcome: 'done', ...about });
      this.change(codecId, { phase: 'dialling', callId });
      if (errand) errand.timer = setTimeout(() => this.tooLate(codecId), dialLimitMs).unref();
      this.look(codecId);
    } catch (error) {
      const failure = failureOf(error);
      activity.note({ kind: 'roomDialled', outcome: 'failed', code: failure.code, ...about });
      this.change(codecId, { phase: 'failed', failure });
    }
  }

  private look(codecId: CodecId): void {
    const errand = this.errands.get(codecId);
    if (!errand || errand.shown.callId === undefined || !this.isBusy(codecId)) return;
    const { calls, link } = this.parts.codecs.device(codecId).state;
    // While it cannot be heard nothing is known; its calls go on.
    if (link !== 'open') return;
    const call = calls.find(({ callId }) => callId === errand.shown.callId);
    if (call?.status === 'Connected' && errand.shown.phase === 'dialling') this.change(codecId, { phase: 'connected' });
    // Why it is over is told beside its end, before or after it.
    if (!call) errand.timer ??= setTimeout(() => this.over(codecId, undefined), causeMs).unref();
  }

  private ended(codecId: CodecId, end: CallEnd): void {
    if (this.errands.get(codecId)?.shown.callId === end.callId && this.isBusy(codecId)) this.over(codecId, end);
  }

  private over(codecId: CodecId, end: CallEnd | undefined): void {
    const errand = this.errands.get(codecId);
    if (!errand) return;
    const wasConnected = errand.shown.phase === 'connected';
    if (wasConnected && !end?.isFault) this.change(codecId, { phase: 'over' });
    else {
      const subject = end?.cause ? { subject: end.cause } : {};
      this.change(codecId, {
        phase: wasConnected ? 'over' : 'failed',
        failure: { code: 'codec_call_failed', ...subject },
      });
    }
    void this.forgetKey(codecId, errand);
  }

  /** What a device has dialled stands in its history, for everybody at its panel. */
  private async forgetKey(codecId: CodecId, { dialing }: Errand): Promise<void> {
    if (!dialing?.hostKey || !this.parts.codecs.get(codecId).forgetsKeys) return;
    try {
      await this.parts.codecs.device(codecId).forgetCallsTo(dialing.number);
    } catch (error) {
      this.change(codecId, { failure: { ...failureOf(error), code: 'key_in_history' } });
    }
  }

  private tooLate(codecId: CodecId): void {
    if (this.errands.get(codecId)?.shown.phase !== 'dialling') return;
    this.change(codecId, { failure: { code: 'codec_no_answer' } });
  }

  private isBusy(codecId: CodecId): boolean {
    const phase = this.errands.get(codecId)?.shown.phase;
    return phase === 'preparing' || phase === 'dialling' || phase === 'connected';
  }

  private change(codecId: CodecId, change: Partial<RoomErrand>, dialing?: Dialing): void {
    const errand = this.errands.get(codecId);
    if (!errand) return;
    const since = change.phase ? { since: this.parts.now().toISOString() } : {};
    if (change.phase) clearTimeout(errand.timer);
    const { failure: _former, ...before } = errand.shown;
    errand.shown = { ...(change.phase ? before : errand.shown), ...since, ...change };
    if (dialing) errand.dialing = dialing;
    this.publish();
  }

  private publish(): void {
    this.parts.live.set({ errands: [...this.errands.values()].map(({ shown }) => shown) });
  }
}
