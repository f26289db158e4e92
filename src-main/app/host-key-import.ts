import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError } from '../shared/app-error';
import type { ZoomEnvironment } from '../shared/credential';
import { type HostKey, weaknessOf } from '../shared/host-key';
import type {
  HostKeyDryRun,
  HostKeyExport,
  HostKeyImportChoice,
  HostKeyRow,
  HostKeyTable,
  HostKeyTableProgress,
} from '../shared/host-key-import';
import { readChosenBytes, writeChosenFile } from '../storage/chosen-file';
import type { HostKeyRecord } from '../storage/host-key-record';
import type { DeriveKey, SealedText } from '../storage/sealed-text';
import type { Activity } from './activity';
import type { AskWhereToSave } from './activity-export';
import { csvRows, mostRows, pieceLetters, tableText } from './csv-rows';
import { csvText } from './csv-text';
import type { TableKeys } from './host-key-campaign-plan';
import { standingOf } from './host-key-changes';
import { hostKeyRows, type ReadRow } from './host-key-rows';
import type { HostKeys } from './host-keys';
import type { LiveState } from './live-state';
import { openSealedTable, sealedTableIn, sealedTableText } from './sealed-table';

/** A hundred thousand people, with room for what else may stand in their rows. */
const maxBytes = 20 * 2 ** 20;
/** What is sealed is written in base64, which takes four letters for three bytes, with a head. */
const maxSealedBytes = 27 * 2 ** 20;
/** More are counted, not shown. */
const shownRows = 200;
/** So many rows are judged at a time: a few milliseconds of work. */
const pieceRows = 500;
/** What is done after so few pieces is done before anybody has read how far it is. */
const untoldPieces = 5;
/** Every change of the state is looked at by the whole house. */
const toldSteps = 10;

type SealedFile = { fileName: string; environment: ZoomEnvironment; sealed: SealedText };
/** Lets others have their turn. @param part of the work that is done @throws what ends the work, when it was stopped */
type Pause = (part: number) => Promise<void>;
type OpenFile = { importId: string; environment: ZoomEnvironment; isSealed: boolean; rows: readonly ReadRow[] };

/**
 * Host keys on their way from a table and into one. What was read and not imported stays in memory, until it is or is forgotten. Tables of
 * many thousand rows are worked through in pieces, between which everything else goes on.
 */
export class HostKeyImport {
  private sealed: SealedFile | undefined;
  private file: OpenFile | undefined;
  private running: AbortController | undefined;

  constructor(
    private readonly parts: {
      live: LiveState;
      hostKeys: Pick<HostKeys, 'matching' | 'adopt' | 'byAddress'>;
      activity: Pick<Activity, 'note' | 'noteOutcome'>;
      askWhatToOpen: () => Promise<string | undefined>;
      askWhereToSave: AskWhereToSave;
      deriveKey: DeriveKey;
      now: () => Date;
    },
  ) {}

  /**
   * Lets the user choose a table and says what importing it would do; of a sealed one, that it wants its passphrase first.
   * @throws AppError `file_unreadable`, and as `HostKeys.find`
   */
  async read(environment: ZoomEnvironment): Promise<HostKeyTable> {
    const path = await this.parts.askWhatToOpen();
    if (path === undefined) return { kind: 'cancelled' };
    this.forget();
    const fileName = basename(path);
    const read = await this.inPieces('reading', async (pause): Promise<HostKeyTable> => {
      const bytes = await readChosenBytes(path, maxSealedBytes);
      await pause(0);
      const sealed = sealedTableIn(fileName, bytes);
      if (!sealed) return this.look(bytes, { fileName, environment, isSealed: false }, pause);
      this.sealed = { fileName, environment, sealed };
      return { kind: 'sealed', fileName };
    });
    return read ?? { kind: 'stopped' };
  }

  /**
   * Opens the sealed table that `read` found.
   * @throws AppError `wrong_passphrase`, and then another may be tried; `invalid_request` without such a table, and as `read`
   */
  async open(passphrase: string): Promise<HostKeyTable> {
    if (!this.sealed || this.running) throw new AppError('invalid_request');
    const { sealed, ...file } = this.sealed;
    const read = await this.inPieces('reading', async (pause) => {
      const text = await openSealedTable(sealed, passphrase, this.parts.deriveKey);
      await pause(0);
      return this.look(Buffer.from(text), { ...file, isSealed: true }, pause);
    });
    return read ?? { kind: 'stopped' };
  }

  /**
   * All that was chosen in one step, or nothing.
   * @returns how many keys were taken; nothing, when it was stopped before any was
   * @throws AppError `invalid_request` for another file than the one that was read last, `records_not_saved`
   */
  async apply(importId: string, choice: HostKeyImportChoice): Promise<number | undefined> {
    const file = this.opened(importId);
    if (this.running) throw new AppError('invalid_request');
    const { environment, isSealed } = file;
    const taken = await this.inPieces('taking', async (pause) => {
      const chosen = await this.chosen(file, (row) => isTaken(row, choice), choice, pause);
      await this.parts.hostKeys.adopt(environment, [...chosen.values()]);
      return chosen.size;
    });
    if (taken === undefined) return undefined;
    if (this.file === file) this.forget();
    const about = `${taken} from a ${isSealed ? 'sealed ' : ''}table`;
    this.parts.activity.note({ kind: 'hostKeysImported', outcome: 'done', about });
    return taken;
  }

  /**
   * What a campaign would have to set at Zoom, chosen as `apply` does; a key that is here already, too, unless Usher itself has set it.
   * @throws AppError `invalid_request` as `apply`
   */
  async toSet(importId: string, choice: HostKeyImportChoice): Promise<TableKeys> {
    const file = this.opened(importId);
    const known = await this.parts.hostKeys.byAddress(file.environment);
    const isWanted = (row: Judged) => row.verdict === 'same' || isTaken(row, choice);
    const keys: TableKeys['keys'][number][] = [];
    const strangers: TableKeys['strangers'][number][] = [];
    let already = 0;
    for (const [address, row] of await this.chosen(file, isWanted, choice, () => nextTurn())) {
      const record = known.get(address);
      if (!record) strangers.push(row);
      else if (isSetByUsher(record, row.key)) already += 1;
      else keys.push({ record, key: row.key });
    }
    return { keys, strangers, already };
  }

  /** Ends a reading or taking that is under way; what is being kept already is kept. */
  stop(): void {
    this.running?.abort();
  }

  forget(): void {
    this.stop();
    this.file = undefined;
    this.sealed = undefined;
  }

  /**
   * Writes everybody into a table of the user's choice.
   * @returns false when the user cancelled
   * @throws AppError `file_not_written`, and as `HostKeys.find`
   */
  async export(wish: HostKeyExport): Promise<boolean> {
    const { hostKeys, activity, askWhereToSave, deriveKey, now } = this.parts;
    const { withKeys } = wish;
    const passphrase = withKeys ? wish.passphrase : undefined;
    const isSealed = passphrase !== undefined;
    const exportedAt = now().toISOString();
    const path = await askWhereToSave({
      title: withKeys ? 'Export host keys' : 'Export the directory',
      filters: [isSealed ? { name: 'JSON', extensions: ['json'] } : { name: 'CSV', extensions: ['csv'] }],
      suggestedName: `usher-${withKeys ? 'host-keys' : 'directory'}-${exportedAt.slice(0, 10)}.${isSealed ? 'json' : 'csv'}`,
    });
    if (path === undefined) return false;
    const people = await hostKeys.matching({ text: '' });
    const table = tableOf(people, withKeys);
    // Nothing would be worse than one that cannot be read again.
    const isTooLarge = people.length + 1 > mostRows || Buffer.byteLength(table) > maxBytes;
    if (isSealed && isTooLarge)
      throw new AppError('file_not_written', { subject: `${basename(path)} (too large to be opened again)` });
    const text = isSealed ? await sealedTableText(table, { passphrase, exportedAt, deriveKey }) : table;
    const how = !withKeys ? 'without keys' : isSealed ? 'with their keys, sealed' : 'with their keys';
    const about = `${people.length} ${people.length === 1 ? 'person' : 'people'} ${how}`;
    await activity.noteOutcome({ kind: 'hostKeysExported', about }, writeChosenFile(path, text));
    return true;
  }

  private opened(importId: string): OpenFile {
    if (this.file?.importId !== importId) throw new AppError('invalid_request');
    return this.file;
  }

  /** One row for each address. */
  private async chosen(
    { rows, environment }: OpenFile,
    isChosen: (row: Judged) => boolean,
    { ambiguous }: HostKeyImportChoice,
    pause: Pause,
  ): Promise<Map<string, ReadRow & { key: HostKey }>> {
    const known = await this.parts.hostKeys.byAddress(environment);
    const chosen = new Map<string, ReadRow & { key: HostKey }>();
    let at = 0;
    for (const piece of judge(rows, known, environment)) {
      for (const verdict of piece) {
        const row = rows[at++];
        if (row?.key === undefined || !isChosen(verdict)) continue;
        const address = row.email.toLowerCase();
        if (verdict.verdict === 'ambiguous' && ambiguous === 'first' && chosen.has(address)) continue;
        chosen.set(address, row);
      }
      await pause(at / rows.length);
    }
    return chosen;
  }

  /** @returns nothing when it was stopped */
  private async inPieces<T>(
    step: HostKeyTableProgress['step'],
    work: (pause: Pause) => Promise<T>,
  ): Promise<T | undefined> {
    const running = new AbortController();
    const { signal } = running;
    this.running = running;
    let pieces = 0;
    let told = -1;
    const pause: Pause = async (part) => {
      pieces += 1;
      const steps = Math.floor(part * toldSteps);
      if (pieces > untoldPieces && steps > told) {
        told = steps;
        this.tell({ step, part });
      }
      await nextTurn();
      signal.throwIfAborted();
    };
    try {
      return await work(pause);
    } catch (error) {
      if (signal.aborted && error === signal.reason) return undefined;
      throw error;
    } finally {
      if (told >= 0) this.tell(undefined);
      if (this.running === running) this.running = undefined;
    }
  }

  private tell(table: HostKeyTableProgress | undefined): void {
    const { table: _before, ...rest } = this.parts.live.current.hostKeys;
    this.parts.live.set({ hostKeys: { ...rest, ...(table ? { table } : {}) } });
  }

  private async look(
    bytes: Buffer,
    { fileName, environment, isSealed }: Omit<SealedFile, 'sealed'> & { isSealed: boolean },
    pause: Pause,
  ): Promise<HostKeyTable> {
    if (bytes.length > maxBytes)
      throw new AppError('file_unreadable', { subject: `${fileName} (larger than ${maxBytes / 2 ** 20} MB)` });
    const text = tableText(fileName, bytes);
    const pieces = Math.ceil(text.length / pieceLetters);
    const read = hostKeyRows(fileName, csvRows(fileName, text));
    const rows = await gathered(read, (done) => pause(done / pieces / 2));
    const importId = randomUUID();
    const known = await this.parts.hostKeys.byAddress(environment);
    await pause(0.5);
    const judged = await gathered(judge(rows, known, environment), (_done, some) =>
      pause((1 + some / rows.length) / 2),
    );
    this.sealed = undefined;
    this.file = { importId, environment, isSealed, rows };
    const counts: HostKeyDryRun['counts'] = { new: 0, same: 0, conflict: 0, ambiguous: 0, wrong: 0 };
    for (const { verdict } of judged) counts[verdict] += 1;
    const toKnow = judged.filter(({ verdict, isWeak }) => (verdict !== 'new' && verdict !== 'same') || isWeak);
    return {
      kind: 'dryRun',
      dryRun: {
        importId,
        fileName,
        counts,
        weak: judged.filter(({ isWeak }) => isWeak).length,
        ambiguousKnown: judged.filter(({ verdict, isKnown }) => verdict === 'ambiguous' && isKnown).length,
        rows: toKnow.slice(0, shownRows).map(({ isKnown: _here, ...row }) => row),
        more: Math.max(0, toKnow.length - shownRows),
      },
    };
  }
}

/** All that comes in pieces. @param afterEach told how many pieces and how many things have come */
async function gathered<T>(
  pieces: Iterable<readonly T[]>,
  afterEach: (pieces: number, things: number) => Promise<void>,
): Promise<T[]> {
  const all: T[] = [];
  let count = 0;
  for (const piece of pieces) {
    all.push(...piece);
    count += 1;
    await afterEach(count, all.length);
  }
  return all;
}

/** @param withKeys then the keys go along */
function tableOf(people: readonly HostKeyRecord[], withKeys: boolean): string {
  const keys = withKeys ? ['Host key', 'Or else'] : [];
  return csvText(
    ['Name', 'E-mail', 'Zoom user ID', 'Cloud', 'Standing', 'Set', ...keys],
    people.map((record) => [
      record.name,
      record.email,
      record.userId,
      record.environment,
      standingOf(record),
      record.held?.at,
      // While Zoom has not answered it may be either.
      ...(withKeys ? [record.held?.key, record.intent?.key] : []),
    ]),
  );
}

type Judged = HostKeyRow & { /** A key of theirs is here, or may be. */ isKnown: boolean };

/** What each row would mean, by what is in the directory, in pieces of which the first are empty. @param known by address, in small letters */
function* judge(
  rows: readonly ReadRow[],
  known: ReadonlyMap<string, HostKeyRecord>,
  environment: ZoomEnvironment,
): Generator<Judged[]> {
  const keys = new Map<string, Set<string>>();
  for (const piece of cut(rows)) {
    for (const { email, key } of piece) {
      if (key === undefined) continue;
      const address = email.toLowerCase();
      keys.set(address, (keys.get(address) ?? new Set()).add(key));
    }
    yield [];
  }
  for (const piece of cut(rows))
    yield piece.map((row) => {
      const address = row.email.toLowerCase();
      return verdictOn(row, { environment, record: known.get(address), keys: keys.get(address)?.size ?? 0 });
    });
}

function* cut<T>(things: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < things.length; at += pieceRows) yield things.slice(at, at + pieceRows);
}

/** @param there `keys`: how many the file has for the same person */
function verdictOn(
  row: ReadRow,
  there: { environment: ZoomEnvironment; record: HostKeyRecord | undefined; keys: number },
): Judged {
  const { line, name, email, key, cloud } = row;
  const { record } = there;
  const isElsewhere = cloud !== '' && cloud !== there.environment;
  const why = row.why ?? (isElsewhere ? 'of another Zoom cloud' : undefined);
  if (key === undefined || why !== undefined)
    return { line, name, email, verdict: 'wrong', isWeak: false, isKnown: false, ...(why ? { why } : {}) };
  const isKnown = record?.held !== undefined || record?.intent !== undefined;
  const isSame = record?.held?.key === key && record.intent === undefined;
  const verdict = there.keys > 1 ? 'ambiguous' : isSame ? 'same' : isKnown ? 'conflict' : 'new';
  return { line, name, email, verdict, isWeak: weaknessOf(key, record?.pmi) !== undefined, isKnown };
}

function isTaken(row: Judged, { conflicts, ambiguous }: HostKeyImportChoice): boolean {
  if (row.verdict === 'wrong' || row.verdict === 'same') return false;
  if (row.isKnown && conflicts === 'keep') return false;
  return row.verdict !== 'ambiguous' || ambiguous !== 'skip';
}

/** Nothing has made it doubtful since. */
function isSetByUsher({ held, intent }: HostKeyRecord, key: HostKey): boolean {
  return held?.key === key && held.source === 'set' && held.doubt === undefined && intent === undefined;
}
