import type { Failure } from './app-error';
import type { AppState } from './app-state';

/** What a call is answered with. A thrown Error would lose its fields on the way through IPC. */
export type CallReply = { ok: true; value: unknown } | { ok: false; failure: Failure };

/** `window.bridge`: all that the operator's window has of the main process. */
export type Bridge = {
  call(name: string, input: unknown): Promise<CallReply>;
  /** Returns what ends the subscription. */
  onStateChanged(listener: (state: AppState) => void): () => void;
};

export const channels = {
  call: 'usher:call',
  stateChanged: 'usher:state-changed',
  meetingCall: 'usher:meeting-call',
  meetingChanged: 'usher:meeting-changed',
  meetingCommand: 'usher:meeting-command',
} as const;
