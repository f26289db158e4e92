import type { MeetingDetails } from '@shared/meeting-details';
import type { NthWeekday, Recurrence } from '@shared/meeting-plan';
import { inWords } from './meeting-list';

export type MeetingFact = { term: string; value: string };

const recordings = {
  none: 'not by itself',
  local: 'by itself, on the host’s computer',
  cloud: 'by itself, in the cloud',
} as const;
const registrations = {
  none: 'not needed',
  automatic: 'needed; everybody is let in who registers',
  manual: 'needed; the host approves everybody',
} as const;

/** The settings that decide who comes in and how, in words. What Zoom has not said is left out. */
export function settingFacts(details: MeetingDetails): MeetingFact[] {
  const { waitingRoom, joinBeforeHost, signedInOnly, signInName, registration, recording } = details;
  return [
    fact('Waiting room', waitingRoom, (isOn) => (isOn ? 'on: somebody has to let people in' : 'off')),
    fact('Before the host', joinBeforeHost, (isAllowed) =>
      isAllowed && !waitingRoom ? beforeHost(details.joinBeforeHostMinutes) : 'nobody comes in',
    ),
    fact('Who may come in', signedInOnly, (isOn) =>
      isOn ? `signed-in users only${signInName ? ` (${signInName})` : ''}` : 'everybody with the link',
    ),
    fact('Registration', registration, (kind) => registrations[kind]),
    fact('Recording', recording, (kind) => recordings[kind]),
    fact('Encryption', details.isEndToEndEncrypted, (isOn) =>
      isOn ? 'end to end: no telephones, no room systems, no recording in the cloud' : 'enhanced, as usual',
    ),
    fact('On entry', details.muteUponEntry, (isOn) => (isOn ? 'everybody is muted' : 'nobody is muted')),
    fact('Alternative hosts', details.alternativeHosts.length > 0 ? details.alternativeHosts : undefined, inWords),
    fact('Repeats', details.recurrence, recurrenceWords),
  ].flat();
}

function fact<T>(term: string, value: T | undefined, say: (value: T) => string): MeetingFact[] {
  return value === undefined ? [] : [{ term, value: say(value) }];
}

function beforeHost(minutes = 0): string {
  return minutes === 0 ? 'people come in at any time' : `people come in ${minutes} min before the start`;
}

export const weekdayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

/** "the second Monday", "the last Friday". */
export function nthWeekdayWords({ week, weekday }: NthWeekday): string {
  const which = { '-1': 'last', 1: 'first', 2: 'second', 3: 'third', 4: 'fourth' }[week];
  return `the ${which} ${weekdayNames[weekday - 1]}`;
}

/** "every 2 weeks on Monday and Wednesday, 10 times". */
export function recurrenceWords({ every, interval, weekdays = [], monthday, nthWeekday, times }: Recurrence): string {
  const rhythm = interval === 1 ? `every ${every}` : `every ${interval} ${every}s`;
  const days = weekdays.map((day) => weekdayNames[day - 1] ?? '').filter(Boolean);
  const when =
    every === 'week' && days.length > 0
      ? ` on ${days.length < 3 ? inWords(days) : `${days.slice(0, -1).join(', ')} and ${days.at(-1)}`}`
      : every === 'month' && nthWeekday
        ? ` on ${nthWeekdayWords(nthWeekday)}`
        : every === 'month' && monthday !== undefined
          ? ` on day ${monthday}`
          : '';
  return `${rhythm}${when}, ${times === 1 ? 'once' : `${times} times`}`;
}
