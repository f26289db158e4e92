import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { MeetingReading } from '../../../src-main/shared/meeting-link';

/** Text, or parts of one: `{ "repeat": ["a", 4096] }` stands for so many of them. */
export const Text = z.union([
  z.string(),
  z
    .array(
      z.union([
        z.string(),
        z
          .object({ repeat: z.tuple([z.string(), z.number()]) })
          .transform(({ repeat: [part, times] }) => part.repeat(times)),
      ]),
    )
    .transform((parts) => parts.join('')),
]);

const Reference = z.record(z.string(), z.string());
/** One meeting, several, or in one word why there is none. */
const Expected = z.union([Reference, z.array(Reference), z.string()]);
type Expected = z.infer<typeof Expected>;

/** What a person pastes; `lines` end as in Zoom's invitations. */
const TextCase = z
  .object({
    id: z.string(),
    text: Text.optional(),
    lines: z.array(z.string()).optional(),
    expected: Expected,
    why: z.string(),
  })
  .refine(({ text, lines }) => (text === undefined) !== (lines === undefined))
  .transform(({ text, lines, ...rest }) => ({ ...rest, text: text ?? lines?.join('\r\n') ?? '' }));

/** What another program hands over. */
const DeepLinkCase = z.object({ id: z.string(), link: Text, expected: Expected, why: z.string() });

/** How it arrives: a process's arguments. `expected` is that of the link in them, or the kind of a launch request without one. */
const LaunchCase = z.object({ id: z.string(), argv: z.array(z.string()), expected: Expected, why: z.string() });

/** The origin of Practice Zoom in all cases. */
export const practiceOrigin = 'http://127.0.0.1:40123';

/** Corpus C1 of the reliability reference. */
export const meetingTexts = z.array(TextCase).min(130).parse(fileOf('meeting-texts.json'));

/** Corpus C4 of the reliability reference, in two parts. */
const deepLinkCases = z.array(z.union([DeepLinkCase, LaunchCase])).parse(fileOf('deep-links.json'));
export const deepLinks = z
  .array(DeepLinkCase)
  .min(55)
  .parse(deepLinkCases.filter((row) => 'link' in row));
export const launches = z
  .array(LaunchCase)
  .min(20)
  .parse(deepLinkCases.filter((row) => 'argv' in row));

/** A reading in the short form of the files. */
export function shortForm(reading: MeetingReading): Expected {
  if (reading.kind === 'unreadable') return reading.reason;
  return reading.kind === 'several' ? reading.meetings : reading.meeting;
}

function fileOf(name: string): unknown {
  return JSON.parse(readFileSync(join(import.meta.dirname, '../../data', name), 'utf8'));
}
