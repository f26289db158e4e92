import type { X509Certificate } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { connect, type TLSSocket } from 'node:tls';
import { type ClientOptions, WebSocket } from 'ws';
import { numericPasscode } from '../../../src-main/practice/meeting-bodies';
import { practiceMeetings } from '../../../src-main/practice/practice-meetings';
import { test as base, expect, type RunningPractice } from './running-practice';

type Message = Record<string, unknown> & { params?: Record<string, unknown> };

/** What anybody is told who sets up the practice codec. */
export type CodecLabel = { address: string; userName: string; password: string; name: string };

export async function labelOf(practice: RunningPractice): Promise<CodecLabel> {
  return (await practice.ask<CodecLabel>('/practice/codecs', { method: 'POST' })).body;
}

export function basicOf({ userName, password }: CodecLabel): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${userName}:${password}`).toString('base64')}` };
}

/** A WebSocket and nothing around it: what comes over the wire is what a test sees. */
export class CodecClient {
  /** All frames in the order they came; text as text. */
  readonly frames: (string | Buffer)[] = [];
  closeCode: number | undefined;
  pongs = 0;
  private lastId = 0;

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data, isBinary) => this.frames.push(isBinary ? (data as Buffer) : String(data)));
    socket.on('pong', () => {
      this.pongs += 1;
    });
    socket.on('close', (code) => {
      this.closeCode = code;
    });
  }

  /** @throws Error `Unexpected server response: STATUS`, or of the socket */
  static async connect(label: CodecLabel, options: ClientOptions = {}, protocols: string[] = []): Promise<CodecClient> {
    const client = new CodecClient(
      new WebSocket(`wss://${label.address}/ws`, protocols, {
        rejectUnauthorized: false,
        perMessageDeflate: false,
        ...(protocols.length > 0 ? {} : { headers: basicOf(label) }),
        ...options,
      }),
    );
    await new Promise((resolve, reject) => client.socket.once('open', resolve).once('error', reject));
    client.socket.on('error', () => undefined);
    return client;
  }

  get messages(): Message[] {
    return this.frames.flatMap((frame) => {
      try {
        return [JSON.parse(String(frame)) as Message];
      } catch {
        return [];
      }
    });
  }

  /** What feedback told, the oldest first. */
  get feedback(): Record<string, unknown>[] {
    return this.messages.flatMap(({ method, params }) => (method === 'xFeedback/Event' && params ? [params] : []));
  }

  /** The statuses of all calls so far, with `ghost` for the end of one. */
  get callStatuses(): string[] {
    return this.feedback.flatMap(({ Status }) => {
      const { Call } = (Status ?? {}) as { Call?: { Status?: string; ghost?: string }[] };
      return (Call ?? []).map((call) => call.Status ?? `ghost ${call.ghost}`);
    });
  }

  /** Why calls were over. */
  get disconnects(): Record<string, unknown>[] {
    return this.feedback.flatMap(({ Event }) => {
      const { CallDisconnect } = (Event ?? {}) as { CallDisconnect?: Record<string, unknown> };
      return CallDisconnect ? [CallDisconnect] : [];
    });
  }

  /** Listens to calls and dials. @returns the call's ID */
  async dial(number: string, protocol = 'Auto'): Promise<number> {
    await this.ask('xFeedback/Subscribe', { Query: ['Status', 'Call'] });
    await this.ask('xFeedback/Subscribe', { Query: ['Event', 'CallDisconnect'] });
    const { CallId } = (await this.result('xCommand/Dial', { Number: number, Protocol: protocol })) as {
      CallId: number;
    };
    return CallId;
  }

  async dialAndConnect(number: string): Promise<number> {
    const id = await this.dial(number);
    await expect.poll(() => this.callStatuses.at(-1)).toBe('Connected');
    return id;
  }

  post(method: string, params: object = {}, id: string | number = this.nextId()): void {
    this.socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
  }

  /** Asks and waits for the answer with the same ID, of the same type. */
  async ask(method: string, params: object = {}, id: string | number = this.nextId()): Promise<Message> {
    return new Promise((resolve) => {
      const listen = (data: unknown) => {
        const message = JSON.parse(String(data)) as Message;
        if (message.id !== id) return;
        this.socket.off('message', listen);
        resolve(message);
      };
      this.socket.on('message', listen);
      this.post(method, params, id);
    });
  }

  async result(method: string, params: object = {}): Promise<unknown> {
    return (await this.ask(method, params)).result;
  }

  private nextId(): number {
    this.lastId += 1;
    return this.lastId;
  }
}

/** The answer to a handshake that was refused. */
export function refusedHandshake(
  label: CodecLabel,
  options: ClientOptions = {},
  protocols: string[] = [],
): Promise<{ status: number | undefined; headers: IncomingMessage['headers'] }> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`wss://${label.address}/ws`, protocols, { rejectUnauthorized: false, ...options });
    socket.on('unexpected-response', (request, response) => {
      resolve({ status: response.statusCode, headers: response.headers });
      request.destroy();
    });
    socket.on('open', () => reject(new Error('it was let in')));
    socket.on('error', reject);
  });
}

/** What the codec shows to whoever connects now. */
export async function certificateOf({ address }: CodecLabel): Promise<X509Certificate> {
  const socket = await new Promise<TLSSocket>((resolve, reject) => {
    const [host, port] = address.split(':');
    const opened = connect({ host, port: Number(port), rejectUnauthorized: false }, () => resolve(opened));
    opened.on('error', reject);
  });
  const certificate = socket.getPeerX509Certificate();
  socket.destroy();
  if (!certificate) throw new Error('it has shown none');
  return certificate;
}

/** The passcode of a meeting as room systems have it. */
export function digitsOf(meetingId: string): string {
  const meeting = practiceMeetings(0).find((other) => other.meetingId === meetingId);
  return meeting ? numericPasscode(meeting) : '';
}

/** What one dials for a meeting. @param behind layout and key, with their dots */
export function sipOf(meetingId: string, behind = ''): string {
  return `${meetingId}.${digitsOf(meetingId)}${behind}@zoomcrc.com`;
}

export const test = base.extend<{ codec: CodecClient }>({
  codec: async ({ practice }, use) => {
    const client = await CodecClient.connect(await labelOf(practice));
    await use(client);
    client.socket.terminate();
  },
});

export { expect };
