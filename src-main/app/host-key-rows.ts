import { z } from 'zod';
import { AppError } from '../shared/app-error';
import { HostKey } from '../shared/host-key';
import type { CsvRow } from './csv-rows';

/** A row of a file of host keys, as far as it can be used. `why` says what is wrong with it. */
export type ReadRow = {
  line: number;
  email: string;
  name: string;
  /** Empty where the table does not say. */
  cloud: string;
} & ({ key: HostKey; why?: never } | { key?: never; why: string });

type Column = 'email' | 'name' | 'firstName' | 'lastName' | 'cloud' | 'key' | 'orElse';
type Columns = Partial<Record<Column, number>>;

/** What programs and people call the columns, without spaces, signs and case. */
const names: { readonly [Name in Column]: readonly string[] } = {
  email: ['email', 'emailaddress', 'mail', 'useremail', 'hostemail', 'adresse', 'emailadresse', 'correo', 'courriel'],
  name: ['name', 'displayname', 'user', 'username', 'fullname', 'host', 'hostname', 'person', 'nom', 'nombre'],
  firstName: ['firstname', 'first', 'givenname', 'vorname', 'prenom'],
  lastName: ['lastname', 'last', 'surname', 'familyname', 'nachname'],
  cloud: ['cloud', 'zoomcloud'],
  key: [
    'hostkey',
    'key',
    'hostkeys',
    'hostcode',
    'hostschluessel',
    'hostschlussel',
    'claveanfitrion',
    'claveanfitriona',
  ],
  // In an export of ours: what was sent to Zoom, as long as Zoom has not answered.
  orElse: ['orelse'],
};

const Address = z.email().max(280);

/**
 * The rows of a table as people and their keys, piece by piece as they come. Columns may come in any order; what else the table holds is
 * passed over.
 * @throws AppError `file_unreadable` where the table has no column for addresses or none for keys
 */
export function* hostKeyRows(fileName: string, pieces: Iterable<readonly CsvRow[]>): Generator<ReadRow[]> {
  let columns: Columns | undefined;
  for (const piece of pieces) {
    const [head] = piece;
    const rows = columns ? piece : piece.slice(1);
    if (head) columns ??= columnsIn(fileName, head.cells);
    const found = columns;
    yield found ? rows.map((row) => readRow(row, found)) : [];
  }
  if (!columns) columnsIn(fileName, []);
}

/** @throws AppError `file_unreadable` */
function columnsIn(fileName: string, cells: readonly string[]): Columns {
  const found: Columns = {};
  for (const [at, cell] of cells.entries()) {
    const plain = cell
      .normalize('NFKD')
      .toLowerCase()
      .replaceAll(/[^a-z]/g, '');
    const column = (Object.keys(names) as Column[]).find((known) => names[known].includes(plain));
    // Of two columns with one name the first is meant.
    if (column) found[column] ??= at;
  }
  const isMissing = (['email', 'key'] as const).filter((column) => found[column] === undefined);
  if (isMissing.length === 0) return found;
  const words = isMissing.map((column) => (column === 'email' ? 'E-mail' : 'Host key')).join(' and ');
  throw new AppError('file_unreadable', { subject: `${fileName} (its first line names no column ${words})` });
}

function readRow({ line, cells }: CsvRow, columns: Columns): ReadRow {
  const cell = (column: Column) => {
    const at = columns[column];
    return at === undefined ? '' : unescaped(cells[at] ?? '');
  };
  const email = cell('email').normalize('NFC');
  const names = cell('name') || [cell('firstName'), cell('lastName')].filter(Boolean).join(' ');
  const row = { line, email, name: (names || email).slice(0, 200), cloud: cell('cloud') };
  if (!Address.safeParse(email).success) return { ...row, why: 'no e-mail address' };
  const written = cell('key') || cell('orElse');
  const key = HostKey.safeParse(written.replaceAll(/[ \u00a0]/g, '')).data;
  return key ? { ...row, key } : { ...row, why: whyNoKey(written) };
}

/** An apostrophe in front is how spreadsheets, and exports of ours, keep a text a text. */
function unescaped(cell: string): string {
  return cell.replace(/^'(?=[=+\-@\d\t])/, '');
}

function whyNoKey(written: string): string {
  if (written === '') return 'no host key';
  if (/^\d+([.,]\d+)?e[+-]?\d+$/i.test(written)) return 'a spreadsheet has rounded this key: its digits are lost';
  if (/^\d+[.,]0+$/.test(written)) return 'a spreadsheet has made a number of this key: zeros in front may be lost';
  if (/^\d{1,5}$/.test(written)) return 'fewer than 6 digits: a spreadsheet may have dropped zeros in front';
  if (/^\d{11,}$/.test(written)) return 'more than 10 digits';
  return 'not a host key of 6 to 10 digits';
}
