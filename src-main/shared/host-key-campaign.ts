import { z } from 'zod';
import { Failure } from './app-error';
import { HostKeyPersonId, HostKeyStanding } from './host-key';

/**
 * `backfill`: a key for everybody who has none here. `rotate`: a new one for those who have one. `table`: those that a table has.
 * `takeBack`: the one before the last campaign.
 */
export const CampaignKind = z.enum(['backfill', 'rotate', 'table', 'takeBack']);
export type CampaignKind = z.infer<typeof CampaignKind>;

/** Whose keys are to be set: of those whom the search finds, whoever it concerns. */
export const CampaignWish = z.object({
  kind: z.enum(['backfill', 'rotate']),
  text: z.string().max(200),
  standing: HostKeyStanding.optional(),
});
export type CampaignWish = z.infer<typeof CampaignWish>;

/** What a campaign would do, before anything is done. */
export const CampaignPlan = z.object({
  people: z.int().nonnegative(),
  /** Some of them, by name, so that one sees who is meant. */
  names: z.array(z.string()),
  /** Whom nobody here may set a key for, and so are left out. */
  without: z.int().nonnegative(),
  /** Zoom's rate limit allows no less; in seconds. */
  secondsAtLeast: z.number().nonnegative(),
});
export type CampaignPlan = z.infer<typeof CampaignPlan>;

/** What setting the keys of a table would do. */
export const TableCampaignPlan = CampaignPlan.extend({
  /** How many of these keys are easy to guess. */
  weak: z.int().nonnegative(),
  /** How many people have their key of the table already, set by Usher, and are left out. */
  already: z.int().nonnegative(),
  /** The first rows whose address is not in the directory, and how many more there are. */
  strangers: z.array(z.object({ line: z.int(), name: z.string(), email: z.string() })),
  moreStrangers: z.int().nonnegative(),
});
export type TableCampaignPlan = z.infer<typeof TableCampaignPlan>;

/** How far a campaign is. What it did to each person is asked for when somebody looks. */
export const CampaignShown = z.object({
  kind: CampaignKind,
  startedAt: z.string(),
  total: z.int(),
  done: z.int(),
  /** Refused, left open, or no longer in the directory. */
  failed: z.int(),
  /** `paused` by a person, by a quit or a crash, or by what is in the way of everybody: then with the reason. */
  status: z.enum(['running', 'paused', 'over']),
  failure: Failure.optional(),
  /** While it runs, by how fast it was so far. */
  secondsLeft: z.number().optional(),
});
export type CampaignShown = z.infer<typeof CampaignShown>;

/** What a campaign came to for one person. */
export const CampaignResult = z.object({
  personId: HostKeyPersonId,
  name: z.string(),
  email: z.string(),
  outcome: z.enum(['done', 'failed', 'uncertain', 'waiting', 'gone']),
  failure: Failure.optional(),
});
export type CampaignResult = z.infer<typeof CampaignResult>;
