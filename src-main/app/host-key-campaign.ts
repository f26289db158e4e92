import { z } from 'zod';
import { AppError, type AppErrorCode, type Failure, failureOf } from '../shared/app-error';
import { HostKeyPersonId } from '../shared/host-key';
import {
  CampaignKind,
  type CampaignPlan,
  type CampaignResult,
  type CampaignShown,
  type CampaignWish,
} from '../shared/host-key-campaign';
import { writeChosenFile } from '../storage/chosen-file';
import type { HostKeyRecord } from '../storage/host-key-record';
import type { Activity } from './activity';
import type { AskWhereToSave } from './activity-export';
import { csvText } from './csv-text';
import { standingOf } from './host-key-changes';
import type { HostKeys } from './host-keys';
import type { LiveState } from './live-state';

/** Zoom lets a whole account make 80 light requests a second at the most (Zoom docs: api/rate-limits); others want some of them. */
const perSecond = 20;
const atOnce = 4;
/** How often windows hear how far it is. */
const tellEveryMs = 200;
const namesShown = 12;

/** What is in the way of one is in the way of all: to go on would only make a long list of the same. */
const inTheWayOfAll: ReadonlySet<AppErrorCode> = new Set([
  'offline',
  'network_intercepted',
  'zoom_unavailable',
  'rate_limited',
  'reauthorization_required',
  'invalid_client',
  'missing_scope',
  'app_scope_missing',
  'host_key_locked',
  'keychain_locked',
  'keychain_unavailable',
  'keychain_hung',
  'records_not_saved',
  'vault_key_lost',
]);

/** What outlives this start. Whose keys are set already, the directory knows. */
const Stored = z.object({
  kind: CampaignKind,
  startedAt: z.string(),
  personIds: z.array(HostKeyPersonId),
});
type Stored = z.infer<typeof Stored>;

/**
 * Sets host keys for many people. Nothing about it can be done twice or lost: a key is in the directory before Zoom is asked for it, and who
 * has got one since the campaign began is not asked for again, whatever has died in between.
 */
export class HostKeyCampaign {
  private current: Stored | undefined;
  private failures = new Map<HostKeyPersonId, Failure>();
  private queue: HostKeyPersonId[] = [];
  private done = 0;
  private running: Promise<void> | undefined;
  private isPaused = false;
  private failure: Failure | undefined;
  private runStartedAt = 0;
  private runDone = 0;
  private toldAt = 0;

  constructor(
    private readonly parts: {
      live: LiveState;
      hostKeys: Pick<HostKeys, 'matching' | 'record' | 'set' | 'canSet'>;
      activity: Pick<Activity, 'note'>;
      note: { readonly contents: unknown; save(contents: unknown): Promise<void> };
      askWhereToSave: AskWhereToSave;
      now: () => Date;
      /** Lets so many milliseconds pass. */
      wait: (milliseconds: number) => Promise<unknown>;
    },
  ) {}

  /** Who it would be about, and how long it would take. Zoom is asked nothing. */
  async plan(wish: CampaignWish): Promise<CampaignPlan> {
    const people = await this.concerned(wish);
    const able = people.filter((record) => this.parts.hostKeys.canSet(record));
    return {
      people: able.length,
      names: able.slice(0, namesShown).map(({ name }) => name),
      without: people.length - able.length,
      secondsAtLeast: able.length / perSecond,
    };
  }

  /** @throws AppError `invalid_request` while another one is not over */
  async start(wish: CampaignWish): Promise<void> {
    const people = (await this.concerned(wish)).filter((record) => this.parts.hostKeys.canSet(record));
    await this.begin(wish.kind, people);
  }

  /** Gives those who got a new key in the last campaign the one before it. @throws AppError as `start` */
  async takeBack(): Promise<void> {
    const { current } = this;
    if (!current) throw new AppError('invalid_request');
    const records = await Promise.all(current.personIds.map((id) => this.parts.hostKeys.record(id)));
    const changed = records.filter(
      (record): record is HostKeyRecord =>
        record !== undefined && isDone(record, current) && record.earlier[0] !== undefined,
    );
    await this.begin('takeBack', changed);
  }

  pause(): void {
    this.isPaused = true;
    this.tell();
  }

  /** Goes on where it was, those first who are open; with those who have failed, too. */
  async resume(): Promise<void> {
    if (!this.current || this.running) return;
    await this.look();
    this.run();
  }

  /** Ends it where it is. What is done stays, and can be taken back. */
  async cancel(): Promise<void> {
    this.isPaused = true;
    await this.running;
    const left = new Set(this.queue);
    if (!this.current || left.size === 0) return;
    this.queue = [];
    this.current = { ...this.current, personIds: this.current.personIds.filter((id) => !left.has(id)) };
    await this.parts.note.save(this.current);
    this.end();
  }

  /** Nothing of it is shown any more. */
  async dismiss(): Promise<void> {
    if (this.running) throw new AppError('invalid_request');
    this.current = undefined;
    await this.parts.note.save(null);
    this.tell();
  }

  /** What it came to for each, the troubles first. */
  async results(): Promise<CampaignResult[]> {
    const { current } = this;
    if (!current) return [];
    const results: CampaignResult[] = [];
    for (const personId of current.personIds) {
      const record = await this.parts.hostKeys.record(personId);
      if (!record) continue;
      const failure = this.failures.get(personId);
      const outcome = isDone(record, current) ? 'done' : record.intent ? 'uncertain' : failure ? 'failed' : 'waiting';
      const { name, email } = record;
      results.push({ personId, name, email, outcome, ...(failure && outcome !== 'done' ? { failure } : {}) });
    }
    const ranks = { failed: 0, uncertain: 1, waiting: 2, done: 3 } as const;
    return results.sort((a, b) => ranks[a.outcome] - ranks[b.outcome]);
  }

  /**
   * Writes what it came to for each into a file of the user's choice, without any key.
   * @returns false when the user cancelled
   * @throws AppError `file_not_written`
   */
  async saveReceipt(): Promise<boolean> {
    const { askWhereToSave, now } = this.parts;
    const path = await askWhereToSave({
      title: 'Save the receipt',
      filters: [{ name: 'CSV', extensions: ['csv'] }],
      suggestedName: `usher-host-keys-${now().toISOString().slice(0, 10)}.csv`,
    });
    if (path === undefined) return false;
    const rows = (await this.results()).map(({ name, email, personId, outcome, failure }) => [
      name,
      email,
      personId.slice(personId.indexOf(':') + 1),
      outcome,
      failure?.code,
      failure?.zoomCode,
    ]);
    await writeChosenFile(path, csvText(['Name', 'E-mail', 'Zoom user ID', 'Outcome', 'Code', 'Zoom code'], rows));
    return true;
  }

  /** What another start of Usher has left undone is shown as paused: a person says whether it goes on. */
  async restore(): Promise<void> {
    const stored = Stored.safeParse(this.parts.note.contents).data;
    if (!stored || this.current) return;
    this.current = stored;
    this.isPaused = true;
    await this.look();
    if (this.queue.length === 0) this.isPaused = false;
    this.tell();
  }

  /** Before Usher quits: whom Zoom was asked for is done, and nobody else begun. */
  async settle(): Promise<void> {
    this.isPaused = true;
    await this.running;
  }

  private async concerned({ kind, text, standing }: CampaignWish): Promise<HostKeyRecord[]> {
    const people = await this.parts.hostKeys.matching({ text, ...(standing ? { standing } : {}) });
    return people.filter((record) => {
      const own = standingOf(record);
      return kind === 'backfill' ? own === 'missing' : own === 'known' || own === 'doubtful' || own === 'uncertain';
    });
  }

  private async begin(kind: CampaignKind, people: readonly HostKeyRecord[]): Promise<void> {
    if (this.running || this.shown?.status === 'paused') throw new AppError('invalid_request');
    this.current = { kind, startedAt: this.parts.now().toISOString(), personIds: people.map(({ id }) => id) };
    this.failures = new Map();
    await this.parts.note.save(this.current);
    await this.look();
    this.run();
  }

  /** Who is done, by what the directory says, and who is not. */
  private async look(): Promise<void> {
    const { current } = this;
    if (!current) return;
    const open: HostKeyPersonId[] = [];
    const waiting: HostKeyPersonId[] = [];
    this.done = 0;
    for (const id of current.personIds) {
      const record = await this.parts.hostKeys.record(id);
      if (!record || isDone(record, current)) this.done += 1;
      else (record.intent ? open : waiting).push(id);
    }
    this.queue = [...open, ...waiting];
    this.failures = new Map();
  }

  private run(): void {
    this.isPaused = false;
    this.failure = undefined;
    this.runStartedAt = this.parts.now().getTime();
    this.runDone = 0;
    const workers = Array.from({ length: atOnce }, () => this.work());
    this.running = Promise.all(workers).then(() => {
      this.running = undefined;
      if (this.queue.length === 0) this.end();
      else this.tell(true);
    });
    this.tell(true);
  }

  private async work(): Promise<void> {
    for (;;) {
      const id = this.isPaused ? undefined : this.queue.shift();
      if (id === undefined) return;
      await this.setOne(id);
      this.tell();
      await this.parts.wait((1_000 * atOnce) / perSecond);
    }
  }

  private async setOne(id: HostKeyPersonId): Promise<void> {
    try {
      const record = await this.parts.hostKeys.record(id);
      const before = this.current?.kind === 'takeBack' ? record?.earlier[0]?.key : undefined;
      if (record) await this.parts.hostKeys.set(id, before);
      this.done += 1;
      this.runDone += 1;
    } catch (error) {
      const failure = failureOf(error);
      if (!inTheWayOfAll.has(failure.code)) return void this.failures.set(id, failure);
      this.queue.unshift(id);
      this.failure = failure;
      this.isPaused = true;
    }
  }

  private end(): void {
    this.isPaused = false;
    const { current } = this;
    if (current) {
      const about = `${this.done} of ${current.personIds.length} ${current.kind === 'takeBack' ? 'taken back' : 'set'}`;
      this.parts.activity.note({
        kind: 'hostKeysCampaign',
        outcome: this.failures.size > 0 ? 'failed' : 'done',
        about,
      });
    }
    this.tell(true);
  }

  private get shown(): CampaignShown | undefined {
    const { current } = this;
    if (!current) return undefined;
    const { kind, startedAt, personIds } = current;
    const isWorking = this.running !== undefined;
    const status = isWorking && !this.isPaused ? 'running' : this.queue.length > 0 ? 'paused' : 'over';
    const took = (this.parts.now().getTime() - this.runStartedAt) / 1_000;
    const secondsLeft = (this.queue.length * took) / Math.max(this.runDone, 1);
    return {
      kind,
      startedAt,
      total: personIds.length,
      done: this.done,
      failed: this.failures.size,
      status,
      ...(this.failure ? { failure: this.failure } : {}),
      ...(status === 'running' && this.runDone > 0 ? { secondsLeft } : {}),
    };
  }

  private tell(isNow = false): void {
    const at = performance.now();
    if (!isNow && this.running && at - this.toldAt < tellEveryMs) return;
    this.toldAt = at;
    const { campaign: _before, ...rest } = this.parts.live.current.hostKeys;
    const { shown } = this;
    this.parts.live.set({ hostKeys: { ...rest, ...(shown ? { campaign: shown } : {}) } });
  }
}

/** Whether a key of theirs was set since the campaign began, and Zoom has said so. */
function isDone({ held, intent }: HostKeyRecord, { startedAt }: Stored): boolean {
  return intent === undefined && held?.source === 'set' && Date.parse(held.at) >= Date.parse(startedAt);
}
