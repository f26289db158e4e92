import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { ActivityEntry } from '../../../src-main/shared/activity';
import { ActivityLog, headPathOf, type NewEntry } from '../../../src-main/storage/activity-log';
import { now } from '../examples';

let folder: string;
let path: string;
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'usher-activity-'));
  path = join(folder, 'activity.jsonl');
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

const minutesLater = (minutes: number) => new Date(now.getTime() + minutes * 60_000);

function anEntry(number: number, different: Partial<NewEntry> = {}): NewEntry {
  return {
    at: minutesLater(number).toISOString(),
    kind: 'tokenMinted',
    outcome: 'done',
    topic: `Meeting ${number}`,
    token: 'zak',
    ...different,
  };
}

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => anEntry(from + index));

/** The log as a new start of Usher finds it. */
function opened(at = path) {
  const setAside: string[] = [];
  const log = new ActivityLog({ path: at, now: () => now, onSetAside: (name) => setAside.push(name) });
  return { log, setAside };
}

async function everything(log: ActivityLog) {
  return log.page({ limit: 1_000_000, matches: () => true });
}

async function topics(log: ActivityLog): Promise<(string | undefined)[]> {
  return (await everything(log)).entries.map(({ topic }) => topic).filter((topic) => topic !== undefined);
}

async function logOf(count: number): Promise<void> {
  await opened().log.append(numbered(1, count));
}

/** Reads a log that must have been changed after this entry: says so, keeps the damaged file, and goes on writing. */
async function expectNoticed(at: string, afterEntry: number | undefined, what: string): Promise<void> {
  const damaged = existsSync(at) ? readFileSync(at) : undefined;
  const { log, setAside } = opened(at);
  await log.append([anEntry(1, { topic: 'afterwards' })]);
  const page = await everything(log);
  expect(page.changedOutside, what).toMatchObject(afterEntry === undefined ? {} : { afterEntry });
  expect(setAside, what).toEqual([page.changedOutside?.setAside]);
  expect(await topics(log), what).toEqual(['afterwards']);
  if (damaged?.length) expect(damaged.equals(readFileSync(join(at, '..', setAside[0] ?? ''))), what).toBe(true);
}

test('what was written is read back, newest first, by the next start too; for its owner only', async () => {
  const { log } = opened();
  await log.append([anEntry(1), anEntry(2)]);
  await log.append([anEntry(3)]);
  expect(await topics(log)).toEqual(['Meeting 3', 'Meeting 2', 'Meeting 1']);
  const page = await everything(opened().log);
  expect(page.entries.map(({ n, kind }) => [n, kind])).toEqual([
    [3, 'tokenMinted'],
    [2, 'tokenMinted'],
    [1, 'tokenMinted'],
    [0, 'logBegun'],
  ]);
  expect(page.total).toBe(3);
  expect(page.changedOutside).toBeUndefined();
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(headPathOf(path)).mode & 0o777).toBe(0o600);
  for (const line of readFileSync(path, 'utf8').trimEnd().split('\n')) JSON.parse(line);
});

test('texts of all kinds come back as they were', async () => {
  const strange = ['"\\', 'a\nb\r\n', '\u0000\u001b', '会議 🚀', '\ud800', '}","entry":{', '\u2028', 'x'.repeat(300)];
  await opened().log.append(strange.map((topic) => anEntry(1, { topic })));
  expect(await topics(opened().log)).toEqual([...strange].reverse());
});

/** What somebody does to the file, and the last entry that is then still vouched for. */
const meddlings: Record<string, { meddle: (lines: string[]) => string[]; afterEntry: number }> = {
  'a line in the middle is removed': { meddle: (lines) => lines.filter((_, at) => at !== 3), afterEntry: 2 },
  'two lines change places': { meddle: ([a, b, c, d, ...rest]) => [a, b, d, c, ...rest] as string[], afterEntry: 1 },
  'a line is there twice': {
    meddle: (lines) => lines.flatMap((line, at) => (at === 2 ? [line, line] : [line])),
    afterEntry: 2,
  },
  'a word is another': {
    meddle: (lines) => lines.map((line) => line.replace('Meeting 4', 'Meeting 5')),
    afterEntry: 3,
  },
  'the end is cut off': { meddle: (lines) => lines.slice(0, 4), afterEntry: 3 },
  'the beginning is cut off': { meddle: (lines) => lines.slice(2), afterEntry: 0 },
  'only the first line is gone': { meddle: (lines) => lines.slice(1), afterEntry: 0 },
  'everything is gone': { meddle: () => [], afterEntry: 0 },
  'a line was made up at the end': { meddle: (lines) => [...lines, lines[2] ?? ''], afterEntry: 5 },
  'an empty line was added': { meddle: (lines) => [...lines, ''], afterEntry: 5 },
};
for (const [what, { meddle, afterEntry }] of Object.entries(meddlings)) {
  test(`it is noticed that ${what}`, async () => {
    await logOf(5);
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    writeFileSync(
      path,
      meddle(lines)
        .map((line) => `${line}\n`)
        .join(''),
    );
    await expectNoticed(path, afterEntry, what);
  });
}

test('it is noticed that the log, or what is remembered beside it, was removed', async () => {
  await logOf(3);
  rmSync(path);
  await expectNoticed(path, 0, 'the log');
  rmSync(headPathOf(path));
  await expectNoticed(path, 0, 'the head');
});

test('it is noticed that the log of another computer was put in its place', async () => {
  const other = join(folder, 'other.jsonl');
  await opened(other).log.append(numbered(1, 3));
  await logOf(3);
  copyFileSync(other, path);
  await expectNoticed(path, 0, 'another log');
});

test('a change while Usher runs is noticed at the next entry, even if the time of the file was put back', async () => {
  const { log, setAside } = opened();
  await log.append(numbered(1, 3));
  const { atime, mtime } = statSync(path);
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace('Meeting 2', 'Meeting 9'));
  utimesSync(path, atime, mtime);
  await log.append([anEntry(4)]);
  expect(setAside).toHaveLength(1);
  expect((await everything(log)).changedOutside).toMatchObject({ afterEntry: 1 });
  expect(await topics(log)).toEqual(['Meeting 4']);
});

test('a log that was changed twice is set aside twice, each under a name of its own', async () => {
  await logOf(3);
  for (const round of [1, 2]) {
    writeFileSync(path, readFileSync(path, 'utf8').replace(/Meeting 3|afterwards/, 'Meeting X'));
    await expectNoticed(path, undefined, `round ${round}`);
  }
  expect(readdirSync(folder).filter((name) => name.includes('set-aside'))).toHaveLength(2);
});

test('a half line that a killed write left is mended without a word', async () => {
  await logOf(3);
  const whole = readFileSync(path);
  for (const half of ['{', '{"hash":"12', '{"hash":"a","entry":{"n":4}}']) {
    appendFileSync(path, half);
    const { log, setAside } = opened();
    expect(await topics(log)).toEqual(['Meeting 3', 'Meeting 2', 'Meeting 1']);
    expect(setAside).toEqual([]);
    expect(readFileSync(path)).toEqual(whole);
  }
});

test('a half line that is remembered as whole was cut by somebody else', async () => {
  await logOf(3);
  truncateSync(path, statSync(path).size - 1);
  await expectNoticed(path, 2, 'one byte short');
});

test('whatever dies while a damaged log is set aside, it is told once and goes on', async () => {
  await logOf(3);
  const pending = { setAside: 'activity.set-aside-then.jsonl', afterEntry: 2 };
  const head = { anchor: '00000000-0000-4000-8000-000000000001', n: -1, hash: '', pending };
  writeFileSync(headPathOf(path), JSON.stringify(head));
  const { log, setAside } = opened();
  expect((await everything(log)).changedOutside).toMatchObject(pending);
  await log.append([anEntry(1, { topic: 'afterwards' })]);
  expect(setAside).toEqual([pending.setAside]);
  // Died after the new log had begun, before that was remembered.
  writeFileSync(headPathOf(path), JSON.stringify(head));
  const again = opened();
  expect(await topics(again.log)).toEqual(['afterwards']);
  expect((await everything(again.log)).changedOutside).toMatchObject(pending);
  expect(readdirSync(folder).filter((name) => name.includes('set-aside'))).toEqual([pending.setAside]);
});

test('entries before a moment are removed, and what stays is vouched for as before', async () => {
  await logOf(10);
  const { log } = opened();
  expect(await log.prune(minutesLater(0))).toBe(0);
  expect(await log.prune(minutesLater(5))).toBe(4);
  const kept = await everything(opened().log);
  expect(kept.entries.map(({ n }) => n)).toEqual([10, 9, 8, 7, 6, 5, 4]);
  expect(kept.entries.at(-1)).toMatchObject({
    kind: 'logPruned',
    about: expect.stringMatching(/^4 entries from before/),
  });
  expect(kept.total).toBe(6);
  await log.append([anEntry(11)]);
  expect(await log.prune(minutesLater(8))).toBe(3);
  expect(await log.prune(minutesLater(8))).toBe(0);
  expect(await topics(opened().log)).toEqual(['Meeting 11', 'Meeting 10', 'Meeting 9', 'Meeting 8']);
  expect(await log.prune(minutesLater(60))).toBe(4);
  expect(await topics(opened().log)).toEqual([]);
  await log.append([anEntry(12)]);
  expect(await topics(opened().log)).toEqual(['Meeting 12']);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  writeFileSync(path, readFileSync(path, 'utf8').replace('Meeting 12', 'Meeting 13'));
  await expectNoticed(path, 11, 'after removing');
});

test('a log that was changed is set aside before anything is removed from it', async () => {
  await logOf(5);
  writeFileSync(path, readFileSync(path, 'utf8').replace('Meeting 2', 'Meeting 9'));
  const { log, setAside } = opened();
  expect(await log.prune(minutesLater(4))).toBe(0);
  expect(readFileSync(join(folder, setAside[0] ?? ''), 'utf8')).toContain('Meeting 9');
});

test('pages follow each other without a gap or a double, whatever their size', async () => {
  await logOf(500);
  await opened().log.prune(minutesLater(20));
  const { log } = opened();
  for (const limit of [1, 7, 100, 481, 482, 1_000]) {
    const seen: number[] = [];
    let before: number | undefined;
    do {
      const page = await log.page({ before, limit, matches: () => true });
      expect(page.entries.length).toBeLessThanOrEqual(limit);
      seen.push(...page.entries.map(({ n }) => n));
      before = page.next;
    } while (before !== undefined);
    expect(seen).toEqual(Array.from({ length: 482 }, (_, index) => 500 - index));
  }
});

test('100,000 entries are looked through by pages: each is read in part and nothing is kept', async () => {
  test.setTimeout(60_000);
  const { log } = opened();
  for (let from = 1; from <= 100_000; from += 5_000) await log.append(numbered(from, from + 4_999));
  const first = opened().log;
  const verifying = performance.now();
  expect((await first.page({ limit: 50, matches: () => true })).total).toBe(100_000);
  const verified = performance.now() - verifying;
  const deep = performance.now();
  const page = await first.page({ before: 50_001, limit: 50, matches: () => true });
  const later = performance.now() - deep;
  expect(page.entries.map(({ n }) => n)).toEqual(Array.from({ length: 50 }, (_, index) => 50_000 - index));
  // The whole of it is read once; after that a page costs what it shows.
  expect(later).toBeLessThan(verified / 5);
  const looks: number[] = [];
  const found: ActivityEntry[] = [];
  let before: number | undefined;
  do {
    const look = await first.page({ before, limit: 50, matches: ({ topic }) => topic === 'Meeting 3' });
    found.push(...look.entries);
    before = look.next;
    looks.push(before ?? 0);
  } while (before !== undefined);
  expect(found.map(({ n }) => n)).toEqual([3]);
  expect(looks).toEqual([80_001, 60_001, 40_001, 20_001, 1, 0]);
});

test('reading from the oldest on is not held up by what is written and removed meanwhile', async () => {
  await logOf(3_000);
  const { log } = opened();
  const seen: number[] = [];
  const parts: number[] = [];
  for await (const { n } of log.entries((bytes, of) => parts.push(bytes / of))) {
    seen.push(n);
    if (n === 10) await log.append([anEntry(3_001)]);
    if (n === 20) await log.prune(minutesLater(2_000));
  }
  expect(seen).toEqual(Array.from({ length: 3_001 }, (_, index) => index));
  expect(parts.at(-1)).toBe(1);
  expect((await everything(log)).total).toBe(1_002);
});

test('a disk that takes nothing leaves the log as it was', async () => {
  await logOf(2);
  const { log } = opened();
  expect(await topics(log)).toHaveLength(2);
  rmSync(headPathOf(path));
  mkdirSync(`${headPathOf(path)}.draft`);
  await expect(log.append([anEntry(3)])).rejects.toThrow();
  rmSync(`${headPathOf(path)}.draft`, { recursive: true });
  await log.append([anEntry(3)]);
  expect(await topics(opened().log)).toEqual(['Meeting 3', 'Meeting 2', 'Meeting 1']);
});

test('a file without a line end does not fill the memory', async () => {
  await logOf(1);
  appendFileSync(path, 'x'.repeat(20_000_000));
  await expectNoticed(path, 1, '20 MB');
});
