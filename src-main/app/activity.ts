import type { ActivityEntry, ActivityFilter, ActivityPage, NewActivity } from '../shared/activity';
import { matchesActivity } from '../shared/activity';
import { failureOf } from '../shared/app-error';
import type { AppState } from '../shared/app-state';
import type { Settings } from '../shared/settings';
import type { ActivityLog, NewEntry } from '../storage/activity-log';
import { activityBetween, asWhom, codes } from './activity-between';
import type { LiveState } from './live-state';
import type { Notices } from './notices';

/** More than a disk that is away for a while can keep waiting; what comes after is counted, not kept. */
const longestQueue = 1_000;
const entriesPerWrite = 200;
const retryMs = 30_000;
const pruneEveryMs = 60 * 60_000;
/** To prune, the whole log is read once: not while Usher starts. */
const firstPruneMs = 5_000;
const dayMs = 24 * 60 * 60_000;
/** A network that comes and goes is told once in this time for each credential. */
const sameFailureMs = 60 * 60_000;

/**
 * What was done as whom. Watches the state, and is told what leaves no trace there; writes it down without holding anybody up:
 * whoever notes something goes on at once, and a disk that takes nothing costs one notice.
 */
export class Activity {
  private waiting: NewEntry[] = [];
  private lost = 0;
  private writing: Promise<void> | undefined;
  private isFailing = false;
  private before: AppState;
  private readonly told = new Map<string, number>();
  private retry: NodeJS.Timeout | undefined;
  private pruning: NodeJS.Timeout | undefined;
  private firstPruning: NodeJS.Timeout | undefined;
  private unsubscribe = () => {};

  constructor(
    private readonly parts: {
      live: LiveState;
      notices: Notices;
      log: Pick<ActivityLog, 'append' | 'page' | 'entries' | 'prune'>;
      now: () => Date;
    },
  ) {
    this.before = parts.live.current;
  }

  /** From now on every change of the state is looked at, and what is too old is removed: soon, and then once an hour. */
  start(): void {
    this.unsubscribe = this.parts.live.subscribe((after) => this.look(after));
    this.firstPruning = setTimeout(() => void this.prune(), firstPruneMs);
    this.pruning = setInterval(() => void this.prune(), pruneEveryMs);
  }

  /** Ends the watching; answers when all that was noted is on the disk, or cannot be brought there. */
  async settle(): Promise<void> {
    this.unsubscribe();
    clearTimeout(this.firstPruning);
    clearInterval(this.pruning);
    await this.written();
    clearTimeout(this.retry);
  }

  /** Writes something down. Never fails and never waits; the credential's name and user are filled in. */
  note(what: NewActivity): void {
    const credential =
      what.credentialId && this.parts.live.current.credentials.find(({ id }) => id === what.credentialId);
    this.enqueue({ ...(credential ? asWhom(credential) : {}), ...what });
    this.write();
  }

  /** Writes down how something went: `done`, or `failed` with its codes. @throws what the work throws */
  async noteOutcome<T>(what: Omit<NewActivity, 'outcome'>, work: Promise<T>): Promise<T> {
    try {
      const result = await work;
      this.note({ ...what, outcome: 'done' });
      return result;
    } catch (error) {
      this.note({ ...what, outcome: 'failed', ...codes(failureOf(error)) });
      throw error;
    }
  }

  /** @throws Error when the log cannot be read */
  async list({
    before,
    limit,
    ...filter
  }: ActivityFilter & { before?: number | undefined; limit: number }): Promise<ActivityPage> {
    await this.written();
    return this.parts.log.page({ before, limit, matches: (entry) => matchesActivity(entry, filter) });
  }

  /** From the oldest on. @param onRead how far it is, from 0 to 1 */
  async *entries(filter: ActivityFilter, onRead: (part: number) => void): AsyncGenerator<ActivityEntry> {
    await this.written();
    for await (const entry of this.parts.log.entries((bytes, of) => onRead(bytes / of))) {
      if (matchesActivity(entry, filter)) yield entry;
    }
  }

  /** Removes what is older than the user wants to keep. */
  async prune(): Promise<void> {
    const days = daysKept(this.parts.live.current.settings.keepActivity);
    if (days === undefined) return;
    const before = new Date(this.parts.now().getTime() - days * dayMs);
    await this.parts.log.prune(before).catch(() => this.failed());
  }

  private look(after: AppState): void {
    const { before } = this;
    this.before = after;
    const happened = activityBetween(before, after).filter((what) => !this.isToldAlready(what));
    if (happened.length === 0) return;
    for (const what of happened) this.enqueue(what);
    this.write();
    if (before.settings.keepActivity !== after.settings.keepActivity) void this.prune();
  }

  /** The recovery of a failure that was not told is not told either. */
  private isToldAlready({ kind, credentialId, code }: NewActivity): boolean {
    if (kind === 'credentialRecovered') return this.told.delete(`untold ${credentialId}`);
    if (kind !== 'refreshFailed') return false;
    const now = this.parts.now().getTime();
    const key = `${credentialId} ${code}`;
    const last = this.told.get(key);
    if (last !== undefined && now - last < sameFailureMs && now >= last) {
      this.told.set(`untold ${credentialId}`, now);
      return true;
    }
    this.told.delete(`untold ${credentialId}`);
    this.told.set(key, now);
    return false;
  }

  private enqueue(what: NewActivity): void {
    if (this.waiting.length >= longestQueue) {
      this.lost += 1;
      return;
    }
    const credentialName =
      what.credentialName ?? this.parts.live.current.credentials.find(({ id }) => id === what.credentialId)?.name;
    this.waiting.push(
      short({
        at: this.parts.now().toISOString(),
        ...what,
        ...(credentialName === undefined ? {} : { credentialName }),
      }),
    );
  }

  private write(): void {
    this.writing ??= this.writeAll().finally(() => {
      this.writing = undefined;
    });
  }

  private async written(): Promise<void> {
    if (this.waiting.length > 0) this.write();
    await this.writing;
  }

  private async writeAll(): Promise<void> {
    clearTimeout(this.retry);
    // In one turn of the event loop much may be noted; it costs one write.
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const entries = this.waiting.slice(0, entriesPerWrite);
      try {
        await this.parts.log.append(entries);
      } catch {
        this.retry = setTimeout(() => this.write(), retryMs);
        return this.failed();
      }
      this.isFailing = false;
      this.waiting.splice(0, entries.length);
      if (this.lost > 0) {
        const { lost } = this;
        this.lost = 0;
        this.enqueue({ kind: 'entriesLost', outcome: 'failed', about: `${lost} could not be written` });
      }
    }
  }

  private failed(): void {
    if (!this.isFailing) this.parts.notices.add({ code: 'records_not_saved' });
    this.isFailing = true;
  }
}

function daysKept(keep: Settings['keepActivity']): number | undefined {
  return keep === 'forever' ? undefined : keep;
}

/** Nobody else's text makes a line longer than the log takes. */
function short(entry: NewEntry): NewEntry {
  const { credentialName, zoomUser, topic, zoomCode, trackingId, about } = entry;
  return {
    ...entry,
    ...(credentialName === undefined ? {} : { credentialName: credentialName.slice(0, 100) }),
    ...(zoomUser === undefined ? {} : { zoomUser: zoomUser.slice(0, 300) }),
    ...(topic === undefined ? {} : { topic: topic.slice(0, 300) }),
    ...(typeof zoomCode === 'string' ? { zoomCode: zoomCode.slice(0, 60) } : {}),
    ...(trackingId === undefined ? {} : { trackingId: trackingId.slice(0, 120) }),
    ...(about === undefined ? {} : { about: about.slice(0, 300) }),
  };
}
