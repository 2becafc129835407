/** Rows of text → CSV (RFC 4180) and TSV. */

/** One CSV record, ended by CRLF; a cell with a comma, a quote or a line break is quoted. */
export function csvLine(cells: readonly string[]): string {
  // A record of one empty cell would be an empty line, which readers take for no record at all.
  if (cells.length === 1 && cells[0] === "") return '""\r\n';
  return `${cells.map(csvCell).join(",")}\r\n`;
}

/** One TSV record, ended by a newline; tab, line breaks and backslash are written `\t`, `\n`, `\r`, `\\`. */
export function tsvLine(cells: readonly string[]): string {
  return `${cells.map(tsvCell).join("\t")}\n`;
}

/** A cell of CSV, quoted where it has to be. */
export function csvCell(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

const TSV_ESCAPES: { readonly [character: string]: string } = {
  "\t": "\\t",
  "\n": "\\n",
  "\r": "\\r",
  "\\": "\\\\",
};

function tsvCell(cell: string): string {
  return cell.replace(/[\t\n\r\\]/g, (character) => TSV_ESCAPES[character] ?? character);
}
