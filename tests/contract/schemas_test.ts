/** The published JSON schemas: up to date, sound, and never less than they were. */
import assert from "node:assert/strict";
import { KINDS } from "../../cli/kinds.ts";
import { columnsOf, schemas } from "../../cli/schemas.ts";
import { TREE } from "../../cli/tree.ts";
import { FOLDER, schemaFiles, TABLE_PAGES } from "../../tools/schemas.ts";
import { brokenPromises, namesOf, readNames } from "./names.ts";
import { runHere } from "./in_process.ts";
import { JSON_FREE } from "./runs.ts";
import { compiled } from "./validator.ts";

const AGAIN = "deno run -A tools/schemas.ts && deno run -A tests/contract/names.ts";

Deno.test("the committed schemas are those that the columns make", async () => {
  const files = await schemaFiles();
  const committed = [...Deno.readDirSync(FOLDER)].map(({ name }) => name);
  assert.deepEqual(committed.sort(), [...files.keys()].sort(), AGAIN);
  for (const [name, text] of files) {
    assert.equal(await Deno.readTextFile(new URL(name, FOLDER)), text, `${name}: ${AGAIN}`);
  }
});

Deno.test("the documented kinds and exit codes are those of the program", async () => {
  for (const { url, filled } of TABLE_PAGES) {
    const page = await Deno.readTextFile(url);
    assert.equal(filled(page), page, `${url.pathname}: ${AGAIN}`);
  }
});

Deno.test("every schema is a sound one, in the strictest reading", async () => {
  for (const [name, schema] of await schemas()) assert.ok(compiled(schema), name);
});

Deno.test("nothing that was published is gone or of another type", async () => {
  const [frozen, published] = [await readNames(), namesOf(await schemas())];
  assert.deepEqual(brokenPromises(frozen, published), []);
  const added = brokenPromises(published, frozen);
  assert.deepEqual(added, [], `what is new is to be frozen: ${AGAIN}`);
});

Deno.test("a name that is gone, renamed or of another type is a broken promise, and a new one is none", () => {
  const frozen = { books: { id: "string or null", pages: "integer or null" }, maps: { id: "string" } };
  assert.deepEqual(brokenPromises(frozen, { ...frozen, atlases: { id: "string" } }), []);
  assert.deepEqual(
    brokenPromises(frozen, { books: { id: "string or null", pages: "number or null", more: "string" } }),
    ["books.pages was integer or null and is number or null", "maps.id was string and is gone"],
  );
});

Deno.test("every command that prints records is among those of a kind, and every kind's commands are there", async () => {
  const paths = TREE.leaves.map(({ path }) => path.join(" "));
  const named = KINDS.flatMap(({ commands }) => commands);
  assert.deepEqual(named.filter((command) => !paths.includes(command)), [], "no such commands");
  const silent = new Set(JSON_FREE.keys());
  const missing = paths.filter((path) => !named.includes(path) && !silent.has(path));
  assert.deepEqual(missing, [], "a line in cli/kinds.ts, or in JSON_FREE of tests/contract/runs.ts");
  assert.deepEqual(named.filter((command) => silent.has(command)), []);
  for (const path of silent) assert.ok(paths.includes(path), path);
  for (const each of KINDS) assert.notDeepEqual(await columnsOf(each), [], each.kind);
});

Deno.test("foxden help schema prints each schema, and names them all", async () => {
  const home = await Deno.makeTempDir({ prefix: "foxden-schemas-" });
  const help = (words: string) => runHere({ home }, `help schema ${words}`);
  const all = await schemas();
  const { stdout } = await help("");
  for (const [name, schema] of all) {
    assert.ok(new RegExp(`^  ${name} `, "m").test(stdout), name);
    const printed = await help(name);
    assert.deepEqual([printed.code, JSON.parse(printed.stdout)], [0, schema], name);
  }
  const wrong = await help("bookmark");
  assert.deepEqual([wrong.code, wrong.stdout], [2, ""]);
  assert.match(wrong.stderr, /Did you mean "bookmarks"\?/);
  await Deno.remove(home, { recursive: true });
});

Deno.test("a column of a name has one type in all commands of its kind", async () => {
  for (const each of KINDS) {
    const types = new Map<string, string>();
    for (const { name, kind, shape } of (await columnsOf(each)).flat()) {
      const type = JSON.stringify({ kind: kind === "url" ? "text" : kind ?? "text", shape });
      assert.equal(types.get(name) ?? type, type, `${each.kind}: ${name}`);
      types.set(name, type);
    }
  }
});
