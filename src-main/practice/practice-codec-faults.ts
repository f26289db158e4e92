import { setTimeout as delay } from 'node:timers/promises';
import {
  type CloseCode,
  type CodecAnswer,
  type CodecErrorBody,
  type CodecWire,
  notification,
} from './practice-codec-protocol';
import type { HangUp } from './practice-connector';

/** What a codec shows in place of its certificate; `expired` and `notYetValid` (its clock is wrong) are of the same key, `changed` is of another. */
export type WrongCertificate = 'expired' | 'notYetValid' | 'changed';

/** How an answer can come that no device should send. */
export type BrokenFrame =
  | 'unknownId'
  | 'idOfOtherType'
  | 'badJson'
  | 'binary'
  | 'twoObjects'
  | 'fragmented'
  | 'tenMegabytes';

type Effects = {
  /** The port is closed for as long as this is there, whatever `times` says. */
  port: { kind: 'refuse' };
  connection: { kind: 'reset' } | { kind: 'certificate'; shows: WrongCertificate };
  handshake:
    | { kind: 'answer'; status: number; headers?: Record<string, string> }
    | { kind: 'silence' }
    /** The subprotocol that carries the password is taken and not echoed. */
    | { kind: 'noEcho' };
  /** With silence for requests as well: a connection of which only this end is left. */
  ping: { kind: 'silence' };
  /** Silence: nothing is done and nothing comes. A dropped answer: it is done, and nothing comes. */
  request:
    | { kind: 'silence' }
    | { kind: 'dropAnswer' }
    | { kind: 'late'; ms: number }
    | { kind: 'twice' }
    | { kind: 'frame'; as: BrokenFrame }
    /** Before it is done, after that but before the answer, or after the answer. */
    | { kind: 'close'; code: CloseCode; when: 'before' | 'during' | 'after' }
    | { kind: 'error'; error: CodecErrorBody }
    /** The answer, and behind it so much feedback that nobody asked for. */
    | { kind: 'flood'; notifications: number };
  /** The other side ends the next call, while it rings or when it is up. */
  call: { kind: 'hangUp'; cause: HangUp; when: 'Connecting' | 'Connected' };
};
type Point = keyof Effects;

/** What goes wrong, where, and how often: once when `times` is left out, `Infinity` until it is removed. */
export type CodecFault = {
  [P in Point]: {
    at: P;
    times?: number;
    effect: Effects[P];
    /** Of requests: only those for this method. */
    method?: P extends 'request' ? string : never;
  };
}[Point];

/** The switches of the practice codec for what goes wrong. Faults wait in the order they were added. */
export class PracticeCodecFaults {
  private waiting: { fault: CodecFault; left: number }[] = [];

  /** @param onChanged told whenever a fault comes or goes */
  constructor(private readonly onChanged: () => void) {}

  /** Returns what takes it away again. */
  add(fault: CodecFault): () => void {
    const entry = { fault, left: fault.times ?? 1 };
    this.waiting.push(entry);
    this.onChanged();
    return () => this.remove(entry);
  }

  clear(): void {
    this.waiting = [];
    this.onChanged();
  }

  get refusesConnections(): boolean {
    return this.waiting.some(({ fault }) => fault.at === 'port');
  }

  /** What goes wrong here now. @param method of a request */
  take<P extends Exclude<Point, 'port'>>(at: P, method?: string): Effects[P] | undefined {
    const entry = this.waiting.find(
      ({ fault }) => fault.at === at && (fault.method === undefined || fault.method === method),
    );
    if (!entry) return undefined;
    entry.left -= 1;
    if (entry.left <= 0) this.remove(entry);
    return entry.fault.effect as Effects[P];
  }

  private remove(entry: { fault: CodecFault }): void {
    this.waiting = this.waiting.filter((other) => other !== entry);
    this.onChanged();
  }
}

const frames: Record<BrokenFrame, (wire: CodecWire, answer: CodecAnswer, text: string) => void> = {
  unknownId: (wire, answer) => wire.send(JSON.stringify({ ...answer, id: 'nobody-asked-this' })),
  idOfOtherType: (wire, answer) =>
    wire.send(JSON.stringify({ ...answer, id: typeof answer.id === 'string' ? Number(answer.id) : String(answer.id) })),
  badJson: (wire, _answer, text) => wire.send(text.slice(0, -1)),
  binary: (wire, _answer, text) => wire.sendBinary(Buffer.from(text)),
  twoObjects: (wire, _answer, text) => wire.send(`${text}${text}`),
  fragmented: (wire, _answer, text) => wire.sendInParts([text.slice(0, 5), text.slice(5, 9), text.slice(9)]),
  tenMegabytes: (wire, answer) => wire.send(JSON.stringify({ ...answer, padding: 'x'.repeat(10 * 1024 * 1024) })),
};

/**
 * Does what a request asks for and answers it, unless something goes wrong with it.
 * @param request.act does it, and never fails
 */
export async function answerOrFail(
  effect: Effects['request'] | undefined,
  request: { id: string | number; act: () => Promise<CodecAnswer>; wire: CodecWire },
): Promise<void> {
  const { id, act, wire } = request;
  const answer = async () => JSON.stringify(await act());
  switch (effect?.kind) {
    case undefined:
      return wire.send(await answer());
    case 'silence':
      return;
    case 'dropAnswer':
      await act();
      return;
    case 'late': {
      const text = await answer();
      await delay(effect.ms, undefined, { ref: false });
      return wire.send(text);
    }
    case 'twice': {
      const text = await answer();
      wire.send(text);
      return wire.send(text);
    }
    case 'frame': {
      const done = await act();
      return frames[effect.as](wire, done, JSON.stringify(done));
    }
    case 'close': {
      if (effect.when === 'before') return wire.close(effect.code);
      const text = await answer();
      if (effect.when === 'after') wire.send(text);
      return wire.close(effect.code);
    }
    case 'error': {
      const refused: CodecAnswer = { jsonrpc: '2.0', id, error: effect.error };
      return wire.send(JSON.stringify(refused));
    }
    case 'flood': {
      wire.send(await answer());
      for (let volume = 0; volume < effect.notifications; volume += 1)
        wire.send(notification(1, { Status: { Audio: { Volume: volume % 101 } } }));
    }
  }
}
