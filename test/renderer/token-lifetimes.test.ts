import { expect, test } from '@playwright/test';
import { refreshTokenLifetime, timeLeft } from '../../src-renderer/screens/token-lifetimes';
import { deadCredential, newCredential, readyCredential, sampleNow } from './sample-state';

test('a sign-in holds 90 days from when Zoom last renewed it', () => {
  const renewedAt = '2026-11-20T08:00:00.000Z';
  expect(refreshTokenLifetime({ ...readyCredential, renewedAt })).toEqual({
    from: renewedAt,
    until: '2027-02-18T08:00:00.000Z',
  });
});

test('without a renewal it holds from the sign-in on', () => {
  expect(refreshTokenLifetime(readyCredential)?.from).toBe(readyCredential.authorizedAt);
});

test('nothing holds where nobody has signed in or Zoom has ended it', () => {
  expect(refreshTokenLifetime(newCredential)).toBeUndefined();
  expect(refreshTokenLifetime(deadCredential)).toBeUndefined();
  expect(refreshTokenLifetime({ ...readyCredential, kind: 'app' })).toBeUndefined();
});

test('a missing scope leaves the sign-in alive', () => {
  const health = { ...deadCredential.health, kind: 'needsReauthorization', cause: { code: 'missing_scope' } } as const;
  expect(refreshTokenLifetime({ ...deadCredential, health: { ...health, since: '' } })).toBeDefined();
});

test('what is left is told in days, then hours, then seconds', () => {
  const inSeconds = (seconds: number) =>
    timeLeft(new Date(sampleNow.getTime() + seconds * 1000).toISOString(), sampleNow);
  expect(inSeconds(89.5 * 86_400)).toBe('89 d');
  expect(inSeconds(48 * 3600)).toBe('2 d');
  expect(inSeconds(47 * 3600 + 59 * 60)).toBe('47 h 59 min');
  expect(inSeconds(3600)).toBe('1 h 0 min');
  expect(inSeconds(3599)).toBe('59:59');
  expect(inSeconds(5)).toBe('0:05');
  expect(inSeconds(0)).toBe('over');
  expect(inSeconds(-1)).toBe('over');
});
