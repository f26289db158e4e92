import { contextBridge, ipcRenderer } from 'electron';
import { channels } from './shared/bridge';
import type { MeetingBridge, RoomView, SdkCommand } from './shared/meeting-page';

const call: MeetingBridge['call'] = (name, input) => ipcRenderer.invoke(channels.meetingCall, name, input);

// The types of the DOM are not for the main process's sources; a preload needs these few.
declare const window: {
  location: { pathname: string; origin: string };
  sessionStorage: { clear(): void };
  addEventListener(type: 'DOMContentLoaded', listener: () => void): void;
  postMessage(message: unknown, targetOrigin: string, transfer: unknown[]): void;
};
declare const MessageChannel: new () => { port1: Port; port2: Port };
type Port = { onmessage: ((event: { data: unknown }) => void) | null; postMessage(message: unknown): void };

if (window.location.pathname === '/room.html') {
  // Until it has a good verdict, the SDK keeps its ZAK in here (6.2.0: `WEB_CLIENT_ZSK`), and this page shares the storage.
  window.sessionStorage.clear();
  const bridge: MeetingBridge = {
    call,
    onRoomChanged: (listener) => {
      const heard = (_event: unknown, view: RoomView) => listener(view);
      ipcRenderer.on(channels.meetingChanged, heard);
      return () => ipcRenderer.off(channels.meetingChanged, heard);
    },
  };
  contextBridge.exposeInMainWorld('meetingBridge', bridge);
} else if (window.location.pathname === '/meeting.html') {
  // The SDK is a third party in its page, so nothing of ours stays on its window: one port goes to the page's own script,
  // before that script loads the SDK. It brings the ticket and what main asks for, and takes reports.
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => void call('report', data);
  ipcRenderer.on(channels.meetingCommand, (_event, command: SdkCommand) => port1.postMessage({ command }));
  window.addEventListener('DOMContentLoaded', () => {
    window.postMessage('usher', window.location.origin, [port2]);
    void call('takeTicket', undefined).then((reply) => port1.postMessage(reply));
  });
}
