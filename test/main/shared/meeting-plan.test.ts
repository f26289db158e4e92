import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { MeetingPlan, Recurrence } from '../../../src-main/shared/meeting-plan';
import { meetingRequest, toRecurrence } from '../../../src-main/zoom/zoom-schemas';
import { aMeetingPlan } from '../examples';

const weekly = { every: 'week', interval: 1, weekdays: [2, 4], times: 10 } as const;

test('a plan is what Zoom takes, and nothing else', () => {
  const good: Partial<MeetingPlan>[] = [
    {},
    { topic: 'Ü'.repeat(200), agenda: 'a\nb' },
    { start: '2028-02-29T23:59' },
    { durationMinutes: 1440, passcode: 'a!@#Z9-_*x' },
    { recurrence: { ...weekly, weekdays: [...weekly.weekdays] } },
    { timezone: 'America/Argentina/Buenos_Aires' },
  ];
  const bad: object[] = [
    { topic: ' ' },
    { topic: 'x'.repeat(201) },
    { agenda: 'x'.repeat(2001) },
    { start: '2027-02-29T10:00' },
    { start: '2027-02-28T24:00' },
    { start: '2027-02-28T10:00:00Z' },
    { start: '' },
    { timezone: 'Europe/Berlin\r\nX: y' },
    { durationMinutes: 0 },
    { durationMinutes: 1441 },
    { durationMinutes: 1.5 },
    { passcode: '' },
    { passcode: 'with space' },
    { passcode: 'elevenchars' },
    { recording: 'everywhere' },
    { recurrence: { every: 'day', interval: 100, times: 1 } },
    { recurrence: { every: 'week', interval: 1, times: 1 } },
    { recurrence: { every: 'month', interval: 1, times: 1 } },
    { recurrence: { every: 'month', interval: 1, times: 1, nthWeekday: { week: 5, weekday: 1 } } },
    { recurrence: { every: 'month', interval: 1, times: 1, nthWeekday: { week: 1, weekday: 8 } } },
    { recurrence: { every: 'month', interval: 1, times: 1, monthday: 3, nthWeekday: { week: 1, weekday: 1 } } },
    { recurrence: { every: 'day', interval: 1, times: 61 } },
  ];
  for (const change of good)
    expect(MeetingPlan.safeParse(aMeetingPlan(change)).success, JSON.stringify(change)).toBe(true);
  for (const change of bad)
    expect(MeetingPlan.safeParse({ ...aMeetingPlan(), ...change }).success, JSON.stringify(change)).toBe(false);
});

test('Zoom is sent the wall clock and its zone, and a passcode only if there is one', () => {
  const request = meetingRequest(aMeetingPlan({ start: '2026-11-25T10:00', timezone: 'Europe/Berlin' }));
  expect(request).toMatchObject({
    start_time: '2026-11-25T10:00:00',
    timezone: 'Europe/Berlin',
    duration: 45,
  });
  expect(request).not.toHaveProperty('password');
  expect(request).not.toHaveProperty('recurrence');
  expect(meetingRequest(aMeetingPlan({ passcode: 'not-real' }))).toHaveProperty('password', 'not-real');
});

test('a recurring meeting is sent with how it recurs, one occurrence of it without', () => {
  const plan = aMeetingPlan({ recurrence: { ...weekly, weekdays: [4, 2] }, passcode: 'not-real' });
  expect(meetingRequest(plan)).toMatchObject({
    recurrence: { type: 2, repeat_interval: 1, weekly_days: '2,4', end_times: 10 },
  });
  const occurrence = meetingRequest(plan, 'occurrence');
  expect(Object.keys(occurrence).sort()).toEqual(['agenda', 'duration', 'settings', 'start_time', 'timezone']);
});

test('how a meeting recurs comes back from Zoom as it was sent', () => {
  const anyRecurrence = fc.oneof(
    fc.record({ every: fc.constant('day' as const), interval: fc.integer({ min: 1, max: 99 }) }),
    fc.record({
      every: fc.constant('week' as const),
      interval: fc.integer({ min: 1, max: 50 }),
      weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }).map((days) => days.sort()),
    }),
    fc.record({
      every: fc.constant('month' as const),
      interval: fc.integer({ min: 1, max: 10 }),
      monthday: fc.integer({ min: 1, max: 31 }),
    }),
    fc.record({
      every: fc.constant('month' as const),
      interval: fc.integer({ min: 1, max: 10 }),
      nthWeekday: fc.record({ week: fc.constantFrom(-1, 1, 2, 3, 4), weekday: fc.integer({ min: 1, max: 7 }) }),
    }),
  );
  fc.assert(
    fc.property(anyRecurrence, fc.integer({ min: 1, max: 60 }), (rest, times) => {
      const recurrence = Recurrence.parse({ ...rest, times });
      const sent = meetingRequest(aMeetingPlan({ recurrence }));
      expect('recurrence' in sent && sent.recurrence && toRecurrence(sent.recurrence)).toEqual(recurrence);
    }),
    { numRuns: 50 },
  );
});

test('a series until a date comes as often as Zoom lists it', () => {
  expect(toRecurrence({ type: 1, repeat_interval: 1 }, 12)).toMatchObject({ every: 'day', times: 12 });
});

test('a way of recurring that Usher has no words for is left alone', () => {
  expect(toRecurrence({ type: 3, repeat_interval: 1, end_times: 5 })).toBeUndefined();
  expect(toRecurrence({ type: 1, repeat_interval: 1, end_times: 0 })).toBeUndefined();
  expect(toRecurrence({ type: 9 })).toBeUndefined();
});
