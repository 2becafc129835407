import assert from "node:assert/strict";
import fc from "fast-check";
import { foxden, showing } from "./memory_io.ts";
import { listing } from "./sample_tree.ts";

const linesOf = async (argv: string[]) => (await foxden(argv)).stdout.split("\n").slice(0, -1);

Deno.test("--fields picks columns and their order in every format, details too", async () => {
  assert.deepEqual(await linesOf(["books", "list", "Tide", "--fields", "lent,title"]), [
    "false\tTide tables",
  ]);
  assert.deepEqual(await linesOf(["books", "list", "Tide", "--ndjson", "--fields", "pages,id"]), [
    '{"pages":1234,"id":"aaaaaaaaaaaa"}',
  ]);
  assert.deepEqual(await linesOf(["books", "get", "aaaaaaaaaaaa", "--fields", "title"]), [
    "title\tTide tables",
  ]);
});

Deno.test("details are in machine formats and not in plain lines", async () => {
  assert.match((await linesOf(["books", "list", "-f", "csv"]))[0] ?? "", /\blent\b/);
  assert.doesNotMatch((await linesOf(["books", "list"]))[0] ?? "", /false/);
});

Deno.test("--fields help lists the columns and exits 0", async () => {
  const { stdout, code } = await foxden(["books", "list", "--fields", "help"]);
  assert.match(stdout, /^id +not in tables unless named\ntitle\n/);
  assert.match(stdout, /\npin +secret, hidden unless revealed\n$/);
  assert.equal(code, 0);
  const undeclared = await foxden(["books", "get", "aaaaaaaaaaaa", "--fields", "help"]);
  assert.deepEqual([undeclared.stdout, undeclared.code], [stdout, 0]);
});

Deno.test("an unknown field is exit 2 with a guess and the list of fields", async () => {
  const { stdout, stderr, code } = await foxden(["books", "list", "--fields", "titel"]);
  assert.deepEqual([stdout, code], ["", 2]);
  assert.match(stderr, /no field "titel"\. Did you mean "title"\? Fields: id, title, url, /);
  assert.equal((await foxden(["books", "list", "--sort", "titel"])).code, 2);
  assert.equal((await foxden(["books", "list", "--fields", ","])).code, 2);
});

Deno.test("a secret can be neither picked nor sorted by", async () => {
  for (const flag of ["--fields", "--sort"]) {
    const { stdout, stderr, code } = await foxden(["books", "list", "--json", flag, "pin"]);
    assert.deepEqual([stdout, code], ["", 2]);
    assert.doesNotMatch(stderr, /hunter2/);
  }
});

Deno.test("what a command reveals can be picked like any other field", async () => {
  assert.deepEqual(await linesOf(["books", "list", "Tide", "--reveal", "--fields", "pin"]), ["hunter2"]);
});

Deno.test("--sort orders numbers by size, words as words, times by age, and what is empty last", async () => {
  const sorted = (...argv: string[]) => linesOf(["books", "list", "--fields", "id", "--sort", ...argv]);
  const [a, b, c] = ["aaaaaaaaaaaa", "bbbbbbbbbbbb", "cccccccccccc"];
  assert.deepEqual(await sorted("pages"), [b, c, a]);
  assert.deepEqual(await sorted("title"), [b, a, c]);
  assert.deepEqual(await sorted("lastRead"), [a, c, b]);
  assert.deepEqual(await sorted("lastRead", "--reverse"), [c, a, b]);
});

Deno.test("--reverse alone turns the listing's own order round", async () => {
  assert.deepEqual(await linesOf(["books", "list", "-f", "ids", "--reverse"]), [
    "cccccccccccc",
    "bbbbbbbbbbbb",
    "aaaaaaaaaaaa",
  ]);
});

Deno.test("sort, reverse, offset and limit do what the same steps do on an array", async () => {
  const property = fc.asyncProperty(
    fc.array(fc.array(fc.integer({ min: 0, max: 50 }))),
    fc.record({ sort: fc.boolean(), reverse: fc.boolean(), offset: fc.nat(8), limit: fc.option(fc.nat(8)) }),
    async (pages, { sort, reverse, offset, limit }) => {
      const expected = pages.flat();
      if (sort) expected.sort((a, b) => a - b);
      if (reverse) expected.reverse();
      const argv = ["show", "-f", "ids", "--offset", `${offset}`];
      if (sort) argv.push("--sort", "id");
      if (reverse) argv.push("--reverse");
      if (limit !== null) argv.push("--limit", `${limit}`);
      const tree = showing(() => listing([{ name: "id", value: (n: number) => n }], pages));
      const { stdout } = await foxden(argv, { tree });
      const wanted = expected.slice(offset, limit === null ? undefined : offset + limit);
      assert.equal(stdout, wanted.map((n) => `${n}\n`).join(""));
    },
  );
  await fc.assert(property);
});

Deno.test("a limit ends the reading: no page is asked for that nobody will see", async () => {
  let asked = 0;
  let closed = false;
  async function* pages() {
    try {
      for (;;) {
        asked++;
        yield [asked, asked, asked];
        await Promise.resolve();
      }
    } finally {
      closed = true;
    }
  }
  const tree = showing(() => listing([{ name: "id", value: (n: number) => n }], pages()));
  const { stdout } = await foxden(["show", "--limit", "4"], { tree });
  assert.deepEqual([stdout, asked, closed], ["1\n1\n1\n2\n", 2, true]);
});

Deno.test("--limit 0 is an empty list", async () => {
  assert.equal(
    (await foxden(["books", "list", "--limit", "0", "--json"])).stdout,
    '{"schemaVersion":1,"kind":"books","items":[]}\n',
  );
});
