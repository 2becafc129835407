import assert from "node:assert/strict";
import { getItems, listItems } from "../../../app/browser/extstorage.ts";
import { failsWith } from "../../support/vectors.ts";
import { cellsOf, openSynced, put, putPayloads, type TestAccount, type TestRecord } from "../app_support.ts";

const storage = (id: string, extId: string, data: unknown): TestRecord => ({ id, extId, data });

async function withStorage(run: (account: TestAccount) => Promise<void>): Promise<void> {
  await using account = await openSynced();
  await put(
    account.app,
    "extension-storage",
    storage("dark________", "addon@darkreader.org", '{"theme":{"mode":1},"on":true,"é":"ü"}'),
    storage("block_______", "uBlock0@raymondhill.net", ' { "lists" : [ "a" , "b" ] } '),
    storage("raw_________", "raw@x.example", "hunter2 is no JSON"),
  );
  await run(account);
}

Deno.test("what extensions keep is listed item by item, with what each counts", () =>
  withStorage(async ({ app }) => {
    const listing = await listItems(app, {});
    assert.equal(listing.kind, "extstorage");
    const rows = await cellsOf(listing);
    assert.deepEqual(rows[0], {
      addon: "addon@darkreader.org",
      key: "theme",
      value: { mode: 1 },
      bytes: 5 + 10,
      raw: false,
      id: "dark________",
    });
    assert.deepEqual(rows.map(({ key, value, bytes, raw }) => [key, value, bytes, raw]).slice(1), [
      ["on", true, 6, false],
      ["é", "ü", 6, false],
      [null, "hunter2 is no JSON", 18, true],
      ["lists", ["a", "b"], 14, false],
    ]);
  }));

Deno.test("one extension's items are listed by its id, a part of it, or its record's id", () =>
  withStorage(async ({ app }) => {
    for (const addon of ["addon@darkreader.org", "DARK", "dark________", "dark____"]) {
      const keys = (await cellsOf(await listItems(app, { addon }), "key")).map(({ key }) => key);
      assert.deepEqual(keys, ["theme", "on", "é"], addon);
    }
    await failsWith("not-found.record", () => listItems(app, { addon: "nosuch" }));
    await failsWith("ambiguous.match", () => listItems(app, { addon: "a" }));
  }));

Deno.test("a query knows the fields of items", () =>
  withStorage(async ({ app }) => {
    const cases: Record<string, (string | null)[]> = {
      "key:the": ["theme"],
      "addon:ublock": ["lists"],
      "id:raw": [null],
      hunter2: [null],
      mode: ["theme"],
    };
    for (const [query, keys] of Object.entries(cases)) {
      assert.deepEqual(
        (await cellsOf(await listItems(app, { query }), "key")).map(({ key }) => key),
        keys,
        query,
      );
    }
  }));

Deno.test("items are got by their whole keys, and what is missing is told", () =>
  withStorage(async ({ app }) => {
    const got = async (addon: string, keys?: readonly string[]) => {
      const { rows, missing } = await getItems(app, addon, keys);
      return [rows.map(({ key }) => key), missing];
    };
    assert.deepEqual(await got("dark"), [["theme", "on", "é"], []]);
    assert.deepEqual(await got("dark", ["on", "nosuch", "theme"]), [["on", "theme"], ["nosuch"]]);
    assert.deepEqual(await got("dark", []), [[], []]);
    assert.deepEqual(await got("raw@x"), [[null], []]);
  }));

Deno.test("records of storage that nobody would write are listed as far as they can be, and stop nothing", async () => {
  await using account = await openSynced();
  await put(
    account.app,
    "extension-storage",
    storage("twin_a______", "twin@x", '{"a":1}'),
    storage("twin_b______", "twin@x", '{"b":2}'),
    storage("list________", "list@x", "[1]"),
    storage("proto_______", "proto@x", '{"__proto__":{"x":1},"constructor":null}'),
    storage("big_________", "big@x", JSON.stringify({ big: "x".repeat(500_000) })),
    storage("empty_______", "empty@x", "{}"),
    storage("number______", "number@x", 5),
    { id: "nobody______", data: "{}" },
  );
  await putPayloads(account.app, "extension-storage", { broken: "not JSON" });
  const listing = await listItems(account.app, {});
  const rows = await cellsOf(listing, "addon", "key", "value");
  assert.deepEqual(rows.map(({ addon, key }) => [addon, key]), [
    ["big@x", "big"],
    ["list@x", null],
    ["proto@x", "__proto__"],
    ["proto@x", "constructor"],
    ["twin@x", "a"],
    ["twin@x", "b"],
  ]);
  assert.deepEqual(rows[2]?.value, { x: 1 });
  assert.equal(listing.malformed().count, 3);
  assert.deepEqual((await getItems(account.app, "twin@x")).rows.map(({ key }) => key), ["a", "b"]);
});
