import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { NoteFile } from '../../../src-main/storage/note-file';

let folder: string;
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'usher-note-'));
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('what was saved last is there at the next start, for its owner’s eyes only', async () => {
  const path = join(folder, 'note.json');
  const note = new NoteFile(path);
  expect(note.contents).toBeUndefined();
  void note.save({ number: 1 });
  await note.save({ number: 2 });
  expect(new NoteFile(path).contents).toEqual({ number: 2 });
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a file that is no JSON is as good as none, and is replaced', async () => {
  const path = join(folder, 'note.json');
  writeFileSync(path, '{"number":');
  const note = new NoteFile(path);
  expect(note.contents).toBeUndefined();
  await note.save([1]);
  expect(readFileSync(path, 'utf8')).toBe('[1]');
});

test('what cannot be saved is let go', async () => {
  const path = join(folder, 'later', 'note.json');
  const note = new NoteFile(path);
  await note.save(1);
  expect(new NoteFile(path).contents).toBeUndefined();
});
