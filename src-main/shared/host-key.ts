import { z } from 'zod';
import { ZoomEnvironment } from './credential';

/**
 * What makes whoever types it in a meeting the host: one for each user, good in all that they host (Zoom KB0067063). A secret, and text,
 * for it may begin with a zero.
 */
export const HostKey = z.string().regex(/^\d{6,10}$/);
export type HostKey = z.infer<typeof HostKey>;

/** Why a key could be guessed. */
export type HostKeyWeakness = 'repeated' | 'sequence' | 'personalNumber';

/**
 * What makes a key easy to guess; nothing for most.
 * @param pmi the number of the user's own room, which people know
 */
export function weaknessOf(key: HostKey, pmi?: string): HostKeyWeakness | undefined {
  if (pmi !== undefined && (pmi.includes(key) || key.includes(pmi))) return 'personalNumber';
  if (isRepetition(key)) return 'repeated';
  const steps = [...key].slice(1).map((digit, at) => (Number(digit) - Number(key[at]) + 10) % 10);
  if (steps.every((step) => step === 1) || steps.every((step) => step === 9)) return 'sequence';
  return undefined;
}

/** One digit, or a group of two or three, again and again. */
function isRepetition(key: string): boolean {
  return [1, 2, 3].some((length) => key === key.slice(0, length).repeat(key.length).slice(0, key.length));
}

/** Who may change host keys in an account: only its admins, or each user their own, too; or Zoom does not say. */
export const HostKeyChangers = z.enum(['admins', 'users', 'untold']);
export type HostKeyChangers = z.infer<typeof HostKeyChangers>;

/** The name of a person in the directory: their cloud and their Zoom user ID. */
export const HostKeyPersonId = z
  .string()
  .max(300)
  .regex(/^(zoom|zoomgov|practice):./)
  .brand('HostKeyPersonId');
export type HostKeyPersonId = z.infer<typeof HostKeyPersonId>;

export function hostKeyPersonId(environment: ZoomEnvironment, userId: string): HostKeyPersonId {
  return `${environment}:${userId}` as HostKeyPersonId;
}

/** Whose key to use: the meeting's own, which Zoom has made for it, or that of somebody in the directory. */
export const HostKeySourceChoice = z.union([z.literal('meeting'), HostKeyPersonId]);
export type HostKeySourceChoice = z.infer<typeof HostKeySourceChoice>;

/** Where a key came from: Usher set it at Zoom, a file brought it, or somebody typed it in. */
export const HostKeySource = z.enum(['set', 'imported', 'told']);
export type HostKeySource = z.infer<typeof HostKeySource>;

/**
 * `missing`: nobody has told Usher one. `known`: one is here. `doubtful`: it did not make anybody the host, or Zoom says that it was changed.
 * `uncertain`: Zoom was asked to set one and has not answered, so it has the old one or the new one. `retired`: the user is gone.
 */
export const HostKeyStanding = z.enum(['missing', 'known', 'doubtful', 'uncertain', 'retired']);
export type HostKeyStanding = z.infer<typeof HostKeyStanding>;

/** A person of the directory as windows see them: never the key. */
export const HostKeyPerson = z.object({
  id: HostKeyPersonId,
  environment: ZoomEnvironment,
  userId: z.string(),
  email: z.string(),
  name: z.string(),
  standing: HostKeyStanding,
  source: HostKeySource.optional(),
  /** When the key was set or came here, and when it last made somebody the host. ISO 8601. */
  setAt: z.string().optional(),
  provenAt: z.string().optional(),
  weakness: z.enum(['repeated', 'sequence', 'personalNumber']).optional(),
  /** How many keys of theirs were here before. */
  earlier: z.int().nonnegative(),
});
export type HostKeyPerson = z.infer<typeof HostKeyPerson>;

/** A person whose key somebody was told. */
export const ToldHostKey = z.object({
  environment: ZoomEnvironment,
  email: z.email().max(280),
  name: z.string().trim().min(1).max(200),
  key: HostKey,
});
export type ToldHostKey = z.infer<typeof ToldHostKey>;

/** Which people somebody wants to see, and which part of them. */
export const HostKeySearch = z.object({
  text: z.string().max(200),
  standing: HostKeyStanding.optional(),
  offset: z.int().nonnegative(),
  limit: z.int().min(1).max(200),
});
export type HostKeySearch = z.infer<typeof HostKeySearch>;

/** The key of one person; while Zoom has not answered, it may be another. */
export const RevealedHostKey = z.object({ key: HostKey.optional(), orElse: HostKey.optional() });
export type RevealedHostKey = z.infer<typeof RevealedHostKey>;

/** A key that somebody had before, without the key: where it came from, and from when until when it was theirs. ISO 8601. */
export const EarlierHostKey = z.object({ source: HostKeySource, at: z.string(), until: z.string() });
export type EarlierHostKey = z.infer<typeof EarlierHostKey>;

/** Which of them: its place among them, the latest first from 0, and until when it was theirs, for another may have come before it. */
export const EarlierHostKeyName = z.object({ place: z.int().nonnegative(), until: z.string().max(40) });
export type EarlierHostKeyName = z.infer<typeof EarlierHostKeyName>;

/** A part of the people that were looked for, by name, and how many there are of each standing in all. */
export const HostKeyPage = z.object({
  people: z.array(HostKeyPerson),
  found: z.int().nonnegative(),
  counts: z.record(HostKeyStanding, z.int().nonnegative()),
  /** How many of those who are gone have a key here that nobody needs any more. */
  leftWithKey: z.int().nonnegative(),
});
export type HostKeyPage = z.infer<typeof HostKeyPage>;
