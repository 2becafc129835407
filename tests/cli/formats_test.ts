import assert from "node:assert/strict";
import fc from "fast-check";
import { NONE_MALFORMED } from "../../app/columns.ts";
import { foxden, showing } from "./memory_io.ts";
import { book, BOOK_COLUMNS, BOOKS, listing } from "./sample_tree.ts";

Deno.test("elsewhere than on a terminal a list is plain lines: tabs, no header, nothing cut, times in UTC", async () => {
  const { stdout } = await foxden(["books", "list", "Tide"]);
  assert.equal(
    stdout,
    "Tide tables\thttps://books.example/tides\t2030-01-29T12:00:00Z\t1234\t56789\tsea,moon\n",
  );
});

Deno.test("JSON is an envelope with every column, and names the secrets it leaves out", async () => {
  const { stdout } = await foxden(["books", "list", "Knots", "--json"]);
  assert.deepEqual(JSON.parse(stdout), {
    schemaVersion: 1,
    kind: "books",
    items: [{
      id: "bbbbbbbbbbbb",
      title: "Knots",
      url: "https://books.example/k",
      lastRead: null,
      pages: 90,
      size: 56789,
      tags: ["sea", "moon"],
      lent: false,
      note: "",
      masked: ["pin"],
    }],
  });
});

Deno.test("a listing without secret columns has nothing masked", async () => {
  const { stdout } = await foxden(["books", "list", "Knots", "--json", "--reveal"]);
  const [item] = JSON.parse(stdout).items;
  assert.equal(item.pin, "hunter2");
  assert.equal("masked" in item, false);
});

Deno.test("an empty list is an empty list in JSON and nothing in NDJSON, with exit 0", async () => {
  const json = await foxden(["books", "list", "--empty", "--json"]);
  assert.equal(json.stdout, '{"schemaVersion":1,"kind":"books","items":[]}\n');
  const ndjson = await foxden(["books", "list", "--empty", "--ndjson"]);
  assert.deepEqual([ndjson.stdout, ndjson.code, json.code, json.stderr + ndjson.stderr], ["", 0, 0, ""]);
});

Deno.test("the JSON of any rows, in any pages, is valid and exact", async () => {
  const anyCell = fc.oneof(fc.string({ unit: "binary" }), fc.integer(), fc.boolean(), fc.constant(null));
  const property = fc.asyncProperty(
    fc.array(fc.array(fc.array(anyCell, { minLength: 2, maxLength: 2 }))),
    async (pages) => {
      const columns = [0, 1].map((i) => ({
        name: `c${i}`,
        value: (row: typeof pages[0][0]) => row[i] ?? null,
      }));
      const tree = showing(() => listing(columns, pages));
      const expected = pages.flat().map(([c0 = null, c1 = null]) => ({ c0, c1 }));
      const json = await foxden(["show", "--json"], { tree });
      assert.deepEqual(JSON.parse(json.stdout).items, expected);
      const ndjson = await foxden(["show", "--ndjson"], { tree });
      assert.deepEqual(ndjson.stdout.split("\n").slice(0, -1).map((line) => JSON.parse(line)), expected);
    },
  );
  await fc.assert(property);
});

Deno.test("a lone surrogate and a control character pass through JSON unchanged", async () => {
  const tree = showing(() => listing([{ name: "title", value: () => "\ud800\x1b\u202e" }], [[1]]));
  assert.equal(
    JSON.parse((await foxden(["show", "--json"], { tree })).stdout).items[0].title,
    "\ud800\x1b\u202e",
  );
});

Deno.test("one record in JSON is one object, without an envelope", async () => {
  const { stdout } = await foxden(["books", "get", "aaaaaaaaaaaa", "--json"]);
  const { title, masked, pin } = JSON.parse(stdout);
  assert.deepEqual([title, masked, pin], ["Tide tables", ["pin"], undefined]);
});

Deno.test("one record elsewhere than on a terminal is name, tab and value, without secrets", async () => {
  const { stdout } = await foxden(["books", "get", "bbbbbbbbbbbb"]);
  assert.match(stdout, /^id\tbbbbbbbbbbbb\ntitle\tKnots\n/);
  assert.doesNotMatch(stdout, /pin|hunter2/);
});

Deno.test("CSV has a header and CRLF; --no-header drops the header", async () => {
  const argv = ["books", "list", "Tide", "-f", "csv", "--fields", "id,tags"];
  assert.equal((await foxden(argv)).stdout, 'id,tags\r\naaaaaaaaaaaa,"sea,moon"\r\n');
  assert.equal((await foxden([...argv, "--no-header"])).stdout, 'aaaaaaaaaaaa,"sea,moon"\r\n');
});

Deno.test("TSV has a header and keeps every record on one line", async () => {
  const tree = showing(() => listing(BOOK_COLUMNS, [[book({ title: "a\tb\nc" })]]));
  assert.equal(
    (await foxden(["show", "-f", "tsv", "--fields", "title,id"], { tree })).stdout,
    "title\tid\na\\tb\\nc\taaaaaaaaaaaa\n",
  );
});

Deno.test("ids are one a line, and a listing without ids refuses", async () => {
  assert.equal(
    (await foxden(["books", "list", "-f", "ids"])).stdout,
    BOOKS.map(({ id }) => `${id}\n`).join(""),
  );
  const tree = showing(() => listing([{ name: "title", value: () => "x" }], [[1]]));
  const refused = await foxden(["show", "-f", "ids"], { tree });
  assert.deepEqual([refused.code, refused.stdout], [2, ""]);
});

Deno.test("the first page is out before the second is asked for", async () => {
  const events: string[] = [];
  async function* pages() {
    for (const title of ["first", "second"]) {
      events.push(`asked for ${title}`);
      yield [book({ title })];
      await Promise.resolve();
    }
  }
  for (const format of ["ndjson", "json", "table", "plain", "csv"]) {
    events.length = 0;
    const tree = showing(() => listing(BOOK_COLUMNS, pages()));
    await foxden(["show", "-f", format, "--fields", "title"], { tree, onWrite: () => events.push("wrote") });
    assert.deepEqual(events.slice(0, 3), ["asked for first", "wrote", "asked for second"], format);
  }
});

Deno.test("a slow reader is waited for, and gets large pieces", async () => {
  const rows = Array.from({ length: 5000 }, (_, i) => book({ title: `Title number ${i}` }));
  const tree = showing(() => listing(BOOK_COLUMNS, [rows]));
  let reading = 0;
  let most = 0;
  const onWrite = async () => {
    most = Math.max(most, ++reading);
    await new Promise((resolve) => setTimeout(resolve));
    reading--;
  };
  const { writes, stdout } = await foxden(["show", "--ndjson"], { tree, onWrite });
  assert.equal(most, 1);
  assert.equal(stdout.split("\n").length, 5001);
  assert.ok(writes.length <= Math.ceil(stdout.length / 65_536) + 1, `${writes.length} writes`);
});

Deno.test("a listing that fails before its first page leaves stdout empty", async () => {
  // deno-lint-ignore require-yield
  async function* pages(): AsyncGenerator<readonly number[]> {
    await Promise.reject(new TypeError("no"));
  }
  const tree = showing(() => listing([{ name: "id", value: (n: number) => n }], pages()));
  for (const format of ["json", "csv", "table"]) {
    const { stdout, code } = await foxden(["show", "-f", format], { tree });
    assert.deepEqual([stdout, code], ["", 70]);
  }
});

Deno.test("unreadable records are named on stderr after the rows and are no failure", async () => {
  const { stdout, stderr, code } = await foxden(["books", "list", "--broken", "-f", "ids"]);
  assert.equal(stdout.split("\n").length, 4);
  assert.equal(stderr, "note: 2 records could not be read (wrong key or damaged): dddddddddddd, e\\x1b\n");
  assert.equal(code, 0);
});

Deno.test("with --strict unreadable records are exit 9, after the rows", async () => {
  const { stdout, stderr, code } = await foxden(["books", "list", "--broken", "--strict", "-f", "ids"]);
  assert.deepEqual([stdout.split("\n").length, code], [4, 9]);
  assert.match(stderr, /^foxden: 2 records could not be read/);
});

Deno.test("more unreadable records than are named end in an ellipsis", async () => {
  const tree = showing(() =>
    listing([{ name: "id", value: () => "x" }], [], { ...NONE_MALFORMED, count: 7, ids: ["a"] })
  );
  assert.match((await foxden(["show"], { tree })).stderr, /7 records could not be read .*: a, …\n$/);
});

Deno.test("a drawing shows control characters as text and has no machine form", async () => {
  const drawn = await foxden(["books", "list", "--tree"]);
  assert.equal(drawn.stdout, "shelf\n  Tide \\x1b[31mtables\n");
  const refused = await foxden(["books", "list", "--tree", "--json"]);
  assert.deepEqual([refused.code, refused.stdout], [2, ""]);
});

Deno.test("a command that only prints text takes --json for its errors and prints its text", async () => {
  const { stdout, stderr, code } = await foxden(["books", "check", "--json"]);
  assert.deepEqual([stdout, stderr, code], ["all well\n", "checking\n", 0]);
});

Deno.test("an outcome can be printed and still end with the exit code of a failure", async () => {
  const { stdout, code } = await foxden(["books", "check", "--fail"]);
  assert.deepEqual([stdout, code], ["loose\n", 4]);
});

Deno.test("--quiet keeps messages to itself and not errors", async () => {
  assert.equal((await foxden(["books", "check", "-q"])).stderr, "");
  assert.notEqual((await foxden(["books", "get", "nosuch", "-q"])).stderr, "");
});
