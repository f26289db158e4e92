import { z } from 'zod';
import { parseJson } from '../shared/parse-json';

/** What one frame of a device says. `other`: something that nobody has asked for, and that is no feedback either. */
export type RpcFrame =
  | { kind: 'answer'; id: string; result: unknown }
  | { kind: 'refusal'; id: string; error: RpcError }
  | { kind: 'event'; params: Readonly<Record<string, unknown>> }
  | { kind: 'other' };

/** A number is what a device echoes for the text "2", too; null, where it could not read what it was asked (JSON-RPC 2.0, section 5). */
const Id = z.union([z.string(), z.number(), z.null()]).transform(String);
const RpcError = z.object({ code: z.number(), message: z.string().catch(''), data: z.unknown().optional() });
/** `code` as in JSON-RPC 2.0, section 5.1, and RoomOS's own: 1 is a command that failed, -31997 to -31999 say what the device lacks. */
export type RpcError = z.infer<typeof RpcError>;

const version = z.literal('2.0');
const Refusal = z.object({ jsonrpc: version, id: Id, error: RpcError });
/** Of what is empty some versions leave out the result, too. */
const Answer = z.object({
  jsonrpc: version,
  id: Id,
  method: z.undefined().optional(),
  result: z.unknown().optional(),
  error: z.undefined().optional(),
});
const Notification = z.object({
  jsonrpc: version,
  method: z.string(),
  params: z.record(z.string(), z.unknown()).catch({}),
});

/** A whole number, which RoomOS writes as text on some ways. */
export const DeviceInteger = z.union([
  z.int(),
  z
    .string()
    .regex(/^-?\d{1,15}$/)
    .transform(Number),
]);

/** Reads a text frame of RoomOS: JSON-RPC 2.0, one object in each. @returns nothing for what is none */
export function readFrame(text: string): RpcFrame | undefined {
  const said = parseJson(text);
  const refusal = Refusal.safeParse(said).data;
  if (refusal) return { kind: 'refusal', id: refusal.id, error: refusal.error };
  const answer = Answer.safeParse(said).data;
  if (answer) return { kind: 'answer', id: answer.id, result: answer.result };
  const notification = Notification.safeParse(said).data;
  if (notification?.method !== 'xFeedback/Event') return notification && { kind: 'other' };
  return { kind: 'event', params: notification.params };
}

/** A device's own words, which may repeat what it was asked: what could be a key or a passcode in them is left out. */
export function withoutDialled(words: string): string {
  return words.replaceAll(/\d{4,}/g, '…').slice(0, 200);
}
