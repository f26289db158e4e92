import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { hostKeyPersonId } from '../../../src-main/shared/host-key';
import { bundleModule } from '../../support/bundle-module';
import { runTraced, skipOutsideOfCi, whyNoStrace } from '../../support/system-tools';
import { within } from '../../support/wait-until';
import { now } from '../examples';
import { HttpFake } from '../http-fake';
import { openFileIn } from './directory-on-disk';

/** More than any of the calls below happens. */
const mostKills = 40;
const users = ['ada', 'bob', 'eve', 'dan', 'flo'];
/** What a table has for them. */
const table = Object.fromEntries(users.map((userId, at) => [userId, `77120${at}`]));

let folder: string;
let bundle: string;
let program: string;
let zoom: HttpFake;
/** Every key that Zoom has taken, by user, the last one last. */
let taken: Map<string, string[]>;
/** Whether Zoom takes a change and answers. */
let answers: (count: number) => 'yes' | 'takenOnly' | 'neither';
let asked: number;
/** Dies when Zoom does not answer. */
let onSilence: () => void;

test.beforeAll(async () => {
  bundle = mkdtempSync(join(tmpdir(), 'usher-campaign-process-'));
  program = await bundleModule(join(import.meta.dirname, 'campaign-process.ts'), bundle);
});
test.afterAll(() => rmSync(bundle, { recursive: true, force: true }));

test.beforeEach(async () => {
  answers = () => 'yes';
  onSilence = () => {};
  zoom = await HttpFake.start(({ path, body }, response) => {
    asked += 1;
    const answer = answers(asked);
    const user = path.split('/').at(-1) ?? '';
    if (answer !== 'neither') taken.set(user, [...(taken.get(user) ?? []), JSON.parse(body).host_key]);
    if (answer === 'yes') response.writeHead(204).end();
    else onSilence();
  });
  await beginAnew();
});
test.afterEach(async () => {
  await zoom.close();
  rmSync(folder, { recursive: true, force: true });
});

type Kind = 'backfill' | 'rotate' | 'table';

/** An account whose directory was read; nobody has a key yet, or everybody one that is known. */
async function beginAnew(kind: Kind = 'backfill'): Promise<void> {
  if (folder) rmSync(folder, { recursive: true, force: true });
  folder = mkdtempSync(join(tmpdir(), 'usher-campaign-'));
  taken = new Map();
  asked = 0;
  const file = await openFileIn(folder);
  await file.update(() =>
    users.map((userId, at) => ({
      id: hostKeyPersonId('zoom', userId),
      environment: 'zoom',
      userId,
      email: `${userId}@example.com`,
      name: userId,
      ...(kind === 'rotate' ? { held: { key: `58396${at}`, source: 'told' as const, at: now.toISOString() } } : {}),
      earlier: [],
    })),
  );
  if (kind === 'rotate') taken = new Map(users.map((userId, at) => [userId, [`58396${at}`]]));
}

/** Whatever has died when: who is said to be known has the key that Zoom has, and who is not is said to be open. */
async function expectTruth(when: string): Promise<void> {
  const file = await openFileIn(folder);
  expect(file.people.size, when).toBe(users.length);
  for (const { userId, held, intent } of file.people.values()) {
    const atZoom = taken.get(userId)?.at(-1);
    if (intent) expect([held?.key, intent.key], `${when}: ${userId}`).toContain(atZoom);
    else expect(held?.key, `${when}: ${userId}`).toBe(atZoom);
  }
}

const usherWith = (kind: Kind) => [program, folder, zoom.origin, kind, JSON.stringify(table)];

/** The next start brings it to its end, and nobody has ever got two keys. */
async function expectEnd(when: string, kind: Kind = 'backfill'): Promise<void> {
  answers = () => 'yes';
  const child = spawn(process.execPath, usherWith(kind), { stdio: ['ignore', 'pipe', 'inherit'] });
  let told = '';
  child.stdout.on('data', (chunk: Buffer) => {
    told += chunk;
  });
  await within(20_000, `the next start, ${when}`, once(child, 'close'));
  expect(JSON.parse(told), when).toMatchObject({ status: 'over', done: users.length, failed: 0 });
  await expectTruth(`${when}, at the end`);
  const each = kind === 'rotate' ? 2 : 1;
  for (const [user, keys] of taken) expect(new Set(keys).size, `${when}: ${user}`).toBe(each);
  expect(new Set([...taken.values()].flat()).size, when).toBe(each * users.length);
  if (kind === 'table') for (const [user, keys] of taken) expect(keys.at(-1), `${when}: ${user}`).toBe(table[user]);
}

for (const kind of ['backfill', 'rotate', 'table'] as const) {
  test(`SIGKILL at every write of a campaign (${kind}) leaves everybody with the key that Zoom has, or open; the next start ends it`, async () => {
    skipOutsideOfCi(whyNoStrace());
    const kills: Record<string, number> = {};
    for (const call of ['pwrite64', 'fdatasync', 'fsync', 'rename']) {
      kills[call] = 0;
      for (let occurrence = 1; occurrence <= mostKills; occurrence += 1) {
        await beginAnew(kind);
        const note = join(folder, 'host-key-campaign.json');
        const file = join(folder, 'host-keys.sealed');
        const startedAt = Date.now();
        const run = await runTraced([process.execPath, ...usherWith(kind)], {
          calls: [call],
          paths: [file, `${file}.draft`, note, `${note}.draft`],
          inject: `${call}:signal=KILL:when=${occurrence}`,
        });
        const when = `${call} ${occurrence}`;
        // One that hung is killed too, and is no kill of ours.
        expect(Date.now() - startedAt, when).toBeLessThan(25_000);
        await expectTruth(when);
        if (run.signal === null) break;
        kills[call] = occurrence;
        await expectEnd(when, kind);
      }
    }
    console.log(`killed: ${JSON.stringify(kills)}`);
    for (const [call, count] of Object.entries(kills)) expect(count, call).toBeGreaterThan(0);
    for (const [call, count] of Object.entries(kills)) expect(count, call).toBeLessThan(mostKills);
  });
}

test('SIGKILL while Zoom is asked, before or after it has taken the key, is made good by the next start', async () => {
  for (const silence of ['neither', 'takenOnly'] as const) {
    for (let count = 1; count <= users.length; count += 1) {
      await beginAnew();
      const child = spawn(process.execPath, [program, folder, zoom.origin], { stdio: ['ignore', 'ignore', 'inherit'] });
      answers = (number) => (number === count ? silence : 'yes');
      onSilence = () => child.kill('SIGKILL');
      await within(20_000, 'the kill', once(child, 'close'));
      const when = `${silence} ${count}`;
      expect(child.signalCode, when).toBe('SIGKILL');
      await expectTruth(when);
      await expectEnd(when);
    }
  }
});
