import { isUtf8 } from 'node:buffer';
import { AppError } from '../shared/app-error';

/** Wider tables are no lists of people. */
const mostColumns = 200;
const longestCell = 10_000;
/** With the first line, which names the columns. */
export const mostRows = 100_000;
/** So many letters are read at a time: a few milliseconds of work, whatever stands in them. */
export const pieceLetters = 2 ** 14;
const separators = [',', ';', '\t', '|'] as const;

/** One row, and the line of the file that it begins in, counted from 1. */
export type CsvRow = { line: number; cells: string[] };

/**
 * The text of a table that some program has written: UTF-8, UTF-16 with its mark, or what Windows called ANSI.
 * @throws AppError `file_unreadable` for what is no text, such as a workbook
 */
export function tableText(fileName: string, bytes: Buffer): string {
  const isNot = (why: string) => new AppError('file_unreadable', { subject: `${fileName} (${why})` });
  if (bytes.subarray(0, 2).toString('latin1') === 'PK') throw isNot('a workbook or an archive: save it as CSV');
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (bytes.includes(0)) throw isNot('not a text');
  const text = new TextDecoder(isUtf8(bytes) ? 'utf-8' : 'windows-1252').decode(bytes);
  if (/^\s*<(!doctype|html|\?xml|table)/i.test(text)) throw isNot('a page: save it as CSV');
  return text;
}

/**
 * The rows of a table (RFC 4180), one piece for each `pieceLetters` of it so that others may have their turn between, with whatever separator its first line has most of, and any end of line. Rows in which nothing stands are
 * left out. Our own reader, because each row has to know its line, and one without an end has to be named and not swallow the rest.
 * @throws AppError `file_unreadable` for a quote without an end, and for tables that no person made
 */
export function* csvRows(fileName: string, text: string): Generator<CsvRow[]> {
  const isNot = (why: string) => new AppError('file_unreadable', { subject: `${fileName} (${why})` });
  const separator = separatorOf(text);
  let rows: CsvRow[] = [];
  let count = 0;
  let pieceEnd = pieceLetters;
  let cells: string[] = [];
  let cell = '';
  let line = 1;
  let startLine = 1;
  let quotedSince = 0;
  let isAfterQuote = false;
  const endCell = () => {
    cells.push(cell.trim());
    cell = '';
    isAfterQuote = false;
    if (cells.length > mostColumns) throw isNot(`more than ${mostColumns} columns in line ${startLine}`);
  };
  const endRow = () => {
    endCell();
    if (cells.some((one) => one !== '')) {
      rows.push({ line: startLine, cells });
      count += 1;
    }
    if (count > mostRows) throw isNot(`more than ${mostRows} rows`);
    isAfterQuote = false;
    cells = [];
    startLine = line;
  };
  for (let at = 0; at < text.length; at++) {
    if (at >= pieceEnd) {
      yield rows;
      rows = [];
      pieceEnd += pieceLetters;
    }
    const letter = text[at] ?? '';
    const isEnd = letter === '\n' || letter === '\r';
    if (isEnd) {
      if (letter === '\r' && text[at + 1] === '\n') at += 1;
      line += 1;
    }
    if (quotedSince > 0) {
      if (letter === '"' && text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else if (letter === '"') {
        quotedSince = 0;
        isAfterQuote = true;
      } else cell += isEnd ? '\n' : letter;
    } else if (letter === '"' && cell.trim() === '') {
      cell = '';
      quotedSince = line;
    } else if (letter === separator) endCell();
    else if (isEnd) endRow();
    // Else a quote that was never meant as one would swallow rows up to the next.
    else if (isAfterQuote && letter.trim() !== '') throw isNot(`a quote in line ${line} ends in the middle of a cell`);
    else if (!isAfterQuote) cell += letter;
    if (cell.length > longestCell)
      throw isNot(
        quotedSince > 0 ? `a quote in line ${quotedSince} has no end` : `a cell in line ${startLine} is too long`,
      );
  }
  if (quotedSince > 0) throw isNot(`a quote in line ${quotedSince} has no end`);
  endRow();
  yield rows;
}

/** Quoted parts of the first line that is not empty may hold any of them. */
function separatorOf(text: string): string {
  const at = text.search(/\S/);
  const start = Math.max(text.lastIndexOf('\n', at), text.lastIndexOf('\r', at)) + 1;
  const [first = ''] = text.slice(start).split(/[\r\n]/, 1);
  const bare = first.replace(/"(?:[^"]|"")*"/g, '');
  const count = (separator: string) => bare.split(separator).length;
  return separators.reduce((best, separator) => (count(separator) > count(best) ? separator : best));
}
