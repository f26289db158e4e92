import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { bundleModule } from '../../support/bundle-module';
import type { DaysReport } from './days-in-a-zone';

const run = promisify(execFile);

let folder: string;
let program: string;
test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'usher-days-'));
  program = await bundleModule(join(import.meta.dirname, 'days-in-a-zone.ts'), folder);
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Where and when, and a start that is still today, one of tomorrow, and one of the day after with its date. */
const places: readonly [what: string, zone: string, hours: number, now: string, starts: string[], date: RegExp][] = [
  [
    'before a leap day, 14 hours ahead',
    'UTC-14',
    14,
    '2028-02-28T09:30:00Z',
    ['2028-02-28T09:59:00Z', '2028-02-28T10:00:00Z', '2028-02-29T10:00:00Z'],
    /\b1\b/,
  ],
  [
    'before a leap day, 14 hours behind',
    'UTC+14',
    -14,
    '2028-02-29T13:30:00Z',
    ['2028-02-29T13:59:00Z', '2028-02-29T14:00:00Z', '2028-03-01T14:00:00Z'],
    /\b1\b/,
  ],
  [
    'before a day of 23 hours',
    'Europe/Berlin',
    1,
    '2026-03-28T22:30:00Z',
    ['2026-03-28T22:59:00Z', '2026-03-29T21:59:00Z', '2026-03-29T22:00:00Z'],
    /\b30\b/,
  ],
  [
    'early on a day of 25 hours',
    'Europe/Berlin',
    2,
    '2026-10-24T22:30:00Z',
    ['2026-10-25T22:59:00Z', '2026-10-25T23:00:00Z', '2026-10-26T23:00:00Z'],
    /\b27\b/,
  ],
  [
    'when 32 bits run out',
    'UTC',
    0,
    '2038-01-19T03:14:00Z',
    ['2038-01-19T03:14:08Z', '2038-01-20T00:00:00Z', '2038-01-21T00:00:00Z'],
    /\b21\b/,
  ],
];

for (const [what, zone, hours, now, starts, date] of places) {
  test(`${what}, meetings stand under their day, and the bin keeps for 30 days to the minute (T3)`, async () => {
    const { stdout } = await run(process.execPath, [program, now, ...starts], { env: { ...process.env, TZ: zone } });
    const { zoneMinutes, labels, isKeptBefore, isKeptAfter } = JSON.parse(stdout) as DaysReport;
    expect(zoneMinutes).toBe(hours * 60);
    expect(labels).toEqual(['Today', 'Tomorrow', expect.stringMatching(date)]);
    expect([isKeptBefore, isKeptAfter]).toEqual([true, false]);
  });
}
