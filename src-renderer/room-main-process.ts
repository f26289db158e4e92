import type { Failure } from '@shared/app-error';
import type { CallReply } from '@shared/bridge';
import type { MeetingBridge, MeetingCallName, RoomView } from '@shared/meeting-page';
import { ToldByMain } from './told-by-main';

declare global {
  interface Window {
    readonly meetingBridge: MeetingBridge;
  }
}

/** What a button on the room page may ask for. */
export type RoomRequest = Exclude<MeetingCallName, 'takeTicket' | 'report' | 'getRoom'>;

/** Never rejects: a main process that does not answer is `unexpected`. */
async function call(name: RoomRequest | 'getRoom'): Promise<CallReply> {
  try {
    return await window.meetingBridge.call(name, undefined);
  } catch {
    return { ok: false, failure: { code: 'unexpected' } };
  }
}

/** Asks the main process. @returns why it could not be done, or nothing */
export async function askMain(request: RoomRequest): Promise<Failure | undefined> {
  const reply = await call(request);
  return reply.ok ? undefined : reply.failure;
}

/** What the room page shows. */
export const roomView = new ToldByMain<RoomView>({
  ask: async () => {
    const reply = await call('getRoom');
    return reply.ok ? (reply.value as RoomView) : undefined;
  },
  onChanged: (listener) => window.meetingBridge.onRoomChanged(listener),
});

/** What the page asks main for, one thing at a time; `ask` says whether it was done. */
export type Asking = { running: RoomRequest | undefined; ask: (request: RoomRequest) => Promise<boolean> };
