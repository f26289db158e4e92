import { expect, test } from '@playwright/test';
import { acceleratorOf, keysInWords } from '../../src-renderer/screens/accelerator';

const none = { ctrlKey: false, altKey: false, shiftKey: false, metaKey: false };
const rows: [what: string, press: Parameters<typeof acceleratorOf>[0], expected: string | undefined][] = [
  ['a letter with Ctrl and Alt', { ...none, ctrlKey: true, altKey: true, code: 'KeyU' }, 'Control+Alt+U'],
  ['a digit', { ...none, altKey: true, shiftKey: true, code: 'Digit7' }, 'Alt+Shift+7'],
  ['a function key', { ...none, ctrlKey: true, code: 'F12' }, 'Control+F12'],
  ['the system’s key', { ...none, metaKey: true, code: 'Space' }, 'Super+Space'],
  ['only modifiers so far', { ...none, ctrlKey: true, code: 'ControlLeft' }, undefined],
  ['a letter by itself, which every other program needs', { ...none, code: 'KeyU' }, undefined],
  ['a capital letter', { ...none, shiftKey: true, code: 'KeyU' }, undefined],
  ['a key that no shortcut has', { ...none, ctrlKey: true, code: 'Backslash' }, undefined],
  ['a function key that no keyboard has', { ...none, ctrlKey: true, code: 'F25' }, undefined],
];
for (const [what, press, expected] of rows) {
  test(`${what} makes ${expected ?? 'no shortcut'}`, () => {
    expect(acceleratorOf(press, false)).toBe(expected);
  });
}

test('on macOS the system’s key is Command', () => {
  expect(acceleratorOf({ ...none, metaKey: true, code: 'KeyJ' }, true)).toBe('Command+J');
});

test('keys are written as people write them', () => {
  expect(keysInWords('Control+Alt+U')).toBe('Ctrl + Alt + U');
});
