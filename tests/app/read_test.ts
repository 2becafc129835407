import assert from "node:assert/strict";
import { decode, mapReading, onePage, readAll, readAs, type Reading, readLive } from "../../app/read.ts";
import { formCodec } from "../../core/records/forms.ts";
import { guid } from "../../core/ids.ts";
import { named } from "../core/sync/storage_support.ts";
import { openSynced, put, putPayloads } from "./app_support.ts";

const FORMS = named("forms");
const form = (id: string, value = "x") => ({ id, name: "field", value });

/** A reading of pages that are in memory. */
const readingOf = <Item>(...pages: readonly (readonly Item[])[]): Reading<Item> => ({
  pages: (async function* () {
    for (const page of pages) yield await Promise.resolve(page);
  })(),
  malformed: () => ({ count: 2, ids: ["a", "b"] }),
});

Deno.test("live records are given with their envelopes; tombstones and bad records are not", async () => {
  await using account = await openSynced();
  const { app } = account;
  const modified = await put(
    app,
    "forms",
    form("a"),
    { id: "gone", deleted: true },
    { id: "bad" },
    form("b"),
  );
  await putPayloads(app, "forms", { broken: "not JSON" });
  const reading = readLive(app, FORMS, formCodec);
  const rows = await readAll(reading);
  assert.deepEqual(rows.map(({ id, modified, record }) => [id, modified, record.name, record.value]), [
    ["a", modified, "field", "x"],
    ["b", modified, "field", "x"],
  ]);
  assert.ok(!("payload" in (rows[0] ?? {})), "the sealed payload is of no more use");
  assert.deepEqual(reading.malformed(), { count: 2, ids: ["bad", "broken"] });
});

Deno.test("bad records are all counted, and the first five named", async () => {
  await using account = await openSynced();
  await putPayloads(account.app, "forms", Object.fromEntries([..."abcdefgh"].map((id) => [id, "not JSON"])));
  const reading = readLive(account.app, FORMS, formCodec);
  assert.deepEqual(await readAll(reading), []);
  const { count, ids } = reading.malformed();
  assert.deepEqual([count, ids.length], [8, 5]);
});

Deno.test("nothing is asked of the server before someone reads, and records come in pages of 512", async () => {
  await using account = await openSynced();
  for (let start = 0; start < 600; start += 100) {
    await put(account.app, "forms", ...Array.from({ length: 100 }, (_, i) => form(`form-${start + i}`)));
  }
  account.traces.length = 0;
  const reading = readLive(account.app, FORMS, formCodec);
  assert.deepEqual(account.traces, []);
  const sizes: number[] = [];
  for await (const page of reading.pages) sizes.push(page.length);
  assert.deepEqual(sizes, [512, 88]);
});

Deno.test("a reader decides about each record, and is given those that do not open too", async () => {
  await using account = await openSynced();
  await put(account.app, "forms", form("a"), form("b"));
  await putPayloads(account.app, "forms", { c: "not JSON" });
  const reading = readAs(account.app, FORMS, {}, ({ id, clear }) => {
    if (id === "b") return "left-out";
    return clear === null ? "malformed" : { id };
  });
  assert.deepEqual(await readAll(reading), [{ id: "a" }]);
  assert.deepEqual(reading.malformed(), { count: 1, ids: ["c"] });
});

Deno.test("a payload that did not open counts as malformed, like one that holds nonsense", () => {
  const id = guid("a");
  assert.equal(decode(formCodec, id, null).kind, "malformed");
  assert.equal(decode(formCodec, id, "no object").kind, "malformed");
  assert.equal(decode(formCodec, id, { id: "a" }).kind, "malformed");
  assert.equal(decode(formCodec, id, { id: "b", name: "n", value: "v" }).kind, "malformed");
  assert.equal(decode(formCodec, id, { id: "a", deleted: true }).kind, "tombstone");
  assert.equal(decode(formCodec, id, { id: "a", name: "n", value: "v" }).kind, "live");
});

Deno.test("a reading can be turned into another, page by page, and items dropped on the way", async () => {
  const doubled = mapReading(readingOf([1, 2], [3], [4]), (n) => n % 2 === 0 ? n * 10 : undefined);
  const pages: (readonly number[])[] = [];
  for await (const page of doubled.pages) pages.push(page);
  assert.deepEqual(pages, [[20], [], [40]]);
  assert.deepEqual(doubled.malformed(), { count: 2, ids: ["a", "b"] });
});

Deno.test("everything at once is all pages in order", async () => {
  assert.deepEqual(await readAll(readingOf([1, 2], [], [3])), [1, 2, 3]);
  const pages: (readonly number[])[] = [];
  for await (const page of onePage([1, 2])) pages.push(page);
  assert.deepEqual(pages, [[1, 2]]);
});
