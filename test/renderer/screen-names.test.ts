import { expect, test } from '@playwright/test';
import { screenForKey, screenNamed } from '../../src-renderer/screens/screen-names';

const press = { key: '1', ctrlKey: true, metaKey: false, altKey: false, shiftKey: false };

test('Ctrl and a digit name a screen, other keys do not', () => {
  expect(['1', '2', '3', '4', '5', '6', '7', '8'].map((key) => screenForKey({ ...press, key }))).toEqual([
    'meetings',
    'inMeetings',
    'bots',
    'rooms',
    'hostKeys',
    'credentials',
    'activity',
    'settings',
  ]);
  expect(screenForKey({ ...press, ctrlKey: false, metaKey: true })).toBe('meetings');
  expect(screenForKey({ ...press, key: '9' })).toBeUndefined();
  expect(screenForKey({ ...press, ctrlKey: false })).toBeUndefined();
  expect(screenForKey({ ...press, shiftKey: true })).toBeUndefined();
  expect(screenForKey({ ...press, key: 'a' })).toBeUndefined();
});

test('an unknown screen is the first one', () => {
  expect(screenNamed('credentials')).toBe('credentials');
  expect(screenNamed('')).toBe('meetings');
  expect(screenNamed('__proto__')).toBe('meetings');
});
