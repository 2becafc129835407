import assert from "node:assert/strict";
import { parseWords } from "../../cli/framework.ts";
import { ALL_GLOBALS } from "../../cli/globals.ts";
import { childrenOf } from "../../cli/locate.ts";
import { TREE } from "../../cli/tree.ts";

for (const leaf of TREE.leaves) {
  const name = leaf.path.join(" ");

  Deno.test(`foxden ${name} says of itself what the list of commands says of it`, async () => {
    const { path, summary } = await leaf.load();
    assert.deepEqual({ path, summary }, { path: leaf.path, summary: leaf.summary });
    assert.doesNotMatch(summary, /\.$/);
  });

  Deno.test(`foxden ${name} has examples that are of it`, async () => {
    for (const { line } of (await leaf.load()).examples) {
      assert.ok(`foxden ${line} `.includes(`foxden ${name} `), line);
    }
  });

  Deno.test(`foxden ${name} has no flag of its own that every command has`, async () => {
    const spec = await leaf.load();
    for (const key of Object.keys(spec.options ?? {})) assert.equal(key in ALL_GLOBALS, false, key);
    const words = Object.entries(spec.args ?? {}).flatMap(([key, arg]) => arg.optional ? [] : [key]);
    parseWords(spec, words, () => undefined);
  });
}

Deno.test("every noun has commands below it, and its examples are of them", () => {
  for (const group of TREE.groups) {
    assert.notEqual(childrenOf(TREE, group.path).length, 0);
    for (const { line } of group.examples) assert.ok(line.startsWith(group.path.join(" ")), line);
  }
});

Deno.test("no two words of one place mean different things", () => {
  const top = TREE.groups.flatMap(({ path, aliases = [] }) => path.length === 1 ? [path[0], ...aliases] : []);
  const words = [...top, ...TREE.leaves.flatMap(({ path }) => path.length === 1 ? path : []), "help"];
  assert.deepEqual(words, [...new Set(words)]);
});
