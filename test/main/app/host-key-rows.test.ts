import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { csvRows, tableText } from '../../../src-main/app/csv-rows';
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

test('a table that no person made is refused before it fills the memory', () => {
  for (const text of [`a${',a'.repeat(10_000)}`, `E-mail,Host key\n${'x'.repeat(2_000_000)}`])
    expect(() => csv(text)).toThrow();
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
