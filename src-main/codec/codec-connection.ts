import { WebSocket } from 'ws';
import { AppError, type AppErrorCode } from '../shared/app-error';
import type { Fingerprint } from '../shared/codec';
import { codecUrl } from '../shared/codec-address';
import { openPinned } from './pinned-socket';
import { type RpcError, readFrame } from './rpc-frame';

/** Where a device is and how to get in. */
export type CodecAccess = { address: string; fingerprint: Fingerprint; userName: string; password: string };

/** How long a device may take, in milliseconds. */
export type CodecLimits = { handshake: number; answer: number; pingEvery: number; pong: number };
export const usualLimits: CodecLimits = { handshake: 5_000, answer: 10_000, pingEvery: 20_000, pong: 10_000 };

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

/** A device has said no. `rpc` is its error, which nobody but this folder has to understand. */
export class CodecRefusal extends AppError {
  constructor(readonly rpc: RpcError) {
    const zoomMessage = causeIn(rpc);
    super(refusalCode(rpc.code), { zoomCode: rpc.code, ...(zoomMessage ? { zoomMessage } : {}) });
  }
}

/**
 * One WebSocket to a RoomOS device, until it is closed. Every call ends: with an answer, at its limit, or with the connection.
 * What a device says that nobody has asked for is counted and passed over; what cannot be read ends the connection.
 */
export class CodecConnection {
  private readonly waiting = new Map<
    string,
    { resolve: (result: unknown) => void; reject: (error: AppError) => void }
  >();
  private lastId = 0;
  private heartbeat: NodeJS.Timeout | undefined;
  private pong: NodeJS.Timeout | undefined;
  private isOpen = true;
  /** Answers to no question of ours: too late, twice, or made up. */
  strayAnswers = 0;

  private constructor(
    private readonly socket: WebSocket,
    private readonly parts: {
      limits: CodecLimits;
      onEvent: (params: Readonly<Record<string, unknown>>) => void;
      onClosed: () => void;
    },
  ) {
    socket.on('message', (data, isBinary) => this.read(isBinary ? undefined : String(data)));
    socket.on('pong', () => clearTimeout(this.pong));
    socket.on('close', () => this.end());
    socket.on('error', () => socket.terminate());
    this.heartbeat = setInterval(() => this.ping(), parts.limits.pingEvery);
  }

  /**
   * @throws AppError `codec_unreachable`, `codec_certificate_changed`, `codec_refused`, `codec_restarting`, `codec_busy`, and
   * `codec_websocket_off` for whatever else answers
   */
  static async open(
    access: CodecAccess,
    parts: {
      onEvent: (params: Readonly<Record<string, unknown>>) => void;
      onClosed: () => void;
      limits?: CodecLimits;
    },
  ): Promise<CodecConnection> {
    const { address, fingerprint, userName, password } = access;
    const { limits = usualLimits } = parts;
    const tls = await openPinned(address, fingerprint);
    const login = Buffer.from(`${userName}:${password}`, 'utf8').toString('base64');
    const socket = new WebSocket(codecUrl(address), {
      createConnection: () => tls,
      headers: { authorization: `Basic ${login}` },
      handshakeTimeout: limits.handshake,
      maxPayload: maxFrameBytes,
      perMessageDeflate: false,
      // The password is for this device only.
      followRedirects: false,
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', (cause) => reject(new AppError('codec_unreachable', { cause })));
      socket.once('unexpected-response', (request, { statusCode = 0 }) => {
        reject(new AppError(handshakeCodes[statusCode] ?? 'codec_websocket_off', { zoomCode: statusCode }));
        request.destroy();
        tls.destroy();
      });
    });
    socket.removeAllListeners('error');
    return new CodecConnection(socket, { ...parts, limits });
  }

  /**
   * Asks the device. What is sent is not taken back: after `codec_no_answer` it may have been done.
   * @throws CodecRefusal; AppError `codec_no_answer`
   */
  call(method: string, params: object): Promise<unknown> {
    if (!this.isOpen) return Promise.reject(new AppError('codec_unreachable', { cause: 'the connection is closed' }));
    this.lastId += 1;
    const id = String(this.lastId);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => this.settle(id)?.reject(new AppError('codec_no_answer')),
        this.parts.limits.answer,
      );
      const settled =
        <Value>(settle: (value: Value) => void) =>
        (value: Value) => {
          clearTimeout(timer);
          settle(value);
        };
      this.waiting.set(id, { resolve: settled(resolve), reject: settled(reject) });
      this.socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    });
  }

  /** Ends it in order; a device that does not answer to that is not waited for. */
  close(): void {
    this.socket.close(1000);
    this.end();
  }

  private read(text: string | undefined): void {
    if (!this.isOpen) return;
    const frame = text === undefined ? undefined : readFrame(text);
    if (!frame) {
      this.socket.close(unreadableData);
      return this.end();
    }
    if (frame.kind === 'event') return this.parts.onEvent(frame.params);
    const call = this.settle(frame.id);
    if (!call) this.strayAnswers += 1;
    else if (frame.kind === 'answer') call.resolve(frame.result);
    else call.reject(new CodecRefusal(frame.error));
  }

  private settle(id: string) {
    const call = this.waiting.get(id);
    this.waiting.delete(id);
    return call;
  }

  private ping(): void {
    this.socket.ping();
    clearTimeout(this.pong);
    this.pong = setTimeout(() => {
      this.socket.terminate();
      this.end();
    }, this.parts.limits.pong);
  }

  private end(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    clearInterval(this.heartbeat);
    clearTimeout(this.pong);
    for (const id of [...this.waiting.keys()]) this.settle(id)?.reject(new AppError('codec_no_answer'));
    this.parts.onClosed();
  }
}

function refusalCode(code: number): AppErrorCode {
  if (code === rpcCodes.notReady) return 'codec_restarting';
  if (code === rpcCodes.tooManySubscribers) return 'codec_busy';
  return code === rpcCodes.denied ? 'codec_not_permitted' : 'codec_command_failed';
}

/** A device's own words, which may repeat what it was asked: what could be a key or a passcode in them is left out. */
function causeIn({ message, data }: RpcError): string {
  const cause = typeof data === 'object' && data !== null && 'Cause' in data ? ` (cause ${String(data.Cause)})` : '';
  return `${message}${cause}`.replaceAll(/\d{5,}/g, '…').slice(0, 200);
}
