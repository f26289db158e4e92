import { z } from 'zod';
import { ZoomEnvironment } from '../shared/credential';
import { HostKey, HostKeyPersonId, HostKeySource } from '../shared/host-key';

/** A host key that is here, and what is known of it. Times are ISO 8601. */
const HeldKey = z.object({
  key: HostKey,
  source: HostKeySource,
  at: z.string(),
  /** The campaign that has set it. */
  campaign: z.string().optional(),
  /** When it last made somebody the host. */
  provenAt: z.string().optional(),
  /** It did not make anybody the host, or Zoom said that it was changed. */
  doubt: z.object({ at: z.string(), why: z.enum(['refused', 'changedElsewhere']) }).optional(),
});
export type HeldKey = z.infer<typeof HeldKey>;

/** One person of the directory with their key, as it is sealed. It never leaves the main process as a whole. */
export const HostKeyRecord = z.object({
  id: HostKeyPersonId,
  environment: ZoomEnvironment,
  /** Zoom's ID of theirs; their address, as long as they are unlisted. Zoom takes both. */
  userId: z.string(),
  /** Somebody told of them, and no directory of Zoom's has named them yet. */
  isUnlisted: z.literal(true).optional(),
  /** Whose directory has named them. */
  accountId: z.string().optional(),
  email: z.string(),
  name: z.string(),
  /** The number of their own room. */
  pmi: z.string().optional(),
  held: HeldKey.optional(),
  /** What Zoom is asked to set: written before it is asked, and gone with its answer. Meanwhile Zoom has this key or the one before. */
  intent: z.object({ key: HostKey, at: z.string(), campaign: z.string().optional() }).optional(),
  /** What a campaign is to set, and has not yet: sealed here, so that it outlives a crash and is in no other file. */
  planned: z.object({ key: HostKey, campaign: z.string() }).optional(),
  /** Keys that were here before, the latest first. */
  earlier: z.array(HeldKey.omit({ doubt: true }).extend({ until: z.string() })).max(20),
  /** When Zoom listed them no more. */
  retiredAt: z.string().optional(),
});
export type HostKeyRecord = z.infer<typeof HostKeyRecord>;
