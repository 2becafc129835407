import assert from "node:assert/strict";
import { checkTree, prepareRepair } from "../../app/bookmarks/check.ts";
import { listUndo } from "../../app/undo/undo.ts";
import { cellsOf, put, type TestRecord } from "./app_support.ts";
import { meanwhile, openWriting, stored } from "./writing_support.ts";

const folder = (id: string, ...children: readonly string[]): TestRecord => (
  { id, type: "folder", parentid: "menu", title: id, children }
);
const TORN = { id: "torn________", type: "bookmark", title: "T", bmkUri: "https://a.example/" };
const MENU = { ...folder("menu", "first_______", "second______"), parentid: "places" };

Deno.test("an item that two folders list and none is named by goes to the one that was written last", async () => {
  for (const newest of ["first_______", "second______"]) {
    await using account = await openWriting();
    const { app } = account;
    const item = { ...TORN, parentid: "nowhere_____" };
    await put(app, "bookmarks", MENU, folder("first_______", TORN.id), folder("second______", TORN.id), item);
    await put(app, "bookmarks", folder(newest, TORN.id));
    const kinds = (await checkTree(app)).faults.map(({ kind }) => kind);
    assert.ok(kinds.length > 0, "there is something to be mended");
    await (await prepareRepair(app, () => Promise.resolve())).commit();
    assert.deepEqual((await checkTree(app)).faults, []);
    const { [TORN.id]: mended } = await stored(app, "bookmarks", TORN.id);
    assert.ok(typeof mended === "object" && mended["parentid"] === newest, JSON.stringify(mended));
  }
});

Deno.test("a repair is made on what is there when it is written, and tells of that", async () => {
  await using account = await openWriting();
  const { app } = account;
  await put(app, "bookmarks", MENU, folder("first_______", TORN.id), folder("second______"), TORN);
  const backups: string[] = [];
  const pending = await prepareRepair(app, (path) => {
    backups.push(path);
    return Promise.resolve();
  });
  assert.equal(pending.found().faults.length, 1);
  using _other = meanwhile(account, () => put(app, "bookmarks", folder("second______", "missing_____")));
  const made = await pending.commit();
  assert.deepEqual(made.map(({ id }) => id).sort(), ["second______", TORN.id]);
  assert.equal(pending.found().faults.length, 2);
  assert.deepEqual((await checkTree(app)).faults, []);
  assert.equal(backups.length, 1);
  assert.ok(Deno.statSync(backups[0] ?? "").isFile);
  const [latest] = await cellsOf(await listUndo(app), "command", "records");
  assert.deepEqual(latest, { command: "bookmarks check --fix", records: 2 });
});

Deno.test("where nothing is to be mended nothing is backed up", async () => {
  await using account = await openWriting();
  let isBackedUp = false;
  const pending = await prepareRepair(account.app, () => {
    isBackedUp = true;
    return Promise.resolve();
  });
  assert.deepEqual(await pending.commit(), []);
  assert.deepEqual([isBackedUp, account.writes], [false, []]);
});
