import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { AppError } from '../shared/app-error';
import type { CredentialId } from '../shared/credential';
import { parseJson } from '../shared/parse-json';
import { writeDurably } from './durable-file';
import { codeOf } from './error-code';
import { isRunning, type ProcessMark, ProcessMarkShape, thisProcess } from './process-mark';

/** A renewal takes seconds; who waits longer for somebody else's has a person waiting. */
const turnLimitMs = 12_000;
const lookAgainMs = 80;
/** A holder that cannot be looked at, on another computer or after a crash of the file system, is believed for so long. */
const unseenHolderMs = { unknown: 60_000, unreadable: 2_000 };

const Holder = ProcessMarkShape.extend({ turn: z.string() });
const Note = z.object({ tokenHash: z.string(), startedAt: z.string(), isAnswered: z.boolean(), by: ProcessMarkShape });

/** What is known of the renewal that was begun last, and not heard the end of. */
export type RenewalNote = {
  /** Was this refresh token sent to Zoom before, without anybody knowing what came of it? */
  isAbout: (refreshToken: string) => boolean;
  /** Another Usher has got what Zoom gave for it, could not store that yet, and is still there to do so. */
  isElsewhere: boolean;
};

/** The turn to renew one credential. */
export type RenewalTurn = {
  readonly note: RenewalNote;
  /** Before the token is sent: written for good, so that the next start knows. @throws AppError `renewed_elsewhere` when the turn was lost */
  begin: (refreshToken: string) => Promise<void>;
  /** What Zoom gave for it could not be stored yet: as long as this process lives, no other one may send it again. */
  hold: () => Promise<void>;
  /** It is known what came of it. */
  end: () => Promise<void>;
};

/**
 * Keeps renewals apart, and remembers the one under way, in two small files for each credential outside of the keyring: a lock, which
 * the end of its process ends, and a note with a hash of the token that is being spent.
 */
export class RenewalNotes {
  constructor(private readonly options: { folder: string; now: () => Date }) {}

  /**
   * Does the work when no other Usher on this profile renews the same credential.
   * @throws AppError `renewed_elsewhere` when another one does not come to an end, `records_not_saved`, or what the work throws
   */
  async inTurn<T>(id: CredentialId, work: (turn: RenewalTurn) => Promise<T>): Promise<T> {
    const { folder } = this.options;
    const me = await thisProcess();
    const lock = new TurnLock(join(folder, `${id}.lock`), me);
    const made = await mkdir(folder, { recursive: true, mode: 0o700 }).then(() => true, unlessFull);
    if (made) await lock.take();
    try {
      const path = join(folder, `${id}.json`);
      const found = Note.safeParse(parseJson(await readFile(path, 'utf8').catch(() => ''))).data;
      let current = found;
      const write = async (note: z.infer<typeof Note>) => {
        current = note;
        // A full disk must not end a meeting that needs this token; only the words for a crash would be other ones.
        await writeDurably(path, Buffer.from(JSON.stringify(note))).catch(() => {});
      };
      return await work({
        note: {
          isAbout: (refreshToken) => found?.tokenHash === hashOf(refreshToken),
          isElsewhere: found?.isAnswered === true && !isSame(found.by, me) && (await isRunning(found.by)) !== 'no',
        },
        begin: async (refreshToken) => {
          if (!(await lock.isStillOurs())) throw new AppError('renewed_elsewhere');
          const startedAt = this.options.now().toISOString();
          await write({ tokenHash: hashOf(refreshToken), startedAt, isAnswered: false, by: me });
        },
        hold: async () => {
          if (current) await write({ ...current, isAnswered: true, by: me });
        },
        end: async () => rm(path, { force: true }).catch(() => {}),
      });
    } finally {
      await lock.giveBack();
    }
  }

  /** Of a credential that is no more. */
  async forget(id: CredentialId): Promise<void> {
    for (const name of [`${id}.json`, `${id}.lock`, `${id}.lock.stale`]) {
      await rm(join(this.options.folder, name), { force: true }).catch(() => {});
    }
  }
}

/**
 * A file that is there while one process has the turn. What a killed process leaves behind is known by its mark, and taken away.
 * A full disk may have no room for the mark, or not even for the file: who has the turn then is believed for a moment, or not known.
 * The meeting that needs the token is worth more than keeping apart two Ushers that would have to come at that same moment.
 */
class TurnLock {
  private readonly content: string;
  /** What the file says when the turn is ours; nothing where there is no file. */
  private held: string | undefined;

  constructor(
    private readonly path: string,
    me: ProcessMark,
  ) {
    this.content = JSON.stringify({ ...me, turn: randomBytes(9).toString('base64url') });
  }

  /** @throws AppError `renewed_elsewhere`, `records_not_saved` */
  async take(): Promise<void> {
    const deadline = performance.now() + turnLimitMs;
    while (!(await this.create())) {
      const held = await readFile(this.path, 'utf8').catch(() => undefined);
      if (held !== undefined && (await this.isStale(held))) await this.clear(held);
      else if (performance.now() >= deadline) throw new AppError('renewed_elsewhere');
      else await pause(lookAgainMs * (0.5 + Math.random()));
    }
  }

  async isStillOurs(): Promise<boolean> {
    return (await readFile(this.path, 'utf8').catch(() => undefined)) === this.held;
  }

  async giveBack(): Promise<void> {
    if (await this.isStillOurs()) await rm(this.path, { force: true }).catch(() => {});
  }

  private async create(): Promise<boolean> {
    try {
      const file = await open(this.path, 'wx', 0o600);
      this.held = '';
      try {
        await file.writeFile(this.content);
        this.held = this.content;
      } finally {
        await file.close();
      }
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return false;
      unlessFull(error);
    }
    return true;
  }

  private async isStale(held: string): Promise<boolean> {
    const holder = Holder.safeParse(parseJson(held)).data;
    const running = holder ? await isRunning(holder) : 'unreadable';
    if (running === 'yes' || running === 'no') return running === 'no';
    const ageMs =
      Date.now() -
      (await stat(this.path).then(
        ({ mtimeMs }) => mtimeMs,
        () => Date.now(),
      ));
    return ageMs > unseenHolderMs[running];
  }

  /** Two may clear at once: whoever finds that it has moved a fresh lock away puts it back. */
  private async clear(held: string): Promise<void> {
    const aside = `${this.path}.stale`;
    try {
      await rename(this.path, aside);
      if ((await readFile(aside, 'utf8')) !== held) await rename(aside, this.path);
      else await rm(aside, { force: true });
    } catch {
      // Somebody else was faster.
    }
  }
}

/** @throws AppError `records_not_saved` for whatever else keeps the disk from taking something */
function unlessFull(cause: unknown): void {
  const code = codeOf(cause);
  if (code !== 'ENOSPC' && code !== 'EDQUOT') throw new AppError('records_not_saved', { cause });
}

function isSame(a: ProcessMark, b: ProcessMark): boolean {
  return a.pid === b.pid && a.startedAt === b.startedAt && a.boot === b.boot && a.host === b.host;
}

/** Enough to know a token again, and of no use to whoever finds it. */
function hashOf(refreshToken: string): string {
  return createHash('sha256').update(`renewal:${refreshToken}`).digest('hex').slice(0, 32);
}
