import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { ActivityLog, headPathOf, type NewEntry } from '../../../src-main/storage/activity-log';
import { bundleModule } from '../../support/bundle-module';
import { runTraced, skipOutsideOfCi, whyNoStrace } from '../../support/system-tools';
import { now } from '../examples';

let folder: string;
let path: string;
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'usher-activity-'));
  path = join(folder, 'activity.jsonl');
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('SIGKILL at every write of the log loses no entry that was acknowledged, and raises no alarm', async () => {
  skipOutsideOfCi(whyNoStrace());
  const bundle = join(folder, 'bundle');
  await bundleModule(join(import.meta.dirname, '../../../src-main/storage/activity-log.ts'), bundle);
  const writer = join(bundle, 'writer.mjs');
  writeFileSync(
    writer,
    `import { writeSync } from 'node:fs';
import { ActivityLog } from './bundle.mjs';
const log = new ActivityLog({ path: process.argv[2], now: () => new Date(), onSetAside: () => {} });
for (let at = Number(process.argv[3]), end = at + 3; at < end; at += 1) {
  await log.append([{ at: new Date(at * 60_000).toISOString(), kind: 'signed', outcome: 'done', topic: String(at) }]);
  writeSync(1, at + ' ');
}
await log.prune(new Date((Number(process.argv[3]) - 6) * 60_000));
`,
  );
  const calls = ['write', 'pwrite64', 'fsync', 'fdatasync', 'rename', 'unlink', 'ftruncate'];
  let acknowledged = 0;
  let kills = 0;
  for (const call of calls) {
    for (let occurrence = 1; ; occurrence += 1) {
      const next = acknowledged + 1;
      const run = await runTraced([process.execPath, writer, path, String(next)], {
        calls: [call],
        paths: [path, headPathOf(path), `${headPathOf(path)}.draft`, `${path}.draft`],
        inject: `${call}:signal=KILL:when=${occurrence}`,
      });
      const told = run.stdout.trim().split(' ').map(Number);
      acknowledged = Math.max(acknowledged, ...told);
      const setAside: string[] = [];
      const log = new ActivityLog({ path, now: () => now, onSetAside: (name) => setAside.push(name) });
      const { entries } = await log.page({ limit: 1_000_000, matches: ({ topic }) => topic !== undefined });
      const seen = entries.map(({ topic }) => Number(topic));
      expect(setAside, `${call} ${occurrence}`).toEqual([]);
      // One that was written and not yet told may be there; none that was told may be missing.
      expect(seen.slice(0, 3).includes(acknowledged) || acknowledged === 0, `${call} ${occurrence}: ${seen}`).toBe(
        true,
      );
      expect(seen, `${call} ${occurrence}`).toEqual([...new Set(seen)].sort((a, b) => b - a));
      acknowledged = Math.max(acknowledged, seen[0] ?? 0);
      if (run.signal === null) break;
      kills += 1;
    }
  }
  expect(kills).toBeGreaterThan(15);
});

test('every single changed byte is noticed, in the log and in what is remembered beside it', async () => {
  const entries: NewEntry[] = ['first', 'second'].map((topic) => ({
    at: now.toISOString(),
    kind: 'tokenMinted',
    outcome: 'done',
    token: 'zak',
    topic,
  }));
  await new ActivityLog({ path, now: () => now, onSetAside: () => {} }).append(entries);
  const files = [path, headPathOf(path)];
  const size = files.reduce((sum, file) => sum + statSync(file).size, 0);
  let tried = 0;
  const unnoticed: string[] = [];
  for (const changed of files) {
    const bytes = readFileSync(changed);
    for (let at = 0; at < bytes.length; at += 1) {
      const place = join(folder, `${tried}`);
      mkdirSync(place);
      for (const file of files) copyFileSync(file, join(place, file.slice(folder.length)));
      const other = Buffer.from(bytes);
      other[at] = (bytes[at] ?? 0) ^ 1;
      writeFileSync(join(place, changed.slice(folder.length)), other);
      const setAside: string[] = [];
      const log = new ActivityLog({
        path: join(place, 'activity.jsonl'),
        now: () => now,
        onSetAside: (name) => setAside.push(name),
      });
      const { changedOutside } = await log.page({ limit: 1, matches: () => true });
      if (!changedOutside) unnoticed.push(`byte ${at} of ${changed}`);
      rmSync(place, { recursive: true });
      tried += 1;
    }
  }
  expect(unnoticed).toEqual([]);
  expect(tried).toBe(size);
});
