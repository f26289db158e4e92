import { expect, test } from '@playwright/test';
import type { Risk } from '../../src-main/shared/risk';
import { groupRisks, isToldByRisk } from '../../src-renderer/screens/meeting-risks';
import { deadCredential, readyCredential, riskOf, sampleMeeting, sampleState } from './sample-state';

const first = sampleMeeting({ topic: 'Town hall', startsIn: 10, meetingId: '81000000001' });
const second = sampleMeeting({ topic: 'Rehearsal', startsIn: 20, meetingId: '81000000002' });
const third = sampleMeeting({ topic: 'Agency weekly', startsIn: 30, meetingId: '81000000003' });

function grouped(risks: Risk[], change = {}) {
  return groupRisks(sampleState({ meetings: [first, second, third], risks, ...change })).map(({ risk, meetings }) => [
    risk.failure.code,
    meetings.map(({ topic }) => topic),
  ]);
}

test('meetings with one cause are one group, the nearest first; another cause or credential is another group', () => {
  expect(
    grouped([
      riskOf(first, { code: 'offline' }),
      riskOf(second, { code: 'no_signer' }),
      riskOf(third, { code: 'offline' }),
    ]),
  ).toEqual([
    ['offline', ['Town hall', 'Agency weekly']],
    ['no_signer', ['Rehearsal']],
  ]);
  expect(
    grouped([riskOf(first, { code: 'offline' }), riskOf(second, { code: 'offline' }, deadCredential.id)]),
  ).toHaveLength(2);
});

test('a meeting that is no longer listed is in no group', () => {
  expect(grouped([riskOf(first, { code: 'offline' })], { meetings: [] })).toEqual([]);
});

test('a sign-in under way stands in place of the risk that asked for it', () => {
  const signIn = {
    credentialId: readyCredential.id,
    phase: 'waitingForBrowser',
    startedAt: '2026-11-21T08:12:00.000Z',
    expiresAt: '2026-11-21T08:22:00.000Z',
    strayAnswer: false,
    mustPaste: false,
  };
  expect(grouped([riskOf(first, { code: 'offline' })], { signIns: [signIn] })).toEqual([]);
});

test('what a risk says is not said again by the feed of that credential', () => {
  const risks = [riskOf(first, { code: 'offline' })];
  expect(isToldByRisk({ credentialId: readyCredential.id, failure: { code: 'offline' } }, risks)).toBe(true);
  expect(isToldByRisk({ credentialId: readyCredential.id, failure: { code: 'rate_limited' } }, risks)).toBe(false);
  expect(isToldByRisk({ credentialId: deadCredential.id, failure: { code: 'offline' } }, risks)).toBe(false);
  expect(isToldByRisk({ credentialId: readyCredential.id }, risks)).toBe(false);
});
