/** Searching records before they are decoded finds what searching decoded ones finds. */
import assert from "node:assert/strict";
import { listHistory, readHistory } from "../../../app/history/list.ts";
import { historyFilter, historySearch } from "../../../app/history/search.ts";
import { narrowing, recordFilter, type RecordSearch } from "../../../app/query/search.ts";
import type { Cleartext } from "../../../core/crypto/payload.ts";
import { type Guid, guid } from "../../../core/ids.ts";
import type { JsonObject } from "../../../core/json.ts";
import { postBsos } from "../../../core/sync/storage.ts";
import { sealRecords } from "../../../core/sync/upload.ts";
import { id, named } from "../../core/sync/storage_support.ts";
import { failsWith } from "../../support/vectors.ts";
import { makeProfile, openSynced, put, putPayloads, rowsOf, type TestAccount } from "../app_support.ts";

const visit = (date: unknown, type: unknown = 1) => ({ date, type });

/** Pages as devices write them, and as none should. */
const RECORDS = [
  {
    id: "plain",
    histUri: "https://docs.deno.com/x",
    title: "Deno docs",
    visits: [visit(1767607200000000, 2)],
  },
  {
    id: "cafe",
    histUri: "https://example.org/Café",
    title: "Grüße",
    visits: [visit(1e15), visit(17e14, 3), visit("soon"), 5],
  },
  { id: "untitled", histUri: "https://docs.deno.com/", title: null, visits: [] },
  { id: "odd-title", histUri: "deno", title: 5, visits: "none" },
  { id: "no-visits", histUri: "about:config" },
  { id: "no-url", title: "Deno docs", visits: [] },
  { id: "empty-url", histUri: "", title: "Deno docs" },
  { id: "odd-url", histUri: ["https://docs.deno.com/"], title: "Deno docs" },
  { id: "gone", deleted: true },
  { id: "gone-too", deleted: true, histUri: "https://docs.deno.com/gone", title: "Deno docs" },
];

const QUERIES = [
  ...["", "deno", "-deno", "DOCS title:deno", "cafe", "'den", "dndcs~", '"deno docs"', "nothing"],
  ...[
    "host:deno",
    "-host:example.org",
    "url:about",
    "id:untitled",
    "id:no",
    "type:typed",
    "type:bookmark",
    "-type:link",
  ],
  ...[
    "visits:0",
    "visits:>0",
    "visits:1..2",
    "after:2025",
    "before:2025",
    "on:2026-01-05",
    "-after:1970",
    "deno visits:0",
  ],
];

async function openHistory(): Promise<TestAccount> {
  const account = await openSynced();
  const { app } = account;
  await put(app, "history", ...RECORDS);
  // One record that does not open, and one that says it were another.
  await putPayloads(app, "history", { sealed: "{}" });
  const clear = JSON.stringify({ id: "plain", histUri: "https://x.example/" }) as Cleartext;
  const session = await app.sync();
  const moved = await sealRecords(session, named("history"), [{ id: id("moved"), clear }]);
  await postBsos(session.server, named("history"), moved);
  return account;
}

Deno.test("history is searched before it is decoded as it would be after, and all that is malformed is counted", async () => {
  await using account = await openHistory();
  const { app } = account;
  const counts = new Set<number>();
  for (const query of QUERIES) {
    const early = listHistory(app, { query });
    const late = narrowing(app, historySearch, { query })(readHistory(app, { newestFirst: true }));
    const [rows, expected] = [await rowsOf(early), await rowsOf(late)];
    assert.deepEqual(rows, expected, query);
    // What is not read is not counted: newest first, all that is malformed comes last.
    if (!/^(after|on):/.test(query)) assert.deepEqual(early.malformed(), late.malformed(), query);
    assert.equal(late.malformed().count, 5, query);
    counts.add(rows.length);
  }
  assert.ok(counts.has(0) && counts.has(5) && counts.size > 3, [...counts].join());
});

const DAYS = ["2026-01-05", "2026-01-04", "2026-01-03", "2026-01-02"];

Deno.test("newest first, reading ends where everything is too old, and in another order it does not", async () => {
  await using account = await openSynced();
  const { app } = account;
  const pages = DAYS.map((day) => ({
    id: day,
    histUri: "https://x.example/",
    visits: [visit(1000 * Date.parse(day))],
  }));
  await put(app, "history", ...pages);
  const looked = async (query: string, newestFirst: boolean) => {
    const seen: string[] = [];
    const filter = historyFilter(app, { query });
    const isWanted = (clear: JsonObject, id: Guid) => {
      seen.push(id);
      return filter?.isWanted(clear, id) ?? true;
    };
    const found = (await rowsOf(readHistory(app, { newestFirst, filter: { isWanted } }))).map(({ id }) =>
      String(id)
    );
    return { seen, found: found.toSorted().reverse() };
  };
  for (const newestFirst of [true, false]) {
    const { seen, found } = await looked("after:2026-01-04", newestFirst);
    assert.deepEqual(found, DAYS.slice(0, 2));
    assert.equal(seen.length, newestFirst ? 3 : 4);
  }
  assert.equal((await looked("-x on:2026-01-04 after:2020", true)).seen.length, 3);
  assert.equal((await looked("after:2026-01-04 nothing", true)).seen.length, 3);
  assert.deepEqual((await looked("-after:2026-01-04 id:2026-01-02", true)).found, ["2026-01-02"]);
  for (const query of ["-after:2026-01-04", "before:2026-01-05", "on:..2026-01-04", "x"]) {
    assert.equal((await looked(query, true)).seen.length, 4, query);
  }
});

interface Animal {
  readonly name: string;
}

const animals: RecordSearch = {
  fields: ["name", "age"],
  kinds: { age: "number" },
  choices: { name: ["cat", "dog"] },
  searchable: ({ name }: JsonObject, id) =>
    typeof name === "string" ? { text: [name, id], fields: { name } } : undefined,
};

Deno.test("without words no record is looked at, and what cannot be told is decoded", async () => {
  await using profile = await makeProfile();
  const app = profile.open();
  for (const query of [undefined, "", '""']) assert.equal(recordFilter(app, animals, { query }), undefined);
  const filter = recordFilter(app, animals, { query: "name:cat x1" });
  const looked = [{ name: "Cat" }, { name: "dog" }, { name: 5 }, {}].map((clear) =>
    filter?.isWanted(clear, guid("X1"))
  );
  assert.deepEqual(looked, [true, false, true, true]);
  assert.equal(filter?.isWanted({ name: "cat" }, guid("x2")), false);
});

Deno.test("what a list says of its fields is said to those who search its records, too", async () => {
  await using profile = await makeProfile();
  const app = profile.open();
  const spec = { ...animals, searchable: ({ name }: Animal) => ({ text: [name], fields: { name } }) };
  for (const query of ["age:old", "name:bird", "hots:x", "visits:5"]) {
    const one = await failsWith("usage.value", () => narrowing(app, spec, { query }));
    const other = await failsWith("usage.value", () => recordFilter(app, animals, { query }));
    assert.equal(one.message, other.message);
  }
});
