import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { type ActivityBreak, ActivityEntry, type ActivityPage } from '../shared/activity';
import { parseJson } from '../shared/parse-json';

/** What happened, before the log has given it its number. */
export type NewEntry = Omit<ActivityEntry, 'n'>;

const chunkBytes = 64 * 1024;
/** The longest line there can be: every text is cut, and a character takes six bytes at most. */
const longestLine = 16 * 1024;
/** How far one request for a page looks back; whoever wants more asks again. */
const linesPerLook = 20_000;
const newline = 0x0a;

const Hash = z.string().regex(/^[0-9a-f]{64}$/);
/** `resumes`: in place of removed lines, the hash of the last of them, on which the next line still builds. */
const Line = ActivityEntry.extend({ resumes: Hash.optional() });
type Line = z.infer<typeof Line>;
/** The bytes of a line are part of what is checked, so there is one way to write it. */
const lineShape = /^\{"hash":"([0-9a-f]{64})","entry":(\{"n":(\d{1,15}),.*\})\}$/s;

/**
 * What is remembered beside the log: a random word that the first line builds on, and the last line, so that a cut end is noticed.
 * Written after each append; a log that goes on from there is as good.
 */
const Head = z.object({
  anchor: z.uuid(),
  /** The last line's number; -1 before there is one. */
  n: z.number().int().min(-1),
  /** What the next line builds on. */
  hash: z.union([Hash, z.literal('')]),
  /** A damaged log is on its way out. */
  pending: z.object({ setAside: z.string(), afterEntry: z.number() }).optional(),
});
type Head = z.infer<typeof Head>;

/** A log that is not what Usher wrote. */
class Changed extends Error {
  constructor(readonly afterEntry: number) {
    super(`changed after entry ${afterEntry}`);
  }
}

/**
 * What was done as whom, as JSON Lines that can only grow. Each line carries the SHA-256 over the hash of the line before and its own
 * content, so that a change, a removal, another order and a cut end are noticed when the log is next used: the file is then set aside,
 * never deleted, and a new chain begins with a note. The hash has no key: it shows meddling and damage, it does not stop somebody
 * who knows Usher and writes the whole file anew.
 * Nothing of it stays in memory. One thing at a time; whoever calls is served in turn.
 */
export class ActivityLog {
  private turn: Promise<unknown> = Promise.resolve();
  private head: Head | undefined;
  /** The file as it was when it was last found whole. */
  private seen: string | undefined;

  /**
   * @param options.path where the log is; the head stands beside it
   * @param options.onSetAside told the name of a log that was changed outside of Usher
   */
  constructor(private readonly options: { path: string; now: () => Date; onSetAside: (setAside: string) => void }) {}

  /** Answers when the disk has them. @throws Error when it did not take them; then none of them is in the log */
  append(entries: readonly NewEntry[]): Promise<void> {
    return this.inTurn(async () => {
      const head = await this.whole();
      let { n, hash } = head;
      const lines = entries.map((entry) => {
        n += 1;
        const line = lineFor(hash, { n, ...entry });
        hash = line.hash;
        return line.text;
      });
      await this.grow(lines.join(''), { ...head, n, hash });
    });
  }

  /**
   * One look back, newest first.
   * @param query.before the number at which the last page ended
   * @param query.matches which entries are wanted
   */
  page(query: {
    before?: number | undefined;
    limit: number;
    matches: (entry: ActivityEntry) => boolean;
  }): Promise<ActivityPage> {
    return this.inTurn(async () => {
      const { n: last } = await this.whole();
      return this.reading(async (file, size) => {
        const first = await firstLine(file, size);
        const entries: ActivityEntry[] = [];
        const end = query.before === undefined ? size : await offsetOf(file, size, query.before);
        let looked = 0;
        let next: number | undefined;
        for await (const line of linesBackwards(file, end)) {
          const entry = entryOf(line);
          if (query.matches(entry)) entries.push(entry);
          looked += 1;
          if (entries.length < query.limit && looked < linesPerLook) continue;
          if (entry.n > first.n) next = entry.n;
          break;
        }
        const changedOutside = breakIn(first);
        return {
          entries,
          ...(next === undefined ? {} : { next }),
          total: last - first.n,
          ...(changedOutside ? { changedOutside } : {}),
        };
      });
    });
  }

  /**
   * Every entry from the oldest on, as the log is at this moment; what is written meanwhile waits for nothing.
   * @param onRead how many of how many bytes are read
   */
  async *entries(onRead: (bytes: number, of: number) => void = () => {}): AsyncGenerator<ActivityEntry> {
    const { file, size } = await this.inTurn(async () => {
      await this.whole();
      const opened = await open(this.options.path, 'r');
      return { file: opened, size: (await opened.stat()).size };
    });
    try {
      for await (const { text, end } of linesForwards(file, size)) {
        yield entryOf(text);
        onRead(end, size);
      }
    } finally {
      await file.close();
    }
  }

  /**
   * Removes what happened before a moment. What stays is as it was: a line in place of what went says on what it builds.
   * @returns how many entries were removed
   */
  prune(before: Date): Promise<number> {
    return this.inTurn(async () => {
      const head = await this.whole();
      const draft = `${this.options.path}.draft`;
      const removed = await this.reading(async (file, size) => {
        let first: number | undefined;
        let last: { n: number; hash: string; end: number } | undefined;
        for await (const { text, end } of linesForwards(file, size)) {
          const line = lineOf(text);
          first ??= line.n;
          if (line.n > first && Date.parse(line.at) >= before.getTime()) break;
          last = { n: line.n, hash: line.resumes ?? hashOf(text), end };
        }
        if (first === undefined || !last || last.n <= first) return 0;
        const count = last.n - first;
        const checkpoint = lineFor(head.anchor, {
          n: last.n,
          at: this.options.now().toISOString(),
          kind: 'logPruned',
          outcome: 'done',
          about: `${count} ${count === 1 ? 'entry' : 'entries'} from before ${before.toISOString()}`,
          resumes: last.hash,
        });
        await rm(draft, { force: true });
        const copy = await open(draft, 'wx', 0o600);
        try {
          await copy.appendFile(checkpoint.text);
          for await (const chunk of chunks(file, last.end, size)) await copy.appendFile(chunk);
          await copy.sync();
        } finally {
          await copy.close();
        }
        return count;
      });
      if (removed > 0) {
        await rename(draft, this.options.path);
        await this.look();
      }
      return removed;
    });
  }

  /** How many bytes the log has on disk. */
  async size(): Promise<number> {
    return (await stat(this.options.path).catch(() => undefined))?.size ?? 0;
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.turn.then(work, work);
    this.turn = turn.catch(() => {});
    return turn;
  }

  private async reading<T>(work: (file: FileHandle, size: number) => Promise<T>): Promise<T> {
    const file = await open(this.options.path, 'r');
    try {
      return await work(file, (await file.stat()).size);
    } finally {
      await file.close();
    }
  }

  /** Finds the log whole, or sets it aside and begins a new one. Reads it again only if somebody else has touched it. */
  private async whole(): Promise<Head> {
    if (this.head && this.seen !== undefined && this.seen === (await this.looks())) return this.head;
    const head = this.head ?? (await this.remembered());
    if (head === 'unreadable') return this.beginAfter(0);
    if (head === undefined) {
      if ((await this.looks()) !== undefined) return this.beginAfter(0);
      return this.begin({ anchor: randomUUID(), n: -1, hash: '' });
    }
    if (head.pending) return this.goOnSettingAside(head, head.pending);
    if (head.n >= 0 && !(await this.size())) return this.beginAfter(0);
    return this.verifiedOrBegun(head);
  }

  private async begin(head: Head): Promise<Head> {
    const { pending, ...rest } = head;
    await this.remember(head);
    const first = lineFor(head.anchor, {
      n: 0,
      at: this.options.now().toISOString(),
      kind: 'logBegun',
      outcome: 'done',
      ...pending,
    });
    await this.grow(first.text, { ...rest, n: 0, hash: first.hash });
    return this.head ?? head;
  }

  private async beginAfter(afterEntry: number): Promise<Head> {
    const { path, now } = this.options;
    const name = basename(path).replace(/\.jsonl$/, '');
    const setAside = `${name}.set-aside-${now().toISOString().replace(/[:.]/g, '-')}-${randomUUID().slice(0, 4)}.jsonl`;
    // Remembered before it is done: whatever dies in between, it is gone on with and noticed once.
    const head: Head = { anchor: randomUUID(), n: -1, hash: '', pending: { setAside, afterEntry } };
    await this.remember(head);
    return this.goOnSettingAside(head, { setAside, afterEntry });
  }

  private async goOnSettingAside(head: Head, pending: { setAside: string; afterEntry: number }): Promise<Head> {
    const { path, onSetAside } = this.options;
    const aside = join(dirname(path), basename(pending.setAside));
    const wasAside = (await stat(aside).catch(() => undefined)) !== undefined;
    if (!wasAside) {
      await rename(path, aside).catch((error: unknown) => {
        if (!isMissing(error)) throw error;
      });
    }
    // What stands there now began after the renaming.
    const begun = await this.verifiedOrBegun(head);
    onSetAside(pending.setAside);
    return begun;
  }

  private async verifiedOrBegun(head: Head): Promise<Head> {
    if (!(await this.size())) return this.begin(head);
    try {
      const verified = await this.verify(head);
      if (verified.n < 0) return this.begin(head);
      await this.remember(verified);
      await this.look();
      return verified;
    } catch (error) {
      if (error instanceof Changed) return this.beginAfter(error.afterEntry);
      throw error;
    }
  }

  /** Reads every line. What a killed write left half done at the end, after what is remembered, is mended. */
  private async verify(head: Head): Promise<Head> {
    let n = -1;
    let hash = '';
    let isRememberedSeen = head.n < 0;
    let wholeUntil = 0;
    const size = await this.size();
    await this.reading(async (file) => {
      for await (const { text, end } of linesForwards(file, size)) {
        const parts = lineShape.exec(text);
        const vouched = Math.max(n, 0);
        if (!parts?.[1] || !parts[2] || !parts[3]) throw new Changed(vouched);
        const isFirst = n === -1;
        if (!isFirst && Number(parts[3]) !== n + 1) throw new Changed(vouched);
        if (chained(isFirst ? head.anchor : hash, parts[2]) !== parts[1]) throw new Changed(vouched);
        const first = isFirst ? Line.safeParse(parseJson(parts[2])).data : undefined;
        if (isFirst && first?.resumes === undefined && Number(parts[3]) !== 0) throw new Changed(vouched);
        n = Number(parts[3]);
        hash = first?.resumes ?? parts[1];
        if (n === head.n && hash !== head.hash) throw new Changed(vouched);
        isRememberedSeen ||= n === head.n;
        wholeUntil = end;
      }
    });
    if (!isRememberedSeen) throw new Changed(Math.max(n, 0));
    if (wholeUntil < size) await this.mend(wholeUntil);
    return { anchor: head.anchor, n, hash };
  }

  private async mend(wholeUntil: number): Promise<void> {
    const file = await open(this.options.path, 'r+');
    try {
      await file.truncate(wholeUntil);
      await file.sync();
    } finally {
      await file.close();
    }
  }

  private async grow(text: string, head: Head): Promise<void> {
    const file = await open(this.options.path, 'a', 0o600);
    const before = this.head;
    try {
      const { size } = await file.stat();
      try {
        await file.appendFile(text);
        await file.datasync();
        await this.remember(head);
      } catch (error) {
        // Half of it would be read as damage by nobody, but told twice by whoever tries again.
        await file.truncate(size).catch(() => {});
        this.head = before;
        throw error;
      }
    } finally {
      await file.close();
      await this.look();
    }
  }

  private async remember(head: Head): Promise<void> {
    const path = headPathOf(this.options.path);
    const draft = `${path}.draft`;
    await rm(draft, { force: true });
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(JSON.stringify(head));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
    this.head = head;
  }

  private async remembered(): Promise<Head | 'unreadable' | undefined> {
    try {
      const text = await readFile(headPathOf(this.options.path), 'utf8');
      const head = Head.safeParse(parseJson(text)).data;
      return head && JSON.stringify(head) === text ? head : 'unreadable';
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  private async look(): Promise<void> {
    this.seen = await this.looks();
  }

  /** Changes with every write to the file, also with one that puts its time back. */
  private async looks(): Promise<string | undefined> {
    try {
      const { ino, size, ctimeNs } = await stat(this.options.path, { bigint: true });
      return `${ino}:${size}:${ctimeNs}`;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }
}

/** Where the end of a log is remembered. */
export function headPathOf(path: string): string {
  return `${path.replace(/\.jsonl$/, '')}-head.json`;
}

function chained(previous: string, content: string): string {
  return createHash('sha256').update(`${previous}\n${content}`).digest('hex');
}

function lineFor(previous: string, line: Line): { text: string; hash: string } {
  const content = JSON.stringify(line);
  const hash = chained(previous, content);
  return { text: `{"hash":"${hash}","entry":${content}}\n`, hash };
}

function hashOf(text: string): string {
  return lineShape.exec(text)?.[1] ?? '';
}

/** For lines that are verified. */
function lineOf(text: string): Line {
  return Line.parse(parseJson(lineShape.exec(text)?.[2] ?? ''));
}

function entryOf(text: string): ActivityEntry {
  const { resumes: _inner, ...entry } = lineOf(text);
  return entry;
}

function breakIn({ at, setAside, afterEntry }: Line): ActivityBreak | undefined {
  return setAside === undefined || afterEntry === undefined ? undefined : { at, setAside, afterEntry };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

async function bytesAt(file: FileHandle, from: number, to: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(to - from);
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, from + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

async function* chunks(file: FileHandle, from: number, to: number): AsyncGenerator<Buffer> {
  for (let at = from; at < to; at += chunkBytes) yield await bytesAt(file, at, Math.min(at + chunkBytes, to));
}

/** Whole lines only; a rest without its line end is left out. `end` is the offset after the line's end. */
async function* linesForwards(file: FileHandle, size: number): AsyncGenerator<{ text: string; end: number }> {
  let rest: Buffer = Buffer.alloc(0);
  let restAt = 0;
  for await (const chunk of chunks(file, 0, size)) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let from = 0;
    for (let to = bytes.indexOf(newline); to >= 0; to = bytes.indexOf(newline, from)) {
      yield { text: bytes.toString('utf8', from, to), end: restAt + to + 1 };
      from = to + 1;
    }
    rest = bytes.subarray(from);
    restAt += from;
    // No line of ours: nobody shall have to hold a file without line ends in memory.
    if (rest.length > longestLine) return yield { text: '', end: restAt };
  }
}

/** @param end the offset after a line's end */
async function* linesBackwards(file: FileHandle, end: number): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0);
  for (let to = end; to > 0; to -= chunkBytes) {
    const bytes = Buffer.concat([await bytesAt(file, Math.max(0, to - chunkBytes), to), rest]);
    let until = bytes.length - 1;
    for (let at = bytes.lastIndexOf(newline, until - 1); at >= 0; at = bytes.lastIndexOf(newline, until - 1)) {
      yield bytes.toString('utf8', at + 1, until);
      until = at;
      if (until === 0) break;
    }
    rest = bytes.subarray(0, until + 1);
  }
  if (rest.length > 1) yield rest.toString('utf8', 0, rest.length - 1);
}

async function lineFrom(file: FileHandle, offset: number, size: number): Promise<{ text: string; end: number }> {
  const bytes = await bytesAt(file, offset, Math.min(size, offset + longestLine));
  const to = bytes.indexOf(newline);
  return { text: bytes.toString('utf8', 0, Math.max(0, to)), end: offset + to + 1 };
}

async function firstLine(file: FileHandle, size: number): Promise<Line> {
  return lineOf((await lineFrom(file, 0, size)).text);
}

/** Where the line with this number begins, found by halving: the numbers go up without gaps. */
async function offsetOf(file: FileHandle, size: number, n: number): Promise<number> {
  let low = 0;
  let high = size;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const start = await lineStartFrom(file, middle, low, high);
    if (start === undefined) {
      high = middle;
      continue;
    }
    const { text, end } = await lineFrom(file, start, size);
    if (lineOf(text).n < n) low = end;
    else high = start === low ? low : Math.min(middle, start);
  }
  return low;
}

/** The first line that begins at or after an offset, below `high`; a line begins at `low`. */
async function lineStartFrom(file: FileHandle, offset: number, low: number, high: number): Promise<number | undefined> {
  if (offset === low) return low;
  const bytes = await bytesAt(file, offset - 1, Math.min(high, offset + longestLine));
  const at = bytes.indexOf(newline);
  if (at < 0) return undefined;
  const start = offset + at;
  return start < high ? start : undefined;
}
