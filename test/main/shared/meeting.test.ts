import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { byStart, type Meeting, meetingKey, mergeMeetings, nextMeeting } from '../../../src-main/shared/meeting';
import { aMeeting, idOf, now } from '../examples';

const host = { credentialId: idOf(1), isHost: true };
const guest = { credentialId: idOf(2), isHost: false };

/** Few different values, so that rows of the same key are common. */
const anyMeeting: fc.Arbitrary<Meeting> = fc
  .record({
    meetingId: fc.constantFrom('811111111', '822222222', '833333333'),
    environment: fc.constantFrom('zoom' as const, 'zoomgov' as const, 'practice' as const),
    topic: fc.constantFrom('Alpha', 'Beta', 'Gamma'),
    startTime: fc.constantFrom(
      undefined,
      '2026-11-21T08:30:00.000Z',
      '2026-11-21T10:00:00.000Z',
      '2026-11-22T10:00:00.000Z',
    ),
    durationMinutes: fc.constantFrom(0, 30, 600),
    isRunning: fc.boolean(),
    sources: fc.uniqueArray(
      fc.record({ credentialId: fc.constantFrom(idOf(1), idOf(2), idOf(3)), isHost: fc.boolean() }),
      {
        minLength: 1,
        selector: ({ credentialId }) => credentialId,
      },
    ),
  })
  .map(({ startTime, ...rest }) => {
    const sources = rest.sources.toSorted((a, b) => Number(b.isHost) - Number(a.isHost));
    const meeting = aMeeting({ ...rest, sources, key: meetingKey(rest.environment, rest.meetingId, startTime) });
    return startTime === undefined ? withoutStart(meeting) : { ...meeting, startTime };
  });
const anyLists = fc.array(fc.array(anyMeeting, { maxLength: 8 }), { maxLength: 5 });

function withoutStart({ startTime: _none, ...meeting }: Meeting): Meeting {
  return { ...meeting, key: meetingKey(meeting.environment, meeting.meetingId, undefined) };
}

test('a meeting that two credentials list is one row, with the host first', () => {
  const asGuest = aMeeting({ sources: [guest] });
  const asHost = aMeeting({ sources: [host] });
  for (const lists of [
    [[asGuest], [asHost]],
    [[asHost], [asGuest]],
    [[asGuest, asHost], []],
  ]) {
    expect(mergeMeetings(lists).map(({ sources }) => sources)).toEqual([[host, guest]]);
  }
});

test('a credential that lists a meeting as host and as invited is its host, once', () => {
  const invited = aMeeting({ sources: [{ ...host, isHost: false }] });
  expect(mergeMeetings([[aMeeting(), invited]])[0]?.sources).toEqual([host]);
  expect(mergeMeetings([[invited], [aMeeting()]])[0]?.sources).toEqual([host]);
});

test('a meeting runs when any credential sees it run', () => {
  const running = aMeeting({ isRunning: true, sources: [guest] });
  expect(mergeMeetings([[aMeeting()], [running]])[0]?.isRunning).toBe(true);
  expect(mergeMeetings([[running], [aMeeting()]])[0]?.isRunning).toBe(true);
});

test('two occurrences, and the same number in two clouds, stay rows of their own', () => {
  const later = aMeeting({ startTime: '2026-11-28T10:00:00.000Z' });
  const elsewhere = aMeeting({ environment: 'zoomgov' });
  expect(mergeMeetings([[aMeeting()], [later, elsewhere]])).toHaveLength(3);
});

test('a row without a time zone gets that of the other list, and a merge invents none', () => {
  expect(mergeMeetings([[aMeeting()], [aMeeting({ timezone: 'Europe/Rome' })]])[0]?.timezone).toBe('Europe/Rome');
  expect(Object.keys(mergeMeetings([[aMeeting()], [aMeeting()]])[0] ?? {})).not.toContain('timezone');
});

test('merging changes none of the lists it was given', () => {
  const lists = [[aMeeting({ sources: [guest] })], [aMeeting()]];
  const copy = structuredClone(lists);
  mergeMeetings(lists);
  expect(lists).toEqual(copy);
});

test('running meetings come first, then by start, and those without a time last by topic', () => {
  const noTime = (topic: string, meetingId: string) => withoutStart(aMeeting({ topic, meetingId }));
  const rows = [
    noTime('Zulu', '811111111'),
    aMeeting({ topic: 'Tomorrow', startTime: '2026-11-22T10:00:00.000Z' }),
    noTime('Alpha', '822222222'),
    aMeeting({ topic: 'Today' }),
    aMeeting({ topic: 'Running', meetingId: '833333333', startTime: '2026-11-23T10:00:00.000Z', isRunning: true }),
  ];
  expect(rows.toSorted(byStart).map(({ topic }) => topic)).toEqual(['Running', 'Today', 'Tomorrow', 'Alpha', 'Zulu']);
});

test('the next meeting is the first ahead; an overdue one only when nothing else is, and none that runs or is over', () => {
  const ended = aMeeting({ topic: 'Ended', startTime: '2026-11-21T07:59:59.000Z' });
  const begun = aMeeting({ topic: 'Begun', startTime: '2026-11-21T08:30:00.000Z' });
  const running = aMeeting({
    topic: 'Running',
    startTime: '2026-11-21T08:00:00.000Z',
    durationMinutes: 600,
    isRunning: true,
  });
  const anyTime = withoutStart(aMeeting({ topic: 'Any time' }));
  const later = aMeeting({ topic: 'Later' });
  const justBegun = aMeeting({ topic: 'Just begun', startTime: new Date(now.getTime() - 4 * 60_000).toISOString() });
  expect(nextMeeting([later, anyTime, running, begun, ended], now)?.topic).toBe('Later');
  expect(nextMeeting([anyTime, running, begun, ended], now)?.topic).toBe('Begun');
  expect(nextMeeting([later, begun, justBegun], now)?.topic).toBe('Just begun');
  expect(nextMeeting([later, anyTime, running, ended], now)?.topic).toBe('Later');
  expect(nextMeeting([anyTime, running, ended], now)).toBeUndefined();
});

test('a meeting has ended at the minute that its duration says', () => {
  const endsNow = aMeeting({ startTime: '2026-11-21T08:00:00.000Z', durationMinutes: 60 });
  expect(nextMeeting([endsNow], now)).toBeUndefined();
  expect(nextMeeting([endsNow], new Date(now.getTime() - 1))).toBe(endsNow);
});

test('merging what is merged changes nothing', () => {
  fc.assert(
    fc.property(anyLists, (lists) => {
      const once = mergeMeetings(lists);
      expect(mergeMeetings([once])).toEqual(once);
      expect(mergeMeetings([once, once])).toEqual(once);
    }),
  );
});

test('no row is lost, none comes twice, and every credential that lists one is among its sources', () => {
  fc.assert(
    fc.property(anyLists, (lists) => {
      const given = new Map<string, { sources: Record<string, boolean>; isRunning: boolean }>();
      for (const { key, sources, isRunning } of lists.flat()) {
        const row = given.get(key) ?? { sources: {}, isRunning: false };
        for (const { credentialId, isHost } of sources) row.sources[credentialId] ||= isHost;
        given.set(key, { ...row, isRunning: row.isRunning || isRunning });
      }
      const merged = mergeMeetings(lists).map(({ key, sources, isRunning }) => {
        const roles = Object.fromEntries(sources.map(({ credentialId, isHost }) => [credentialId, isHost]));
        return { key, count: sources.length, sources: roles, isRunning };
      });
      const expected = [...given].map(([key, row]) => ({ key, count: Object.keys(row.sources).length, ...row }));
      const byKey = (one: { key: string }, other: { key: string }) => one.key.localeCompare(other.key);
      // One comparison for each example: each costs more than the merging.
      expect(merged.sort(byKey)).toEqual(expected.sort(byKey));
    }),
  );
});

test('the host is first and the rows are in order, in whatever order the lists came', () => {
  fc.assert(
    fc.property(anyLists, (lists) => {
      for (const merged of [mergeMeetings(lists), mergeMeetings(lists.toReversed())]) {
        const roles = merged.map(({ sources }) => sources.map(({ isHost }) => isHost));
        expect(roles).toEqual(roles.map((each) => each.toSorted((a, b) => Number(b) - Number(a))));
        expect(merged.toSorted(byStart)).toEqual(merged);
      }
    }),
  );
});

test('the next meeting is never one that runs, has ended or has no time', () => {
  fc.assert(
    fc.property(fc.array(anyMeeting), (meetings) => {
      const next = nextMeeting(meetings, now);
      const open = meetings.filter(
        ({ isRunning, startTime, durationMinutes }) =>
          !isRunning && startTime !== undefined && Date.parse(startTime) + durationMinutes * 60_000 > now.getTime(),
      );
      if (next === undefined) return expect(open).toEqual([]);
      expect(open).toContain(next);
      const begins = ({ startTime = '' }: Meeting) => Date.parse(startTime);
      const punctual = open.filter((other) => begins(other) >= now.getTime() - 5 * 60_000);
      for (const other of punctual.length > 0 ? punctual : open)
        expect(begins(next)).toBeLessThanOrEqual(begins(other));
    }),
  );
});
