import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { replaceFile, syncFolder } from './durable-file';
import { codeOf } from './error-code';
import type { RecordFile } from './records';
import { asidePathOf, maxRecordBytes, previousGenerationOf } from './set-aside';

type Contents = Record<string, unknown>;

export function digestOf(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

/**
 * A file as it is written: with `generation`, the count of its saves, and `sha256`, over all the rest, in hex.
 * The generation comes first, so that it can be read without the rest. On one line: so its bytes are what is hashed.
 */
export function stamped(contents: Contents, generation: number): Buffer {
  const sha256 = digestOf(JSON.stringify({ generation, ...contents }));
  return Buffer.from(JSON.stringify({ generation, sha256, ...contents }));
}

/**
 * Takes the text of a file apart, which has been parsed already.
 * @returns `isUntouched` false when a bit has flipped, a key stands there twice, or another program has changed something
 */
export function unstamped(
  text: string,
  parsed: Contents,
): { contents: Contents; generation: number; isUntouched: boolean } {
  const { sha256, ...body } = parsed;
  const { generation = 0, ...contents } = body;
  return {
    contents,
    generation: typeof generation === 'number' && Number.isSafeInteger(generation) ? Math.max(generation, 0) : 0,
    isUntouched:
      sha256 === undefined && !('generation' in body)
        ? // Usher 0.1.0 wrote no stamp; that nothing stands there twice can be seen all the same.
          text.replace(/("[^"\\]*(?:\\.[^"\\]*)*")|\s+/g, '$1') === JSON.stringify(parsed)
        : isAsStamped(text) || sha256 === digestOf(JSON.stringify(body)),
  };
}

/** Without the stamp, a file that nobody has laid out anew is the very text that was hashed. */
function isAsStamped(text: string): boolean {
  const [head, generation = '', sha256] = /^(\{"generation":\d+,)"sha256":"([0-9a-f]{64})",/.exec(text) ?? [];
  return head !== undefined && sha256 === digestOf(generation + text.slice(head.length));
}

/**
 * A JSON file that outlives full disks, crashes, power cuts and other programs. electron-store reads it; its writer is not used,
 * because it takes a write that a full disk cut short for a whole one and does not sync the folder (atomically 2.1.1).
 * Nothing here blocks the main process: a disk may need seconds for a sync.
 */
export class CheckedFile implements RecordFile {
  readonly contents: Contents;
  private generation: number;
  /** The digest of the newest version that is Usher's own. What else lies on the disk is kept aside before it is replaced. */
  private own: string | undefined;
  private wanted: Contents = {};
  private next: Promise<void> | undefined;
  private last: Promise<void> = Promise.resolve();

  /**
   * @param found what the file held at the start; `own` is undefined when that is not what Usher had written, or not all understood
   * @param around `onSetAside` hears the name under which a foreign version is kept
   */
  constructor(
    private readonly path: string,
    found: { contents: Contents; generation: number; own: string | undefined },
    private readonly around: { now: () => Date; onSetAside: (name: string) => void },
  ) {
    this.contents = found.contents;
    this.generation = found.generation;
    this.own = found.own;
  }

  /** The next save keeps a copy of what is there now. */
  disown(): void {
    this.own = undefined;
  }

  /**
   * Answers when the disk has it for good. What is saved while a save is under way is written once, as the last one wants it.
   * @throws Error of the file system, or when the disk does not give back what it was given; the file is then what it was,
   * or the new one whole, where only the sync of the folder has failed: a power cut may still take it back
   */
  save(contents: Contents): Promise<void> {
    this.wanted = contents;
    this.next ??= this.last.then(() => {
      this.next = undefined;
      return this.write(this.wanted);
    });
    this.last = this.next.catch(() => {});
    return this.next;
  }

  private async write(contents: Contents): Promise<void> {
    const { path } = this;
    const bytes = stamped(contents, this.generation + 1);
    if (bytes.length > maxRecordBytes) throw new Error('more than Usher would read again');
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const before = await readIfThere(path);
    if (before) {
      const digest = digestOf(before);
      if (digest === this.own) await replaceFile(previousGenerationOf(path), before);
      else await this.keepAside(before);
      this.own = digest;
    }
    await replaceFile(path, bytes);
    this.generation += 1;
    this.own = digestOf(bytes);
    await syncFolder(dirname(path));
  }

  private async keepAside(foreign: Buffer): Promise<void> {
    const aside = asidePathOf(this.path, this.around.now());
    await replaceFile(aside, foreign);
    this.around.onSetAside(basename(aside));
  }
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
