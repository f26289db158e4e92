import { ipcMain } from 'electron';
import ElectronStore from 'electron-store';

/**
 * Opens a JSON file of the profile, for its owner's eyes only.
 * @param options.folder the profile
 * @param options.name without `.json`
 */
export function openProfileStore(options: {
  folder: string;
  name: string;
  clearInvalidConfig?: boolean;
  deserialize?: (text: string) => Record<string, unknown>;
}): ElectronStore<Record<string, unknown>> {
  const store = new ElectronStore<Record<string, unknown>>({
    cwd: options.folder,
    name: options.name,
    configFileMode: 0o600,
    clearInvalidConfig: options.clearInvalidConfig ?? false,
    ...(options.deserialize ? { deserialize: options.deserialize } : {}),
  });
  // electron-store listens for stores of the windows, and would tell any page, the SDK's too, where the profile is.
  ipcMain.removeAllListeners('electron-store-get-data');
  return store;
}

/**
 * Reads a JSON file of the profile that Usher writes by itself. electron-store would copy, compare and parse again what it has parsed:
 * that takes five times as long, and the tray waits for it.
 * @throws Error when it is not JSON
 */
export function readProfileFile(options: { folder: string; name: string }): Record<string, unknown> {
  let contents: Record<string, unknown> = {};
  const deserialize = (text: string) => {
    contents = JSON.parse(text);
    return {};
  };
  openProfileStore({ ...options, deserialize });
  return contents;
}
