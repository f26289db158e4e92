import { expect, test } from '@playwright/test';
import { joinPlan } from '../../src-main/shared/join-plan';
import { planWords } from '../../src-renderer/screens/plan-words';
import { aCredential, aMeeting, anAppCredential, idOf } from '../main/examples';

const credentials = [
  aCredential(1, { name: 'Balcony', hasClientSecret: false }),
  anAppCredential(2, { name: 'House app' }),
];
const meeting = aMeeting({ sources: [{ credentialId: idOf(1), isHost: true }] });

function wordsFor(wish: Parameters<typeof joinPlan>[1], known = credentials): string {
  const decision = joinPlan(meeting, wish, known);
  if (!decision.possible) throw new Error(decision.failure.code);
  return planWords(decision.plan, known);
}

test('a plan says the name that others will see, and who signs if that is another credential', () => {
  expect(wordsFor({ kind: 'join' })).toBe('Others see User 1, signed by “House app”');
  expect(wordsFor({ kind: 'join' }, [aCredential(1)])).toBe('Others see User 1');
});

test('a plan says that it comes as the host, with what permission, and on whose behalf', () => {
  expect(wordsFor({ kind: 'start', record: true })).toBe(
    'Others see User 1, as the host, signed by “House app”, with the permission to record from “Balcony”',
  );
  expect(wordsFor({ kind: 'join', onBehalf: true })).toBe(
    'Others see User 1, on behalf of “Balcony”, signed by “House app”',
  );
});
