import assert from "node:assert/strict";
import { TREE } from "../../../cli/tree.ts";
import { expectFailure, expectSuccess, itemsOf } from "../../stories/expect.ts";
import { openSynced, put } from "../../app/app_support.ts";
import { onTree, WIDE } from "./bookmark_tree.ts";
import { runOn } from "./on_profile.ts";

Deno.test("a bookmark is shown by its id, the beginning of it, or its path", () =>
  onTree(async (account) => {
    for (const text of ["runbook_____", "runboo", "toolbar/Work/Runbook", "Bookmarks Toolbar/Work/Runbook"]) {
      const { stdout } = expectSuccess(await runOn(account, ["bookmarks", "get", text, "--json"]));
      const { id, title, folder, keyword } = JSON.parse(stdout);
      const expected = { id: "runbook_____", title: "Runbook", folder: "toolbar/Work", keyword: "run" };
      assert.deepEqual({ id, title, folder, keyword }, expected, text);
    }
    const folder = expectSuccess(await runOn(account, ["bookmarks", "get", "toolbar/Überblick"]));
    assert.match(folder.stdout, /^id\tueber_______$/m);
  }));

Deno.test("a hostile title is shown and not sent, and stays as it is in JSON", () =>
  onTree(async (account) => {
    const path = `toolbar/Work/${WIDE}`;
    const { stdout } = expectSuccess(
      await runOn(account, ["bookmarks", "get", path, "--color", "never"], { onTerminal: true }),
    );
    assert.match(stdout, /^Title +漢字の練習 \\u202eabc$/m);
    const json = expectSuccess(await runOn(account, ["bookmarks", "get", path, "--json"]));
    assert.equal(JSON.parse(json.stdout).title, WIDE);
  }));

Deno.test("several are a list in the order asked for, and ids may come from stdin", () =>
  onTree(async (account) => {
    const ids = async (words: readonly string[], stdin = "") =>
      itemsOf(expectSuccess(await runOn(account, ["bookmarks", "get", ...words, "--json"], { stdin })))
        .map(({ id }) => id);
    assert.deepEqual(await ids(["toolbar/News", "work________"]), ["news________", "work________"]);
    assert.deepEqual(await ids(["-"], "news________\n\nwide________\n"), ["news________", "wide________"]);
    assert.deepEqual(await ids(["-"], "news________\n"), ["news________"], "one from stdin is a list too");
  }));

Deno.test("one field of one bookmark is printed bare, and of several none", () =>
  onTree(async (account) => {
    const get = (...words: string[]) => runOn(account, ["bookmarks", "get", ...words]);
    assert.equal(expectSuccess(await get("toolbar/Work/Runbook", "--field", "title")).stdout, "Runbook\n");
    const several = await get("toolbar/News", "toolbar/Work", "--field", "title", "--json");
    assert.match(expectFailure(several, 2, "usage.value").message, /several are asked for/);
    const unknown = await get("toolbar/News", "--field", "nosuch", "--json");
    assert.match(expectFailure(unknown, 2, "usage.value").message, /no field "nosuch"; there are/);
    expectFailure(await get("nosuch", "--field", "title", "--json"), 3, "not-found.record");
  }));

Deno.test("every get of records can print one field of one of them", async () => {
  for (
    const noun of [
      "addons",
      "addresses",
      "bookmarks",
      "cards",
      "devices",
      "extstorage",
      "forms",
      "history",
      "prefs",
    ]
  ) {
    const leaf = TREE.leaves.find(({ path }) => path.join(" ") === `${noun} get`);
    assert.ok("field" in ((await leaf?.load())?.options ?? {}), noun);
  }
});

Deno.test("what is not there is exit 3, and of several the others are shown", () =>
  onTree(async (account) => {
    const none = await runOn(account, ["bookmarks", "get", "toolbar/Nothing", "--json"]);
    const { why } = expectFailure(none, 3, "not-found.record");
    assert.match(why ?? "", /no path from menu, toolbar, unfiled or mobile/);
    const { code, stdout, stderr } = await runOn(account, ["bookmarks", "get", "nosuch", "news________"]);
    assert.equal(code, 3);
    assert.match(stdout, /\tnews________|News/);
    assert.match(stderr, /^not there: nosuch$/m);
  }));

Deno.test("a path that leads to several is exit 5 and names them", () =>
  onTree(async (account) => {
    const added = ["bookmarks", "add", "https://news.example/", "--title", "News", "--folder", "toolbar"];
    expectSuccess(await runOn(account, added));
    const { candidates, try: tries } = expectFailure(
      await runOn(account, ["bookmarks", "get", "toolbar/News", "--json"]),
      5,
      "ambiguous.match",
    );
    assert.equal(candidates?.length, 2);
    assert.equal(tries[0], `foxden bookmarks get ${candidates?.[0]}`);
    assert.equal(tries[1], "foxden bookmarks list");
    assert.ok(candidates?.includes("news________"));
  }));

Deno.test("of an account without bookmarks the roots are there all the same", async () => {
  await using account = await openSynced();
  const { stdout } = expectSuccess(await runOn(account, ["bookmarks", "get", "toolbar", "--json"]));
  assert.equal(JSON.parse(stdout).type, "folder");
  expectFailure(await runOn(account, ["bookmarks", "get", "abcdefghijkl", "--json"]), 3, "not-found.record");
});

Deno.test("a folder of a list is found as everything else is", () =>
  onTree(async (account) => {
    const titles = async (folder: string) =>
      itemsOf(expectSuccess(await runOn(account, ["bookmarks", "list", "--folder", folder, "--json"])))
        .map(({ id }) => id);
    for (const folder of ["toolbar/Work", "work________", "work__", "Toolbar/Work/"]) {
      assert.deepEqual(await titles(folder), ["runbook_____", "wide________"], folder);
    }
    const leaf = await runOn(account, ["bookmarks", "list", "--folder", "toolbar/News", "--json"]);
    assert.match(expectFailure(leaf, 2, "usage.value").message, /is no folder/);
  }));

Deno.test("a title that a folder and a bookmark share needs the slash of the folder, as help says", () =>
  onTree(async (account) => {
    const children = ["folder______", "bookmark____"];
    await put(
      account.app,
      "bookmarks",
      { id: "menu", type: "folder", parentid: "places", title: "menu", children },
      { id: "folder______", type: "folder", parentid: "menu", title: "News", children: [] },
      { id: "bookmark____", type: "bookmark", parentid: "menu", title: "News", bmkUri: "https://n.example/" },
    );
    expectFailure(
      await runOn(account, ["bookmarks", "get", "menu/News", "--json"]),
      5,
      "ambiguous.match",
    );
    const { stdout } = expectSuccess(await runOn(account, ["bookmarks", "get", "menu/News/", "--json"]));
    assert.equal(JSON.parse(stdout).id, "folder______");
    const help = (await runOn(account, ["bookmarks", "get", "--help"], { columns: 1000 })).stdout;
    assert.match(help.replaceAll(/\s+/g, " "), /a slash at the end means the folder: menu\/News\//);
  }));
