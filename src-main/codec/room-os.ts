import { z } from 'zod';
import { AppError, type Failure, failureOf } from '../shared/app-error';
import { type CodecLink, type DeviceCertificate, isUp } from '../shared/codec';
import { type CodecAccess, CodecConnection, type CodecLimits, CodecRefusal, rpcCodes } from './codec-connection';
import { type CallEnd, callEndIn, callsAfter, callsIn, type DeviceCall, isCallTo } from './device-calls';
import { CertificateChanged } from './pinned-socket';
import { reconnectDelay } from './reconnect-plan';
import { DeviceInteger } from './rpc-frame';

/** While a device starts it answers and does nothing: so often, and after so long, it is asked again. */
const notReadyTries = 5;
const notReadyMs = 1_000;
/** As many entries of its history as could have come since a call began. */
const historyLimit = 20;
/** A call that is just over may not stand in the history yet. */
const historyMs = 1_000;

/** How it is with a device. `calls` are those when it was last heard. */
export type RoomOsState = {
  link: CodecLink;
  failure?: Failure;
  /** What it shows, where that is not what somebody has agreed to. */
  certificateSeen?: DeviceCertificate;
  /** ISO 8601. */
  retryAt?: string;
  product?: string;
  calls: readonly DeviceCall[];
};

const Dialled = z.object({ CallId: DeviceInteger });
const Text = z.string().catch('');
/** Without calls it has no entries at all. */
const History = z.object({
  Entry: z.array(z.object({ CallHistoryId: DeviceInteger, CallbackNumber: z.string().catch('') })).default([]),
});

/**
 * A RoomOS device (CE 9.7 and later) as one uses it. One socket, opened when it is needed, and opened again after a loss until it is let go.
 * Nothing is ever dialled twice: whatever became of a call is read from the device's own list of calls.
 */
export class RoomOs {
  private connection: CodecConnection | undefined;
  private opening: Promise<CodecConnection> | undefined;
  private retry: NodeJS.Timeout | undefined;
  private attempt = 0;
  private isWanted = false;
  private isLetGo = false;
  private isDialling = false;

  state: RoomOsState = { link: 'idle', calls: [] };

  constructor(
    private readonly parts: {
      /** Asked anew for every connection, so that a password that was changed is used. @throws what the store of secrets throws */
      access: () => Promise<CodecAccess>;
      onChanged: () => void;
      onCallEnded: (end: CallEnd) => void;
      now: () => Date;
      /** From 0 to 1. */
      random: () => number;
      /** Lets so many milliseconds pass. */
      wait: (milliseconds: number) => Promise<unknown>;
      limits?: CodecLimits | undefined;
    },
  ) {}

  /**
   * Opens the socket unless it is open, and keeps it from now on.
   * @throws CertificateChanged; AppError as `CodecConnection.open`, what `access` throws, and `codec_unreachable` after `close`
   */
  async connect(): Promise<void> {
    this.isWanted = true;
    await this.open();
  }

  /** Lets it go for good: nothing is tried any more, and nothing is told. */
  close(): void {
    const { connection } = this;
    this.isLetGo = true;
    this.connection = undefined;
    this.state = { link: 'idle', calls: [] };
    clearTimeout(this.retry);
    connection?.close();
  }

  /**
   * Calls a number, unless a call to it is up already.
   * @returns the call's ID
   * @throws AppError `codec_in_call` when it is in another one, `codec_no_answer` when nobody can say whether it was dialled, and as `connect`
   */
  async dial(number: string, protocol: 'SIP' | 'H323'): Promise<number> {
    // Two who find no call would call twice.
    if (this.isDialling) throw new AppError('codec_in_call');
    this.isDialling = true;
    try {
      await this.connect();
      return await this.dialOnce(await this.open(), number, protocol);
    } finally {
      this.isDialling = false;
    }
  }

  /** @throws AppError as `connect`, `codec_no_answer` */
  async hangUp(callId: number): Promise<void> {
    await this.request('xCommand/Call/Disconnect', { CallId: callId });
  }

  /** Presses keys in a call. @param digits 0 to 9, `*`, `#`, 32 at the most. @throws AppError as `hangUp` */
  async press(callId: number, digits: string): Promise<void> {
    await this.request('xCommand/Call/DTMFSend', { CallId: callId, DTMFString: digits });
  }

  /** Takes calls to this number out of the device's history. @returns how many there were. @throws AppError as `hangUp` */
  async forgetCallsTo(number: string): Promise<number> {
    let entries = await this.historyOf(number);
    if (entries.length === 0) {
      await this.parts.wait(historyMs);
      entries = await this.historyOf(number);
    }
    for (const { CallHistoryId } of entries) await this.request('xCommand/CallHistory/DeleteEntry', { CallHistoryId });
    return entries.length;
  }

  private async historyOf(number: string) {
    const history = History.parse(await this.request('xCommand/CallHistory/Get', { Limit: historyLimit }));
    return history.Entry.filter((entry) => isCallTo({ number: entry.CallbackNumber }, number));
  }

  /** On one connection from the look at its calls to the call: what was read of another one is old. */
  private async dialOnce(connection: CodecConnection, number: string, protocol: 'SIP' | 'H323'): Promise<number> {
    const before = await this.readCalls(connection);
    const there = before.find((call) => isCallTo(call, number) && isUp(call));
    if (there) return there.callId;
    if (before.length > 0) throw new AppError('codec_in_call');
    try {
      const answer = await this.ask(connection, 'xCommand/Dial', { Number: number, Protocol: protocol });
      const { CallId: callId } = Dialled.parse(answer);
      if (!this.state.calls.some((call) => call.callId === callId))
        this.change({ calls: [...this.state.calls, { callId, status: 'Dialling', number }] });
      // Its end may have been told before this answer.
      void this.readCalls(connection).catch(() => {});
      return callId;
    } catch (error) {
      // It was not done, or not even sent.
      if (error instanceof CodecRefusal || failureOf(error).code === 'codec_unreachable') throw error;
      // A connection that is silent may be one of which only this end is left.
      connection.drop();
      return this.callAfterLoss(number);
    }
  }

  private async callAfterLoss(number: string): Promise<number> {
    const calls = await this.open()
      .then((connection) => this.readCalls(connection))
      .catch((cause: unknown) => {
        throw new AppError('codec_no_answer', { cause });
      });
    const call = calls.find((known) => isCallTo(known, number));
    if (!call) throw new AppError('codec_no_answer', { cause: 'the device is in no such call' });
    return call.callId;
  }

  private async readCalls(connection: CodecConnection): Promise<DeviceCall[]> {
    const calls = callsIn(await this.read(connection, 'xGet', { Path: ['Status', 'Call'] }));
    if (!calls) throw new AppError('codec_websocket_off', { cause: 'its calls cannot be read' });
    this.change({ calls });
    return calls;
  }

  private async request(method: string, params: object): Promise<unknown> {
    return this.ask(await this.open(), method, params);
  }

  /** Asks for what does nothing in the room: without an answer nobody has to go and look. @throws AppError `codec_unreachable` for that */
  private async read(connection: CodecConnection, method: string, params: object): Promise<unknown> {
    return this.ask(connection, method, params).catch((cause: unknown) => {
      throw failureOf(cause).code === 'codec_no_answer' ? new AppError('codec_unreachable', { cause }) : cause;
    });
  }

  private async ask(connection: CodecConnection, method: string, params: object): Promise<unknown> {
    for (let left = notReadyTries; ; left -= 1) {
      try {
        return await connection.call(method, params);
      } catch (error) {
        const isNotReady = error instanceof CodecRefusal && error.rpcCode === rpcCodes.notReady;
        if (!isNotReady || left <= 1) throw error;
        await this.parts.wait(notReadyMs);
      }
    }
  }

  private open(): Promise<CodecConnection> {
    if (this.connection) return Promise.resolve(this.connection);
    if (this.isLetGo) return Promise.reject(letGo());
    this.opening ??= this.openAnew().finally(() => {
      this.opening = undefined;
    });
    return this.opening;
  }

  private async openAnew(): Promise<CodecConnection> {
    clearTimeout(this.retry);
    this.change({ link: 'connecting' });
    let connection: CodecConnection | undefined;
    try {
      const access = await this.parts.access();
      if (this.isLetGo) throw letGo();
      connection = await CodecConnection.open(access, {
        isWanted: () => !this.isLetGo,
        onEvent: (params) => this.heard(params),
        onClosed: () => this.closed(connection),
        limits: this.parts.limits,
      });
      await this.read(connection, 'xFeedback/Subscribe', { Query: ['Status', 'Call'] });
      await this.read(connection, 'xFeedback/Subscribe', { Query: ['Event', 'CallDisconnect'] });
      const product = Text.parse(await this.read(connection, 'xGet', { Path: ['Status', 'SystemUnit', 'ProductId'] }));
      await this.readCalls(connection);
      if (this.isLetGo) throw letGo();
      this.connection = connection;
      this.attempt = 0;
      this.change({ link: 'open', ...(product ? { product } : {}) });
      return connection;
    } catch (error) {
      connection?.close();
      this.lost(error);
      throw error;
    }
  }

  private heard(params: Readonly<Record<string, unknown>>): void {
    if (this.isLetGo) return;
    const end = callEndIn(params);
    if (end) return this.parts.onCallEnded(end);
    this.change({ calls: callsAfter(this.state.calls, params) });
  }

  private closed(connection: CodecConnection | undefined): void {
    if (!connection || this.connection !== connection) return;
    this.connection = undefined;
    this.lost(new AppError('codec_unreachable', { cause: 'the connection has ended' }));
  }

  private lost(error: unknown): void {
    if (this.isLetGo) return;
    const failure = failureOf(error);
    const delay = this.isWanted ? reconnectDelay(failure.code, this.attempt, this.parts.random()) : undefined;
    if (delay === undefined) {
      const seen = error instanceof CertificateChanged ? { certificateSeen: error.seen } : {};
      return this.change({ link: 'failed', failure, ...seen });
    }
    this.attempt += 1;
    const retryAt = new Date(this.parts.now().getTime() + delay).toISOString();
    this.retry = setTimeout(() => void this.open().catch(() => {}), delay).unref();
    this.change({ link: 'waiting', failure, retryAt });
  }

  /** Why there is no link, and when there may be one again, holds as long as the link is what it is. */
  private change(change: Partial<RoomOsState>): void {
    if (this.isLetGo) return;
    const { failure: _before, certificateSeen: _shown, retryAt: _then, ...lasting } = this.state;
    this.state = { ...(change.link === undefined ? this.state : lasting), ...change };
    this.parts.onChanged();
  }
}

function letGo(): AppError {
  return new AppError('codec_unreachable', { cause: 'it was let go' });
}
