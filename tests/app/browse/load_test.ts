import assert from "node:assert/strict";
import { shelfCounts } from "../../../app/browse/counts.ts";
import { loadTable } from "../../../app/browse/load.ts";
import { SHELVES } from "../../../app/browse/shelves.ts";
import { sync } from "../../../app/sync.ts";
import { isFoxdenError } from "../../../core/errors.ts";
import { openSignedIn } from "../app_support.ts";
import { allCells, load, openFilled, rowsOf } from "./browse_support.ts";

const NEVER = new AbortController().signal;

Deno.test("a table can be used while it grows, and its rows never change", async () => {
  await using account = await openFilled(2000);
  for (const shelf of ["history", "records", "forms"] as const) {
    const sizes: number[] = [];
    const keys: string[] = [];
    const table = await loadTable(account.app, shelf, {
      signal: NEVER,
      onRows: (table) => {
        assert.equal(table.isComplete, table.size === sizes.at(-1) || table.isComplete);
        keys.push(...rowsOf(table).slice(keys.length).map((row) => table.key(row)));
        sizes.push(table.size);
      },
    });
    assert.deepEqual(rowsOf(table).map((row) => table.key(row)), keys, shelf);
    assert.deepEqual(sizes, sizes.toSorted((a, b) => a - b));
    assert.ok(sizes.length > 1 && table.isComplete);
    if (shelf === "history") assert.ok(sizes[0]! > 0 && sizes[0]! < 100, String(sizes[0]));
  }
});

Deno.test("loading that is ended rejects with the reason, at once or in the middle", async () => {
  await using account = await openFilled(2000);
  for (const shelf of SHELVES) {
    const reason = new Error("enough");
    const options = { signal: AbortSignal.abort(reason), onRows: () => assert.fail("rows of nobody") };
    await assert.rejects(loadTable(account.app, shelf, options), reason);
    const stop = new AbortController();
    const loading = loadTable(account.app, shelf, { signal: stop.signal, onRows: () => stop.abort(reason) });
    await loading.then((table) => assert.ok(table.isComplete), (error) => assert.equal(error, reason));
  }
  const stop = new AbortController();
  let size = 0;
  const onRows = (table: { readonly size: number }) => {
    size = table.size;
    stop.abort("over");
  };
  await assert.rejects(
    loadTable(account.app, "history", { signal: stop.signal, onRows }),
    (error) => error === "over",
  );
  assert.ok(size < 100);
});

Deno.test("what was never downloaded is said to be missing, and is not counted", async () => {
  await using account = await openSignedIn();
  for (const shelf of SHELVES) {
    await assert.rejects(
      load(account.app, shelf),
      (error) => isFoxdenError(error) && error.code === "network.offline",
    );
  }
  assert.deepEqual([...await shelfCounts(account.app)], SHELVES.map((shelf) => [shelf, null]));
});

Deno.test("no server is asked", async () => {
  await using account = await openFilled(30);
  await account.server.close();
  const app = account.open();
  for (const shelf of SHELVES) assert.ok((await load(app, shelf)).isComplete, shelf);
});

Deno.test("shelves are counted as the mirror has them", async () => {
  await using account = await openFilled(30);
  const counts = await shelfCounts(account.app);
  assert.deepEqual([...counts.keys()], [...SHELVES]);
  const history = await load(account.app, "history");
  // One page was never visited, and one cannot be read; tombstones are not counted.
  assert.equal(counts.get("history"), history.size - 1);
  const copies = (await account.app.mirror()).copies();
  const expected = new Map(copies.map(({ name, records }) => [name as string, records]));
  for (const shelf of ["addresses", "forms", "addons", "bookmarks", "tabs"] as const) {
    assert.equal(counts.get(shelf), expected.get(shelf), shelf);
  }
  assert.equal(counts.get("cards"), expected.get("creditcards"));
  assert.equal(counts.get("records"), expected.values().reduce((sum, count) => sum + count));
});

Deno.test("no password and no number of a card is in any cell, key or facet", async () => {
  await using account = await openFilled(5);
  for (const shelf of SHELVES) {
    const table = await load(account.app, shelf);
    const facets = table.fields.fields.map((field) => table.facets(field));
    const text = allCells(table) + JSON.stringify(facets) + rowsOf(table).map((row) => table.key(row)).join();
    assert.doesNotMatch(text, /one for both of them|4111 ?1111|5555/, shelf);
  }
});

Deno.test("a mirror that another process has made anew is found by the second loading at the latest", async () => {
  await using account = await openFilled(30);
  const { app } = account;
  await load(app, "history");
  const other = account.open();
  await other.discardMirror();
  await sync(other, { collections: [] });
  await assert.rejects(loadTable(app, "history", { signal: NEVER, onRows: () => {} }));
  assert.ok((await load(app, "history")).size > 0);
});
