import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { HostKeyCampaign } from '../../../src-main/app/host-key-campaign';
import { hostKeyPersonId } from '../../../src-main/shared/host-key';
import type { CampaignWish } from '../../../src-main/shared/host-key-campaign';
import type { HostKeyImportChoice } from '../../../src-main/shared/host-key-import';
import { NoteFile } from '../../../src-main/storage/note-file';
import { waitUntil } from '../../support/wait-until';
import { codeFrom } from '../code-from';
import { sendJson } from '../http-fake';
import { AppParts } from './app-parts';

const backfill: CampaignWish = { kind: 'backfill', text: '' };
const rotate: CampaignWish = { kind: 'rotate', text: '' };

let app: AppParts;
/** Every key that Zoom was given, by user, the last one last. */
let given: Map<string, string[]>;
/** What Zoom says to the change of a user in place of doing it. */
let refusals: Map<string, { status: number; body: object; headers?: Record<string, string> }>;
/** Lets Zoom wait before it answers. */
let held: (() => void)[] | undefined;

test.beforeEach(async () => {
  app = await AppParts.start();
  given = new Map();
  refusals = new Map();
  held = undefined;
  app.zoom.scope = 'user:read:user:admin user:read:list_users:admin user:update:user:admin';
  app.random.push(...Array.from({ length: 200 }, (_, at) => 583_961 + 37 * at));
});
test.afterEach(() => app.close());

/** An account with so many people, of whom Zoom's directory was read. */
async function withPeople(count: number): Promise<void> {
  const users = Array.from({ length: count }, (_, at) => ({
    id: `user-${at}`,
    email: `user-${at}@example.com`,
    display_name: `Person ${at}`,
  }));
  app.zoom.answer = ({ method, path, query, body }, response) => {
    if (path === '/v2/users') {
      sendJson(response, 200, { users: query.get('status') === 'active' ? users : [] });
      return true;
    }
    if (method !== 'PATCH') return false;
    const user = path.split('/').at(-1) ?? '';
    const refusal = refusals.get(user) ?? refusals.get('everybody');
    const answer = () => {
      if (refusal) return sendJson(response, refusal.status, refusal.body, refusal.headers);
      given.set(user, [...(given.get(user) ?? []), JSON.parse(body).host_key]);
      response.writeHead(204).end();
    };
    if (held) held.push(answer);
    else answer();
    return true;
  };
  const credentialId = await app.addSignedIn();
  await app.commands.readDirectory({ credentialId });
}

/** Zoom answers those who wait for it, and whoever asks from now on at once. */
function answerHeld(): void {
  const answers = held ?? [];
  held = undefined;
  for (const answer of answers) answer();
}

const shown = () => app.live.current.hostKeys.campaign;
const isOver = () => waitUntil('the campaign to end', () => shown()?.status === 'over');
const isPaused = () => waitUntil('the campaign to pause', () => shown()?.status === 'paused');
const idOf = (at: number) => hostKeyPersonId('zoom', `user-${at}`);
const keyOf = async (at: number) => (await app.hostKeys.record(idOf(at)))?.held?.key;
const outcomes = async () =>
  Object.fromEntries((await app.commands.listCampaignResults()).map(({ name, outcome }) => [name, outcome]));

/** As the dialog does: with as many people as it was told of. */
async function startCampaign(wish: CampaignWish): Promise<void> {
  const { people } = await app.commands.planCampaign(wish);
  return app.commands.startCampaign({ ...wish, people });
}

const partsOf = () => ({
  live: app.live,
  activity: app.activity,
  note: new NoteFile(join(app.folder, 'host-key-campaign.json')),
  askWhereToSave: async () => undefined,
  now: () => app.clock.now,
  wait: async () => {},
});

/** What another start of Usher makes of what is on the disk. */
async function restarted(): Promise<HostKeyCampaign> {
  await app.campaign.settle();
  const campaign = new HostKeyCampaign({ ...partsOf(), hostKeys: app.hostKeys });
  app.live.set({ hostKeys: { changes: 0, locks: 0 } });
  campaign.restore();
  return campaign;
}

test('a dry run says who is meant, whom nobody may set, and how long it takes; Zoom is asked nothing', async () => {
  await withPeople(30);
  await app.commands.tellHostKey({ environment: 'practice', email: 'eve@example.com', name: 'Eve', key: '771204' });
  const before = app.zoom.http.requests.length;
  const plan = await app.commands.planCampaign(backfill);
  expect(plan).toMatchObject({ people: 30, without: 0, secondsAtLeast: 1.5 });
  expect(plan.names).toHaveLength(12);
  expect(await app.commands.planCampaign(rotate)).toMatchObject({ people: 0, without: 1 });
  expect(await app.commands.planCampaign({ kind: 'backfill', text: 'user-7@ person' })).toMatchObject({ people: 1 });
  expect(app.zoom.http.requests.length).toBe(before);
});

test('everybody without a key gets one of their own, once, and the directory has what Zoom has', async () => {
  await withPeople(25);
  await startCampaign(backfill);
  await isOver();
  expect(shown()).toMatchObject({ kind: 'backfill', total: 25, done: 25, failed: 0, status: 'over' });
  const keys = [...given.values()];
  expect(keys.every((one) => one.length === 1)).toBe(true);
  expect(new Set(keys.flat()).size).toBe(25);
  for (let at = 0; at < 25; at++) expect(await keyOf(at)).toBe(given.get(`user-${at}`)?.[0]);
  expect(await app.commands.planCampaign(backfill)).toMatchObject({ people: 0 });
});

test('what Zoom refuses for one is a result of theirs, and can be tried again', async () => {
  await withPeople(6);
  refusals.set('user-2', { status: 404, body: { code: 1001, message: 'User does not exist.' } });
  await startCampaign(backfill);
  await isOver();
  expect(shown()).toMatchObject({ done: 5, failed: 1, status: 'over' });
  expect((await app.commands.listCampaignResults())[0]).toMatchObject({
    name: 'Person 2',
    outcome: 'failed',
    failure: { code: 'user_gone' },
  });
  refusals.clear();
  await app.commands.resumeCampaign();
  await isOver();
  expect(shown()).toMatchObject({ done: 6, failed: 0 });
  expect([...given.values()].every((one) => one.length === 1)).toBe(true);
});

test('what is in the way of everybody pauses it, with the reason, and nobody is lost', async () => {
  await withPeople(12);
  refusals.set('everybody', {
    status: 400,
    body: { code: 200, message: 'Only an account administrator can change the host key.' },
  });
  await startCampaign(backfill);
  await isPaused();
  expect(shown()).toMatchObject({ done: 0, failed: 0, failure: { code: 'host_key_locked' } });
  refusals.clear();
  await app.commands.resumeCampaign();
  await isOver();
  expect(shown()).toMatchObject({ total: 12, done: 12, failed: 0 });
  expect(shown()).not.toHaveProperty('failure');
});

test('a rate limit of a day pauses it; one of a second is waited for', async () => {
  await withPeople(3);
  refusals.set('everybody', {
    status: 429,
    body: { code: 429, message: 'You have reached the maximum daily rate limit for this API.' },
    headers: {
      'x-ratelimit-type': 'Daily',
      'retry-after': new Date(app.clock.now.getTime() + 3_600_000).toISOString(),
    },
  });
  await startCampaign(backfill);
  await isPaused();
  expect(shown()?.failure).toMatchObject({ code: 'rate_limited', retryAt: expect.any(String) });
  expect(given.size).toBe(0);

  refusals.clear();
  const answer = app.zoom.answer;
  let refused = 0;
  app.zoom.answer = (request, response) => {
    if (request.method !== 'PATCH' || refused > 0) return answer(request, response);
    refused += 1;
    // Its second is over at once: nobody has to wait here.
    const headers = { 'x-ratelimit-type': 'QPS', 'retry-after': app.clock.now.toISOString() };
    sendJson(response, 429, { code: 429, message: 'You have reached the maximum per-second rate limit.' }, headers);
    return true;
  };
  app.clock.now = new Date(app.clock.now.getTime() + 3_600_000);
  await app.commands.resumeCampaign();
  await isOver();
  expect([refused, shown()]).toMatchObject([1, { done: 3, failed: 0 }]);
  expect([...given.values()].map((one) => one.length)).toEqual([1, 1, 1]);
});

test.describe('one that is about to begin, while the directory is still looked at,', () => {
  /** Begins one; somebody thinks again before the first person is known. */
  async function beginThen(thinkAgain: (campaign: HostKeyCampaign) => unknown): Promise<HostKeyCampaign> {
    await withPeople(6);
    let looks = 0;
    const campaign: HostKeyCampaign = new HostKeyCampaign({
      ...partsOf(),
      hostKeys: {
        matching: (wanted) => app.hostKeys.matching(wanted),
        set: (id, options) => app.hostKeys.set(id, options),
        canSet: (record) => app.hostKeys.canSet(record),
        plan: (campaign, keys) => app.hostKeys.plan(campaign, keys),
        record: (id) => {
          looks += 1;
          if (looks === 1) void thinkAgain(campaign);
          return app.hostKeys.record(id);
        },
      },
    });
    await campaign.start(backfill, 6);
    return campaign;
  }

  test('can be paused, and goes on when it is asked to', async () => {
    const campaign = await beginThen((one) => one.pause());
    expect([shown(), given.size]).toMatchObject([{ total: 6, done: 0, status: 'paused' }, 0]);
    await campaign.resume();
    await isOver();
    expect(given.size).toBe(6);
  });

  test('can be stopped', async () => {
    await beginThen((one) => one.cancel());
    await isOver();
    expect([shown(), given.size]).toMatchObject([{ total: 6, done: 0, status: 'over' }, 0]);
  });

  test('sets nobody’s key when Usher quits, and is there at the next start', async () => {
    await beginThen((one) => one.settle());
    expect([shown(), given.size]).toMatchObject([{ total: 6, done: 0, status: 'paused' }, 0]);
    await restarted();
    expect(shown()).toMatchObject({ total: 6, done: 0, status: 'paused' });
  });
});

test('pause lets those finish who are under way, and begins nobody else', async () => {
  await withPeople(20);
  held = [];
  await startCampaign(backfill);
  await waitUntil('Zoom to be asked', () => (held?.length ?? 0) === 4);
  await app.commands.pauseCampaign();
  answerHeld();
  await isPaused();
  await waitUntil('those under way', () => shown()?.done === 4);
  expect(given.size).toBe(4);
  await app.commands.resumeCampaign();
  await isOver();
  expect([...given.values()].map((one) => one.length)).toEqual(Array(20).fill(1));
});

test('another start goes on where it was: whoever has a new key is not asked for again', async () => {
  await withPeople(10);
  held = [];
  await startCampaign(backfill);
  await waitUntil('Zoom to be asked', () => (held?.length ?? 0) === 4);
  await app.commands.pauseCampaign();
  answerHeld();
  const campaign = await restarted();
  expect(shown()).toMatchObject({ total: 10, done: 4, status: 'paused' });
  await campaign.resume();
  await isOver();
  expect(shown()).toMatchObject({ done: 10 });
  expect([...given.values()].map((one) => one.length)).toEqual(Array(10).fill(1));
});

test('whoever was being set when Usher died is asked for again with the same key', async () => {
  await withPeople(5);
  refusals.set('user-0', { status: 503, body: {} });
  await startCampaign({ kind: 'backfill', text: 'person 0' });
  await isPaused();
  expect(await outcomes()).toEqual({ 'Person 0': 'uncertain' });
  const { intent } = (await app.hostKeys.record(idOf(0))) ?? {};
  refusals.clear();
  const campaign = await restarted();
  await campaign.resume();
  await isOver();
  expect(given.get('user-0')).toEqual([intent?.key]);
  expect(await keyOf(0)).toBe(intent?.key);
});

test('one that is stopped does nothing more, also after another start', async () => {
  await withPeople(20);
  held = [];
  await startCampaign(backfill);
  await waitUntil('Zoom to be asked', () => (held?.length ?? 0) === 4);
  const stopping = app.commands.cancelCampaign();
  answerHeld();
  await stopping;
  expect(shown()).toMatchObject({ total: 20, done: 4, status: 'over' });
  const campaign = await restarted();
  expect(shown()).toMatchObject({ total: 20, done: 4, status: 'over' });
  expect(given.size).toBe(4);
  // Whoever stopped it may think again.
  await campaign.resume();
  await waitUntil('the campaign to end', () => shown()?.done === 20);
  expect([...given.values()].map((one) => one.length)).toEqual(Array(20).fill(1));
});

test('a rotation can be taken back: everybody has the key they had, here and at Zoom', async () => {
  await withPeople(5);
  await startCampaign(backfill);
  await isOver();
  const before = await Promise.all([0, 1, 2, 3, 4].map(keyOf));
  app.clock.now = new Date(app.clock.now.getTime() + 60_000);
  await startCampaign(rotate);
  await isOver();
  const rotated = await Promise.all([0, 1, 2, 3, 4].map(keyOf));
  expect(rotated.filter((key) => key === undefined || before.includes(key))).toEqual([]);
  app.clock.now = new Date(app.clock.now.getTime() + 60_000);
  await app.commands.takeBackCampaign();
  await waitUntil('the campaign to end', () => shown()?.kind === 'takeBack' && shown()?.status === 'over');
  expect(await Promise.all([0, 1, 2, 3, 4].map(keyOf))).toEqual(before);
  expect([0, 1, 2, 3, 4].map((at) => given.get(`user-${at}`)?.at(-1))).toEqual(before);
});

test.describe('the keys of a table', () => {
  const take = { conflicts: 'take', ambiguous: 'skip' } as const;
  const rowOf = (at: number, key: string) => `user-${at}@example.com,${key}`;

  async function readTable(...rows: string[]): Promise<string> {
    app.chosenFile.path = join(app.folder, 'keys.csv');
    writeFileSync(app.chosenFile.path, ['E-mail,Host key', ...rows].join('\n'));
    const table = await app.commands.readHostKeyTable({ environment: 'zoom' });
    if (table.kind !== 'dryRun') throw new Error('nothing was read');
    return table.dryRun.importId;
  }

  async function startTable(importId: string, choice: HostKeyImportChoice = take): Promise<void> {
    const { people } = await app.commands.planTableCampaign({ importId, choice });
    return app.commands.startTableCampaign({ importId, choice, people });
  }

  test('are looked at before anything is done: who gets one, whose is weak, and who is not in the directory', async () => {
    await withPeople(3);
    const rows = [rowOf(0, '771204'), rowOf(1, '123456'), rowOf(2, '583961'), 'eve@example.com,902143'];
    const importId = await readTable(...rows);
    const before = app.zoom.http.requests.length;
    const plan = await app.commands.planTableCampaign({ importId, choice: take });
    expect(plan).toMatchObject({ people: 3, names: ['Person 0', 'Person 1', 'Person 2'], without: 0, weak: 1 });
    expect(plan).toMatchObject({ already: 0, strangers: [{ line: 5, email: 'eve@example.com' }], moreStrangers: 0 });
    expect(JSON.stringify(plan)).not.toMatch(/771204|123456|583961|902143/);
    expect([app.zoom.http.requests.length, await keyOf(0)]).toEqual([before, undefined]);
  });

  test('are set at Zoom exactly as they stand there, and once; who has theirs from Usher already is left out', async () => {
    await withPeople(3);
    const rows = [rowOf(0, '771204'), rowOf(1, '012345'), 'eve@example.com,902143'];
    await startTable(await readTable(...rows));
    await isOver();
    expect(shown()).toMatchObject({ kind: 'table', total: 2, done: 2, failed: 0 });
    expect(Object.fromEntries(given)).toEqual({ 'user-0': ['771204'], 'user-1': ['012345'] });
    expect([await keyOf(0), await keyOf(1), await keyOf(2)]).toEqual(['771204', '012345', undefined]);
    const again = await readTable(...rows, rowOf(2, '583961'));
    expect(await app.commands.planTableCampaign({ importId: again, choice: take })).toMatchObject({
      people: 1,
      already: 2,
    });
  });

  test('that are here but were never set at Zoom are set; another key that is here stays where that was chosen', async () => {
    await withPeople(2);
    await app.commands.tellHostKey({ environment: 'zoom', email: 'user-0@example.com', name: 'Zero', key: '771204' });
    await app.commands.tellHostKey({ environment: 'zoom', email: 'user-1@example.com', name: 'One', key: '583961' });
    const importId = await readTable(rowOf(0, '771204'), rowOf(1, '902143'));
    await startTable(importId, { conflicts: 'keep', ambiguous: 'skip' });
    await isOver();
    expect(Object.fromEntries(given)).toEqual({ 'user-0': ['771204'] });
    expect(await keyOf(1)).toBe('583961');
  });

  test('survive another start, and only the sealed directory has them', async () => {
    await withPeople(10);
    const keys = Array.from({ length: 10 }, (_, at) => String(771_204 + 37 * at));
    held = [];
    await startTable(await readTable(...keys.map((key, at) => rowOf(at, key))));
    await waitUntil('Zoom to be asked', () => (held?.length ?? 0) === 4);
    await app.commands.pauseCampaign();
    answerHeld();
    const campaign = await restarted();
    expect(shown()).toMatchObject({ kind: 'table', total: 10, done: 4, status: 'paused' });
    const files = readdirSync(app.folder).filter((name) => name.startsWith('host-key'));
    for (const name of files) {
      const text = readFileSync(join(app.folder, name), 'latin1');
      for (const key of keys) expect(text, name).not.toContain(key);
    }
    await campaign.resume();
    await isOver();
    expect(Array.from({ length: 10 }, (_, at) => given.get(`user-${at}`))).toEqual(keys.map((key) => [key]));
  });

  test('are not set for somebody for whom Zoom has not answered before that is answered', async () => {
    await withPeople(1);
    refusals.set('user-0', { status: 503, body: {} });
    await startCampaign(backfill);
    await isPaused();
    await app.commands.cancelCampaign();
    const { intent } = (await app.hostKeys.record(idOf(0))) ?? {};
    refusals.clear();
    await startTable(await readTable(rowOf(0, '771204')));
    await isOver();
    expect(given.get('user-0')).toEqual([intent?.key, '771204']);
    expect(await keyOf(0)).toBe('771204');
  });

  test('that Zoom refuses for one can be tried again, and what is not set is forgotten with the campaign', async () => {
    await withPeople(2);
    refusals.set('user-0', { status: 404, body: { code: 1001, message: 'User does not exist.' } });
    refusals.set('user-1', { status: 404, body: { code: 1001, message: 'User does not exist.' } });
    await startTable(await readTable(rowOf(0, '771204'), rowOf(1, '902143')));
    await isOver();
    expect(shown()).toMatchObject({ done: 0, failed: 2 });
    refusals.delete('user-0');
    await app.commands.resumeCampaign();
    await waitUntil('the first to be set', () => shown()?.status === 'over' && shown()?.done === 1);
    expect([await keyOf(0), await keyOf(1)]).toEqual(['771204', undefined]);
    const plannedFor = async (at: number) => (await app.hostKeys.record(idOf(at)))?.planned?.key;
    expect([await plannedFor(0), await plannedFor(1)]).toEqual([undefined, '902143']);
    await app.commands.dismissCampaign();
    expect(await plannedFor(1)).toBeUndefined();
  });

  test('can be taken back, from those who had another one before', async () => {
    await withPeople(3);
    const tell = (at: number, key: string) =>
      app.commands.tellHostKey({ environment: 'zoom', email: `user-${at}@example.com`, name: 'Somebody', key });
    await tell(0, '583961');
    // It is theirs already, and what was before that is none to go back to.
    await tell(1, '300100');
    app.clock.now = new Date(app.clock.now.getTime() + 60_000);
    await tell(1, '902143');
    app.clock.now = new Date(app.clock.now.getTime() + 60_000);
    await startTable(await readTable(rowOf(0, '771204'), rowOf(1, '902143'), rowOf(2, '112358')));
    await isOver();
    app.clock.now = new Date(app.clock.now.getTime() + 60_000);
    await app.commands.takeBackCampaign();
    await waitUntil('the campaign to end', () => shown()?.kind === 'takeBack' && shown()?.status === 'over');
    expect(await Promise.all([0, 1, 2].map(keyOf))).toEqual(['583961', '902143', '112358']);
    expect(shown()).toMatchObject({ total: 1, done: 1 });
  });

  test('are not begun to be set where they cannot be kept, or where others are concerned now', async () => {
    await withPeople(2);
    const importId = await readTable(rowOf(0, '771204'), rowOf(1, '902143'));
    const begin = (people: number) => app.commands.startTableCampaign({ importId, choice: take, people });
    expect(await codeFrom(begin(1))).toBe('plan_changed');
    const sealed = join(app.folder, 'host-keys.sealed');
    renameSync(sealed, `${sealed}.away`);
    mkdirSync(join(sealed, 'in-the-way'), { recursive: true });
    expect(await codeFrom(begin(2))).toBe('records_not_saved');
    expect([shown(), given.size]).toEqual([undefined, 0]);
    rmSync(sealed, { recursive: true });
    renameSync(`${sealed}.away`, sealed);
    await begin(2);
    await isOver();
    expect(Object.fromEntries(given)).toEqual({ 'user-0': ['771204'], 'user-1': ['902143'] });
    expect(await codeFrom(begin(2)), 'the table is forgotten').toBe('invalid_request');
  });
});

test('the receipt says what became of whom, is no formula, and holds no key', async () => {
  await withPeople(3);
  refusals.set('user-1', { status: 404, body: { code: 1001, message: 'User does not exist.' } });
  await startCampaign(backfill);
  await isOver();
  expect(await app.commands.saveCampaignReceipt()).toEqual({ saved: false });
  app.chosenFile.path = join(app.folder, 'receipt.csv');
  expect(await app.commands.saveCampaignReceipt()).toEqual({ saved: true });
  const text = readFileSync(app.chosenFile.path, 'utf8');
  expect(text.split('\r\n').slice(0, 3)).toEqual([
    '\ufeffName,E-mail,Zoom user ID,Outcome,Code,Zoom code',
    '"Person 1","user-1@example.com","user-1","failed","user_gone","1001"',
    expect.stringMatching(/^"Person [02]","user-[02]@example.com","user-[02]","done","",""$/),
  ]);
  for (const key of [...given.values()].flat()) expect(text).not.toContain(key);
});

test('who has come or gone since one looked is looked at again before anything is done', async () => {
  await withPeople(8);
  expect(await codeFrom(app.commands.startCampaign({ ...backfill, people: 7 }))).toBe('plan_changed');
  expect([given.size, shown()]).toEqual([0, undefined]);
});

test('a crash in a rotation does not take the way back away', async () => {
  await withPeople(6);
  await startCampaign(backfill);
  await isOver();
  const before = await Promise.all([0, 1, 2, 3, 4, 5].map(keyOf));
  held = [];
  await startCampaign(rotate);
  await waitUntil('Zoom to be asked', () => (held?.length ?? 0) === 4);
  await app.commands.pauseCampaign();
  answerHeld();
  await app.campaign.settle();
  // As the note was when it began.
  const note = new NoteFile(join(app.folder, 'host-key-campaign.json'));
  await note.save({ ...(note.contents as object), done: 0 });
  const campaign = await restarted();
  expect(shown()).toMatchObject({ done: 0, status: 'paused' });
  await campaign.cancel();
  expect(shown()).toMatchObject({ done: 4, status: 'over' });
  await campaign.takeBack();
  await waitUntil('the campaign to end', () => shown()?.kind === 'takeBack' && shown()?.status === 'over');
  expect(await Promise.all([0, 1, 2, 3, 4, 5].map(keyOf))).toEqual(before);
});

test('there is one at a time, and one that is over can be put away', async () => {
  await withPeople(8);
  held = [];
  await startCampaign(backfill);
  await waitUntil('Zoom to be asked', () => (held?.length ?? 0) === 4);
  expect(await codeFrom(app.commands.startCampaign({ ...backfill, people: 4 }))).toBe('invalid_request');
  expect(await codeFrom(app.commands.dismissCampaign())).toBe('invalid_request');
  answerHeld();
  await isOver();
  await app.commands.dismissCampaign();
  expect(shown()).toBeUndefined();
  await restarted();
  expect(shown()).toBeUndefined();
});
