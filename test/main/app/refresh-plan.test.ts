import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { refreshPlan } from '../../../src-main/app/refresh-plan';
import type { MeetingFeed } from '../../../src-main/shared/app-state';
import type { Credential } from '../../../src-main/shared/credential';
import type { Meeting } from '../../../src-main/shared/meeting';
import { aCredential, aMeeting, idOf, now } from '../examples';

const second = 1_000;
const minute = 60 * second;
const day = 24 * 60 * minute;

/** A meeting of credential 1 so long from now. */
function startingIn(milliseconds: number, different: Partial<Meeting> = {}): Meeting {
  return aMeeting({ startTime: new Date(now.getTime() + milliseconds).toISOString(), ...different });
}

type World = {
  credentials?: Credential[];
  meetings?: Meeting[];
  feeds?: MeetingFeed[];
  refreshMinutes?: number;
  /** How long ago each was asked for its list, and whether its meetings run, if not then. */
  asked?: readonly (readonly [Credential['id'], number, number?])[];
  isOnline?: boolean;
};

function planOf({ credentials, meetings, feeds, refreshMinutes, asked = [], isOnline = true }: World) {
  return refreshPlan(
    {
      credentials: credentials ?? [aCredential(1)],
      meetings: meetings ?? [startingIn(3 * 60 * minute)],
      feeds: feeds ?? [],
      refreshMinutes: refreshMinutes ?? 5,
      askedAt: new Map(
        asked.map(([id, list, running = list]) => [
          id,
          { list: now.getTime() - list, running: now.getTime() - running },
        ]),
      ),
      isOnline: () => isOnline,
    },
    now,
  );
}
const isDue = (ago: number, world: World = {}) => planOf({ ...world, asked: [[idOf(1), ago]] }).due.includes(idOf(1));
const isRunningDue = (ago: number, world: World = {}) =>
  planOf({ ...world, asked: [[idOf(1), 10 * second, ago]] }).running.includes(idOf(1));

/** How long ago it has to have been asked to be asked again, in whole seconds; for what runs a list is not enough. */
function paceOf(world: World, isDueAfter: typeof isDue = isDue): number {
  let [tooSoon, enough] = [0, 2 * 60 * 60];
  while (enough - tooSoon > 1) {
    const middle = Math.floor((tooSoon + enough) / 2);
    if (isDueAfter(middle * second, world)) enough = middle;
    else tooSoon = middle;
  }
  return enough * second;
}
const never = 2 * 60 * minute;

test('whoever was never asked, or only by a clock that was put back since, is asked at once', () => {
  expect(planOf({}).due).toEqual([idOf(1)]);
  expect(isDue(-3 * 60 * minute)).toBe(true);
});

test('nobody is asked who has not signed in or is in the bin', () => {
  const credentials = [aCredential(1, { user: undefined }), aCredential(2, { deletedAt: now.toISOString() })];
  expect(planOf({ credentials }).due).toEqual([]);
});

test('the pace is what the user chose, and seldom with nothing within a day', () => {
  expect(paceOf({})).toBe(5 * minute);
  expect(paceOf({ refreshMinutes: 15 })).toBe(15 * minute);
  expect(paceOf({ meetings: [] })).toBe(30 * minute);
  expect(paceOf({ meetings: [startingIn(day + minute)] })).toBe(30 * minute);
  expect(paceOf({ meetings: [startingIn(day - minute)] })).toBe(5 * minute);
});

test('near a start its host is asked every minute whether it runs, and nobody else, to whom Zoom would not say', () => {
  const runningPace = (meeting: Meeting) => paceOf({ meetings: [meeting] }, isRunningDue);
  const asGuest = { sources: [{ credentialId: idOf(1), isHost: false }] };
  expect(runningPace(startingIn(10 * minute))).toBe(minute);
  expect(runningPace(startingIn(11 * minute))).toBe(never);
  expect(runningPace(startingIn(4 * minute, asGuest))).toBe(never);
});

test('of several credentials that host it one is asked, and another where that fails', () => {
  const hosts = [1, 2].map((number) => ({ credentialId: idOf(number), isHost: true }));
  const world: World = {
    credentials: [aCredential(1), aCredential(2)],
    meetings: [startingIn(4 * minute, { sources: hosts })],
    asked: [
      [idOf(1), 2 * minute],
      [idOf(2), 2 * minute],
    ],
  };
  expect(planOf(world).running).toEqual([idOf(1)]);
  const feeds: MeetingFeed[] = [{ credentialId: idOf(1), failure: { code: 'reauthorization_required' } }];
  expect(planOf({ ...world, feeds }).running).toEqual([idOf(2)]);
  const deleted = [aCredential(1, { deletedAt: now.toISOString() }), aCredential(2)];
  expect(planOf({ ...world, credentials: deleted }).running).toEqual([idOf(2)]);
});

test('after its time a meeting that nobody has started is looked for, and then no longer', () => {
  const runningPace = (meeting: Meeting) => paceOf({ meetings: [meeting] }, isRunningDue);
  expect(runningPace(startingIn(-9 * minute))).toBe(minute);
  expect(runningPace(startingIn(-11 * minute))).toBe(never);
  expect(runningPace(startingIn(-5 * minute, { isRunning: true }))).toBe(never);
});

test('a list says what runs too: nobody is asked for both', () => {
  const near = { meetings: [startingIn(4 * minute)] };
  expect(planOf({ ...near, asked: [[idOf(1), 5 * minute, minute]] })).toMatchObject({ due: [idOf(1)], running: [] });
  expect(planOf({ ...near, asked: [[idOf(1), 5 * minute - 5 * second, minute]] })).toMatchObject({
    due: [idOf(1)],
    running: [],
  });
  expect(planOf({ ...near, asked: [[idOf(1), 2 * minute]] })).toMatchObject({ due: [], running: [idOf(1)] });
});

test('a start near one credential does not hurry the others', () => {
  const credentials = [aCredential(1), aCredential(2)];
  const meetings = [
    startingIn(4 * minute),
    startingIn(60 * minute, { sources: [{ credentialId: idOf(2), isHost: true }] }),
  ];
  const asked = [idOf(1), idOf(2)].map((id) => [id, 2 * minute] as const);
  expect(planOf({ credentials, meetings, asked })).toMatchObject({ due: [], running: [idOf(1)] });
});

test('ten minutes before a start there is a look, whatever the pace', () => {
  const { nextAt } = planOf({
    meetings: [startingIn(12 * minute)],
    refreshMinutes: 15,
    asked: [[idOf(1), minute]],
  });
  expect(nextAt - now.getTime()).toBe(2 * minute);
  const asGuest = { sources: [{ credentialId: idOf(1), isHost: false }] };
  const world = (startsIn: number) => ({ meetings: [startingIn(startsIn, asGuest)], refreshMinutes: 15 });
  expect(isDue(3 * minute, world(10 * minute)), 'the moment has come').toBe(true);
  expect(isDue(3 * minute, world(9 * minute)), 'the computer was late').toBe(true);
  expect(isDue(30 * second, world(9 * minute)), 'it was there').toBe(false);
});

test('a rate limit is waited for to its end, also near a start (Z7)', () => {
  const until = (milliseconds: number): World => ({
    meetings: [startingIn(4 * minute)],
    feeds: [
      {
        credentialId: idOf(1),
        failure: { code: 'rate_limited', retryAt: new Date(now.getTime() + milliseconds).toISOString() },
      },
    ],
  });
  expect(isDue(60 * minute, until(6 * 60 * minute))).toBe(false);
  expect(isDue(60 * minute, until(-second))).toBe(true);
});

test('a failure that passes is no reason to ask seldom, and no reason to ask more', () => {
  const feeds: MeetingFeed[] = [{ credentialId: idOf(1), failure: { code: 'zoom_unavailable' } }];
  expect(paceOf({ meetings: [], feeds })).toBe(5 * minute);
  expect(paceOf({ meetings: [startingIn(4 * minute)], feeds })).toBe(minute);
  expect(planOf({ feeds, asked: [[idOf(1), 9 * minute, minute]] }).due, 'it was the last look that failed').toEqual([]);
});

test('a network that is back is noticed within 15 s, and asked over within a minute; while it is away, nothing hurries', () => {
  const feeds: MeetingFeed[] = [{ credentialId: idOf(1), failure: { code: 'offline' } }];
  expect(paceOf({ feeds, isOnline: true })).toBe(minute);
  expect(paceOf({ feeds, isOnline: false, meetings: [startingIn(4 * minute)] })).toBe(5 * minute);
  expect(planOf({ feeds, isOnline: false, asked: [[idOf(1), minute]] }).nextAt - now.getTime()).toBe(15 * second);
});

test('what is due within seconds is asked along, but never wakes anybody up by itself', () => {
  const credentials = [aCredential(1), aCredential(2)];
  const asked = (first: number, other: number) => ({
    credentials,
    meetings: [],
    feeds: [idOf(1), idOf(2)].map((credentialId) => ({ credentialId, failure: { code: 'unexpected' as const } })),
    asked: [[idOf(1), first] as const, [idOf(2), other] as const],
  });
  expect(planOf(asked(5 * minute, 5 * minute - 9 * second)).due).toEqual([idOf(1), idOf(2)]);
  expect(planOf(asked(5 * minute - second, 5 * minute - 9 * second)).due).toEqual([]);
});

test('whatever the day looks like, nobody is asked more than once a minute, and there is always a next look within five', () => {
  const anyTime = fc.integer({ min: -day, max: 2 * day });
  fc.assert(
    fc.property(
      fc.array(fc.record({ at: anyTime, isRunning: fc.boolean() }), { maxLength: 20 }),
      fc.constantFrom(1, 5, 15),
      fc.integer({ min: 0, max: minute - 11 * second }),
      fc.boolean(),
      (starts, refreshMinutes, ago, isOnline) => {
        const meetings = starts.map(({ at, isRunning }) => startingIn(at, { isRunning }));
        const { due, running, nextAt } = planOf({ meetings, refreshMinutes, isOnline, asked: [[idOf(1), ago]] });
        const waitMs = nextAt - now.getTime();
        return due.length + running.length === 0 && waitMs > 0 && waitMs <= 5 * minute;
      },
    ),
    { numRuns: 200 },
  );
});
