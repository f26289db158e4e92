import { z } from 'zod';

export const DialInNumber = z.object({ number: z.string(), place: z.string() });
/** A telephone number of an invitation, as it is written there, and where it is. */
export type DialInNumber = z.infer<typeof DialInNumber>;

export const RoomAddress = z.object({ address: z.ipv4(), place: z.string() });
/** An address of an invitation that room systems call over H.323, and where it is. */
export type RoomAddress = z.infer<typeof RoomAddress>;

/** Stands where a passcode or a key is not shown. */
export const hidden = '••••••';

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

/** The addresses for H.323, once each: alone on their lines, with the place in brackets behind. */
export function roomAddresses(invitation: string): RoomAddress[] {
  const found = new Map<string, RoomAddress>();
  for (const line of invitation.split(/\r\n|\r|\n/)) {
    const [, address, place = ''] =
      line.match(/^[\s•*·-]*(\d+\.\d+\.\d+\.\d+)\s*(?:[(（]([^()（）]*)[)）])?\s*$/u) ?? [];
    const read = RoomAddress.safeParse({ address, place: place.trim() });
    if (read.success && !found.has(read.data.address)) found.set(read.data.address, read.data);
  }
  return [...found.values()];
}
