import { type CodecShown, isUp, type RoomCall, type RoomErrand } from '@shared/codec';
import { countdown } from '../time-words';
import type { Standing } from './credential-standing';

/** How it stands with a room system, as a shape and a word. */
export function codecStanding({ link, calls, retryAt }: CodecShown, now: Date): Standing {
  switch (link) {
    case 'idle':
      return { tone: 'idle', word: 'Not looked at yet' };
    case 'connecting':
      return { tone: 'waiting', word: 'Connecting' };
    case 'open':
      return calls.some(isUp) ? { tone: 'waiting', word: 'In a call' } : { tone: 'ready', word: 'Ready' };
    case 'waiting':
      return {
        tone: 'attention',
        word: retryAt ? `Not reached, tried again in ${countdown(retryAt, now)}` : 'Not reached',
      };
    case 'failed':
      return { tone: 'problem', word: 'Not reached' };
  }
}

const callWords: { readonly [Status in RoomCall['status']]: string } = {
  Idle: 'idle',
  Dialling: 'dialling',
  Ringing: 'ringing',
  Connecting: 'connecting',
  EarlyMedia: 'connecting',
  Connected: 'connected',
  OnHold: 'on hold',
  Disconnecting: 'hanging up',
};

/** How far a call of a room system is. */
export function callWord({ status }: RoomCall): string {
  return callWords[status];
}

const errandStandings: { readonly [Phase in RoomErrand['phase']]: Standing } = {
  preparing: { tone: 'waiting', word: 'Preparing' },
  dialling: { tone: 'waiting', word: 'Dialling' },
  connected: { tone: 'ready', word: 'Connected' },
  over: { tone: 'idle', word: 'Over' },
  failed: { tone: 'problem', word: 'Not connected' },
};

/** How far a meeting is on its way into a room. */
export function errandStanding({ phase }: RoomErrand): Standing {
  return errandStandings[phase];
}

/** Whether nothing happens to it by itself any more. */
export function isErrandOver({ phase }: RoomErrand): boolean {
  return phase === 'over' || phase === 'failed';
}
