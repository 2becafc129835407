import assert from "node:assert/strict";
import { cellWidth } from "../../../app/display/text.ts";
import { openSynced, put, type TestAccount } from "../../app/app_support.ts";
import { expectFailure, expectSuccess, linesOf } from "../../stories/expect.ts";
import type { Surroundings } from "../memory_io.ts";
import { runOn } from "./on_profile.ts";

const LONG = "漢字の練習 and more words than a narrow window holds";

const bookmark = (id: string, parentid: string, title: string, tags: readonly string[] = []) => ({
  id,
  type: "bookmark",
  parentid,
  title,
  bmkUri: `https://${id}.example/`,
  tags,
});

async function withTree(run: (account: TestAccount) => Promise<void>): Promise<void> {
  await using account = await openSynced();
  await put(
    account.app,
    "bookmarks",
    { id: "toolbar", type: "folder", parentid: "places", title: "toolbar", children: ["work", "news"] },
    { id: "work", type: "folder", parentid: "toolbar", title: "Work", children: ["wiki", "line"] },
    bookmark("wiki", "work", LONG, ["docs"]),
    { id: "line", type: "separator", parentid: "work" },
    bookmark("news", "toolbar", "News"),
  );
  await run(account);
}

const WIKI = `    ${LONG}  https://wiki.example/  #docs`;

Deno.test("a drawn tree shows what matches words, tags and types, in the folders it is in", () =>
  withTree(async (account) => {
    const drawn = async (...words: string[]) =>
      linesOf(expectSuccess(await runOn(account, ["bookmarks", "list", "--tree", ...words])).stdout);
    const found = ["toolbar/  2", "  Work/  2", WIKI];
    for (const words of [["narrow", "window"], ["host:wiki"], ["--tag", "DOCS"], ["tag:docs", "wiki"]]) {
      assert.deepEqual(await drawn(...words), found, words.join(" "));
    }
    assert.deepEqual(await drawn("--type", "separator"), [...found.slice(0, 2), "    --------"]);
    assert.deepEqual(await drawn("--folder", "toolbar/Work", "--tag", "docs"), [
      "Work/  2",
      WIKI.slice(2),
    ]);
    assert.ok((await drawn()).includes("  News  https://news.example/"), "without any of these it is whole");
  }));

Deno.test("what shapes a list is refused for a drawn tree, before anything is asked", async () => {
  await using account = await openSynced();
  await account.server.close();
  const flags = ["--limit 1", "--limit 0", "--offset 1", "--sort title", "--reverse", "--fields title"];
  for (const flag of flags) {
    const words = ["bookmarks", "list", "--tree", ...flag.split(" "), "--json"];
    const error = expectFailure(await runOn(account, words), 2, "usage.value");
    assert.match(error.message, /^--tree cannot be joined/, flag);
  }
});

Deno.test("on a terminal each line of a tree is cut to the window, and nowhere else", () =>
  withTree(async (account) => {
    const path = `${account.home}/tree`;
    const drawn = async (around: Surroundings, ...more: string[]) =>
      linesOf(expectSuccess(await runOn(account, ["bookmarks", "list", "--tree", ...more], around)).stdout);
    for (const columns of [20, 13, 5]) {
      const lines = await drawn({ onTerminal: true, columns });
      assert.ok(lines.every((line) => cellWidth(line) <= columns), lines.join("\n"));
      assert.ok(lines.some((line) => line.endsWith("…")), lines.join("\n"));
    }
    assert.ok((await drawn({ columns: 20 })).includes(WIKI));
    await drawn({ onTerminal: true, columns: 20 }, "-o", path);
    assert.ok(linesOf(await Deno.readTextFile(path)).includes(WIKI));
  }));

Deno.test("a terminal that does not tell its width is taken for an ordinary one", () =>
  withTree(async (account) => {
    const words = ["bookmarks", "list", "--tree", "narrow"];
    const { stdout } = await runOn(account, words, { onTerminal: true, columns: 0 });
    const last = linesOf(stdout).at(-1) ?? "";
    assert.equal(cellWidth(last), 80);
    assert.ok(last.endsWith("…") && WIKI.startsWith(last.slice(0, -1)), last);
  }));
