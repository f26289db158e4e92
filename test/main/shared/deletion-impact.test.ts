import { expect, test } from '@playwright/test';
import { deletionImpact } from '../../../src-main/shared/deletion-impact';
import { aCredential, aMeeting, anAppCredential, idOf, now } from '../examples';

const hostedBy = (...hosts: number[]) => hosts.map((number) => ({ credentialId: idOf(number), isHost: true }));
const soon = aMeeting({ topic: 'Soon', sources: hostedBy(1) });
const running = aMeeting({ topic: 'Running', startTime: undefined, isRunning: true, sources: hostedBy(1) });
const late = aMeeting({ topic: 'In two days', startTime: '2026-11-23T10:00:00.000Z', sources: hostedBy(1) });
const anyTime = aMeeting({ topic: 'Any time', startTime: undefined, sources: hostedBy(1) });
const shared = aMeeting({ topic: 'Two hosts', sources: hostedBy(1, 2) });
const asGuest = aMeeting({ topic: 'Guest', sources: [{ credentialId: idOf(1), isHost: false }] });
const meetings = [soon, running, late, anyTime, shared, asGuest];
const publicClient = (number: number) => aCredential(number, { hasClientSecret: false });

test('deleting names the meetings that nothing else can start, and which of them are near', () => {
  const credentials = [aCredential(1), aCredential(2)];
  const impact = deletionImpact(aCredential(1), { credentials, meetings }, now);
  expect(impact.onlyItStarts.map(({ topic }) => topic)).toEqual(['Soon', 'Running', 'In two days', 'Any time']);
  expect(impact.near.map(({ topic }) => topic)).toEqual(['Soon', 'Running']);
});

test('a second host in the bin starts nothing', () => {
  const credentials = [aCredential(1), aCredential(2, { deletedAt: now.toISOString() })];
  const { onlyItStarts } = deletionImpact(aCredential(1), { credentials, meetings: [shared] }, now);
  expect(onlyItStarts).toEqual([shared]);
});

test('the only signer of a cloud is missed by its public clients', () => {
  const signer = anAppCredential(3);
  const others = [publicClient(1), publicClient(2), aCredential(4, { hasClientSecret: false, environment: 'zoomgov' })];
  const { onlySignerFor } = deletionImpact(signer, { credentials: [signer, ...others], meetings }, now);
  expect(onlySignerFor.map(({ id }) => id)).toEqual([idOf(1), idOf(2)]);
});

test('one signer of two is missed by nobody, unless the other is wrong, no SDK app, or in the bin', () => {
  const signer = anAppCredential(3);
  const missed = (different: Parameters<typeof anAppCredential>[1]) =>
    deletionImpact(signer, { credentials: [signer, publicClient(1), anAppCredential(4, different)], meetings: [] }, now)
      .onlySignerFor.length;
  const since = now.toISOString();
  expect(missed({})).toBe(0);
  expect(missed({ health: { kind: 'misconfigured', cause: { code: 'invalid_client' }, since } })).toBe(1);
  expect(missed({ kind: 'serverToServer', accountId: 'account-1' })).toBe(1);
  expect(missed({ deletedAt: since })).toBe(1);
});

test('what signs for nobody and hosts nothing breaks nothing', () => {
  const quiet = publicClient(1);
  expect(deletionImpact(quiet, { credentials: [quiet], meetings: [asGuest] }, now)).toEqual({
    onlyItStarts: [],
    near: [],
    onlySignerFor: [],
  });
});
