/** A format of the system's own, in the words of Electron's clipboard. */
const ownFormat = (name: string) => `electron application/osclipboard;format="${name}"`;

/** How programs that keep a history of the clipboard are told that a text is none of their business: KDE, nspasteboard.org, Windows. */
const marks: { readonly [Platform in string]?: readonly [format: string, value: string] } = {
  linux: ['x-kde-passwordManagerHint', 'secret'],
  darwin: ['org.nspasteboard.ConcealedType', ''],
  win32: ['ExcludeClipboardContentFromMonitorProcessing', '1'],
};

/** A text for the clipboard with the mark of this system beside it, as `ClipboardItem` takes them. */
export function concealedText(text: string, platform: NodeJS.Platform): Record<string, string | Blob> {
  const [format, value] = marks[platform] ?? [];
  return { 'text/plain': text, ...(format ? { [ownFormat(format)]: new Blob([value ?? '']) } : {}) };
}
