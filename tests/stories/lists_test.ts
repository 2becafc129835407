/** Lists in every format, and the flags that shape them. */
import assert from "node:assert/strict";
import { anyObject, array, integer, object, parseJson, string } from "../../core/json.ts";
import { FORMATS } from "../../app/config/settings.ts";
import { HOSTILE_TITLE } from "../../app/demo/bookmark_outline.ts";
import { openWorld, type World } from "../support/world.ts";
import { expectFailure, expectSuccess, itemsOf, linesOf } from "./expect.ts";
import { appOf, demoCollection, openFilledWorld } from "./filled.ts";
import { readCsv, readTsv } from "./separated.ts";

/** More than one page. */
const ROWS = 1200;
/** Each list, and the column that says which record a line is. */
const LISTS = {
  bookmarks: "id",
  passwords: "id",
  history: "id",
  tabs: "url",
  devices: "id",
  collections: "name",
} as const;

let world: World;
Deno.test.beforeAll(async () => {
  world = await openFilledWorld({ rows: ROWS });
});
Deno.test.afterAll(async () => await world[Symbol.asyncDispose]());

const run = async (words: string) => expectSuccess(await world.foxden(words));
const print = async (words: string) => (await run(words)).stdout;
const ids = async (words: string) => linesOf(await print(`${words} -f ids`));

for (const [kind, key] of Object.entries(LISTS)) {
  Deno.test(`${kind} say the same in every format`, async () => {
    const list = `${kind} list`;
    const { stdout, stderr } = await run(`${list} --json`);
    assert.equal(stderr, "");
    const envelope = object({ schemaVersion: integer, kind: string, items: array(anyObject) });
    const { schemaVersion, items, ...rest } = envelope(parseJson(stdout, list), list);
    assert.deepEqual([schemaVersion, rest.kind], [1, kind]);
    assert.ok(items.length > 0);
    const keys = items.map((item) => String(item[key]));
    const ndjson = linesOf(await print(`${list} --ndjson`)).map((line) => JSON.parse(line));
    assert.deepEqual(ndjson, items);
    for (const [format, read] of [["csv", readCsv], ["tsv", readTsv]] as const) {
      const [head = [], ...records] = read(await print(`${list} -f ${format}`));
      assert.deepEqual(records.map((record) => record[head.indexOf(key)]), keys);
      assert.ok(records.every((record) => record.length === head.length));
      const bare = read(await print(`${list} -f ${format} --no-header`));
      assert.deepEqual(bare, records);
    }
    const plain = linesOf(await print(`${list} --fields ${key}`));
    assert.deepEqual(plain, keys);
    if (key === "id") assert.deepEqual(await ids(list), keys);
    const table = linesOf(await print(`${list} -f table`));
    assert.equal(table.length, items.length + 1);
  });
}

Deno.test("ids of one list go into another command through a pipe", async () => {
  const some = await ids("history list --limit 3");
  const got = expectSuccess(
    await world.foxden("records get history - --ndjson", { stdin: `${some.join("\n")}\n` }),
  );
  assert.deepEqual(linesOf(got.stdout).map((line) => JSON.parse(line).id), some);
});

/** Spoils the page of the local copy that holds the oldest history: what was downloaded together begins with the newest. */
async function spoilOldestHistory(): Promise<void> {
  await print("sync history");
  using app = appOf(world);
  const { db } = await app.mirror();
  const oldest = "SELECT max(no) FROM page WHERE copy IN (SELECT id FROM copy WHERE name = 'history')";
  db.run(`UPDATE page SET box = zeroblob(length(box)) WHERE no = (${oldest})`);
}

/** The same text whenever it was read: without the age of the copy it is from. */
const ageless = (text: string) => text.replace(/"?syncedAt"?[:=] ?"[^"]*"/, "");

for (const format of FORMATS) {
  Deno.test(`the first lines of ${format} are out before the last page is read`, async () => {
    const list = `history list -f ${format} --time iso`;
    const whole = linesOf(ageless(await print(list)));
    await spoilOldestHistory();
    const { code, stdout } = await world.foxden(`${list} --offline`);
    assert.equal(code, 1, "the last page does not open");
    const lines = ageless(stdout).split("\n").slice(0, -1);
    assert.ok(lines.length > 100 && lines.length < whole.length, `${lines.length} lines`);
    assert.deepEqual(lines, whole.slice(0, lines.length));
  });
}

Deno.test("fields are those that were asked for, in that order, in every format", async () => {
  const list = "bookmarks list --limit 2 --fields url,title";
  assert.deepEqual(Object.keys(itemsOf(await run(`${list} --json`))[0] ?? {}), ["url", "title"]);
  assert.deepEqual(readCsv(await print(`${list} -f csv`))[0], ["url", "title"]);
  assert.match(await print(`${list} -f table`), /^URL +TITLE\n/);
  assert.match(await print("bookmarks list --fields help"), /^title\n[^]*^keyword /m);
  const error = expectFailure(await world.foxden("bookmarks list --fields titel --json"), 2, "usage.value");
  assert.match(error.message, /"title"/);
});

Deno.test("sorting, turning round, limit and offset do what they say", async () => {
  const all = itemsOf(await run("history list --sort visits --fields id,visits --json"));
  const visits = all.map((item) => Number(item["visits"]));
  assert.deepEqual(visits, visits.toSorted((a, b) => a - b));
  const most = itemsOf(await run("history list --sort visits --reverse --limit 5 --fields visits --json"));
  assert.deepEqual(most.map((item) => item["visits"]), visits.slice(-5).reverse());
  const unsorted = await ids("history list");
  assert.deepEqual(await ids("history list --offset 998 --limit 4"), unsorted.slice(998, 1002));
  assert.deepEqual(await ids("history list --reverse --limit 2"), unsorted.slice(-2).reverse());
  assert.deepEqual(await ids("history list --offset 5000"), []);
  assert.deepEqual(itemsOf(await run("history list --limit 0 --json")), []);
});

Deno.test("a limit ends the reading early", async () => {
  const newest = (await ids("history list")).slice(0, 3);
  await spoilOldestHistory();
  assert.deepEqual(await ids("history list --limit 3 --offline"), newest);
  const all = await world.foxden("history list -f ids --offline");
  assert.equal(all.code, 1, "what comes after them does not open");
});

Deno.test("output into a file is the same text, and for its owner alone", async () => {
  const path = `${world.home}/bookmarks.csv`;
  const { stdout } = await run(`bookmarks list -f csv -o ${path}`);
  assert.equal(stdout, "");
  assert.equal(await Deno.readTextFile(path), await print("bookmarks list -f csv"));
  assert.equal(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o600);
  const nowhere = await world.foxden(`bookmarks list -o ${world.home}/no/such/folder/x`);
  assert.deepEqual([nowhere.code, nowhere.stdout], [1, ""]);
  assert.match(nowhere.stderr, /no\/such\/folder/);
});

Deno.test("a query picks what its words and fields say", async () => {
  const titles = async (query: string) =>
    itemsOf(await world.foxden(["bookmarks", "list", query, "--json"])).map((item) => String(item["title"]));
  assert.deepEqual(await titles("runbook"), ["Runbook"]);
  const onCall = demoCollection("bookmarks").filter(({ tags }) =>
    Array.isArray(tags) && tags.includes("oncall")
  );
  assert.deepEqual((await titles("tag:oncall")).sort(), onCall.map(({ title }) => title).sort());
  assert.ok((await titles("host:grafana.lan:3000")).length >= 2);
  assert.ok(!(await titles("tag:ops -runbook")).includes("Runbook"));
  assert.deepEqual(await titles("nosuchwordanywhere"), []);
  const pages = itemsOf(await run("history list host:ads.example visits:>0 --json"));
  assert.ok(pages.length > 0 && pages.every((page) => String(page["url"]).includes("ads.example")));
  const late = itemsOf(await run("history list --since 7d --json"));
  const weekAgo = Date.now() - 8 * 86_400_000;
  assert.ok(late.length > 0 && late.every((page) => Date.parse(String(page["lastVisit"])) > weekAgo));
  const error = expectFailure(await world.foxden("bookmarks list device:den --json"), 2, "usage.value");
  assert.match(error.message, /folder/, "the fields there are");
});

Deno.test("the tree of bookmarks is drawn with its folders, whole or from one of them", async () => {
  const whole = linesOf(await print("bookmarks list --tree"));
  assert.ok(
    whole.some((line) => /^toolbar\/ /.test(line)) && whole.some((line) => /^ {4}Runbook /.test(line)),
  );
  const part = linesOf(await print("bookmarks list --tree --folder toolbar/Work"));
  assert.ok(part.length > 5 && part.length < whole.length);
  assert.match(part[0] ?? "", /^Work\/ /);
  expectFailure(await world.foxden("bookmarks list --folder toolbar/Nowhere --json"), 3, "not-found.match");
});

Deno.test("one login is found by host, by host and user, and by its id", async () => {
  const [login] = demoCollection("passwords").filter(({ username }) => username === "annl-work");
  const id = String(login?.["id"]);
  for (
    const words of ["github.com --user annl-work", "https://github.com --user annl-work", id, id.slice(0, 9)]
  ) {
    const found = parseJson(await print(`passwords get ${words} --json`), words);
    assert.equal(anyObject(found, words)["id"], id, words);
  }
  const ambiguous = expectFailure(
    await world.foxden("passwords get github.com --json"),
    5,
    "ambiguous.match",
  );
  const candidates = ambiguous.candidates ?? [];
  assert.deepEqual(candidates.map((line) => line.split(/ +/)[1]), ["annl", "annl-work"]);
  const told = (await world.foxden("passwords get github.com")).stderr;
  assert.ok(told.includes("annl-work") && told.includes("--user"));
  for (const words of ["nosuch.example", "github.com --user nobody"]) {
    expectFailure(await world.foxden(`passwords get ${words} --json`), 3, "not-found.match");
  }
});

Deno.test("a title made to break terminals comes out as harmless text, and whole in JSON", async () => {
  const raw = /(?!\n|\t)\p{Cc}|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
  const env = { COLUMNS: "300" };
  for (const words of ["-f table", "-f plain", "--tree", "-f table --color always"]) {
    const { stdout } = expectSuccess(await world.foxden(`bookmarks list ${words}`, { env }));
    const plain = words.includes("always") ? stdout.replaceAll(/\p{Cc}\[(1|2|22|0)?m/gu, "") : stdout;
    assert.ok(!raw.test(plain), words);
    assert.ok(stdout.includes("\\u202e") && stdout.includes("\\x1b[31m"), words);
  }
  const titles = itemsOf(await run("bookmarks list --json")).map((item) => item["title"]);
  assert.ok(titles.includes(HOSTILE_TITLE));
  const [head = [], ...records] = readCsv(await print("bookmarks list -f csv"));
  assert.ok(records.some((record) => record[head.indexOf("title")] === HOSTILE_TITLE));
});

Deno.test("records come as they are, by id, by its beginning, and several at once", async () => {
  const pages = demoCollection("history", ROWS).slice(0, 3).map((page) => String(page["id"]));
  const [one = "", two = "", three = ""] = pages;
  const get = (words: string, options = {}) => world.foxden(`records get history ${words} --json`, options);
  const whole = anyObject(parseJson(expectSuccess(await get(one)).stdout, one), one);
  assert.deepEqual([whole["id"], typeof whole["histUri"]], [one, "string"]);
  assert.deepEqual(JSON.parse(expectSuccess(await get(one.slice(0, 8))).stdout).id, one);
  const several = expectSuccess(await get(`${two} ${three} ${one}`));
  assert.deepEqual(itemsOf(several).map((item) => item["id"]), [two, three, one]);
  expectFailure(await get("nosuchid0000"), 3, "not-found.record");
  const some = await get(`${one} nosuchid0000`);
  assert.equal(some.code, 3);
  assert.deepEqual(itemsOf(some).map((item) => item["id"]), [one]);
  assert.match(some.stderr, /nosuchid0000/);
  const raw = JSON.parse(expectSuccess(await get(`${one} --raw`)).stdout);
  assert.deepEqual(Object.keys(JSON.parse(raw.payload)).sort(), ["IV", "ciphertext", "hmac"]);
});

Deno.test("an account with no records gives empty lists, and that is no failure", async () => {
  await using empty = await openFilledWorld({ rows: 0 });
  empty.server.database.run("DELETE FROM collection WHERE name NOT IN ('meta', 'crypto')");
  for (const kind of ["bookmarks", "passwords", "history", "tabs"]) {
    const list = expectSuccess(await empty.foxden(`${kind} list --json`));
    assert.deepEqual([itemsOf(list), list.stderr], [[], ""]);
    for (const format of ["ndjson", "plain", "ids"]) {
      const none = expectSuccess(await empty.foxden(`${kind} list -f ${format}`));
      assert.deepEqual([none.stdout, none.stderr], ["", ""]);
    }
  }
  assert.deepEqual(itemsOf(expectSuccess(await empty.foxden("records list addresses --json"))), []);
  expectFailure(await empty.foxden("records list adresses --json"), 3, "not-found.match");
});

Deno.test("what is no collection's name is refused before anything is asked", async () => {
  await using nobody = await openWorld({ user: false });
  for (const name of ["a/b", "x".repeat(40), "%2e"]) {
    const words = ["records", "list", name, "--json"];
    expectFailure(await nobody.foxden(words), 2, "usage.value");
  }
});
