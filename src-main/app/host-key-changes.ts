import type { HostKey, HostKeySource, HostKeyStanding } from '../shared/host-key';
import type { HeldKey, HostKeyRecord } from '../storage/host-key-record';

/** Older keys than these are of no use to anybody. */
const mostEarlier = 20;

/** How it stands with the key of a person. */
export function standingOf({ held, intent, retiredAt }: HostKeyRecord): HostKeyStanding {
  if (retiredAt !== undefined) return 'retired';
  if (intent) return 'uncertain';
  if (!held) return 'missing';
  return held.doubt ? 'doubtful' : 'known';
}

/** Whether somebody is gone and a key of theirs is still here. */
export function isLeftWithKey({ held, intent, earlier, retiredAt }: HostKeyRecord): boolean {
  return retiredAt !== undefined && (held !== undefined || intent !== undefined || earlier.length > 0);
}

/** Before Zoom is asked: from now on it may have this key. @param campaign for which it is set */
export function withIntent(record: HostKeyRecord, key: HostKey, now: Date, campaign?: string): HostKeyRecord {
  return { ...record, intent: { key, at: now.toISOString(), ...(campaign ? { campaign } : {}) } };
}

/** Zoom has refused: it has the key that it had. */
export function withoutIntent({ intent: _refused, ...record }: HostKeyRecord): HostKeyRecord {
  return record;
}

/** What a campaign is to set; without one nothing is planned any more. */
export function withPlan(
  { planned: _former, ...record }: HostKeyRecord,
  planned: HostKeyRecord['planned'],
): HostKeyRecord {
  return { ...record, ...(planned ? { planned } : {}) };
}

/** A key that is theirs from now on, as far as one knows. The one before is kept, and what was open is: nobody can say yet that it is not theirs. */
export function withKey(
  before: HostKeyRecord,
  key: HostKey,
  { source, campaign }: { source: HostKeySource; campaign?: string | undefined },
  now: Date,
): HostKeyRecord {
  const at = now.toISOString();
  const { intent } = before;
  const open =
    intent && intent.key !== key ? [{ key: intent.key, source: 'set' as const, at: intent.at, until: at }] : [];
  const planned = before.planned?.campaign === campaign ? undefined : before.planned;
  const record = {
    ...withPlan(withoutIntent(before), planned),
    earlier: [...open, ...before.earlier].slice(0, mostEarlier),
  };
  const { held } = record;
  const provenAt = held?.key === key && held.provenAt !== undefined ? { provenAt: held.provenAt } : {};
  const next: HeldKey = { key, source, at, ...provenAt, ...(campaign ? { campaign } : {}) };
  if (!held || held.key === key) return { ...record, held: next };
  const { doubt: _of, ...former } = held;
  return { ...record, held: next, earlier: [{ ...former, until: at }, ...record.earlier].slice(0, mostEarlier) };
}

/** Their key has made somebody the host. @param key the one that was used: another one may be theirs by now */
export function proven(record: HostKeyRecord, key: HostKey, now: Date): HostKeyRecord {
  if (record.held?.key !== key) return record;
  const { doubt: _mended, ...held } = record.held;
  return { ...record, held: { ...held, provenAt: now.toISOString() } };
}

/** Their key has not made anybody the host. @param key as for `proven` */
export function doubted(record: HostKeyRecord, key: HostKey, now: Date): HostKeyRecord {
  if (record.held?.key !== key) return record;
  return { ...record, held: { ...record.held, doubt: { at: now.toISOString(), why: 'refused' } } };
}

/** What two records of one person know together, under the name of the first: the later of two keys is theirs. */
export function together(first: HostKeyRecord, other: HostKeyRecord): HostKeyRecord {
  const intent = first.intent ?? other.intent;
  const planned = first.planned ?? other.planned;
  const record = { ...first, ...(intent ? { intent } : {}), ...(planned ? { planned } : {}) };
  if (!other.held) return record;
  if (!record.held) return { ...record, held: other.held, earlier: [...record.earlier, ...other.earlier] };
  const [later, former] = Date.parse(other.held.at) > Date.parse(record.held.at) ? [other, record] : [record, other];
  const { held, earlier } = later;
  if (!held || !former.held || held.key === former.held.key) return { ...record, ...(held ? { held } : {}) };
  const { doubt: _of, ...before } = former.held;
  const known = [{ ...before, until: held.at }, ...earlier, ...former.earlier];
  return { ...record, held, earlier: known.slice(0, mostEarlier) };
}
