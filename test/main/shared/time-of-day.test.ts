import { expect, test } from '@playwright/test';
import { TimeOfDay } from '../../../src-main/shared/time-of-day';

test('a time of day is one that a clock shows', () => {
  for (const time of ['00:00', '09:05', '23:59']) expect(TimeOfDay.safeParse(time).success, time).toBe(true);
  for (const time of ['24:00', '9:05', '12:60', '12:00:00', '', '12.00'])
    expect(TimeOfDay.safeParse(time).success, time).toBe(false);
});
