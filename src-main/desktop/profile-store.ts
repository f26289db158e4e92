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
}): ElectronStore<Record<string, unknown>> {
  const store = new ElectronStore<Record<string, unknown>>({
    cwd: options.folder,
    name: options.name,
    configFileMode: 0o600,
    clearInvalidConfig: options.clearInvalidConfig ?? false,
  });
  // electron-store listens for stores of the windows, and would tell any page, the SDK's too, where the profile is.
  ipcMain.removeAllListeners('electron-store-get-data');
  return store;
}
