import { z } from 'zod';
import { AppError, type Failure, failureOf } from '../shared/app-error';
import type { CodecLink } from '../shared/codec';
import { type CodecAccess, CodecConnection, type CodecLimits, CodecRefusal, rpcCodes } from './codec-connection';
import { type CallEnd, callEndIn, callsAfter, callsIn, type DeviceCall, isCallTo } from './device-calls';
import { reconnectDelay } from './reconnect-plan';

/** While a device starts it answers and does nothing: so often, and after so long, it is asked again. */
const notReadyTries = 5;
const notReadyMs = 1_000;
/** As many entries of its history as could have come since a call began. */
const historyLimit = 20;

/** How it is with a device. `calls` are those when it was last heard. */
export type RoomOsState = {
  link: CodecLink;
  failure?: Failure;
  /** ISO 8601. */
  retryAt?: string;
  product?: string;
  calls: readonly DeviceCall[];
};

const Dialled = z.object({ CallId: z.coerce.number().int() });
const Text = z.string().catch('');
const History = z.object({
  Entry: z.array(z.object({ CallHistoryId: z.coerce.number().int(), CallbackNumber: z.string().catch('') })).catch([]),
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
  /** Counts how often it was let go: what was begun before does not count any more. */
  private turn = 0;
  private isWanted = false;

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
      limits?: CodecLimits;
    },
  ) {}

  /** Opens the socket unless it is open, and keeps it from now on. @throws AppError as `CodecConnection.open` and what `access` throws */
  async connect(): Promise<void> {
    this.isWanted = true;
    await this.open();
  }

  /** Lets it go: nothing is tried any more. */
  close(): void {
    this.turn += 1;
    this.isWanted = false;
    clearTimeout(this.retry);
    this.connection?.close();
    this.connection = undefined;
    this.opening = undefined;
    this.change({ link: 'idle', calls: [] });
  }

  /**
   * Calls a number, unless a call to it is up already.
   * @returns the call's ID
   * @throws AppError `codec_in_call` when it is in another one, `codec_no_answer` when nobody can say whether it was dialled, and as `connect`
   */
  async dial(number: string, protocol: 'SIP' | 'H323'): Promise<number> {
    await this.connect();
    const before = await this.readCalls();
    const there = before.find((call) => isCallTo(call, number));
    if (there) return there.callId;
    if (before.length > 0) throw new AppError('codec_in_call');
    try {
      return Dialled.parse(await this.request('xCommand/Dial', { Number: number, Protocol: protocol })).CallId;
    } catch (error) {
      if (error instanceof CodecRefusal) throw error;
      return this.callAfterLoss(number);
    }
  }

  /** @throws AppError as `connect`, `codec_no_answer` */
  async hangUp(callId: number): Promise<void> {
    await this.request('xCommand/Call/Disconnect', { CallId: callId });
  }

  /** Presses keys in a call. @param digits 0 to 9, `*`, `#`, 32 at the most */
  async press(callId: number, digits: string): Promise<void> {
    await this.request('xCommand/Call/DTMFSend', { CallId: callId, DTMFString: digits });
  }

  /** Takes calls to this number out of the device's history. @returns how many there were */
  async forgetCallsTo(number: string): Promise<number> {
    const history = History.parse(await this.request('xCommand/CallHistory/Get', { Limit: historyLimit }));
    const entries = history.Entry.filter(({ CallbackNumber }) =>
      isCallTo({ callId: 0, status: '', number: CallbackNumber }, number),
    );
    for (const { CallHistoryId } of entries) await this.request('xCommand/CallHistory/DeleteEntry', { CallHistoryId });
    return entries.length;
  }

  private async callAfterLoss(number: string): Promise<number> {
    const calls = await this.readCalls().catch((cause: unknown) => {
      throw new AppError('codec_no_answer', { cause });
    });
    const call = calls.find((known) => isCallTo(known, number));
    if (!call) throw new AppError('codec_no_answer', { cause: 'the device is in no such call' });
    return call.callId;
  }

  private async readCalls(): Promise<DeviceCall[]> {
    const calls = callsIn(await this.request('xGet', { Path: ['Status', 'Call'] }));
    this.change({ calls });
    return calls;
  }

  private async request(method: string, params: object): Promise<unknown> {
    return this.ask(await this.open(), method, params);
  }

  private async ask(connection: CodecConnection, method: string, params: object): Promise<unknown> {
    for (let left = notReadyTries; ; left -= 1) {
      try {
        return await connection.call(method, params);
      } catch (error) {
        const isNotReady = error instanceof CodecRefusal && error.rpc.code === rpcCodes.notReady;
        if (!isNotReady || left <= 1) throw error;
        await this.parts.wait(notReadyMs);
      }
    }
  }

  private open(): Promise<CodecConnection> {
    if (this.connection) return Promise.resolve(this.connection);
    this.opening ??= this.openAnew(this.turn);
    return this.opening;
  }

  private async openAnew(turn: number): Promise<CodecConnection> {
    clearTimeout(this.retry);
    this.change({ link: 'connecting' });
    let connection: CodecConnection | undefined;
    try {
      connection = await CodecConnection.open(await this.parts.access(), {
        onEvent: (params) => this.heard(params),
        onClosed: () => this.closed(connection),
        ...(this.parts.limits ? { limits: this.parts.limits } : {}),
      });
      await this.ask(connection, 'xFeedback/Subscribe', { Query: ['Status', 'Call'] });
      await this.ask(connection, 'xFeedback/Subscribe', { Query: ['Event', 'CallDisconnect'] });
      const product = Text.parse(await this.ask(connection, 'xGet', { Path: ['Status', 'SystemUnit', 'ProductId'] }));
      const calls = callsIn(await this.ask(connection, 'xGet', { Path: ['Status', 'Call'] }));
      if (turn !== this.turn) throw new AppError('codec_unreachable', { cause: 'it was let go meanwhile' });
      this.connection = connection;
      this.attempt = 0;
      this.change({ link: 'open', calls, ...(product ? { product } : {}) });
      return connection;
    } catch (error) {
      connection?.close();
      if (turn === this.turn) this.lost(failureOf(error));
      throw error;
    } finally {
      if (turn === this.turn) this.opening = undefined;
    }
  }

  private heard(params: Readonly<Record<string, unknown>>): void {
    const end = callEndIn(params);
    if (end) return this.parts.onCallEnded(end);
    this.change({ calls: callsAfter(this.state.calls, params) });
  }

  private closed(connection: CodecConnection | undefined): void {
    if (!connection || this.connection !== connection) return;
    this.connection = undefined;
    this.lost({ code: 'codec_unreachable' });
  }

  private lost(failure: Failure): void {
    const delay = this.isWanted ? reconnectDelay(failure.code, this.attempt, this.parts.random()) : undefined;
    if (delay === undefined) return this.change({ link: 'failed', failure });
    this.attempt += 1;
    const retryAt = new Date(this.parts.now().getTime() + delay).toISOString();
    this.change({ link: 'waiting', failure, retryAt });
    this.retry = setTimeout(() => void this.open().catch(() => {}), delay).unref();
  }

  /** A failure and the next try are those of this change, or none. */
  private change(change: Partial<RoomOsState>): void {
    const { failure: _failure, retryAt: _retryAt, ...state } = this.state;
    const { failure, retryAt } = change.link === undefined ? this.state : change;
    this.state = { ...state, ...change, ...(failure ? { failure } : {}), ...(retryAt ? { retryAt } : {}) };
    this.parts.onChanged();
  }
}
