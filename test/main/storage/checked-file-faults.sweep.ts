import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Credential } from '../../../src-main/shared/credential';
import { defaultSettings } from '../../../src-main/shared/settings';
import { CheckedFile, digestOf } from '../../../src-main/storage/checked-file';
import { openRecords } from '../../../src-main/storage/open-records';
import { bundleModule } from '../../support/bundle-module';
import type { SavePlan } from '../../support/save-records';
import {
  countCalls,
  mountSmallDisk,
  runTraced,
  skipOutsideOfCi,
  takeDiskAway,
  whyNoStrace,
} from '../../support/system-tools';
import { within } from '../../support/wait-until';
import { aCredential, now } from '../examples';

let folder: string;
let path: string;
let previous: string;
test.beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'usher-faults-')));
  path = join(folder, 'usher.json');
  previous = join(folder, 'usher.previous.json');
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Opens the records as a start of Usher does. */
function start() {
  return openRecords({
    path,
    read: () => JSON.parse(readFileSync(path, 'utf8')),
    now: () => now,
    onFailure: (failure) => {
      throw new Error(`Nothing was to be set aside: ${failure.code}`);
    },
    onCaughtUp: () => {},
  });
}

const few = [aCredential(1)];
/** About 150 KB. */
const many: Credential[] = Array.from({ length: 300 }, (_, index) => aCredential(index + 1));

test.describe('on a disk of 1 MB', () => {
  let whyNot: string | undefined;
  test.beforeEach(() => {
    whyNot = mountSmallDisk(folder, 'size=1m');
  });
  test.afterEach(() => {
    if (whyNot === undefined) takeDiskAway(folder);
  });

  const pageBytes = 4096;
  /** Everything but these pages is taken. */
  function leaveFree(pages: number): void {
    const { bavail, bsize } = statfsSync(folder);
    writeFileSync(join(folder, 'filler'), Buffer.alloc(bavail * bsize - pages * pageBytes));
  }

  for (const pages of [0, 1, 2, 3, 8, 20]) {
    test(`with ${pages} pages left a large save fails, loses nothing, and works once there is room (D1)`, async () => {
      skipOutsideOfCi(whyNot);
      const { records } = start();
      await records.saveCredentials([]);
      await records.saveCredentials(few);
      const before = readFileSync(path);
      leaveFree(pages);
      for (const _attempt of ['first', 'second']) {
        await expect(records.saveCredentials(many)).rejects.toMatchObject({ code: 'records_not_saved' });
        expect(readFileSync(path).equals(before)).toBe(true);
        expect(readdirSync(folder).sort()).toEqual(['filler', 'usher.json', 'usher.previous.json']);
      }
      rmSync(join(folder, 'filler'));
      await records.settle();
      expect(readFileSync(previous).equals(before)).toBe(true);
      const again = start();
      expect(again.failures).toEqual([]);
      expect(again.records.credentials).toEqual(many);
    });
  }
});

test.describe('in a process of its own', () => {
  let bundleFolder: string;
  let saver: string;
  let whyNot: string | undefined;
  test.beforeAll(async () => {
    bundleFolder = mkdtempSync(join(tmpdir(), 'usher-saver-'));
    saver = await bundleModule(join(import.meta.dirname, '../../support/save-records.ts'), bundleFolder);
    whyNot = whyNoStrace();
  });
  test.afterAll(() => rmSync(bundleFolder, { recursive: true, force: true }));

  const older = { schemaVersion: 2, credentials: few, settings: defaultSettings };
  const newer = { ...older, credentials: many };

  /** Two generations that were acknowledged, the second of them read anew. */
  async function twoGenerations(): Promise<{ before: Buffer; found: SavePlan['found'] }> {
    const file = new CheckedFile(
      path,
      { contents: {}, generation: 0, own: undefined },
      { now: () => now, onSetAside: () => {} },
    );
    await file.save({ ...older, credentials: [] });
    await file.save(older);
    const before = readFileSync(path);
    return { before, found: { generation: 2, own: digestOf(before) } };
  }

  function saverCommand(plan: SavePlan): [string, string, string] {
    const planFile = join(bundleFolder, 'plan.json');
    writeFileSync(planFile, JSON.stringify(plan));
    return [process.execPath, saver, planFile];
  }

  const recordsAndDrafts = () => [path, previous, `${path}.draft`, `${previous}.draft`, folder];
  const listing = () => join(bundleFolder, 'listing');

  /**
   * @param calls those, on these paths, that are listed
   * @param inject what strace does to them, such as `fsync:error=EIO:when=2`
   */
  async function saveTraced(plan: SavePlan, calls: readonly string[], inject?: string, paths = recordsAndDrafts()) {
    const options = { calls, paths, listing: listing(), ...(inject === undefined ? {} : { inject }) };
    const { stdout, signal } = await runTraced(saverCommand(plan), options);
    return { told: linesOf(stdout), signal };
  }

  /** How often one save makes each call. */
  async function callsOfASave(found: SavePlan['found'], names: readonly string[]): Promise<Map<string, number>> {
    const { told } = await saveTraced({ kind: 'once', path, found, contents: newer }, names);
    expect(told).toEqual([{ saved: true }]);
    return countCalls(listing());
  }

  function beginAnew(): void {
    for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
  }

  /** By the code that Node has for it. */
  const refusals = { EIO: 'EIO', ENOSPC: 'ENOSPC', EROFS: 'EROFS', EDQUOT: 'Unknown system error -122' };

  test('a call of a save that the disk refuses makes no save of it, and loses nothing (D2)', async () => {
    skipOutsideOfCi(whyNot);
    const names = ['openat', 'pwrite64', 'fsync', 'rename'];
    const counts = await callsOfASave((await twoGenerations()).found, names);
    // The generation before and the new one are each opened, written, synced, read again and put in place; then the folder is synced.
    expect(Object.fromEntries(counts)).toMatchObject({ fsync: 3, rename: 2 });
    for (const [name, count] of counts) {
      const errors = Object.entries(refusals);
      for (let number = 1; number <= Math.max(count, errors.length); number++) {
        const when = ((number - 1) % count) + 1;
        const [refusal, code] = errors[(number - 1) % errors.length] ?? ['EIO', 'EIO'];
        const what = `${refusal} at ${name} ${when} of ${count}`;
        beginAnew();
        const { before, found } = await twoGenerations();
        const { told } = await saveTraced(
          { kind: 'once', path, found, contents: newer },
          [name],
          `${name}:error=${refusal}:when=${when}`,
        );
        expect(told, what).toEqual([{ saved: false, code }]);
        // Only the sync of the folder comes after the new generation is in place.
        const isOfFolder = (name === 'fsync' || name === 'openat') && when === count;
        expect(readFileSync(path).equals(before), what).toBe(!isOfFolder);
        expect(readdirSync(folder).sort(), what).toEqual(['usher.json', 'usher.previous.json']);
        const { records, failures } = start();
        expect(failures, what).toEqual([]);
        expect(records.credentials, what).toEqual(isOfFolder ? many : few);
        await records.saveCredentials(many);
        expect(start().records.credentials, what).toEqual(many);
      }
    }
  });

  test('SIGKILL at any call of a save leaves the old generation or the new one, whole, and drafts go at the next start (D3, D11)', async () => {
    skipOutsideOfCi(whyNot);
    const names = ['openat', 'pwrite64', 'fsync', 'close', 'rename'];
    const counts = await callsOfASave((await twoGenerations()).found, names);
    const outcomes = { old: 0, new: 0, drafts: 0 };
    for (const [name, count] of counts) {
      for (let when = 1; when <= count; when++) {
        const what = `${name} ${when} of ${count}`;
        beginAnew();
        const { found } = await twoGenerations();
        const { told, signal } = await saveTraced(
          { kind: 'once', path, found, contents: newer },
          [name],
          `${name}:signal=KILL:when=${when}`,
        );
        expect({ told, signal }, what).toEqual({ told: [], signal: 'SIGKILL' });
        if (readdirSync(folder).some((each) => each.endsWith('.draft'))) outcomes.drafts += 1;
        const { records, failures } = start();
        expect(failures, what).toEqual([]);
        expect(readdirSync(folder).sort(), what).toEqual(['usher.json', 'usher.previous.json']);
        expect([few, many], what).toContainEqual(records.credentials);
        outcomes[records.credentials.length === few.length ? 'old' : 'new'] += 1;
        await records.saveCredentials(many);
        expect(start().records.credentials, what).toEqual(many);
      }
    }
    expect(Math.min(outcomes.old, outcomes.new, outcomes.drafts)).toBeGreaterThan(0);
  });

  test('a save beyond the largest file that the system allows is none, and loses nothing (D6)', async () => {
    const { before, found } = await twoGenerations();
    const plan: SavePlan = { kind: 'once', path, found, contents: newer };
    // Blocks of 512 bytes: 32 KiB.
    const { stdout } = spawnSync('sh', ['-c', 'ulimit -f 64; exec "$0" "$@"', ...saverCommand(plan)], {
      encoding: 'utf8',
      timeout: 30_000,
    });
    expect(linesOf(stdout)).toEqual([{ saved: false, code: 'EFBIG' }]);
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(folder).sort()).toEqual(['usher.json', 'usher.previous.json']);
    const { records, failures } = start();
    expect(failures).toEqual([]);
    await records.saveCredentials(many);
    expect(start().records.credentials).toEqual(many);
  });

  test('a disk that needs two seconds for each sync holds nothing else up, and fifty saves become one (D13)', async () => {
    skipOutsideOfCi(whyNot);
    const plan: SavePlan = {
      kind: 'manyAtOnce',
      path,
      found: { generation: 0, own: undefined },
      contents: older,
    };
    const delayMs = 2_000;
    const { told } = await saveTraced(plan, ['fsync'], `fsync:delay_enter=${delayMs}ms`, [`${path}.draft`]);
    expect(told).toEqual([{ longestLag: expect.any(Number) }]);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ generation: 2, number: 50 });
    const { longestLag } = told[0] as { longestLag: number };
    expect(longestLag).toBeLessThan(delayMs / 4);
  });

  test('a process that is killed at random while it saves loses nothing that was acknowledged (P1)', async () => {
    let acknowledged = 0;
    for (let kill = 1; kill <= 30; kill++) {
      const { records, failures } = start();
      expect(failures).toEqual([]);
      const found = existsSync(path)
        ? { generation: Number(JSON.parse(readFileSync(path, 'utf8')).generation), own: digestOf(readFileSync(path)) }
        : { generation: 0, own: undefined };
      const stored = Number(records.credentials[0]?.name ?? 0);
      expect(stored).toBeGreaterThanOrEqual(acknowledged);
      acknowledged = await killedAtRandom({ kind: 'untilKilled', path, found, contents: newer, first: stored + 1 });
    }
    expect(start().failures).toEqual([]);
    expect(Number(start().records.credentials[0]?.name)).toBeGreaterThanOrEqual(acknowledged);
    expect(readdirSync(folder).sort()).toEqual(['usher.json', 'usher.previous.json']);
  });

  /** @returns the last number that was acknowledged; there is always one */
  async function killedAtRandom(plan: SavePlan): Promise<number> {
    const [node, ...args] = saverCommand(plan);
    const child = spawn(node, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'close');
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk;
    });
    child.stdout.once('data', () => setTimeout(() => child.kill('SIGKILL'), Math.random() * 40));
    await within(30_000, 'the process to be killed', ended);
    const numbers = linesOf(stdout).map((line) => ('acknowledged' in line ? Number(line.acknowledged) : Number.NaN));
    return Math.max(...numbers);
  }
});

function linesOf(stdout: string): object[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
