import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { HostKey, ToldHostKey, weaknessOf } from '../../../src-main/shared/host-key';

test('a host key is a text of 6 to 10 digits that keeps its zeros', () => {
  for (const key of ['012345', '000001', '1234567890']) expect(HostKey.parse(key)).toBe(key);
  for (const wrong of [
    '12345',
    '12345678901',
    '12 34 56',
    '1.23457E+05',
    '１２３４５６',
    '',
    'abcdef',
    '123456\n',
    123456,
  ])
    expect(HostKey.safeParse(wrong).success, JSON.stringify(wrong)).toBe(false);
});

test('keys that people try first are called weak', () => {
  for (const [key, why] of [
    ['000000', 'repeated'],
    ['7777777777', 'repeated'],
    ['121212', 'repeated'],
    ['123123', 'repeated'],
    ['1231231', 'repeated'],
    ['123456', 'sequence'],
    ['4567890', 'sequence'],
    ['987654', 'sequence'],
    ['210987', 'sequence'],
    ['583961', undefined],
    ['112233', undefined],
  ] as const)
    expect(weaknessOf(key), key).toBe(why);
});

test('the number of somebody’s own room, or a part of it, is no secret', () => {
  for (const key of ['4110042001', '411004', '042001']) expect(weaknessOf(key, '4110042001')).toBe('personalNumber');
  expect(weaknessOf('411005', '4110042001')).toBeUndefined();
});

test('nearly every key of six digits is as good as any', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 999_999 }), (number) => {
      const key = String(number).padStart(6, '0');
      const weakness = weaknessOf(key);
      if (weakness === undefined) return;
      expect(new Set(key).size <= 3 || weakness === 'sequence').toBe(true);
    }),
  );
});

test('what somebody types of a person is checked field by field', () => {
  const told = { environment: 'zoom', email: 'ada@example.com', name: ' Ada ', key: '012345' };
  expect(ToldHostKey.parse(told)).toEqual({ ...told, name: 'Ada' });
  for (const wrong of [{ email: 'ada' }, { name: '  ' }, { key: '12345' }, { environment: 'elsewhere' }])
    expect(ToldHostKey.safeParse({ ...told, ...wrong }).success, JSON.stringify(wrong)).toBe(false);
});
