import assert from "node:assert/strict";
import { openSynced, put } from "../../app/app_support.ts";
import { meanwhile } from "../../app/writing_support.ts";
import { expectFailure, expectSuccess, itemsOf } from "../../stories/expect.ts";
import { DRAWN, drawn, onTree } from "./bookmark_tree.ts";
import { runOn } from "./on_profile.ts";

const TAGS = ["bookmarks", "tags"];

Deno.test("tags are listed by name with how many addresses bear them", () =>
  onTree(async (account) => {
    const listed = itemsOf(expectSuccess(await runOn(account, [...TAGS, "--json"])));
    assert.deepEqual(listed, [{ tag: "docs", count: 2 }, { tag: "Ops", count: 1 }]);
    const most = expectSuccess(
      await runOn(account, [...TAGS, "--sort", "count", "--reverse", "--limit", "1"]),
    );
    assert.equal(most.stdout, "docs\t2\n");
    assert.equal((await runOn(account, [...TAGS, "-f", "ids"])).code, 2, "a tag has no id");
  }));

Deno.test("where there are no tags the list is empty", async () => {
  await using account = await openSynced();
  assert.deepEqual(itemsOf(expectSuccess(await runOn(account, [...TAGS, "--json"]))), []);
  const { stderr } = expectSuccess(await runOn(account, TAGS, { onTerminal: true }));
  assert.match(stderr, /^no tags$/m);
  const run = await runOn(account, [...TAGS, "rm", "x", "--json"]);
  const { try: tries } = expectFailure(run, 3, "not-found.match");
  assert.ok(tries.includes("foxden bookmarks tags"), tries.join("\n"));
});

Deno.test("a tag gets another name on all bookmarks, whatever the case it is typed in", () =>
  onTree(async (account) => {
    const { stderr } = expectSuccess(await runOn(account, [...TAGS, "rename", "DOCS", "文書"]));
    assert.match(stderr, /^bookmarks: 2 changed\.$/m);
    assert.equal((await drawn(account))[3], "    Runbook  https://7.example/  #Ops #文書");
    expectSuccess(await runOn(account, [...TAGS, "rename", "文書", "ops"]));
    assert.deepEqual(itemsOf(await runOn(account, [...TAGS, "--json"])).map(({ count }) => count), [2]);
    expectFailure(await runOn(account, [...TAGS, "rename", "nosuch", "x", "--json"]), 3, "not-found.match");
    for (const name of ["", " ", "a,b", "x,"]) {
      const run = await runOn(account, [...TAGS, "rename", "ops", name, "--json"]);
      assert.match(expectFailure(run, 2, "usage.value").message, /^NEW: /);
    }
  }));

Deno.test("a tag is taken off one bookmark without a question and off several after a yes", () =>
  onTree(async (account) => {
    expectSuccess(await runOn(account, [...TAGS, "rm", "ops"]));
    const rm = [...TAGS, "rm", "docs", "--json"];
    const { message } = expectFailure(await runOn(account, rm), 11, "not-confirmed.no-terminal");
    assert.match(message, /Take the tag "docs" off 2 bookmarks\?/);
    const planned = itemsOf(expectSuccess(await runOn(account, [...rm, "-n"])));
    assert.deepEqual(planned.map(({ members }) => members), [["tags"], ["tags"]]);
    expectSuccess(await runOn(account, [...rm, "--yes=2"]));
    assert.deepEqual(await drawn(account), DRAWN.map((line) => line.replace(/ {2}#.*/, "")));
  }));

Deno.test("a tag is taken off no more bookmarks than was agreed to", () =>
  onTree(async (account) => {
    const wide = { id: "wide________", type: "bookmark", parentid: "work________", title: "w" };
    const tagged = { ...wide, bmkUri: "https://10.example/", tags: ["docs"] };
    using _other = meanwhile(account, () => put(account.app, "bookmarks", tagged));
    const run = await runOn(account, ["bookmarks", "tags", "rm", "docs", "--yes=2", "--json"]);
    assert.match(expectFailure(run, 11, "not-confirmed.count").message, /now this hits 3 records, not 2/);
    expectSuccess(await runOn(account, ["bookmarks", "tags", "rm", "docs", "--yes=3"]));
  }));
