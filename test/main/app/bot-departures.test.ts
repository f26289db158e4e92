import { expect, test } from '@playwright/test';
import { type BotStay, departuresOf, isDoneWith, staysAfter } from '../../../src-main/app/bot-departures';
import type { MeetingWindow } from '../../../src-main/shared/app-state';
import type { BotLeaving } from '../../../src-main/shared/bot';
import { aBot, aMeeting, idOf, now } from '../examples';

const minute = 60_000;
const { key: meetingKey, meetingId, environment, topic } = aMeeting();

function at(minutes: number): Date {
  return new Date(now.getTime() + minutes * minute);
}

function windowOf(number: number, different: Partial<MeetingWindow> = {}): MeetingWindow {
  return {
    windowId: `window-${number}`,
    meetingKey,
    meetingId,
    environment,
    topic,
    role: 'participant',
    credentialId: idOf(number),
    userName: `Bot ${number}`,
    botId: aBot(number).id,
    phase: 'inMeeting',
    since: now.toISOString(),
    ...different,
  };
}

/** What is to come after windows were seen so at these minutes. */
function departures(
  leaving: BotLeaving,
  seen: readonly (readonly [minutes: number, windows: readonly MeetingWindow[]])[],
) {
  let stays: ReadonlyMap<string, BotStay> = new Map();
  for (const [minutes, windows] of seen) stays = staysAfter(stays, windows, at(minutes));
  return departuresOf([aBot(1, { leaving }), aBot(2, { leaving })], seen.at(-1)?.[1] ?? [], stays).map(
    (departure) =>
      [departure.windowId, (Date.parse(departure.at) - now.getTime()) / minute, departure.because] as const,
  );
}

const untilItEnds = { until: { kind: 'meetingEnd' } } as const;
const onWay = windowOf(1, { phase: 'admitting' });

test('a bot that stays with its meeting has no time to leave', () => {
  expect(departures(untilItEnds, [[0, [windowOf(1, { participants: 1 })]]])).toEqual([]);
});

test('after so many minutes counts from when it came in, not from the click', () => {
  const leaving: BotLeaving = { until: { kind: 'after', minutes: 30 } };
  expect(departures(leaving, [[0, [onWay]]])).toEqual([]);
  expect(
    departures(leaving, [
      [0, [onWay]],
      [4, [windowOf(1)]],
      [9, [windowOf(1)]],
    ]),
  ).toEqual([['window-1', 34, 'time']]);
});

test('at a time of day is the next time that the clock says so, tomorrow if need be', () => {
  const later = new Date(now.getFullYear(), now.getMonth(), now.getDate(), now.getHours(), now.getMinutes() + 90);
  const clock = (date: Date) =>
    `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`;
  expect(departures({ until: { kind: 'time', at: clock(later) } }, [[0, [onWay]]])).toEqual([['window-1', 90, 'time']]);
  const [[, minutes] = ['', 0]] = departures({ until: { kind: 'time', at: clock(now) } }, [[0, [onWay]]]);
  // A day has an hour more or less when the clocks change.
  expect([23, 24, 25]).toContain(minutes / 60);
});

test('alone for so many minutes counts from the last one who went, and anew when somebody comes', () => {
  const leaving: BotLeaving = { ...untilItEnds, whenAloneMinutes: 5 };
  const alone = windowOf(1, { participants: 1 });
  const company = windowOf(1, { participants: 2 });
  expect(departures(leaving, [[0, [company]]])).toEqual([]);
  const left = [
    [0, [company]],
    [3, [alone]],
    [4, [alone]],
  ] as const;
  expect(departures(leaving, left)).toEqual([['window-1', 8, 'alone']]);
  expect(departures(leaving, [...left, [5, [company]]])).toEqual([]);
  expect(departures(leaving, [...left, [5, [company]], [6, [alone]]])).toEqual([['window-1', 11, 'alone']]);
});

test('bots are no company for each other', () => {
  const leaving: BotLeaving = { ...untilItEnds, whenAloneMinutes: 5 };
  const two = (participants: number) => [windowOf(1, { participants }), windowOf(2, { participants })];
  expect(departures(leaving, [[0, two(2)]])).toEqual([
    ['window-1', 5, 'alone'],
    ['window-2', 5, 'alone'],
  ]);
  expect(departures(leaving, [[0, two(3)]])).toEqual([]);
  const elsewhere = [windowOf(1, { participants: 2 }), windowOf(2, { participants: 2, meetingId: '99999999999' })];
  expect(departures(leaving, [[0, elsewhere]])).toEqual([]);
});

test('one who does not know how many there are, or is not in yet, is not alone', () => {
  const leaving: BotLeaving = { ...untilItEnds, whenAloneMinutes: 5 };
  expect(departures(leaving, [[0, [windowOf(1)]]])).toEqual([]);
  expect(departures(leaving, [[0, [windowOf(1, { phase: 'waitingForHost', participants: 1 })]]])).toEqual([]);
});

test('of two reasons the first one counts', () => {
  const leaving: BotLeaving = { until: { kind: 'after', minutes: 30 }, whenAloneMinutes: 40 };
  expect(departures(leaving, [[0, [windowOf(1, { participants: 1 })]]])).toEqual([['window-1', 30, 'time']]);
  expect(departures({ ...leaving, whenAloneMinutes: 20 }, [[0, [windowOf(1, { participants: 1 })]]])).toEqual([
    ['window-1', 20, 'alone'],
  ]);
});

test('windows of people leave when people say so, and a bot that was deleted meanwhile stays too', () => {
  const { botId: _none, ...ofPerson } = windowOf(1, { participants: 1 });
  const leaving: BotLeaving = { until: { kind: 'after', minutes: 1 }, whenAloneMinutes: 1 };
  expect(departures(leaving, [[0, [ofPerson, windowOf(3, { participants: 1 })]]])).toEqual([]);
});

test('the window of a bot is done with when the meeting has ended, not when something went wrong', () => {
  expect(isDoneWith(windowOf(1, { phase: 'ended' }))).toBe(true);
  expect(isDoneWith(windowOf(1, { phase: 'ended', failure: { code: 'meeting_over', zoomCode: 4004 } }))).toBe(true);
  expect(isDoneWith(windowOf(1, { phase: 'ended', failure: { code: 'meeting_left' } }))).toBe(false);
  expect(isDoneWith(windowOf(1, { phase: 'failed', failure: { code: 'wrong_passcode' } }))).toBe(false);
  const { botId: _none, ...ofPerson } = windowOf(1, { phase: 'ended' });
  expect(isDoneWith(ofPerson)).toBe(false);
});
