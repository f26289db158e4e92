import { expect, test } from '@playwright/test';
import { leavingWords, ruleWords } from '../../src-renderer/screens/bot-words';
import { aBotRule, aCredential, idOf } from '../main/examples';

test('how long a bot stays is said in a few words', () => {
  expect(leavingWords({ until: { kind: 'meetingEnd' } })).toBe('until the meeting ends');
  expect(leavingWords({ until: { kind: 'time', at: '17:30' }, whenAloneMinutes: 5 })).toBe(
    'until 17:30, or 5 min alone',
  );
  expect(leavingWords({ until: { kind: 'after', minutes: 90 } })).toBe('for 1 h 30 min');
});

test('a rule is one sentence with all that it chooses by', () => {
  const credentials = [aCredential(1, { name: 'Studio A' })];
  const all = aBotRule(1, { meetingId: '81234567890', hostCredentialId: idOf(1) });
  expect(ruleWords(all, credentials)).toBe(
    '2 min before meetings with “town hall” in the topic, with the ID 812 3456 7890, hosted by Studio A',
  );
  expect(ruleWords(aBotRule(1, { leadMinutes: 0 }), credentials)).toBe(
    'At the start of meetings with “town hall” in the topic',
  );
  expect(ruleWords(aBotRule(1, { topicWords: undefined, hostCredentialId: idOf(2) }), credentials)).toBe(
    '2 min before meetings hosted by a credential that is gone',
  );
});
