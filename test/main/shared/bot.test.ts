import { expect, test } from '@playwright/test';
import { Bot, BotProfile, BotRule, isRuleFor, meetingsFor } from '../../../src-main/shared/bot';
import { aBot, aBotRule, aCredential, aMeeting, idOf, now } from '../examples';

const { id: _id, bounds: _bounds, ...profile } = aBot(1);
const { topicWords: _words, ...chooses } = aBotRule(1);

test('a bot has a name in any script, of 1 to 100 characters, in one line that can be seen', () => {
  for (const name of ['Scribe', '会議室', 'x'.repeat(100)]) {
    expect(BotProfile.safeParse({ ...profile, name }).data?.name).toBe(name);
  }
  expect(BotProfile.parse({ ...profile, name: '  Scribe ' }).name).toBe('Scribe');
  for (const name of ['', '  ', 'x'.repeat(101), 'Scribe\nHost', '\u200b', 7, undefined]) {
    expect(BotProfile.safeParse({ ...profile, name }).success, String(name)).toBe(false);
  }
});

test('a bot leaves with the meeting, at a time of day or after some minutes, and earlier when it is alone', () => {
  const leavings = [
    { until: { kind: 'meetingEnd' } },
    { until: { kind: 'time', at: '17:30' }, whenAloneMinutes: 5 },
    { until: { kind: 'after', minutes: 1440 }, whenAloneMinutes: 240 },
  ];
  for (const leaving of leavings) expect(BotProfile.parse({ ...profile, leaving }).leaving).toEqual(leaving);
  for (const leaving of [
    {},
    { until: { kind: 'never' } },
    { until: { kind: 'after', minutes: 0 } },
    { until: { kind: 'after', minutes: 1.5 } },
    { until: { kind: 'meetingEnd' }, whenAloneMinutes: 0 },
  ]) {
    expect(BotProfile.safeParse({ ...profile, leaving }).success, JSON.stringify(leaving)).toBe(false);
  }
});

test('a rule chooses by host, words of the topic or number of the meeting; one that takes every meeting is refused', () => {
  for (const chosen of [{ hostCredentialId: idOf(1) }, { topicWords: 'town hall' }, { meetingId: '81234567890' }]) {
    expect(BotRule.safeParse({ ...chooses, ...chosen }).success, JSON.stringify(chosen)).toBe(true);
  }
  for (const chosen of [{}, { topicWords: '  ' }, { meetingId: '123' }]) {
    expect(BotRule.safeParse({ ...chooses, ...chosen }).success, JSON.stringify(chosen)).toBe(false);
  }
});

test('a rule is for meetings of its host, with every word in their topic, of its number, or all of these together', () => {
  const townHall = aMeeting({ topic: 'Quarterly TOWN hall' });
  expect(isRuleFor({ ...chooses, topicWords: 'hall town' }, townHall)).toBe(true);
  expect(isRuleFor({ ...chooses, topicWords: 'town halls' }, townHall)).toBe(false);
  expect(isRuleFor({ ...chooses, hostCredentialId: idOf(1) }, townHall)).toBe(true);
  expect(isRuleFor({ ...chooses, hostCredentialId: idOf(2) }, townHall)).toBe(false);
  const invited = { ...townHall, sources: [{ credentialId: idOf(1), isHost: false }] };
  expect(isRuleFor({ ...chooses, hostCredentialId: idOf(1) }, invited)).toBe(false);
  expect(isRuleFor({ ...chooses, meetingId: townHall.meetingId }, townHall)).toBe(true);
  expect(isRuleFor({ ...chooses, meetingId: townHall.meetingId, topicWords: 'retro' }, townHall)).toBe(false);
  const { startTime: _none, ...anyTime } = townHall;
  expect(isRuleFor({ ...chooses, meetingId: townHall.meetingId }, anyTime)).toBe(false);
});

test('a rule launches at the start or up to 15 minutes before it', () => {
  for (const leadMinutes of [0, 1, 15])
    expect(BotRule.safeParse({ ...aBotRule(1), leadMinutes }).success, String(leadMinutes)).toBe(true);
  for (const leadMinutes of [-1, 16, 0.5, '5'])
    expect(BotRule.safeParse({ ...aBotRule(1), leadMinutes }).success, String(leadMinutes)).toBe(false);
});

test('a bot can go into what runs or is ahead in the cloud of its user, and as a host only into what that user hosts', () => {
  const hosted = aMeeting();
  const invited = aMeeting({ meetingId: '82222222222', sources: [{ credentialId: idOf(1), isHost: false }] });
  const over = aMeeting({ meetingId: '83333333333', startTime: '2026-11-21T07:00:00.000Z' });
  const runsOver = { ...over, meetingId: '84444444444', isRunning: true };
  const elsewhere = aMeeting({ environment: 'zoomgov' });
  const meetings = [hosted, invited, over, runsOver, elsewhere];
  const credentials = [aCredential(1)];
  expect(meetingsFor(aBot(1), { meetings, credentials }, now)).toEqual([hosted, invited, runsOver]);
  expect(meetingsFor(aBot(1, { wish: 'start' }), { meetings, credentials }, now)).toEqual([hosted, runsOver]);
  const binned = [aCredential(1, { deletedAt: now.toISOString() })];
  expect(meetingsFor(aBot(1), { meetings, credentials: binned }, now)).toEqual([]);
});

test('where a window was is kept in whole pixels, on whichever display', () => {
  const bounds = { x: -1920, y: 40, width: 1100, height: 740 };
  expect(Bot.parse({ ...aBot(1), bounds }).bounds).toEqual(bounds);
  for (const change of [{ width: 0 }, { height: -5 }, { x: 0.5 }, { y: Number.POSITIVE_INFINITY }])
    expect(Bot.safeParse({ ...aBot(1), bounds: { ...bounds, ...change } }).success, JSON.stringify(change)).toBe(false);
});
