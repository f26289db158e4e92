import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { AppError } from '../../../src-main/shared/app-error';
import { hostKeyPersonId } from '../../../src-main/shared/host-key';
import { HostKeyFile } from '../../../src-main/storage/host-key-file';
import type { HostKeyRecord } from '../../../src-main/storage/host-key-record';
import { codeFrom } from '../code-from';
import { now } from '../examples';

const key = Buffer.alloc(32, 7);
let folder: string;
let path: string;
let asides: string[];

test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'usher-host-keys-'));
  path = join(folder, 'host-keys.sealed');
  asides = [];
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (different: { key?: Buffer; path?: string | undefined } = {}) =>
  HostKeyFile.open({
    path: 'path' in different ? different.path : path,
    key: async () => different.key ?? key,
    onSetAside: (name) => asides.push(name),
    now: () => now,
  });

function person(number: number, hostKey = `30000${number}`): HostKeyRecord {
  const userId = `user-${number}`;
  return {
    id: hostKeyPersonId('practice', userId),
    environment: 'practice',
    userId,
    email: `${userId}@halden.example`,
    name: `Person ${number}`,
    held: { key: hostKey, source: 'told', at: now.toISOString() },
    earlier: [],
  };
}

const save = (file: HostKeyFile, records: HostKeyRecord[]) => file.update(() => records);
const keysIn = (file: HostKeyFile) => [...file.people.values()].map(({ held }) => held?.key);
const lines = () => readFileSync(path, 'latin1').split('\n').slice(0, -1);

test('while many are written everything else has its turn', async () => {
  let turn = 0;
  const sealedIn = new Set<number>();
  const count = () => {
    turn += 1;
    if (turn < 1_000) setImmediate(count);
  };
  const file = await open();
  count();
  const records = Array.from({ length: 5_000 }, (_, at) => {
    const record = person(at);
    const toJSON = () => {
      sealedIn.add(turn);
      return record;
    };
    return { ...record, toJSON };
  });
  await save(file, records);
  expect(sealedIn.size).toBeGreaterThanOrEqual(10);
  expect((await open()).people.size).toBe(5_000);
});

test('who was saved is there at the next start, with the last that was said of them, for the owner’s eyes only', async () => {
  const file = await open();
  await save(file, [person(1), person(2)]);
  await save(file, [person(1, '999111')]);
  const again = await open();
  expect(keysIn(again)).toEqual(['999111', '300002']);
  expect(again.get(person(2).id)).toEqual(person(2));
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(asides).toEqual([]);
});

test('nothing of anybody can be read in the file', async () => {
  const file = await open();
  await save(file, [person(1), person(2)]);
  await save(file, [{ ...person(1), intent: { key: '447711', at: now.toISOString() } }]);
  const text = readFileSync(path, 'latin1');
  const opened = lines().map((line) => Buffer.from(line, 'base64').toString('latin1'));
  for (const secret of ['300001', '447711', 'halden.example', 'Person', 'user-1'])
    expect([text, ...opened].join('\n')).not.toContain(secret);
});

test('to change one person is one line, however many there are', async () => {
  const file = await open();
  await save(
    file,
    Array.from({ length: 300 }, (_, at) => person(at, `${500_000 + at}`)),
  );
  const before = statSync(path).size;
  await save(file, [person(7, '812345')]);
  expect(statSync(path).size - before).toBeLessThan(600);
  expect(lines()).toHaveLength(302);
  // Many at once are one step all the same.
  await save(
    file,
    Array.from({ length: 50 }, (_, at) => person(at, `${600_000 + at}`)),
  );
  expect(lines()).toHaveLength(301);
});

test('changes made at once all stay, and nobody sees one before the disk has it', async () => {
  const file = await open();
  const saving = Promise.all([1, 2, 3, 4].map((number) => save(file, [person(number)])));
  expect(file.people.size).toBe(0);
  await saving;
  expect(file.people.size).toBe(4);
  expect(keysIn(await open())).toEqual(['300001', '300002', '300003', '300004']);
});

test('whoever is taken out leaves no line behind', async () => {
  const file = await open();
  await save(file, [person(1), person(2)]);
  await save(file, [person(1, '999111')]);
  await file.update(
    () => [],
    () => [person(1).id],
  );
  expect(lines()).toHaveLength(2);
  expect(keysIn(await open())).toEqual(['300002']);
  await save(file, [person(3)]);
  expect(keysIn(await open())).toEqual(['300002', '300003']);
});

test('a line that was cut off was never acknowledged; at every byte the file opens with what was', async () => {
  const file = await open();
  await save(file, [person(1)]);
  const whole = statSync(path).size;
  await save(file, [person(2)]);
  const bytes = readFileSync(path);
  for (let length = whole; length < bytes.length; length += 7) {
    writeFileSync(path, bytes.subarray(0, length));
    const torn = await open();
    expect(keysIn(torn), `cut at ${length}`).toEqual(['300001']);
    await save(torn, [person(3)]);
    expect(keysIn(await open())).toEqual(['300001', '300003']);
  }
  expect(asides).toEqual([]);
});

test('a line that was changed, moved, repeated or brought from another file is not taken; the file is kept aside', async () => {
  const file = await open();
  await save(file, [person(1), person(2), person(3)]);
  const [head = '', one = '', two = '', three = ''] = lines();
  const bent = `${one.slice(0, 40)}${one[40] === 'A' ? 'B' : 'A'}${one.slice(41)}`;
  for (const [what, kept, expected] of [
    ['changed', [head, bent, two, three], ['300002', '300003']],
    ['moved', [head, one, three, two], ['300001']],
    ['repeated', [head, one, one, three], ['300001', '300003']],
    ['taken out', [head, one, three], ['300001']],
  ] as const) {
    asides = [];
    writeFileSync(path, `${kept.join('\n')}\n`);
    expect(keysIn(await open()), what).toEqual(expected);
    expect(asides, what).toHaveLength(1);
    expect(readFileSync(join(folder, asides[0] ?? ''), 'latin1')).toBe(`${kept.join('\n')}\n`);
    // It is whole again.
    asides = [];
    expect(keysIn(await open())).toEqual(expected);
    expect(asides).toEqual([]);
  }
});

test('a file that is none of Usher’s is kept aside, and a new one begun', async () => {
  writeFileSync(path, 'PK\u0003\u0004 something else\nand more\n');
  const file = await open();
  expect(file.people.size).toBe(0);
  expect(asides).toHaveLength(1);
  await save(file, [person(1)]);
  expect(keysIn(await open())).toEqual(['300001']);
});

test('another key opens nothing, says so, and changes nothing', async () => {
  await save(await open(), [person(1)]);
  const before = readFileSync(path);
  expect(await codeFrom(open({ key: Buffer.alloc(32, 8) }))).toBe('vault_key_lost');
  expect(readFileSync(path)).toEqual(before);
  expect(readdirSync(folder)).toEqual(['host-keys.sealed']);
});

test('whether there is something to open is told before the key is asked for', async () => {
  const told: boolean[] = [];
  const ask = () =>
    HostKeyFile.open({
      path,
      key: async ({ hasSealed }) => {
        told.push(hasSealed);
        return key;
      },
      onSetAside: () => {},
      now: () => now,
    });
  // A look makes nothing.
  await ask();
  expect([told, readdirSync(folder)]).toEqual([[], []]);
  await save(await ask(), [person(1)]);
  await ask();
  expect(told).toEqual([false, true]);
  const locked = HostKeyFile.open({
    path,
    key: async () => {
      throw new AppError('keychain_locked');
    },
    onSetAside: () => {},
    now: () => now,
  });
  expect(await codeFrom(locked)).toBe('keychain_locked');
});

test('many changes of few people are written anew at a start, as few lines', async () => {
  const file = await open();
  await save(file, [person(0)]);
  for (let round = 0; round < 101; round++)
    await save(
      file,
      Array.from({ length: 20 }, (_, at) => person(at % 10, `${700_000 + round}`)),
    );
  expect(lines()).toHaveLength(2_022);
  const again = await open();
  expect(again.people.size).toBe(10);
  expect(lines()).toHaveLength(11);
});

test('a disk that does not take it says so, and nobody sees what it did not take', async () => {
  const file = await open();
  await save(file, [person(1)]);
  rmSync(folder, { recursive: true });
  expect(await codeFrom(save(file, [person(2)]))).toBe('records_not_saved');
  expect(keysIn(file)).toEqual(['300001']);
  mkdirSync(folder);
  await save(file, [person(3)]);
  expect(keysIn(await open())).toEqual(['300001', '300003']);
});

test('a file that has gone while Usher ran is written anew with everybody', async () => {
  const file = await open();
  await save(file, [person(1), person(2)]);
  rmSync(path);
  await save(file, [person(3)]);
  expect(keysIn(await open())).toEqual(['300001', '300002', '300003']);
});

test('what somebody else has written behind the last line is not kept, and spoils nothing', async () => {
  const file = await open();
  await save(file, [person(1)]);
  appendFileSync(path, 'something else\n');
  await save(file, [person(2)]);
  expect(keysIn(await open())).toEqual(['300001', '300002']);
  expect(asides).toEqual([]);
});

test('a change is made of what is there when its turn comes', async () => {
  const file = await open();
  await save(file, [person(1)]);
  const add = () =>
    file.update((people) => {
      const known = people.get(person(1).id);
      return known ? [{ ...known, name: `${known.name}!` }] : [];
    });
  await Promise.all([add(), add(), add()]);
  expect(file.get(person(1).id)?.name).toBe('Person 1!!!');
});

test('a directory of one session leaves nothing on the disk', async () => {
  const file = await open({ path: undefined });
  await save(file, [person(1)]);
  await file.update(
    () => [],
    () => [person(1).id],
  );
  await save(file, [person(2)]);
  expect(keysIn(file)).toEqual(['300002']);
  expect(readdirSync(folder)).toEqual([]);
});

test('what a crash left behind the last line does not spoil the next one', async () => {
  const file = await open();
  await save(file, [person(1)]);
  appendFileSync(path, 'AAAA');
  truncateSync(path, statSync(path).size - 2);
  const again = await open();
  await save(again, [person(2)]);
  expect(keysIn(await open())).toEqual(['300001', '300002']);
});
