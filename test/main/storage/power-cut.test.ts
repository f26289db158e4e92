import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import fs, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { openRecords } from '../../../src-main/storage/open-records';
import { PassphraseStore } from '../../../src-main/storage/passphrase-store';
import type { DeriveKey } from '../../../src-main/storage/sealed-text';
import { aCredential, now } from '../examples';

/** One thing that a save asks of the disk. A file is named by a number: its names come and go. */
type Step =
  | { kind: 'write'; file: number; bytes: Buffer }
  | { kind: 'sync'; file: number }
  | { kind: 'syncFolder' }
  | { kind: 'names'; change: ReadonlyMap<string, number | undefined> };

/** What a disk may hold: each name, and the bytes behind it. */
type Disk = ReadonlyMap<string, Buffer>;

let folder: string;
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'usher-power-cut-'));
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The steps of some work in the folder, in their order; files that were there before have the numbers 0, 1, 2. */
async function stepsOf(before: Disk, work: () => Promise<void>): Promise<Step[]> {
  const steps: Step[] = [];
  const numbers = new Map([...before.keys()].map((name, number) => [name, number]));
  let made = numbers.size;
  const rename = (changes: [string, number | undefined][]) => {
    for (const [name, number] of changes) {
      if (number === undefined) numbers.delete(name);
      else numbers.set(name, number);
    }
    steps.push({ kind: 'names', change: new Map(changes) });
  };
  const real = { open: fs.open, rename: fs.rename, link: fs.link, rm: fs.rm };
  const recorded = (handle: FileHandle, file: number) => ({
    write: async (bytes: Buffer, offset: number, length: number, position?: number) => {
      steps.push({ kind: 'write', file, bytes: Buffer.from(bytes.subarray(offset, offset + length)) });
      return handle.write(bytes, offset, length, position);
    },
    sync: async () => {
      steps.push({ kind: 'sync', file });
      return handle.sync();
    },
    close: () => handle.close(),
  });
  const recordedFolder = (handle: FileHandle) => ({
    sync: async () => {
      steps.push({ kind: 'syncFolder' });
      return handle.sync();
    },
    close: () => handle.close(),
  });
  Object.assign(fs, {
    open: async (path: string, flags: string, mode?: number) => {
      const handle = await real.open(path, flags, mode);
      if (path === folder) return recordedFolder(handle);
      if (flags !== 'wx') return handle;
      rename([[basename(path), made]]);
      made += 1;
      return recorded(handle, made - 1);
    },
    rename: async (from: string, to: string) => {
      await real.rename(from, to);
      rename([
        [basename(to), numbers.get(basename(from))],
        [basename(from), undefined],
      ]);
    },
    link: async (from: string, to: string) => {
      await real.link(from, to);
      rename([[basename(to), numbers.get(basename(from))]]);
    },
    rm: async (path: string, options: object) => {
      await real.rm(path, options);
      if (numbers.has(basename(path))) rename([[basename(path), undefined]]);
    },
  });
  syncBuiltinESMExports();
  try {
    await work();
  } finally {
    Object.assign(fs, real);
    syncBuiltinESMExports();
  }
  return steps;
}

/**
 * Every disk that a power cut after some of the steps may leave: what was synced is there; of the rest each change of a name may have
 * come to the disk or not, whatever came before it, and bytes are there, not there, or there in part.
 */
function disksAfterPowerCut(before: Disk, steps: readonly Step[]): Disk[] {
  const names = new Map([...before.keys()].map((name, number) => [name, number]));
  const written = new Map([...before.values()].map((bytes, number) => [number, bytes]));
  const synced = new Map(written);
  let pending: ReadonlyMap<string, number | undefined>[] = [];
  const disks = new Map<string, Disk>();
  const note = () => {
    for (let subset = 0; subset < 2 ** pending.length; subset++) {
      const there = new Map<string, number | undefined>(names);
      for (const [at, change] of pending.entries()) {
        if (subset & (1 << at)) for (const [name, number] of change) there.set(name, number);
      }
      for (const part of [0, 0.5, 1]) {
        const disk = new Map<string, Buffer>();
        for (const [name, number] of there) {
          if (number === undefined) continue;
          const bytes = written.get(number) ?? Buffer.alloc(0);
          disk.set(name, synced.get(number) ?? bytes.subarray(0, Math.floor(bytes.length * part)));
        }
        const key = [...disk].map(([name, bytes]) => `${name} ${createHash('sha256').update(bytes).digest('hex')}`);
        disks.set(key.sort().join('\n'), disk);
      }
    }
  };
  note();
  for (const step of steps) {
    if (step.kind === 'write') {
      const bytes = Buffer.concat([written.get(step.file) ?? Buffer.alloc(0), step.bytes]);
      written.set(step.file, bytes);
      synced.delete(step.file);
    } else if (step.kind === 'sync') {
      synced.set(step.file, written.get(step.file) ?? Buffer.alloc(0));
    } else if (step.kind === 'names') {
      pending.push(step.change);
    } else {
      for (const change of pending) {
        for (const [name, number] of change) {
          if (number === undefined) names.delete(name);
          else names.set(name, number);
        }
      }
      pending = [];
    }
    note();
  }
  return [...disks.values()];
}

function put(disk: Disk): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const [name, bytes] of disk) writeFileSync(join(folder, name), bytes);
}

/** The files of these names as they are now. */
const diskOf = (names: readonly string[]): Disk =>
  new Map(names.map((name) => [name, readFileSync(join(folder, name))]));

test('a power cut at any moment of a save of the records leaves the old ones or the new ones, in whatever order the disk works (D4)', async () => {
  const path = join(folder, 'usher.json');
  const open = () => {
    const opened = openRecords({
      path,
      read: () => JSON.parse(readFileSync(path, 'utf8')),
      now: () => now,
      onFailure: (failure) => opened.failures.push(failure),
      onCaughtUp: () => {},
    });
    return opened;
  };
  const { records } = open();
  await records.saveCredentials([]);
  await records.saveCredentials([aCredential(1)]);
  const before = diskOf(['usher.json', 'usher.previous.json']);
  const steps = await stepsOf(before, () => records.saveCredentials([aCredential(2)]));
  expect(steps.at(-1), 'what is acknowledged cannot be taken back').toEqual({ kind: 'syncFolder' });
  const seen = new Set<string>();
  for (const disk of disksAfterPowerCut(before, steps)) {
    put(disk);
    const { records: found, failures } = open();
    const what = JSON.stringify([...disk.keys()]);
    expect(failures, what).toEqual([]);
    expect([[aCredential(1)], [aCredential(2)]], what).toContainEqual(found.credentials);
    seen.add(found.credentials[0]?.name ?? '');
  }
  expect([...seen].sort()).toEqual(['Credential 1', 'Credential 2']);
});

test('a power cut at any moment of a change of the sealed file leaves the old secrets or the new ones (D4)', async () => {
  const path = join(folder, 'usher-secrets.sealed');
  const deriveKey: DeriveKey = async (typed, salt) => createHash('sha256').update(salt).update(typed).digest();
  const asides: string[] = [];
  const open = () => new PassphraseStore({ path, onSetAside: (name) => asides.push(name), now: () => now, deriveKey });
  const store = open();
  await store.create('not a real passphrase');
  await store.set('a', 'old');
  const before = diskOf(['usher-secrets.sealed', 'usher-secrets.sealed.previous']);
  const steps = await stepsOf(before, () => store.set('a', 'new'));
  expect(steps.at(-1), 'what is acknowledged cannot be taken back').toEqual({ kind: 'syncFolder' });
  const seen = new Set<string | undefined>();
  for (const disk of disksAfterPowerCut(before, steps)) {
    put(disk);
    const again = open();
    await again.unlock('not a real passphrase');
    seen.add(await again.get('a'));
  }
  expect([...seen].sort()).toEqual(['new', 'old']);
  expect(asides).toEqual([]);
});
