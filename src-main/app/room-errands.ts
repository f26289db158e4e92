import { type CallEnd, type DeviceCall, isCallTo } from '../codec/device-calls';
import { AppError, type Failure, failureOf } from '../shared/app-error';
import type { CodecId, RoomErrand, WhoIsHost } from '../shared/codec';
import { type DialChoice, hiddenDialString } from '../shared/dial-string';
import type { MeetingKey } from '../shared/meeting';
import type { Activity } from './activity';
import type { Codecs } from './codecs';
import type { HostKeys } from './host-keys';
import type { LiveState } from './live-state';
import type { Dialing } from './meeting-care';

/**
 * In milliseconds. `cause`: so long after a call is gone its cause is waited for, which is told beside its end, before or after it.
 * `dial`: a connector that has not answered for so long does not any more.
 */
export type ErrandLimits = { cause: number; dial: number };
const usualLimits: ErrandLimits = { cause: 1_000, dial: 60_000 };

type Errand = {
  shown: RoomErrand;
  dialing?: Dialing;
  /** While it rings. */
  patience?: NodeJS.Timeout;
  /** Once its call is gone. */
  farewell?: NodeJS.Timeout;
  /** The last end that was told of: a short call may be over before its device has answered that it is up. */
  end?: CallEnd;
  /** How its call had ended, before there was something to say of its key. */
  ending?: Failure | undefined;
};
/**
 * A number with a host key that may stand in the history of a device, whatever else comes of it there. `isSure`: it was called. `isTried`: it could
 * not be taken out, and nothing has changed since.
 */
type Trace = { codecId: CodecId; number: string; isSure: boolean; isTried: boolean; errand: Errand };
type ErrandChange = Omit<Partial<RoomErrand>, 'failure'> & { failure?: Failure | undefined };

/**
 * Brings meetings onto room systems: one call for each device, followed to its end. Nothing is dialled again by itself; somebody decides that
 * who has seen how it went.
 */
export class RoomErrands {
  private readonly errands = new Map<CodecId, Errand>();
  private readonly traces = new Set<Trace>();
  private readonly limits: ErrandLimits;

  constructor(
    private readonly parts: {
      live: LiveState;
      codecs: Pick<Codecs, 'device' | 'connect' | 'get' | 'watch'>;
      /** @throws AppError what Zoom and the directory say */
      dialingOf: (meetingKey: MeetingKey, choice: DialChoice) => Promise<Dialing>;
      hostKeys: () => Promise<Pick<HostKeys, 'prove'>>;
      activity: Pick<Activity, 'note'>;
      now: () => Date;
      limits?: ErrandLimits;
    },
  ) {
    this.limits = parts.limits ?? usualLimits;
    parts.codecs.watch({
      callsChanged: (codecId) => this.look(codecId),
      callEnded: (codecId, end) => this.ended(codecId, end),
      removed: (codecId) => this.removed(codecId),
    });
  }

  /**
   * Answers when every device is called or has refused; how each goes on stands in the state.
   * @throws AppError `meeting_not_found`, `invalid_request` for a device that is no more or is on an errand already, and as `dialingOf`
   */
  async bring(meetingKey: MeetingKey, codecIds: readonly CodecId[], choice: DialChoice): Promise<void> {
    const { live, codecs, now, dialingOf } = this.parts;
    const meeting = live.current.meetings.find(({ key }) => key === meetingKey);
    if (!meeting) throw new AppError('meeting_not_found');
    const wanted = [...new Set(codecIds)].map((codecId) => codecs.get(codecId));
    if (wanted.some(({ id }) => this.isBusy(id))) throw new AppError('invalid_request');
    const since = now().toISOString();
    const begun = wanted.map(({ id: codecId, name }) => {
      const shown = { codecId, meetingKey, topic: meeting.topic, shown: '', phase: 'preparing', since } as const;
      const errand: Errand = { shown };
      this.errands.set(codecId, errand);
      return { errand, name };
    });
    this.publish();
    try {
      const dialing = await dialingOf(meetingKey, choice);
      await Promise.all(begun.map(({ errand, name }) => this.dial(errand, name, dialing, choice.protocol)));
    } catch (error) {
      for (const { errand } of begun) if (this.isCurrent(errand)) this.drop(errand.shown.codecId);
      throw error;
    }
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
   * No device says who is the host, so a person who has looked does: that proves the key, or casts doubt on it, if it is the host's and nobody
   * else could have been the host.
   * @throws AppError `invalid_request` where no key of the directory went along, or has not arrived
   */
  async answer(codecId: CodecId, whoIsHost: WhoIsHost): Promise<void> {
    const errand = this.errands.get(codecId);
    const used = errand?.dialing?.hostKey;
    const hasArrived = errand?.shown.phase === 'connected' || errand?.shown.phase === 'over';
    if (!errand || !used?.keyOf || !hasArrived) throw new AppError('invalid_request');
    const isProven = whoIsHost === 'room';
    const isDoubtful = whoIsHost === 'nobody' && used.isHosts === true && !this.isHostElsewhere(errand);
    if (isProven || isDoubtful) await (await this.parts.hostKeys()).prove(used.keyOf, used.key, isProven);
    const keyIs = isProven ? ({ keyIs: 'proven' } as const) : isDoubtful ? ({ keyIs: 'doubtful' } as const) : {};
    this.change(errand, { whoIsHost, ...keyIs });
  }

  /** What is over, or cannot be followed, is not shown any more. @throws AppError `invalid_request` while it goes on */
  dismiss(codecId: CodecId): void {
    const { link } = this.parts.codecs.device(codecId).state;
    if (this.isBusy(codecId) && link !== 'failed' && link !== 'waiting') throw new AppError('invalid_request');
    this.drop(codecId);
  }

  stop(): void {
    for (const errand of this.errands.values()) stopWaiting(errand);
  }

  /** How it went stands in the errand. Never fails. */
  private async dial(errand: Errand, name: string, dialing: Dialing, protocol: DialChoice['protocol']): Promise<void> {
    const { codecs, activity } = this.parts;
    const { codecId, topic } = errand.shown;
    const { number, hostKey } = dialing;
    errand.dialing = dialing;
    this.change(errand, { shown: hiddenDialString(number), ...(hostKey?.keyOf ? { keyOf: hostKey.keyOf } : {}) });
    const about = { kind: 'roomDialled', topic, about: hostKey ? `${name}, with a host key` : name } as const;
    try {
      await codecs.connect(codecId);
      const callId = await codecs.device(codecId).dial(number, protocol === 'sip' ? 'SIP' : 'H323');
      activity.note({ ...about, outcome: 'done' });
      if (!this.isCurrent(errand)) return;
      this.change(errand, { phase: 'dialling', callId });
      if (errand.end?.callId === callId) return this.over(errand, errand.end);
      errand.patience = setTimeout(() => this.tooLate(errand), this.limits.dial).unref();
      this.look(codecId);
    } catch (error) {
      const failure = failureOf(error);
      activity.note({ ...about, outcome: 'failed', code: failure.code });
      this.change(errand, { phase: 'failed', failure });
      errand.ending = failure;
      // Nobody knows whether it was dialled.
      if (failure.code === 'codec_no_answer') this.leaveTrace(errand, false);
    }
  }

  private look(codecId: CodecId): void {
    const { calls, link } = this.parts.codecs.device(codecId).state;
    for (const trace of this.traces) {
      if (trace.codecId !== codecId) continue;
      // Once it is there again it is worth another try.
      if (link !== 'open') trace.isTried = false;
      else if (!trace.isTried && !calls.some((call) => isCallTo(call, trace.number))) void this.forget(trace);
    }
    const errand = this.errands.get(codecId);
    const callId = errand?.shown.callId;
    // While it cannot be heard nothing is known; its calls go on.
    if (link !== 'open' || !errand || callId === undefined || !this.isBusy(codecId)) return;
    this.follow(
      errand,
      calls.find((call) => call.callId === callId),
    );
  }

  private follow(errand: Errand, call: DeviceCall | undefined): void {
    if (!call) {
      errand.farewell ??= setTimeout(() => this.over(errand, undefined), this.limits.cause).unref();
      return;
    }
    // A device may have answered before its list knew of the call.
    clearTimeout(errand.farewell);
    delete errand.farewell;
    if (call.status === 'Connected' && errand.shown.phase === 'dialling') this.change(errand, { phase: 'connected' });
  }

  private ended(codecId: CodecId, end: CallEnd): void {
    const errand = this.errands.get(codecId);
    if (!errand) return;
    errand.end = end;
    if (errand.shown.callId === end.callId && this.isBusy(codecId)) this.over(errand, end);
  }

  private over(errand: Errand, end: CallEnd | undefined): void {
    const wasConnected = errand.shown.phase === 'connected';
    const subject = end?.cause ? { subject: end.cause } : {};
    // Whoever has hung up knows it.
    const isQuiet = end ? !end.isFault : wasConnected;
    const code = wasConnected ? 'codec_call_cut' : 'codec_call_failed';
    const failure = isQuiet ? undefined : ({ code, ...subject } as const);
    errand.ending = failure;
    this.change(errand, { phase: wasConnected || isQuiet ? 'over' : 'failed', ...(failure ? { failure } : {}) });
    this.leaveTrace(errand, true);
    this.look(errand.shown.codecId);
  }

  /** What a device has dialled stands in its history, for everybody at its panel. */
  private leaveTrace(errand: Errand, isSure: boolean): void {
    const { dialing, shown } = errand;
    const { codecId } = shown;
    if (!this.isCurrent(errand) || !dialing?.hostKey || !this.parts.codecs.get(codecId).forgetsKeys) return;
    this.traces.add({ codecId, number: dialing.number, isSure, isTried: false, errand });
  }

  /** Never fails. */
  private async forget(trace: Trace): Promise<void> {
    const { codecId, number, isSure, errand } = trace;
    trace.isTried = true;
    try {
      const found = await this.parts.codecs.device(codecId).forgetCallsTo(number);
      // Written in another way it stands there still.
      if (found === 0 && isSure) throw new AppError('codec_command_failed');
      this.traces.delete(trace);
      if (errand.shown.failure?.code === 'key_in_history') this.change(errand, { failure: errand.ending });
    } catch (error) {
      this.change(errand, { failure: { ...failureOf(error), code: 'key_in_history' } });
    }
  }

  /** One key makes one of several rooms the host. */
  private isHostElsewhere({ shown, dialing }: Errand): boolean {
    const others = [...this.errands.values()].filter((other) => other.shown.codecId !== shown.codecId);
    return others.some(
      (other) => other.shown.meetingKey === shown.meetingKey && other.dialing?.hostKey?.key === dialing?.hostKey?.key,
    );
  }

  private tooLate(errand: Errand): void {
    if (errand.shown.phase === 'dialling') this.change(errand, { failure: { code: 'connector_silent' } });
  }

  private isBusy(codecId: CodecId): boolean {
    const phase = this.errands.get(codecId)?.shown.phase;
    return phase === 'preparing' || phase === 'dialling' || phase === 'connected';
  }

  private isCurrent(errand: Errand): boolean {
    return this.errands.get(errand.shown.codecId) === errand;
  }

  private removed(codecId: CodecId): void {
    for (const trace of this.traces) if (trace.codecId === codecId) this.traces.delete(trace);
    this.drop(codecId);
  }

  private drop(codecId: CodecId): void {
    const errand = this.errands.get(codecId);
    if (!errand) return;
    stopWaiting(errand);
    this.errands.delete(codecId);
    this.publish();
  }

  /** A failure is of the phase in which it came. */
  private change(errand: Errand, change: ErrandChange): void {
    if (!this.isCurrent(errand)) return;
    const { failure: before, ...shown } = errand.shown;
    const { failure = change.phase || 'failure' in change ? undefined : before, ...changed } = change;
    if (change.phase) stopWaiting(errand);
    errand.shown = {
      ...shown,
      ...(change.phase ? { since: this.parts.now().toISOString() } : {}),
      ...changed,
      ...(failure ? { failure } : {}),
    };
    this.publish();
  }

  private publish(): void {
    this.parts.live.set({ errands: [...this.errands.values()].map(({ shown }) => shown) });
  }
}

function stopWaiting(errand: Errand): void {
  clearTimeout(errand.patience);
  clearTimeout(errand.farewell);
  delete errand.farewell;
}
