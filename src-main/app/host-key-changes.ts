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

/** Before Zoom is asked: from now on it may have this key. */
export function withIntent(record: HostKeyRecord, key: HostKey, now: Date): HostKeyRecord {
  return { ...record, intent: { key, at: now.toISOString() } };
}

/** Zoom has refused: it has the key that it had. */
export function withoutIntent({ intent: _refused, ...record }: HostKeyRecord): HostKeyRecord {
  return record;
}

/** Zoom has taken what it was asked to set. */
export function withIntentDone(record: HostKeyRecord, now: Date): HostKeyRecord {
  return record.intent ? withKey(withoutIntent(record), record.intent.key, 'set', now) : record;
}

/** A key that is theirs from now on, as far as one knows; the one before is kept. The same one again is only told anew. */
export function withKey(record: HostKeyRecord, key: HostKey, source: HostKeySource, now: Date): HostKeyRecord {
  const at = now.toISOString();
  const { held } = record;
  const provenAt = held?.key === key && held.provenAt !== undefined ? { provenAt: held.provenAt } : {};
  const next: HeldKey = { key, source, at, ...provenAt };
  if (!held || held.key === key) return { ...record, held: next };
  const { doubt: _of, ...before } = held;
  return { ...record, held: next, earlier: [{ ...before, until: at }, ...record.earlier].slice(0, mostEarlier) };
}
