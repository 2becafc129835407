import assert from "node:assert/strict";
import type { RowTable } from "../../../app/browse/table.ts";
import { bookmarkTree } from "../../../app/bookmarks/list.ts";
import { showRecord } from "../../../app/browse/record.ts";
import { listDevices } from "../../../app/devices/devices.ts";
import { listRecords } from "../../../app/records.ts";
import { listTabs } from "../../../app/devices/tabs.ts";
import { readAll } from "../../../app/read.ts";
import { columnOf, load, openFilled, rowsOf } from "./browse_support.ts";
import { openSynced } from "../app_support.ts";
import { sync } from "../../../app/sync.ts";

const CACHED = { fresh: { mode: "cached" } } as const;

/** Children by the depth of rows, counted anew. */
function assertIsTree(table: RowTable): void {
  const rows = rowsOf(table);
  const branches: number[] = [];
  const counts = new Map<number, number>();
  for (const row of rows) {
    const depth = table.depth(row);
    assert.ok(depth <= branches.length, `row ${row} is below a row that is no branch`);
    branches.length = depth;
    const parent = branches.at(-1);
    if (parent !== undefined) counts.set(parent, (counts.get(parent) ?? 0) + 1);
    if (table.isBranch(row)) branches.push(row);
  }
  assert.deepEqual(rows.map((row) => table.children(row)), rows.map((row) => counts.get(row) ?? 0));
}

Deno.test("bookmarks are the tree in pre-order, and the root for mobile ones is there when it holds something", async () => {
  await using account = await openFilled(5);
  const table = await load(account.app, "bookmarks");
  assertIsTree(table);
  const { lines } = await bookmarkTree(account.app, CACHED);
  const firsts = [...lines.keys()].filter((at) => lines[at]?.depth === 0);
  const under = (id: string) => {
    const at = firsts.find((each) => lines[each]?.title === id) ?? 0;
    return lines.slice(at, firsts.find((each) => each > at));
  };
  const shown = ["toolbar", "menu", "unfiled", "mobile"].flatMap(under)
    .filter(({ title, size, depth }) => depth > 0 || title !== "mobile" || size > 0);
  assert.deepEqual(
    rowsOf(table).map((
      row,
    ) => [table.depth(row), table.cell(row, columnOf(table, "type")), table.children(row)]),
    shown.map(({ depth, type, size }) => [depth, type, size]),
  );
  assert.ok(shown.some(({ type }) => type === "separator"));
});

Deno.test("an account without bookmarks shows the roots that Firefox always shows", async () => {
  await using account = await openSynced();
  await sync(account.app, { collections: [] });
  const table = await load(account.app, "bookmarks");
  assert.deepEqual(rowsOf(table).map((row) => table.key(row)), ["toolbar", "menu", "unfiled"]);
  assert.deepEqual(rowsOf(table).map((row) => table.source(row)), [null, null, null]);
});

Deno.test("the roots are called as Firefox calls them, and keep their ids for whoever names them", async () => {
  await using account = await openFilled(5);
  const table = await load(account.app, "bookmarks");
  const [title, folder] = [columnOf(table, "title"), columnOf(table, "folder")];
  const roots = rowsOf(table).filter((row) => table.depth(row) === 0);
  assert.deepEqual(
    roots.map((row) => [table.key(row), table.cell(row, title)]),
    [["toolbar", "Toolbar"], ["menu", "Menu"], ["unfiled", "Unfiled"], ["mobile", "Mobile"]]
      .slice(0, roots.length),
  );
  const below = rowsOf(table).filter((row) => table.depth(row) > 0);
  assert.ok(
    below.every((row) => /^(Toolbar|Menu|Unfiled|Mobile)(\/|$)/.test(String(table.cell(row, folder)))),
  );
  const [toolbar] = roots;
  assert.equal((await showRecord(account.app, "bookmarks", table, toolbar!)).title, "Toolbar");
});

Deno.test("of a device that only the mirror tells of it is not said whether it is signed in", async () => {
  await using account = await openFilled(5);
  await listDevices(account.app);
  const statesIn = async (shelf: "tabs" | "devices") => {
    const table = await load(account.app, shelf);
    const [state, id] = [columnOf(table, "state"), columnOf(table, "id")];
    return new Map(
      rowsOf(table).filter((row) => table.isBranch(row) || shelf === "devices").map((row) =>
        [String(table.cell(row, id)), table.cell(row, state)] as const
      ),
    );
  };
  const table = await load(account.app, "tabs");
  const { tabs: [details] } = await showRecord(account.app, "tabs", table, 0);
  const labels = details?.lines.flatMap((line) => "label" in line ? [line.label] : []) ?? [];
  assert.ok(labels.includes("Title") && !labels.includes("Device"), labels.join());
  const [devices, tabs] = [await statesIn("devices"), await statesIn("tabs")];
  assert.ok([...devices.values()].includes("this device"));
  assert.ok([...devices.values()].includes(null) && [...tabs.values()].includes(null));
  assert.ok(![...devices.values(), ...tabs.values()].includes("not signed in"));
});

Deno.test("tabs are below their devices in the order of the list, and no device is missing", async () => {
  await using account = await openFilled(5);
  const table = await load(account.app, "tabs");
  assertIsTree(table);
  const tabs = rowsOf(table).filter((row) => !table.isBranch(row));
  const { columns, ...listing } = await listTabs(account.app, CACHED);
  const expected = await readAll(listing);
  for (const { name, value } of columns) {
    const column = columnOf(table, name);
    assert.deepEqual(tabs.map((row) => table.cell(row, column)), expected.map((row) => value(row)), name);
  }
  const devices = rowsOf(table).filter((row) => table.isBranch(row)).map((row) => table.key(row));
  const clients = await readAll(listRecords(account.app, { ...CACHED, collection: "clients" }));
  assert.deepEqual(devices.toSorted(), clients.map(({ id }) => id as string).sort());
});

Deno.test("records are below their collections, each as a list of records has it", async () => {
  await using account = await openFilled(40);
  const table = await load(account.app, "records");
  assertIsTree(table);
  const names = rowsOf(table).filter((row) => table.isBranch(row)).map((row) => table.key(row));
  assert.ok(names.includes("crypto") && names.includes("history"));
  for (const collection of names) {
    const { columns, ...listing } = listRecords(account.app, { ...CACHED, collection });
    for (const record of await readAll(listing)) {
      const row = table.rowOf(`${collection}/${record.id}`);
      assert.deepEqual(table.source(row), { collection, id: record.id });
      for (const { name, value } of columns.filter(({ whole }) => !whole)) {
        assert.deepEqual(table.cell(row, columnOf(table, name)), value(record), `${collection} ${name}`);
      }
    }
  }
});
