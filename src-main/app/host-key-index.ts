import {
  type HostKeyPage,
  type HostKeyPerson,
  type HostKeyPersonId,
  type HostKeySearch,
  HostKeyStanding,
  weaknessOf,
} from '../shared/host-key';
import type { HostKeyRecord } from '../storage/host-key-record';
import { isLeftWithKey, standingOf } from './host-key-changes';

/** One person as they are looked for. What windows see of them is made when it is asked for. */
type Row = { record: HostKeyRecord; text: string; standing: HostKeyStanding; person?: HostKeyPerson };
type Wanted = Pick<HostKeySearch, 'text' | 'standing'>;

/** Everybody of the directory by name, and found by parts of name, address and ID in any order and case. */
export class HostKeyIndex {
  private readonly sorted: Row[];
  private readonly byId: Map<HostKeyPersonId, Row>;
  private readonly counts = Object.fromEntries(
    HostKeyStanding.options.map((standing) => [standing, 0]),
  ) as HostKeyPage['counts'];

  constructor(people: Iterable<HostKeyRecord>) {
    this.sorted = [...people].map(rowOf).sort(inOrder);
    this.byId = new Map(this.sorted.map((row) => [row.record.id, row]));
    for (const { standing } of this.sorted) this.counts[standing] += 1;
  }

  /** Those of whom a window shows a part, and how many there are. */
  find({ offset, limit, ...wanted }: HostKeySearch): HostKeyPage {
    const people: HostKeyPerson[] = [];
    let found = 0;
    for (const row of this.rows(wanted)) {
      if (found >= offset && people.length < limit) {
        row.person ??= personOf(row.record);
        people.push(row.person);
      }
      found += 1;
    }
    const leftWithKey = this.counts.retired && this.sorted.filter(({ record }) => isLeftWithKey(record)).length;
    return { people, found, counts: { ...this.counts }, leftWithKey };
  }

  /** Everybody whom a search finds, with their keys. */
  matching(wanted: Wanted): HostKeyRecord[] {
    return Array.from(this.rows(wanted), ({ record }) => record);
  }

  /** Somebody who is new or different. To put ten thousand in order takes longer than a key press should. */
  put(record: HostKeyRecord): void {
    const { sorted, byId, counts } = this;
    const row = rowOf(record);
    const before = byId.get(record.id);
    counts[row.standing] += 1;
    if (before) counts[before.standing] -= 1;
    if (before?.record.name === record.name) {
      Object.assign(before, row);
      delete before.person;
      return;
    }
    if (before) sorted.splice(sorted.indexOf(before), 1);
    let [from, to] = [0, sorted.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      const there = sorted[middle];
      if (there && inOrder(there, row) <= 0) from = middle + 1;
      else to = middle;
    }
    sorted.splice(from, 0, row);
    byId.set(record.id, row);
  }

  private *rows({ text, standing }: Wanted): Generator<Row> {
    const words = wordsOf(text);
    for (const row of this.sorted)
      if ((standing === undefined || row.standing === standing) && hasAll(row.text, words)) yield row;
  }
}

const collator = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true });

function rowOf(record: HostKeyRecord): Row {
  const text = `${record.name} ${record.email} ${record.userId}`.toLowerCase();
  return { record, text, standing: standingOf(record) };
}

function inOrder(one: Row, other: Row): number {
  return collator.compare(one.record.name, other.record.name);
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().split(/\s+/).filter(Boolean);
}

function hasAll(text: string, words: readonly string[]): boolean {
  for (const word of words) if (!text.includes(word)) return false;
  return true;
}

function personOf(record: HostKeyRecord): HostKeyPerson {
  const { id, environment, userId, email, name, held, earlier, pmi } = record;
  const weakness = held && weaknessOf(held.key, pmi);
  return {
    id,
    environment,
    userId,
    email,
    name,
    standing: standingOf(record),
    ...(held ? { source: held.source, setAt: held.at } : {}),
    ...(held?.provenAt ? { provenAt: held.provenAt } : {}),
    ...(weakness ? { weakness } : {}),
    earlier: earlier.length,
  };
}
