import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { basename } from 'node:path';
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

const Head = z.strictObject({
  usher: z.literal('host keys'),
  version: z.literal(1),
  /** Names the file: no line of another one opens in it. */
  file: z.string().min(16),
  check: z.base64(),
});

/**
 * The directory of host keys on the disk: a head, and then one sealed line for each change of a person, of which the last one counts.
 * A line is AES-256-GCM with a nonce of its own under the key of the vault; the file's name and the number of the line are authenticated
 * with it, so that none can be moved, repeated or brought from another file. What was cut off in the middle of a line was never
 * acknowledged. To change a person is to append, however many there are.
 */
export class HostKeyFile {
  private readonly people = new Map<HostKeyPersonId, HostKeyRecord>();
  private lines = 0;
  private turn: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly path: string | undefined,
    private readonly key: Buffer,
    private name: string,
  ) {}

  /**
   * @param options.path nothing, for a directory that lives in memory: then no key is asked for
   * @param options.key the vault's; told whether there is a file that it has to open
   * @param options.onSetAside told the new name of a file of which not all could be read; what could be is used
   * @throws AppError `vault_key_lost` when the key is another one, `file_unreadable`, and what `key` throws
   */
  static async open(options: {
    path: string | undefined;
    key: (file: { hasSealed: boolean }) => Promise<Buffer>;
    onSetAside: (name: string) => void;
    now: () => Date;
  }): Promise<HostKeyFile> {
    const { path } = options;
    // The key of another file must not be replaced by one that lives no longer than this session.
    if (path === undefined) return new HostKeyFile(path, randomBytes(32), '');
    const bytes = await readIfThere(path);
    const key = await options.key({ hasSealed: bytes !== undefined && bytes.length > 0 });
    if (bytes === undefined || bytes.length === 0) {
      const made = new HostKeyFile(path, key, '');
      await made.rewrite();
      return made;
    }
    const text = bytes.toString('latin1');
    const [first = '', ...lines] = text.slice(0, text.lastIndexOf('\n')).split('\n');
    const head = Head.safeParse(parseJson(first)).data;
    const file = new HostKeyFile(path, key, head?.file ?? '');
    if (head && !file.opens(head.check, 0)) throw new AppError('vault_key_lost');
    const unread = head ? file.read(lines) : lines.length + 1;
    const isTorn = !text.endsWith('\n');
    if (unread > 0) {
      const aside = asidePathOf(path, options.now());
      await rename(path, aside);
      options.onSetAside(basename(aside));
    }
    if (unread > 0 || isTorn || file.lines - file.people.size > mostStaleLines) await file.rewrite();
    return file;
  }

  get size(): number {
    return this.people.size;
  }

  get(id: HostKeyPersonId): HostKeyRecord | undefined {
    return this.people.get(id);
  }

  all(): Iterable<HostKeyRecord> {
    return this.people.values();
  }

  /**
   * Answers when the disk has them for good; only then does anybody see them.
   * @throws AppError `records_not_saved`; the file is then what it was
   */
  save(records: readonly HostKeyRecord[]): Promise<void> {
    return this.inTurn(async () => {
      if (records.length === 0) return;
      const sealed = records.map((record, at) => this.seal(JSON.stringify(record), this.lines + 1 + at));
      if (this.path !== undefined) await append(this.path, Buffer.from(`${sealed.join('\n')}\n`, 'latin1'));
      this.lines += records.length;
      for (const record of records) this.people.set(record.id, record);
    });
  }

  /** Takes people out, with all that was known of them. @throws as `save` */
  remove(ids: readonly HostKeyPersonId[]): Promise<void> {
    return this.inTurn(async () => {
      const before = new Map(this.people);
      for (const id of ids) this.people.delete(id);
      try {
        await this.rewrite();
      } catch (error) {
        for (const [id, record] of before) this.people.set(id, record);
        throw error;
      }
    });
  }

  /** All that was begun is on the disk, or has failed. */
  async settle(): Promise<void> {
    await this.turn.catch(() => {});
  }

  private inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.turn
      .catch(() => {})
      .then(work)
      .catch((cause) => {
        throw new AppError('records_not_saved', { cause });
      });
    this.turn = turn;
    return turn;
  }

  /** @returns how many lines could not be read */
  private read(lines: readonly string[]): number {
    let unread = 0;
    for (const [at, line] of lines.entries()) {
      this.lines += 1;
      const opened = this.unseal(line, at + 1);
      const record = opened === undefined ? undefined : HostKeyRecord.safeParse(parseJson(opened)).data;
      if (record) this.people.set(record.id, record);
      else unread += 1;
    }
    return unread;
  }

  /** With one line for each person, under a new name. */
  private async rewrite(): Promise<void> {
    const before = this.name;
    this.name = randomBytes(16).toString('base64');
    const head = { usher: 'host keys', version: 1, file: this.name, check: this.seal(check, 0) };
    const lines = [...this.people.values()].map((record, at) => this.seal(JSON.stringify(record), at + 1));
    try {
      const text = `${[JSON.stringify(head), ...lines].join('\n')}\n`;
      if (this.path !== undefined) await writeDurably(this.path, Buffer.from(text, 'latin1'));
    } catch (error) {
      this.name = before;
      throw error;
    }
    this.lines = lines.length;
  }

  private seal(text: string, line: number): string {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv(algorithm, this.key, nonce, { authTagLength: tagBytes }).setAAD(this.place(line));
    const sealed = cipher.update(text, 'utf8');
    return Buffer.concat([nonce, sealed, cipher.final(), cipher.getAuthTag()]).toString('base64');
  }

  private unseal(line: string, number: number): string | undefined {
    const bytes = Buffer.from(line, 'base64');
    if (bytes.length < nonceBytes + tagBytes) return undefined;
    const end = bytes.length - tagBytes;
    const decipher = createDecipheriv(algorithm, this.key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes })
      .setAAD(this.place(number))
      .setAuthTag(bytes.subarray(end));
    try {
      const text = decipher.update(bytes.subarray(nonceBytes, end));
      return Buffer.concat([text, decipher.final()]).toString('utf8');
    } catch {
      return undefined;
    }
  }

  private opens(sealed: string, line: number): boolean {
    return this.unseal(sealed, line) === check;
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

/** A disk that takes a part of it has taken nothing: what it took is cut off again. */
async function append(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const { size } = await file.stat();
    try {
      await writeAt(file, bytes, size);
      await file.datasync();
    } catch (error) {
      await file.truncate(size);
      throw error;
    }
  } finally {
    await file.close();
  }
}
