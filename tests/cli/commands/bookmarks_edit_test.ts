import assert from "node:assert/strict";
import { dirname } from "node:path";
import { Interruption } from "../../../cli/io.ts";
import { put } from "../../app/app_support.ts";
import { meanwhile, type WritingAccount } from "../../app/writing_support.ts";
import { expectFailure, expectSuccess, itemsOf, linesOf } from "../../stories/expect.ts";
import type { Surroundings } from "../memory_io.ts";
import { DRAWN, drawn, onTree } from "./bookmark_tree.ts";
import { runOn } from "./on_profile.ts";

const RUNBOOK = "toolbar/Work/Runbook";

const editing = (account: WritingAccount, words: readonly string[], around: Surroundings = {}) =>
  runOn(account, ["bookmarks", "edit", ...words], around);

async function shown(account: WritingAccount, item: string): Promise<Record<string, unknown>> {
  return JSON.parse(expectSuccess(await runOn(account, ["bookmarks", "get", item, "--json"])).stdout);
}

Deno.test("what is named changes and all else stays, of bookmarks and of folders", () =>
  onTree(async (account) => {
    const { modified: _, ...before } = await shown(account, RUNBOOK);
    const { stderr } = expectSuccess(await editing(account, [RUNBOOK, "--title", "運用 \t手順"]));
    assert.match(stderr, /^bookmarks: 1 changed\.$/m);
    const { modified: __, ...after } = await shown(account, "runbook_____");
    assert.deepEqual(after, { ...before, title: "運用 \t手順" });
    expectSuccess(await editing(account, ["toolbar/Work", "--title", "Büro"]));
    assert.equal((await shown(account, "runbook_____"))["folder"], "toolbar/Büro");
  }));

Deno.test("tags are added and taken away, or set, and a keyword is set or taken away", () =>
  onTree(async (account) => {
    const tagsAfter = async (...words: readonly string[]) => {
      expectSuccess(await editing(account, ["runbook_____", ...words]));
      return (await shown(account, "runbook_____"))["tags"];
    };
    assert.deepEqual(await tagsAfter("--tag", "+neu,-ops"), ["docs", "neu"]);
    assert.deepEqual(await tagsAfter("--tag", "-docs", "--tag", "+x"), ["neu", "x"]);
    assert.deepEqual(await tagsAfter("--tag", "a, b"), ["a", "b"]);
    for (const word of [",", " ", "-", "+a,-"]) {
      const run = await editing(account, ["runbook_____", "--tag", word, "--json"]);
      expectFailure(run, 2, "usage.value");
    }
    assert.deepEqual(await tagsAfter("--tag", ""), []);
    for (const [word, keyword] of [["Neu", "neu"], ["", null]] as const) {
      expectSuccess(await editing(account, ["runbook_____", "--keyword", word]));
      assert.equal((await shown(account, "runbook_____"))["keyword"], keyword);
    }
    const mixed = await editing(account, ["runbook_____", "--tag", "a,+b", "--json"]);
    assert.match(expectFailure(mixed, 2, "usage.value").message, /^--tag: either all tags begin/);
  }));

Deno.test("a dry run in JSON says which members would change", () =>
  onTree(async (account) => {
    const words = [RUNBOOK, "--url", "https://other.example", "-n", "--json"];
    const [item] = itemsOf(expectSuccess(await editing(account, words)));
    assert.deepEqual([item?.["id"], item?.["members"]], ["runbook_____", ["bmkUri"]]);
    assert.deepEqual(account.writes, []);
    assert.deepEqual(await drawn(account), DRAWN);
  }));

Deno.test("what is so already is nothing to change", () =>
  onTree(async (account) => {
    const { stderr } = expectSuccess(await editing(account, [RUNBOOK, "--title", "Runbook"]));
    assert.equal(stderr, "bookmarks: nothing to change.\n");
    const json = await editing(account, [RUNBOOK, "--title", "Runbook", "--json"]);
    assert.deepEqual(itemsOf(expectSuccess(json)), []);
    assert.deepEqual(account.writes, []);
  }));

Deno.test("what cannot be is refused before anything is sent", () =>
  onTree(async (account) => {
    const refused = async (words: readonly string[], exit: number, reason: string) =>
      expectFailure(await editing(account, [...words, "--json"]), exit, reason).message;
    assert.match(await refused([RUNBOOK, "--url", "example.org"], 2, "usage.value"), /did you mean https:/);
    assert.match(await refused(["toolbar", "--title", "x"], 2, "usage.value"), /part of every Firefox/);
    await refused(["toolbar/Work", "--tag", "x"], 2, "usage.value");
    await refused(["line________", "--title", "x"], 2, "usage.value");
    await refused(["toolbar/Nothing", "--title", "x"], 3, "not-found.record");
    assert.deepEqual(account.writes, []);
  }));

Deno.test("without flags and without a terminal the flags are named", () =>
  onTree(async (account) => {
    for (const around of [{}, { onTerminal: true, env: { FOXDEN_NO_INPUT: "1" } }]) {
      const { message } = expectFailure(
        await editing(account, [RUNBOOK, "--json"], around),
        2,
        "usage.value",
      );
      assert.match(message, /--title, --url, --tag or --keyword/);
    }
  }));

/** A terminal whose editor is a script: what it does with `$1`, and what it notes in the file `log`. */
async function withEditor(account: WritingAccount, script: string): Promise<Surroundings> {
  const path = `${account.home}/editor.sh`;
  await Deno.writeTextFile(path, script.replaceAll("LOG", `${account.home}/log`));
  return { onTerminal: true, env: { EDITOR: `sh ${path}`, VISUAL: "" } };
}

const modeOf = (path: string) => (Deno.statSync(path).mode ?? 0) & 0o777;

const logOf = async ({ home }: WritingAccount) => linesOf(await Deno.readTextFile(`${home}/log`));

Deno.test("an editor gets the bookmark as lines that only the person can read, and what is changed is written", () =>
  onTree(async (account) => {
    const around = await withEditor(
      account,
      `stat -c '%a' "$1" "$(dirname "$1")" > LOG; echo "$1" >> LOG; grep -v '^#' "$1" >> LOG
       sed -i 's/^title: .*/title: Neu/; s/^tags: Ops, docs/tags: docs, 新/; s/^keyword: run/keyword:/' "$1"`,
    );
    const { stderr } = expectSuccess(await editing(account, [RUNBOOK], around));
    assert.match(stderr, /^bookmarks: 1 changed\.$/m);
    const [fileMode, folderMode, path = "", ...lines] = await logOf(account);
    assert.deepEqual([fileMode, folderMode], ["600", "700"]);
    assert.deepEqual(lines, ["title: Runbook", "url: https://7.example/", "tags: Ops, docs", "keyword: run"]);
    assert.throws(() => Deno.statSync(dirname(path)), Deno.errors.NotFound);
    const { title, tags, keyword } = await shown(account, "runbook_____");
    assert.deepEqual([title, tags, keyword], ["Neu", ["docs", "新"], null]);
  }));

Deno.test("an editor that changes nothing writes nothing, and a folder has one line", () =>
  onTree(async (account) => {
    const around = await withEditor(account, `grep -v '^#' "$1" > LOG`);
    const { stderr } = expectSuccess(await editing(account, ["toolbar/Überblick"], around));
    assert.equal(stderr, "bookmarks: nothing to change.\n");
    assert.deepEqual(await logOf(account), ["title: Überblick"]);
    assert.deepEqual(account.writes, []);
  }));

Deno.test("what was typed stays in its file, for one person alone, where it cannot be written; nothing is changed", () =>
  onTree(async (account) => {
    const cases: readonly [string, number, RegExp][] = [
      [`sed -i 's/^title/titel/' "$1"`, 2, /line 5 begins with none of title, url, tags, keyword/],
      [`echo 'title: x' >> "$1"`, 2, /line 9 gives title once more/],
      [`sed -i '/^url/d' "$1"`, 2, /no line for url/],
      [`: > "$1"`, 2, /no line for title and url and tags and keyword/],
      [`sed -i 's/^title: .*/title: "half/' "$1"`, 2, /line 5 begins with a quote/],
      [`sed -i 's/^url: .*/url: not one/' "$1"`, 2, /is no URL/],
      [`printf '\\377' > "$1"`, 2, /no text in UTF-8/],
      [`exit 3`, 1, /ended with exit code 3/],
    ];
    for (const [script, exit, told] of cases) {
      const around = await withEditor(account, `echo "$1" > LOG; ${script}`);
      const run = await editing(account, [RUNBOOK, "--json"], around);
      const failure = expectFailure(run, exit, exit === 1 ? "failed.program" : "usage.value");
      assert.match(failure.message, told);
      const [path = "", typed] = [
        (await logOf(account))[0],
        script.includes("$1") && !script.startsWith(":"),
      ];
      if (typed) {
        assert.ok(failure.try.includes(`what you typed is kept in ${path}`), failure.try.join("\n"));
        assert.deepEqual([modeOf(path), modeOf(dirname(path))], [0o600, 0o700]);
        await Deno.remove(dirname(path), { recursive: true });
      } else assert.throws(() => Deno.statSync(dirname(path)), Deno.errors.NotFound, script);
    }
    assert.deepEqual(account.writes, []);
  }));

Deno.test("what was typed survives a conflict, and a run that is ended", () =>
  onTree(async (account) => {
    const typing = await withEditor(account, `echo "$1" > LOG; sed -i 's/^title: .*/title: Mine/' "$1"`);
    const keptText = async (told: string) => {
      const [path = ""] = await logOf(account);
      assert.ok(told.includes(`what you typed is kept in ${path}`), told);
      const text = await Deno.readTextFile(path);
      await Deno.remove(dirname(path), { recursive: true });
      return text;
    };
    const theirs = {
      id: "news________",
      type: "bookmark",
      parentid: "toolbar",
      bmkUri: "https://4.example/",
    };
    using _other = meanwhile(account, () => put(account.app, "bookmarks", { ...theirs, title: "Theirs" }));
    const conflict = await editing(account, ["news________"], typing);
    assert.equal(conflict.code, 6, conflict.stderr);
    assert.match(await keptText(conflict.stderr), /^title: Mine$/m);

    const ended = new AbortController();
    using _end = account.faults.use((request) => {
      if (request.method !== "GET") ended.abort(new Interruption(130));
      return Promise.resolve(undefined);
    });
    const cut = await editing(account, ["news________"], { ...typing, signal: ended.signal });
    assert.equal(cut.code, 130, cut.stderr);
    assert.match(await keptText(cut.stderr), /^title: Mine$/m);
  }));

Deno.test("no editor is opened for what nobody may change", () =>
  onTree(async (account) => {
    const around = await withEditor(account, "touch LOG");
    for (const item of ["toolbar", "line________"]) {
      expectFailure(await editing(account, [item, "--json"], around), 2, "usage.value");
    }
    expectFailure(await editing(account, ["nosuch", "--json"], around), 3, "not-found.record");
    expectFailure(await editing(account, [RUNBOOK, "--offline", "--json"], around), 7, "network.offline");
    assert.throws(() => Deno.statSync(`${account.home}/log`), Deno.errors.NotFound);
  }));

Deno.test("a field that another device changed meanwhile is exit 6, and --force writes over it", () =>
  onTree(async (account) => {
    // What a list shows just now is what was here before the other device wrote.
    const old = { env: { FOXDEN_MAX_AGE: "1d" } };
    await drawn(account);
    const other = { id: "news________", type: "bookmark", parentid: "toolbar", bmkUri: "https://4.example/" };
    await put(account.app, "bookmarks", { ...other, title: "Theirs", tags: ["docs"] });
    const words = ["news________", "--title", "Mine"];
    const conflict = await editing(account, [...words, "--json"], old);
    expectFailure(conflict, 6, "conflict.fields");
    expectSuccess(await editing(account, [...words, "--force"], old));
    assert.equal((await shown(account, "news________"))["title"], "Mine");
  }));
