import { expect, test } from '@playwright/test';
import {
  type ChecksDone,
  checksDue,
  isPastItsKey,
  type MeetingCheck,
  planKeyOf,
  risksOf,
  rungOf,
  wishFor,
} from '../../../src-main/app/readiness-plan';
import type { AppErrorCode } from '../../../src-main/shared/app-error';
import type { MeetingWindow } from '../../../src-main/shared/app-state';
import { type Credential, CredentialId } from '../../../src-main/shared/credential';
import { joinPlan } from '../../../src-main/shared/join-plan';
import type { Meeting } from '../../../src-main/shared/meeting';
import { aCredential, aMeeting, anAppCredential, idOf, now } from '../examples';

const minute = 60_000;
const hour = 60 * minute;
const credentials = [aCredential(1)];
const dead = {
  kind: 'needsReauthorization',
  cause: { code: 'reauthorization_required' },
  since: now.toISOString(),
} as const;

/** A meeting that begins so many minutes from now. */
function meetingIn(minutes: number, different: Partial<Meeting> = {}): Meeting {
  return aMeeting({ startTime: new Date(now.getTime() + minutes * minute).toISOString(), ...different });
}

function later(milliseconds: number): Date {
  return new Date(now.getTime() + milliseconds);
}

/** What a check of the meeting said, with the plan as it is. */
function checkOf(meeting: Meeting, different: Partial<MeetingCheck> = {}, known = credentials): MeetingCheck {
  return {
    meetingKey: meeting.key,
    credentialId: idOf(1),
    rung: rungOf(meeting, now) ?? 60,
    planKey: planKeyOf(joinPlan(meeting, wishFor(meeting), known)),
    at: now.getTime(),
    ...different,
  };
}

function done(checks: MeetingCheck[] = [], checked: [Credential['id'], number][] = []): ChecksDone {
  return {
    since: now.getTime(),
    meetings: new Map(checks.map((check) => [check.meetingKey, check])),
    credentials: new Map(checked),
  };
}

test.describe('the ladder', () => {
  const rungs: [minutes: number, rung: number | undefined][] = [
    [61, undefined],
    [60.01, undefined],
    [60, 60],
    [15.01, 60],
    [15, 15],
    [5.01, 15],
    [5, 5],
    [0.01, 5],
    [0, undefined],
    [-1, undefined],
  ];
  for (const [minutes, rung] of rungs) {
    test(`${minutes} minutes before the start the rung is ${rung ?? 'none'}`, () => {
      expect(rungOf(meetingIn(minutes), now)).toBe(rung);
    });
  }

  test('there is none for what runs already or has no time', () => {
    const { startTime: _none, ...anyTime } = aMeeting();
    expect(rungOf(meetingIn(10, { isRunning: true }), now)).toBeUndefined();
    expect(rungOf(anyTime, now)).toBeUndefined();
  });

  test('each rung is taken once: a check that went well is repeated only at the next', () => {
    const meeting = meetingIn(58);
    const due = (checks: MeetingCheck[], when: Date) => checksDue([meeting], credentials, done(checks), when).meetings;
    expect(due([], now)).toEqual([{ meeting, rung: 60 }]);
    expect(due([checkOf(meeting)], now)).toEqual([]);
    expect(due([checkOf(meeting)], later(42 * minute))).toEqual([]);
    expect(due([checkOf(meeting)], later(43 * minute))).toEqual([{ meeting, rung: 15 }]);
    expect(due([checkOf(meeting, { rung: 15 })], later(53 * minute))).toEqual([{ meeting, rung: 5 }]);
    expect(due([checkOf(meeting, { rung: 5 })], later(57 * minute))).toEqual([]);
    expect(due([], later(58 * minute))).toEqual([]);
  });

  test('rungs that were slept through are not made up for', () => {
    const meeting = meetingIn(3);
    expect(checksDue([meeting], credentials, done([checkOf(meeting, { rung: 60 })]), now).meetings).toEqual([
      { meeting, rung: 5 },
    ]);
  });

  test('a meeting that was moved is another one, and begins anew', () => {
    const before = meetingIn(50);
    const moved = meetingIn(55);
    expect(checksDue([moved], credentials, done([checkOf(before)]), now).meetings).toHaveLength(1);
  });

  test('another plan is tried at once: a new sign-in, a new signer, another host', () => {
    const meeting = meetingIn(10);
    const isDue = (checked: readonly Credential[], known: readonly Credential[], listed = meeting) =>
      checksDue([listed], known, done([checkOf(meeting, { failure: { code: 'no_signer' } }, [...checked])]), now)
        .meetings.length === 1;
    const unsigned = aCredential(1, { hasClientSecret: false });
    expect(isDue([aCredential(1, { health: dead })], credentials)).toBe(true);
    expect(isDue([unsigned], [unsigned, anAppCredential(2)])).toBe(true);
    expect(isDue(credentials, credentials, { ...meeting, sources: [{ credentialId: idOf(1), isHost: false }] })).toBe(
      true,
    );
    expect(isDue([unsigned], [unsigned])).toBe(false);
  });

  test('what a bad network did to the credential is no other plan', () => {
    const meeting = meetingIn(10);
    const degraded = aCredential(1, { health: { ...dead, kind: 'degraded', cause: { code: 'offline' } } });
    expect(checksDue([meeting], [degraded], done([checkOf(meeting)]), now).meetings).toEqual([]);
  });
});

test.describe('a failed check', () => {
  const again: [code: AppErrorCode, minutesAhead: number, afterMs: number | undefined][] = [
    ['offline', 40, 5 * minute],
    ['offline', 10, minute],
    ['offline', 4, 30_000],
    ['zoom_unavailable', 10, minute],
    ['keychain_locked', 10, minute],
    ['clock_off', 10, minute],
    ['reauthorization_required', 4, undefined],
    ['missing_scope', 4, undefined],
    ['no_signer', 4, undefined],
    ['invalid_client', 4, undefined],
    ['not_permitted', 4, undefined],
  ];
  for (const [code, minutesAhead, afterMs] of again) {
    test(`with ${code}, ${minutesAhead} min ahead, is ${afterMs ? `repeated after ${afterMs / 1000} s` : 'left to a person'}`, () => {
      // Far enough ahead that no other rung begins meanwhile.
      const meeting = meetingIn(minutesAhead);
      const failed = done([checkOf(meeting, { failure: { code } })]);
      const isDue = (ms: number) => checksDue([meeting], credentials, failed, later(ms)).meetings.length === 1;
      expect(isDue((afterMs ?? 3 * minute) - 1)).toBe(false);
      expect(isDue(afterMs ?? 3 * minute)).toBe(afterMs !== undefined);
    });
  }

  test('over a rate limit waits until Zoom opens again', () => {
    const meeting = meetingIn(50);
    const failure = { code: 'rate_limited', retryAt: later(20 * minute).toISOString() } as const;
    const failed = done([checkOf(meeting, { failure })]);
    expect(checksDue([meeting], credentials, failed, later(19 * minute)).meetings).toEqual([]);
    expect(checksDue([meeting], credentials, failed, later(20 * minute)).meetings).toHaveLength(1);
  });

  test('does not wait for a time that the clock has told already (T2)', () => {
    const meeting = meetingIn(30);
    const failed = done([checkOf(meeting, { failure: { code: 'offline' }, rung: 60, at: later(6 * hour).getTime() })]);
    expect(checksDue([meeting], credentials, failed, now).meetings).toHaveLength(1);
  });
});

test.describe('the daily check', () => {
  const many = Array.from({ length: 500 }, (_, index) =>
    aCredential(1, {
      id: CredentialId.parse(
        `${Math.floor((index / 500) * 2 ** 32)
          .toString(16)
          .padStart(8, '0')}-0000-4000-8000-000000000000`,
      ),
    }),
  );

  test('asks nobody in the first minute, everybody within the first hour or so, and never many at once', () => {
    const checked = new Map<Credential['id'], number>();
    let most = 0;
    for (let ms = 0; ms <= 65 * minute; ms += 20_000) {
      const due = checksDue([], many, { since: now.getTime(), meetings: new Map(), credentials: checked }, later(ms));
      if (ms < minute) expect(due.credentials).toEqual([]);
      most = Math.max(most, due.credentials.length);
      for (const id of due.credentials) checked.set(id, now.getTime() + ms);
    }
    expect(checked.size).toBe(500);
    expect(most).toBeLessThanOrEqual(4);
  });

  test('comes once a day, also after the clock was set back by a year (T2)', () => {
    const at = now.getTime();
    const isDue = (when: Date) => checksDue([], credentials, done([], [[idOf(1), at]]), when).credentials.length === 1;
    expect(isDue(later(24 * hour - 1))).toBe(false);
    expect(isDue(later(24 * hour))).toBe(true);
    expect(isDue(later(-hour))).toBe(false);
    expect(isDue(later(-365 * 24 * hour))).toBe(true);
  });

  test('leaves alone what Zoom has declared dead and what lies in the bin, but asks for what may have been mended at Zoom', () => {
    const misconfigured = { ...dead, kind: 'misconfigured', cause: { code: 'app_disabled' } } as const;
    const resting = [
      aCredential(1, { health: dead }),
      aCredential(2, { health: misconfigured, deletedAt: now.toISOString() }),
      aCredential(3, { deletedAt: now.toISOString() }),
    ];
    expect(checksDue([], resting, done(), later(48 * hour)).credentials).toEqual([]);
    expect(checksDue([], [...resting, aCredential(4)], done(), later(48 * hour)).credentials).toEqual([idOf(4)]);
    const off = aCredential(5, { health: misconfigured });
    expect(checksDue([], [...resting, off], done(), later(48 * hour)).credentials).toEqual([idOf(5)]);
  });
});

test.describe('a risk', () => {
  const meeting = meetingIn(12);
  const failed = checkOf(meeting, { failure: { code: 'offline' } });
  const shown = (meetings: readonly Meeting[], when = now) =>
    risksOf(new Map([[failed.meetingKey, failed]]), meetings, when).map(({ failure }) => failure.code);

  test('is a failed check of a meeting ahead', () => {
    expect(risksOf(new Map([[failed.meetingKey, failed]]), [meeting], now)).toEqual([
      { meetingKey: meeting.key, credentialId: idOf(1), failure: { code: 'offline' }, at: now.toISOString(), rung: 15 },
    ]);
  });

  test('ends with a check that went well, and when the meeting begins, is over, is moved or is gone', () => {
    const { failure: _none, ...passed } = failed;
    expect(risksOf(new Map([[passed.meetingKey, passed]]), [meeting], now)).toEqual([]);
    expect(shown([{ ...meeting, isRunning: true }])).toEqual([]);
    expect(shown([meeting], later(80 * minute))).toEqual([]);
    expect(shown([meetingIn(30)])).toEqual([]);
    expect(shown([])).toEqual([]);
  });

  test('stays while a start is overdue: that is when it is needed most', () => {
    expect(shown([meeting], later(14 * minute))).toEqual(['offline']);
  });

  test('stands in the order of the list, whatever was found first', () => {
    const soon = meetingIn(4, { meetingId: '81234567891' });
    const checks = [failed, checkOf(soon, { failure: { code: 'no_signer' } })];
    const risks = risksOf(new Map(checks.map((check) => [check.meetingKey, check])), [soon, meeting], now);
    expect(risks.map(({ meetingKey }) => meetingKey)).toEqual([soon.key, meeting.key]);
  });

  const phases: [MeetingWindow['phase'], boolean][] = [
    ['preparing', false],
    ['askingZoom', true],
    ['waitingForHost', true],
    ['admitting', true],
    ['inMeeting', true],
    ['failed', false],
    ['ended', false],
  ];
  for (const [phase, isPast] of phases) {
    test(`is ${isPast ? 'disproved' : 'not disproved'} by a window that is ${phase}`, () => {
      const { key, meetingId, environment, topic } = meeting;
      const window: MeetingWindow = {
        ...{ windowId: 'w', meetingKey: key, meetingId, environment, topic, role: 'host', userName: 'Ada' },
        ...{ credentialId: idOf(1), phase, since: now.toISOString() },
      };
      expect(isPastItsKey(key, [window])).toBe(isPast);
      expect(isPastItsKey(meetingIn(1).key, [window])).toBe(false);
    });
  }
});

/** The ladder counts minutes that pass, whatever the calendar and the clocks on the walls do (T3). */
test.describe('on an odd day', () => {
  const odd: [what: string, start: string][] = [
    ['the hour that Berlin skips in spring', '2027-03-28T01:00:00Z'],
    ['the hour that Berlin has twice in autumn', '2027-10-31T01:00:00Z'],
    ['the minute before New York springs forward', '2027-03-14T06:59:00Z'],
    ['half an hour of Lord Howe’s daylight saving', '2027-04-03T15:00:00Z'],
    ['a leap day', '2028-02-29T00:00:00Z'],
    ['the day after a leap day', '2028-03-01T00:00:00Z'],
    ['the last second of February in a year without one', '2100-02-28T23:59:59Z'],
    ['the end of 32-bit time', '2038-01-19T03:14:07Z'],
    ['the second after the end of 32-bit time', '2038-01-19T03:14:08Z'],
    ['a new year', '2027-01-01T00:00:00Z'],
    ['the east end of the day, UTC+14', '2027-01-01T00:05:00+14:00'],
    ['the west end of the day, UTC-12', '2026-12-31T23:55:00-12:00'],
    ['Nepal’s quarter of an hour', '2027-05-05T10:00:00+05:45'],
  ];
  for (const [what, start] of odd) {
    test(`the rungs come at their minutes: ${what}`, () => {
      const meeting = aMeeting({ startTime: new Date(start).toISOString() });
      const at = (minutes: number) => new Date(Date.parse(start) - minutes * minute);
      expect([61, 60, 16, 15, 6, 5, 0].map((minutes) => rungOf(meeting, at(minutes)))).toEqual([
        undefined,
        60,
        60,
        15,
        15,
        5,
        undefined,
      ]);
    });
  }
});
