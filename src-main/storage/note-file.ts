import { readFileSync } from 'node:fs';
import { parseJson } from '../shared/parse-json';
import { writeDurably } from './durable-file';

/** A small JSON file of things that may be lost without harm: what cannot be read is as good as none, and what cannot be saved is let go. */
export class NoteFile {
  /** What it held when it was opened, unchecked; `undefined` for no file and for one that is no JSON. */
  readonly contents: unknown;
  private saving: Promise<void> = Promise.resolve();

  constructor(private readonly path: string) {
    try {
      this.contents = parseJson(readFileSync(path, 'utf8'));
    } catch {
      this.contents = undefined;
    }
  }

  /** One after the other: the last one given is the one that stays. Never fails. */
  save(contents: unknown): Promise<void> {
    const bytes = Buffer.from(JSON.stringify(contents));
    this.saving = this.saving.then(() => writeDurably(this.path, bytes)).catch(() => {});
    return this.saving;
  }
}
