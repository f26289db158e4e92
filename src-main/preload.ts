import { contextBridge, ipcRenderer } from 'electron';
import type { AppState } from './shared/app-state';
import { type Bridge, channels } from './shared/bridge';

const bridge: Bridge = {
  call: (name, input) => ipcRenderer.invoke(channels.call, name, input),
  onStateChanged: (listener) => {
    const heard = (_event: unknown, state: AppState) => listener(state);
    ipcRenderer.on(channels.stateChanged, heard);
    return () => ipcRenderer.off(channels.stateChanged, heard);
  },
};

contextBridge.exposeInMainWorld('bridge', bridge);
