import { z } from 'zod';
import { DeviceInteger, withoutDialled } from './rpc-frame';

/** A call as a device tells of it, with the number that was dialled in full: for main only. */
export type DeviceCall = { callId: number; status: string; number: string };

const Words = z.string().optional().catch(undefined);
/** Whatever else a call has is of no interest. */
const CallNode = z.object({
  id: DeviceInteger,
  ghost: z.unknown().optional(),
  Status: Words,
  RemoteNumber: Words,
  CallbackNumber: Words,
});
type CallNode = z.infer<typeof CallNode>;

const Ended = z.object({
  Event: z.object({
    CallDisconnect: z.object({
      CallId: DeviceInteger,
      CauseType: Words,
      CauseString: Words,
      CauseValue: DeviceInteger.optional().catch(undefined),
    }),
  }),
});

/** Why a call has ended, in the device's words. `isFault`: other than somebody hanging up. */
export type CallEnd = { callId: number; cause: string; isFault: boolean };

/** Somebody has hung up, here or there. */
const normalCauses: ReadonlySet<string> = new Set(['LocalDisconnect', 'RemoteDisconnect', 'OtherLocal', 'OtherRemote']);

/** The calls after an event: one that is told of in part keeps the rest, a ghost is gone. What cannot be read is passed over. */
export function callsAfter(calls: readonly DeviceCall[], params: Readonly<Record<string, unknown>>): DeviceCall[] {
  const { Status: status } = params;
  const told = typeof status === 'object' && status !== null && 'Call' in status ? status.Call : undefined;
  const nodes = listOf(told).flatMap((node) => CallNode.safeParse(node).data ?? []);
  return nodes.reduce(withNode, [...calls]);
}

/**
 * All calls, from the answer to a question for them. Where there is none, devices say `{}` or nothing.
 * @returns nothing for an answer that cannot be read: there may be calls
 */
export function callsIn(status: unknown): DeviceCall[] | undefined {
  const nodes = z.array(CallNode).safeParse(listOf(status)).data;
  return nodes?.reduce(withNode, []);
}

/** @returns nothing for an event that tells of no end */
export function callEndIn(params: Readonly<Record<string, unknown>>): CallEnd | undefined {
  const ended = Ended.safeParse(params).data?.Event.CallDisconnect;
  if (!ended) return undefined;
  const { CallId: callId, CauseType: type = '', CauseString: text = '', CauseValue: value } = ended;
  const cause = [text || type, value].filter((word) => word !== undefined && word !== '').join(' ');
  return { callId, cause: withoutDialled(cause), isFault: !normalCauses.has(type) };
}

/** Whether a call is to this number. Devices put the protocol in front of it, or leave it out. */
export function isCallTo({ number }: Pick<DeviceCall, 'number'>, wanted: string): boolean {
  const plain = (text: string) => text.toLowerCase().replace(/^(sips?|h323|spark):/, '');
  return plain(number) === plain(wanted);
}

/** One thing may come without a list around it. */
function listOf(told: unknown): unknown[] {
  if (Array.isArray(told)) return told;
  const isNothing = told === undefined || told === null || told === '';
  return isNothing || (typeof told === 'object' && Object.keys(told).length === 0) ? [] : [told];
}

function withNode(calls: readonly DeviceCall[], { id, ghost, ...told }: CallNode): DeviceCall[] {
  const known = calls.find(({ callId }) => callId === id);
  const others = calls.filter((call) => call !== known);
  if (ghost !== undefined) return others;
  const status = told.Status ?? known?.status ?? 'Dialling';
  const number = told.CallbackNumber || told.RemoteNumber || known?.number || '';
  return [...others, { callId: id, status, number }];
}
