import type { Bot, BotDeparture, BotRule, BotWish } from '@shared/bot';
import type { Credential } from '@shared/credential';
import { spacedMeetingId } from '@shared/spaced-meeting-id';
import { clockTime, duration } from '../time-words';

/** How a bot comes into a meeting, as its row says it. */
export const wishWords: { readonly [Wish in BotWish]: string } = {
  join: 'joins signed in',
  onBehalf: 'joins on behalf of its user',
  start: 'starts as the host',
};

/** How long a bot stays: "until the meeting ends, or 5 min alone". */
export function leavingWords({ until, whenAloneMinutes }: Bot['leaving']): string {
  const untils = {
    meetingEnd: () => 'until the meeting ends',
    time: () => (until.kind === 'time' ? `until ${until.at}` : ''),
    after: () => (until.kind === 'after' ? `for ${duration(until.minutes)}` : ''),
  };
  const alone = whenAloneMinutes === undefined ? '' : `, or ${duration(whenAloneMinutes)} alone`;
  return `${untils[until.kind]()}${alone}`;
}

/** What a rule does: "2 min before meetings with “town hall”, hosted by Studio A". */
export function ruleWords(rule: BotRule, credentials: readonly Credential[]): string {
  const when = rule.leadMinutes === 0 ? 'At the start of' : `${duration(rule.leadMinutes)} before`;
  const host = credentials.find(({ id }) => id === rule.hostCredentialId)?.name ?? 'a credential that is gone';
  const which = [
    ...(rule.topicWords === undefined ? [] : [`with “${rule.topicWords}” in the topic`]),
    ...(rule.meetingId === undefined ? [] : [`with the ID ${spacedMeetingId(rule.meetingId)}`]),
    ...(rule.hostCredentialId === undefined ? [] : [`hosted by ${host}`]),
  ];
  return `${when} meetings ${which.join(', ')}`;
}

/** When a bot that is in a meeting goes by itself: "alone, leaves at 10:35". */
export function departureWords({ at, because }: BotDeparture): string {
  return `${because === 'alone' ? 'alone, ' : ''}leaves at ${clockTime(at)}`;
}
