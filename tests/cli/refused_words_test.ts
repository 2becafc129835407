import assert from "node:assert/strict";
import { TREE } from "../../cli/tree.ts";
import { expectFailure } from "../stories/expect.ts";
import { foxden } from "./memory_io.ts";

const refused = async (line: string) =>
  expectFailure(await foxden([...line.split(" "), "--json"], { tree: TREE }), 2, "usage.value");

Deno.test("a flag that is a field of a list's query leads to the query", async () => {
  const cases = {
    "bookmarks list --host github.com": "foxden bookmarks list host:github.com",
    "bookmarks list --since=7d": "foxden bookmarks list after:7d",
    "bookmarks list --until 2025": "foxden bookmarks list before:2025",
    "tabs list --title news": "foxden tabs list title:news",
    "tabs list --url deno.com": "foxden tabs list url:deno.com",
    "bookmarks list --title": "foxden bookmarks list title:TITLE",
  };
  for (const [line, instead] of Object.entries(cases)) {
    const { message, try: tries } = await refused(line);
    assert.doesNotMatch(message, /Did you mean/, line);
    assert.equal(tries.at(-1), instead, line);
  }
  const { try: tries } = await refused("devices get --host x y");
  assert.doesNotMatch(`${tries}`, /host:/, "that is no list");
});

Deno.test("a word that begins with a dash is named whole, and what hangs on a flag is not", async () => {
  const { message, try: tries } = await refused("bookmarks list -draft");
  assert.equal(message, 'unknown option "-draft"');
  assert.ok(tries.includes("foxden bookmarks list -- -draft"));
  assert.equal((await refused("bookmarks list -Xhunter2")).message, 'unknown option "-X"');
});

Deno.test("a message that says it all has no reason beside it", async () => {
  const { why, try: tries } = await refused("bookmarks list --limit x");
  assert.deepEqual([why, tries], [null, ["foxden bookmarks list --help"]]);
});

Deno.test("a mistyped word of a noun leads to the help of that noun", async () => {
  assert.deepEqual((await refused("bookmarks lst")).try, ["foxden bookmarks --help"]);
  assert.deepEqual((await refused("serve user lst")).try, ["foxden serve user --help"]);
  assert.deepEqual((await refused("bokmarks list")).try, ["foxden --help"]);
});

Deno.test("what is not there yet is said to be so, with the way round", async () => {
  const cases: [string, RegExp][] = [
    ["passwords add x", /records put passwords FILE/],
    ["passwords edit x", /records put passwords FILE/],
    ["passwords delete x", /records rm passwords ID/],
    ["tabs close x", /yet/],
    ["tabs send x", /tabs open/],
    ["devices rename x", /yet/],
    ["devices disconnect x", /auth logout/],
    ["bookmarks import x", /bookmarks add -/],
  ];
  for (const [line, way] of cases) {
    const { message } = await refused(line);
    assert.match(message, /^there is no "[a-z ]+": /, line);
    assert.match(message, way, line);
  }
});
