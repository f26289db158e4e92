import { mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { failureOf } from '../../../src-main/shared/app-error';
import { PassphraseStore } from '../../../src-main/storage/passphrase-store';
import { mountSmallDisk, skipOutsideOfCi, takeDiskAway } from '../../support/system-tools';
import { now } from '../examples';

// Each guess at a passphrase costs half a second of work and 128 MiB, on purpose.
test.describe.configure({ timeout: 90_000 });

const passphrase = 'not a real passphrase';
let folder: string;
let path: string;
let asides: string[];

test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'usher-sealed-'));
  path = join(folder, 'usher-secrets.sealed');
  asides = [];
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = () => new PassphraseStore({ path, onSetAside: (name) => asides.push(name), now: () => now });

async function codeFrom(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: unknown) => failureOf(error).code,
  );
}

test('secrets are there after a restart, for whoever knows the passphrase and for nobody else', async () => {
  const first = open();
  expect(await codeFrom(first.get('a'))).toBe('passphrase_needed');
  await first.create(passphrase);
  await first.set('a', 'not-a-real-secret');
  await first.set('b', 'another');
  await first.delete('b');
  await first.delete('never there');
  first.close();
  expect(await codeFrom(first.get('a'))).toBe('passphrase_needed');

  const second = open();
  const before = readFileSync(path);
  expect(await codeFrom(second.unlock('not the passphrase'))).toBe('wrong_passphrase');
  expect(await codeFrom(second.set('a', 'x'))).toBe('passphrase_needed');
  expect(readFileSync(path)).toEqual(before);
  await second.unlock(passphrase);
  expect(await second.get('a')).toBe('not-a-real-secret');
  expect(await second.accounts()).toEqual(['a']);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder).sort()).toEqual(['usher-secrets.sealed', 'usher-secrets.sealed.previous']);
});

test('changes made at once all stay', async () => {
  const store = open();
  await store.create(passphrase);
  await Promise.all(['a', 'b', 'c', 'd'].map((account) => store.set(account, account)));
  expect((await store.accounts()).sort()).toEqual(['a', 'b', 'c', 'd']);
});

test('a new passphrase opens what the old one no longer does, in no generation of the file', async () => {
  const store = open();
  await store.create(passphrase);
  await store.set('a', 'not-a-real-secret');
  expect(await codeFrom(store.changePassphrase('not the passphrase', 'a newer passphrase'))).toBe('wrong_passphrase');
  expect(await store.get('a')).toBe('not-a-real-secret');
  await store.changePassphrase(passphrase, 'a newer passphrase');
  expect(await store.get('a')).toBe('not-a-real-secret');
  expect(readdirSync(folder)).toEqual(['usher-secrets.sealed']);
  const again = open();
  expect(await codeFrom(again.unlock(passphrase))).toBe('wrong_passphrase');
  await again.unlock('a newer passphrase');
  expect(await again.get('a')).toBe('not-a-real-secret');
});

test('a damaged file is set aside, and the generation before it takes its place', async () => {
  const store = open();
  await store.create(passphrase);
  await store.set('a', 'first');
  await store.set('a', 'second');
  writeFileSync(path, readFileSync(path).subarray(0, 60));
  expect(await codeFrom(store.get('a'))).toBe('keychain_damaged');
  const again = open();
  await again.unlock(passphrase);
  expect(await again.get('a')).toBe('first');
  expect(asides).toHaveLength(1);
  expect(statSync(join(folder, asides[0] ?? '')).size).toBe(60);
});

test('a file that is damaged in both generations is left as it is, and one that has gone was emptied', async () => {
  const store = open();
  await store.create(passphrase);
  await store.set('a', 'not-a-real-secret');
  for (const name of readdirSync(folder)) writeFileSync(join(folder, name), 'x');
  expect(await codeFrom(open().unlock(passphrase))).toBe('keychain_damaged');
  expect(readFileSync(path, 'utf8')).toBe('x');
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
  expect(await codeFrom(open().unlock(passphrase))).toBe('keychain_emptied');
  expect(readdirSync(folder)).toEqual([]);
});

test('a file with a forgotten passphrase makes room for a new one and is kept', async () => {
  const store = open();
  await store.create(passphrase);
  await store.set('a', 'not-a-real-secret');
  const kept = readFileSync(path);
  const other = open();
  await other.create('another passphrase');
  expect(await other.accounts()).toEqual([]);
  const aside = readdirSync(folder).find((name) => name.includes('set-aside')) ?? '';
  expect(readFileSync(join(folder, aside))).toEqual(kept);
});

test('once the secrets are elsewhere, no generation of the file is left', async () => {
  const store = open();
  await store.create(passphrase);
  await store.set('a', 'not-a-real-secret');
  await store.destroy();
  expect(readdirSync(folder)).toEqual([]);
  expect(await codeFrom(store.get('a'))).toBe('passphrase_needed');
});

test('on a full disk no change is made, none is lost, and the next one is taken once there is room (D1)', async () => {
  skipOutsideOfCi(mountSmallDisk(folder, 'size=256k'));
  try {
    const store = open();
    await store.create(passphrase);
    await store.set('a', 'not-a-real-secret');
    const before = readFileSync(path);
    const large = 'x'.repeat(30_000);
    for (const pages of [0, 1, 2, 5, 7]) {
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(join(folder, 'filler'), Buffer.alloc(bavail * bsize - pages * 4096));
      expect(await codeFrom(store.set('b', large)), `${pages} pages`).toBe('records_not_saved');
      expect(readFileSync(path)).toEqual(before);
      expect(await store.accounts()).toEqual(['a']);
      rmSync(join(folder, 'filler'));
      expect(readdirSync(folder).filter((name) => name.endsWith('.draft'))).toEqual([]);
    }
    await store.set('b', large);
    expect(await store.get('b')).toBe(large);
  } finally {
    takeDiskAway(folder);
  }
});
