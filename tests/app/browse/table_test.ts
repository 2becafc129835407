import assert from "node:assert/strict";
import { collectionsOf, type ShelfName, SHELVES } from "../../../app/browse/shelves.ts";
import { compareKeys, sortKeyOf } from "../../../app/browse/order.ts";
import { listAddresses } from "../../../app/autofill/addresses.ts";
import { listCards } from "../../../app/autofill/cards.ts";
import { listForms } from "../../../app/autofill/forms.ts";
import { addressSearch } from "../../../app/autofill/addresses.ts";
import { cardSearch } from "../../../app/autofill/cards.ts";
import { formSearch } from "../../../app/autofill/forms.ts";
import { addonSearch, listAddons } from "../../../app/browser/addons.ts";
import { itemSearch, listItems } from "../../../app/browser/extstorage.ts";
import { listPrefs, prefSearch } from "../../../app/browser/prefs.ts";
import type { Cell, Listing } from "../../../app/columns.ts";
import { deviceSearch, listDevices } from "../../../app/devices/devices.ts";
import { listHistory } from "../../../app/history/list.ts";
import { historySearch } from "../../../app/history/search.ts";
import type { App } from "../../../app/open.ts";
import { listPasswords, loginSearch } from "../../../app/passwords.ts";
import { compileQuery, parseQuery } from "../../../app/query/query.ts";
import type { SearchSpec } from "../../../app/query/search.ts";
import { readAll } from "../../../app/read.ts";
import { columnOf, load, openFilled, rowsOf } from "./browse_support.ts";

const CACHED = { fresh: { mode: "cached" } } as const;

/** A shelf as its command lists it, with nothing in between. */
interface Listed {
  readonly shelf: ShelfName;
  readonly rows: readonly unknown[];
  readonly names: readonly string[];
  readonly cell: (row: number, name: string) => Cell;
  readonly holds: (row: number, query: string) => boolean;
}

async function listed<Row>(
  app: App,
  shelf: ShelfName,
  listing: Listing<Row>,
  search: SearchSpec<Row>,
): Promise<Listed> {
  const rows = await readAll(listing);
  const columns = listing.columns.filter(({ secret, name }) => !secret && name !== "visitList");
  return {
    shelf,
    rows,
    names: columns.map(({ name }) => name),
    cell: (row, name) => columns.find((column) => column.name === name)?.value(rows[row]!) ?? null,
    holds: (row, query) =>
      compileQuery(parseQuery(query, { ...search, nowMs: app.ctx.now() }))(search.searchable(rows[row]!)),
  };
}

const flatShelves = async (app: App): Promise<Listed[]> => [
  await listed(app, "passwords", await listPasswords(app, CACHED), loginSearch),
  await listed(app, "history", listHistory(app, CACHED), historySearch),
  await listed(app, "addresses", await listAddresses(app, CACHED), addressSearch),
  await listed(app, "cards", await listCards(app, CACHED), cardSearch),
  await listed(app, "forms", await listForms(app, CACHED), formSearch),
  await listed(app, "addons", await listAddons(app, CACHED), addonSearch),
  await listed(app, "prefs", await listPrefs(app, { ...CACHED, switches: false }), prefSearch),
  await listed(app, "extstorage", await listItems(app, CACHED), itemSearch),
  await listed(app, "devices", await listDevices(app), deviceSearch),
];

/** Queries of words and of the fields that a shelf has. */
const QUERIES = [
  "",
  "e",
  "deno",
  "-e",
  "'d",
  "dn~",
  "東",
  "ß",
  "id:a",
  "-id:a",
  "host:example",
  "title:e",
  "url:html",
]
  .concat([
    "type:link",
    "visits:>3",
    "after:2026-11",
    "before:2026",
    "is:synced",
    "user:ann",
    "name:e",
    "deno -github",
  ])
  .concat(["title:deno url:deno", "a'b", "on:2026-01-01", 'title:"a "', "host:same.example", "is:enabled"]);

Deno.test("tables hold what the lists of commands hold: the same rows, cells and hits", async () => {
  await using account = await openFilled();
  for (const list of await flatShelves(account.app)) {
    const table = await load(account.app, list.shelf);
    assert.equal(table.size, list.rows.length, list.shelf);
    assert.ok(table.isComplete && table.size > 0, list.shelf);
    for (const name of list.names) {
      const column = columnOf(table, name);
      assert.deepEqual(
        rowsOf(table).map((row) => table.cell(row, column)),
        rowsOf(table).map((row) => asKnown(list, row, name)),
        `${list.shelf} ${name}`,
      );
    }
    assertSameHits(list, table, account.app.ctx.now());
  }
});

/** Without asking the accounts server nobody knows that a device is not signed in. */
function asKnown(list: Listed, row: number, name: string): Cell {
  const cell = list.cell(row, name);
  return list.shelf === "devices" && cell === "not signed in" ? null : cell;
}

function assertSameHits(list: Listed, table: Awaited<ReturnType<typeof load>>, nowMs: number): void {
  for (const query of QUERIES) {
    const field = /(?:^|-| )(\w+):/.exec(query)?.[1];
    if (field !== undefined && !table.fields.fields.includes(field)) continue;
    const choices = table.fields.choices?.[field ?? ""];
    if (choices && !choices.includes(query.slice(query.indexOf(":") + 1))) continue;
    const parsed = parseQuery(query, { ...table.fields, nowMs });
    const found = table.scan(parsed);
    assert.deepEqual(found, rowsOf(table).filter((row) => list.holds(row, query)), `${list.shelf} ${query}`);
    assert.deepEqual([...table.ranked(parsed, found)].sort((a, b) => a - b), found);
    const slices = [0, 100, 300, 301].flatMap((from, i, all) => table.scan(parsed, from, all[i + 1]));
    assert.deepEqual(slices, found);
  }
}

Deno.test("every shelf: keys are unique and found again, sources are there, the order is a stable sort", async () => {
  await using account = await openFilled();
  using snapshot = (await account.app.mirror()).snapshot();
  for (const shelf of SHELVES) {
    const table = await load(account.app, shelf);
    const rows = rowsOf(table);
    assert.equal(new Set(rows.map((row) => table.key(row))).size, table.size, shelf);
    assert.deepEqual(rows.map((row) => table.rowOf(table.key(row))), rows, shelf);
    assert.equal(table.rowOf("there is no such key"), -1);
    for (const [column, { name, secret }] of table.columns.entries()) {
      assert.notEqual(secret, true);
      const keys = rows.map((row) => sortKeyOf(table.cell(row, column)));
      const expected = rows.toSorted((a, b) => compareKeys(keys[a]!, keys[b]!));
      assert.deepEqual([...table.order(column)], expected, `${shelf} ${name}`);
    }
    for (const source of rows.map((row) => table.source(row)).filter((source) => source !== null)) {
      if (shelf !== "records") assert.ok(collectionsOf(shelf).some((name) => name === source.collection));
    }
    const [own] = collectionsOf(shelf);
    const ids = rows.flatMap((row) => table.source(row) ?? []).filter(({ collection }) => collection === own);
    const copy = own && snapshot.copyOf(own);
    if (copy) {
      const wanted = [...new Set(ids.map(({ id }) => id))] as never[];
      assert.equal((await snapshot.byId(copy, wanted)).size, wanted.length, shelf);
    }
  }
});

Deno.test("records that cannot be read are counted, and tombstones are none of the rows", async () => {
  await using account = await openFilled(20);
  const history = await load(account.app, "history");
  assert.equal(history.malformed, 1);
  assert.equal(history.rowOf("broken000001"), -1);
  assert.equal(history.rowOf("gone00000001"), -1);
  const records = await load(account.app, "records");
  const state = columnOf(records, "state");
  assert.equal(records.malformed, 1);
  assert.equal(records.cell(records.rowOf("history/broken000001"), state), "malformed");
  assert.equal(records.cell(records.rowOf("history/gone00000001"), state), "tombstone");
  assert.equal(records.cell(records.rowOf("history/never0000001"), state), "live");
});

Deno.test("facets are counted, the most frequent first, for all rows or some", async () => {
  await using account = await openFilled();
  for (const shelf of SHELVES) {
    const table = await load(account.app, shelf);
    for (const field of table.fields.fields) {
      const counts = table.facets(field).map(({ count }) => count);
      assert.deepEqual(counts, counts.toSorted((a, b) => b - a), `${shelf} ${field}`);
      assert.deepEqual(table.facets(field, []), []);
    }
  }
  const history = await load(account.app, "history");
  const [most] = history.facets("host");
  const query = parseQuery(`host:"${most!.value}"`, { ...history.fields, nowMs: 0 });
  const found = history.scan(query);
  assert.equal(history.facets("host", found).find(({ value }) => value === most!.value)?.count, most!.count);
  assert.ok(history.facets("type").some(({ value }) => value === "typed"));
  assert.ok(history.facets("on").some(({ value, count }) => value === "2026-01" && count === 3));
});
