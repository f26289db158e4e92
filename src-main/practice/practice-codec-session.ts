import { z } from 'zod';
import { parseJson } from '../shared/parse-json';
import type { PracticeCodec } from './practice-codec';
import { answerOrFail } from './practice-codec-faults';
import {
  type CodecAnswer,
  CodecError,
  type CodecErrorBody,
  type CodecWire,
  codecErrors,
  commandError,
  notification,
} from './practice-codec-protocol';
import { type CodecPath, type CodecTree, nodeAt, selected } from './practice-codec-tree';

/** As many as one connection may have. */
const maxSubscriptions = 50;

const Id = z.union([z.string(), z.number()]);
const Request = z.object({
  jsonrpc: z.literal('2.0'),
  id: Id,
  method: z.string(),
  params: z.record(z.string(), z.unknown()).default({}),
});

const Path = z.array(z.union([z.string(), z.number()])).min(1);
const oneLine = z.string().regex(/^[^\r\n]*$/);
const CallId = z.coerce.number().int();
/** RoomOS takes its own words in any case. */
const word = <const T extends readonly [string, ...string[]]>(words: T) =>
  z.preprocess(
    (value) => words.find((known) => known.toLowerCase() === String(value).toLowerCase()) ?? value,
    z.enum(words),
  );

const Dial = z.object({
  Number: oneLine.max(255),
  Protocol: word(['Auto', 'H320', 'H323', 'SIP', 'Spark']).default('Auto'),
  CallRate: z.coerce.number().int().min(64).max(6000).optional(),
  CallType: word(['Audio', 'Video']).optional(),
  BookingId: oneLine.max(255).optional(),
  DisplayName: oneLine.max(255).optional(),
  Appearance: z.coerce.number().int().optional(),
});

type Methods = Record<string, (params: Record<string, unknown>) => unknown>;

/** One connection to a codec: JSON-RPC 2.0, one object in each text frame. */
export class CodecSession {
  private readonly subscriptions = new Map<number, CodecPath>();
  private lastSubscription = 0;
  private readonly endFeedback: () => void;

  constructor(
    private readonly codec: PracticeCodec,
    private readonly wire: CodecWire,
  ) {
    this.endFeedback = codec.onFeedback((change) => this.tell(change));
  }

  /** @param text undefined for a frame that was no text */
  async receive(text: string | undefined): Promise<void> {
    const message = text === undefined ? undefined : parseJson(text);
    if (message === undefined) return this.refuse(null, codecErrors.parseError);
    const request = Request.safeParse(message);
    if (!request.success) {
      const id = z.object({ id: Id }).safeParse(message);
      return this.refuse(id.success ? id.data.id : null, codecErrors.invalidRequest);
    }
    const { id, method, params } = request.data;
    const afterwards: (() => void)[] = [];
    await answerOrFail(this.codec.faults.take('request', method), {
      id,
      act: () => this.act(id, method, params, afterwards),
      wire: this.wire,
    });
    for (const work of afterwards) work();
  }

  close(): void {
    this.endFeedback();
  }

  private refuse(id: CodecAnswer['id'], error: CodecErrorBody): void {
    const answer: CodecAnswer = { jsonrpc: '2.0', id, error };
    this.wire.send(JSON.stringify(answer));
  }

  /** @param afterwards is given what comes behind the answer */
  private async act(
    id: string | number,
    method: string,
    params: Record<string, unknown>,
    afterwards: (() => void)[],
  ): Promise<CodecAnswer> {
    const jsonrpc = '2.0';
    const known = Object.entries(this.methods(afterwards)).find(
      ([name]) => name.toLowerCase() === method.toLowerCase(),
    );
    if (!known) return { jsonrpc, id, error: codecErrors.methodNotFound };
    try {
      return { jsonrpc, id, result: await known[1](params) };
    } catch (error) {
      return { jsonrpc, id, error: errorBodyOf(error) };
    }
  }

  private methods(afterwards: (() => void)[]): Methods {
    const { calls } = this.codec;
    const done = { status: 'OK' };
    return {
      'xCommand/Dial': (params) => {
        const { Number: number, Protocol } = Dial.parse(params);
        if (Protocol === 'H320' || Protocol === 'Spark') throw commandError('No such protocol here');
        return { CallId: calls.dial(number, Protocol === 'Auto' ? undefined : Protocol), ConferenceId: 1 };
      },
      'xCommand/Call/Disconnect': (params) => {
        calls.disconnect(z.object({ CallId: CallId.optional() }).parse(params).CallId);
        return done;
      },
      'xCommand/Call/DTMFSend': async (params) => {
        const keys = z.string().regex(/^[\d*#A-D]{1,32}$/i);
        const asked = z.object({ CallId: CallId.optional(), DTMFString: keys }).parse(params);
        await calls.press(asked.CallId, asked.DTMFString);
        return done;
      },
      'xCommand/CallHistory/Get': (params) => {
        const amount = z.coerce.number().int().min(0).max(65_534);
        const asked = z.object({ Offset: amount.default(0), Limit: amount.default(65_534) }).parse(params);
        const rows = calls.history.slice(asked.Offset, asked.Offset + asked.Limit);
        return {
          ResultInfo: { Offset: asked.Offset, Limit: rows.length },
          Entry: rows.map((entry, id) => ({ id, ...entry })),
        };
      },
      'xCommand/CallHistory/DeleteEntry': (params) => {
        calls.forget(z.object({ CallHistoryId: z.coerce.number().int() }).parse(params).CallHistoryId);
        return done;
      },
      xGet: async (params) => {
        const path = this.known(z.object({ Path }).parse(params).Path);
        await calls.look();
        const node = nodeAt(this.codec.tree(), path);
        return node === undefined || (Array.isArray(node) && node.length === 0) ? {} : node;
      },
      xQuery: async (params) => {
        const query = this.known(z.object({ Query: Path }).parse(params).Query);
        await calls.look();
        return selected(this.codec.tree(), query) ?? {};
      },
      xSet: (params) => {
        const name = z.literal('configuration/systemunit/name');
        const path = Path.transform((words) => words.join('/').toLowerCase()).pipe(name);
        const asked = z.object({ Path: path, Value: oneLine.min(1).max(50) }).parse(params);
        this.codec.rename(asked.Value);
        return true;
      },
      'xFeedback/Subscribe': (params) => {
        const asked = z.object({ Query: Path, NotifyCurrentValue: z.boolean().default(false) }).parse(params);
        if (this.subscriptions.size >= maxSubscriptions) throw new CodecError(codecErrors.subscriberCountExceeded);
        const query = this.known(asked.Query);
        this.lastSubscription += 1;
        const id = this.lastSubscription;
        this.subscriptions.set(id, query);
        if (asked.NotifyCurrentValue) afterwards.push(() => this.tellTo(id, query, this.codec.tree()));
        return { Id: id };
      },
      'xFeedback/Unsubscribe': (params) => {
        const { Id: id } = z.object({ Id: z.coerce.number().int() }).parse(params);
        if (!this.subscriptions.delete(id)) throw new CodecError(codecErrors.invalidParams);
        return true;
      },
    };
  }

  /** @throws CodecError for what is no part of a codec */
  private known(path: CodecPath): CodecPath {
    if (/^(\*\*?|status|configuration|event)$/i.test(String(path[0]))) return path;
    throw new CodecError(codecErrors.invalidParams);
  }

  private tell(change: CodecTree): void {
    for (const [id, query] of this.subscriptions) this.tellTo(id, query, change);
  }

  private tellTo(id: number, query: CodecPath, change: CodecTree): void {
    const part = selected(change, query);
    if (part !== undefined) this.wire.send(notification(id, part));
  }
}

function errorBodyOf(error: unknown): CodecErrorBody {
  if (error instanceof CodecError) return error.body;
  if (!(error instanceof z.ZodError)) return codecErrors.internalError;
  return { ...codecErrors.invalidParams, data: error.issues.map(({ path }) => path.join('.')) };
}
