import { z } from 'zod';

export const DialInNumber = z.object({ number: z.string(), place: z.string() });
/** A telephone number of an invitation, as it is written there, and where it is. */
export type DialInNumber = z.infer<typeof DialInNumber>;

const hidden = '••••••';

/**
 * An invitation without what lets people in: the passcodes that are known, what a link carries behind `pwd=`, and the digits that a
 * telephone dials by itself behind the last star.
 */
export function withoutPasscodes(invitation: string, passcodes: readonly string[]): string {
  const marked = invitation
    .replaceAll(/([?&]pwd=)[^\s&#"<>)\]]+/gi, `$1${hidden}`)
    .replaceAll(/\*\d+#/g, `*${hidden}#`);
  return passcodes
    .filter((passcode) => passcode !== '')
    .reduce((text, passcode) => text.replaceAll(wholeWord(passcode), hidden), marked);
}

/** Not where the same characters are a part of something longer, such as a telephone number. */
function wholeWord(text: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])${text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')}(?![\\p{L}\\p{N}])`, 'gu');
}

/**
 * The numbers to dial in with: a plus in front, the place behind, in whatever language. Those of "one tap" have the meeting's number and
 * more between; where both are there, the one that people can read counts.
 */
export function dialInNumbers(invitation: string): DialInNumber[] {
  const found = new Map<string, DialInNumber>();
  for (const line of invitation.split(/\r\n|\r|\n/)) {
    const [, number, place = ''] =
      line.replace(/,,\S*#/, '').match(/^[\s•*·-]*(\+\d[\d\s().-]{6,20}\d)\s+(\P{N}+)$/u) ?? [];
    if (number === undefined || place.trim() === '') continue;
    const digits = number.replaceAll(/\D/g, '');
    const isReadable = /\s/.test(number);
    if (isReadable || !found.has(digits))
      found.set(digits, { number: number.replaceAll(/\s+/g, ' '), place: place.trim() });
  }
  return [...found.values()];
}
