import { expect, test } from '@playwright/test';
import { timeOfDay, wallClockOf } from '../../../src-main/desktop/wall-clock';

const noon = new Date(2026, 10, 21, 12, 0);

test('the clock is read as people read it where the computer is', () => {
  expect(['US', 'IN', 'DE', 'GB', ''].map(wallClockOf)).toEqual([
    '12-hour',
    '12-hour',
    '24-hour',
    '24-hour',
    '24-hour',
  ]);
});

for (const [hours, minutes, on24, on12] of [
  [0, 5, '00:05', '12:05 AM'],
  [9, 30, '09:30', '09:30 AM'],
  [12, 0, '12:00', '12:00 PM'],
  [23, 59, '23:59', '11:59 PM'],
] as const) {
  test(`${on24} today is ${on12} on the other clock`, () => {
    const moment = new Date(2026, 10, 21, hours, minutes);
    expect(timeOfDay(moment, noon, '24-hour')).toBe(on24);
    expect(timeOfDay(moment, noon, '12-hour')).toBe(on12);
  });
}

test('on another day the weekday stands before the time', () => {
  expect(timeOfDay(new Date(2026, 10, 23, 8, 15), noon, '24-hour')).toBe('Mon 08:15');
});
