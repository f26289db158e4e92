import { type HostKey, weaknessOf } from '../shared/host-key';
import type { CampaignPlan, CampaignWish, TableCampaignPlan } from '../shared/host-key-campaign';
import type { HostKeyRecord } from '../storage/host-key-record';
import { standingOf } from './host-key-changes';

/** Zoom lets a whole account make 80 light requests a second at the most (Zoom docs: api/rate-limits); others want some of them. */
export const keysPerSecond = 20;
const namesShown = 12;
const strangersShown = 50;

/** Whether a credential here may set somebody's key. */
type CanSet = (record: HostKeyRecord) => boolean;

/** The keys that a table has for people of the directory, its rows for others, and how many have theirs already. */
export type TableKeys = {
  keys: readonly { record: HostKeyRecord; key: HostKey }[];
  strangers: readonly { line: number; name: string; email: string }[];
  already: number;
};

/** Whom a campaign of that kind is about. */
export function isConcerned(kind: CampaignWish['kind'], record: HostKeyRecord): boolean {
  const standing = standingOf(record);
  if (kind === 'backfill') return standing === 'missing';
  return standing === 'known' || standing === 'doubtful' || standing === 'uncertain';
}

/** Whose key can be set: somebody who is gone has none at Zoom any more. */
export function isAble(record: HostKeyRecord, canSet: CanSet): boolean {
  return record.retiredAt === undefined && canSet(record);
}

/** What it would do for those whom it is about. */
export function campaignPlan(people: readonly HostKeyRecord[], canSet: CanSet): CampaignPlan {
  const able = people.filter((record) => isAble(record, canSet));
  return {
    people: able.length,
    names: able.slice(0, namesShown).map(({ name }) => name),
    without: people.length - able.length,
    secondsAtLeast: able.length / keysPerSecond,
  };
}

/** The same for the keys of a table. */
export function tableCampaignPlan({ keys, strangers, already }: TableKeys, canSet: CanSet): TableCampaignPlan {
  const isWeak = ({ record, key }: TableKeys['keys'][number]) => weaknessOf(key, record.pmi) !== undefined;
  return {
    ...campaignPlan(
      keys.map(({ record }) => record),
      canSet,
    ),
    weak: keys.filter((one) => isAble(one.record, canSet) && isWeak(one)).length,
    already,
    strangers: strangers.slice(0, strangersShown).map(({ line, name, email }) => ({ line, name, email })),
    moreStrangers: Math.max(0, strangers.length - strangersShown),
  };
}
