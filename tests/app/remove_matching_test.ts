import assert from "node:assert/strict";
import { parseQuery } from "../../app/query/query.ts";
import { type MatchingRemovalInput, prepareMatchingRemoval } from "../../app/remove_matching.ts";
import type { SearchSpec } from "../../app/query/search.ts";
import { readLive, type Stored } from "../../app/read.ts";
import { undo } from "./tree_support.ts";
import { formCodec, type FormEntry } from "../../core/records/forms.ts";
import { named } from "../core/sync/storage_support.ts";
import { failsWith } from "../support/vectors.ts";
import { put, putPayloads } from "./app_support.ts";
import { meanwhile, openWriting, stored, type WritingAccount } from "./writing_support.ts";

const FORMS = named("forms");

const search: SearchSpec<Stored<FormEntry>> = {
  fields: ["id", "type"],
  searchable: ({ id, record }) => ({ text: [record.name, record.value], fields: { id, type: record.name } }),
};

const form = (id: string, value: string) => ({ id, name: "field", value });

type Over = Partial<MatchingRemovalInput<Stored<FormEntry>>>;

const find = ({ app }: WritingAccount, words: readonly string[], over: Over = {}) =>
  prepareMatchingRemoval(app, {
    name: FORMS,
    title: "forms rm",
    read: (options) => readLive(app, FORMS, formCodec, options),
    search,
    words,
    inParts: false,
    ...over,
  });

const idsOf = ({ changes }: { readonly changes: readonly { readonly id: string }[] }) =>
  changes.map(({ id }) => id);

/** Names that begin so, from `from` on. */
const several = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => form(`aaaaaaaaa${from + i + 100}`, i % 2 === 0 ? "even" : "odd"));

Deno.test("what a query means is counted first, and then gone with a tombstone for each", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", form("aaaaaaaaaaaa", "rose"), form("bbbbbbbbbbbb", "tulip"));
  account.writes.length = 0;
  const pending = await find(account, ["ROSE"]);
  assert.deepEqual([idsOf(pending), pending.missing, pending.isAll], [["aaaaaaaaaaaa"], [], false]);
  assert.equal(account.writes.length, 0);
  assert.equal((await pending.commit()).length, 1);
  assert.deepEqual(await stored(account.app, "forms", "aaaaaaaaaaaa", "bbbbbbbbbbbb"), {
    aaaaaaaaaaaa: "deleted",
    bbbbbbbbbbbb: form("bbbbbbbbbbbb", "tulip"),
  });
});

Deno.test("all words and terms must hold, and a further condition too", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", form("aaaaaaaaaaaa", "red rose"), form("bbbbbbbbbbbb", "white rose"));
  assert.deepEqual(idsOf(await find(account, ["rose", "-white"])), ["aaaaaaaaaaaa"]);
  assert.deepEqual(
    idsOf(await find(account, ["rose"], { terms: parseQuery("white", { ...search, nowMs: 0 }).terms })),
    ["bbbbbbbbbbbb"],
  );
  const only = ({ record }: Stored<FormEntry>) => record.value.startsWith("white");
  assert.deepEqual(idsOf(await find(account, [], { only })), ["bbbbbbbbbbbb"]);
});

Deno.test("a query that matches nothing is no failure, and removes nothing", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", form("aaaaaaaaaaaa", "rose"));
  account.writes.length = 0;
  const pending = await find(account, ["tulip"]);
  assert.deepEqual([pending.changes, await pending.commit(), account.writes], [[], [], []]);
});

Deno.test("what asks for nothing is refused, unless all is asked for, and that goes with nothing else", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", form("aaaaaaaaaaaa", "rose"));
  for (const words of [[], [""], ['"'], [" ", ""]]) {
    await failsWith("usage.value", () => find(account, words));
  }
  await failsWith("usage.value", () => find(account, ["rose"], { all: true }));
  await failsWith("usage.value", () => find(account, [], { all: true, wholeIds: [] }));
  await failsWith("usage.value", () => find(account, ["nosuch:rose", "before:never"]));
});

Deno.test("all of a collection goes after a backup, and stays restorable", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", form("aaaaaaaaaaaa", "rose"), form("bbbbbbbbbbbb", "tulip"));
  const pending = await find(account, [], { all: true });
  assert.deepEqual([pending.changes.length, pending.isAll], [2, true]);
  account.warnings.length = 0;
  await pending.commit();
  assert.match(account.warnings.join(), /^backup: .*forms-rm\.fxbackup$/);
});

Deno.test("a query that turns out to mean everything is told as such, unless that is only a handful", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", ...several(24));
  assert.equal((await find(account, ["field"])).isAll, false);
  await put(account.app, "forms", ...several(2, 24));
  assert.equal((await find(account, ["field"])).isAll, true);
  assert.equal((await find(account, ["even"])).isAll, false);
});

Deno.test("words that are whole ids are these records; beside a word that is none they are refused", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", form("aaaaaaaaaaaa", "rose"), form("bbbbbbbbbbbb", "tulip"));
  assert.deepEqual(idsOf(await find(account, ["bbbbbbbbbbbb", "aaaaaaaaaaaa"])), [
    "bbbbbbbbbbbb",
    "aaaaaaaaaaaa",
  ]);
  // The beginning of an id is none.
  assert.deepEqual(idsOf(await find(account, ["bbbbbbbb"])), []);
  await failsWith("usage.value", () => find(account, ["bbbbbbbbbbbb", "rose"]));
});

Deno.test("ids from a program are taken as they are, and a query narrows them", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", form("aaaaaaaaaaaa", "rose"), form("bbbbbbbbbbbb", "tulip"));
  const wholeIds = ["bbbbbbbbbbbb", "aaaaaaaaaaaa", "bbbbbbbbbbbb", "cccccccccccc"];
  const all = await find(account, [], { wholeIds });
  assert.deepEqual([idsOf(all), all.missing], [["bbbbbbbbbbbb", "aaaaaaaaaaaa"], ["cccccccccccc"]]);
  const some = await find(account, ["rose"], { wholeIds });
  assert.deepEqual([idsOf(some), some.missing], [["aaaaaaaaaaaa"], ["cccccccccccc"]]);
  assert.deepEqual(idsOf(await find(account, ["orchid"], { wholeIds })), []);
  assert.deepEqual((await find(account, [], { wholeIds: [] })).changes, []);
  await failsWith("not-found.record", () => find(account, [], { wholeIds: ["cccccccccccc"] }));
  await failsWith("usage.value", () => find(account, [], { wholeIds: ["a,b"] }));
});

Deno.test("what another device has just added is found where this one does not know it yet", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", form("aaaaaaaaaaaa", "rose"));
  const old = account.open({ fresh: { mode: "max-age", maxAgeMs: 300_000, lenient: true } });
  const behind = { ...account, app: old };
  assert.deepEqual(idsOf(await find(behind, ["rose"])), ["aaaaaaaaaaaa"]);
  await put(account.app, "forms", form("bbbbbbbbbbbb", "tulip"));
  assert.deepEqual(idsOf(await find(behind, ["tulip"])), ["bbbbbbbbbbbb"]);
  old[Symbol.dispose]();
});

Deno.test("a record that changed since a list would have shown it stays, unless by force", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", form("aaaaaaaaaaaa", "rose"), form("bbbbbbbbbbbb", "rose"));
  const change = () => put(account.app, "forms", form("aaaaaaaaaaaa", "orchid"));
  {
    using _ = meanwhile(account, change);
    await failsWith("conflict.fields", async () => await (await find(account, ["rose"])).commit());
  }
  assert.equal((await stored(account.app, "forms", "bbbbbbbbbbbb"))["bbbbbbbbbbbb"] === "deleted", false);
  using _ = meanwhile(account, change);
  await put(account.app, "forms", form("aaaaaaaaaaaa", "rose"));
  await (await find(account, ["rose"], { force: true })).commit();
  assert.equal((await stored(account.app, "forms", "aaaaaaaaaaaa"))["aaaaaaaaaaaa"], "deleted");
});

Deno.test("records that cannot be read match nothing, stay, and are told; by id they go", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", form("aaaaaaaaaaaa", "rose"));
  await putPayloads(account.app, "forms", { bbbbbbbbbbbb: "no payload" });
  const { changes, warnings } = await find(account, [], { all: true });
  assert.equal(changes.length, 1);
  assert.match(warnings.join(), /1 record of forms cannot be read and stays/);
  const byId = await find(account, [], { wholeIds: ["bbbbbbbbbbbb"] });
  assert.deepEqual(idsOf(byId), ["bbbbbbbbbbbb"]);
  assert.doesNotMatch(byId.warnings.join(), /cannot be read/);
});

Deno.test("more than becomes visible at once goes in parts, and only where that was said", async () => {
  await using account = await openWriting({ limits: { max_post_records: 10, max_total_records: 10 } });
  for (const from of [0, 10, 20]) await put(account.app, "forms", ...several(10, from));
  await failsWith("server.too-large", () => find(account, ["odd"]));
  const pending = await find(account, ["odd"], { inParts: true });
  assert.equal((await pending.commit()).length, 15);
  assert.deepEqual((await find(account, ["odd"])).changes, []);
  assert.equal((await find(account, ["even"], { inParts: true })).changes.length, 15);
  await undo(account.app);
  assert.equal((await find(account, ["odd"], { inParts: true })).changes.length, 15);
});

Deno.test("undo brings back what went", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", ...several(30));
  await (await find(account, ["odd"])).commit();
  await undo(account.app);
  const { id } = several(2)[1] ?? form("", "");
  assert.deepEqual((await stored(account.app, "forms", id))[id], form(id, "odd"));
});

Deno.test("nothing is planned while no server may be asked", async () => {
  await using account = await openWriting();
  const offline = account.open({ offline: true });
  await failsWith("network.offline", () => find({ ...account, app: offline }, ["rose"]));
  offline[Symbol.dispose]();
});
