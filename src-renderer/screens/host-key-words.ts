import type { HostKeyPerson, HostKeySource, HostKeyStanding, HostKeyWeakness } from '@shared/host-key';
import { ago } from '../time-words';
import type { Tone } from './credential-standing';

/** How it stands with somebody's key, as a shape and a word. */
export const hostKeyStandings: { readonly [Standing in HostKeyStanding]: { tone: Tone; word: string } } = {
  known: { tone: 'ready', word: 'Known' },
  missing: { tone: 'idle', word: 'No key here' },
  uncertain: { tone: 'attention', word: 'Zoom has not answered' },
  doubtful: { tone: 'problem', word: 'Doubtful' },
  retired: { tone: 'idle', word: 'No longer in the account' },
};

/** Where a key came from. */
export const hostKeySources: { readonly [Source in HostKeySource]: string } = {
  set: 'set by Usher',
  imported: 'imported',
  told: 'entered by hand',
};

const weaknesses: { readonly [Weakness in HostKeyWeakness]: string } = {
  repeated: 'easy to guess: the same digits again and again',
  sequence: 'easy to guess: digits in a row',
  personalNumber: 'easy to guess: part of their own meeting number',
};

/** What else is known of somebody's key, in words. */
export function hostKeyFacts({ source, setAt, provenAt, weakness, earlier }: HostKeyPerson, now: Date): string[] {
  return [
    ...(source && setAt ? [`${hostKeySources[source]} ${ago(setAt, now)}`] : []),
    ...(provenAt ? [`made somebody the host ${ago(provenAt, now)}`] : []),
    ...(weakness ? [weaknesses[weakness]] : []),
    ...(earlier > 0 ? [`${earlier} earlier ${earlier === 1 ? 'key' : 'keys'}`] : []),
  ];
}
