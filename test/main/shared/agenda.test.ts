import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { type AgendaDay, type AgendaFilter, agenda, matchesAgenda, whoCanStart } from '../../../src-main/shared/agenda';
import { calendarDay } from '../../../src-main/shared/calendar-day';
import { type Meeting, meetingKey } from '../../../src-main/shared/meeting';
import { aCredential, aMeeting, anAppCredential, idOf, now } from '../examples';

const minuteMs = 60_000;
const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Kiritimati', 'Pacific/Pago_Pago'];
const at = (minutes: number) => new Date(now.getTime() + minutes * minuteMs).toISOString();

/** A meeting that starts in so many minutes, or has no time. */
function meetingIn(minutes: number | undefined, different: Partial<Meeting> = {}): Meeting {
  const { startTime: _, ...rest } = aMeeting({ durationMinutes: 30, ...different });
  const startTime = minutes === undefined ? undefined : at(minutes);
  const key = meetingKey(rest.environment, rest.meetingId, `${startTime} ${rest.topic}`);
  return { ...rest, key, ...(startTime === undefined ? {} : { startTime }) };
}

const shown = (days: readonly AgendaDay[]) =>
  days.map(({ kind, date, rows }) => [date ?? kind, ...rows.map(({ meeting }) => meeting.topic)]);
const rowsOf = (meetings: readonly Meeting[], moment = now) =>
  agenda(meetings, moment, { timeZone: 'Europe/Berlin' }).flatMap(({ rows }) => rows);

test('rows stand under running, today, tomorrow and dates, those without a time last', () => {
  const days = agenda(
    [
      meetingIn(undefined, { topic: 'someday' }),
      meetingIn(2 * 24 * 60, { topic: 'in two days' }),
      meetingIn(24 * 60, { topic: 'tomorrow' }),
      meetingIn(4, { topic: 'soon' }),
      meetingIn(-20 * 60, { topic: 'since yesterday', isRunning: true }),
      meetingIn(undefined, { topic: 'instant', isRunning: true, type: 'instant' }),
      meetingIn(-12 * 60, { topic: 'due since yesterday' }),
    ],
    now,
    { timeZone: 'Europe/Berlin' },
  );
  expect(shown(days)).toEqual([
    ['running', 'since yesterday', 'instant'],
    ['today', 'due since yesterday', 'soon'],
    ['tomorrow', 'tomorrow'],
    ['2026-11-23', 'in two days'],
    ['anyTime', 'someday'],
  ]);
});

test('one meeting can be today here and tomorrow there', () => {
  const late = meetingIn(15 * 60);
  expect(agenda([late], now, { timeZone: 'America/New_York' })[0]?.kind).toBe('today');
  expect(agenda([late], now, { timeZone: 'Europe/Berlin' })[0]?.kind).toBe('tomorrow');
});

for (const [what, zone, moment, starts] of [
  ['of 23 hours', 'Europe/Berlin', '2026-03-28T23:30:00Z', ['2026-03-29T21:59:00Z', '2026-03-29T22:00:00Z']],
  ['of 25 hours', 'Europe/Berlin', '2026-10-24T22:30:00Z', ['2026-10-25T22:59:00Z', '2026-10-25T23:00:00Z']],
  ['of 23 hours', 'America/New_York', '2027-03-14T05:30:00Z', ['2027-03-15T03:59:00Z', '2027-03-15T04:00:00Z']],
] as const) {
  test(`today ends at midnight on a day ${what} in ${zone} (T3)`, () => {
    const days = starts.map((startTime) => aMeeting({ startTime }));
    expect(agenda(days, new Date(moment), { timeZone: zone }).map(({ kind }) => kind)).toEqual(['today', 'tomorrow']);
  });
}

const anyMeetings = fc
  .array(
    fc.record({
      minutes: fc.option(fc.integer({ min: -2_000, max: 10_000 }), { nil: undefined }),
      durationMinutes: fc.constantFrom(0, 15, 60, 1440),
      isRunning: fc.boolean(),
    }),
    { maxLength: 40 },
  )
  .map((rows) => rows.map(({ minutes, ...rest }, index) => meetingIn(minutes, { ...rest, topic: `Meeting ${index}` })));

test('every meeting is in the agenda once, under the day on which the clock of that zone has it, and the days come in order (T3)', () => {
  fc.assert(
    fc.property(anyMeetings, fc.constantFrom(...zones), (meetings, timeZone) => {
      const days = agenda(meetings, now, { timeZone });
      expect(
        days
          .flatMap(({ rows }) => rows)
          .map(({ meeting }) => meeting.topic)
          .toSorted(),
      ).toEqual(meetings.map(({ topic }) => topic).toSorted());
      const today = calendarDay(now, { timeZone });
      const misplaced = days.flatMap(({ kind, date, rows }) =>
        rows.filter(({ meeting: { isRunning, startTime } }) => {
          if (isRunning || kind === 'running') return !isRunning || kind !== 'running';
          if (startTime === undefined || kind === 'anyTime') return startTime !== undefined || kind !== 'anyTime';
          const day = calendarDay(new Date(startTime), { timeZone });
          return kind === 'today' ? day > today : day <= today || day !== (date ?? day);
        }),
      );
      expect(misplaced).toEqual([]);
      const kinds = ['running', 'today', 'tomorrow', 'later', 'anyTime'];
      const order = days.map(({ kind, date = '' }) => `${kinds.indexOf(kind)} ${date}`);
      expect(order).toEqual(order.toSorted());
      expect(days.flatMap(({ rows }) => rows).filter(({ isNext }) => isNext).length).toBeLessThanOrEqual(1);
    }),
    { numRuns: 50 },
  );
});

test('overlaps are mutual, and exactly those that share a moment', () => {
  fc.assert(
    fc.property(anyMeetings, (meetings) => {
      const span = ({ startTime, durationMinutes, isRunning }: Meeting) => {
        const from = startTime === undefined ? now.getTime() : Date.parse(startTime);
        const until = from + Math.max(durationMinutes, 1) * minuteMs;
        return isRunning
          ? { from: Math.min(from, now.getTime()), until: Math.max(until, now.getTime() + 1) }
          : { from, until };
      };
      const isOfNow = (meeting: Meeting) =>
        meeting.isRunning ||
        (meeting.startTime !== undefined &&
          Date.parse(meeting.startTime) + meeting.durationMinutes * minuteMs > now.getTime());
      const wrong = rowsOf(meetings).filter(({ meeting, overlapCount, overlapping }) => {
        const own = span(meeting);
        const others = meetings.filter((other) => {
          const { from, until } = span(other);
          return other !== meeting && isOfNow(other) && isOfNow(meeting) && from < own.until && until > own.from;
        });
        const areNamed = overlapping.length === Math.min(others.length, 3);
        return overlapCount !== others.length || !areNamed || overlapping.some((other) => !others.includes(other));
      });
      expect(wrong).toEqual([]);
    }),
    { numRuns: 50 },
  );
});

test('one that begins as another ends does not overlap it; one that runs late does', () => {
  const first = meetingIn(10, { topic: 'first' });
  const second = meetingIn(40, { topic: 'second' });
  const late = meetingIn(-90, { topic: 'late', isRunning: true });
  const due = meetingIn(0, { topic: 'due' });
  expect(rowsOf([first, second]).map(({ overlapCount }) => overlapCount)).toEqual([0, 0]);
  const overlapping = rowsOf([late, due, second]).map(({ meeting, overlapping: others }) => [
    meeting.topic,
    ...others.map(({ topic }) => topic),
  ]);
  expect(overlapping).toEqual([['late', 'due'], ['due', 'late'], ['second']]);
});

test('what the list is narrowed to hides no overlap, and next stays next', () => {
  const meetings = [meetingIn(10, { topic: 'first' }), meetingIn(20, { topic: 'second' })];
  const days = agenda(meetings, now, { isShown: ({ topic }) => topic === 'second' });
  expect(days.flatMap(({ rows }) => rows)).toMatchObject([{ overlapCount: 1, isNext: false }]);
});

test.describe('who can start it from here', () => {
  const host = aCredential(1);
  const meeting = aMeeting({
    sources: [
      { credentialId: idOf(1), isHost: true },
      { credentialId: idOf(2), isHost: false },
      { credentialId: idOf(3), isHost: true },
    ],
  });
  const ended = { kind: 'needsReauthorization', cause: { code: 'reauthorization_required' }, since: at(-5) } as const;

  test('are the credentials of its host that are well, and nobody who is only invited', () => {
    const starters = whoCanStart(meeting, [aCredential(2), host, aCredential(3), aCredential(4)]);
    expect(starters).toMatchObject({ kind: 'these', credentials: [{ id: idOf(1) }, { id: idOf(3) }] });
    expect(whoCanStart(meeting, [host, aCredential(3, { health: ended })])).toMatchObject({
      credentials: [{ id: idOf(1) }],
    });
  });

  test('or else what would make it possible: a host, a sign-in, a signature', () => {
    expect(whoCanStart(meeting, [aCredential(2)])).toMatchObject({ kind: 'nobody', failure: { code: 'not_host' } });
    expect(whoCanStart(meeting, [aCredential(1, { health: ended })])).toMatchObject({
      kind: 'nobody',
      failure: { code: 'reauthorization_required' },
      blockedBy: { id: idOf(1) },
    });
    const withoutSecret = aCredential(1, { hasClientSecret: false });
    expect(whoCanStart(meeting, [withoutSecret])).toMatchObject({ kind: 'nobody', failure: { code: 'no_signer' } });
    expect(whoCanStart(meeting, [withoutSecret, anAppCredential(5)]).kind).toBe('these');
  });

  test('a host in another cloud or in the bin is none', () => {
    expect(whoCanStart(meeting, [aCredential(1, { environment: 'zoomgov' })]).kind).toBe('nobody');
    expect(whoCanStart(meeting, [aCredential(1, { deletedAt: at(-1) })]).kind).toBe('nobody');
  });
});

test.describe('the filter', () => {
  const host = aCredential(1, {
    name: 'Studio A',
    user: { id: 'ada', displayName: 'Ada Lovelace', email: 'ada@example.com' },
  });
  const meeting = aMeeting({ topic: 'Quarterly Town Hall', meetingId: '82012345678' });
  const matches = (filter: AgendaFilter, different: Partial<Meeting> = {}) =>
    matchesAgenda({ ...meeting, ...different }, filter, [host, aCredential(2)]);

  test('finds words of topic and host in any order, and a number however it is spaced', () => {
    for (const text of [
      '',
      '  ',
      'town',
      'HALL quarterly',
      '820 1234',
      '8201-2345',
      'lovelace',
      'studio a hall',
      'ada@',
    ])
      expect(matches({ text }), text).toBe(true);
    for (const text of ['town square', '999', '820x', 'User 2']) expect(matches({ text }), text).toBe(false);
  });

  test('leaves what runs, what can be started here, and what one credential lists', () => {
    expect(matches({ text: '', only: 'running' })).toBe(false);
    expect(matches({ text: '', only: 'running' }, { isRunning: true })).toBe(true);
    expect(matches({ text: '', only: 'startable' })).toBe(true);
    expect(matches({ text: '', only: 'startable' }, { sources: [{ credentialId: idOf(2), isHost: false }] })).toBe(
      false,
    );
    expect(matches({ text: '', credentialId: idOf(1) })).toBe(true);
    expect(matches({ text: 'town', credentialId: idOf(2) })).toBe(false);
  });
});

test('two thousand meetings on twenty credentials are one look', () => {
  const credentials = Array.from({ length: 20 }, (_, index) => aCredential(index + 1));
  const meetings = Array.from({ length: 2_000 }, (_, index) =>
    meetingIn(index * 5, {
      topic: `Meeting ${index}`,
      sources: [{ credentialId: idOf((index % 20) + 1), isHost: index % 3 > 0 }],
    }),
  );
  const startedAt = performance.now();
  const days = agenda(meetings, now, {
    isShown: (meeting) => matchesAgenda(meeting, { text: '', only: 'startable' }, credentials),
  });
  expect(days.flatMap(({ rows }) => rows)).toHaveLength(1_333);
  expect(performance.now() - startedAt, 'not a matter of the number of pairs').toBeLessThan(1_000);
});
