import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { asidePathOf, isSound, removeDrafts, setAside } from '../../../src-main/storage/set-aside';
import { now } from '../examples';

const asideName = 'usher.set-aside-2026-11-21T09-00-00-000Z.json';
let folder: string;
let path: string;
let previous: string;
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'usher-records-'));
  path = join(folder, 'usher.json');
  previous = join(folder, 'usher.previous.json');
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a file is moved out of the way unchanged, and the sound generation before it takes its place', () => {
  writeFileSync(path, '{"credentials":[{"id":');
  writeFileSync(previous, '{"credentials":[]}');
  expect(setAside(path, now)).toEqual({ aside: asideName, isPreviousUsed: true });
  expect(readFileSync(path, 'utf8')).toBe('{"credentials":[]}');
  expect(readFileSync(join(folder, asideName), 'utf8')).toBe('{"credentials":[{"id":');
  expect(readdirSync(folder).sort()).toEqual(['usher.json', asideName].sort());
});

test('a generation before that is damaged as well takes nobody’s place', () => {
  writeFileSync(path, '');
  writeFileSync(previous, '{"credentials":');
  expect(setAside(path, now)).toEqual({ aside: asideName, isPreviousUsed: false });
  expect(readdirSync(folder).sort()).toEqual(['usher.previous.json', asideName].sort());
});

test('where there is nothing, nothing is moved', () => {
  expect(setAside(path, now)).toEqual({ aside: undefined, isPreviousUsed: false });
  expect(readdirSync(folder)).toEqual([]);
});

test('a folder in place of the file is moved out of the way too', () => {
  mkdirSync(join(path, 'with something in it'), { recursive: true });
  expect(setAside(path, now)).toEqual({ aside: asideName, isPreviousUsed: false });
  expect(readdirSync(join(folder, asideName))).toEqual(['with something in it']);
});

test('two versions set aside at the same moment have different names', () => {
  const names = ['x', 'y', 'z'].map((text) => {
    writeFileSync(path, text);
    return setAside(path, now).aside ?? '';
  });
  expect(new Set(names).size).toBe(3);
  expect(names.map((name) => readFileSync(join(folder, name), 'utf8'))).toEqual(['x', 'y', 'z']);
  expect(readdirSync(folder)).not.toContain(asidePathOf(path, now));
});

test('sound is a JSON object, whatever it says', () => {
  for (const text of ['{}', '{"schemaVersion":99}', ' \n{"a":[1]}\n']) {
    writeFileSync(path, text);
    expect(isSound(path)).toBe(true);
  }
  for (const text of ['', 'null', '[]', '1', '"usher"', '{}{}', '{"a":1,}', '\ufeff{}', '\0\0\0\0']) {
    writeFileSync(path, text);
    expect(isSound(path)).toBe(false);
  }
  expect(isSound(folder)).toBe(false);
  expect(isSound(join(folder, 'absent.json'))).toBe(false);
});

test('what saves that were cut off have left goes, and nothing else does (D11)', () => {
  const drafts = [
    'usher.json.draft',
    'usher.previous.json.draft',
    `${asideName}.draft`,
    'usher.json.tmp-17637252000abc12f',
  ];
  const others = [
    'usher.json',
    'usher.previous.json',
    asideName,
    'practice-zoom.json.draft',
    'usher.json.tmp-mine',
    'x.draft',
  ];
  for (const name of [...drafts, ...others]) writeFileSync(join(folder, name), 'x');
  removeDrafts(path);
  expect(readdirSync(folder).sort()).toEqual(others.sort());
});
