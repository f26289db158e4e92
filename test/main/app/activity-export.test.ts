import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from '@playwright/test';
import { Activity } from '../../../src-main/app/activity';
import { ActivityExport } from '../../../src-main/app/activity-export';
import { LiveState } from '../../../src-main/app/live-state';
import { Notices } from '../../../src-main/app/notices';
import type { ActivityEntry } from '../../../src-main/shared/activity';
import { failureOf } from '../../../src-main/shared/app-error';
import { waitUntil } from '../../support/wait-until';
import { anAppState, idOf, now } from '../examples';
import { ActivityLogInMemory } from './activity-log-in-memory';

const day = 24 * 60 * 60_000;
const entry = (n: number, more: Partial<ActivityEntry> = {}): ActivityEntry => ({
  n,
  at: new Date(now.getTime() - (10 - n) * day).toISOString(),
  kind: 'meetingStarted',
  outcome: 'done',
  ...more,
});

/** A log whose reading waits, so that there is a middle in which something can happen. */
class LogWithAMiddle extends ActivityLogInMemory {
  goOn = () => {};
  isReading = false;

  override async *entries(onRead: (bytes: number, of: number) => void = () => {}): AsyncGenerator<ActivityEntry> {
    let count = 0;
    for (const one of this.written) {
      if (count === 1) {
        await new Promise<void>((resolve) => {
          this.goOn = resolve;
          this.isReading = true;
        });
      }
      yield one;
      count += 1;
      onRead(count, this.written.length);
    }
  }
}

function make(path: string | undefined, log = new ActivityLogInMemory()) {
  log.written.push(
    entry(1, { credentialId: idOf(1), credentialName: '=cmd()', zoomUser: 'Ana <ana@example.com>' }),
    entry(2, { kind: 'meetingFailed', outcome: 'failed', code: 'wrong_passcode', zoomCode: 3004, topic: 'A, "B"' }),
    entry(3, { kind: 'tokenMinted', token: 'zak', meetingId: '81234567890' }),
  );
  const live = new LiveState(anAppState());
  const parts: number[] = [];
  live.subscribe(({ activityExport }) => {
    if (activityExport) parts.push(activityExport.part);
  });
  const activity = new Activity({ live, notices: new Notices(live, () => now), log, now: () => now });
  const asked: string[] = [];
  const activityExport = new ActivityExport({
    activity,
    live,
    askWhereToSave: async ({ suggestedName }) => {
      asked.push(suggestedName);
      return path;
    },
    now: () => now,
  });
  return { activityExport, activity, live, log, parts, asked };
}

const codeFrom = (work: Promise<unknown>) =>
  work.then(
    (answer) => answer,
    (error: unknown) => failureOf(error).code,
  );
const csv = { format: 'csv', filter: {} } as const;
const nothingLeft = () => expect(readdirSync(test.info().outputDir)).toEqual([]);

test('CSV has a head, a mark that says UTF-8, one line for each entry, the oldest first, and is written down', async () => {
  const path = test.info().outputPath('activity.csv');
  const { activityExport, activity, live, log, parts, asked } = make(path);
  expect(await activityExport.run(csv)).toBe(true);
  const lines = readFileSync(path, 'utf8').split('\r\n');
  expect(lines[0]).toMatch(/^\ufeffEntry,Time,What,Kind,Outcome,Credential,/);
  expect(lines.slice(1)).toEqual([
    `"1","2026-11-12T09:00:00.000Z","Meeting started","meetingStarted","done","'=cmd()","${idOf(1)}","Ana <ana@example.com>","","","","","",""`,
    '"2","2026-11-13T09:00:00.000Z","Meeting not entered","meetingFailed","failed","","","","","A, ""B""","","wrong_passcode","3004",""',
    '"3","2026-11-14T09:00:00.000Z","ZAK minted","tokenMinted","done","","","","81234567890","","","","",""',
    '',
  ]);
  expect(asked).toEqual(['usher-activity-2026-11-21.csv']);
  expect(parts[0]).toBe(0);
  expect(live.current.activityExport).toBeUndefined();
  await activity.settle();
  expect(log.written.at(-1)).toMatchObject({ kind: 'activityExported', about: '3 entries as CSV' });
});

test('JSON Lines hold the entries as they are, and the filter decides which', async () => {
  const path = test.info().outputPath('activity.jsonl');
  const { activityExport, activity, log, asked } = make(path);
  expect(await activityExport.run({ format: 'jsonLines', filter: { kinds: ['tokenMinted'] } })).toBe(true);
  expect(readFileSync(path, 'utf8')).toBe(`${JSON.stringify(log.written[2])}\n`);
  expect(asked).toEqual(['usher-activity-2026-11-21.jsonl']);
  await activity.settle();
  expect(log.written.at(-1)).toMatchObject({ about: '1 entry as JSON Lines' });
});

test('who cancels in the dialog gets no file, and nothing is written down', async () => {
  const { activityExport, activity, log, parts } = make(undefined);
  expect(await activityExport.run(csv)).toBe(false);
  await activity.settle();
  expect(log.written).toHaveLength(3);
  expect(parts).toEqual([]);
});

test.describe('in the middle of an export', () => {
  async function inTheMiddle(filter = {}) {
    const log = new LogWithAMiddle();
    const path = test.info().outputPath('activity.csv');
    const made = make(path, log);
    const running = codeFrom(made.activityExport.run({ format: 'csv', filter }));
    await waitUntil('the first entry to be read', () => log.isReading);
    return { ...made, log, path, running };
  }

  test('a second one is refused, and the first goes on', async () => {
    const { activityExport, live, log, running, path } = await inTheMiddle();
    expect(live.current.activityExport?.part).toBeCloseTo(1 / 3);
    expect(await codeFrom(activityExport.run(csv))).toBe('invalid_request');
    expect(live.current.activityExport).toBeDefined();
    log.goOn();
    expect(await running).toBe(true);
    expect(readFileSync(path, 'utf8').split('\r\n')).toHaveLength(5);
    expect(live.current.activityExport).toBeUndefined();
  });

  for (const [what, filter] of [
    ['everything', {}],
    ['nothing that is there', { text: 'nothing like it' }],
  ] as const) {
    test(`of ${what}, who cancels gets no file, and can begin again`, async () => {
      const { activityExport, activity, live, log, running } = await inTheMiddle(filter);
      activityExport.cancel();
      log.goOn();
      expect(await running).toBe(false);
      nothingLeft();
      expect(live.current.activityExport).toBeUndefined();
      await activity.settle();
      expect(log.written).toHaveLength(3);
      log.isReading = false;
      const again = activityExport.run(csv);
      await waitUntil('the second export', () => log.isReading);
      log.goOn();
      expect(await again).toBe(true);
    });
  }

  test('the end of Usher leaves nothing half written behind', async () => {
    const { activityExport, log, running } = await inTheMiddle();
    const settled = activityExport.settle();
    log.goOn();
    await settled;
    nothingLeft();
    expect(await running).toBe(false);
  });
});

test('the end of Usher does not wait for a dialog that is still open', async () => {
  const live = new LiveState(anAppState());
  const activity = new Activity({
    live,
    notices: new Notices(live, () => now),
    log: new ActivityLogInMemory(),
    now: () => now,
  });
  const activityExport = new ActivityExport({
    activity,
    live,
    askWhereToSave: () => new Promise(() => {}),
    now: () => now,
  });
  void activityExport.run(csv);
  await activityExport.settle();
  expect(live.current.activityExport).toBeUndefined();
});

test('a place that cannot be written is named, and leaves nothing behind', async () => {
  const path = test.info().outputPath('nowhere', 'activity.csv');
  const { activityExport, activity, live, log } = make(path);
  const failed = await activityExport.run(csv).catch(failureOf);
  expect(failed).toEqual({ code: 'file_not_written', subject: basename(path) });
  expect(live.current.activityExport).toBeUndefined();
  await activity.settle();
  expect(log.written).toHaveLength(3);
});
