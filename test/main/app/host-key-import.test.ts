import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { failureOf } from '../../../src-main/shared/app-error';
import { hostKeyPersonId } from '../../../src-main/shared/host-key';
import type { HostKeyDryRun, HostKeyTable, HostKeyTableProgress } from '../../../src-main/shared/host-key-import';
import { sealText } from '../../../src-main/storage/sealed-text';
import { codeFrom } from '../code-from';
import { AppParts } from './app-parts';

let app: AppParts;
test.beforeEach(async () => {
  app = await AppParts.start();
});
test.afterEach(() => app.close());

async function readTable(text: string): Promise<HostKeyDryRun> {
  app.chosenFile.path = join(app.folder, 'keys.csv');
  writeFileSync(app.chosenFile.path, text);
  return dryRunOf(await app.commands.readHostKeyTable({ environment: 'zoom' }));
}

function dryRunOf(read: HostKeyTable): HostKeyDryRun {
  if (read.kind !== 'dryRun') throw new Error('nothing was read');
  return read.dryRun;
}

const tell = (name: string, key: string) =>
  app.commands.tellHostKey({ environment: 'zoom', email: `${name}@example.com`, name, key });
const keyOf = async (name: string) => {
  const record = await app.hostKeys.record(hostKeyPersonId('zoom', `${name}@example.com`));
  return record?.held?.key;
};

const everybody = () => app.commands.findHostKeys({ text: '', offset: 0, limit: 50 });

const table = [
  'E-mail,Host key,Name',
  'ada@example.com,583961,Ada',
  'bob@example.com,771204,Bob',
  'eve@example.com,902143,Eve',
  'dan@example.com,555111,Dan',
  'Dan@example.com,555222,Dan again',
  'flo@example.com,123456,Flo',
  'gus@example.com,12345,Gus',
].join('\n');

test('what a table would do is said row by row before anything is done', async () => {
  await tell('ada', '583961');
  await tell('bob', '111999');
  const before = await everybody();
  expect(before.people).toHaveLength(2);
  const dryRun = await readTable(table);
  expect(dryRun).toMatchObject({
    fileName: 'keys.csv',
    counts: { new: 2, same: 1, conflict: 1, ambiguous: 2, wrong: 1 },
    weak: 1,
    ambiguousKnown: 0,
    more: 0,
  });
  expect(dryRun.rows.map(({ line, verdict, isWeak, why }) => [line, why ?? verdict, isWeak])).toEqual([
    [3, 'conflict', false],
    [5, 'ambiguous', false],
    [6, 'ambiguous', false],
    [7, 'new', true],
    [8, 'fewer than 6 digits: a spreadsheet may have dropped zeros in front', false],
  ]);
  expect(JSON.stringify(dryRun)).not.toMatch(/771204|555111|123456/);
  expect(await everybody()).toEqual(before);
});

test('what was chosen is taken in one step, and the keys before stay among the earlier ones', async () => {
  await tell('ada', '583961');
  await tell('bob', '111999');
  const { importId } = await readTable(table);
  expect(await app.commands.importHostKeys({ importId, choice: { conflicts: 'keep', ambiguous: 'skip' } })).toEqual({
    taken: 2,
  });
  expect(await Promise.all(['ada', 'bob', 'eve', 'dan', 'flo'].map(keyOf))).toEqual([
    '583961',
    '111999',
    '902143',
    undefined,
    '123456',
  ]);
  const again = await readTable(table);
  await app.commands.importHostKeys({ importId: again.importId, choice: { conflicts: 'take', ambiguous: 'last' } });
  expect(await Promise.all(['bob', 'dan'].map(keyOf))).toEqual(['771204', '555222']);
  const { people } = await app.commands.findHostKeys({ text: 'bob', offset: 0, limit: 5 });
  expect(people).toMatchObject([{ source: 'imported', earlier: 1 }]);
  const first = await readTable('E-mail,Host key\nhal@example.com,300100\nhal@example.com,300200\n');
  await app.commands.importHostKeys({ importId: first.importId, choice: { conflicts: 'keep', ambiguous: 'first' } });
  expect(await keyOf('hal')).toBe('300100');
});

test('a key that is here is kept where that was chosen, also against several in the file, and one that is open is no new one', async () => {
  await tell('ada', '583961');
  const text = 'E-mail,Host key\nada@example.com,300100\nada@example.com,300200\n';
  const { importId, ambiguousKnown } = await readTable(text);
  expect(ambiguousKnown).toBe(2);
  await app.commands.importHostKeys({ importId, choice: { conflicts: 'keep', ambiguous: 'last' } });
  expect(await keyOf('ada')).toBe('583961');
  const again = await readTable(text);
  await app.commands.importHostKeys({ importId: again.importId, choice: { conflicts: 'take', ambiguous: 'last' } });
  expect(await keyOf('ada')).toBe('300200');
});

test('people of another cloud are not taken into this one', async () => {
  const { counts, rows } = await readTable(
    'E-mail,Cloud,Host key\nada@example.com,zoomgov,583961\nbob@example.com,zoom,771204\n',
  );
  expect(counts).toMatchObject({ new: 1, wrong: 1 });
  expect(rows[0]).toMatchObject({ why: 'of another Zoom cloud' });
});

test('a file that was read before, forgotten, or imported already cannot be imported', async () => {
  const choice = { conflicts: 'keep', ambiguous: 'skip' } as const;
  const { importId } = await readTable(table);
  const { importId: another } = await readTable(table);
  expect(await codeFrom(app.commands.importHostKeys({ importId, choice }))).toBe('invalid_request');
  await app.commands.importHostKeys({ importId: another, choice });
  expect(await codeFrom(app.commands.importHostKeys({ importId: another, choice }))).toBe('invalid_request');
  const { importId: third } = await readTable(table);
  await app.commands.forgetHostKeyTable();
  expect(await codeFrom(app.commands.importHostKeys({ importId: third, choice }))).toBe('invalid_request');
});

test('whoever chooses no file has chosen nothing, and a bad one changes nothing', async () => {
  expect(await app.commands.readHostKeyTable({ environment: 'zoom' })).toEqual({ kind: 'cancelled' });
  app.chosenFile.path = join(app.folder, 'keys.xlsx');
  writeFileSync(app.chosenFile.path, 'PK\u0003\u0004');
  expect(await codeFrom(app.commands.readHostKeyTable({ environment: 'zoom' }))).toBe('file_unreadable');
});

const many = 10_000;
const manyRows = [
  'E-mail,Host key',
  ...Array.from({ length: many }, (_, at) => `p${at}@example.com,${600_000 + at}`),
].join('\n');
const asItIs = { conflicts: 'keep', ambiguous: 'skip' } as const;

/** What is told of a table on its way, and in which turn of the main loop. */
async function toldWhile(work: () => Promise<unknown>) {
  const told: (HostKeyTableProgress & { turn: number })[] = [];
  let turn = 0;
  let isOver = false;
  const count = () => {
    turn += 1;
    if (!isOver) setImmediate(count);
  };
  count();
  let last: HostKeyTableProgress | undefined;
  const stop = app.live.subscribe(({ hostKeys: { table } }) => {
    if (table && table !== last) told.push({ ...table, turn });
    last = table;
  });
  await work();
  isOver = true;
  stop();
  return told;
}

test('while many thousand rows are read and taken everything else has its turn, and how far it is is told', async () => {
  let importId = '';
  const reading = await toldWhile(async () => {
    ({ importId } = await readTable(manyRows));
  });
  const taking = await toldWhile(() => app.commands.importHostKeys({ importId, choice: asItIs }));
  for (const [step, told] of [
    ['reading', reading],
    ['taking', taking],
  ] as const) {
    expect(told.map((one) => one.step)).toEqual(Array(told.length).fill(step));
    const parts = told.map(({ part }) => part);
    expect(parts).toEqual([...new Set(parts)].sort((a, b) => a - b));
    expect([parts.length > 5, parts.at(-1)]).toEqual([true, 1]);
    expect(new Set(told.map(({ turn }) => turn)).size).toBe(told.length);
  }
  expect(app.live.current.hostKeys.table).toBeUndefined();
  expect((await app.commands.findHostKeys({ text: '', offset: 0, limit: 1 })).found).toBe(many);
});

test('of a short table nothing is told on the way', async () => {
  expect(await toldWhile(() => readTable(table))).toEqual([]);
});

test('a table that is stopped on its way changes nothing, and what was read can still be taken as a whole', async () => {
  const stopAtOnce = () => app.live.subscribe(({ hostKeys }) => hostKeys.table && app.commands.stopHostKeyTable());
  const everybody = async () => (await app.commands.findHostKeys({ text: '', offset: 0, limit: 1 })).found;
  const { importId } = await readTable(manyRows);
  let goOn = stopAtOnce();
  expect(await app.commands.importHostKeys({ importId, choice: asItIs })).toEqual({});
  goOn();
  expect(await everybody()).toBe(0);
  expect(await app.commands.importHostKeys({ importId, choice: asItIs })).toEqual({ taken: many });
  expect(await everybody()).toBe(many);
  goOn = stopAtOnce();
  expect(await app.commands.readHostKeyTable({ environment: 'zoom' })).toEqual({ kind: 'stopped' });
  goOn();
  expect(app.live.current.hostKeys.table).toBeUndefined();
});

test('a file that is far too large is refused before it is read', async () => {
  app.chosenFile.path = join(app.folder, 'keys.csv');
  writeFileSync(app.chosenFile.path, 'E-mail,Host key\n');
  truncateSync(app.chosenFile.path, 200 * 2 ** 20);
  expect(await app.commands.readHostKeyTable({ environment: 'zoom' }).catch(failureOf)).toMatchObject({
    code: 'file_unreadable',
    subject: 'keys.csv (larger than 27 MB)',
  });
  truncateSync(app.chosenFile.path, 21 * 2 ** 20);
  expect(await app.commands.readHostKeyTable({ environment: 'zoom' }).catch(failureOf)).toMatchObject({
    subject: 'keys.csv (larger than 20 MB)',
  });
});

test('two who take the same table at once take it once', async () => {
  const { importId } = await readTable(table);
  const [first, second] = await Promise.all([
    app.commands.importHostKeys({ importId, choice: asItIs }),
    codeFrom(app.commands.importHostKeys({ importId, choice: asItIs })),
  ]);
  expect([first, second]).toEqual([{ taken: 4 }, 'invalid_request']);
});

test('an export holds keys only where that was asked for, is no formula, and can be imported again', async () => {
  await app.commands.tellHostKey({ environment: 'zoom', email: 'ada@example.com', name: '=Ada', key: '012345' });
  app.chosenFile.path = join(app.folder, 'out.csv');
  expect(await app.commands.exportHostKeys({ withKeys: false })).toEqual({ saved: true });
  const without = readFileSync(app.chosenFile.path, 'utf8');
  expect(without).toContain('"\'=Ada","ada@example.com"');
  expect(without).not.toContain('012345');
  await app.commands.exportHostKeys({ withKeys: true });
  expect(readFileSync(app.chosenFile.path, 'utf8')).toContain('"012345"');
  const read = await app.commands.readHostKeyTable({ environment: 'zoom' });
  expect(dryRunOf(read).counts).toMatchObject({ same: 1, wrong: 0 });
  const written = app.activityLog.written.filter(({ kind }) => kind === 'hostKeysExported');
  expect(written).toMatchObject([{ about: '1 person without keys' }, { about: '1 person with their keys' }]);
});

test.describe('under a passphrase', () => {
  const passphrase = 'not-a-real-passphrase';
  const choice = { conflicts: 'keep', ambiguous: 'skip' } as const;
  const exportSealed = async (name = 'sealed.json') => {
    app.chosenFile.path = join(app.folder, name);
    expect(await app.commands.exportHostKeys({ withKeys: true, passphrase })).toEqual({ saved: true });
    return app.chosenFile.path;
  };

  test('nothing of the table can be read without it, and with it the keys come back where they are not', async () => {
    await tell('ada', '012345');
    await tell('bob', '771204');
    const path = await exportSealed();
    const text = readFileSync(path, 'utf8');
    for (const word of ['012345', '771204', 'ada', 'example.com', passphrase]) expect(text).not.toContain(word);
    expect(app.activityLog.written.at(-1)).toMatchObject({
      kind: 'hostKeysExported',
      about: '2 people with their keys, sealed',
    });
    await app.commands.forgetHostKey({ personId: hostKeyPersonId('zoom', 'ada@example.com') });
    expect(await app.commands.readHostKeyTable({ environment: 'zoom' })).toEqual({
      kind: 'sealed',
      fileName: 'sealed.json',
    });
    expect(await codeFrom(app.commands.openHostKeyTable({ passphrase: 'not-the-passphrase' }))).toBe(
      'wrong_passphrase',
    );
    const { importId, counts } = dryRunOf(await app.commands.openHostKeyTable({ passphrase }));
    expect(counts).toMatchObject({ new: 1, same: 1, wrong: 0 });
    await app.commands.importHostKeys({ importId, choice });
    expect(await keyOf('ada')).toBe('012345');
    await app.activity.list({ limit: 1 });
    expect(app.activityLog.written.at(-1)).toMatchObject({ about: '1 from a sealed table' });
  });

  test('a sealed table that was forgotten, or none at all, cannot be opened', async () => {
    expect(await codeFrom(app.commands.openHostKeyTable({ passphrase }))).toBe('invalid_request');
    await tell('ada', '583961');
    await exportSealed();
    await app.commands.readHostKeyTable({ environment: 'zoom' });
    await app.commands.forgetHostKeyTable();
    expect(await codeFrom(app.commands.openHostKeyTable({ passphrase }))).toBe('invalid_request');
  });

  test('what is no seal, is damaged, is of another kind or of a newer Usher is refused with the reason', async () => {
    await tell('ada', '583961');
    const path = await exportSealed();
    const whole = JSON.parse(readFileSync(path, 'utf8'));
    const openedFrom = async (contents: unknown) => {
      writeFileSync(path, typeof contents === 'string' ? contents : JSON.stringify(contents));
      const read = await app.commands.readHostKeyTable({ environment: 'zoom' }).catch(failureOf);
      if (!('kind' in read) || read.kind !== 'sealed') return read;
      return app.commands.openHostKeyTable({ passphrase }).catch(failureOf);
    };
    const unreadable = (why: string) => ({ code: 'file_unreadable', subject: `sealed.json (${why})` });
    expect(await openedFrom({ ...whole, version: 2 })).toMatchObject(unreadable('written by a newer Usher'));
    const cheap = { ...whole.sealed, keyFrom: { ...whole.sealed.keyFrom, N: 2 } };
    for (const sealed of [undefined, {}, 'x', cheap, { ...whole.sealed, nonce: 'AAAA' }])
      expect(await openedFrom({ ...whole, sealed })).toMatchObject(unreadable('its seal is damaged'));
    const bytes = Buffer.from(whole.sealed.text, 'base64');
    bytes[0] = (bytes[0] ?? 0) ^ 1;
    const meddled = { ...whole.sealed, text: bytes.toString('base64') };
    expect(await openedFrom({ ...whole, sealed: meddled })).toMatchObject({ code: 'wrong_passphrase' });
    // A seal of credentials is no seal of host keys, even under the same passphrase.
    const other = await sealText('E-mail,Host key\n', passphrase, 'usher-credentials', app.deriveKey);
    expect(await openedFrom({ ...whole, sealed: other })).toMatchObject({ code: 'wrong_passphrase' });
    for (const text of ['{}', '{"format":"usher-credentials","version":1,"sealed":{}}'])
      expect(await openedFrom(text)).toMatchObject(unreadable('no host keys for Usher'));
    expect(await openedFrom('{')).toMatchObject({ code: 'file_unreadable' });
    expect(await openedFrom(whole)).toMatchObject({ kind: 'dryRun' });
  });
});
