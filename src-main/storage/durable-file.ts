import { copyFile, type FileHandle, link, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf } from './error-code';

/**
 * Replaces a file as one step that survives a power cut: either the old bytes are there or the new ones, and what was there before may stay
 * beside it. Short writes are gone on with, and what is on the disk is compared before it takes the old file's place.
 * @param previous where the generation before this one is kept, if it is
 * @throws the file system's error; then the file is what it was, or the new one whole, where only the sync of the folder has failed
 */
export async function writeDurably(path: string, bytes: Buffer, previous?: string): Promise<void> {
  await replaceFile(path, bytes, previous);
  await syncFolder(dirname(path));
}

/** As `writeDurably`, for whoever syncs the folder: until then a power cut may bring back what was there before. */
export async function replaceFile(path: string, bytes: Buffer, previous?: string): Promise<void> {
  // One name: what a crash leaves is not many files.
  const draft = `${path}.draft`;
  await rm(draft, { force: true });
  try {
    const file = await open(draft, 'wx', 0o600);
    try {
      await writeAt(file, bytes, 0);
      await file.sync();
    } finally {
      await file.close();
    }
    if (!(await readFile(draft)).equals(bytes)) throw new Error('the disk does not hold what was written');
    if (previous !== undefined) await keepPrevious(path, previous);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {});
    throw error;
  }
}

/** All of it, from this place on: `write` may take fewer bytes than it was given, and says so only in its answer. */
export async function writeAt(file: FileHandle, bytes: Buffer, place: number): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, place + written);
    if (bytesWritten === 0) throw new Error('the disk takes nothing more');
    written += bytesWritten;
  }
}

async function keepPrevious(path: string, previous: string): Promise<void> {
  await rm(previous, { force: true });
  try {
    await link(path, previous);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    // Not every file system has links.
    await copyFile(path, previous);
  }
}

/** Without this a rename may be undone by a power cut. Windows has no such call, and needs none (NTFS journals names). */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
