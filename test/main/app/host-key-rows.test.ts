import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { csvRows, pieceLetters, tableText } from '../../../src-main/app/csv-rows';
import { csvText } from '../../../src-main/app/csv-text';
import { hostKeyRows } from '../../../src-main/app/host-key-rows';
import { failureOf } from '../../../src-main/shared/app-error';

/** `rows`: address and key, or behind an exclamation mark a part of why not. `refused`: a part of why the whole table is not taken. */
type Case = { what: string; text: string; encoding?: 'utf16le' | 'utf16be' | 'latin1' } & (
  | { rows: [email: string, key: string][]; refused?: never }
  | { rows?: never; refused: string }
);

const cases = JSON.parse(readFileSync(join(import.meta.dirname, '../../data/host-key-tables.json'), 'utf8')) as Case[];

function bytesOf({ text, encoding }: Case): Buffer {
  if (encoding === 'utf16le') return Buffer.from(`\ufeff${text}`, 'utf16le');
  if (encoding === 'utf16be') return Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
  return Buffer.from(text, encoding ?? 'utf8');
}

const csv = (text: string) => [...csvRows('keys.csv', text)].flat();
const read = (bytes: Buffer) => [...hostKeyRows('keys.csv', csvRows('keys.csv', tableText('keys.csv', bytes)))].flat();

test('there are sixty bad tables or more', () => {
  expect(cases.length).toBeGreaterThanOrEqual(60);
});

for (const one of cases) {
  test(`a table with ${one.what} ${one.refused ? 'is refused with the reason' : 'is understood row by row'}`, () => {
    if (one.refused !== undefined) {
      let subject = '';
      try {
        read(bytesOf(one));
      } catch (error) {
        const failure = failureOf(error);
        expect(failure.code).toBe('file_unreadable');
        subject = failure.subject ?? '';
      }
      expect(subject).toContain(one.refused);
      return;
    }
    const rows = read(bytesOf(one));
    expect(rows.map(({ email }) => email)).toEqual(one.rows.map(([email]) => email));
    for (const [at, [, key]] of one.rows.entries()) {
      if (key.startsWith('!')) expect(rows[at]?.why).toContain(key.slice(1));
      else expect(rows[at]?.key).toBe(key);
    }
  });
}

test('a row knows the line that it begins in', () => {
  const rows = csv('E-mail,Host key\r\n"a\r\nb",1\r\n\r\nc,2\r\n');
  expect(rows.map(({ line }) => line)).toEqual([1, 2, 5]);
});

const head = 'E-mail,Host key\n';
const ada = 'ada@example.com,012345\n';
const refusals: [what: string, text: string, why: string][] = [
  [
    'a quote without an end far down',
    `${head}${ada.repeat(9_998)}"${ada.repeat(5)}`,
    'a quote in line 10000 has no end',
  ],
  ['a quote without an end before very much', `${head}"${ada.repeat(5_000)}`, 'a quote in line 2 has no end'],
  ['ten thousand columns', `E-mail${',Host key'.repeat(10_000)}`, 'more than 200 columns in line 1'],
  ['ten thousand columns in one row', `${head}${','.repeat(10_000)}`, 'more than 200 columns in line 2'],
  ['a cell of a megabyte', `${head}${ada}${'x'.repeat(1_000_000)},012345`, 'a cell in line 3 is too long'],
  ['more rows than any account has people', `${head}${ada.repeat(100_000)}`, 'more than 100000 rows'],
];
for (const [what, text, why] of refusals)
  test(`a table with ${what} is refused with the reason, before it fills the memory`, () => {
    let subject: string | undefined;
    try {
      csv(text);
    } catch (error) {
      ({ subject } = failureOf(error));
    }
    expect(subject).toBe(`keys.csv (${why})`);
  });

test('tens of thousands of rows without anything are passed over, and what stands behind them is found', () => {
  const rows = csv(`${head}${'\n'.repeat(50_000)}${',\r\n'.repeat(50_000)}${ada}`);
  expect(rows.map(({ line }) => line)).toEqual([1, 100_002]);
});

test('wherever a table is cut into pieces, the same stands in it', () => {
  const before = `${head}${'a,1\r\n'.repeat(2_000)}`;
  for (const more of [0, 1, 2, 3, 4, 5, 6, 7, 8]) {
    const name = 'n'.repeat(pieceLetters - before.length - 10 + more);
    const rows = csv(`${before}"${name} ""x""\r\n",2\r\nbob,3`);
    expect(rows.slice(-2)).toEqual([
      { line: 2_002, cells: [`${name} "x"`, '2'] },
      { line: 2_004, cells: ['bob', '3'] },
    ]);
  }
});

test('what Usher writes as a table, it reads as it was', () => {
  const cell = fc.string({ maxLength: 40, unit: 'grapheme' }).map((text) => text.trim());
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 20 }), (table) => {
      const rows = csv(csvText(['One', 'Other'], table).slice(1)).slice(1);
      const plain = (text: string) => text.replaceAll("'", '').replaceAll(/\r\n?/g, '\n').trim();
      const wanted = table.filter((cells) => cells.some((text) => plain(text) !== ''));
      const found = rows.map(({ cells }) => cells.map(plain)).filter((cells) => cells.some((text) => text !== ''));
      expect(found).toEqual(wanted.map((cells) => cells.map(plain)));
    }),
  );
});
