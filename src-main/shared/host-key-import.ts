import { z } from 'zod';
import { Passphrase } from './keyring-standing';

/** What one row of a file would mean here. */
export const HostKeyVerdict = z.enum([
  /** Somebody who is not in the directory, or has no key there. */
  'new',
  /** What is here already. */
  'same',
  /** Another key than the one that is here. */
  'conflict',
  /** Another row of the file has another key for the same person. */
  'ambiguous',
  /** Not to be taken: the row says why. */
  'wrong',
]);
export type HostKeyVerdict = z.infer<typeof HostKeyVerdict>;

/** A row that somebody has to know of, without its key. */
export const HostKeyRow = z.object({
  /** Counted as a text editor counts lines, from 1. */
  line: z.int(),
  name: z.string(),
  email: z.string(),
  verdict: HostKeyVerdict,
  isWeak: z.boolean(),
  /** Why it is wrong, in a few words of Usher's own. */
  why: z.string().optional(),
});
export type HostKeyRow = z.infer<typeof HostKeyRow>;

/** What importing a file would do. Nothing is done yet. */
export const HostKeyDryRun = z.object({
  importId: z.uuid(),
  fileName: z.string(),
  counts: z.record(HostKeyVerdict, z.int().nonnegative()),
  weak: z.int().nonnegative(),
  /** Of the ambiguous ones those of people who have a key here. */
  ambiguousKnown: z.int().nonnegative(),
  /** Those that are not simply new or the same, the first of them. */
  rows: z.array(HostKeyRow),
  /** How many more there are. */
  more: z.int().nonnegative(),
});
export type HostKeyDryRun = z.infer<typeof HostKeyDryRun>;

/** What a look at a table has found. A sealed one wants its passphrase first. */
export const HostKeyTable = z.discriminatedUnion('kind', [
  /** Nothing was chosen; what was read before is still there. */
  z.object({ kind: z.literal('cancelled') }),
  /** Somebody has stopped it on the way. */
  z.object({ kind: z.literal('stopped') }),
  z.object({ kind: z.literal('sealed'), fileName: z.string() }),
  z.object({ kind: z.literal('dryRun'), dryRun: HostKeyDryRun }),
]);
export type HostKeyTable = z.infer<typeof HostKeyTable>;

/** A table that is on its way, and how much of the way is behind it: 0 to 1. Short ones are there before that is told. */
export const HostKeyTableProgress = z.object({ step: z.enum(['reading', 'taking']), part: z.number() });
export type HostKeyTableProgress = z.infer<typeof HostKeyTableProgress>;

/** What is to become of rows that are not clear by themselves. */
export const HostKeyImportChoice = z.object({
  /** Of a key that is here and another, or several, in the file. */
  conflicts: z.enum(['keep', 'take']),
  /** Of several keys in the file for one person. */
  ambiguous: z.enum(['skip', 'first', 'last']),
});
export type HostKeyImportChoice = z.infer<typeof HostKeyImportChoice>;

/** What of the directory goes into a file. With a passphrase nobody reads the keys without it; else everybody who has the file does. */
export const HostKeyExport = z.discriminatedUnion('withKeys', [
  z.object({ withKeys: z.literal(false) }),
  z.object({ withKeys: z.literal(true), passphrase: Passphrase.optional() }),
]);
export type HostKeyExport = z.infer<typeof HostKeyExport>;
