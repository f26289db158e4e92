import { expect, test } from '@playwright/test';
import { spacedMeetingId } from '../../src-main/shared/spaced-meeting-id';
import {
  concernedCredential,
  groupByDay,
  matchesFilter,
  possibleParticipants,
  refreshedAt,
  sourceNames,
} from '../../src-renderer/screens/meeting-list';
import {
  deadCredential,
  minutesFromNow,
  newCredential,
  readyCredential,
  sampleMeeting,
  sampleNow,
  wrongAppCredential,
} from './sample-state';

const berlin = { locale: 'en-GB', timeZone: 'Europe/Berlin' };

test('rows stand under today, tomorrow and dates, those without a time last', () => {
  const days = groupByDay(
    [
      sampleMeeting({ topic: 'someday' }),
      sampleMeeting({ topic: 'in two days', startsIn: 2 * 24 * 60 }),
      sampleMeeting({ topic: 'tomorrow', startsIn: 24 * 60 }),
      sampleMeeting({ topic: 'soon', startsIn: 4 }),
    ],
    sampleNow,
    berlin,
  );
  expect(days.map(({ label, meetings }) => [label, ...meetings.map(({ topic }) => topic)])).toEqual([
    ['Today', 'soon'],
    ['Tomorrow', 'tomorrow'],
    ['Monday 23 November', 'in two days'],
    ['Any time', 'someday'],
  ]);
});

test('what runs belongs to today, whether it began yesterday or has no time at all', () => {
  const days = groupByDay(
    [
      sampleMeeting({ topic: 'soon', startsIn: 4 }),
      sampleMeeting({ topic: 'since yesterday', startsIn: -20 * 60, isRunning: true }),
      sampleMeeting({ topic: 'instant', isRunning: true, type: 'instant' }),
    ],
    sampleNow,
    berlin,
  );
  expect(days.map(({ label, meetings }) => [label, ...meetings.map(({ topic }) => topic)])).toEqual([
    ['Today', 'since yesterday', 'instant', 'soon'],
  ]);
});

test('one meeting can be today here and tomorrow there', () => {
  const late = sampleMeeting({ topic: 'late', startsIn: 15 * 60 });
  expect(groupByDay([late], sampleNow, { timeZone: 'America/New_York' })[0]?.label).toBe('Today');
  expect(groupByDay([late], sampleNow, { timeZone: 'Europe/Berlin' })[0]?.label).toBe('Tomorrow');
});

test('the filter finds words of the topic in any order and an ID however it is spaced', () => {
  const meeting = sampleMeeting({ topic: 'Quarterly Town Hall', meetingId: '82012345678' });
  for (const text of ['', '  ', 'town', 'HALL quarterly', '820 1234', '8201-2345'])
    expect(matchesFilter(meeting, text), text).toBe(true);
  for (const text of ['town square', '999', '820x']) expect(matchesFilter(meeting, text), text).toBe(false);
});

test('meeting IDs are written as Zoom writes them', () => {
  expect(['123456789', '1234567890', '12345678901'].map(spacedMeetingId)).toEqual([
    '123 456 789',
    '123 456 7890',
    '123 4567 8901',
  ]);
});

test('the list is as old as its oldest feed that did not fail', () => {
  const feed = (minutes: number) => ({ credentialId: readyCredential.id, refreshedAt: minutesFromNow(minutes) });
  expect(refreshedAt([feed(-2), feed(-7), { ...feed(-60), failure: { code: 'offline' } }])).toBe(minutesFromNow(-7));
  expect(refreshedAt([{ credentialId: readyCredential.id }])).toBeUndefined();
});

test('a row says whose it is, and forgets a credential that is gone', () => {
  const meeting = sampleMeeting({
    topic: 'shared',
    sources: [
      { credentialId: readyCredential.id, isHost: true },
      { credentialId: deadCredential.id, isHost: false },
    ],
  });
  expect(sourceNames(meeting, [readyCredential, deadCredential])).toEqual([
    'Practice · host',
    'Town hall host · participant',
  ]);
  expect(sourceNames(meeting, [deadCredential])).toEqual(['Town hall host · participant']);
});

test('whoever is signed in to the same Zoom may join', () => {
  const meeting = sampleMeeting({ topic: 'any', environment: 'zoom' });
  expect(possibleParticipants(meeting, [readyCredential, deadCredential, newCredential, wrongAppCredential])).toEqual([
    deadCredential,
  ]);
});

test('an action in a row is about the credential of that row that is not well', () => {
  const sources = [readyCredential, deadCredential].map(({ id }) => ({ credentialId: id, isHost: true }));
  const meeting = sampleMeeting({ topic: 'any', sources });
  expect(concernedCredential(meeting, [readyCredential, deadCredential])).toBe(deadCredential);
  expect(concernedCredential(meeting, [readyCredential])).toBe(readyCredential);
  expect(concernedCredential(meeting, [])).toBeUndefined();
});
