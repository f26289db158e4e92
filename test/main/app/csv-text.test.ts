import { expect, test } from '@playwright/test';
import { csvCell, csvText } from '../../../src-main/app/csv-text';

const cells: [string | number | undefined, string][] = [
  [undefined, '""'],
  ['', '""'],
  [42, '"42"'],
  ['Town hall, "main stage"', '"Town hall, ""main stage"""'],
  ['two\r\nlines', '"two\r\nlines"'],
  ['Büro 🎥', '"Büro 🎥"'],
  ['a-b and a+b = c', '"a-b and a+b \'= c"'],
  ['=1+1', '"\'=1+1"'],
  ['+49 30 1234', '"\'+49 30 1234"'],
  ['-2+3', '"\'-2+3"'],
  ['@SUM(A1)', '"\'@SUM(A1)"'],
  ['\t=1+1', `"''\t'=1+1"`],
  ['\r=1+1', `"''\r'=1+1"`],
  ['＝1+1', '"\'＝1+1"'],
  ['\u200b=1+1', '"\'\u200b=1+1"'],
  ['\u202e@SUM(A1)', '"\'\u202e@SUM(A1)"'],
  ['a;=1+1', '"a;\'=1+1"'],
  ['",=1+1', '""",\'=1+1"'],
  ['=HYPERLINK("https://canary.example","x")', '"\'=HYPERLINK(""https://canary.example"",""x"")"'],
];
for (const [value, cell] of cells) {
  test(`a cell with ${JSON.stringify(value) ?? 'nothing'} is no formula, and comes back as it was`, () => {
    expect(csvCell(value)).toBe(cell);
  });
}

test('a file is a head and its rows, with a mark that tells spreadsheets its encoding', () => {
  expect(csvText(['Name', 'Key'], [['Ada', 1]])).toBe('\ufeffName,Key\r\n"Ada","1"\r\n');
});
