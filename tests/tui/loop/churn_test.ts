/** Another device adds and deletes records while somebody looks on. */
import assert from "node:assert/strict";
import { login, page, toolbar } from "./records.ts";
import { openLoop } from "./scene.ts";

Deno.test("a record that comes before the cursor leaves the cursor and the details on their record", async () => {
  await using scene = await openLoop(true);
  const loop = scene.browse({ place: "passwords" });
  await loop.untilOnline();
  await loop.goTo("login-beta");
  await scene.device.write("passwords", login("aaa"), login("abc"));
  await loop.sync();
  assert.deepEqual([loop.list.cursorKey, loop.list.cursor], ["login-beta", 3]);
  assert.equal(loop.detailKey, "login-beta");
  assert.equal(loop.state.counts.get("passwords"), 5);
});

Deno.test("the same in a tree, whose rows are arranged anew", async () => {
  await using scene = await openLoop(true);
  const loop = scene.browse();
  await loop.untilOnline();
  await loop.goTo("mark-four");
  const { cursor } = loop.list;
  await scene.device.write("bookmarks", ...toolbar("zero", "one", "two", "three", "four"));
  await loop.sync();
  assert.deepEqual([loop.list.cursorKey, loop.list.cursor], ["mark-four", cursor + 1]);
  assert.equal(loop.detailKey, "mark-four");
});

Deno.test("records that are gone leave the cursor of a sorted list at the neighbour", async () => {
  await using scene = await openLoop(true);
  const loop = scene.browse({ place: "passwords" });
  await loop.untilOnline();
  loop.press("s", "down", "down", "enter");
  await loop.until("an order", ({ list, isCalm }) => list.sort !== null && isCalm);
  loop.press("G");
  await loop.until("the details", ({ isCalm }) => isCalm);
  const former = loop.list.cursorKey ?? "";
  await scene.device.remove("passwords", former);
  await loop.sync();
  assert.equal(loop.list.shown.count, 2);
  assert.equal(loop.list.cursor, 1);
  assert.equal(loop.detailKey, loop.list.cursorKey);
  assert.notEqual(loop.list.cursorKey, former);
});

Deno.test("in a tree and under a filter, too", async () => {
  await using scene = await openLoop(true);
  const loop = scene.browse();
  await loop.untilOnline();
  // Behind the two that are to go.
  await loop.goTo("mark-four");
  loop.press("j");
  const neighbour = loop.list.cursorKey;
  await loop.goTo("mark-three");
  await scene.device.write("bookmarks", ...toolbar("one", "two"), {
    id: "mark-three",
    clear: { deleted: true },
  }, {
    id: "mark-four",
    clear: { deleted: true },
  });
  await loop.sync();
  assert.equal(loop.list.cursorKey, neighbour);
  assert.equal(loop.detailKey, neighbour);
  assert.equal(loop.state.counts.get("bookmarks"), 2);
  loop.press("2", "/");
  loop.type("example");
  loop.press("enter", "G");
  await loop.until("the filter", ({ isCalm }) => isCalm);
  assert.equal(loop.list.shown.count, 3);
  await scene.device.remove("passwords", "login-alpha", loop.list.cursorKey ?? "");
  await loop.sync();
  assert.equal(loop.list.shown.count, 1);
  assert.equal(loop.detailKey, loop.list.cursorKey);
});

Deno.test("a removed record leaves the cursor at its neighbour, whatever came before it; that is said", async () => {
  await using scene = await openLoop(true);
  const loop = scene.browse({ place: "history" });
  await loop.untilOnline();
  await loop.goTo("page-26");
  await scene.device.remove("history", "page-26");
  await scene.device.write("history", ...["a", "b", "c"].map((name) => page(name, 1000)));
  await loop.sync();
  assert.equal(loop.list.cursorKey, "page-25");
  assert.equal(loop.detailKey, "page-25");
  assert.equal(loop.list.shown.count, 32);
  assert.equal(loop.state.counts.get("history"), 32);
  assert.match(loop.state.message?.text ?? "", /no longer here/);
});

Deno.test("what another foxden has brought onto this machine is shown after the next sync", async () => {
  await using scene = await openLoop(true);
  const loop = scene.browse({ place: "passwords" });
  await loop.untilOnline();
  await scene.device.write("passwords", login("delta"));
  await scene.run();
  await loop.sync();
  assert.equal(loop.list.shown.count, 4);
});

Deno.test("a sync that is stopped shows the changes that have come until then", async () => {
  await using scene = await openLoop(true);
  const loop = scene.browse({ place: "passwords" });
  await loop.untilOnline();
  await scene.device.write("passwords", login("delta"));
  await scene.device.write("history", page("new", 2000));
  using _ = scene.wire.before(1, /\/storage\/history\?.*full=1/, () => {
    loop.press("esc");
    return undefined;
  });
  await loop.sync();
  assert.equal(loop.link, "idle");
  assert.equal(loop.list.shown.count, 4);
  assert.equal(loop.state.counts.get("passwords"), 4);
  await loop.sync();
  assert.equal(loop.link, "online");
  assert.equal(loop.state.counts.get("history"), 31);
});

Deno.test("esc stops the first sync: what came stays, and the next one goes on", async () => {
  await using scene = await openLoop(false);
  scene.wire.pageSize = 10;
  const loop = scene.browse({ place: "passwords" });
  using _ = scene.wire.before(2, /\/storage\/history\?.*full=1/, () => {
    loop.press("esc");
    return undefined;
  });
  await loop.untilIdle();
  assert.equal(loop.link, "idle");
  assert.equal(loop.list.shown.count, 3);
  assert.equal(loop.state.counts.get("history"), null);
  await loop.sync();
  assert.equal(loop.link, "online");
  assert.equal(loop.state.counts.get("history"), 30);
});

Deno.test("R right after esc asks the server once more", async () => {
  await using scene = await openLoop(true);
  const loop = scene.browse({ place: "passwords" });
  await loop.untilOnline();
  await scene.device.write("passwords", login("delta"));
  loop.press("R", "esc", "R");
  await loop.until("being online", ({ link, list }) => link === "online" && list.shown.count === 4);
});
