import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';

/** A longer file is not Usher's, and is never parsed: 500 credentials with their avatars are a tenth of it. */
export const maxRecordBytes = 32 * 1024 * 1024;

/** Where the generation before the newest one of a JSON file is kept. */
export function previousGenerationOf(path: string): string {
  return `${path.replace(/\.json$/, '')}.previous.json`;
}

/** A name that is free, for a version of a file that must not be lost. */
export function asidePathOf(path: string, now: Date): string {
  const extension = extname(path);
  const stem = `${path.slice(0, -extension.length)}.set-aside-${now.toISOString().replace(/[:.]/g, '-')}`;
  for (let count = 1; ; count++) {
    const candidate = `${stem}${count === 1 ? '' : `-${count}`}${extension}`;
    if (!existsSync(candidate)) return candidate;
  }
}

/**
 * Moves a file that is not what Usher wrote out of the way; the generation before it takes its place, if there is a sound one.
 * Renames only: they need no space.
 * @returns the new name, undefined where there was no file; and whether the generation before is in its place now
 */
export function setAside(path: string, now: Date): { aside: string | undefined; isPreviousUsed: boolean } {
  let aside: string | undefined;
  if (existsSync(path)) {
    aside = asidePathOf(path, now);
    renameSync(path, aside);
  }
  const previous = previousGenerationOf(path);
  const isPreviousUsed = isSound(previous);
  if (isPreviousUsed) renameSync(previous, path);
  return { aside: aside && basename(aside), isPreviousUsed };
}

/** Whether it is a JSON object of a size that Usher reads. What it says is another question. */
export function isSound(path: string): boolean {
  try {
    if (statSync(path).size > maxRecordBytes) return false;
    const contents: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof contents === 'object' && contents !== null && !Array.isArray(contents);
  } catch {
    return false;
  }
}

/** Takes away what saves of a file that were cut off have left beside it; `.tmp-` is how electron-store names its own. */
export function removeDrafts(path: string): void {
  const folder = dirname(path);
  const stem = basename(path, '.json');
  for (const name of readdirSync(folder)) {
    const isDraft = name.startsWith(`${stem}.`) && /\.json(\.draft|\.tmp-[\da-f]+)$/.test(name);
    if (isDraft) rmSync(join(folder, name), { force: true });
  }
}
