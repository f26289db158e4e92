import { isUtf8 } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../shared/app-error';

const byteOrderMark = '\ufeff';

/**
 * The text of a file that the user chose. Whatever it is, it can neither hang Usher nor fill its memory.
 * @throws AppError `file_unreadable`, whose subject is the file's name and what is the matter with it
 */
export async function readChosenFile(path: string, maxBytes: number): Promise<string> {
  const bytes = await readChosenBytes(path, maxBytes);
  if (!isUtf8(bytes)) throw unreadable(path, 'not a text');
  return bytes.toString('utf8').replace(byteOrderMark, '');
}

/** As `readChosenFile`, where the file may be in another encoding. @throws AppError `file_unreadable` */
export async function readChosenBytes(path: string, maxBytes: number): Promise<Buffer> {
  const name = basename(path);
  // Not to wait for somebody to write into a pipe.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((cause: unknown) => {
    throw new AppError('file_unreadable', { subject: name, cause });
  });
  try {
    if (!(await file.stat()).isFile()) throw unreadable(path, 'not a regular file');
    // What a file says of its size, such as those in /proc, need not be true.
    const bytes = Buffer.alloc(maxBytes + 1);
    let length = 0;
    for (let read = 1; read > 0 && length < bytes.length; length += read)
      read = (await file.read(bytes, length, bytes.length - length, length)).bytesRead;
    if (length > maxBytes) throw unreadable(path, `larger than ${maxBytes / 2 ** 20} MB`);
    return bytes.subarray(0, length);
  } catch (cause) {
    throw cause instanceof AppError ? cause : new AppError('file_unreadable', { subject: name, cause });
  } finally {
    await file.close();
  }
}

function unreadable(path: string, why: string): AppError {
  return new AppError('file_unreadable', { subject: `${basename(path)} (${why})` });
}

/**
 * Writes a text, or the parts of one as they come, where the user chose, for the user's eyes only (0600): all of it or nothing, and on the disk when this answers.
 * @throws AppError `file_not_written`, whose subject is the file's name; what was there before stays
 */
export async function writeChosenFile(path: string, text: string | AsyncIterable<string>): Promise<void> {
  const draft = join(dirname(path), `.${basename(path).slice(0, 100)}.${randomBytes(6).toString('hex')}`);
  try {
    const file = await open(draft, 'wx', 0o600);
    try {
      for await (const part of typeof text === 'string' ? [text] : text) await file.appendFile(part);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (cause) {
    await rm(draft, { force: true }).catch(() => {});
    throw new AppError('file_not_written', { subject: basename(path), cause });
  }
}
