import assert from "node:assert/strict";
import fc from "fast-check";
import { csvLine, tsvLine } from "../../../app/formats/csv.ts";

/** A reader written from RFC 4180, to hold the writer against. */
function parseCsv(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  for (let i = 0; i < text.length;) {
    const [cell, next] = text[i] === '"' ? quotedCell(text, i + 1) : bareCell(text, i);
    record.push(cell);
    i = next;
    if (text[i] === ",") {
      i++;
      if (text[i] === undefined || text.startsWith("\r\n", i)) record.push("");
    }
    if (text.startsWith("\r\n", i)) {
      records.push(record);
      record = [];
      i += 2;
    }
  }
  return records;
}

function quotedCell(text: string, from: number): [string, number] {
  let cell = "";
  for (let i = from; i < text.length; i++) {
    if (text[i] !== '"') cell += text[i];
    else if (text[i + 1] === '"') {
      cell += '"';
      i++;
    } else return [cell, i + 1];
  }
  throw new Error("a quote is open at the end");
}

function bareCell(text: string, from: number): [string, number] {
  const [cell = ""] = /^[^,"\r\n]*/.exec(text.slice(from)) ?? [];
  return [cell, from + cell.length];
}

function parseTsv(text: string): string[][] {
  const meant: Record<string, string> = { t: "\t", n: "\n", r: "\r", "\\": "\\" };
  return text.split("\n").slice(0, -1).map((line) =>
    line.split("\t").map((cell) => cell.replace(/\\(.)/g, (_, letter: string) => meant[letter] ?? "?"))
  );
}

const cell = fc.string({ unit: fc.constantFrom("a", "é", "日", ",", '"', "\r", "\n", "\t", "\\", " ", "=") });
const table = fc.integer({ min: 1, max: 4 }).chain((width) =>
  fc.array(fc.array(cell, { minLength: width, maxLength: width }))
);

Deno.test("what is written as CSV is read back the same", () => {
  fc.assert(fc.property(table, (rows) => assert.deepEqual(parseCsv(rows.map(csvLine).join("")), rows)));
});

Deno.test("what is written as TSV is read back the same", () => {
  fc.assert(fc.property(table, (rows) => assert.deepEqual(parseTsv(rows.map(tsvLine).join("")), rows)));
});

Deno.test("a CSV cell is quoted only where it must be, and its quotes are doubled", () => {
  assert.equal(
    csvLine(["plain", "a,b", 'say "hi"', "two\nlines", ""]),
    'plain,"a,b","say ""hi""","two\nlines",\r\n',
  );
});

Deno.test("a CSV record of one empty cell is not an empty line", () => {
  assert.equal(csvLine([""]), '""\r\n');
});

Deno.test("a TSV line holds no tab or line end but its own", () => {
  assert.equal(tsvLine(["a\tb", "c\nd", "e\\f", "g\r"]), "a\\tb\tc\\nd\te\\\\f\tg\\r\n");
});
