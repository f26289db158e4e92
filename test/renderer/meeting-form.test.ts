import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import type { MeetingDetails } from '../../src-main/shared/meeting-details';
import { recurrenceWords, settingFacts } from '../../src-renderer/screens/meeting-facts';
import {
  checkMeetingForm,
  formOf,
  type MeetingForm,
  type MonthBy,
  momentOf,
  monthRules,
  newMeetingForm,
  startHere,
  wallTime,
} from '../../src-renderer/screens/meeting-form';
import { minutesFromNow, sampleDetails, sampleMeeting, sampleNow } from './sample-state';

const berlin = 'Europe/Berlin';
const filled = (change: Partial<MeetingForm> = {}): MeetingForm => ({
  ...newMeetingForm(sampleNow, berlin),
  topic: 'Rehearsal',
  ...change,
});
const errorsOf = (change: Partial<MeetingForm>) => {
  const checked = checkMeetingForm(filled(change));
  return checked.ok ? [] : Object.keys(checked.errors);
};

test('a new meeting begins at the next quarter of an hour that leaves time to get there, on the operator’s clock', () => {
  expect(newMeetingForm(sampleNow, berlin)).toMatchObject({ day: '2026-11-21', time: '09:30', timezone: berlin });
  expect(newMeetingForm(new Date('2026-12-31T22:50:00Z'), berlin)).toMatchObject({ day: '2027-01-01', time: '00:15' });
});

test('what was typed becomes a plan', () => {
  expect(checkMeetingForm(filled({ minutes: ' 45 ', passcode: ' not-real ' }))).toEqual({
    ok: true,
    plan: {
      topic: 'Rehearsal',
      agenda: '',
      start: '2026-11-21T09:30',
      timezone: berlin,
      durationMinutes: 45,
      passcode: 'not-real',
      waitingRoom: true,
      joinBeforeHost: false,
      signedInOnly: false,
      muteUponEntry: true,
      recording: 'none',
    },
  });
});

test('what cannot be is named at its field', () => {
  const wrong: [Partial<MeetingForm>, string][] = [
    [{ topic: ' ' }, 'topic'],
    [{ day: '' }, 'day'],
    [{ day: '2027-02-29' }, 'day'],
    [{ time: '' }, 'day'],
    [{ minutes: 'an hour' }, 'minutes'],
    [{ minutes: '' }, 'minutes'],
    [{ minutes: '1441' }, 'minutes'],
    [{ passcode: 'much too long' }, 'passcode'],
    [{ every: 'day', interval: '100' }, 'interval'],
    [{ every: 'week', weekdays: [] }, 'weekdays'],
    [{ every: 'day', times: '0' }, 'times'],
  ];
  for (const [change, field] of wrong) expect(errorsOf(change), JSON.stringify(change)).toEqual([field]);
  expect(errorsOf({ topic: '', minutes: '0' })).toEqual(['topic', 'minutes']);
});

test('a new meeting lies ahead, by the clock of its own zone', () => {
  const there = filled({ timezone: 'America/New_York', day: '2026-11-21', time: '03:30' });
  expect(checkMeetingForm(there, sampleNow).ok).toBe(true);
  expect(checkMeetingForm({ ...there, timezone: berlin }, sampleNow)).toEqual({
    ok: false,
    errors: { day: 'Choose a moment that is still ahead.' },
  });
  expect(checkMeetingForm({ ...there, timezone: berlin }).ok).toBe(true);
});

test('nobody comes in before the host where there is a waiting room', () => {
  const plan = (waitingRoom: boolean) => checkMeetingForm(filled({ waitingRoom, joinBeforeHost: true }));
  expect(plan(true)).toMatchObject({ plan: { joinBeforeHost: false } });
  expect(plan(false)).toMatchObject({ plan: { joinBeforeHost: true } });
});

test('a repetition has its days: those chosen of a week, that of the date in a month', () => {
  expect(checkMeetingForm(filled({ every: 'week' }))).toMatchObject({
    plan: { recurrence: { every: 'week', weekdays: [7], interval: 1, times: 10 } },
  });
  expect(checkMeetingForm(filled({ every: 'month' }))).toMatchObject({ plan: { recurrence: { monthday: 21 } } });
});

test('in a month it is the day, the weekday counted from the beginning, or the last one', () => {
  const recurrenceOn = (day: string, monthBy: MonthBy) => {
    const checked = checkMeetingForm(filled({ every: 'month', day, monthBy }));
    return checked.ok ? checked.plan.recurrence : checked.errors;
  };
  // 2026-11-26 is the fourth Thursday of its month and the last; the 5th is the first; 31 January 2027 is a fifth Sunday.
  expect(monthRules('2026-11-26').map(({ by }) => by)).toEqual(['day', 'week', 'lastWeek']);
  expect(monthRules('2026-11-05').map(({ by }) => by)).toEqual(['day', 'week']);
  expect(monthRules('2027-01-31').map(({ by }) => by)).toEqual(['day', 'lastWeek']);
  expect(recurrenceOn('2026-11-26', 'week')).toMatchObject({ nthWeekday: { week: 4, weekday: 5 } });
  expect(recurrenceOn('2026-11-26', 'lastWeek')).toMatchObject({ nthWeekday: { week: -1, weekday: 5 } });
  expect(recurrenceOn('2026-11-05', 'week')).toMatchObject({ nthWeekday: { week: 1, weekday: 5 } });
  expect(recurrenceOn('2026-11-05', 'lastWeek'), 'the day has been changed since').toMatchObject({ monthday: 5 });
  expect(recurrenceOn('', 'week')).toHaveProperty('day');
});

test('a meeting is edited on its own clock, one occurrence or what is ahead of the series', () => {
  const meeting = sampleMeeting({
    topic: 'Series',
    type: 'recurring',
    startsIn: 24 * 60,
    timezone: 'America/New_York',
    durationMinutes: 30,
  });
  const series: MeetingDetails = {
    ...sampleDetails,
    agenda: 'Numbers',
    waitingRoom: true,
    recording: 'cloud',
    recurrence: { every: 'day', interval: 2, times: 10 },
    occurrencesAhead: 4,
    nextOccurrence: minutesFromNow(60),
  };
  const one = formOf(meeting, series, 'occurrence', berlin);
  expect(one).toMatchObject({
    day: '2026-11-22',
    time: '03:12',
    timezone: 'America/New_York',
    minutes: '30',
    agenda: 'Numbers',
    waitingRoom: true,
    recording: 'cloud',
    passcode: '',
    every: 'never',
  });
  expect(formOf(meeting, series, 'all', berlin)).toMatchObject({
    day: '2026-11-21',
    time: '04:12',
    every: 'day',
    interval: '2',
    times: '4',
  });
  expect(checkMeetingForm(one).ok).toBe(true);
});

test('a meeting that comes again at no fixed time is changed without one', () => {
  const meeting = sampleMeeting({ topic: 'Open door', type: 'recurringNoFixedTime', durationMinutes: 0 });
  const form = formOf(meeting, { ...sampleDetails, waitingRoom: true }, 'all', berlin);
  const checked = checkMeetingForm({ ...form, topic: 'Open house' });
  expect(checked).toMatchObject({ ok: true, plan: { topic: 'Open house', waitingRoom: true } });
  expect(checked.ok && checked.plan).not.toHaveProperty('start');
});

test('a zone that this computer does not know is the operator’s own', () => {
  const meeting = sampleMeeting({ topic: 'Far away', startsIn: 60, timezone: 'Mars/Olympus_Mons' });
  expect(formOf(meeting, sampleDetails, 'all', berlin)).toMatchObject({ timezone: berlin, time: '10:12' });
});

test('when that is here is said where the clocks differ', () => {
  const there = filled({ day: '2026-11-21', time: '12:00', timezone: 'America/New_York' });
  expect(startHere(there, berlin)).toMatch(/^(18:00|06:00 PM) in Berlin$/);
  expect(startHere(filled(), berlin)).toBeUndefined();
  expect(startHere(filled({ day: '' }), berlin)).toBeUndefined();
});

test('a wall clock names the moment at which it shows that, also when the clocks have just changed (T3)', () => {
  const zones = [
    'Europe/Berlin',
    'America/New_York',
    'Asia/Kathmandu',
    'Pacific/Kiritimati',
    'Australia/Lord_Howe',
    'UTC',
  ];
  const anyMinute = fc.integer({ min: Date.UTC(2026, 0, 1) / 60_000, max: Date.UTC(2038, 0, 30) / 60_000 });
  fc.assert(
    fc.property(anyMinute, fc.constantFrom(...zones), (minute, timezone) => {
      const shown = wallTime(new Date(minute * 60_000), timezone);
      const moment = momentOf({ ...shown, timezone });
      // One hour in a year is shown twice: then it is the same time on the clock, if not the same moment.
      expect(moment && wallTime(new Date(moment), timezone)).toEqual(shown);
    }),
    { numRuns: 300 },
  );
});

test('settings are told in words, and what Zoom has not said is left out', () => {
  expect(settingFacts(sampleDetails)).toEqual([]);
  const facts = settingFacts({
    ...sampleDetails,
    waitingRoom: false,
    joinBeforeHost: true,
    joinBeforeHostMinutes: 10,
    signedInOnly: true,
    signInName: 'Staff',
    registration: 'manual',
    recording: 'cloud',
    isEndToEndEncrypted: true,
    muteUponEntry: false,
    alternativeHosts: ['bob@example.com', 'eve@example.com'],
    recurrence: { every: 'week', interval: 2, weekdays: [2, 4, 6], times: 5 },
  });
  expect(facts.map(({ term, value }) => `${term}: ${value}`)).toEqual([
    'Waiting room: off',
    'Before the host: people come in 10 min before the start',
    'Who may come in: signed-in users only (Staff)',
    'Registration: needed; the host approves everybody',
    'Recording: by itself, in the cloud',
    'Encryption: end to end: no telephones, no room systems, no recording in the cloud',
    'On entry: nobody is muted',
    'Alternative hosts: bob@example.com and eve@example.com',
    'Repeats: every 2 weeks on Monday, Wednesday and Friday, 5 times',
  ]);
});

test('how a meeting repeats reads like speech', () => {
  expect(recurrenceWords({ every: 'day', interval: 1, times: 1 })).toBe('every day, once');
  expect(recurrenceWords({ every: 'week', interval: 1, weekdays: [1], times: 2 })).toBe(
    'every week on Sunday, 2 times',
  );
  expect(recurrenceWords({ every: 'month', interval: 1, nthWeekday: { week: -1, weekday: 6 }, times: 4 })).toBe(
    'every month on the last Friday, 4 times',
  );
  expect(recurrenceWords({ every: 'month', interval: 3, monthday: 31, times: 4 })).toBe(
    'every 3 months on day 31, 4 times',
  );
});
