/** CSV and TSV for spreadsheets. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { readCsv, readTsv } from "../../stories/separated.ts";
import { foxden, showing } from "../memory_io.ts";
import { book, BOOK_COLUMNS, listing } from "../sample_tree.ts";

const printed = async (titles: readonly string[], ...argv: readonly string[]) => {
  const tree = showing(() => listing(BOOK_COLUMNS, [titles.map((title) => book({ title, pages: -5 }))]));
  const { stdout, stderr, code } = await foxden(["show", "--fields", "title,pages", ...argv], { tree });
  assert.deepEqual([stderr, code], ["", 0]);
  return stdout;
};

Deno.test("--bom is the first character of CSV and TSV, with a header and without", async () => {
  for (const format of ["csv", "tsv"]) {
    assert.match(await printed(["a"], "-f", format, "--bom"), /^\ufefftitle/);
    assert.match(await printed(["a"], "-f", format, "--bom", "--no-header"), /^\ufeffa/);
    assert.match(await printed(["a"], "-f", format), /^title/);
  }
});

Deno.test("--spreadsheet-safe puts a ' before what would be calculated, and before nothing else", async () => {
  const titles = ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "a=1", "", "'=1", "1"];
  const expected = ["'=1+1", "'+1", "'-1", "'@x", "'\t=1", "'\r=1", "'\n=1", "a=1", "", "'=1", "1"];
  for (const [format, read] of [["csv", readCsv], ["tsv", readTsv]] as const) {
    const rows = read(await printed(titles, "-f", format, "--spreadsheet-safe", "--no-header"));
    assert.deepEqual(rows, expected.map((title) => [title, "-5"]), "a number is only a number");
    assert.deepEqual(
      read(await printed(titles, "-f", format, "--no-header")).map(([title]) => title),
      titles,
    );
  }
});

Deno.test("with --spreadsheet-safe no text at all begins as a formula does", async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.string({ unit: "binary" })), async (titles) => {
    const rows = readCsv(await printed(titles, "-f", "csv", "--spreadsheet-safe", "--no-header"));
    assert.deepEqual(rows.map(([title]) => title?.replace(/^'(?=[=+\-@\t\r\n])/, "")), titles);
    assert.ok(rows.every(([title = ""]) => !/^[=+\-@\t\r\n]/.test(title)));
  }));
});

Deno.test("flags for spreadsheets are refused where they would do nothing", async () => {
  for (const flag of ["--bom", "--spreadsheet-safe"]) {
    const { stdout, stderr, code } = await foxden(["books", "list", "--json", flag]);
    assert.deepEqual([stdout, code], ["", 2]);
    assert.match(stderr, new RegExp(`${flag} is for -f csv and -f tsv`));
  }
});

Deno.test("on a terminal what a cell holds is shown and not sent", async () => {
  const tree = showing(() => listing(BOOK_COLUMNS, [[book({ title: "\x1b[31m\u202e" })]]));
  for (const format of ["csv", "tsv"]) {
    const { stdout } = await foxden(["show", "-f", format, "--fields", "title"], { tree, onTerminal: true });
    // A TSV cell writes each backslash twice.
    assert.match(stdout, /\\x1b\[31m\\+u202e/);
  }
});
