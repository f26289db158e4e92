import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { csvRows, tableText } from '../../src-main/app/csv-rows';
import { hostKeyRows } from '../../src-main/app/host-key-rows';
import { type HostKeyPage, type HostKeyPerson, hostKeyPersonId } from '../../src-main/shared/host-key';
import { HostKeyFile } from '../../src-main/storage/host-key-file';
import type { HostKeyRecord } from '../../src-main/storage/host-key-record';
import { AppParts } from '../main/app/app-parts';
import { now } from '../main/examples';
import { RendererPage } from '../renderer/renderer-page';
import { sampleState } from '../renderer/sample-state';
import { pageEngineOptions } from '../support/chromium';
import { test } from '../support/usher-test';
import { measurePairs, median } from './pairs';
import { untilShown } from './until-shown';

const many = 10_000;
const few = 50;
const key = randomBytes(32);

function person(number: number): HostKeyRecord {
  const userId = `uSer-${number}-not-a-real-zoom-id`;
  return {
    id: hostKeyPersonId('zoom', userId),
    environment: 'zoom',
    userId,
    email: `person.${number}@example.com`,
    name: `Person ${number}`,
    held: { key: String(200_000 + number), source: 'set', at: now.toISOString() },
    earlier: [],
  };
}

const people = Array.from({ length: many }, (_, number) => person(number));
const openFile = (path: string) =>
  HostKeyFile.open({ path, key: async () => key, onSetAside: () => {}, now: () => now });

async function timed(work: () => unknown): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

test(`the directory of ${many} host keys on the disk`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'usher-bench-'));
  const path = join(folder, 'host-keys.sealed');
  const file = await openFile(path);
  await file.update(() => people);
  const plain = new Map(people.map((record) => [record.id, record]));
  const ids = people.map(({ id }) => id);
  const lookUp = (map: { get: (id: (typeof ids)[number]) => unknown }) =>
    timed(() => {
      let found = 0;
      for (let round = 0; round < 20; round++) for (const id of ids) if (map.get(id)) found += 1;
      if (found !== 20 * many) throw new Error('not everybody was found');
    });
  await measurePairs({
    name: `host-key-lookup-${many}`,
    unit: 'ms',
    aim: 10,
    pairs: 15,
    ours: () => lookUp(file),
    base: () => lookUp(plain),
  });
  const lines = readFileSync(path, 'latin1').trimEnd().split('\n');
  const { file: name } = JSON.parse(lines[0] ?? '') as { file: string };
  /** As little as it takes to get at what is in the lines. */
  const decryptAndParse = () => {
    for (const [at, line] of readFileSync(path, 'latin1').trimEnd().split('\n').slice(1).entries()) {
      const bytes = Buffer.from(line, 'base64');
      const end = bytes.length - 16;
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 })
        .setAAD(Buffer.from(`${name}:${at + 1}`))
        .setAuthTag(bytes.subarray(end));
      JSON.parse(Buffer.concat([decipher.update(bytes.subarray(12, end)), decipher.final()]).toString('utf8'));
    }
  };
  await measurePairs({
    name: `host-keys-open-${many}`,
    unit: 'ms',
    aim: 3,
    pairs: 15,
    ours: () => timed(() => openFile(path)),
    base: () => timed(decryptAndParse),
  });
  const raw = join(folder, 'raw');
  writeFileSync(raw, readFileSync(path));
  const bytes = Buffer.from(`${lines[1]}\n`);
  let turn = 0;
  await measurePairs({
    name: 'host-key-change',
    unit: 'ms',
    aim: 1.5,
    pairs: 75,
    ours: () => timed(() => file.update(() => [{ ...person(turn++ % many), name: 'Somebody else' }])),
    base: () => timed(() => appendRaw(raw, bytes)),
  });
  rmSync(folder, { recursive: true });
});

/** A durable write of as many bytes, and nothing else. */
async function appendRaw(path: string, bytes: Buffer): Promise<void> {
  const file: FileHandle = await open(path, 'a');
  try {
    await file.write(bytes);
    await file.datasync();
  } finally {
    await file.close();
  }
}

async function importTable(app: AppParts): Promise<void> {
  const read = await app.commands.readHostKeyTable({ environment: 'zoom' });
  if (read.kind !== 'dryRun' || read.dryRun.counts.new !== many) throw new Error('not all of them are new');
  await app.commands.importHostKeys({
    importId: read.dryRun.importId,
    choice: { conflicts: 'keep', ambiguous: 'skip' },
  });
}

test(`a table of ${many} host keys imported, against its reading, checking, sealing and writing`, async () => {
  const rows = people.map(({ name, email, held }) => `${name},${email},${held?.key}`);
  const text = ['Name,E-mail,Host key', ...rows].join('\n');
  const ours = async () => {
    const app = await AppParts.start();
    app.chosenFile.path = join(app.folder, 'keys.csv');
    writeFileSync(app.chosenFile.path, text);
    const milliseconds = await timed(async () => {
      await importTable(app);
    });
    await app.close();
    return milliseconds;
  };
  /** Parsing, checking, sealing each by itself, and one durable write. */
  const base = async () => {
    const folder = mkdtempSync(join(tmpdir(), 'usher-bench-'));
    const milliseconds = await timed(async () => {
      const read = [...hostKeyRows('keys.csv', csvRows('keys.csv', tableText('keys.csv', Buffer.from(text))))].flat();
      const sealed = read.map((row, at) => {
        const nonce = randomBytes(12);
        const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 }).setAAD(Buffer.from(`${at}`));
        const record = JSON.stringify({ ...people[at], held: { key: row.key, source: 'imported', at: now } });
        return Buffer.concat([nonce, cipher.update(record, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString(
          'base64',
        );
      });
      await appendRaw(join(folder, 'floor'), Buffer.from(sealed.join('\n')));
    });
    rmSync(folder, { recursive: true });
    return milliseconds;
  };
  await measurePairs({ name: `host-keys-import-${many}`, unit: 'ms', aim: 3, ours, base });
});

test(`as one types, among ${many} people`, async () => {
  const app = await AppParts.start();
  const path = join(app.folder, 'keys.csv');
  app.chosenFile.path = path;
  const rows = people.map(({ name, email, held }) => `${name},${email},${held?.key}`);
  writeFileSync(path, ['Name,E-mail,Host key', ...rows].join('\n'));
  await importTable(app);
  const find = (text: string) => timed(() => app.commands.findHostKeys({ text, offset: 0, limit: 200 }));
  await find('p');
  // Somebody has come, and is put in their place.
  await app.commands.tellHostKey({ environment: 'zoom', email: 'new@example.com', name: 'Newcomer', key: '583961' });
  const first = await find('p');
  const times: number[] = [];
  for (let round = 0; round < 20; round++)
    for (const text of ['p', 'pe', 'person 12', 'person 123', 'person.9999@']) times.push(await find(text));
  console.log(
    `bench host-key-search-${many} ours=${median(times).toFixed(2)}ms worst=${Math.max(...times).toFixed(2)}ms first-after-a-newcomer=${first.toFixed(0)}ms aim=2ms`,
  );
  await app.close();
});

test(`the window of a directory of ${many} people, against ${few}; main’s part is measured by itself`, async () => {
  const browser = await chromium.launch(pageEngineOptions);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
  const shown = (count: number): HostKeyPage => ({
    people: people.slice(0, Math.min(count, 200)).map(
      ({ id, environment, userId, email, name }): HostKeyPerson => ({
        id,
        environment,
        userId,
        email,
        name,
        standing: 'known',
        source: 'set',
        setAt: now.toISOString(),
        earlier: 0,
      }),
    ),
    found: count,
    counts: { missing: 0, known: count, doubtful: 0, uncertain: 0, retired: 0 },
    leftWithKey: 0,
  });
  const openPage = async (count: number) => {
    const page = await context.newPage();
    await RendererPage.openOperator(page, sampleState(), {
      screen: 'settings',
      replies: { findHostKeys: { ok: true, value: shown(count) } },
    });
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
    return page;
  };
  const [large, small] = [await openPage(many), await openPage(few)];
  const list = async (page: Page) => {
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
    return await page.getByRole('button', { name: /^Host keys/ }).evaluate(untilShown, { selector: '.host-key-row' });
  };
  await measurePairs({
    name: `host-keys-window-${many}`,
    unit: 'ms',
    aim: 1.5,
    pairs: 35,
    ours: () => list(large),
    base: () => list(small),
  });
  await browser.close();
});
