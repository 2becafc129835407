/** A long history: filtered while it comes, filtered again before the first answer, sorted. */
import assert from "node:assert/strict";
import type { Loop } from "./loop.ts";
import { page } from "./records.ts";
import { type LoopScene, openLoop } from "./scene.ts";

const PAGES = 20_000;
/** So many are written at once: the server takes no more. */
const PART = 100;

/** All that a title has to have, as the records were written: `page 7` is the seventh after the first. */
const countOf = (part: string): number =>
  Array.from({ length: PAGES }, (_, at) => `page ${at}`).filter((title) => title.includes(part)).length;

const ids = ({ list: { shown, table } }: Loop): string[] =>
  Array.from(
    { length: shown.count },
    (_, at) => table?.key(shown.kind === "all" ? at : shown.rows[at] ?? -1) ?? "",
  );

async function openLong(): Promise<LoopScene> {
  await using opened = new AsyncDisposableStack();
  const scene = opened.use(await openLoop(false));
  for (let start = 0; start < PAGES; start += PART) {
    const pages = Array.from({ length: PART }, (_, at) => page(String(start + at), start + at));
    await scene.device.write("history", ...pages);
  }
  await scene.run();
  const kept = opened.move();
  return { ...scene, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

Deno.test("a long history: filters, orders and details are those of the last wish, whatever was under way", async (t) => {
  await using scene = await openLong();
  const loop = scene.browse({ place: "history" });

  await t.step("what is typed while rows still come holds for all of them", async () => {
    await loop.until("the first rows", ({ list }) => list.shown.count > 0);
    assert.notEqual(loop.list.load.state, "ready");
    loop.press("/");
    loop.type("title:19");
    await loop.until("all rows", ({ list, isCalm }) => list.load.state === "ready" && isCalm);
    assert.equal(loop.list.shown.count, countOf("19"));
    loop.press("esc");
    await loop.until("all rows", ({ list, isCalm }) => list.shown.count === PAGES && isCalm);
  });

  await t.step("letters that come faster than answers: the last text wins", async () => {
    const before = loop.effects.length;
    loop.slownessMs = 100;
    loop.press("/");
    loop.type("title:1234");
    assert.equal(loop.list.arranging.isComplete, false);
    await loop.until("the rows", ({ isCalm }) => isCalm);
    assert.ok(loop.effects.slice(before).filter(({ type }) => type === "arrange").length >= 4);
    assert.equal(loop.list.shown.count, countOf("1234"));
    loop.slownessMs = 0;
    loop.press("backspace", "backspace");
    await loop.until("the rows", ({ isCalm }) => isCalm);
    assert.equal(loop.list.shown.count, countOf("12"));
    loop.press("esc");
    await loop.until("all rows", ({ list, isCalm }) => list.shown.count === PAGES && isCalm);
  });

  await t.step("an order by title and back", async () => {
    const newestFirst = ids(loop);
    loop.dispatch({
      type: "chosen",
      choice: { type: "sort", column: "title", isDescending: true },
      nowMs: loop.nowMs,
    });
    await loop.until("the rows", ({ isCalm }) => isCalm);
    const wanted = Array.from({ length: PAGES }, (_, at) => `page-${at}`).sort().reverse();
    assert.deepEqual(ids(loop), wanted);
    loop.dispatch({ type: "chosen", choice: { type: "sort-default" }, nowMs: loop.nowMs });
    await loop.until("the rows", ({ isCalm }) => isCalm);
    assert.deepEqual(ids(loop), newestFirst);
  });

  await t.step("the details are those of the row where the cursor comes to rest", async () => {
    loop.press("g", "g");
    const shown = () => loop.actions.filter(({ type }) => type === "shown").length;
    const before = shown();
    for (let row = 0; row < 200; row++) loop.press("j");
    await loop.until("the details", ({ isCalm }) => isCalm);
    assert.equal(loop.detailKey, `page-${PAGES - 201}`);
    assert.ok(shown() - before <= 3, "nobody waits for the details of rows that were passed");
  });

  await t.step("pages that go while a filter is on leave the cursor on a row that is left", async () => {
    loop.press("/");
    loop.type("title:1234");
    loop.press("enter", "G");
    await loop.until("the rows", ({ isCalm }) => isCalm);
    const found = ids(loop);
    await scene.device.remove("history", ...found.slice(2).map((id) => id));
    await loop.sync();
    assert.deepEqual(ids(loop).toSorted(), found.slice(0, 2).toSorted());
    assert.equal(loop.detailKey, loop.list.cursorKey);
    assert.equal(loop.state.counts.get("history"), PAGES - found.length + 2);
  });
});
