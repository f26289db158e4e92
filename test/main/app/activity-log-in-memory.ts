import type { ActivityEntry, ActivityPage } from '../../../src-main/shared/activity';
import type { NewEntry } from '../../../src-main/storage/activity-log';

/** What is asked of an activity log, on a disk that tests control. */
export class ActivityLogInMemory {
  readonly written: ActivityEntry[] = [];
  readonly pruned: Date[] = [];
  /** How many entries came with each write that was tried. */
  readonly writes: number[] = [];
  isFull = false;

  async append(entries: readonly NewEntry[]): Promise<void> {
    this.writes.push(entries.length);
    if (this.isFull) throw new Error('ENOSPC: no space left on device');
    for (const entry of entries) this.written.push({ n: this.written.length + 1, ...entry });
  }

  async page({ limit, matches }: { limit: number; matches: (entry: ActivityEntry) => boolean }): Promise<ActivityPage> {
    return { entries: [...this.written].reverse().filter(matches).slice(0, limit), total: this.written.length };
  }

  async *entries(onRead: (bytes: number, of: number) => void = () => {}): AsyncGenerator<ActivityEntry> {
    for (const [index, entry] of this.written.entries()) {
      yield entry;
      onRead(index + 1, this.written.length);
    }
  }

  async prune(before: Date): Promise<number> {
    this.pruned.push(before);
    return 0;
  }
}
