import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { writeDurably } from '../../../src-main/storage/durable-file';
import { mountSmallDisk, skipOutsideOfCi, takeDiskAway } from '../../support/system-tools';

let folder: string;
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'usher-durable-'));
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('the new bytes take the place of the old ones, which stay beside them, for their owner only', async () => {
  const path = join(folder, 'file');
  await writeDurably(path, Buffer.from('first'), `${path}.previous`);
  expect(readdirSync(folder)).toEqual(['file']);
  await writeDurably(path, Buffer.from('second'), `${path}.previous`);
  await writeDurably(path, Buffer.from('third'), `${path}.previous`);
  expect(readFileSync(path, 'utf8')).toBe('third');
  expect(readFileSync(`${path}.previous`, 'utf8')).toBe('second');
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a draft that a crash left behind is no obstacle', async () => {
  const path = join(folder, 'file');
  writeFileSync(`${path}.draft`, 'half of it');
  await writeDurably(path, Buffer.from('whole'), `${path}.previous`);
  expect(readFileSync(path, 'utf8')).toBe('whole');
  expect(readdirSync(folder)).toEqual(['file']);
});

test('a disk that is full keeps what was there, and says so', async () => {
  skipOutsideOfCi(mountSmallDisk(folder, 'size=64k'));
  try {
    const path = join(folder, 'file');
    await writeDurably(path, Buffer.alloc(20_000, 1), `${path}.previous`);
    const tooMuch = writeDurably(path, Buffer.alloc(100_000, 2), `${path}.previous`);
    await expect(tooMuch).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(readFileSync(path)).toEqual(Buffer.alloc(20_000, 1));
    expect(readdirSync(folder)).toEqual(['file']);
  } finally {
    takeDiskAway(folder);
  }
});
