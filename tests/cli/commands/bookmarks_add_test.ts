import assert from "node:assert/strict";
import { add } from "../../../cli/commands/bookmarks_add.ts";
import { put } from "../../app/app_support.ts";
import { openWriting } from "../../app/writing_support.ts";
import { expectFailure, expectSuccess, itemsOf, linesOf } from "../../stories/expect.ts";
import type { Surroundings } from "../memory_io.ts";
import { DRAWN, drawn, onTree } from "./bookmark_tree.ts";
import { runOn } from "./on_profile.ts";

const added =
  (words: readonly string[], around: Surroundings = {}) => (account: Parameters<typeof runOn>[0]) =>
    runOn(account, ["bookmarks", "add", ...words], around);

Deno.test("a bookmark is added with everything that was given, and one line tells of it", () =>
  onTree(async (account) => {
    const words = ["https://new.example", "--title", "新しい", "--folder", "toolbar/Überblick"];
    const run = await added([...words, "--tag", "a, b", "--tag", "c", "--keyword", "New"])(account);
    const { stdout, stderr } = expectSuccess(run);
    assert.equal(stdout, "");
    assert.match(stderr, /^bookmarks: 1 added, 1 changed\.$/m);
    const shown = expectSuccess(
      await runOn(account, ["bookmarks", "get", "toolbar/Überblick/新しい", "--json"]),
    );
    const { url, tags, keyword, type } = JSON.parse(shown.stdout);
    assert.deepEqual([url, tags, keyword, type], [
      "https://new.example/",
      ["a", "b", "c"],
      "new",
      "bookmark",
    ]);
  }));

Deno.test("without a folder it goes to the other bookmarks, and --at says where in a folder", async () => {
  await using account = await openWriting();
  for (const title of ["one", "two"]) {
    expectSuccess(await added([`https://${title}.example`, "--title", title])(account));
  }
  expectSuccess(await added(["https://zero.example", "--title", "zero", "--at", "0"])(account));
  const titles = await drawn(account, "--folder", "unfiled");
  assert.deepEqual(titles.map((line) => line.trim().split(" ")[0]), ["unfiled/", "zero", "one", "two"]);
});

Deno.test("ids are those of what was added, and of nothing that changed with it", () =>
  onTree(async (account) => {
    const words = ["https://a.example", "--folder", "menu/Neu/日本語", "--mkdir", "-f", "ids"];
    const lines = linesOf(expectSuccess(await added(words)(account)).stdout);
    assert.equal(lines.length, 1);
    const shown = expectSuccess(await runOn(account, ["bookmarks", "get", "--json", "--", lines[0] ?? ""]));
    assert.equal(JSON.parse(shown.stdout).folder, "menu/Neu/日本語");
    const planned = expectSuccess(await added(["https://b.example", "-n", "-f", "ids"])(account));
    assert.equal(linesOf(planned.stdout).length, 1);
  }));

Deno.test("a dry run prints the plan in JSON and writes nothing", () =>
  onTree(async (account) => {
    const { stdout } = expectSuccess(
      await added(["https://a.example", "--folder", "toolbar", "-n", "--json"])(account),
    );
    assert.equal(JSON.parse(stdout).dryRun, true);
    const actions = itemsOf({ code: 0, stdout, stderr: "" }).map(({ action, id }) => [action, id]);
    assert.ok(actions.some(([action, id]) => action === "change" && id === "toolbar"));
    assert.equal(actions.filter(([action]) => action === "add").length, 1);
    assert.deepEqual(account.writes, []);
    assert.deepEqual(await drawn(account), DRAWN);
  }));

Deno.test("a folder that is not there is exit 3 and names --mkdir; nothing is made of a path that cannot begin", () =>
  onTree(async (account) => {
    const words = ["https://a.example", "--json", "--folder"];
    const missing = expectFailure(await added([...words, "toolbar/No/Such"])(account), 3, "not-found.record");
    assert.ok(missing.try.join("\n").includes("--mkdir"), missing.try.join("\n"));
    expectFailure(await added([...words, "nowhere/x", "--mkdir"])(account), 3, "not-found.record");
    const leaf = expectFailure(await added([...words, "toolbar/News"])(account), 2, "usage.value");
    assert.match(leaf.message, /is no folder/);
    assert.deepEqual(await drawn(account), DRAWN);
  }));

Deno.test("folders and separators are added too, and take no members they cannot have", () =>
  onTree(async (account) => {
    const at = ["--folder", "toolbar/Überblick"];
    expectSuccess(await added(["Ordner / 漢字", "--type", "folder", ...at])(account));
    expectSuccess(await added(["--type", "separator", ...at])(account));
    assert.deepEqual(await drawn(account, "--folder", "toolbar/Überblick"), [
      "Überblick/  2",
      "  Ordner / 漢字/  0",
      "  --------",
    ]);
    const inside = ["https://a.example", "--folder", "toolbar/Überblick/Ordner \\/ 漢字"];
    expectSuccess(await added(inside)(account));
    for (
      const words of [
        ["x", "--type", "separator"],
        ["--type", "separator", "--tag", "a"],
        ["--type", "folder"],
        ["x", "--type", "folder", "--title", "y"],
        ["x", "--type", "folder", "--keyword", "y"],
        ["x", "--type", "livemark"],
        ["-", "--type", "folder"],
        ["https://a.example", "--tag", "+ops"],
      ]
    ) expectFailure(await added([...words, "--json"])(account), 2, "usage.value");
  }));

Deno.test("what is no address is refused with what may have been meant", async () => {
  await using account = await openWriting();
  const message = async (word: string) =>
    expectFailure(await added([word, "--json"])(account), 2, "usage.value").message;
  assert.match(
    await message("docs.deno.com/x"),
    /^"docs\.deno\.com\/x" is no URL; did you mean https:\/\/docs/,
  );
  assert.match(await message("localhost:8080/x"), /did you mean https:\/\/localhost:8080\/x\?$/);
  assert.match(await message("two words"), /^"two words" is no URL$/);
  expectFailure(await added(["--json"])(account), 2, "usage.value");
  assert.deepEqual(account.writes, []);
});

Deno.test("lines of stdin are bookmarks, an address each with a title after a tab", () =>
  onTree(async (account) => {
    const stdin = "\ufeffhttps://a.example/\tÄ one\r\n\n  \nhttps://b.example/x\n";
    expectSuccess(await added(["-", "--folder", "menu/New", "--mkdir", "--tag", "t"], { stdin })(account));
    assert.deepEqual(await drawn(account, "--folder", "menu/New"), [
      "New/  2",
      "  Ä one  https://a.example/  #t",
      "  (untitled)  https://b.example/x  #t",
    ]);
  }));

Deno.test("the pipe that help shows takes every letter of a title over", () =>
  onTree(async (account) => {
    const title = 'C:\\temp\\new 漢字 "x"';
    const visits = [{ date: 1_700_000_000_000_000, type: 1 }];
    await put(account.app, "history", {
      id: "hhhhhhhhhhhh",
      histUri: "https://deno.example/",
      title,
      visits,
    });
    const [line = ""] = add.examples.map(({ line }) => line).filter((each) => each.includes(" | "));
    const [list = [], ...then] = line.split(" | foxden ").map((each) => each.split(" "));
    assert.equal(then.length, 1, line);
    const stdin = expectSuccess(await runOn(account, list)).stdout;
    expectSuccess(await runOn(account, then[0] ?? [], { stdin }));
    const found = itemsOf(await runOn(account, ["bookmarks", "list", "host:deno.example", "--json"]));
    assert.deepEqual(found.map(({ url, title }) => [url, title]), [["https://deno.example/", title]]);
  }));

Deno.test("one bad line is named by its number, and nothing is added", () =>
  onTree(async (account) => {
    const stdin = `https://a.example/\n\nnot one\nhttps://c.example\t${"x".repeat(5000)}\n`;
    const { message } = expectFailure(await added(["-", "--json"], { stdin })(account), 2, "usage.records");
    assert.match(message, /because of 2 records: line 3: "not one" is no URL; line 4: Firefox cuts a title/);
    assert.deepEqual(account.writes, []);
    for (const flag of ["--title", "--keyword"]) {
      expectFailure(await added(["-", flag, "x", "--json"], { stdin })(account), 2, "usage.value");
    }
  }));

Deno.test("no lines are refused, and a keyboard is said to be waited for", () =>
  onTree(async (account) => {
    const none = await added(["-", "--json"], { stdin: "" })(account);
    assert.match(expectFailure(none, 2, "usage.value").message, /no bookmarks on stdin/);
    const typed = expectSuccess(
      await added(["-"], { onTerminal: true, stdin: "https://a.example\n" })(account),
    );
    assert.match(typed.stderr, /^reading bookmarks from the keyboard; end with ctrl-d\n/);
  }));

Deno.test("nothing is added while no server may be asked", () =>
  onTree(async (account) => {
    const run = await added(["https://a.example", "--offline", "--json"])(account);
    assert.match(expectFailure(run, 7, "network.offline").why ?? "", /goes to the server at once/);
  }));

Deno.test("a folder that is out of order is not built on, and the way to mend it is named", () =>
  onTree(async (account) => {
    const broken = JSON.stringify({ id: "news________", parentid: "nowhere_____" });
    expectSuccess(
      await runOn(account, ["records", "put", "bookmarks", "--merge", "--force-shape"], { stdin: broken }),
    );
    const moved = ["bookmarks", "edit", "news________", "--title", "x", "--json"];
    const error = expectFailure(await runOn(account, moved), 1, "failed.tree");
    assert.deepEqual(error.try, ["foxden bookmarks check", "foxden bookmarks check --fix"]);
  }));
