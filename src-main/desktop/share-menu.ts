import type { DesktopCapturerSource, MenuItemConstructorOptions } from 'electron';

/** A screen or a window, as the system shows it. */
type Shareable = Pick<DesktopCapturerSource, 'id' | 'name' | 'thumbnail'>;

/** A menu that is longer than the screen helps nobody. */
const mostOfAKind = 20;
const longestName = 60;

/** What can be shared, screens first; not the meeting's own window, in which one would see oneself without end. */
export function shareMenu<Source extends Shareable>(
  sources: readonly Source[],
  { ownId, onChosen }: { ownId: string; onChosen: (source: Source | undefined) => void },
): MenuItemConstructorOptions[] {
  const isScreen = ({ id }: Source) => id.startsWith('screen:');
  const itemsOf = (kind: readonly Source[]) =>
    kind.slice(0, mostOfAKind).map((source) => ({
      label: labelOf(source.name),
      icon: source.thumbnail,
      click: () => onChosen(source),
    }));
  const screens = itemsOf(sources.filter(isScreen));
  const windows = itemsOf(sources.filter((source) => !isScreen(source) && source.id !== ownId));
  if (screens.length + windows.length === 0)
    return [{ label: 'The system shows Usher no screen to share', enabled: false }];
  return [
    { label: 'Share which screen or window?', enabled: false },
    ...screens,
    ...(screens.length > 0 && windows.length > 0 ? [{ type: 'separator' as const }] : []),
    ...windows,
    { type: 'separator' },
    { label: 'Share nothing', click: () => onChosen(undefined) },
  ];
}

/** In a menu an ampersand marks the letter behind it, unless there are two. */
function labelOf(name: string): string {
  const short = name.length > longestName ? `${name.slice(0, longestName - 1).trimEnd()}…` : name;
  return short.replaceAll('&', '&&') || 'A window without a name';
}
