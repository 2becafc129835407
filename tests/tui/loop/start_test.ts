/** How the browser starts: on an empty mirror, a filled one, a damaged one. */
import assert from "node:assert/strict";
import { countText } from "../../../tui/lines/text.ts";
import { login } from "./records.ts";
import { openLoop } from "./scene.ts";

Deno.test("on the first start rows come as collections arrive, the small ones first", async () => {
  await using scene = await openLoop(false);
  const { promise: isAsked, resolve: ask } = Promise.withResolvers<void>();
  const { promise: goOn, resolve: letGoOn } = Promise.withResolvers<void>();
  scene.wire.pageSize = 10;
  using _ = scene.wire.before(2, /\/storage\/history\?.*full=1/, async () => {
    ask();
    await goOn;
    return undefined;
  });
  const loop = scene.browse();
  await isAsked;
  await loop.until("rows before the history is there", ({ list }) => list.load.state === "ready");
  assert.equal(loop.link, "syncing");
  assert.match(loop.screen, /mark|one/);
  assert.equal(loop.state.counts.get("history"), null);
  await loop.until("forms and passwords", ({ state: { counts } }) => counts.get("passwords") === 3);
  assert.equal(loop.state.counts.get("forms"), 2);
  loop.press("3");
  await loop.until("the history is not there yet", ({ list }) => list.load.state === "absent");
  letGoOn();
  await loop.until("pages", ({ list }) => list.shown.count === 30);
  await loop.untilOnline();
  assert.equal(loop.state.counts.get("history"), 30);
  assert.match(loop.screen, /\[online\]/);
  assert.deepEqual(loop.links, ["idle", "syncing", "online"]);
});

Deno.test("what is on this machine is shown before the server has answered anything", async () => {
  await using scene = await openLoop(true);
  const { promise, resolve } = Promise.withResolvers<void>();
  using _ = scene.wire.faults.use(async () => {
    await promise;
    return undefined;
  });
  const loop = scene.browse({ place: "passwords" });
  await loop.until("rows and details", ({ isCalm, list }) => isCalm && list.shown.count === 3);
  assert.equal(loop.link, "syncing");
  assert.match(loop.screen, /alpha\.example/);
  assert.equal(loop.state.counts.get("history"), 30);
  resolve();
  await loop.untilOnline();
});

Deno.test("the numbers in the sidebar are those of the rows, also after the server was asked", async () => {
  await using scene = await openLoop(true);
  await scene.device.write("forms", { id: "gone", clear: { deleted: true } });
  const loop = scene.browse();
  await loop.untilOnline();
  const rows = (["bookmarks", "passwords", "forms"] as const).map((place) => loop.state.counts.get(place));
  assert.deepEqual(rows, [4, 3, 2]);
  await loop.sync();
  assert.equal(loop.state.counts.get("bookmarks"), 4);
  assert.match(loop.screen, new RegExp(`Bookmarks +${countText(4)} `));
});

Deno.test("places are loaded once, and again only when they have moved", async () => {
  await using scene = await openLoop(true);
  const loop = scene.browse({ place: "history" });
  await loop.untilOnline();
  const first = new Map([...loop.state.lists.keys()].map((place) => [place, loop.loadsOf(place)]));
  for (const [place, loads] of first) assert.equal(loads, 1, place);
  loop.press("2", "3", "1", "2", "3");
  await loop.sync();
  for (const place of first.keys()) assert.equal(loop.loadsOf(place), 1, place);
  await scene.device.write("passwords", login("delta"));
  await loop.sync();
  assert.equal(loop.state.counts.get("passwords"), 4);
  for (const place of first.keys()) assert.equal(loop.loadsOf(place), place === "passwords" ? 2 : 1, place);
});
