import { type BaseWindow, dialog, type FileFilter } from 'electron';

/** What a file dialog is for. `filters` is what it shows at first; the user may choose any file. */
export type FileQuestion = { title: string; filters: FileFilter[] };

const anyFile: FileFilter = { name: 'All files', extensions: ['*'] };

/**
 * Asks in the system's own dialog where to save. It belongs to the window that asked, if that is still there.
 * @returns the path; undefined when the user cancelled
 */
export async function askWhereToSave(
  window: BaseWindow | undefined,
  { title, filters, suggestedName }: FileQuestion & { suggestedName: string },
): Promise<string | undefined> {
  const options = {
    title,
    defaultPath: suggestedName,
    filters: [...filters, anyFile],
    properties: ['createDirectory' as const, 'showOverwriteConfirmation' as const],
  };
  const answer = await (window ? dialog.showSaveDialog(window, options) : dialog.showSaveDialog(options));
  return answer.canceled || !answer.filePath ? undefined : answer.filePath;
}

/**
 * Asks in the system's own dialog for one file to open.
 * @returns the path; undefined when the user cancelled
 */
export async function askWhatToOpen(
  window: BaseWindow | undefined,
  { title, filters }: FileQuestion,
): Promise<string | undefined> {
  const options = { title, filters: [...filters, anyFile], properties: ['openFile' as const] };
  const answer = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options));
  return answer.canceled ? undefined : answer.filePaths[0];
}
