import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { AppError } from '../shared/app-error';
import type { ZoomEnvironment } from '../shared/credential';
import { weaknessOf } from '../shared/host-key';
import type {
  HostKeyDryRun,
  HostKeyExport,
  HostKeyImportChoice,
  HostKeyRow,
  HostKeyTable,
} from '../shared/host-key-import';
import { readChosenBytes, writeChosenFile } from '../storage/chosen-file';
import type { HostKeyRecord } from '../storage/host-key-record';
import type { DeriveKey, SealedText } from '../storage/sealed-text';
import type { Activity } from './activity';
import type { AskWhereToSave } from './activity-export';
import { csvRows, tableText } from './csv-rows';
import { csvText } from './csv-text';
import { standingOf } from './host-key-changes';
import { hostKeyRows, type ReadRow } from './host-key-rows';
import type { HostKeys } from './host-keys';
import { openSealedTable, sealedTableIn, sealedTableText } from './sealed-table';

/** A hundred thousand people, with room for what else may stand in their rows. */
const maxBytes = 20 * 2 ** 20;
/** What is sealed is written in base64, which takes four letters for three bytes. */
const maxSealedBytes = (maxBytes / 3) * 4 + 4096;
/** More are counted, not shown. */
const shownRows = 200;

type SealedFile = { fileName: string; environment: ZoomEnvironment; sealed: SealedText };
type OpenFile = { importId: string; environment: ZoomEnvironment; isSealed: boolean; rows: readonly ReadRow[] };

/** Host keys on their way from a table and into one. What was read and not imported stays in memory, until it is or is forgotten. */
export class HostKeyImport {
  private sealed: SealedFile | undefined;
  private file: OpenFile | undefined;
  /** Counts what was forgotten. */
  private turn = 0;

  constructor(
    private readonly parts: {
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
    const { turn } = this;
    const fileName = basename(path);
    const bytes = await readChosenBytes(path, maxSealedBytes);
    const sealed = sealedTableIn(fileName, bytes);
    if (!sealed) return this.look(bytes, { fileName, environment, isSealed: false });
    // Whoever has thought again meanwhile has nothing to be kept for.
    if (turn !== this.turn) return { kind: 'cancelled' };
    this.sealed = { fileName, environment, sealed };
    return { kind: 'sealed', fileName };
  }

  /**
   * Opens the sealed table that `read` found.
   * @throws AppError `wrong_passphrase`, and then another may be tried; `invalid_request` without such a table, and as `read`
   */
  async open(passphrase: string): Promise<HostKeyTable> {
    if (!this.sealed) throw new AppError('invalid_request');
    const { sealed, ...file } = this.sealed;
    const { turn } = this;
    const text = await openSealedTable(sealed, passphrase, this.parts.deriveKey);
    if (turn !== this.turn) return { kind: 'cancelled' };
    return this.look(Buffer.from(text), { ...file, isSealed: true });
  }

  /**
   * All that was chosen in one step, or nothing.
   * @returns how many keys were taken
   * @throws AppError `invalid_request` for another file than the one that was read last, `records_not_saved`
   */
  async apply(importId: string, choice: HostKeyImportChoice): Promise<number> {
    const { file } = this;
    if (file?.importId !== importId) throw new AppError('invalid_request');
    const known = await this.parts.hostKeys.byAddress(file.environment);
    const judged = judge(file.rows, known, file.environment);
    const wanted = new Map<string, ReadRow & { key: string }>();
    for (const [at, row] of file.rows.entries()) {
      const verdict = judged[at];
      if (row.key === undefined || !isTaken(verdict, choice)) continue;
      const address = row.email.toLowerCase();
      if (verdict?.verdict === 'ambiguous' && choice.ambiguous === 'first' && wanted.has(address)) continue;
      wanted.set(address, row);
    }
    await this.parts.hostKeys.adopt(file.environment, [...wanted.values()]);
    this.forget();
    this.parts.activity.note({
      kind: 'hostKeysImported',
      outcome: 'done',
      about: `${wanted.size} from a ${file.isSealed ? 'sealed ' : ''}table`,
    });
    return wanted.size;
  }

  forget(): void {
    this.turn += 1;
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
    if (isSealed && Buffer.byteLength(table) > maxBytes)
      throw new AppError('file_not_written', { subject: `${basename(path)} (too large to be opened again)` });
    const text = isSealed ? await sealedTableText(table, { passphrase, exportedAt, deriveKey }) : table;
    const how = !withKeys ? 'without keys' : isSealed ? 'with their keys, sealed' : 'with their keys';
    const about = `${people.length} ${people.length === 1 ? 'person' : 'people'} ${how}`;
    await activity.noteOutcome({ kind: 'hostKeysExported', about }, writeChosenFile(path, text));
    return true;
  }

  private async look(
    bytes: Buffer,
    file: Pick<SealedFile, 'fileName' | 'environment'> & { isSealed: boolean },
  ): Promise<HostKeyTable> {
    const { fileName, environment, isSealed } = file;
    const { turn } = this;
    if (bytes.length > maxBytes)
      throw new AppError('file_unreadable', { subject: `${fileName} (larger than ${maxBytes / 2 ** 20} MB)` });
    const rows = hostKeyRows(fileName, csvRows(fileName, tableText(fileName, bytes)));
    const importId = randomUUID();
    const known = await this.parts.hostKeys.byAddress(environment);
    const judged = judge(rows, known, environment);
    if (turn !== this.turn) return { kind: 'cancelled' };
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

/** What each row would mean, by what is in the directory. @param known by address, in small letters */
function judge(
  rows: readonly ReadRow[],
  known: ReadonlyMap<string, HostKeyRecord>,
  environment: ZoomEnvironment,
): Judged[] {
  const keys = new Map<string, Set<string>>();
  for (const { email, key } of rows) {
    if (key === undefined) continue;
    const address = email.toLowerCase();
    keys.set(address, (keys.get(address) ?? new Set()).add(key));
  }
  return rows.map((row): Judged => {
    const { line, name, email, key, cloud } = row;
    const isElsewhere = cloud !== '' && cloud !== environment;
    const why = row.why ?? (isElsewhere ? 'of another Zoom cloud' : undefined);
    if (key === undefined || why !== undefined)
      return { line, name, email, verdict: 'wrong', isWeak: false, isKnown: false, ...(why ? { why } : {}) };
    const address = email.toLowerCase();
    const record = known.get(address);
    const isKnown = record?.held !== undefined || record?.intent !== undefined;
    const isSame = record?.held?.key === key && record.intent === undefined;
    const verdict = (keys.get(address)?.size ?? 0) > 1 ? 'ambiguous' : isSame ? 'same' : isKnown ? 'conflict' : 'new';
    return { line, name, email, verdict, isWeak: weaknessOf(key, record?.pmi) !== undefined, isKnown };
  });
}

function isTaken(row: Judged | undefined, { conflicts, ambiguous }: HostKeyImportChoice): boolean {
  if (!row || row.verdict === 'wrong' || row.verdict === 'same') return false;
  if (row.isKnown && conflicts === 'keep') return false;
  return row.verdict !== 'ambiguous' || ambiguous !== 'skip';
}
