import { type Bot, BotId, type BotRule, BotRuleId, noBots } from '../../src-main/shared/bot';
import { deadCredential, minutesFromNow, readyCredential, sampleState, sampleWindow } from './sample-state';

export const scribe: Bot = {
  id: BotId.parse('b0000000-0000-4000-8000-000000000001'),
  name: 'Scribe',
  credentialId: readyCredential.id,
  wish: 'join',
  hasMicrophoneOff: true,
  hasCameraOff: true,
  wantsRecording: false,
  place: 'beside',
  leaving: { until: { kind: 'meetingEnd' }, whenAloneMinutes: 10 },
};
const lost: Bot = {
  ...scribe,
  id: BotId.parse('b0000000-0000-4000-8000-000000000002'),
  name: 'Timekeeper of all the studios between Berlin, Lagos and São Paulo',
  credentialId: deadCredential.id,
  wish: 'onBehalf',
  wantsRecording: true,
  leaving: { until: { kind: 'time', at: '17:30' } },
};
export const rule: BotRule = {
  id: BotRuleId.parse('c0000000-0000-4000-8000-000000000001'),
  botId: scribe.id,
  isOn: true,
  leadMinutes: 2,
  topicWords: 'town hall',
};
const [, townHall] = sampleState().meetings;
export const meetingKey = townHall?.key ?? sampleWindow({}).meetingKey;

export const quiet = sampleState({ bots: { ...noBots, profiles: [scribe], rules: [rule] } });
export const busy = sampleState({
  credentials: [readyCredential, deadCredential],
  meetingWindows: [
    sampleWindow({ botId: scribe.id, userName: 'Scribe', participants: 1 }),
    sampleWindow({
      windowId: 'window-2',
      botId: scribe.id,
      topic: 'Press briefing',
      phase: 'failed',
      failure: { code: 'wrong_passcode' },
    }),
  ],
  bots: {
    profiles: [scribe, lost],
    rules: [rule, { ...rule, id: BotRuleId.parse('c0000000-0000-4000-8000-000000000002'), isOn: false }],
    announcements: [{ botId: scribe.id, ruleId: rule.id, meetingKey, launchesAt: minutesFromNow(1) }],
    departures: [{ windowId: 'window-1', at: minutesFromNow(3), because: 'alone' }],
  },
});
