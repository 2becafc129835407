import assert from "node:assert/strict";
import fc from "fast-check";
import { cellWidth } from "../../app/display/text.ts";
import { foxden, showing } from "./memory_io.ts";
import { book, BOOK_COLUMNS, listing } from "./sample_tree.ts";

const ON_TERMINAL = { onTerminal: true, env: { NO_COLOR: "1" } } as const;

Deno.test("on a terminal a list is a table with names in capitals, ages, sizes and thousands marks", async () => {
  const { stdout, stderr, code } = await foxden(["books", "list"], ON_TERMINAL);
  assert.equal(
    stdout,
    [
      "TITLE        URL                          LAST READ  PAGES     SIZE  TAGS",
      "Tide tables  https://books.example/tides  2 d ago    1,234  56.8 KB  sea,moon",
      "Knots        https://books.example/k                    90  56.8 KB  sea,moon",
      "日本の鳥     https://books.example/tides  3 min ago    300  56.8 KB  sea,moon",
      "",
    ].join("\n"),
  );
  assert.deepEqual([stderr, code], ["", 0]);
});

Deno.test("a narrow window cuts texts first and then leaves out the last columns", async () => {
  const at = async (columns: number) => (await foxden(["books", "list"], { ...ON_TERMINAL, columns })).stdout;
  assert.equal(
    await at(46),
    [
      "TITLE        URL              LAST READ  PAGES",
      "Tide tables  books.example…s  2 d ago    1,234",
      "Knots        books.example/k                90",
      "日本の鳥     books.example…s  3 min ago    300",
      "",
    ].join("\n"),
  );
  assert.equal(await at(12), "TITLE\nTide tables\nKnots\n日本の鳥\n");
});

Deno.test("--no-header leaves the names out, and the columns stay as wide as the rows need", async () => {
  const { stdout } = await foxden(["books", "list", "--no-header", "--fields", "pages,title"], ON_TERMINAL);
  assert.equal(stdout, "1,234  Tide tables\n   90  Knots\n  300  日本の鳥\n");
});

Deno.test("--time says how times are shown, in tables and in plain lines", async () => {
  const fields = ["books", "list", "Tide", "--fields", "lastRead"];
  const shown = async (...more: string[]) => (await foxden([...fields, ...more])).stdout;
  assert.equal(await shown("-f", "table", "--no-header", "--time", "iso"), "2030-01-29T12:00:00Z\n");
  assert.equal(await shown("--time", "rel"), "2 d ago\n");
  assert.match(await shown("--time", "local"), /^2030-01-(28|29|30) \d\d:\d\d\n$/);
  assert.equal(await shown(), "2030-01-29T12:00:00Z\n");
});

Deno.test("an empty table prints nothing on stdout and says so on stderr", async () => {
  const { stdout, stderr, code } = await foxden(["books", "list", "--empty"], ON_TERMINAL);
  assert.deepEqual([stdout, stderr, code], ["", "no books\n", 0]);
});

Deno.test("rows of later pages are cut to the columns of the first page and move none of them", async () => {
  const pages = [[book({ title: "Short", pages: 9 })], [
    book({ title: "Much longer than that", pages: 123_456 }),
  ]];
  const tree = showing(() => listing(BOOK_COLUMNS, pages));
  const { stdout } = await foxden(["show", "--fields", "title,pages,lent"], { ...ON_TERMINAL, tree });
  assert.equal(stdout, "TITLE  PAGES  LENT\nShort      9  no\nMuch…  123,…  no\n");
});

const hostile = fc.string({
  unit: fc.oneof(
    fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
    fc.constantFrom("\x1b[31m", "\r\n", "\t", "\u202e", "日", "👨‍👩‍👧", "e\u0301", "a"),
  ),
});

Deno.test("whatever the titles hold, every table line fits the window and its columns stand under each other", async () => {
  const columns = [
    { name: "title", value: (row: { title: string }) => row.title },
    { name: "mark", value: () => "|" },
    {
      name: "url",
      value: (row: { title: string }) => `https://x.example/${row.title}`,
      kind: "url" as const,
    },
  ];
  const property = fc.asyncProperty(
    fc.array(hostile.map((title) => ({ title })), { minLength: 1, maxLength: 6 }),
    fc.integer({ min: 24, max: 90 }),
    async (found, width) => {
      const tree = showing(() => listing(columns, [found.slice(0, 2), found.slice(2)]));
      const { stdout } = await foxden(["show"], { ...ON_TERMINAL, columns: width, tree });
      const lines = stdout.split("\n").slice(0, -1);
      assert.equal(lines.length, found.length + 1);
      const start = lines[0]?.indexOf("MARK") ?? -1;
      for (const line of lines) {
        assert.ok(cellWidth(line) <= width, line);
        assert.doesNotMatch(line, /[\p{Cc}\p{Cs}\u202a-\u202e]/u);
      }
      for (const line of lines.slice(1)) {
        const marks = [...line.matchAll(/\|/g)].map(({ index }) => cellWidth(line.slice(0, index)));
        assert.ok(marks.includes(start), `${JSON.stringify(line)} has no mark at ${start}`);
      }
    },
  );
  await fc.assert(property);
});

Deno.test("a title of ten million characters is a row like any other", async () => {
  const titles = ["a", "日", "e\u0301", "\u200c", "\x1b]8;;x\x07"].map((unit) =>
    unit.repeat(1e7 / unit.length)
  );
  const rows = titles.flatMap((
    title,
  ) => [book({ title }), book({ title: "short", url: `https://x.example/${title}` })]);
  const tree = showing(() => listing(BOOK_COLUMNS, [rows.slice(0, 3), rows.slice(3)]));
  const { stdout, code } = await foxden(["show", "--fields", "title,pages,url"], { ...ON_TERMINAL, tree });
  const lines = stdout.split("\n").slice(0, -1);
  assert.deepEqual([code, lines.length], [0, rows.length + 1]);
  const at = lines[0]?.indexOf("PAGES") ?? -1;
  for (const line of lines.slice(1)) {
    assert.ok(cellWidth(line) <= 80 && line.length < 5000);
    const [before = ""] = line.split("1,234");
    assert.equal(cellWidth(before), at);
  }
});

Deno.test("plain lines hold no control character but their tabs and line ends, whatever the titles hold", async () => {
  await fc.assert(fc.asyncProperty(fc.array(hostile), async (titles) => {
    const tree = showing(() => listing(BOOK_COLUMNS, [titles.map((title) => book({ title }))]));
    const { stdout } = await foxden(["show", "--fields", "id,title,url"], { tree });
    const lines = stdout.split("\n").slice(0, -1);
    assert.equal(lines.length, titles.length);
    for (const line of lines) {
      assert.equal(line.split("\t").length, 3);
      assert.doesNotMatch(line.replaceAll("\t", ""), /[\p{Cc}\p{Cs}\u202a-\u202e]/u);
    }
  }));
});

Deno.test("without a window a table is 80 cells wide, or as wide as COLUMNS says", async () => {
  const title = "x".repeat(300);
  const tree = showing(() => listing([{ name: "title", value: () => title }], [[1]]));
  const widthOf = async (env: Record<string, string>) =>
    (await foxden(["show", "-f", "table", "--no-header"], { env, tree })).stdout.length - 1;
  assert.equal(await widthOf({}), 80);
  assert.equal(await widthOf({ COLUMNS: "120" }), 120);
  assert.equal(await widthOf({ COLUMNS: "wide" }), 80);
});

Deno.test("colour follows --color, then NO_COLOR, then FORCE_COLOR, then the terminal", async () => {
  const isColoured = async (argv: string[], onTerminal: boolean, env: Record<string, string> = {}) =>
    (await foxden(["books", "list", "-f", "table", ...argv], { onTerminal, env })).stdout.includes("\x1b[");
  assert.equal(await isColoured([], true), true);
  assert.equal(await isColoured([], false), false);
  assert.equal(await isColoured([], true, { TERM: "dumb" }), false);
  assert.equal(await isColoured([], true, { NO_COLOR: "1", FORCE_COLOR: "1" }), false);
  assert.equal(await isColoured([], true, { NO_COLOR: "" }), true);
  assert.equal(await isColoured([], false, { FORCE_COLOR: "1" }), true);
  assert.equal(await isColoured([], false, { CLICOLOR_FORCE: "1" }), true);
  assert.equal(await isColoured([], false, { FORCE_COLOR: "0" }), false);
  assert.equal(await isColoured(["--color", "never"], true), false);
  assert.equal(await isColoured(["--color=always"], false, { NO_COLOR: "1" }), true);
});
