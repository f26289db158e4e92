import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { CheckedFile, digestOf, stamped, unstamped } from '../../../src-main/storage/checked-file';
import { maxRecordBytes } from '../../../src-main/storage/set-aside';
import { now } from '../examples';

const asideName = 'usher.set-aside-2026-11-21T09-00-00-000Z.json';
let folder: string;
let path: string;
let previous: string;
let keptAside: string[];
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'usher-checked-'));
  path = join(folder, 'usher.json');
  previous = join(folder, 'usher.previous.json');
  keptAside = [];
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** @param own the text that Usher itself wrote, if the file has one */
function fileWith(own?: string): CheckedFile {
  if (own !== undefined) writeFileSync(path, own);
  const found = { contents: {}, generation: 0, own: own === undefined ? undefined : digestOf(own) };
  return new CheckedFile(path, found, { now: () => now, onSetAside: (name) => keptAside.push(name) });
}

const read = (name: string): Record<string, unknown> => JSON.parse(readFileSync(name, 'utf8'));

test('what was saved is in the file, and the generation before beside it, for their owner only (SK10)', async () => {
  const umask = process.umask(0);
  try {
    const file = fileWith();
    await file.save({ what: 'first' });
    expect(readdirSync(folder)).toEqual(['usher.json']);
    await file.save({ what: 'second' });
    const second = readFileSync(path);
    await file.save({ what: 'third', left: undefined });
    expect(read(path)).toEqual({ generation: 3, sha256: expect.stringMatching(/^[\da-f]{64}$/), what: 'third' });
    expect(readFileSync(previous).equals(second)).toBe(true);
    expect(readdirSync(folder).sort()).toEqual(['usher.json', 'usher.previous.json']);
    for (const name of [path, previous]) expect(statSync(name).mode & 0o777).toBe(0o600);
    expect(keptAside).toEqual([]);
  } finally {
    process.umask(umask);
  }
});

test('a folder that has gone is made again, for its owner only', async () => {
  const umask = process.umask(0);
  try {
    const file = fileWith();
    rmSync(folder, { recursive: true });
    await file.save({ what: 'first' });
    expect(read(path)).toMatchObject({ what: 'first' });
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  } finally {
    process.umask(umask);
  }
});

test('a draft that a crash has left does not stand in the way, nor does who could read it', async () => {
  const file = fileWith('{"generation":1}');
  for (const name of [path, previous]) writeFileSync(`${name}.draft`, '{"gen', { mode: 0o644 });
  await file.save({ what: 'second' });
  expect(read(previous)).toEqual({ generation: 1 });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder).sort()).toEqual(['usher.json', 'usher.previous.json']);
});

test('saves that come while one is under way are written once, as the last one wants it (D13)', async () => {
  const file = fileWith();
  const saves = Array.from({ length: 100 }, (_, number) => file.save({ number }));
  await Promise.all(saves);
  expect(read(path)).toMatchObject({ generation: 1, number: 99 });
  const first = file.save({ number: 'a' });
  await new Promise((resolve) => setImmediate(resolve));
  await Promise.all([first, file.save({ number: 'b' }), file.save({ number: 'c' })]);
  expect(read(path)).toMatchObject({ generation: 3, number: 'c' });
  expect(read(previous)).toMatchObject({ generation: 2, number: 'a' });
});

test('a save that fails does not keep the next one from working', async () => {
  const file = fileWith('{"generation":1}');
  mkdirSync(join(`${path}.draft`, 'in the way'), { recursive: true });
  await expect(file.save({ what: 'second' })).rejects.toThrow();
  expect(read(path)).toEqual({ generation: 1 });
  rmSync(`${path}.draft`, { recursive: true });
  await file.save({ what: 'third' });
  expect(read(path)).toMatchObject({ what: 'third' });
});

test('where the generation before cannot be kept, nothing is written', async () => {
  const file = fileWith('{"generation":1}');
  mkdirSync(join(previous, 'in the way'), { recursive: true });
  await expect(file.save({ what: 'second' })).rejects.toThrow();
  expect(readdirSync(folder).sort()).toEqual(['usher.json', 'usher.previous.json']);
  expect(read(path)).toEqual({ generation: 1 });
});

test('more than Usher would read again is not written', async () => {
  const file = fileWith('{"generation":1}');
  await expect(file.save({ text: 'x'.repeat(maxRecordBytes) })).rejects.toThrow('more than Usher would read');
  expect(read(path)).toEqual({ generation: 1 });
});

test('what another program wrote meanwhile is kept aside, once, and the last writer wins (D14)', async () => {
  const file = fileWith('{"generation":1}');
  writeFileSync(path, '{"generation":1,"hand":"made"}');
  await file.save({ what: 'second' });
  expect(keptAside).toEqual([asideName]);
  expect(readFileSync(join(folder, asideName), 'utf8')).toBe('{"generation":1,"hand":"made"}');
  expect(statSync(join(folder, asideName)).mode & 0o777).toBe(0o600);
  expect(read(path)).toMatchObject({ generation: 1, what: 'second' });
  await file.save({ what: 'third' });
  expect(keptAside).toHaveLength(1);
  rmSync(path);
  await file.save({ what: 'fourth' });
  expect(read(path)).toMatchObject({ what: 'fourth' });
  expect(keptAside).toHaveLength(1);
});

/** Makes every write of every file go by this rule instead, as a disk or its driver might. */
async function withWrites(
  rule: (write: FileHandle['write'], data: Buffer, offset: number, length: number) => Promise<{ bytesWritten: number }>,
  work: () => Promise<void>,
): Promise<void> {
  const handle = await open(join(folder, 'any'), 'w');
  const prototype = Object.getPrototypeOf(handle) as FileHandle;
  await handle.close();
  const { write } = prototype;
  Object.assign(prototype, {
    write(this: FileHandle, data: Buffer, offset: number, length: number) {
      return rule(write.bind(this) as FileHandle['write'], data, offset, length);
    },
  });
  try {
    await work();
  } finally {
    Object.assign(prototype, { write });
  }
}

test('a disk that takes half of each write gets the rest (D5)', async () => {
  const file = fileWith('{"generation":1}');
  let writes = 0;
  await withWrites(
    (write, data, offset, length) => {
      writes += 1;
      return write(data, offset, Math.ceil(length / 2));
    },
    () => file.save({ text: 'x'.repeat(10_000) }),
  );
  expect(writes).toBeGreaterThan(10);
  expect(read(path)).toMatchObject({ text: 'x'.repeat(10_000) });
});

const mishaps: Record<
  string,
  (write: FileHandle['write'], data: Buffer, offset: number, length: number) => Promise<{ bytesWritten: number }>
> = {
  'is cut short and called a success': async (write, data, offset, length) => {
    await write(data, offset, Math.min(length, 5));
    return { bytesWritten: length };
  },
  'never comes to the disk': async (_write, _data, _offset, length) => ({ bytesWritten: length }),
  'takes nothing any more': async () => ({ bytesWritten: 0 }),
  'comes to the disk as something else': (write, data, offset, length) =>
    write(Buffer.from(data).fill('7', offset, offset + 1), offset, length),
  'fails half way': async (write, data, offset) => {
    await write(data, offset, 5);
    throw new Error('EIO');
  },
};
for (const [mishap, rule] of Object.entries(mishaps)) {
  test(`a write that ${mishap} is no save: the file is what it was, to the byte`, async () => {
    const file = fileWith('{ "generation": 1 }\n');
    await withWrites(rule, () => expect(file.save({ what: 'second' })).rejects.toThrow(/EIO|the disk/));
    expect(readFileSync(path, 'utf8')).toBe('{ "generation": 1 }\n');
    expect(readdirSync(folder)).not.toContain('usher.json.draft');
  });

  test(`a first write that ${mishap} leaves no file behind`, async () => {
    const file = fileWith();
    await withWrites(rule, () => expect(file.save({ what: 'first' })).rejects.toThrow(/EIO|the disk/));
    expect(readdirSync(folder)).toEqual(['any']);
  });
}

test('a stamp tells what Usher wrote from every version with one bit flipped (D8)', () => {
  const bytes = stamped({ schemaVersion: 2, credentials: [{ name: 'Zoë', hasClientSecret: true }] }, 41);
  expect(unstamped(bytes.toString(), JSON.parse(bytes.toString()))).toEqual({
    contents: { schemaVersion: 2, credentials: [{ name: 'Zoë', hasClientSecret: true }] },
    generation: 41,
    isUntouched: true,
  });
  let parsed = 0;
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const flipped = Buffer.from(bytes);
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    const text = flipped.toString();
    let contents: Record<string, unknown>;
    try {
      contents = JSON.parse(text);
    } catch {
      continue;
    }
    parsed += 1;
    // A tab that became another white space says the same.
    const isTheSame = JSON.stringify(contents) === JSON.stringify(JSON.parse(bytes.toString()));
    expect(unstamped(text, contents).isUntouched).toBe(isTheSame);
  }
  expect(parsed).toBeGreaterThan(500);
});

test('where there is no stamp yet, a key that stands there twice is seen, and how the file is laid out is not', () => {
  const untouched = (text: string) => unstamped(text, JSON.parse(text)).isUntouched;
  expect(untouched('{\n\t"schemaVersion": 1,\n\t"name": "two  spaces \\" and a quote"\n}\n')).toBe(true);
  expect(untouched('{"credentials":[{"id":1}],"credentials":[]}')).toBe(false);
  expect(untouched('{"credentials":[{"id":1,"id":2}]}')).toBe(false);
});
