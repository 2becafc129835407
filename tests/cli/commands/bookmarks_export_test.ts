/** `foxden bookmarks export`, and `list -f netscape`. */
import assert from "node:assert/strict";
import { expectSuccess, linesOf } from "../../stories/expect.ts";
import { readCsv } from "../../stories/separated.ts";
import { onTree, WIDE } from "./bookmark_tree.ts";
import { runOn } from "./on_profile.ts";

/** The file without its head, times and indentation. */
const itemsIn = (text: string): string[] =>
  linesOf(text.slice(text.indexOf("<H1>"))).map((line) =>
    line.trim().replaceAll(/ (ADD_DATE|LAST_MODIFIED)="\d+"/g, "")
  )
    .filter((line) => line !== "" && !line.startsWith("<H1>"));

const TOOLBAR = '<DT><H3 PERSONAL_TOOLBAR_FOLDER="true">Bookmarks Toolbar</H3>';
const RUNBOOK = '<DT><A HREF="https://7.example/" SHORTCUTURL="run" TAGS="Ops,docs">Runbook</A>';
const WORK = [
  "<DT><H3>Work</H3>",
  "<DL><p>",
  RUNBOOK,
  "<HR>",
  `<DT><A HREF="https://10.example/">${WIDE}</A>`,
  "</DL><p>",
];

Deno.test("an export is the file that browsers import: the whole tree, nested", async () => {
  await onTree(async (account) => {
    const { stdout, stderr } = expectSuccess(await runOn(account, ["bookmarks", "export"]));
    assert.match(stdout, /^<!DOCTYPE NETSCAPE-Bookmark-file-1>\n/);
    assert.equal(stderr, "");
    assert.deepEqual(itemsIn(stdout), [
      "<DL><p>",
      TOOLBAR,
      "<DL><p>",
      ...WORK,
      "<DT><H3>Überblick</H3>",
      "<DL><p>",
      "</DL><p>",
      '<DT><A HREF="https://4.example/" TAGS="docs">News</A>',
      "</DL><p>",
      "</DL>",
    ]);
    assert.match(stdout, /LAST_MODIFIED="\d{10}"/);
  });
});

Deno.test("of a folder it is that folder alone; nothing of what is above it", async () => {
  await onTree(async (account) => {
    const words = ["bookmarks", "export", "--folder", "toolbar/Work"];
    assert.deepEqual(itemsIn((await runOn(account, words)).stdout), ["<DL><p>", ...WORK, "</DL>"]);
    assert.equal((await runOn(account, ["bookmarks", "export", "--folder", "toolbar/None"])).code, 3);
  });
});

Deno.test("a list that was asked for in this form has the folders around what was found", async () => {
  await onTree(async (account) => {
    const words = ["bookmarks", "list", "tag:ops", "-f", "netscape"];
    assert.deepEqual(itemsIn((await runOn(account, words)).stdout), [
      ...["<DL><p>", TOOLBAR, "<DL><p>", "<DT><H3>Work</H3>", "<DL><p>"],
      ...[RUNBOOK, "</DL><p>", "</DL><p>", "</DL>"],
    ]);
    const none = await runOn(account, ["bookmarks", "list", "nothing-like-it", "-f", "netscape"]);
    assert.deepEqual(itemsIn(none.stdout), ["<DL><p>", "</DL>"]);
  });
});

Deno.test("with -f md it is a list for people", async () => {
  await onTree(async (account) => {
    assert.equal(
      (await runOn(account, ["bookmarks", "export", "-f", "md"])).stdout,
      [
        "# Bookmarks",
        "",
        "- **Bookmarks Toolbar**",
        "  - **Work**",
        "    - [Runbook](<https://7.example/>) `Ops` `docs`",
        "    - * * *",
        "    - [漢字の練習 abc](<https://10.example/>)",
        "  - **Überblick**",
        "  - [News](<https://4.example/>) `docs`",
        "",
      ].join("\n"),
    );
  });
});

Deno.test("in other formats every item is a record, separators and folders too, and the roots are none", async () => {
  await onTree(async (account) => {
    const run = async (...more: string[]) =>
      expectSuccess(await runOn(account, ["bookmarks", "export", ...more])).stdout;
    const { kind, items, syncedAt } = JSON.parse(await run("--json"));
    assert.equal(kind, "bookmarks");
    assert.ok(Date.parse(syncedAt) > 0);
    assert.deepEqual(items.map(({ type }: { type: string }) => type), [
      ...["folder", "bookmark", "separator", "bookmark", "folder", "bookmark"],
    ]);
    const [head = [], ...rows] = readCsv(await run("-f", "csv"));
    assert.deepEqual(head.slice(0, 5), ["type", "title", "url", "tags", "folder"]);
    assert.deepEqual(rows.map((row) => row[4]), [
      ...["toolbar", "toolbar/Work", "toolbar/Work", "toolbar/Work", "toolbar", "toolbar"],
    ]);
    assert.match(await run("--template", "{type} {title}"), /^folder Work\nbookmark Runbook\n/);
  });
});

Deno.test("the format is the command's own whatever was set up for lists, and one for people is refused", async () => {
  await onTree(async (account) => {
    for (const env of [{ FOXDEN_FORMAT: "table" }, { FOXDEN_FORMAT: "" }]) {
      for (const onTerminal of [false, true]) {
        const { stdout } = await runOn(account, ["bookmarks", "export"], { env, onTerminal });
        assert.match(stdout, /^<!DOCTYPE/);
      }
    }
    const { code, stderr } = await runOn(account, ["bookmarks", "export", "-f", "table"]);
    assert.equal(code, 2);
    assert.match(stderr, /use netscape, md, json/);
  });
});

Deno.test("an unknown format is refused with those there are and a guess, and another command has none of its own", async () => {
  await onTree(async (account) => {
    const refusal = async (...words: string[]) => {
      const { code, stdout, stderr } = await runOn(account, words);
      assert.deepEqual([code, stdout], [2, ""]);
      return stderr.replaceAll(/\s+/g, " ");
    };
    const mistyped = await refusal("bookmarks", "export", "-f", "netscpae");
    assert.match(mistyped, /one of table, .*, ids, netscape, md\. Did you mean "netscape"\?/);
    assert.match(await refusal("bookmarks", "list", "-f", "md"), /one of table, .*, ids, netscape/);
    assert.match(await refusal("history", "list", "-f", "netscape"), /one of table, .*, ids/);
  });
});

Deno.test("what gives a list another order or other fields is refused where the form has its own", async () => {
  await onTree(async (account) => {
    for (const more of [["--fields", "title"], ["--sort", "title"], ["--reverse"]]) {
      const { code, stderr } = await runOn(account, ["bookmarks", "export", ...more]);
      assert.equal(code, 2);
      assert.match(stderr, /cannot be joined with -f netscape/);
    }
    const help = await runOn(account, ["bookmarks", "export", "--fields", "help"]);
    assert.match(help.stdout, /^type\ntitle\n/);
    const { code } = await runOn(account, ["bookmarks", "list", "--tree", "-f", "netscape"]);
    assert.equal(code, 2, "what is drawn is drawn");
  });
});

Deno.test("on a terminal a title is shown and does nothing", async () => {
  await onTree(async (account) => {
    for (const format of ["netscape", "md"]) {
      const { stdout } = await runOn(account, ["bookmarks", "export", "-f", format], { onTerminal: true });
      assert.doesNotMatch(stdout, /\u202e/);
      assert.ok(stdout.split("\n").length > 8);
    }
  });
});

Deno.test("--limit and --offset count items, and the folders around them are there", async () => {
  await onTree(async (account) => {
    const words = ["bookmarks", "export", "--offset", "1", "--limit", "1"];
    assert.deepEqual(itemsIn((await runOn(account, words)).stdout), [
      ...["<DL><p>", TOOLBAR, "<DL><p>", "<DT><H3>Work</H3>", "<DL><p>"],
      ...[RUNBOOK, "</DL><p>", "</DL><p>", "</DL>"],
    ]);
  });
});
