import { Accelerator } from '@shared/shortcut';

/** What of a key press counts here. */
type KeyPress = Pick<KeyboardEvent, 'code' | 'ctrlKey' | 'altKey' | 'shiftKey' | 'metaKey'>;

/**
 * The keys that are held down, as Electron names them; nothing while only modifiers are, or where the keys make no shortcut. By the place of
 * the key on the keyboard (UI Events, `code`): with Alt or Shift the letter itself may be another one.
 */
export function acceleratorOf(
  { code, ctrlKey, altKey, shiftKey, metaKey }: KeyPress,
  isMac: boolean,
): string | undefined {
  const key = /^(?:Key([A-Z])|Digit(\d)|(F\d{1,2})|(Space))$/.exec(code)?.slice(1).find(Boolean);
  if (!key) return undefined;
  const modifiers = [
    ...(ctrlKey ? ['Control'] : []),
    ...(altKey ? ['Alt'] : []),
    ...(shiftKey ? ['Shift'] : []),
    ...(metaKey ? [isMac ? 'Command' : 'Super'] : []),
  ];
  const { success, data } = Accelerator.safeParse([...modifiers, key].join('+'));
  return success ? data : undefined;
}

/** As people write keys: "Ctrl + Alt + U". */
export function keysInWords(accelerator: string): string {
  return accelerator.replace('Control', 'Ctrl').replaceAll('+', ' + ');
}
