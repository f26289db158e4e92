import { type IpcMainInvokeEvent, ipcMain } from 'electron';
import { answerCall } from '../app/answer-call';
import type { Commands } from '../app/commands';
import type { MeetingSessions } from '../app/meeting-sessions';
import { type CallReply, channels } from '../shared/bridge';
import { contract } from '../shared/contract';
import { meetingContract } from '../shared/meeting-page';
import { meetingOrigin, operatorOrigin } from './app-scheme';
import type { MeetingWindows } from './meeting-window';
import type { OperatorWindow } from './operator-window';

const sdkPageCalls: ReadonlySet<string> = new Set(['takeTicket', 'report']);
const callsPerSecond = 60;

/**
 * The only listener to windows. Whoever calls has to be the main frame of a window of ours, on the page that this call belongs to,
 * and not too often (Electron docs: tutorial/security 17).
 */
export function answerWindows(parts: {
  operatorWindow: OperatorWindow;
  meetingWindows: MeetingWindows;
  commands: Commands;
  sessions: MeetingSessions;
  now: () => Date;
  onUnexpected: (error: unknown) => void;
}): void {
  const isTooOften = rateLimit(parts.now);

  ipcMain.handle(channels.call, (event, name: unknown, input: unknown): Promise<CallReply> | CallReply => {
    const isOurs = event.sender === parts.operatorWindow.webContents && pageOf(event, operatorOrigin) === '/index.html';
    if (!isOurs || isTooOften(event.sender.id)) return refused;
    return answerCall(contract, parts.commands, name, input, parts.onUnexpected);
  });

  ipcMain.handle(channels.meetingCall, (event, name: unknown, input: unknown): Promise<CallReply> | CallReply => {
    const window = parts.meetingWindows.find(event.sender.id);
    const isItsPage = window && pageOf(event, meetingOrigin) === `/${window.page}.html`;
    const isItsCall = typeof name === 'string' && sdkPageCalls.has(name) === (window?.page === 'meeting');
    if (!isItsPage || !isItsCall || isTooOften(event.sender.id)) return refused;
    return answerCall(meetingContract, parts.sessions.handlersOf(window.windowId), name, input, parts.onUnexpected);
  });
}

const refused: CallReply = { ok: false, failure: { code: 'invalid_request' } };

/** The path of the page that calls, if it is the main frame of a page of this origin. */
function pageOf(event: IpcMainInvokeEvent, origin: string): string | undefined {
  const frame = event.senderFrame;
  if (!frame || frame.parent || frame !== event.sender.mainFrame) return undefined;
  if (!frame.url.startsWith(`${origin}/`)) return undefined;
  return new URL(frame.url).pathname;
}

function rateLimit(now: () => Date): (senderId: number) => boolean {
  const calls = new Map<number, { second: number; count: number }>();
  return (senderId) => {
    const second = Math.floor(now().getTime() / 1000);
    const known = calls.get(senderId);
    const count = known?.second === second ? known.count + 1 : 1;
    calls.set(senderId, { second, count });
    return count > callsPerSecond;
  };
}
