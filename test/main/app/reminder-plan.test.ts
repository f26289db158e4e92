import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import {
  isQuietAt,
  nothingRemembered,
  type Remembered,
  rememberedAfter,
  remindersAt,
  snoozedUntil,
} from '../../../src-main/app/reminder-plan';
import type { AppState, MeetingWindow } from '../../../src-main/shared/app-state';
import type { Meeting } from '../../../src-main/shared/meeting';
import { defaultSettings } from '../../../src-main/shared/settings';
import { aCredential, aMeeting, anAppState, idOf } from '../examples';

const startsAt = Date.parse('2026-11-21T10:00:00Z');
const townHall = aMeeting({ startTime: new Date(startsAt).toISOString(), durationMinutes: 60 });
const asGuest = aMeeting({ ...townHall, sources: [{ credentialId: idOf(1), isHost: false }] });
const running = { ...townHall, isRunning: true };

const sightOf = (meeting: Meeting, more: Partial<AppState> = {}) =>
  anAppState({ credentials: [aCredential(1)], meetings: [meeting], ...more });
const withSettings = (settings: Partial<AppState['settings']>) => ({ settings: { ...defaultSettings, ...settings } });
const at = (minutes: number) => new Date(startsAt + minutes * 60_000);
const kindAt = (minutes: number, sight: AppState, remembered: Remembered = nothingRemembered) =>
  remindersAt(sight, remembered, at(minutes))[0]?.kind;
const seen: Remembered = { ...nothingRemembered, seen: new Set([townHall.key]) };
const told = (kind: 'ahead' | 'due' | 'running'): Remembered => ({
  ...seen,
  told: new Map([[townHall.key, kind]]),
});

test('a meeting is reminded of five minutes before it begins, when it begins, and until it is over', () => {
  const kinds = [-6, -5, -1, 0, 10, 59, 60].map((minutes) => kindAt(minutes, sightOf(townHall), seen));
  expect(kinds).toEqual([undefined, 'ahead', 'ahead', 'due', 'due', 'due', undefined]);
});

test('how many minutes ahead is the operator’s choice', () => {
  const early = sightOf(townHall, withSettings({ remindMinutes: 15 }));
  expect([-16, -15].map((minutes) => kindAt(minutes, early))).toEqual([undefined, 'ahead']);
  const atTheStart = sightOf(townHall, withSettings({ remindMinutes: 0 }));
  expect([-1, 0].map((minutes) => kindAt(minutes, atTheStart))).toEqual([undefined, 'due']);
  expect(kindAt(0, sightOf(townHall, withSettings({ remindMinutes: 'never' })))).toBeUndefined();
});

test('a meeting that goes on without its host is reminded of as that, one that one is invited to as due', () => {
  expect([-3, 20].map((minutes) => kindAt(minutes, sightOf(running), seen))).toEqual(['running', 'running']);
  expect(kindAt(-3, sightOf({ ...asGuest, isRunning: true }))).toBe('due');
  expect(kindAt(-30, sightOf(running))).toBeUndefined();
});

test('one that was held and has ended early is not due again', () => {
  expect(kindAt(20, sightOf(townHall), told('running'))).toBeUndefined();
});

test('credentials that are not to be reminded of, or are in the bin, are left out', () => {
  const silent = withSettings({ noRemindersFor: [idOf(1)] });
  expect(kindAt(0, sightOf(townHall, silent))).toBeUndefined();
  const shared = aMeeting({
    ...townHall,
    sources: [
      { credentialId: idOf(1), isHost: true },
      { credentialId: idOf(2), isHost: false },
    ],
  });
  const both = { credentials: [aCredential(1), aCredential(2)] };
  expect(kindAt(0, sightOf(shared, { ...silent, ...both }))).toBe('due');
  const deleted = aCredential(1, { deletedAt: at(-60).toISOString() });
  expect(kindAt(0, sightOf(townHall, { credentials: [deleted] }))).toBeUndefined();
});

test('a meeting without a time is never due', () => {
  expect(kindAt(0, sightOf(aMeeting({ startTime: undefined, type: 'recurringNoFixedTime' })))).toBeUndefined();
});

test('whoever was in, or on the way, needs no reminder any more, also after having left', () => {
  const meetingWindow = { meetingKey: townHall.key, phase: 'failed' } as MeetingWindow;
  const opened = rememberedAfter(nothingRemembered, sightOf(townHall, { meetingWindows: [meetingWindow] }), [], at(-3));
  const closed = rememberedAfter(opened, sightOf(townHall), [], at(9));
  expect(kindAt(10, sightOf(townHall), closed)).toBeUndefined();
});

test('a bot that only joins tells nobody of the meeting; one that starts it as the host has done what there was to do', () => {
  const botId = 'b0000000-0000-4000-8000-000000000001';
  const withBot = (role: MeetingWindow['role']) =>
    sightOf(townHall, {
      meetingWindows: [{ meetingKey: townHall.key, phase: 'inMeeting', botId, role } as MeetingWindow],
    });
  expect([kindAt(-2, withBot('participant')), kindAt(-2, withBot('host'))]).toEqual(['ahead', undefined]);
});

test('a snooze lasts five minutes, and never past the start', () => {
  expect(snoozedUntil(townHall, at(-10))).toBe(at(-5).getTime());
  expect(snoozedUntil(townHall, at(-2))).toBe(at(0).getTime());
  expect(snoozedUntil(townHall, at(3))).toBe(at(8).getTime());
  const snoozed = { ...nothingRemembered, snoozed: new Map([[townHall.key, at(8).getTime()]]) };
  expect([7, 8].map((minutes) => kindAt(minutes, sightOf(townHall), snoozed))).toEqual([undefined, 'due']);
});

test('a meeting that is moved is a new one, and what has not been listed for a day is forgotten', () => {
  const moved = aMeeting({ ...townHall, startTime: at(120).toISOString() });
  const key = `${townHall.key}-moved` as Meeting['key'];
  const look = (remembered: Remembered, minutes: number) =>
    rememberedAfter(remembered, sightOf({ ...moved, key }), [], at(minutes));
  const after = look(told('due'), 1);
  expect([...look(after, 24 * 60).told.keys()]).toEqual([townHall.key]);
  expect(look(after, 24 * 60 + 1)).toEqual({ ...nothingRemembered, seen: new Set([key]) });
  expect(kindAt(116, sightOf({ ...moved, key }), after)).toBe('ahead');
});

/** What somebody hears who looks at the clock at these minutes: each new reminder, or one that says something new. */
function heard(minutes: readonly number[], sight = sightOf(townHall)): string[] {
  let remembered = nothingRemembered;
  let before: string | undefined;
  const news: string[] = [];
  for (const minute of minutes) {
    const reminders = remindersAt(sight, remembered, at(minute));
    remembered = rememberedAfter(remembered, sight, reminders, at(minute));
    const kind = reminders[0]?.kind;
    if (kind !== undefined && kind !== before) news.push(kind);
    before = kind;
  }
  return news;
}

test('whoever starts Usher in the middle of a meeting is not told of it, except soon after its start', () => {
  expect(heard([14])).toEqual(['due']);
  expect(heard([16, 17])).toEqual([]);
  expect(heard([16, 17], sightOf(running))).toEqual([]);
});

test('a computer that sleeps through the reminder hears of the meeting when it wakes', () => {
  expect(heard([-30, 25, 26])).toEqual(['due']);
  expect(heard([-30, -2, 25])).toEqual(['ahead', 'due']);
  expect(heard([-30, 61])).toEqual([]);
});

test('a clock that is set right by minutes makes nothing come twice', () => {
  expect(heard([-5, -4, -8, -5, -4, 0, 1, -3, 0, 2])).toEqual(['ahead', 'due']);
});

test('whatever the clock does within a few minutes, nothing comes twice, and nothing is lost that is looked at in time', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -2.4, max: 2.4, noNaN: true }), { minLength: 61, maxLength: 61 }),
      (drifts) => {
        // Looks once a minute from an hour before to its end, with a clock that is wrong by so much.
        const looks = [...drifts.map((drift, index) => index - 30 + drift), 35, 45];
        const news = heard(looks.map((minute) => Math.min(minute, 59)));
        expect(new Set(news).size).toBe(news.length);
        expect(news).toContain('due');
      },
    ),
  );
});

test('quiet hours may go over midnight, and an hour that the clock skips or repeats changes nothing', () => {
  const local = (hours: number, minutes = 0) => new Date(2026, 10, 21, hours, minutes);
  const night = { from: '22:00', to: '07:00' };
  expect(
    [21.5, 22, 23.5, 0, 6.5, 7, 12].map((hours) => isQuietAt(night, local(Math.floor(hours), (hours % 1) * 60))),
  ).toEqual([false, true, true, true, true, false, false]);
  const lunch = { from: '12:00', to: '13:30' };
  expect([11, 12, 13, 14].map((hours) => isQuietAt(lunch, local(hours)))).toEqual([false, true, true, false]);
  expect(isQuietAt(undefined, local(3))).toBe(false);
  expect(isQuietAt({ from: '08:00', to: '08:00' }, local(8))).toBe(false);
});
