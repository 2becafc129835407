/** Readers for the separated formats, written from their definitions and from nothing of foxden. */
import assert from "node:assert/strict";

/** Reads CSV: records end with CRLF, a quoted cell may hold anything. @see RFC 4180 */
export function readCsv(text: string): string[][] {
  const records: string[][] = [];
  let at = 0;
  while (at < text.length) {
    const record: string[] = [];
    for (;;) {
      const cell = text[at] === '"' ? readQuoted(text, at) : readBare(text, at);
      record.push(cell.value);
      at = cell.end;
      if (text[at] !== ",") break;
      at++;
    }
    assert.equal(text.slice(at, at + 2), "\r\n", `a record ends at ${at}`);
    at += 2;
    records.push(record);
  }
  return records;
}

interface ReadCell {
  readonly value: string;
  readonly end: number;
}

function readQuoted(text: string, start: number): ReadCell {
  let value = "";
  for (let at = start + 1;;) {
    const quote = text.indexOf('"', at);
    assert.notEqual(quote, -1, `the quote at ${start} is closed`);
    value += text.slice(at, quote);
    if (text[quote + 1] !== '"') return { value, end: quote + 1 };
    value += '"';
    at = quote + 2;
  }
}

function readBare(text: string, start: number): ReadCell {
  const value = /^[^",\r\n]*/.exec(text.slice(start))?.[0] ?? "";
  return { value, end: start + value.length };
}

/** Reads TSV: a line a record, tab, line ends and backslash written with a backslash. */
export function readTsv(text: string): string[][] {
  assert.ok(text.endsWith("\n"));
  const meant: Record<string, string> = { t: "\t", n: "\n", r: "\r", "\\": "\\" };
  return text.slice(0, -1).split("\n").map((line) =>
    line.split("\t").map((cell) => cell.replace(/\\(.)/g, (_, letter) => meant[letter] ?? assert.fail(cell)))
  );
}
