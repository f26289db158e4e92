import { WebSocket } from 'ws';
import { AppError, type AppErrorCode } from '../shared/app-error';
import type { Fingerprint } from '../shared/codec';
import { codecUrl } from '../shared/codec-address';
import { withTimeLimit } from '../shared/time-limit';
import { openPinned } from './pinned-socket';
import { type RpcError, readFrame, withoutDialled } from './rpc-frame';

/** Where a device is and how to get in. */
export type CodecAccess = { address: string; fingerprint: Fingerprint; userName: string; password: string };

/** How long a device may take, in milliseconds. */
export type CodecLimits = { handshake: number; answer: number; pingEvery: number; pong: number };
const usualLimits: CodecLimits = { handshake: 5_000, answer: 10_000, pingEvery: 20_000, pong: 10_000 };

/** Longer frames than any status of a device end the connection. */
const maxFrameBytes = 4 * 2 ** 20;
/** RFC 6455, section 7.4.1. */
const unreadableData = 1007;

/** RoomOS's own codes, beside those of JSON-RPC 2.0. */
export const rpcCodes = { commandFailed: 1, notReady: -31_997, tooManySubscribers: -31_998, denied: -31_999 } as const;

/** How a device answers to the handshake instead of 101. */
const handshakeCodes: { readonly [Status in number]?: AppErrorCode } = {
  401: 'codec_refused',
  403: 'codec_refused',
  // Its web server is up before the rest of it.
  502: 'codec_restarting',
  503: 'codec_busy',
};

/** A device has said no: what was asked is not done. */
export class CodecRefusal extends AppError {
  readonly rpcCode: number;

  constructor({ code, message, data }: RpcError) {
    const cause = typeof data === 'object' && data !== null && 'Cause' in data ? ` (cause ${String(data.Cause)})` : '';
    const zoomMessage = withoutDialled(`${message}${cause}`);
    super(refusalCode(code), { zoomCode: code, ...(zoomMessage ? { zoomMessage } : {}) });
    this.rpcCode = code;
  }
}

type ConnectionParts = {
  limits: CodecLimits;
  onEvent: (params: Readonly<Record<string, unknown>>) => void;
  /** Told once, however it ends. */
  onClosed: () => void;
};
type Call = { resolve: (result: unknown) => void; reject: (error: AppError) => void };

/**
 * One WebSocket to a RoomOS device, until it is closed. Every call ends: with an answer, at its limit, or with the connection.
 * What a device says that nobody has asked for is counted and passed over; what cannot be read ends the connection.
 */
export class CodecConnection {
  private readonly waiting = new Map<string, Call>();
  private lastId = 0;
  private readonly heartbeat: NodeJS.Timeout;
  private pong: NodeJS.Timeout | undefined;
  private isOpen = true;
  /** What came that nobody had asked for: too late, twice, or made up. */
  strayFrames = 0;

  private constructor(
    private readonly socket: WebSocket,
    private readonly parts: ConnectionParts,
  ) {
    socket.on('message', (data, isBinary) => this.read(isBinary ? undefined : String(data)));
    socket.on('pong', () => this.alive());
    socket.on('close', () => this.end());
    // A frame that is too long, for one.
    socket.on('error', () => this.cut());
    this.heartbeat = setInterval(() => this.ping(), parts.limits.pingEvery);
  }

  /**
   * @throws AppError as `openPinned`, `codec_refused`, `codec_restarting`, `codec_busy`, and `codec_websocket_off` for whatever else
   * answers to the handshake
   */
  static async open(
    access: CodecAccess,
    {
      limits = usualLimits,
      isWanted = () => true,
      ...parts
    }: Omit<ConnectionParts, 'limits'> & { limits?: CodecLimits | undefined; isWanted?: () => boolean },
  ): Promise<CodecConnection> {
    const { address, fingerprint, userName, password } = access;
    const tls = await openPinned(address, fingerprint);
    // The password of a device that was removed meanwhile goes nowhere.
    if (!isWanted()) {
      tls.destroy();
      throw new AppError('codec_unreachable', { cause: 'it is not wanted any more' });
    }
    const login = Buffer.from(`${userName}:${password}`, 'utf8').toString('base64');
    const socket = new WebSocket(codecUrl(address), {
      createConnection: () => tls,
      headers: { authorization: `Basic ${login}` },
      maxPayload: maxFrameBytes,
      perMessageDeflate: false,
      // The password is for this device only.
      followRedirects: false,
      // What follows from an answer is done before the next frame is read: a list of calls must not undo what was told after it.
      allowSynchronousEvents: false,
    });
    const opened = new Promise<CodecConnection>((resolve, reject) => {
      // At once: frames may have come along with the answer to the handshake.
      socket.once('open', () => resolve(new CodecConnection(socket, { ...parts, limits })));
      socket.on('error', reject);
      socket.once('unexpected-response', (_request, { statusCode = 0 }) =>
        reject(new AppError(handshakeCodes[statusCode] ?? 'codec_websocket_off', { zoomCode: statusCode })),
      );
    });
    try {
      // A limit of `ws` would count for sockets only that it has made itself.
      return await withTimeLimit(limits.handshake, () => opened);
    } catch (cause) {
      socket.terminate();
      tls.destroy();
      throw cause instanceof AppError ? cause : new AppError('codec_unreachable', { cause });
    }
  }

  /**
   * Asks the device. What is sent is not taken back: after `codec_no_answer` it may have been done.
   * @throws CodecRefusal; AppError `codec_no_answer`, `codec_unreachable` when nothing was sent any more
   */
  call(method: string, params: object): Promise<unknown> {
    // One that is closing would drop it without a word.
    if (!this.isOpen || this.socket.readyState !== WebSocket.OPEN)
      return Promise.reject(new AppError('codec_unreachable', { cause: 'the connection is closed' }));
    this.lastId += 1;
    const id = String(this.lastId);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.take(id)?.reject(new AppError('codec_no_answer')), this.parts.limits.answer);
      this.waiting.set(id, {
        resolve: (result) => {
          clearTimeout(timer);
          resolve(result);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      });
      this.socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    });
  }

  /** Ends it at once: it may be that nobody is at the other end any more. */
  drop(): void {
    this.cut();
  }

  /** Ends it in order; a device that does not answer to that is not waited for. */
  close(): void {
    this.closeWith(1000);
  }

  private read(text: string | undefined): void {
    if (!this.isOpen) return;
    const frame = text === undefined ? undefined : readFrame(text);
    if (!frame) return this.closeWith(unreadableData);
    if (frame.kind === 'event') return this.parts.onEvent(frame.params);
    const call = frame.kind === 'other' ? undefined : this.take(frame.id);
    if (!call) this.strayFrames += 1;
    else if (frame.kind === 'answer') call.resolve(frame.result);
    else if (frame.kind === 'refusal') call.reject(new CodecRefusal(frame.error));
  }

  private take(id: string): Call | undefined {
    const call = this.waiting.get(id);
    this.waiting.delete(id);
    return call;
  }

  private ping(): void {
    this.socket.ping();
    // Of several that were not answered the first one counts.
    this.pong ??= setTimeout(() => this.cut(), this.parts.limits.pong);
  }

  private alive(): void {
    clearTimeout(this.pong);
    this.pong = undefined;
  }

  private closeWith(code: number): void {
    this.socket.close(code);
    this.end();
  }

  private cut(): void {
    this.socket.terminate();
    this.end();
  }

  private end(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    clearInterval(this.heartbeat);
    clearTimeout(this.pong);
    for (const id of [...this.waiting.keys()]) this.take(id)?.reject(new AppError('codec_no_answer'));
    this.parts.onClosed();
  }
}

function refusalCode(code: number): AppErrorCode {
  if (code === rpcCodes.notReady) return 'codec_restarting';
  if (code === rpcCodes.tooManySubscribers) return 'codec_busy';
  return code === rpcCodes.denied ? 'codec_not_permitted' : 'codec_command_failed';
}
