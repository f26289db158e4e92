import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  copyFileSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from '@playwright/test';
import Conf from 'conf';
import type { Failure } from '../../../src-main/shared/app-error';
import type { Settings } from '../../../src-main/shared/settings';
import { defaultSettings } from '../../../src-main/shared/settings';
import { openRecords } from '../../../src-main/storage/open-records';
import { skipOutsideOfCi } from '../../support/system-tools';
import { waitUntil } from '../../support/wait-until';
import { aCredential, now } from '../examples';

const settings: Settings = {
  theme: 'dark',
  refreshMinutes: 15,
  waitForHostMinutes: 30,
  waitingRoomMinutes: 60,
  remindMinutes: 10,
  noRemindersFor: [],
  shortcuts: { open: 'Control+Alt+U' },
  hideTopics: true,
  keepRunningInTray: false,
  notifications: false,
  secretStore: 'keychain',
  keepActivity: 365,
};
const asideName = 'usher.set-aside-2026-11-21T09-00-00-000Z.json';
let folder: string;
let path: string;
let previous: string;
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'usher-open-'));
  path = join(folder, 'usher.json');
  previous = join(folder, 'usher.previous.json');
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What electron-store is without Electron. */
function readWithConf(): Record<string, unknown> {
  return new Conf<Record<string, unknown>>({
    cwd: folder,
    configName: 'usher',
    projectName: 'usher',
    projectVersion: '0',
    projectSuffix: '',
  }).store;
}

/** Opens the records as a start of Usher does. */
function start() {
  const later: Failure[] = [];
  const caughtUp: string[] = [];
  const { records, failures } = openRecords({
    path,
    read: readWithConf,
    now: () => now,
    onFailure: (failure) => later.push(failure),
    onCaughtUp: () => caughtUp.push('yes'),
  });
  return { records, failures, later, names: records.credentials.map(({ name }) => name) };
}

/** The records of somebody who has worked with Usher for a while: three generations, the newest with three credentials. */
async function workAWhile() {
  const { records } = start();
  for (const count of [1, 2, 3]) {
    await records.saveCredentials(Array.from({ length: count }, (_, index) => aCredential(index + 1)));
  }
  await records.saveSettings(settings);
  await records.saveCredentials([aCredential(1), aCredential(2), aCredential(3), aCredential(4)]);
}
const newest = ['Credential 1', 'Credential 2', 'Credential 3', 'Credential 4'];
const before = newest.slice(0, 3);

test('a first start finds nothing, tells nothing and writes nothing', () => {
  const { records, failures } = start();
  expect(failures).toEqual([]);
  expect(records.credentials).toEqual([]);
  expect(records.settings).toEqual(defaultSettings);
  expect(readdirSync(folder)).toEqual([]);
});

test('what was saved is there at the next start, and nothing is told', async () => {
  await workAWhile();
  const text = readFileSync(path);
  const { names, records, failures, later } = start();
  await records.settle();
  expect(names).toEqual(newest);
  expect(records.settings).toEqual(settings);
  expect([...failures, ...later]).toEqual([]);
  expect(readFileSync(path).equals(text)).toBe(true);
});

test('what an earlier Usher laid out on many lines is read as it is', async () => {
  await workAWhile();
  writeFileSync(path, JSON.stringify(JSON.parse(readFileSync(path, 'utf8')), undefined, '\t'));
  const { names, records, failures, later } = start();
  expect(names).toEqual(newest);
  await records.saveSettings(defaultSettings);
  expect([...failures, ...later]).toEqual([]);
});

test('a profile that others could look into is closed to them (SK10)', async () => {
  chmodSync(folder, 0o755);
  start();
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  rmSync(folder, { recursive: true });
  start();
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

const damages: Record<string, string | Buffer> = {
  'an empty file': '',
  'a file of zeros': Buffer.alloc(4096),
  'a zero in the middle': '{"schemaVersion":2,"credentials":[\0]}',
  'half a file': '{"schemaVersion":1,"credentials":[{"id":"0000',
  'a file with a byte order mark': '\ufeff{"schemaVersion":1}',
  'a file in UTF-16': Buffer.from('{"schemaVersion":1}', 'utf16le'),
  null: 'null',
  'a list': '[]',
  'a number': '1',
  'a text': '"usher"',
  'two documents': '{}{}',
  'a page': '<!doctype html>',
  'a trailing comma': '{"a":1,}',
  'a million brackets': `{"a":${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}}`,
};
for (const [what, contents] of Object.entries(damages)) {
  test(`${what} in place of the records is kept aside unchanged, and the save before is used, with a notice (D7)`, async () => {
    await workAWhile();
    writeFileSync(path, contents);
    const { names, failures, records } = start();
    expect(failures).toEqual([{ code: 'records_recovered', subject: asideName }]);
    expect(names).toEqual(before);
    expect(readFileSync(join(folder, asideName)).equals(Buffer.from(contents))).toBe(true);
    await records.saveCredentials([aCredential(7)]);
    expect(start()).toMatchObject({ failures: [], names: ['Credential 7'] });
  });

  test(`${what} where nothing was saved before is kept aside, and Usher begins anew (D7)`, () => {
    writeFileSync(path, contents);
    const { names, failures } = start();
    expect(failures).toEqual([{ code: 'records_damaged', subject: asideName }]);
    expect(names).toEqual([]);
    expect(readdirSync(folder)).toEqual([asideName]);
    expect(start().failures).toEqual([]);
  });
}

test('a file of 200 MB is put aside by its size, without being read (D7, P7)', async () => {
  await workAWhile();
  const file = openSync(path, 'w');
  writeSync(file, '{"schemaVersion":2,"credentials":[]}');
  ftruncateSync(file, 200_000_000);
  closeSync(file);
  const memory = process.memoryUsage().rss;
  const { failures, names } = start();
  expect(process.memoryUsage().rss - memory).toBeLessThan(50_000_000);
  expect(failures).toEqual([{ code: 'records_recovered', subject: asideName }]);
  expect(names).toEqual(before);
  expect(statSync(join(folder, asideName)).size).toBe(200_000_000);
});

test('records that are gone come back from the save before', async () => {
  await workAWhile();
  rmSync(path);
  const { names, failures } = start();
  expect(names).toEqual(before);
  expect(failures).toEqual([{ code: 'records_recovered' }]);
});

test('a key that stands there twice is used as JSON has it, and the file is kept as it was (D7)', async () => {
  const text = `{"schemaVersion":2,"credentials":[${JSON.stringify(aCredential(1))}],"credentials":[]}`;
  writeFileSync(path, text);
  const { names, later, records } = start();
  expect(names).toEqual([]);
  await records.settle();
  expect(later).toEqual([{ code: 'records_changed_elsewhere', subject: asideName }]);
  expect(readFileSync(join(folder, asideName), 'utf8')).toBe(text);
  expect(start()).toMatchObject({ failures: [], later: [] });
});

test('what is not understood is kept in a copy, once, and what is understood is used', async () => {
  await workAWhile();
  const text = JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), fromTheFuture: true });
  writeFileSync(path, text);
  const { names, later, records } = start();
  expect(names).toEqual(newest);
  await records.settle();
  expect(later).toEqual([{ code: 'records_damaged', subject: asideName }]);
  expect(readFileSync(join(folder, asideName), 'utf8')).toBe(text);
  const again = start();
  await again.records.settle();
  expect([...again.failures, ...again.later]).toEqual([]);
  expect(again.names).toEqual(newest);
});

test('a change that another program made between two runs is used, and told (D14)', async () => {
  await workAWhile();
  const text = readFileSync(path, 'utf8').replace('Credential 2', 'Back office');
  writeFileSync(path, text);
  const { names, later, records } = start();
  expect(names).toContain('Back office');
  await records.settle();
  expect(later).toEqual([{ code: 'records_changed_elsewhere', subject: asideName }]);
  expect(readFileSync(join(folder, asideName), 'utf8')).toBe(text);
  expect(start()).toMatchObject({ names: expect.arrayContaining(['Back office']), failures: [] });
});

test('a change that another process makes while Usher runs does not vanish unseen (D14)', async () => {
  await workAWhile();
  const { records, later } = start();
  execFileSync('/bin/sh', ['-c', 'sed s/Credential/Account/g < "$0" > "$0.new" && mv "$0.new" "$0"', path]);
  await records.saveSettings(defaultSettings);
  expect(later).toEqual([{ code: 'records_changed_elsewhere', subject: asideName }]);
  expect(readFileSync(join(folder, asideName), 'utf8')).toContain('Account 2');
  expect(start()).toMatchObject({ names: newest, failures: [] });
});

test('an old file that was put back is used, and the later one is kept and told (D9)', async () => {
  const { records } = start();
  await records.saveCredentials([aCredential(1)]);
  copyFileSync(path, join(folder, 'backup'));
  await workAWhile();
  const later = readFileSync(previous);
  copyFileSync(join(folder, 'backup'), path);
  const rolledBack = start();
  expect(rolledBack.failures).toEqual([{ code: 'records_rolled_back', subject: asideName }]);
  expect(rolledBack.names).toEqual(['Credential 1']);
  expect(readFileSync(join(folder, asideName)).equals(later)).toBe(true);
  await rolledBack.records.saveCredentials([aCredential(9)]);
  expect(JSON.parse(readFileSync(path, 'utf8')).generation).toBeGreaterThan(JSON.parse(later.toString()).generation);
  expect(start()).toMatchObject({ failures: [], names: ['Credential 9'] });
});

test('an old file that is put back while Usher runs does not win, and is kept (D9)', async () => {
  const { records } = start();
  await records.saveCredentials([aCredential(1)]);
  copyFileSync(path, join(folder, 'backup'));
  await records.saveCredentials([aCredential(1), aCredential(2)]);
  renameSync(join(folder, 'backup'), path);
  await records.saveSettings(settings);
  expect(readdirSync(folder)).toContain(asideName);
  expect(start().names).toEqual(['Credential 1', 'Credential 2']);
});

test('records of a newer Usher are shown, told, and stay as they are to the byte (D12)', async () => {
  const text = JSON.stringify({
    schemaVersion: 4,
    credentials: [{ ...aCredential(1), wings: 2 }],
    settings,
    rooms: [],
  });
  writeFileSync(path, text);
  const { records, failures, names } = start();
  expect(failures).toEqual([{ code: 'records_newer' }]);
  expect(names).toEqual(['Credential 1']);
  await expect(records.saveSettings(defaultSettings)).rejects.toThrow('records_newer');
  await expect(records.saveCredentials([])).rejects.toThrow('records_newer');
  await records.settle();
  expect(readFileSync(path, 'utf8')).toBe(text);
  expect(readdirSync(folder)).toEqual(['usher.json']);
});

test('drafts of saves that were cut off are gone after a start (D11)', async () => {
  await workAWhile();
  for (const name of ['usher.json.draft', 'usher.previous.json.draft', 'usher.json.tmp-17637252000abc12f']) {
    writeFileSync(join(folder, name), '{"schema');
  }
  expect(start().names).toEqual(newest);
  expect(readdirSync(folder).sort()).toEqual(['usher.json', 'usher.previous.json']);
});

test('records behind a link are read and written where they are', async () => {
  await workAWhile();
  const elsewhere = mkdtempSync(join(tmpdir(), 'usher-elsewhere-'));
  try {
    renameSync(path, join(elsewhere, 'dotfile.json'));
    symlinkSync(join(elsewhere, 'dotfile.json'), path);
    const { records, names } = start();
    expect(names).toEqual(newest);
    await records.saveCredentials([aCredential(5)]);
    expect(JSON.parse(readFileSync(join(elsewhere, 'dotfile.json'), 'utf8')).credentials).toHaveLength(1);
    expect(start().names).toEqual(['Credential 5']);
  } finally {
    rmSync(elsewhere, { recursive: true });
  }
});

test('a file in place of the folder: Usher starts, says so and keeps changes until it can save (D10)', async () => {
  rmSync(folder, { recursive: true });
  writeFileSync(folder, '');
  const { records, failures } = start();
  expect(failures).toEqual([{ code: 'records_not_saved' }]);
  await expect(records.saveCredentials([aCredential(1)])).rejects.toThrow('records_not_saved');
  expect(records.credentials).toHaveLength(1);
  rmSync(folder);
  await records.settle();
  expect(start().names).toEqual(['Credential 1']);
});

test('a folder that can only be read: everything is shown, changes wait in memory and are saved once they can be (D10)', async () => {
  await workAWhile();
  const mount = (...args: string[]) => execFileSync('mount', args, { stdio: 'pipe', timeout: 10_000 });
  let whyNot: string | undefined;
  try {
    mount('--bind', folder, folder);
  } catch (error) {
    whyNot = `no folder can be mounted read-only here (root only): ${error instanceof Error ? error.message : error}`;
  }
  skipOutsideOfCi(whyNot);
  try {
    mount('-o', 'remount,bind,ro', folder);
    const { records, failures, names } = start();
    expect(failures).toEqual([{ code: 'records_not_saved' }]);
    expect(names).toEqual(newest);
    await expect(records.saveCredentials([aCredential(8)])).rejects.toThrow('records_not_saved');
    expect(records.credentials).toHaveLength(1);
    mount('-o', 'remount,bind,rw', folder);
    await records.settle();
    expect(start().names).toEqual(['Credential 8']);
  } finally {
    execFileSync('umount', [folder], { timeout: 10_000 });
  }
});

/** Root may do everything; what belongs to somebody else and is locked can be tried as nobody. */
async function asAnOrdinaryUser(work: () => Promise<void>): Promise<void> {
  const nobody = 65_534;
  if (process.getuid?.() !== 0) return work();
  for (const name of [folder, ...readdirSync(folder).map((name) => join(folder, name))])
    chownSync(name, nobody, nobody);
  process.seteuid?.(nobody);
  try {
    await work();
  } finally {
    process.seteuid?.(0);
  }
}

test('a file that may not be read is not replaced either (D10)', async () => {
  await workAWhile();
  await asAnOrdinaryUser(async () => {
    chmodSync(path, 0o000);
    const { records, failures } = start();
    expect(failures).toEqual([{ code: 'file_unreadable', subject: 'usher.json' }]);
    await expect(records.saveCredentials([])).rejects.toThrow('records_not_saved');
    chmodSync(path, 0o600);
    expect(start().names).toEqual(newest);
  });
});

test('a folder that turns unwritable while Usher runs: changes wait in memory (D10)', async () => {
  await workAWhile();
  await asAnOrdinaryUser(async () => {
    const { records } = start();
    chmodSync(folder, 0o500);
    await expect(records.saveCredentials([aCredential(8)])).rejects.toThrow('records_not_saved');
    expect(records.credentials).toHaveLength(1);
    chmodSync(folder, 0o700);
    await records.settle();
    expect(start().names).toEqual(['Credential 8']);
  });
});

test('a folder in place of the file is kept aside as well (D7)', async () => {
  mkdirSync(join(path, 'with something in it'), { recursive: true });
  const { records, failures } = start();
  expect(failures).toEqual([{ code: 'records_damaged', subject: asideName }]);
  await records.saveCredentials([aCredential(1)]);
  expect(start().names).toEqual(['Credential 1']);
});

/** The records that a released Usher has left, one file for each schema that was released. */
const released: Record<string, { file: string; version: number }> = {
  'Usher 0.1.0': { file: 'records-schema-1.json', version: 1 },
};
for (const [usher, { file, version }] of Object.entries(released)) {
  test(`the records of ${usher} are taken over whole, and stay as they are until the first change`, async () => {
    const fixture = readFileSync(resolve('test/data', file));
    expect(JSON.parse(fixture.toString()).schemaVersion).toBe(version);
    writeFileSync(path, fixture);
    const { records, failures, later } = start();
    await records.settle();
    expect([...failures, ...later]).toEqual([]);
    expect(records.isWhole).toBe(true);
    expect(readFileSync(path).equals(fixture)).toBe(true);
    const { credentials, settings: chosen } = JSON.parse(fixture.toString());
    expect(records.credentials).toEqual(credentials.map((old: object) => ({ tags: [], secretsGeneration: 0, ...old })));
    expect(records.bots).toEqual({ bots: [], botRules: [], botLaunches: [] });
    expect(records.settings).toEqual({ ...defaultSettings, ...chosen });
    await records.saveSettings(settings);
    expect(readFileSync(previous).equals(fixture)).toBe(true);
    expect(start()).toMatchObject({ failures: [], names: credentials.map(({ name }: { name: string }) => name) });
  });
}

test('a start does not wait for the copy of what another program changed', async () => {
  await workAWhile();
  writeFileSync(path, readFileSync(path, 'utf8').replace('Credential 2', 'Back office'));
  const { later } = start();
  expect(later).toEqual([]);
  await waitUntil('the copy', () => later.length > 0);
});
