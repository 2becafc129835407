import assert from "node:assert/strict";
import { expectFailure, expectSuccess, itemsOf, linesOf } from "../../stories/expect.ts";
import { put } from "../../app/app_support.ts";
import { meanwhile, type WritingAccount } from "../../app/writing_support.ts";
import { DRAWN, drawn, onTree } from "./bookmark_tree.ts";
import { runOn } from "./on_profile.ts";

Deno.test("items are moved in the order given, to the end of a folder or to a place in it", () =>
  onTree(async (account) => {
    const words = ["bookmarks", "mv", "toolbar/News", "runbook_____", "toolbar/Überblick"];
    const { stderr } = expectSuccess(await runOn(account, words));
    assert.match(stderr, /^bookmarks: 5 changed\.$/m);
    expectSuccess(
      await runOn(account, ["bookmarks", "mv", "wide________", "toolbar/Überblick", "--at", "1"]),
    );
    const titles = (await drawn(account, "--folder", "toolbar/Überblick")).map((line) =>
      line.trim().split("  ")[0]
    );
    assert.deepEqual(titles, ["Überblick/", "News", "漢字の練習 \\u202eabc", "Runbook"]);
  }));

Deno.test("ids come from stdin, and folders that are not there are made when that is asked for", () =>
  onTree(async (account) => {
    const ids = expectSuccess(await runOn(account, ["bookmarks", "list", "tag:docs", "-f", "ids"])).stdout;
    const words = ["bookmarks", "mv", "-", "menu/Lesen/später", "--json"];
    const { try: tries } = expectFailure(await runOn(account, words, { stdin: ids }), 3, "not-found.record");
    assert.ok(tries.join("\n").includes("--mkdir"));
    expectSuccess(await runOn(account, [...words, "--mkdir"], { stdin: ids }));
    assert.deepEqual((await drawn(account)).slice(0, 5), [
      "menu/  1",
      "  Lesen/  1",
      "    später/  2",
      "      Runbook  https://7.example/  #Ops #docs",
      "      News  https://4.example/  #docs",
    ]);
  }));

Deno.test("a move that cannot be is refused, and changes nothing", () =>
  onTree(async (account) => {
    const refused = async (words: readonly string[], exit: number, reason: string) =>
      expectFailure(await runOn(account, ["bookmarks", "mv", ...words, "--json"]), exit, reason).message;
    assert.match(await refused(["toolbar"], 2, "usage.value"), /missing argument FOLDER/);
    assert.match(await refused([], 2, "usage.value"), /missing argument ID\.\.\. FOLDER/);
    assert.match(await refused(["toolbar/Work", "toolbar/Work"], 2, "usage.value"), /into itself/);
    assert.match(await refused(["menu", "toolbar"], 2, "usage.value"), /part of every Firefox/);
    assert.match(await refused(["toolbar/News", "runbook_____"], 2, "usage.value"), /is no folder/);
    await refused(["toolbar/News", "nosuch", "toolbar/Work"], 3, "not-found.record");
    await refused(["toolbar/News", "menu", "--at", "-1"], 2, "usage.value");
    assert.deepEqual(account.writes, []);
    const planned = await runOn(account, ["bookmarks", "mv", "toolbar/News", "menu", "-n", "--json"]);
    const items = itemsOf(expectSuccess(planned)).map(({ id }) => id);
    assert.deepEqual(new Set(items), new Set(["menu", "toolbar", "news________"]));
    assert.deepEqual(await drawn(account), DRAWN);
  }));

Deno.test("one bookmark goes without a question, a folder only with -r, and what is in it with it", () =>
  onTree(async (account) => {
    expectSuccess(await runOn(account, ["bookmarks", "rm", "toolbar/News"]));
    const rm = ["bookmarks", "rm", "toolbar/Work"];
    const kept = expectFailure(await runOn(account, [...rm, "--json"]), 2, "usage.value");
    assert.equal(kept.message, 'The folder "toolbar/Work" is not empty: 3 items are in it');
    const into = ["bookmarks", "mv", "toolbar/Work", "toolbar/Work", "--json"];
    assert.equal(
      expectFailure(await runOn(account, into), 2, "usage.value").message,
      'The folder "toolbar/Work" cannot be moved into itself',
    );
    assert.ok(kept.try.includes("-r"));
    const unasked = expectFailure(
      await runOn(account, [...rm, "-r", "--json"]),
      11,
      "not-confirmed.no-terminal",
    );
    assert.match(unasked.message, /Delete 4 items \(2 bookmarks, 1 folder, 1 separator\) on all devices\?/);
    const counted = await runOn(account, [...rm, "-r", "--json", "--yes=5"]);
    expectFailure(counted, 11, "not-confirmed.count");
    const { stderr } = expectSuccess(await runOn(account, [...rm, "-r", "--yes=4"]));
    assert.match(stderr, /^bookmarks: 1 changed, 4 removed\.$/m);
    assert.deepEqual(await drawn(account), [
      "menu/  0",
      "toolbar/  1",
      "  Überblick/  0",
      "unfiled/  0",
      "mobile/  0",
    ]);
  }));

Deno.test("the plan of a removal is the same rows, marked as a dry run, and nothing is sent", () =>
  onTree(async (account) => {
    const words = ["bookmarks", "rm", "-r", "toolbar/Work", "-n"];
    const { stdout } = expectSuccess(await runOn(account, [...words, "--json"]));
    assert.equal(JSON.parse(stdout).dryRun, true);
    const removed = itemsOf({ code: 0, stdout, stderr: "" }).filter(({ action }) => action === "remove");
    assert.equal(removed.length, 4);
    const ids = linesOf(expectSuccess(await runOn(account, [...words, "-f", "ids"])).stdout);
    assert.ok(ids.includes("wide________"));
    assert.deepEqual(account.writes, []);
  }));

Deno.test("ids of what is removed come from stdin, and if one is not there all stay", () =>
  onTree(async (account) => {
    const rm = ["bookmarks", "rm", "-", "--yes", "--json"];
    const stdin = "news________\nnosuch______\n";
    expectFailure(await runOn(account, rm, { stdin }), 3, "not-found.record");
    assert.deepEqual(await drawn(account), DRAWN);
    expectSuccess(await runOn(account, rm, { stdin: "news________\nueber_______\n" }));
    assert.equal((await drawn(account))[1], "toolbar/  1");
  }));

Deno.test("no ids on stdin are refused before anything is done, for people and for programs", () =>
  onTree(async (account) => {
    for (const words of [["rm", "-"], ["rm", "-", "--yes=5"], ["mv", "-", "menu/Brand/New", "--mkdir"]]) {
      const run = await runOn(account, ["bookmarks", ...words], { stdin: "\n" });
      assert.equal(run.code, 2, run.stderr);
      const json = await runOn(account, ["bookmarks", ...words, "--json"], { stdin: "" });
      assert.match(expectFailure(json, 2, "usage.value").message, /no ids on stdin/);
    }
    assert.deepEqual(await drawn(account), DRAWN);
    assert.deepEqual(account.writes, []);
  }));

Deno.test("a flag is advised only where it would help", () =>
  onTree(async (account) => {
    const tries = async (...words: readonly string[]) => {
      const run = await runOn(account, ["bookmarks", ...words, "--json"]);
      return JSON.parse(run.stderr.trimEnd().split("\n").at(-1) ?? "").error.try.join("\n");
    };
    assert.match(await tries("rm", "toolbar/Work"), /^-r$/m);
    assert.doesNotMatch(await tries("rm", "toolbar"), /^-r$/m);
    assert.doesNotMatch(await tries("rm", "-r", "toolbar"), /^-r$/m);
    assert.match(await tries("mv", "toolbar/News", "menu/New"), /--mkdir/);
    assert.doesNotMatch(await tries("mv", "toolbar/Nope", "menu"), /--mkdir/);
    assert.doesNotMatch(await tries("mv", "toolbar/Nope", "menu/New"), /--mkdir/);
    assert.doesNotMatch(await tries("mv", "toolbar/News", "nowhere/New", "--mkdir"), /--mkdir/);
    assert.deepEqual(account.writes, []);
  }));

/** As many bookmarks as that, which another device puts into a folder of the tree. */
async function fill(
  account: WritingAccount,
  id: string,
  title: string,
  kept: readonly string[],
  count: number,
) {
  const added = Array.from({ length: count }, (_, i) => ({
    id: `another___${String(i).padStart(2, "0")}`,
    type: "bookmark",
    parentid: id,
    title: `${i}`,
    bmkUri: `https://another.example/${i}`,
  }));
  const children = [...kept, ...added.map((each) => each.id)];
  await put(account.app, "bookmarks", { id, type: "folder", parentid: "toolbar", title, children }, ...added);
}

Deno.test("no more is deleted than was agreed to, whatever comes in between", async () => {
  const work = ["runbook_____", "line________", "wide________"];
  const cases: readonly [readonly string[], (account: WritingAccount) => Promise<void>, RegExp][] = [
    [
      ["toolbar/Work", "--yes=4"],
      (account) => fill(account, "work________", "Work", work, 30),
      /now this hits 34 records, not 4/,
    ],
    // Where one is deleted nobody is asked, so that nobody has agreed to more.
    [["ueber_______"], (account) => fill(account, "ueber_______", "Überblick", [], 2), /now this hits 3/],
  ];
  for (const [words, grow, told] of cases) {
    await onTree(async (account) => {
      using _other = meanwhile(account, () => grow(account));
      const run = await runOn(account, ["bookmarks", "rm", "-r", ...words, "--force", "--json"]);
      const { message, try: tries, why } = expectFailure(run, 11, "not-confirmed.count");
      assert.match(message, told);
      assert.ok(tries.length > 0 && why !== null);
      assert.equal((await drawn(account)).length > DRAWN.length, true, "all of it is there");
    });
    await onTree(async (account) => {
      using _other = meanwhile(account, () => grow(account));
      expectSuccess(await runOn(account, ["bookmarks", "rm", "-r", words[0] ?? "", "--force", "--yes"]));
    });
  }
});

Deno.test("ids from a pipe are whole: what is gone by now stands for no other, and no path is one", () =>
  onTree(async (account) => {
    for (const word of ["runbook", "toolbar/News"]) {
      for (const words of [["bookmarks", "rm", "-"], ["bookmarks", "mv", "-", "menu"]]) {
        const run = await runOn(account, [...words, "--json"], { stdin: `${word}\n` });
        expectFailure(run, 3, "not-found.record");
      }
    }
    assert.deepEqual(await drawn(account), DRAWN);
    expectSuccess(await runOn(account, ["bookmarks", "rm", "-"], { stdin: "news________\n" }));
  }));

Deno.test("25 or more are agreed to by their number", () =>
  onTree(async (account) => {
    const stdin = Array.from({ length: 25 }, (_, i) => `https://${i}.example\n`).join("");
    expectSuccess(
      await runOn(account, ["bookmarks", "add", "-", "--folder", "menu/Many", "--mkdir"], { stdin }),
    );
    const run = await runOn(account, ["bookmarks", "rm", "-r", "menu/Many"]);
    assert.equal(run.code, 11);
    assert.match(run.stderr, /Delete 26 items \(25 bookmarks, 1 folder\).*Type the number to go on/);
    assert.match(run.stderr, /--yes=26/);
    expectSuccess(await runOn(account, ["bookmarks", "rm", "-r", "menu/Many", "--yes=26"]));
  }));
