import { z } from 'zod';

/** A call as a device tells of it, with the number that was dialled in full: for main only. */
export type DeviceCall = { callId: number; status: string; number: string };

/** RoomOS writes numbers as text on some ways. Whatever else a call has is of no interest. */
const CallNode = z.object({
  id: z.coerce.number().int(),
  ghost: z.unknown().optional(),
  Status: z.string().optional(),
  RemoteNumber: z.string().optional(),
  CallbackNumber: z.string().optional(),
});
type CallNode = z.infer<typeof CallNode>;
const CallNodes = z.array(z.unknown());

const Ended = z.object({
  Event: z.object({
    CallDisconnect: z.object({
      CallId: z.coerce.number().int(),
      CauseType: z.string().optional(),
      CauseString: z.string().optional(),
      CauseValue: z.coerce.number().optional(),
    }),
  }),
});

/** Why a call has ended, in the device's words. `isFault`: other than somebody hanging up. */
export type CallEnd = { callId: number; cause: string; isFault: boolean };

/** Somebody has hung up, here or there (Q.850: 16, normal call clearing). */
const normalCauses: ReadonlySet<string> = new Set(['LocalDisconnect', 'RemoteDisconnect', 'OtherLocal', 'OtherRemote']);

/** The calls after an event: one that is told of in part keeps the rest, a ghost is gone. */
export function callsAfter(calls: readonly DeviceCall[], params: Readonly<Record<string, unknown>>): DeviceCall[] {
  const nodes = nodesIn(params);
  return nodes.reduce(
    (known: DeviceCall[], node) => {
      const others = known.filter(({ callId }) => callId !== node.id);
      if (node.ghost !== undefined) return others;
      return [
        ...others,
        callOf(
          node,
          known.find(({ callId }) => callId === node.id),
        ),
      ];
    },
    [...calls],
  );
}

/** All calls, from the answer to a question for them. */
export function callsIn(status: unknown): DeviceCall[] {
  return callsAfter([], { Status: { Call: status ?? [] } });
}

/** @returns nothing for an event that tells of no end */
export function callEndIn(params: Readonly<Record<string, unknown>>): CallEnd | undefined {
  const ended = Ended.safeParse(params).data?.Event.CallDisconnect;
  if (!ended) return undefined;
  const { CallId: callId, CauseType: type = '', CauseString: text = '', CauseValue: value } = ended;
  const cause = [text || type, value].filter((word) => word !== undefined && word !== '').join(' ');
  // The words may repeat what was dialled.
  return { callId, cause: cause.replaceAll(/\d{5,}/g, '…').slice(0, 200), isFault: !normalCauses.has(type) };
}

/** Whether a call is to this number. Devices put the protocol in front of it, or leave it out. */
export function isCallTo({ number }: DeviceCall, wanted: string): boolean {
  const plain = (text: string) => text.toLowerCase().replace(/^(sips?|h323|spark):/, '');
  return plain(number) === plain(wanted);
}

function nodesIn(params: Readonly<Record<string, unknown>>): CallNode[] {
  const { Status: status } = params;
  const told = typeof status === 'object' && status !== null && 'Call' in status ? status.Call : undefined;
  const nodes = CallNodes.safeParse(Array.isArray(told) ? told : told === undefined ? [] : [told]).data ?? [];
  return nodes.flatMap((node) => CallNode.safeParse(node).data ?? []);
}

function callOf({ id, Status, RemoteNumber, CallbackNumber }: CallNode, known: DeviceCall | undefined): DeviceCall {
  return {
    callId: id,
    status: Status ?? known?.status ?? 'Dialling',
    number: CallbackNumber || RemoteNumber || known?.number || '',
  };
}
