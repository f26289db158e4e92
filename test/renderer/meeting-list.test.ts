import { expect, test } from '@playwright/test';
import type { AgendaDay } from '../../src-main/shared/agenda';
import type { AppErrorCode } from '../../src-main/shared/app-error';
import type { Credential } from '../../src-main/shared/credential';
import { spacedMeetingId } from '../../src-main/shared/spaced-meeting-id';
import {
  concernedCredential,
  dayLabel,
  possibleParticipants,
  refreshedAt,
  sourceNames,
  startWords,
} from '../../src-renderer/screens/meeting-list';
import {
  deadCredential,
  limitedCredential,
  minutesFromNow,
  newCredential,
  readyCredential,
  sampleMeeting,
  sampleNow,
  wrongAppCredential,
} from './sample-state';

test('days are called by what they are to the operator, and further ones by name', () => {
  const label = (kind: AgendaDay['kind'], date?: string) =>
    dayLabel({ kind, ...(date ? { date } : {}) }, sampleNow, { locale: 'en-GB' });
  expect([label('running'), label('today'), label('tomorrow'), label('anyTime')]).toEqual([
    'Running now',
    'Today',
    'Tomorrow',
    'Any time',
  ]);
  expect(label('later', '2026-11-27')).toMatch(/^Friday,? 27 November$/);
  expect(label('later', '2027-03-28')).toMatch(/^Sunday,? 28 March 2027$/);
});

test('a row says who could start it, or what it would take', () => {
  const signer = { ...readyCredential, kind: 'app' as const };
  expect(startWords({ kind: 'these', credentials: [readyCredential] })).toBe('Practice can start it');
  expect(startWords({ kind: 'these', credentials: [readyCredential, limitedCredential, deadCredential, signer] })).toBe(
    'Practice, Agency desk and 2 more can start it',
  );
  const nobody = (code: AppErrorCode, blockedBy?: Credential) =>
    startWords({ kind: 'nobody', failure: { code }, ...(blockedBy ? { blockedBy } : {}) });
  expect(nobody('reauthorization_required', deadCredential)).toBe('Town hall host could start it: reauthorize it');
  expect(nobody('invalid_client', wrongAppCredential)).toBe('Signing app could start it: correct its set-up');
  expect(nobody('no_signer')).toBe('to start it, add an app credential that signs');
  expect(nobody('not_host')).toBe('to start it, add its host’s credential');
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
