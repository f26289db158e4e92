import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  realpathSync,
  renameSync,
  statSync,
} from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Failure } from '../shared/app-error';
import { CheckedFile, digestOf, unstamped } from './checked-file';
import { Records } from './records';
import { asidePathOf, maxRecordBytes, previousGenerationOf, removeDrafts, setAside } from './set-aside';

/** What a file held; `own` is its digest, where Usher itself has written every bit of it. */
type Found = { contents: Record<string, unknown>; generation: number; own: string | undefined };

type Reading = { path: string; read: () => Record<string, unknown>; now: () => Date };

/**
 * Opens the records, whatever has happened to their file: there are always some, and nothing that was found is lost.
 * @param options.path the file, `*.json`
 * @param options.read reads and parses it as electron-store does; throws when it is not JSON
 * @param options.onFailure hears, later, of a version that was kept aside before it was replaced
 * @param options.onCaughtUp hears that what could not be saved before now is
 * @returns `failures` is what the user should read at the start: what came from where, and what cannot be done
 */
export function openRecords(options: Reading & { onFailure: (failure: Failure) => void; onCaughtUp: () => void }): {
  records: Records;
  failures: Failure[];
} {
  const { read, now } = options;
  const failures: Failure[] = [];
  const canSave = prepareFolder(options.path);
  // Whoever keeps the file elsewhere, behind a link, finds it there again.
  const path = existsSync(options.path) ? realpathSync(options.path) : options.path;
  const found = find({ path, read, now }, failures);
  const file: CheckedFile = new CheckedFile(path, found, {
    now,
    onSetAside: (subject) =>
      options.onFailure({ code: records.isWhole ? 'records_changed_elsewhere' : 'records_damaged', subject }),
  });
  const records: Records = new Records(file, options);
  if (records.isNewer) failures.push({ code: 'records_newer' });
  else if (!canSave) failures.push({ code: 'records_not_saved' });
  else if (found.own === undefined || !records.isWhole) {
    file.disown();
    // Written once as it was understood, or every start would keep another copy.
    if (existsSync(path)) void records.saveSettings(records.settings).catch(() => {});
  }
  return { records, failures };
}

/** @returns whether anything can be written there */
function prepareFolder(path: string): boolean {
  const folder = dirname(path);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (statSync(folder).mode & 0o077) chmodSync(folder, 0o700);
  } catch {
    // Another one's folder may serve all the same.
  }
  try {
    accessSync(folder, constants.W_OK);
    removeDrafts(path);
    return true;
  } catch {
    return false;
  }
}

/** Finds something sound: the newest generation, the one before, or a new beginning. What it passes over is kept aside. */
function find({ path, read, now }: Reading, failures: Failure[]): Found {
  const nothing: Found = { contents: {}, generation: 0, own: undefined };
  try {
    const found = look(path, read);
    if (found) return afterRollback(path, found, now(), failures);
  } catch (error) {
    if (isDenied(error)) {
      failures.push({ code: 'file_unreadable', subject: basename(path) });
      return nothing;
    }
  }
  try {
    const { aside, isPreviousUsed } = setAside(path, now());
    const subject = aside === undefined ? {} : { subject: aside };
    const previous = isPreviousUsed ? look(path, read) : undefined;
    if (previous) failures.push({ code: 'records_recovered', ...subject });
    else if (aside !== undefined) failures.push({ code: 'records_damaged', ...subject });
    return previous ?? nothing;
  } catch {
    failures.push({ code: 'file_unreadable', subject: basename(path) });
    return nothing;
  }
}

/** @returns undefined where there is no file @throws Error when it is not what Usher writes, or cannot be read */
function look(path: string, read: () => Record<string, unknown>): Found | undefined {
  if (!existsSync(path)) return undefined;
  if (statSync(path).size > maxRecordBytes) throw new Error('too large to be parsed');
  const bytes = readFileSync(path);
  const text = bytes.toString('utf8');
  // electron-store takes a list and null for an empty store.
  if (!/^[\t\n\r ]*\{/.test(text)) throw new Error('not a JSON object');
  const { contents, generation, isUntouched } = unstamped(text, read());
  return { contents, generation, own: isUntouched ? digestOf(bytes) : undefined };
}

/**
 * Each generation is older than the next, so a file that is older than the one before it was put back by somebody.
 * It is used; the later one is not overwritten, and the count goes on from there.
 */
function afterRollback(path: string, found: Found, now: Date, failures: Failure[]): Found {
  const previous = previousGenerationOf(path);
  const later = generationIn(previous);
  if (later <= found.generation) return found;
  const aside = asidePathOf(path, now);
  try {
    renameSync(previous, aside);
  } catch {
    return found;
  }
  failures.push({ code: 'records_rolled_back', subject: basename(aside) });
  return { ...found, generation: later };
}

/** Reads no more than the head, where it stands. */
function generationIn(path: string): number {
  try {
    const file = openSync(path, 'r');
    try {
      const head = Buffer.alloc(64);
      const length = readSync(file, head);
      return Number(/^\{\s*"generation":\s*(\d{1,15})\b/.exec(head.toString('latin1', 0, length))?.[1] ?? 0);
    } finally {
      closeSync(file);
    }
  } catch {
    return 0;
  }
}

function isDenied(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM');
}
