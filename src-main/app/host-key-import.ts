import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { AppError } from '../shared/app-error';
import type { ZoomEnvironment } from '../shared/credential';
import { type HostKey, weaknessOf } from '../shared/host-key';
import type { HostKeyDryRun, HostKeyImportChoice, HostKeyRow, HostKeyVerdict } from '../shared/host-key-import';
import { readChosenBytes, writeChosenFile } from '../storage/chosen-file';
import type { HostKeyRecord } from '../storage/host-key-record';
import type { Activity } from './activity';
import type { AskWhereToSave } from './activity-export';
import { csvRows, tableText } from './csv-rows';
import { csvText } from './csv-text';
import type { TableKeys } from './host-key-campaign-plan';
import { standingOf } from './host-key-changes';
import { hostKeyRows, type ReadRow } from './host-key-rows';
import type { HostKeys } from './host-keys';

/** A hundred thousand people, with room for what else may stand in their rows. */
const maxBytes = 20 * 2 ** 20;
/** More are counted, not shown. */
const shownRows = 200;

type OpenFile = { importId: string; environment: ZoomEnvironment; rows: readonly ReadRow[] };

/** Host keys on their way from a table and into one. What was read and not imported stays in memory, until it is or is forgotten. */
export class HostKeyImport {
  private file: OpenFile | undefined;
  /** Counts what was forgotten. */
  private turn = 0;

  constructor(
    private readonly parts: {
      hostKeys: Pick<HostKeys, 'matching' | 'adopt' | 'byAddress'>;
      activity: Pick<Activity, 'note' | 'noteOutcome'>;
      askWhatToOpen: () => Promise<string | undefined>;
      askWhereToSave: AskWhereToSave;
      now: () => Date;
    },
  ) {}

  /**
   * Lets the user choose a table and says what importing it would do.
   * @returns nothing when the user cancelled
   * @throws AppError `file_unreadable`, and as `HostKeys.find`
   */
  async read(environment: ZoomEnvironment): Promise<HostKeyDryRun | undefined> {
    const path = await this.parts.askWhatToOpen();
    if (path === undefined) return undefined;
    this.forget();
    const { turn } = this;
    const fileName = basename(path);
    const rows = hostKeyRows(fileName, csvRows(fileName, tableText(fileName, await readChosenBytes(path, maxBytes))));
    const importId = randomUUID();
    const known = await this.parts.hostKeys.byAddress(environment);
    const judged = judge(rows, known, environment);
    // Whoever has thought again meanwhile has nothing to be kept for.
    if (turn !== this.turn) return undefined;
    this.file = { importId, environment, rows };
    const of = (verdict: HostKeyVerdict, row: Judged) => row.verdict === verdict && row.isKnown;
    const counts: HostKeyDryRun['counts'] = { new: 0, same: 0, conflict: 0, ambiguous: 0, wrong: 0 };
    for (const { verdict } of judged) counts[verdict] += 1;
    const toKnow = judged.filter(({ verdict, isWeak }) => (verdict !== 'new' && verdict !== 'same') || isWeak);
    return {
      importId,
      fileName,
      counts,
      weak: judged.filter(({ isWeak }) => isWeak).length,
      ambiguousKnown: judged.filter((row) => of('ambiguous', row)).length,
      rows: toKnow.slice(0, shownRows).map(({ isKnown: _here, ...row }) => row),
      more: Math.max(0, toKnow.length - shownRows),
    };
  }

  /**
   * All that was chosen in one step, or nothing.
   * @returns how many keys were taken
   * @throws AppError `invalid_request` for another file than the one that was read last, `records_not_saved`
   */
  async apply(importId: string, choice: HostKeyImportChoice): Promise<number> {
    const { environment, rows } = this.opened(importId);
    const known = await this.parts.hostKeys.byAddress(environment);
    const wanted = chosenRows(rows, judge(rows, known, environment), (judged) => isTaken(judged, choice), choice);
    await this.parts.hostKeys.adopt(environment, [...wanted.values()]);
    this.forget();
    this.parts.activity.note({ kind: 'hostKeysImported', outcome: 'done', about: `${wanted.size} from a table` });
    return wanted.size;
  }

  /**
   * What a campaign would have to set at Zoom, chosen as `apply` does; a key that is here already, too, unless Usher itself has set it.
   * @throws AppError `invalid_request` as `apply`
   */
  async toSet(importId: string, choice: HostKeyImportChoice): Promise<TableKeys> {
    const { environment, rows } = this.opened(importId);
    const known = await this.parts.hostKeys.byAddress(environment);
    const judged = judge(rows, known, environment);
    const wanted = chosenRows(rows, judged, (row) => row.verdict === 'same' || isTaken(row, choice), choice);
    const keys: TableKeys['keys'][number][] = [];
    const strangers: TableKeys['strangers'][number][] = [];
    let already = 0;
    for (const [address, row] of wanted) {
      const record = known.get(address);
      if (!record) strangers.push(row);
      else if (isSetByUsher(record, row.key)) already += 1;
      else keys.push({ record, key: row.key });
    }
    return { keys, strangers, already };
  }

  private opened(importId: string): OpenFile {
    if (this.file?.importId !== importId) throw new AppError('invalid_request');
    return this.file;
  }

  forget(): void {
    this.turn += 1;
    this.file = undefined;
  }

  /**
   * Writes everybody into a table of the user's choice.
   * @param withKeys then the keys go along, for everybody's eyes
   * @returns false when the user cancelled
   * @throws AppError `file_not_written`, and as `HostKeys.find`
   */
  async export({ withKeys }: { withKeys: boolean }): Promise<boolean> {
    const { hostKeys, activity, askWhereToSave, now } = this.parts;
    const path = await askWhereToSave({
      title: withKeys ? 'Export host keys' : 'Export the directory',
      filters: [{ name: 'CSV', extensions: ['csv'] }],
      suggestedName: `usher-${withKeys ? 'host-keys' : 'directory'}-${now().toISOString().slice(0, 10)}.csv`,
    });
    if (path === undefined) return false;
    const people = await hostKeys.matching({ text: '' });
    const keys = withKeys ? ['Host key', 'Or else'] : [];
    const head = ['Name', 'E-mail', 'Zoom user ID', 'Cloud', 'Standing', 'Set', ...keys];
    const text = csvText(
      head,
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
    const about = `${people.length} ${people.length === 1 ? 'person' : 'people'} ${withKeys ? 'with their keys' : 'without keys'}`;
    await activity.noteOutcome({ kind: 'hostKeysExported', about }, writeChosenFile(path, text));
    return true;
  }
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

/** One row for each address. */
function chosenRows(
  rows: readonly ReadRow[],
  judged: readonly Judged[],
  isChosen: (row: Judged) => boolean,
  { ambiguous }: HostKeyImportChoice,
): Map<string, ReadRow & { key: HostKey }> {
  const chosen = new Map<string, ReadRow & { key: HostKey }>();
  for (const [at, row] of rows.entries()) {
    const verdict = judged[at];
    if (row.key === undefined || !verdict || !isChosen(verdict)) continue;
    const address = row.email.toLowerCase();
    if (verdict.verdict === 'ambiguous' && ambiguous === 'first' && chosen.has(address)) continue;
    chosen.set(address, row);
  }
  return chosen;
}

/** Nothing has made it doubtful since. */
function isSetByUsher({ held, intent }: HostKeyRecord, key: HostKey): boolean {
  return held?.key === key && held.source === 'set' && held.doubt === undefined && intent === undefined;
}

function isTaken(row: Judged, { conflicts, ambiguous }: HostKeyImportChoice): boolean {
  if (row.verdict === 'wrong' || row.verdict === 'same') return false;
  if (row.isKnown && conflicts === 'keep') return false;
  return row.verdict !== 'ambiguous' || ambiguous !== 'skip';
}
