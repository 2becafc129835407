/** How columns share a window. */
import assert from "node:assert/strict";
import type { Cell, Column } from "../../../app/columns.ts";
import { foxden, showing } from "../../cli/memory_io.ts";
import { listing } from "../../cli/sample_tree.ts";

const ON_TERMINAL = { onTerminal: true, env: { NO_COLOR: "1" } } as const;

/** A table of these columns in a window of that width; every value is text unless a row holds another. */
async function tableOf(
  columns: readonly Omit<Column<Row>, "value">[],
  pages: readonly (readonly Row[])[],
  width: number,
  ...argv: readonly string[]
) {
  const shown = columns.map((column) => ({ ...column, value: (row: Row) => row[column.name] ?? null }));
  const tree = showing(() => listing(shown, pages));
  return await foxden(["show", ...argv], { ...ON_TERMINAL, columns: width, tree });
}

type Row = { readonly [name: string]: Cell };

Deno.test("where columns are left out it is said which, and a handle is never among them", async () => {
  const row = {
    name: "Ann Marie Lee",
    city: "Springfield",
    country: "United States",
    tel: "+12175550123",
    id: "abcdefghijkl",
  };
  const columns = ["name", "city", "country", "tel", "id"].map((name) => ({ name }));
  const at = (width: number) => tableOf(columns, [[row]], width);
  assert.equal((await at(70)).stderr, "");
  const { stdout, stderr } = await at(50);
  assert.equal(
    stdout,
    "NAME        CITY        COUNTRY     ID\n" +
      "Ann Marie…  Springfie…  United St…  abcdefghijkl\n",
  );
  assert.equal(stderr, "note: no room for tel; -f plain shows all columns\n");
  assert.equal((await tableOf(columns, [[row]], 50, "-q")).stderr, "");
  assert.equal(
    (await at(24)).stderr.replaceAll("\n", " "),
    "note: no room for city, country, tel; -f plain shows all columns ",
  );
});

Deno.test("a column says that it is spare, or that it is whole, and the id may be either", async () => {
  const columns = [
    { name: "addonId", narrow: "whole" as const },
    { name: "state", narrow: "spare" as const },
    { name: "source" },
    { name: "id", narrow: "spare" as const },
  ];
  const row = {
    addonId: "treestyletab@piro.sakura.ne.jp",
    state: "installed",
    source: "elsewhere",
    id: "abcdefghijkl",
  };
  const shown = async (width: number) => (await tableOf(columns, [[row]], width)).stdout.split("\n")[1];
  assert.equal(await shown(80), "treestyletab@piro.sakura.ne.jp  installed  elsewhere  abcdefghijkl");
  assert.equal(await shown(60), "treestyletab@piro.sakura.ne.jp  installed  elsewhere");
  assert.equal(await shown(45), "treestyletab@piro.sakura.ne.jp  elsewhere");
  assert.equal(await shown(30), "treestyletab@piro.…  elsewhere");
});

Deno.test("columns that were named all come, cut harder, and in a longer line where even that is too much", async () => {
  const columns = ["one", "two", "three", "four", "five", "id"].map((name) => ({ name }));
  const row = Object.fromEntries(columns.map(({ name }) => [name, `${name} goes on and on`]));
  const named = ["--fields", "one,two,three,four,five,id"];
  const { stdout, stderr } = await tableOf(columns, [[{ ...row, id: "abcdefghijkl" }]], 60, ...named);
  assert.equal(
    stdout.split("\n")[1],
    "one go…  two go…  three …  four g…  five g…  abcdefghijkl",
  );
  assert.equal(stderr, "");
  const narrow = await tableOf(columns, [[{ ...row, id: "abcdefghijkl" }]], 40, ...named);
  assert.equal(narrow.stdout.split("\n")[1], "one g…  two g…  three…  four …  five …  abcdefghijkl");
});

Deno.test("https:// goes from every row of a column of addresses or from none, and http:// and a last slash never", async () => {
  const columns = [{ name: "title" }, { name: "url", kind: "url" as const }];
  const rows = ["https://a.example/", "http://a.example/", "https://somewhere.example/far/away/page"].map((
    url,
  ) => (
    { title: "A title of some length", url }
  ));
  const shown = async (width: number, pages: readonly (readonly Row[])[]) =>
    (await tableOf(columns, pages, width)).stdout.split("\n").slice(1, -1).map((line) =>
      line.split(/ {2,}/)[1]
    );
  assert.deepEqual(await shown(80, [rows]), rows.map(({ url }) => url));
  assert.deepEqual(await shown(50, [rows]), [
    "a.example/",
    "http://a.example/",
    "somewhere.example/fa…/page",
  ]);
  assert.deepEqual(
    await shown(50, [rows.slice(0, 2), rows.slice(2)]),
    ["https://a.example/", "http://a.example/", "https://somewhere.example…"],
    "what came with a later page moves nothing",
  );
});

Deno.test("numbers stand by their ends, and a percentage has one decimal whatever it is", async () => {
  const columns = [{ name: "share", kind: "percent" as const }, { name: "n", shape: "integer" as const }, {
    name: "title",
  }];
  const rows = [{ share: 12.1, n: 1, title: "a" }, { share: 4, n: 2031, title: "b" }, {
    share: null,
    n: null,
    title: "c",
  }];
  const { stdout } = await tableOf(columns, [rows], 80);
  assert.equal(stdout, "SHARE     N  TITLE\n 12.1     1  a\n  4.0  2031  b\n             c\n");
  assert.match((await tableOf(columns, [rows], 80, "-f", "tsv")).stdout, /^4\t2031\tb$/m);
});
