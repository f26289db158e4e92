import { z } from 'zod';
import { parseJson } from '../shared/parse-json';

/** What one frame of a device says. */
export type RpcFrame =
  | { kind: 'answer'; id: string; result: unknown }
  | { kind: 'refusal'; id: string; error: RpcError }
  | { kind: 'event'; params: Readonly<Record<string, unknown>> };

/** A number is what a device echoes for the text "2", too. */
const Id = z.union([z.string(), z.number()]).transform(String);
const RpcError = z.object({ code: z.number(), message: z.string().default(''), data: z.unknown() });
/** `code` as in JSON-RPC 2.0, section 5.1, and RoomOS's own: 1 is a command that failed, -31997 to -31999 say what the device lacks. */
export type RpcError = z.infer<typeof RpcError>;

const Refusal = z.object({ jsonrpc: z.literal('2.0'), id: Id, error: RpcError });
const Answer = z.object({ jsonrpc: z.literal('2.0'), id: Id, result: z.unknown() });
const Event = z.object({
  jsonrpc: z.literal('2.0'),
  method: z.literal('xFeedback/Event'),
  params: z.record(z.string(), z.unknown()),
});

/** Reads a text frame of RoomOS: JSON-RPC 2.0, one object in each. @returns nothing for what is none */
export function readFrame(text: string): RpcFrame | undefined {
  const said = parseJson(text);
  const event = Event.safeParse(said).data;
  if (event) return { kind: 'event', params: event.params };
  const refusal = Refusal.safeParse(said).data;
  if (refusal) return { kind: 'refusal', id: refusal.id, error: refusal.error };
  const answer = Answer.safeParse(said).data;
  return answer && { kind: 'answer', id: answer.id, result: answer.result };
}
