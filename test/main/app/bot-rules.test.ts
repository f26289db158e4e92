import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import {
  announcedMs,
  type BotsAtHand,
  botsDue,
  followed,
  latestMs,
  launchOf,
  nextBotMoment,
  remembered,
} from '../../../src-main/app/bot-rules';
import type { MeetingWindow } from '../../../src-main/shared/app-state';
import type { Bot, BotAnnouncement, BotLaunch } from '../../../src-main/shared/bot';
import type { Meeting } from '../../../src-main/shared/meeting';
import { aBot, aBotRule, aCredential, aMeeting, idOf, now } from '../examples';

const minute = 60_000;
const hour = 60 * minute;
const { id: botId } = aBot(1);

function at(milliseconds: number): Date {
  return new Date(now.getTime() + milliseconds);
}

/** A meeting that begins so many minutes from now. */
function meetingIn(minutes: number, different: Partial<Meeting> = {}): Meeting {
  return aMeeting({ startTime: at(minutes * minute).toISOString(), ...different });
}

function hand(different: Partial<BotsAtHand> = {}): BotsAtHand {
  return {
    bots: [aBot(1)],
    rules: [aBotRule(1)],
    credentials: [aCredential(1)],
    meetings: [meetingIn(10)],
    windows: [],
    launches: [],
    announcements: [],
    ...different,
  };
}

function remember(meeting: Meeting, outcome: BotLaunch['outcome'] = 'launched', whose: Bot['id'] = botId): BotLaunch {
  const launch = launchOf(whose, meeting, outcome);
  if (!launch) throw new Error('this meeting has no time');
  return launch;
}

function windowIn(meeting: Meeting, different: Partial<MeetingWindow> = {}): MeetingWindow {
  return {
    windowId: 'window-1',
    meetingKey: meeting.key,
    meetingId: meeting.meetingId,
    environment: meeting.environment,
    topic: meeting.topic,
    role: 'participant',
    credentialId: idOf(1),
    userName: 'Bot 1',
    phase: 'inMeeting',
    since: now.toISOString(),
    ...different,
  };
}

/** What is decided at each of these moments, with what was announced at the one before. */
function watch(known: BotsAtHand, moments: readonly number[]): { announced: (string | undefined)[]; dueAt: number[] } {
  const announced: (string | undefined)[] = [];
  const dueAt: number[] = [];
  let announcements: readonly BotAnnouncement[] = [];
  for (const moment of moments) {
    const decided = botsDue({ ...known, announcements }, at(moment));
    announcements = decided.announced;
    announced.push(decided.announced[0]?.launchesAt);
    if (decided.due.length > 0) dueAt.push(moment);
  }
  return { announced, dueAt };
}

test('a launch is announced a minute ahead, with its moment, and is due then', () => {
  const { announced, dueAt } = watch(hand(), [0, 7 * minute - 1, 7 * minute, 7.5 * minute, 8 * minute - 1, 8 * minute]);
  const launchesAt = at(8 * minute).toISOString();
  expect(announced).toEqual([undefined, undefined, launchesAt, launchesAt, launchesAt, undefined]);
  expect(dueAt).toEqual([8 * minute]);
});

test('whoever sees a meeting late announces it all the same: a minute later it is due, and not before', () => {
  const known = hand({ meetings: [meetingIn(-3)] });
  const { announced, dueAt } = watch(known, [0, 59_000, 60_000]);
  expect(announced[0]).toBe(at(minute).toISOString());
  expect(dueAt).toEqual([60_000]);
});

const lateness: [what: string, meeting: Meeting, isAnnounced: boolean][] = [
  ['one that began 13 minutes ago', meetingIn(-13), true],
  ['one that began 15 minutes ago: the announcement would end too late', meetingIn(-15), false],
  ['one that began an hour ago and runs', meetingIn(-60, { isRunning: true, durationMinutes: 120 }), false],
  ['one of ten minutes that is over', meetingIn(-12, { durationMinutes: 10 }), false],
  ['one of ten minutes that is over and runs on', meetingIn(-12, { durationMinutes: 10, isRunning: true }), true],
  ['one whose end nobody knows', meetingIn(-5, { durationMinutes: 0 }), true],
  ['one that is far off', meetingIn(30), false],
];
for (const [what, meeting, isAnnounced] of lateness) {
  test(`a laptop that wakes up sends a bot into ${what}: ${isAnnounced ? 'yes' : 'no'} (B-T)`, () => {
    expect(botsDue(hand({ meetings: [meeting] }), now).announced).toHaveLength(isAnnounced ? 1 : 0);
  });
}

test('a launch that was slept through is announced once more, so that it can still be cancelled', () => {
  const { announced, dueAt } = watch(hand(), [7 * minute, 12 * minute, 12.5 * minute, 13 * minute]);
  expect(announced[1]).toBe(at(13 * minute).toISOString());
  expect(dueAt).toEqual([13 * minute]);
});

test('a sleep over the whole meeting launches nothing', () => {
  const { announced, dueAt } = watch(hand(), [7 * minute, 120 * minute]);
  expect(announced[1]).toBeUndefined();
  expect(dueAt).toEqual([]);
});

const due = hand({ meetings: [meetingIn(3)] });
const [meeting = aMeeting()] = due.meetings;
const kept: Record<string, Partial<BotsAtHand>> = {
  'that was launched into it': { launches: [remember(meeting)] },
  'that somebody has cancelled for it': { launches: [remember(meeting, 'cancelled')] },
  'that is in it': { windows: [windowIn(meeting, { botId })] },
  'that is on its way into it': { windows: [windowIn(meeting, { botId, phase: 'waitingForHost' })] },
  'whose Zoom user is in it by another window': { windows: [windowIn(meeting)] },
  'whose rule is off': { rules: [aBotRule(1, { isOn: false })] },
  'whose rule is about other words': { rules: [aBotRule(1, { topicWords: 'town council' })] },
  'that was deleted': { bots: [] },
  'whose credential is in the bin': { credentials: [aCredential(1, { deletedAt: now.toISOString() })] },
  'whose credential is of another cloud': { credentials: [aCredential(1, { environment: 'zoomgov' })] },
};
for (const [what, different] of Object.entries(kept)) {
  test(`a bot ${what} is not sent by a rule`, () => {
    expect(botsDue({ ...due, ...different }, now)).toEqual({ announced: [], due: [] });
  });
}

test('another bot, another meeting and a window that is over do not keep a bot back', () => {
  const other = meetingIn(3, { meetingId: '99999999999' });
  for (const different of [
    { launches: [remember(meeting, 'launched', idOf(2) as string as Bot['id'])] },
    { launches: [remember(other), remember(meetingIn(3, { environment: 'zoomgov' }))] },
    { launches: [remember(meetingIn(3 - 24 * 60))] },
    { windows: [windowIn(other, { botId })] },
    { windows: [windowIn(meeting, { isOnBehalf: true })] },
    { windows: [windowIn(meeting)], bots: [aBot(1, { wish: 'onBehalf' })] },
    { windows: [windowIn(meeting, { botId, phase: 'ended' }), windowIn(meeting, { botId, phase: 'failed' })] },
  ]) {
    expect(botsDue({ ...due, ...different }, now).announced, JSON.stringify(different)).toHaveLength(1);
  }
});

test('of two rules for one bot the earlier one counts, and two bots each go', () => {
  const known = hand({
    bots: [aBot(1), aBot(2)],
    credentials: [aCredential(1), aCredential(2)],
    rules: [aBotRule(1, { leadMinutes: 0 }), aBotRule(3, { botId, leadMinutes: 9 }), aBotRule(2, { leadMinutes: 9 })],
  });
  const { announced } = botsDue(known, now);
  expect(announced.map((announcement) => [announcement.botId, announcement.ruleId])).toEqual([
    [botId, idOf(3)],
    [idOf(2), idOf(2)],
  ]);
});

test.describe('a meeting that is moved', () => {
  const launch = remember(meetingIn(10));
  const moves: [what: string, to: Meeting[], when: number, isSame: boolean][] = [
    ['by half an hour', [meetingIn(40)], 0, true],
    ['to another day before it was over', [meetingIn(10 + 3 * 24 * 60)], 30 * minute, true],
    ['to another day once it was over', [meetingIn(10 + 7 * 24 * 60)], 3 * hour, false],
    ['a little, and that is seen late', [meetingIn(180)], 2 * hour, true],
    ['as one occurrence of a series', [meetingIn(70, { type: 'recurring' })], 0, true],
    [
      'not at all: the next occurrence is another',
      [meetingIn(10 + 24 * 60, { type: 'recurring' })],
      30 * minute,
      false,
    ],
    ['not at all, with the next occurrence near', [meetingIn(10), meetingIn(300, { type: 'recurring' })], 0, false],
    ['to nowhere: it is not listed for a while', [], 0, false],
    ['in another cloud', [meetingIn(40, { environment: 'zoomgov' })], 0, false],
  ];
  for (const [what, meetings, when, isSame] of moves) {
    test(`${what}, ${isSame ? 'is remembered where it is now' : 'is not followed'}`, () => {
      const [after] = followed([launch], meetings, at(when));
      expect(after?.startTime).toBe(isSame ? meetings[0]?.startTime : launch.startTime);
      expect(after?.outcome).toBe(launch.outcome);
    });
  }
});

test('what is long over is forgotten, and nothing is copied where nothing changes', () => {
  const launches = [remember(meetingIn(-60)), remember(meetingIn(10))];
  expect(remembered(launches, now)).toBe(launches);
  expect(followed(launches, [meetingIn(-60), meetingIn(10)], now)).toBe(launches);
  expect(remembered(launches, at(48 * hour))).toEqual([launches[1]]);
});

test('the next moment to look is the next announcement or launch, and there is none without rules and meetings', () => {
  const known = hand();
  expect(nextBotMoment(known, now)).toBe(at(7 * minute).getTime());
  const { announced: announcements } = botsDue(known, at(7 * minute));
  expect(nextBotMoment({ ...known, announcements }, at(7 * minute))).toBe(at(8 * minute).getTime());
  expect(nextBotMoment({ ...known, rules: [aBotRule(1, { isOn: false })] }, now)).toBeUndefined();
  expect(nextBotMoment({ ...known, meetings: [meetingIn(-60)] }, now)).toBeUndefined();
});

type Step =
  | { kind: 'wait'; seconds: number }
  | { kind: 'restart' }
  | { kind: 'cancel' }
  | { kind: 'move'; minutes: number };

const steps = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({ kind: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 900 }) }),
    },
    { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'cancel' as const }) },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('move' as const), minutes: fc.integer({ min: -40, max: 240 }) }),
    },
  ) as fc.Arbitrary<Step>,
  { minLength: 5, maxLength: 60 },
);

/** A day of one bot and one meeting: Usher looks after each step, and remembers on disk what it has to. */
function live(day: readonly Step[], leadMinutes: number, isSeries: boolean) {
  let moment = 0;
  let start = 30;
  let announcements: readonly BotAnnouncement[] = [];
  let launches: readonly BotLaunch[] = [];
  let firstShown = new Map<string, number>();
  const launched: { at: number; shownFor: number; start: number }[] = [];
  let cancelledAt: number | undefined;
  for (const step of day) {
    if (step.kind === 'wait') moment += step.seconds * 1_000;
    if (step.kind === 'restart') announcements = [];
    // A meeting is moved while it is still ahead or under way, and never into the past.
    if (step.kind === 'move' && moment < (start + 45) * minute)
      start = Math.max(start + step.minutes, Math.ceil(moment / minute));
    const type = isSeries ? ('recurring' as const) : ('scheduled' as const);
    const meetings = [meetingIn(start, { type, durationMinutes: 45 })];
    const [listed] = meetings;
    if (step.kind === 'cancel' && listed && announcements.length > 0) {
      launches = [...launches, remember(listed, 'cancelled')];
      cancelledAt ??= moment;
    }
    launches = followed(remembered(launches, at(moment)), meetings, at(moment));
    const rules = [aBotRule(1, { leadMinutes })];
    const decided = botsDue(hand({ rules, meetings, launches, announcements }), at(moment));
    for (const { launchesAt } of decided.due) {
      launched.push({ at: moment, shownFor: moment - (firstShown.get(launchesAt) ?? moment), start });
      if (listed) launches = [...launches, remember(listed)];
    }
    announcements = decided.announced;
    firstShown = new Map(
      announcements.map(({ launchesAt }) => [launchesAt, firstShown.get(launchesAt) ?? moment] as const),
    );
  }
  return { launched, cancelledAt };
}

test('whatever happens in a day (sleep, restarts, a meeting that is moved, second thoughts), a bot goes into a meeting once at most, announced for a minute, never too late, and never against a no', () => {
  fc.assert(
    fc.property(steps, fc.integer({ min: 0, max: 15 }), fc.boolean(), (day, leadMinutes, isSeries) => {
      const { launched, cancelledAt } = live(day, leadMinutes, isSeries);
      expect(launched.length).toBeLessThanOrEqual(1);
      for (const launch of launched) {
        expect(launch.shownFor).toBeGreaterThanOrEqual(announcedMs);
        expect(launch.at).toBeLessThanOrEqual(launch.start * minute + latestMs);
        expect(launch.at).toBeGreaterThanOrEqual((launch.start - leadMinutes) * minute);
        if (cancelledAt !== undefined) expect(launch.at).toBeLessThan(cancelledAt);
      }
    }),
    { numRuns: 400 },
  );
});

test('while Usher is awake, a meeting that stays where it is gets its bot at the chosen time', () => {
  const waits = fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 150, maxLength: 200 });
  fc.assert(
    fc.property(waits, fc.integer({ min: 0, max: 15 }), (seconds, leadMinutes) => {
      const day = seconds.map((wait) => ({ kind: 'wait', seconds: wait }) as const);
      const whole = seconds.reduce((sum, wait) => sum + wait, 0);
      fc.pre(whole > 31 * 60);
      const [launch] = live(day, leadMinutes, false).launched;
      const wanted = (30 - leadMinutes) * minute;
      expect(launch?.at).toBeGreaterThanOrEqual(wanted);
      // The announcement may be up to one look late, and the launch another.
      expect(launch?.at).toBeLessThanOrEqual(wanted + 50_000);
    }),
    { numRuns: 60 },
  );
});
