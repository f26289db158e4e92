import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { AppError, type AppErrorCode, Failure, failureOf } from '../shared/app-error';
import { type HostKey, HostKeyPersonId } from '../shared/host-key';
import {
  CampaignKind,
  type CampaignPlan,
  type CampaignResult,
  type CampaignShown,
  type CampaignWish,
  type TableCampaignPlan,
} from '../shared/host-key-campaign';
import { writeChosenFile } from '../storage/chosen-file';
import type { HostKeyRecord } from '../storage/host-key-record';
import type { Activity } from './activity';
import type { AskWhereToSave } from './activity-export';
import { csvText } from './csv-text';
import {
  campaignPlan,
  isAble,
  isConcerned,
  keysPerSecond,
  type TableKeys,
  tableCampaignPlan,
} from './host-key-campaign-plan';
import type { HostKeys } from './host-keys';
import type { LiveState } from './live-state';

const atOnce = 4;
/** How often windows hear how far it is. */
const tellEveryMs = 200;
/** How often the disk does. */
const keepEveryMs = 5_000;

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

const wantedIn = { backfill: undefined, rotate: undefined, table: 'planned', takeBack: 'earlier' } as const;

/** What outlives this start; never a key. Whose keys are set already, and which are to be set, the directory knows. */
const Stored = z.object({
  id: z.string(),
  kind: CampaignKind,
  startedAt: z.string(),
  personIds: z.array(HostKeyPersonId),
  /** As it was told last: the directory may not be open yet when another start shows it. */
  done: z.int(),
  failures: z.array(z.tuple([HostKeyPersonId, Failure])),
  /** Nobody is waited for any more: all were asked, or somebody has stopped it. */
  isOver: z.boolean(),
});
type Stored = z.infer<typeof Stored>;

/**
 * Sets host keys for many people. Nothing about it can be done twice or lost: a key is in the directory before Zoom is asked for it, and whose
 * key bears the campaign's name is not asked for again, whatever has died in between.
 */
export class HostKeyCampaign {
  private current: Stored | undefined;
  private failures = new Map<HostKeyPersonId, Failure>();
  private queue: HostKeyPersonId[] = [];
  private done = 0;
  private running: Promise<void> | undefined;
  /** Counts what people want: who was asked to go on looks whether somebody has thought again meanwhile. */
  private wishes = 0;
  private isPaused = false;
  private failure: Failure | undefined;
  private runStartedAt = 0;
  private runDone = 0;
  private toldAt = 0;
  private keptAt = performance.now();

  constructor(
    private readonly parts: {
      live: LiveState;
      hostKeys: Pick<HostKeys, 'matching' | 'record' | 'set' | 'canSet' | 'plan'>;
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
    return campaignPlan(await this.concerned(wish), this.canSet);
  }

  /** The same for the keys of a table. */
  planTable(table: TableKeys): TableCampaignPlan {
    return tableCampaignPlan(table, this.canSet);
  }

  /**
   * @param expected how many people were told of
   * @throws AppError `plan_changed` when there are more or fewer now, `invalid_request` while another one is not over
   */
  async start(wish: CampaignWish, expected: number): Promise<void> {
    const people = (await this.concerned(wish)).filter((record) => isAble(record, this.canSet));
    if (people.length !== expected) throw new AppError('plan_changed');
    await this.begin(wish.kind, people);
  }

  /** Sets exactly the keys of a table. @param expected and what is thrown as in `start` */
  async startTable(table: TableKeys, expected: number): Promise<void> {
    const able = table.keys.filter(({ record }) => isAble(record, this.canSet));
    if (able.length !== expected) throw new AppError('plan_changed');
    const keys = new Map(able.map(({ record, key }) => [record.id, key]));
    await this.begin(
      'table',
      able.map(({ record }) => record),
      keys,
    );
  }

  /** Gives those who got a new key in the last campaign the one before it. @throws AppError as `start` */
  async takeBack(): Promise<void> {
    const { current } = this;
    if (!current) throw new AppError('invalid_request');
    const records = await Promise.all(current.personIds.map((id) => this.parts.hostKeys.record(id)));
    const changed = records.filter(
      // A table may have set the key that they had, and what came before that is none to go back to.
      (record): record is HostKeyRecord =>
        outcomeOf(record, current, undefined) === 'done' && record?.earlier[0]?.until === record?.held?.at,
    );
    await this.begin('takeBack', changed);
  }

  pause(): void {
    this.wishes += 1;
    this.isPaused = true;
    this.tell(true);
  }

  /** Goes on where it was, those first who are open; with those who have failed, too, and after a stop. */
  async resume(): Promise<void> {
    await this.goOn();
  }

  /** @param prepare what has to be done before it is looked who is done */
  private async goOn(prepare: () => Promise<unknown> = async () => {}): Promise<void> {
    if (!this.current) return;
    this.wishes += 1;
    const wish = this.wishes;
    // Those under way when it was paused are not begun anew.
    await this.running;
    await prepare();
    await this.look();
    if (this.wishes !== wish || this.running) return this.tell(true);
    if (this.queue.length === 0) return this.end();
    await this.keep({ isOver: false });
    if (this.wishes === wish) this.run();
  }

  /** Ends it where it is. What is done stays, and can be taken back; the others can still be gone on with. */
  async cancel(): Promise<void> {
    this.wishes += 1;
    this.isPaused = true;
    await this.running;
    if (!this.current || this.current.isOver) return;
    // After another start it is the directory that knows how far it was; if that is locked, what was told last has to do.
    await this.look().catch(() => {});
    await this.end();
  }

  /** Nothing of it is shown any more. @throws AppError `invalid_request` while it runs */
  async dismiss(): Promise<void> {
    if (this.running) throw new AppError('invalid_request');
    this.wishes += 1;
    const { current } = this;
    this.current = undefined;
    // Where the directory is locked now, the next campaign forgets what was planned.
    if (current?.kind === 'table') await this.parts.hostKeys.plan(current.id, new Map()).catch(() => {});
    await this.parts.note.save(null);
    this.tell(true);
  }

  /** What it came to for each, the troubles first. */
  async results(): Promise<CampaignResult[]> {
    const { current } = this;
    if (!current) return [];
    const results: CampaignResult[] = [];
    for (const personId of current.personIds) {
      const record = await this.parts.hostKeys.record(personId);
      const failure = this.failures.get(personId);
      const outcome = outcomeOf(record, current, failure);
      const { name = personId, email = '' } = record ?? {};
      results.push({ personId, name, email, outcome, ...(failure && outcome !== 'done' ? { failure } : {}) });
    }
    const ranks = { failed: 0, gone: 1, uncertain: 2, waiting: 3, done: 4 } as const;
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

  /**
   * What another start of Usher has left is shown as it was told last: as paused, unless it was over. A person says whether it goes on; until
   * then nothing is opened.
   */
  restore(): void {
    const stored = Stored.safeParse(this.parts.note.contents).data;
    if (!stored || this.current) return;
    this.current = stored;
    this.done = stored.done;
    this.failures = new Map(stored.failures);
    this.isPaused = true;
    this.tell(true);
  }

  /** Before Usher quits: whom Zoom was asked for is done, and nobody else begun. */
  async settle(): Promise<void> {
    this.wishes += 1;
    this.isPaused = true;
    await this.running;
  }

  private async concerned({ kind, text, standing }: CampaignWish): Promise<HostKeyRecord[]> {
    const people = await this.parts.hostKeys.matching({ text, ...(standing ? { standing } : {}) });
    return people.filter((record) => isConcerned(kind, record));
  }

  private readonly canSet = (record: HostKeyRecord) => this.parts.hostKeys.canSet(record);

  /** @param keys those to be set, where they are not to be chosen */
  private async begin(
    kind: CampaignKind,
    people: readonly HostKeyRecord[],
    keys: ReadonlyMap<HostKeyPersonId, HostKey> = new Map(),
  ): Promise<void> {
    if (this.running || (this.current && !this.current.isOver)) throw new AppError('invalid_request');
    const before = this.current;
    const id = randomUUID();
    this.current = {
      id,
      kind,
      startedAt: this.parts.now().toISOString(),
      personIds: people.map(({ id }) => id),
      done: 0,
      failures: [],
      isOver: false,
    };
    await this.goOn(async () => {
      // Before the campaign is noted: it must not go on without them.
      await this.parts.hostKeys.plan(id, keys).catch((error: unknown) => {
        this.current = before;
        this.tell(true);
        throw error;
      });
      if (this.current) await this.parts.note.save(this.current);
    });
  }

  /** Who is done, by what the directory says, and who is not. */
  private async look(): Promise<void> {
    const { current } = this;
    if (!current) return;
    const open: HostKeyPersonId[] = [];
    const waiting: HostKeyPersonId[] = [];
    const failures = new Map<HostKeyPersonId, Failure>();
    let done = 0;
    for (const id of current.personIds) {
      const record = await this.parts.hostKeys.record(id);
      const outcome = outcomeOf(record, current, undefined);
      if (outcome === 'done') done += 1;
      else if (outcome === 'gone') failures.set(id, { code: 'person_gone' });
      else (outcome === 'uncertain' ? open : waiting).push(id);
    }
    this.done = done;
    this.queue = [...open, ...waiting];
    this.failures = failures;
  }

  private run(): void {
    this.isPaused = false;
    this.failure = undefined;
    this.runStartedAt = this.parts.now().getTime();
    this.runDone = 0;
    const workers = Array.from({ length: atOnce }, () => this.work());
    this.running = Promise.all(workers).then(async () => {
      this.running = undefined;
      if (this.queue.length === 0) await this.end();
      else await this.keep({});
      this.tell(true);
    });
    this.tell(true);
  }

  private async work(): Promise<void> {
    for (;;) {
      const id = this.isPaused ? undefined : this.queue.shift();
      if (id === undefined) return;
      await this.setOne(id);
      this.tell();
      await this.keepNowAndThen();
      await this.parts.wait((1_000 * atOnce) / keysPerSecond);
    }
  }

  private async setOne(id: HostKeyPersonId): Promise<void> {
    const { current } = this;
    if (!current) return;
    try {
      const record = await this.parts.hostKeys.record(id);
      if (!record) throw new AppError('person_gone');
      const wanted = wantedIn[current.kind];
      await this.parts.hostKeys.set(id, { wanted, campaign: current.id });
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

  private async end(): Promise<void> {
    this.queue = [];
    this.failure = undefined;
    await this.keep({ isOver: true });
    const { current } = this;
    if (current) {
      const about = `${this.done} of ${current.personIds.length} ${current.kind === 'takeBack' ? 'taken back' : 'set'}`;
      const outcome = this.done < current.personIds.length ? 'failed' : 'done';
      this.parts.activity.note({ kind: 'hostKeysCampaign', outcome, about });
    }
    this.tell(true);
  }

  private async keepNowAndThen(): Promise<void> {
    const at = performance.now();
    if (at - this.keptAt < keepEveryMs) return;
    this.keptAt = at;
    await this.keep({});
  }

  private async keep(change: Partial<Stored>): Promise<void> {
    if (!this.current) return;
    this.current = { ...this.current, done: this.done, failures: [...this.failures], ...change };
    await this.parts.note.save(this.current);
  }

  private get shown(): CampaignShown | undefined {
    const { current } = this;
    if (!current) return undefined;
    const { kind, startedAt, personIds, isOver } = current;
    const status = isOver ? 'over' : this.running && !this.isPaused ? 'running' : 'paused';
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
    if (!isNow && at - this.toldAt < tellEveryMs) return;
    this.toldAt = at;
    const { campaign: _before, ...rest } = this.parts.live.current.hostKeys;
    const { shown } = this;
    this.parts.live.set({ hostKeys: { ...rest, ...(shown ? { campaign: shown } : {}) } });
  }
}

/** What a campaign has come to for one person, by what the directory says of them. */
function outcomeOf(
  record: HostKeyRecord | undefined,
  { id }: Stored,
  failure: Failure | undefined,
): CampaignResult['outcome'] {
  if (!record) return 'gone';
  if (record.intent) return 'uncertain';
  if (record.held?.campaign === id) return 'done';
  return failure ? 'failed' : 'waiting';
}
