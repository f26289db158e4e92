import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { CodecAccess } from '../../../src-main/codec/codec-connection';
import { certificateOf } from '../../../src-main/codec/pinned-socket';
import { privateKeyFrom, selfSignedCertificate } from '../../../src-main/practice/practice-certificate';

export type Asked = { id: string; method: string; params: Record<string, unknown> };

/** A device that says what a test makes it say, over real TLS: also what no practice codec would. */
export class ScriptedDevice {
  readonly asked: Asked[] = [];
  readonly closeCodes: number[] = [];
  readonly sockets: WebSocket[] = [];
  /** The bytes that go out with the answer to the handshake. */
  along: Buffer | undefined;
  /** What comes as the result; nothing answers with an empty object. `undefined` from it is no answer at all. */
  answer: (asked: Asked, socket: WebSocket) => unknown = () => ({});
  private readonly ended = new Set<Duplex>();

  private constructor(
    private readonly server: Server,
    readonly access: CodecAccess,
  ) {}

  static async start(): Promise<ScriptedDevice> {
    const privateKey = privateKeyFrom(new Uint8Array(32).fill(9));
    const hour = 3_600_000;
    const cert = selfSignedCertificate({
      privateKey,
      commonName: 'scripted-device',
      address: '127.0.0.1',
      notBefore: new Date(Date.now() - hour),
      notAfter: new Date(Date.now() + hour),
    });
    const server = createServer({ key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })), cert });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { fingerprint } = await certificateOf(address);
    const device = new ScriptedDevice(server, { address, fingerprint, userName: 'usher', password: 'not-real' });
    device.serve();
    return device;
  }

  get last(): WebSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error('nobody is connected');
    return socket;
  }

  /** Feedback, to whoever is connected. */
  tell(change: object): void {
    this.last.send(event(change));
  }

  async close(): Promise<void> {
    for (const socket of this.ended) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(): void {
    const sockets = new WebSocketServer({ noServer: true });
    this.server.on('connection', (socket) => this.ended.add(socket));
    this.server.on('upgrade', (request, socket, head) => {
      if (this.along) {
        // One packet: what comes first, and what comes right behind it.
        socket.cork();
        process.nextTick(() => socket.uncork());
      }
      sockets.handleUpgrade(request, socket, head, (opened) => this.opened(opened, socket));
    });
  }

  private opened(socket: WebSocket, wire: Duplex): void {
    this.sockets.push(socket);
    if (this.along) wire.write(this.along);
    socket.on('close', (code) => this.closeCodes.push(code)).on('error', () => undefined);
    socket.on('message', (data) => {
      const asked = JSON.parse(String(data)) as Asked;
      this.asked.push(asked);
      const result = this.answer(asked, socket);
      if (result !== undefined) socket.send(answerTo(asked, result));
    });
  }
}

export function event(change: object): string {
  return JSON.stringify({ jsonrpc: '2.0', method: 'xFeedback/Event', params: { Id: 1, ...change } });
}

export function answerTo({ id }: Asked, result: unknown): string {
  return JSON.stringify({ jsonrpc: '2.0', id, result });
}

/** An unmasked text frame as servers send it, shorter than 126 bytes (RFC 6455, section 5.2). */
export function textFrame(text: string): Buffer {
  const bytes = Buffer.from(text);
  if (bytes.length > 125) throw new Error('too long for a short frame');
  return Buffer.concat([Buffer.of(0x81, bytes.length), bytes]);
}
