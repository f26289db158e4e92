import { type ChildProcess, spawn } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { failureOf } from '../../../src-main/shared/app-error';
import { thisProcess } from '../../../src-main/storage/process-mark';
import { RenewalNotes } from '../../../src-main/storage/renewal-notes';
import { mountSmallDisk, skipOutsideOfCi, takeDiskAway } from '../../support/system-tools';
import { idOf, now } from '../examples';

const id = idOf(1);
const token = 'not-a-real-refresh-token';
let folder: string;
let notes: RenewalNotes;

test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'usher-renewals-'));
  notes = new RenewalNotes({ folder: join(folder, 'renewals'), now: () => now });
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

const files = () => readdirSync(join(folder, 'renewals')).sort();
const lockPath = () => join(folder, 'renewals', `${id}.lock`);

function isNoted(refreshToken = token): Promise<boolean> {
  return notes.inTurn(id, async ({ note }) => note.isAbout(refreshToken));
}

test('what was begun and not ended is remembered, by a hash that is of no use to anybody', async () => {
  expect(await isNoted()).toBe(false);
  await notes.inTurn(id, ({ begin }) => begin(token));
  expect(await isNoted()).toBe(true);
  expect(await isNoted('not-a-real-other-token')).toBe(false);
  for (const name of files()) {
    const path = join(folder, 'renewals', name);
    expect(readFileSync(path, 'utf8')).not.toContain(token);
    expect(statSync(path).mode & 0o077).toBe(0);
  }
  await notes.inTurn(id, ({ end }) => end());
  expect(await isNoted()).toBe(false);
  expect(files()).toEqual([]);
});

test('one renewal at a time, whoever asks, and other credentials do not wait', async () => {
  const journal: string[] = [];
  const other = new RenewalNotes({ folder: join(folder, 'renewals'), now: () => now });
  const work = (name: string) => async () => {
    journal.push(`${name} begins`);
    await other.inTurn(idOf(2), async () => {});
    journal.push(`${name} ends`);
  };
  await Promise.all([notes.inTurn(id, work('a')), other.inTurn(id, work('b')), notes.inTurn(id, work('c'))]);
  for (let at = 0; at < journal.length; at += 2) {
    expect(journal[at + 1]).toBe(journal[at]?.replace('begins', 'ends'));
  }
  expect(journal).toHaveLength(6);
});

test('work that fails gives its turn back', async () => {
  const failing = notes.inTurn(id, async () => {
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(await isNoted()).toBe(false);
});

function killed(process: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    process.once('exit', () => resolve());
    process.kill('SIGKILL');
  });
}

test('a turn whose holder was killed is free at once, also when its number is in use again (SR2)', async () => {
  const other = spawn('sleep', ['60']);
  const mark = { ...(await thisProcess()), pid: other.pid ?? 0, turn: 'x' };
  await notes.inTurn(id, async () => {});
  // The number of a running process, and the start of another one.
  writeFileSync(lockPath(), JSON.stringify({ ...mark, startedAt: '1' }));
  const began = performance.now();
  expect(await isNoted()).toBe(false);
  await killed(other);
  writeFileSync(lockPath(), JSON.stringify(mark));
  expect(await isNoted()).toBe(false);
  writeFileSync(lockPath(), JSON.stringify({ ...mark, boot: 'before the power cut' }));
  expect(await isNoted()).toBe(false);
  expect(performance.now() - began).toBeLessThan(12_000);
  expect(files()).toEqual([]);
});

for (const [name, content] of [
  ['empty', ''],
  ['damaged', '{"pid":'],
  ['of another make', '{"pid":"x"}'],
] as const) {
  test(`a lock that is ${name} is taken away after a moment`, async () => {
    await notes.inTurn(id, async () => {});
    writeFileSync(lockPath(), content);
    const old = new Date(Date.now() - 5_000);
    utimesSync(lockPath(), old, old);
    expect(await isNoted()).toBe(false);
  });
}

test('who has lost the turn does not send the token', async () => {
  const failure = await notes
    .inTurn(id, async ({ begin }) => {
      writeFileSync(lockPath(), 'somebody else');
      await begin(token);
    })
    .then(() => undefined, failureOf);
  expect(failure).toEqual({ code: 'renewed_elsewhere' });
  expect(readFileSync(lockPath(), 'utf8')).toBe('somebody else');
});

test('what another process got and could not store is its own for as long as it lives (SR2)', async () => {
  await notes.inTurn(id, async ({ begin, hold }) => {
    await begin(token);
    await hold();
  });
  const isElsewhere = () => notes.inTurn(id, async ({ note }) => note.isElsewhere);
  expect(await isElsewhere(), 'it is our own').toBe(false);
  const other = spawn('sleep', ['60']);
  const path = join(folder, 'renewals', `${id}.json`);
  const stat = readFileSync(`/proc/${other.pid}/stat`, 'utf8');
  const startedAt = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  const note = JSON.parse(readFileSync(path, 'utf8'));
  writeFileSync(path, JSON.stringify({ ...note, by: { ...note.by, pid: other.pid, startedAt } }));
  expect(await isElsewhere()).toBe(true);
  await killed(other);
  expect(await isElsewhere()).toBe(false);
  expect(await isNoted(), 'what came of it is then lost').toBe(true);
});

test('of a credential that is no more nothing stays', async () => {
  await notes.inTurn(id, ({ begin }) => begin(token));
  await notes.forget(id);
  expect(files()).toEqual([]);
});

test('a profile that cannot be written to is said to be so', async () => {
  writeFileSync(join(folder, 'renewals'), 'a file in the way');
  const failure = await isNoted().then(() => undefined, failureOf);
  expect(failure).toEqual({ code: 'records_not_saved' });
});

for (const [name, options] of [
  ['no room for what the lock says', 'size=16k'],
  ['no room for one more file', 'size=16k,nr_inodes=3'],
] as const) {
  test(`on a full disk, with ${name}, the token is sent all the same, and the turn is given back (D1)`, async () => {
    const disk = join(folder, 'renewals');
    mkdirSync(disk);
    skipOutsideOfCi(mountSmallDisk(disk, options));
    try {
      writeFileSync(join(disk, 'filler'), Buffer.alloc(16 * 1024));
      if (options.includes('inodes')) writeFileSync(join(disk, 'one more'), '');
      for (const _meeting of ['first', 'second']) {
        const sent = await notes.inTurn(id, async ({ begin, end }) => {
          await begin(token);
          await end();
          return true;
        });
        expect(sent).toBe(true);
      }
      expect(files().filter((name) => name.startsWith(id))).toEqual([]);
      for (const name of files()) rmSync(join(disk, name));
      await notes.inTurn(id, ({ begin }) => begin(token));
      expect(await isNoted(), 'with room again it is noted').toBe(true);
    } finally {
      takeDiskAway(disk);
    }
  });
}
