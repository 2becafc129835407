/** Titles that were made to break terminals, in every collection; ids of nothing; and words that mean nothing. */
import assert from "node:assert/strict";
import { XMLValidator } from "fast-xml-parser";
import { parseAllDocuments } from "yaml";
import { FORMATS } from "../../cli/globals.ts";
import type { CommandSpec } from "../../cli/spec.ts";
import { type Leaf, TREE } from "../../cli/tree.ts";
import { sealRecords } from "../../core/sync/upload.ts";
import { collectionName, guid, isUid } from "../../core/ids.ts";
import type { Cleartext } from "../../core/crypto/payload.ts";
import { storeBsos } from "../../server/admin.ts";
import { runHere, type Surroundings } from "../contract/in_process.ts";
import { FaultBox } from "../support/faults.ts";
import type { Run, World } from "../support/world.ts";
import { expectFailure, expectSuccess, linesOf } from "./expect.ts";
import { appOf, demoCollection, openFilledWorld } from "./filled.ts";
import { DELETED, FIRST, HOSTILE, plantHostile, RECORDS } from "./hostile_records.ts";
import { readCsv, readTsv } from "./separated.ts";
import { openShell } from "./shell.ts";

/** What no terminal may get from a title. Line ends and tabs are a format's own. */
const UNSAFE = /(?![\n\t])\p{Cc}|[\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

const faults = new FaultBox();
let world: World;
Deno.test.beforeAll(async () => {
  world = await openFilledWorld({ fault: faults.fault });
  await plantHostile(world);
});
Deno.test.afterAll(async () => await world[Symbol.asyncDispose]());

const here = (words: string | readonly string[], around: Surroundings = {}): Promise<Run> =>
  runHere(world, words, around);

const wordsOf = ({ path }: Pick<Leaf, "path">): string => path.join(" ");
const specs: readonly CommandSpec[] = await Promise.all(TREE.leaves.map((leaf) => leaf.load()));

/** Commands that list records of the account, without a word of their own. */
const lists = specs.filter(({ output, source, args = {} }) =>
  output === "list" && source === "mirror" && Object.values(args).every(({ optional }) => optional)
).map(wordsOf);
const LISTS = [...lists, ...Object.keys(RECORDS).map((name) => `records list ${name}`)];

/** The columns of a list that may be shown. */
function columnsOf(list: string): readonly string[] {
  const columns = specs.find((spec) => wordsOf(spec) === list)?.columns ??
    [{ name: "id" }, { name: "modified" }];
  return columns.filter((column) => !("secret" in column && column.secret)).map(({ name }) => name);
}

const asShown = (text: string): string => text.replaceAll("\r\n", "\n");

Deno.test("what is listed of hostile records breaks no terminal, in any format", async () => {
  let shown = 0;
  for (const list of LISTS) {
    const templates = [["--template", columnsOf(list).map((name) => `{${name}}`).join(" ")]];
    for (const way of [...FORMATS.map((format) => ["-f", format]), ...templates]) {
      for (const onTerminal of [true, false]) {
        const words = [...list.split(" "), ...way, "--color", "never"];
        const run = await here(words, { onTerminal, env: { FOXDEN_PAGER: "cat" } });
        if (run.code === 2 && /has no |--format|format/.test(run.stderr)) continue;
        if (run.code === 2 && /"id"/.test(run.stderr)) continue;
        assert.ok([0, 10].includes(run.code), `${words.join(" ")}: ${run.stderr}`);
        const mustBeSafe = onTerminal || ["table", "plain", "json", "ndjson", "ids"].includes(way[1] ?? "");
        if (mustBeSafe) assert.doesNotMatch(asShown(run.stdout), UNSAFE, `${words.join(" ")} ${onTerminal}`);
        assert.doesNotMatch(asShown(run.stderr), UNSAFE, `${words.join(" ")}: stderr`);
        if (run.stdout.includes("\\x1b") || run.stdout.includes("\\u001b")) shown++;
      }
    }
  }
  assert.ok(shown > 50, `${shown} runs showed an escape as text`);
});

/** How each machine format is read back, and how many records were in it. */
const READERS: Readonly<Record<string, (text: string) => number>> = {
  json: (text) => JSON.parse(text).items.length,
  ndjson: (text) => linesOf(text).map((line) => JSON.parse(line)).length,
  csv: (text) => rectangular(readCsv(text)),
  tsv: (text) => rectangular(readTsv(text)),
  xml: (text) => {
    assert.equal(XMLValidator.validate(text), true);
    return text.match(/<item\b/g)?.length ?? 0;
  },
  yaml: (text) => {
    const [document, ...others] = parseAllDocuments(text);
    assert.ok(document && "errors" in document);
    assert.deepEqual([document.errors, others], [[], []]);
    const { items } = document.toJS();
    return items.length;
  },
};

/** Records below a header, all as long as it. */
function rectangular([head = [], ...rows]: readonly (readonly string[])[]): number {
  assert.ok(rows.every((row) => row.length === head.length));
  return rows.length;
}

Deno.test("what is listed of hostile records is read back from every format for programs, record by record", async () => {
  for (const list of LISTS) {
    const counts = new Map<string, number>();
    for (const [format, read] of Object.entries(READERS)) {
      const run = await here(`${list} -f ${format}`);
      if (run.code === 2) continue;
      assert.ok([0, 10].includes(run.code), `${list} -f ${format}: ${run.stderr}`);
      try {
        counts.set(format, read(run.stdout));
      } catch (error) {
        assert.fail(`${list} -f ${format} cannot be read: ${error}`);
      }
    }
    assert.ok((counts.get("json") ?? 0) > 0, `${list} lists something`);
    assert.equal(new Set(counts.values()).size, 1, `${list}: ${JSON.stringify([...counts])}`);
  }
});

Deno.test("what is exported for browsers and as Markdown breaks no terminal, and opens no tag of its own", async () => {
  for (const format of ["netscape", "md"]) {
    const onTerminal = await here(`bookmarks export -f ${format}`, { onTerminal: true });
    assert.equal(onTerminal.code, 0, onTerminal.stderr);
    assert.doesNotMatch(asShown(onTerminal.stdout), UNSAFE, format);
    const { stdout } = await here(`bookmarks export -f ${format}`);
    assert.ok(stdout.includes("h.example/"), format);
    // Between backticks everything stands for itself.
    assert.doesNotMatch(stdout.replaceAll(/`[^`]*`/g, ""), /(?<!\\)<b>/, `${format} holds a tag of a title`);
    assert.ok(!stdout.includes("\0"), `${format} holds NUL`);
  }
});

Deno.test("a hostile title comes back letter for letter from JSON, CSV, TSV and YAML", async () => {
  const read = async (format: string) =>
    (await here(`history list host:h.example --fields title -f ${format}`)).stdout;
  assert.deepEqual(JSON.parse(await read("json")).items[0].title, HOSTILE);
  assert.equal(readCsv(await read("csv"))[1]?.[0], HOSTILE);
  assert.equal(readTsv(await read("tsv"))[1]?.[0], HOSTILE);
  const [document] = parseAllDocuments(await read("yaml"));
  assert.equal(document && "toJS" in document && document.toJS().items[0].title, HOSTILE);
});

Deno.test("a title of ten million letters is listed, cut in tables and whole elsewhere", async () => {
  const title = `${"\x1b[2J\u202e漢".repeat(1_700_000)} end`;
  const app = appOf(world);
  const { uid } = await app.secrets();
  assert.ok(isUid(uid) && title.length > 8_000_000);
  const make = RECORDS["history"] ?? assert.fail();
  const clear = JSON.stringify({ ...make("longtitle001"), title }) as Cleartext;
  const name = collectionName("history");
  const sealed = await sealRecords(await app.sync(), name, [{ id: guid("longtitle001"), clear }]);
  storeBsos(world.server.database, uid, name, sealed);
  const list = "history list host:h.example --fields title,id --sort id --reverse --limit 1";
  assert.equal(JSON.parse((await here(`${list} --json`)).stdout).items[0].title, title);
  for (const format of ["table", "csv"]) {
    const { stdout, code } = await here(`${list} -f ${format} --color never`, { onTerminal: true });
    assert.equal(code, 0, format);
    assert.doesNotMatch(asShown(stdout), UNSAFE, format);
    if (format === "table") assert.ok(linesOf(stdout).every((line) => line.length <= 100));
  }
  const shell = await openShell(world.home);
  const cut = await shell.run(
    `${list.replace("history", "foxden history")} --json | head -c 100 >/dev/null || echo $?`,
  );
  assert.deepEqual([cut.stdout, cut.stderr], ["141\n", ""]);
  await shell[Symbol.asyncDispose]();
  expectSuccess(await world.foxden("records rm history longtitle001"));
});

Deno.test("a reader that has gone ends every list with 141 and not a word", async () => {
  for (const list of LISTS) {
    const { code, stderr } = await here(`${list} -q`, { onWrite: () => false });
    assert.deepEqual([list, code, stderr], [list, 141, ""]);
  }
});

/** Commands that take an id, with what comes after it; `{id}` stands for the id. */
const BY_ID: Readonly<Record<string, string>> = {
  "bookmarks get": "{id}",
  "bookmarks edit": "{id} --title x",
  "bookmarks mv": "{id} menu",
  "bookmarks rm": "{id}",
  "passwords get": "{id}",
  "history get": "{id}",
  "addresses get": "{id}",
  "addresses set": "{id} city=x",
  "addresses rm": "{id}",
  "cards get": "{id}",
  "cards set": "{id} name=x",
  "cards rm": "{id}",
  "forms get": "{id}",
  "addons get": "{id}",
  "addons set": "{id} enabled=no",
  "addons rm": "{id} --yes",
  "extstorage get": "{id}",
  "extstorage set": "{id} key 1",
  "extstorage rm": "{id} --yes",
  "devices get": "{id}",
  "records get": "forms {id}",
  "records rm": "forms {id}",
};

/** Commands whose last word says that they are about one record, and which still take none. */
const BY_OTHER_WORDS: ReadonlySet<string> = new Set([
  ...["bookmarks tags rm", "serve user rm", "tabs get", "history rm", "forms rm"],
  ...["prefs get", "prefs set", "prefs rm", "config get", "config set", "config edit"],
]);

/** What a failed run says to programs. */
function expectFailed({ code, stdout, stderr }: Run, command: string) {
  assert.ok(code > 0 && stdout === "", `${command} did not fail: ${stdout}`);
  return JSON.parse(stderr).error;
}

// A record as it is may be the mark of a deleted one: records get shows it, and records rm has nothing left to do.
Deno.test("an id of nothing, of several and of a deleted record are told apart, by every command that takes one", async () => {
  const byId = specs.map(wordsOf).filter((words) =>
    /^(get|edit|mv|rm|set)$/.test(words.split(" ").at(-1) ?? "")
  );
  const forgotten = byId.filter((words) => !Object.hasOwn(BY_ID, words) && !BY_OTHER_WORDS.has(words));
  assert.deepEqual(forgotten, [], "a line in BY_ID");
  for (const [command, pattern] of Object.entries(BY_ID)) {
    const tried = async (id: string) => await here(`${command} ${pattern.replace("{id}", id)} --json`);
    const kinds = async (id: string) => expectFailed(await tried(id), command);
    const [nothing, several] = [await kinds("nosuchid9999"), await kinds(FIRST.slice(0, 9))];
    const deleted = command.startsWith("records ") ? nothing : await kinds(DELETED);
    assert.deepEqual([command, nothing.exit, nothing.code], [command, 3, "not-found"], nothing.message);
    assert.deepEqual([command, several.exit, several.code], [command, 5, "ambiguous"], several.message);
    assert.deepEqual([command, deleted.exit, deleted.code], [command, 3, "not-found"], deleted.message);
    assert.match(nothing.message, /nosuchid9999/, command);
    assert.ok(several.candidates.length === 2, `${command} names both`);
    for (const { why, try: tries } of [nothing, several, deleted]) {
      assert.ok(why && tries.length > 0, command);
    }
  }
});

Deno.test("a format, a field or a flag that is none ends every command with 2, before anything is done", async () => {
  using trap = faults.use(() => Promise.reject(new Error("nobody is asked")));
  for (const spec of specs) {
    const command = wordsOf(spec);
    const given = Object.values(spec.args ?? {}).filter(({ optional }) => !optional).map(() => "x").join(" ");
    const words = ["-f nosuchformat", "--nosuchflag", ...(spec.columns ? ["--fields nosuchfield"] : [])];
    for (const wrong of words) {
      const run = await here(`${command} ${given} ${wrong} --ndjson`);
      if (wrong.startsWith("-f") && run.code === 2) assert.match(run.stderr, /nosuchformat/);
      const { reason } = expectFailure(run, 2, "usage.value");
      assert.equal(reason, "usage.value", `${command} ${wrong}`);
    }
  }
  assert.equal(trap.hits, 0);
});

/** Commands that ask, each with words after which it has to. Nobody is there to answer. */
const ASKING: Readonly<Record<string, string>> = {
  "auth login": "--server {server} --email ann@example.org",
  "bookmarks rm": "{bookmarks}",
  "bookmarks tags rm": "deno",
  "bookmarks check": "",
  "history rm": "host:ads.example",
  "tabs open": "http",
  "addresses rm": "{addresses}",
  "cards rm": "{cards}",
  "forms rm": "name:searchbar-history",
  "addons rm": "{addons}",
  "prefs rm": "browser.startup.page browser.urlbar.suggest.engines",
  "extstorage rm": "{extstorage}",
  api: "DELETE storage/forms",
  "collections wipe": "forms",
  "records put": "forms",
  "records rm": "forms {forms}",
  "backup create": "{home}/x.fxbackup",
  "backup restore": "{home}/plain.fxbackup",
  "serve user passwd": "ann@example.org",
  "serve user rm": "ann@example.org",
  sync: "--init",
  undo: "",
};

/** Commands that may ask and have nothing to ask here: their own tests make them. */
const ASK_ELSEWHERE: ReadonlySet<string> = new Set([
  "bookmarks check",
  "records put",
  "serve user passwd",
  "serve user rm",
  "sync",
  "undo",
]);

Deno.test("where nobody can answer a question, every command that asks one ends with 11 and has changed nothing", async () => {
  const asks = ({ options = {} }: CommandSpec) => "yes" in options || "confirm" in options;
  const forgotten = specs.filter(asks).map(wordsOf).filter((words) => !Object.hasOwn(ASKING, words));
  assert.deepEqual(forgotten, [], "a line in ASKING");
  expectSuccess(
    await world.foxden(`backup create ${world.home}/plain.fxbackup --plaintext --yes --only forms`),
  );
  const [gone, ...others] = demoCollection("forms").slice(0, 4).map(({ id }) => String(id));
  expectSuccess(await world.foxden(`records rm forms ${gone}`));
  const forms = others.join(" ");
  const names: Record<string, string> = { home: world.home, server: world.server.url, forms };
  for (const list of ["bookmarks", "addresses", "cards", "addons", "extstorage"]) {
    const ids = linesOf(expectSuccess(await here(`${list} list -f ids --reverse`)).stdout);
    names[list] = ids.slice(list === "extstorage" ? -1 : -2).join(" ");
  }
  const before = expectSuccess(await here("collections list --json --fields name,count")).stdout;
  for (const [command, pattern] of Object.entries(ASKING)) {
    if (ASK_ELSEWHERE.has(command)) continue;
    const words = `${command} ${pattern}`.replace(
      /\{(\w+)\}/g,
      (_, name) => names[name] ?? assert.fail(name),
    );
    const run = await here(`${words} --json`, { env: { BROWSER: "true" } });
    assert.deepEqual([words, run.code, run.stdout], [words, 11, ""], run.stderr);
    const { error } = JSON.parse(linesOf(run.stderr).at(-1) ?? "");
    assert.equal(error.code, "not-confirmed", command);
    assert.ok(error.try.length > 0, `${command} says which flag answers`);
  }
  assert.equal(expectSuccess(await here("collections list --json --fields name,count")).stdout, before);
});
