import { expect, test } from '@playwright/test';
import { botForm, botRuleForm, checkBotForm, checkRuleForm } from '../../src-renderer/components/bot-form';
import { aBot, aBotRule, aCredential, idOf } from '../main/examples';

const kept = { id: idOf(1), botId: idOf(1), isOn: true };

test('what a bot is comes out of the dialog as it went in', () => {
  for (const leaving of [
    { until: { kind: 'meetingEnd' as const } },
    { until: { kind: 'time' as const, at: '17:30' }, whenAloneMinutes: 3 },
    { until: { kind: 'after' as const, minutes: 45 } },
  ]) {
    const { id: _id, bounds: _bounds, ...profile } = aBot(1, { leaving, wish: 'onBehalf', wantsRecording: true });
    expect(checkBotForm(botForm(aBot(1, profile), []))).toEqual({ ok: true, profile });
  }
});

test('a new bot comes muted, as the first user, and leaves when it has been alone for a while', () => {
  const form = { ...botForm(undefined, [aCredential(2)]), name: ' Scribe ' };
  expect(checkBotForm(form)).toMatchObject({
    ok: true,
    profile: {
      name: 'Scribe',
      credentialId: idOf(2),
      wish: 'join',
      hasMicrophoneOff: true,
      hasCameraOff: true,
      wantsRecording: false,
      leaving: { until: { kind: 'meetingEnd' }, whenAloneMinutes: 10 },
    },
  });
});

test('every field that is not taken says what to do, and those that are not shown say nothing', () => {
  const form = { ...botForm(undefined, []), at: 'noon', minutes: '-1', aloneMinutes: '1.5' };
  const wrong = (change: object) => {
    const checked = checkBotForm({ ...form, ...change });
    return checked.ok ? [] : Object.keys(checked.errors);
  };
  expect(wrong({})).toEqual(['name', 'credentialId', 'aloneMinutes']);
  expect(wrong({ until: 'time', leavesWhenAlone: false })).toEqual(['name', 'credentialId', 'at']);
  expect(wrong({ until: 'after', leavesWhenAlone: false })).toEqual(['name', 'credentialId', 'minutes']);
});

test('a rule comes out as it went in; a number may have spaces and dashes', () => {
  const rule = aBotRule(1, { meetingId: '81234567890', hostCredentialId: idOf(1) });
  expect(checkRuleForm(botRuleForm(rule), kept)).toEqual({ ok: true, rule });
  const typed = { leadMinutes: '0', topicWords: '', meetingId: '812-3456 7890', hostCredentialId: '' };
  expect(checkRuleForm(typed, kept)).toMatchObject({ ok: true, rule: { meetingId: '81234567890', leadMinutes: 0 } });
});

test('a rule that chooses nothing, or a number that is none, is not taken', () => {
  const nothing = botRuleForm(undefined);
  expect(checkRuleForm(nothing, kept)).toMatchObject({ ok: false, errors: { topicWords: expect.any(String) } });
  expect(checkRuleForm({ ...nothing, meetingId: '123' }, kept)).toMatchObject({
    ok: false,
    errors: { meetingId: 'A meeting ID has 9 to 11 digits.' },
  });
});
