import assert from "node:assert/strict";
import fc from "fast-check";
import { indexLines, keyPath, parseToml, valueAt } from "../../../app/config/toml.ts";

/** The lines as the library tells them: it is asked after which line a value is there. */
function slowly(text: string, path: readonly string[]) {
  const lines = text.split("\n");
  let from = 1;
  for (let to = 1; to <= lines.length; to++) {
    const read = parseToml(`${lines.slice(0, to).join("\n")}\n`);
    if ("fault" in read) continue;
    if (valueAt(read.table, path) !== undefined) return { from, to };
    from = to + 1;
  }
  return undefined;
}

const statement = fc.constantFrom(
  "a.b = 1 # [not, a, list",
  "a.c = '# no comment \\'",
  'a.d = "\\" [ \\\\"',
  'b = """\n[x]\n\\""" # " """',
  "c = '''\n' '' \\\n[x]'''''",
  'd = """"quoted""""',
  "e = [ # one\n  '[', \"]\",\n  { f = 1 }, ]",
  "f = { g = { h = '}' } }",
  "[x]",
  "[ x . y ] # ]",
  "[x.'#']",
  "[[list]]",
  "g = ''",
  'h = ""\r',
  "",
  "# [comment] '''",
);

const PATHS = ["a.b", "a.c", "a.d", "b", "c", "d", "e", "f.g.h", "g", "h"].map((each) => each.split("."));
const SECTIONS = [[], ["x"], ["x", "y"], ["x", "#"]];

Deno.test("every statement is found where the library finds it", () => {
  let found = 0;
  fc.assert(
    fc.property(fc.uniqueArray(statement, { maxLength: 9 }), (all) => {
      const text = all.join("\n");
      if ("fault" in parseToml(text)) return;
      const linesOf = indexLines(text);
      for (
        const path of SECTIONS.flatMap((section) => [section, ...PATHS.map((each) => [...section, ...each])])
      ) {
        const expected = path.length === 0 ? undefined : slowly(text, path);
        if (expected) found++;
        // What stands in a list of sections has no path of its own.
        if (expected || !text.includes("[[")) assert.deepEqual(linesOf(path), expected, path.join("."));
      }
    }),
    { numRuns: 500 },
  );
  assert.ok(found > 300, `${found}`);
});

Deno.test("keys are read as the file has them", () => {
  assert.deepEqual(keyPath("sync.max_age"), ["sync", "max_age"]);
  assert.deepEqual(keyPath('profiles."../x".read_only'), ["profiles", "../x", "read_only"]);
  assert.equal(keyPath("../x"), undefined);
  assert.equal(keyPath("a = 1\nb"), undefined);
});
