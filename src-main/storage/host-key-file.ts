import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { copyFile, open, readFile, rename } from 'node:fs/promises';
import { basename } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import { AppError } from '../shared/app-error';
import type { HostKeyPersonId } from '../shared/host-key';
import { parseJson } from '../shared/parse-json';
import { writeAt, writeDurably } from './durable-file';
import { codeOf } from './error-code';
import { HostKeyRecord } from './host-key-record';
import { asidePathOf } from './set-aside';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;
/** What the head seals: it tells another key from a damaged file. */
const check = 'usher host keys';
/** So many lines that say nothing new any more are worth writing the file anew. */
const mostStaleLines = 2_000;
/** More at once are written with everybody, as one step: of appended lines a crash may leave some. */
const mostAppended = 20;
/** So many lines are sealed at a time: a few milliseconds of work. */
const pieceLines = 250;

const Head = z.strictObject({
  usher: z.literal('host keys'),
  version: z.literal(1),
  /** Names the file: no line of another one opens in it. */
  file: z.string().min(16),
  check: z.base64(),
});

/** Everybody in the directory, by the name that it has for them. */
export type HostKeyPeople = ReadonlyMap<HostKeyPersonId, HostKeyRecord>;

type Options = {
  /** Nothing, for a directory that lives in memory: then no key is asked for. */
  path: string | undefined;
  /** The vault's; told whether there is a file that it has to open. */
  key: (file: { hasSealed: boolean }) => Promise<Buffer>;
  /** Told the new name of a copy of a file of which not all could be read; what could be is used. */
  onSetAside: (name: string) => void;
  now: () => Date;
};

/**
 * The directory of host keys on the disk: a head, and then one sealed line for each change of a person, of which the last one counts.
 * A line is AES-256-GCM with a nonce of its own under the key of the vault; the file's name and the number of the line are authenticated
 * with it, so that none can be moved, repeated or brought from another file. What was cut off in the middle of a line was never
 * acknowledged. To change a person is to append, however many there are.
 */
export class HostKeyFile {
  private readonly known = new Map<HostKeyPersonId, HostKeyRecord>();
  private key: Buffer | undefined;
  private name = '';
  private lines = 0;
  /** Where the last line that was acknowledged ends. */
  private end = 0;
  /** The file is not there, or not as it is known to be: the next change writes it anew. */
  private isOutOfStep = true;
  private turn: Promise<unknown> = Promise.resolve();

  private constructor(private readonly options: Options) {}

  /**
   * Where there is no file, none is made before there is something to keep.
   * @throws AppError `vault_key_lost` when the key is another one, `file_unreadable`, `records_not_saved`, and what `key` throws
   */
  static async open(options: Options): Promise<HostKeyFile> {
    const file = new HostKeyFile(options);
    if (options.path !== undefined) await file.load(options.path);
    return file;
  }

  get(id: HostKeyPersonId): HostKeyRecord | undefined {
    return this.known.get(id);
  }

  /** As they are now, and not a copy. */
  get people(): HostKeyPeople {
    return this.known;
  }

  /**
   * Changes people as one step. Answers when the disk has it for good; only then does anybody see it.
   * @param change is told of everybody as they are when its turn has come, and gives those who are different
   * @param gone asked after that: whom to take out, with all that was known of them
   * @returns those who were changed, and who was taken out
   * @throws AppError `records_not_saved`; then nothing has changed
   */
  update(
    change: (people: HostKeyPeople) => readonly HostKeyRecord[],
    gone: () => readonly HostKeyPersonId[] = () => [],
  ): Promise<{ changed: readonly HostKeyRecord[]; removed: readonly HostKeyPersonId[] }> {
    return this.inTurn(async () => {
      const changed = change(this.known);
      const removed = gone().filter((id) => this.known.has(id));
      if (changed.length === 0 && removed.length === 0) return { changed, removed };
      const isWhole = this.isOutOfStep || removed.length > 0 || changed.length > mostAppended;
      if (isWhole) await this.rewrite(this.peopleAfter(changed, removed));
      else await this.append(changed);
      for (const record of changed) this.known.set(record.id, record);
      for (const id of removed) this.known.delete(id);
      return { changed, removed };
    });
  }

  /** All that was begun is on the disk, or has failed. */
  async settle(): Promise<void> {
    await this.turn.catch(() => {});
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.turn
      .catch(() => {})
      .then(work)
      .catch((cause) => {
        throw cause instanceof AppError ? cause : new AppError('records_not_saved', { cause });
      });
    this.turn = turn;
    return turn;
  }

  private async load(path: string): Promise<void> {
    const { options } = this;
    const bytes = await readIfThere(path);
    if (bytes === undefined || bytes.length === 0) return;
    this.key = await options.key({ hasSealed: true });
    const text = bytes.toString('latin1');
    this.end = text.lastIndexOf('\n') + 1;
    const [first = '', ...lines] = text.slice(0, Math.max(this.end - 1, 0)).split('\n');
    const head = Head.safeParse(parseJson(first)).data;
    this.name = head?.file ?? '';
    if (head && this.unseal(head.check, 0) !== check) throw new AppError('vault_key_lost');
    const unread = head ? this.read(lines) : 1;
    this.isOutOfStep = unread > 0;
    if (unread > 0) {
      // A copy: until the other one is written, this is all there is.
      const aside = asidePathOf(path, options.now());
      await copyFile(path, aside).catch((cause: unknown) => {
        throw new AppError('records_not_saved', { cause });
      });
      options.onSetAside(basename(aside));
    }
    if (unread > 0) await this.inTurn(() => this.rewrite(this.known));
    // All was read: that the disk takes nothing now is no reason to show nobody.
    else if (this.lines - this.known.size > mostStaleLines)
      await this.inTurn(() => this.rewrite(this.known)).catch(() => {});
  }

  /** @returns how many lines could not be read */
  private read(lines: readonly string[]): number {
    let unread = 0;
    for (const [at, line] of lines.entries()) {
      this.lines += 1;
      const opened = this.unseal(line, at + 1);
      const record = opened === undefined ? undefined : HostKeyRecord.safeParse(parseJson(opened)).data;
      if (record) this.known.set(record.id, record);
      else unread += 1;
    }
    return unread;
  }

  private peopleAfter(records: readonly HostKeyRecord[], removed: readonly HostKeyPersonId[] = []): HostKeyPeople {
    const next = new Map(this.known);
    for (const record of records) next.set(record.id, record);
    for (const id of removed) next.delete(id);
    return next;
  }

  private async append(records: readonly HostKeyRecord[]): Promise<void> {
    const { path } = this.options;
    if (path === undefined) return;
    const sealed = records.map((record, at) => this.seal(JSON.stringify(record), this.lines + 1 + at));
    const bytes = Buffer.from(`${sealed.join('\n')}\n`, 'latin1');
    try {
      await appendAt(path, bytes, this.end);
    } catch (error) {
      // What the disk has now is anybody's guess.
      this.isOutOfStep = true;
      if (codeOf(error) !== 'ENOENT') throw error;
      return this.rewrite(this.peopleAfter(records));
    }
    this.end += bytes.length;
    this.lines += records.length;
  }

  /** With one line for each person, under a new name. */
  private async rewrite(people: HostKeyPeople): Promise<void> {
    const { path, key } = this.options;
    if (path === undefined) return;
    this.key ??= await key({ hasSealed: false });
    // It may have been replaced even where that fails: until it has not, nothing is appended to it.
    this.isOutOfStep = true;
    this.name = randomBytes(16).toString('base64');
    const head = { usher: 'host keys', version: 1, file: this.name, check: this.seal(check, 0) };
    const lines: string[] = [];
    for (const record of people.values()) {
      lines.push(this.seal(JSON.stringify(record), lines.length + 1));
      if (lines.length % pieceLines === 0) await nextTurn();
    }
    const bytes = Buffer.from(`${[JSON.stringify(head), ...lines].join('\n')}\n`, 'latin1');
    await writeDurably(path, bytes);
    this.lines = lines.length;
    this.end = bytes.length;
    this.isOutOfStep = false;
  }

  private seal(text: string, line: number): string {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv(algorithm, this.keyNow, nonce, { authTagLength: tagBytes }).setAAD(this.place(line));
    const sealed = cipher.update(text, 'utf8');
    return Buffer.concat([nonce, sealed, cipher.final(), cipher.getAuthTag()]).toString('base64');
  }

  private unseal(line: string, number: number): string | undefined {
    const bytes = Buffer.from(line, 'base64');
    if (bytes.length < nonceBytes + tagBytes) return undefined;
    const end = bytes.length - tagBytes;
    const nonce = bytes.subarray(0, nonceBytes);
    const decipher = createDecipheriv(algorithm, this.keyNow, nonce, { authTagLength: tagBytes })
      .setAAD(this.place(number))
      .setAuthTag(bytes.subarray(end));
    try {
      const text = decipher.update(bytes.subarray(nonceBytes, end));
      return Buffer.concat([text, decipher.final()]).toString('utf8');
    } catch {
      return undefined;
    }
  }

  private get keyNow(): Buffer {
    if (!this.key) throw new Error('the vault is not open');
    return this.key;
  }

  private place(line: number): Buffer {
    return Buffer.from(`${this.name}:${line}`);
  }
}

/** Moves a directory out of the way that nothing opens any more; it is kept beside. */
export async function putHostKeysAside(path: string, now: Date): Promise<void> {
  await rename(path, asidePathOf(path, now));
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return undefined;
    throw new AppError('file_unreadable', { subject: basename(path), cause });
  }
}

/** What lies behind that place, such as a line that a crash cut off, is replaced; a disk that takes a part has taken nothing. */
async function appendAt(path: string, bytes: Buffer, place: number): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const { size } = await file.stat();
    if (size < place) throw new Error('the file has become shorter');
    if (size > place) await file.truncate(place);
    try {
      await writeAt(file, bytes, place);
      await file.datasync();
    } catch (error) {
      await file.truncate(place);
      throw error;
    }
  } finally {
    await file.close();
  }
}
