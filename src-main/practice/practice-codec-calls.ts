import { setTimeout as delay } from 'node:timers/promises';
import type { PracticeCodecFaults } from './practice-codec-faults';
import { commandError } from './practice-codec-protocol';
import type { CodecItem, CodecTree } from './practice-codec-tree';
import type { ConnectorCall, HangUp, PracticeConnector } from './practice-connector';

/** Waits, or is told not to wait any longer. Never fails. */
export type Wait = (ms: number, signal?: AbortSignal) => Promise<void>;

export const realWait: Wait = async (ms, signal) => {
  await delay(ms, undefined, { ref: false, ...(signal ? { signal } : {}) }).catch(() => undefined);
};

/** From one status of a call to the next. */
const stepMs = 300;
/** How soon a call that is up hears that its meeting is over. */
const lookEveryMs = 1000;
const maxHistory = 100;

/**
 * How RoomOS puts the end of a call into words, in `Event CallDisconnect`. `CauseValue` 1 is a normal end; the others
 * stand for what SIP said (RFC 3261, section 21). Not measured on a device.
 */
const causes: Record<HangUp, { CauseType: string; CauseValue: number; CauseCode: number; CauseString: string }> = {
  local: { CauseType: 'LocalDisconnect', CauseValue: 1, CauseCode: 0, CauseString: '' },
  ended: { CauseType: 'RemoteDisconnect', CauseValue: 1, CauseCode: 0, CauseString: '' },
  sentOut: { CauseType: 'RemoteDisconnect', CauseValue: 1, CauseCode: 0, CauseString: '' },
  lineLost: { CauseType: 'NetworkDisconnect', CauseValue: 27, CauseCode: 408, CauseString: 'Media timeout' },
  wrongPasscode: { CauseType: 'RemoteDisconnect', CauseValue: 1, CauseCode: 0, CauseString: '' },
  notFound: { CauseType: 'RemoteReject', CauseValue: 5, CauseCode: 404, CauseString: 'Not Found' },
  rejected: { CauseType: 'RemoteReject', CauseValue: 21, CauseCode: 603, CauseString: 'Decline' },
  busy: { CauseType: 'RemoteReject', CauseValue: 17, CauseCode: 486, CauseString: 'Busy Here' },
};

type Call = {
  id: number;
  number: string;
  protocol: 'SIP' | 'H323';
  /** What was dialled, until the other side has told its own name. */
  displayName: string;
  status: 'Dialling' | 'Connecting' | 'Connected' | 'Disconnecting';
  startedAt: number;
  answeredAt: number | undefined;
  line: ConnectorCall | undefined;
  over: AbortController;
};

/** Whoever dialled with a key finds the key here: so does everybody else who looks. */
type HistoryEntry = {
  CallHistoryId: number;
  CallbackNumber: string;
  DisplayName: string;
  Direction: 'Outgoing';
  Protocol: 'SIP' | 'H323';
  CallType: 'Video';
  OccurrenceType: 'Placed' | 'NoAnswer';
  StartTime: string;
  Duration: number;
};

/** The calls of a codec: one at a time, and those that were. */
export class CodecCalls {
  private call: Call | undefined;
  private lastCallId = 0;
  private entries: HistoryEntry[] = [];
  private lastHistoryId = 0;

  /** @param parts.tell is told what has changed, as feedback says it */
  constructor(
    private readonly parts: {
      connector: PracticeConnector;
      faults: PracticeCodecFaults;
      deviceName: () => string;
      now: () => Date;
      wait: Wait;
      tell: (change: CodecTree) => void;
    },
  ) {}

  /** The newest first. */
  get history(): readonly HistoryEntry[] {
    return this.entries;
  }

  /** `Status Call`. */
  get shown(): readonly CodecItem[] {
    return this.call ? [this.shownCall(this.call)] : [];
  }

  get numberOfCalls(): number {
    return this.call ? 1 : 0;
  }

  /** @returns the call's ID. @throws CodecError */
  dial(number: string, protocol: 'SIP' | 'H323' | undefined): number {
    if (number === '') throw commandError('No number to dial');
    if (this.call) throw commandError('Maximum number of calls reached', { Cause: 17 });
    this.lastCallId += 1;
    const call: Call = {
      id: this.lastCallId,
      number: number.replace(/^(sips?|h323):/i, ''),
      protocol: protocol ?? (number.includes('##') ? 'H323' : 'SIP'),
      displayName: number,
      status: 'Dialling',
      startedAt: this.parts.now().getTime(),
      answeredAt: undefined,
      line: undefined,
      over: new AbortController(),
    };
    this.call = call;
    // Whoever has asked gets the answer before the feedback.
    setImmediate(() => void this.live(call).catch(() => this.end(call, 'lineLost')));
    return call.id;
  }

  /** @param callId the only one, when left out. @throws CodecError */
  disconnect(callId: number | undefined): void {
    void this.end(this.existing(callId), 'local');
  }

  /** @throws CodecError */
  async press(callId: number | undefined, keys: string): Promise<void> {
    const call = this.existing(callId);
    if (!call.line) throw commandError('The call is not connected');
    const hangUp = await call.line.press(keys);
    if (hangUp) void this.end(call, hangUp);
  }

  /** Whether the call that is up still is. */
  async look(): Promise<void> {
    const { call } = this;
    const hangUp = await call?.line?.look();
    if (call && hangUp) void this.end(call, hangUp);
  }

  /** @throws CodecError */
  forget(callHistoryId: number): void {
    const left = this.entries.filter((entry) => entry.CallHistoryId !== callHistoryId);
    if (left.length === this.entries.length) throw commandError('No such entry in the call history');
    this.entries = left;
  }

  /** The power goes: nothing is said any more, and the history stays. */
  async drop(): Promise<void> {
    const { call } = this;
    this.call = undefined;
    if (!call) return;
    call.over.abort();
    this.remember(call);
    await hungUp(call);
  }

  private existing(callId: number | undefined): Call {
    if (!this.call || (callId !== undefined && this.call.id !== callId)) throw commandError('No such call');
    return this.call;
  }

  private async live(call: Call): Promise<void> {
    const { signal } = call.over;
    const fate = this.parts.faults.take('call');
    this.become(call, 'Dialling');
    this.tellCount();
    await this.parts.wait(stepMs, signal);
    this.become(call, 'Connecting');
    await this.parts.wait(stepMs, signal);
    if (signal.aborted) return;
    const answer = fate?.when === 'Connecting' ? fate.cause : await this.answered(call);
    if (typeof answer === 'string') return this.end(call, answer);
    if (signal.aborted) return answer.hangUp();
    call.line = answer;
    call.displayName = answer.topic;
    call.answeredAt = this.parts.now().getTime();
    this.become(call, 'Connected');
    while (!signal.aborted) {
      await this.parts.wait(fate ? stepMs : lookEveryMs, signal);
      const hangUp = fate?.cause ?? (await answer.look());
      if (hangUp) return this.end(call, hangUp);
    }
  }

  /** A number that is dialled over the wrong protocol reaches nobody. */
  private async answered({ number, protocol }: Call): Promise<ConnectorCall | HangUp> {
    if ((protocol === 'H323') !== number.includes('##')) return 'notFound';
    return this.parts.connector.answer(number, this.parts.deviceName());
  }

  private become(call: Call, status: Call['status']): void {
    if (call.over.signal.aborted && status !== 'Disconnecting') return;
    call.status = status;
    this.parts.tell({ Status: { Call: [this.shownCall(call)] } });
  }

  private async end(call: Call, why: HangUp): Promise<void> {
    if (call.over.signal.aborted) return;
    call.over.abort();
    this.become(call, 'Disconnecting');
    await hungUp(call);
    await this.parts.wait(stepMs);
    if (this.call !== call) return;
    this.call = undefined;
    this.remember(call);
    this.parts.tell({ Status: { Call: [{ id: call.id, ghost: 'True' }] } });
    this.parts.tell({
      Event: {
        CallDisconnect: {
          CallId: call.id,
          ...causes[why],
          DisplayName: call.displayName,
          Duration: this.secondsOf(call),
          Protocol: call.protocol,
          OrigCallDirection: 'outgoing',
          RequestedURI: call.number,
        },
      },
    });
    this.tellCount();
  }

  private tellCount(): void {
    this.parts.tell({ Status: { SystemUnit: { State: { NumberOfActiveCalls: this.numberOfCalls } } } });
  }

  private remember(call: Call): void {
    this.lastHistoryId += 1;
    const entry: HistoryEntry = {
      CallHistoryId: this.lastHistoryId,
      CallbackNumber: callbackNumber(call),
      DisplayName: call.displayName,
      Direction: 'Outgoing',
      Protocol: call.protocol,
      CallType: 'Video',
      OccurrenceType: call.answeredAt === undefined ? 'NoAnswer' : 'Placed',
      StartTime: new Date(call.startedAt).toISOString(),
      Duration: this.secondsOf(call),
    };
    this.entries = [entry, ...this.entries].slice(0, maxHistory);
  }

  private secondsOf({ answeredAt }: Call): number {
    return answeredAt === undefined ? 0 : Math.floor((this.parts.now().getTime() - answeredAt) / 1000);
  }

  private shownCall(call: Call): CodecItem {
    return {
      id: call.id,
      Status: call.status,
      Direction: 'Outgoing',
      Protocol: call.protocol,
      CallType: 'Video',
      RemoteNumber: call.number,
      CallbackNumber: callbackNumber(call),
      DisplayName: call.displayName,
      AnswerState: call.answeredAt === undefined ? 'Unanswered' : 'Answered',
      Duration: this.secondsOf(call),
    };
  }
}

/** Where the seat cannot be given up, it is lost by itself before long. */
async function hungUp({ line }: Call): Promise<void> {
  await line?.hangUp().catch(() => undefined);
}

function callbackNumber({ protocol, number }: Call): string {
  return `${protocol.toLowerCase()}:${number}`;
}
