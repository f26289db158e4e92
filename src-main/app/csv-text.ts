/** Without it spreadsheets take UTF-8 for something else. */
const byteOrderMark = '\ufeff';

type Cell = string | number | undefined;

/** A whole file: a head of plain words and its rows (RFC 4180). */
export function csvText(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return `${csvHead(head)}${rows.map(csvLine).join('')}`;
}

/** @param names plain words of Usher's own */
export function csvHead(names: readonly string[]): string {
  return `${byteOrderMark}${names.join(',')}\r\n`;
}

export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/**
 * A cell that no spreadsheet takes for a formula, not even one that splits at another separator than the comma
 * (OWASP, CSV Injection; RFC 4180 for the quotes).
 */
export function csvCell(value: string | number | undefined): string {
  const text = String(value ?? '')
    .replace(/^(?=[\t\r\n])/, "'")
    // What cannot be seen is skipped by some programs before they look for a formula.
    .replace(/(^|[\s,;|"'])(?=[\p{Cf}\p{Cc}]*[=+\-@＝＋－＠])/gu, "$1'");
  return `"${text.replaceAll('"', '""')}"`;
}
