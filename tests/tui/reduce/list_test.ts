import assert from "node:assert/strict";
import fc from "fast-check";
import { frameLines } from "../../../tui/frame.ts";
import { rowAt } from "../../../tui/list/shown.ts";
import { roomOf } from "../../../tui/reduce/lists.ts";
import { placeOf, PLACES } from "../../../tui/places.ts";
import { type Row, tableOf } from "../views/list_tables.ts";
import { PLAIN } from "../views/samples.ts";
import { NOW_MS, pages, Play } from "./playing.ts";

function atHistory(rows: readonly Row[] = pages(100)): Play {
  const play = new Play();
  play.press("3");
  play.fill("history", rows);
  return play;
}

Deno.test("a place that is looked at for the first time has its rows loaded, once", () => {
  const play = new Play();
  assert.deepEqual(play.take("load").map(({ place }) => place), ["bookmarks"]);
  play.press("3", "2", "3");
  assert.deepEqual(play.take("load").map(({ place }) => place), ["history", "passwords"]);
});

Deno.test("two hundred presses of j move the cursor two hundred rows, and G and gg to the ends", () => {
  const play = atHistory(pages(500));
  play.press(...Array.from({ length: 200 }, () => "j"));
  assert.equal(play.list.cursor, 200);
  play.press("G");
  assert.equal(play.list.cursor, 499);
  play.press("g", "g");
  assert.equal(play.list.cursor, 0);
});

Deno.test("whatever keys are pressed, the cursor is on a row of the list and on the screen", () => {
  const keys = [
    "j",
    "k",
    "G",
    "<",
    "ctrl-d",
    "ctrl-u",
    ".",
    ",",
    "/",
    "enter",
    "esc",
    "1",
    "+",
    "_",
    "P",
    "tab",
    "3",
    "h",
    "l",
  ];
  const sizes = [{ columns: 100, rows: 30 }, { columns: 60, rows: 15 }, { columns: 200, rows: 60 }, {
    columns: 30,
    rows: 8,
  }];
  fc.assert(
    fc.property(
      fc.array(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...keys) }, fc.constantFrom(...sizes)), {
        maxLength: 40,
      }),
      (steps) => {
        const play = atHistory(pages(60));
        for (const step of steps) {
          if (typeof step === "string") play.press(step);
          else play.act({ type: "resized", size: step });
          const { list } = play;
          const room = roomOf(play.state, list);
          assert.ok(list.cursor >= 0 && list.cursor < Math.max(1, list.shown.count));
          assert.ok(list.cursor >= list.top && list.cursor < list.top + room, "the cursor is in view");
          assert.ok(list.top <= Math.max(0, list.shown.count - room), "no row is missing at the end");
          assert.equal(frameLines(play.state, PLAIN).length, play.state.size.rows);
        }
      },
    ),
    { numRuns: 200 },
  );
});

Deno.test("what is typed into the filter narrows the list at once, enter keeps it, and esc brings everything back", () => {
  const play = atHistory();
  play.press("j", "j", "j");
  play.press("/");
  play.type("page host3");
  assert.equal(play.list.shown.count, 14);
  assert.equal(play.list.cursor, 0);
  play.press("enter", "j");
  assert.equal(play.list.cursor, 1);
  assert.equal(play.list.filter.isTyping, false);
  play.press("esc");
  assert.equal(play.list.shown.count, 100);
  assert.equal(play.list.filter.query, null);
});

Deno.test("esc from a filter in which nothing was chosen goes back to the record from before", () => {
  const play = atHistory();
  play.press("j", "j", "j");
  const before = play.at;
  play.press("/");
  play.type("page 7");
  play.press("esc");
  assert.equal(play.at, before);
});

Deno.test("esc from a filter in which a row was chosen stays on that row", () => {
  const play = atHistory();
  play.press("/");
  play.type("page");
  play.press("down", "down");
  const chosen = play.at;
  play.press("esc");
  assert.equal(play.at, chosen);
});

Deno.test("letters are text while the filter is typed, and acts after enter", () => {
  const play = atHistory();
  play.press("/");
  play.type("jq");
  assert.equal(play.list.filter.field.text, "jq");
  assert.deepEqual(play.take("quit"), []);
});

Deno.test("half of a field is no query yet: the rows stay and the reason is said", () => {
  const play = atHistory();
  play.press("/");
  play.type("host3");
  const shown = play.list.shown;
  play.act({ type: "input", event: { type: "paste", text: " after:" }, nowMs: NOW_MS });
  assert.notEqual(play.list.filter.fault, null);
  assert.equal(play.list.shown, shown);
  play.type("2020");
  assert.equal(play.list.filter.fault, null);
});

Deno.test("rows of a filter that was typed on meanwhile are passed over", () => {
  const play = atHistory();
  play.press("/");
  play.type("page 1");
  const { seq } = play.list.arranging;
  const before = play.list.shown;
  play.act({
    type: "arranged",
    place: "history",
    seq: seq - 1,
    rows: [5],
    isComplete: true,
    examined: 100,
    tookMs: 1,
  });
  assert.equal(play.list.shown, before);
});

Deno.test("after another reading the cursor is on the same record, wherever that is now", () => {
  const rows = pages(50);
  const play = atHistory(rows);
  play.press("j", "j", "j", "j");
  assert.equal(play.at, "4");
  // Keys are places here: with ten more rows at the end, the fourth is still the fourth.
  play.fill("history", [...rows, ...pages(10)]);
  assert.equal(play.at, "4");
  assert.equal(play.list.cursor, 4);
});

Deno.test("where the record under the cursor is gone, the cursor stays at its place", () => {
  const play = atHistory(pages(50));
  play.press("G");
  play.fill("history", pages(20));
  assert.equal(play.list.cursor, 19);
});

Deno.test("the order of a column holds until it is taken back", () => {
  const play = atHistory();
  play.act({ type: "chosen", choice: { type: "sort", column: "visits", isDescending: true }, nowMs: NOW_MS });
  play.answer();
  const visits = Array.from({ length: 100 }, (_, place) => {
    const column = play.list.table?.columns.findIndex(({ name }) => name === "visits") ?? -1;
    return Number(play.list.table?.cell(rowAt(play.list.shown, place), column));
  });
  assert.deepEqual(visits, visits.toSorted((a, b) => b - a));
  play.act({ type: "chosen", choice: { type: "sort-default" }, nowMs: NOW_MS });
  play.answer();
  assert.equal(play.list.shown.kind, "all");
});

Deno.test("a facet is added to what is filtered already", () => {
  const play = atHistory();
  play.press("/");
  play.type("page");
  play.press("enter");
  play.act({ type: "chosen", choice: { type: "narrow", text: 'title:"page 3"' }, nowMs: NOW_MS });
  play.answer();
  assert.equal(play.list.filter.field.text, 'page title:"page 3"');
  assert.equal(play.list.shown.count, 11);
  assert.equal(play.list.filter.isTyping, false);
});

Deno.test("what was typed into a filter before there were rows narrows them when they come", () => {
  const play = new Play();
  play.press("3", "/");
  play.type("host3");
  play.fill("history", pages(100));
  assert.equal(play.list.shown.count, 14);
});

Deno.test("while rows are still coming, the cursor stays on top until somebody moves it", () => {
  const play = new Play();
  play.press("3");
  const part = (rows: readonly Row[]) =>
    play.act({
      type: "loaded",
      place: "history",
      load: { state: "partial" },
      table: tableOf(placeOf("history"), rows, { isComplete: false }),
    });
  part(pages(10));
  part([...pages(5), ...pages(10)]);
  assert.equal(play.list.cursor, 0);
  play.press("j", "j");
  part([...pages(5), ...pages(20)]);
  assert.equal(play.list.cursor, 2);
  assert.equal(play.state.counts.get("history"), 25);
});

Deno.test("a filter without a hit, typed in any place, is drawn like any other", () => {
  for (const { name } of PLACES) {
    const play = new Play();
    play.act({ type: "chosen", choice: { type: "place", place: name }, nowMs: NOW_MS });
    play.fill(name, [{ cells: { title: "only" }, depth: 0, children: 0 }]);
    for (const key of ["/", "z", "z", "enter", "j", "enter", "l", "esc"]) {
      play.press(key);
      assert.equal(frameLines(play.state, PLAIN).length, play.state.size.rows, `${name} after ${key}`);
    }
  }
});

Deno.test("a filter that is wrong is not thrown away by enter", () => {
  const play = atHistory();
  play.press("/");
  play.act({ type: "input", event: { type: "paste", text: "page visits:>x" }, nowMs: NOW_MS });
  play.press("enter");
  assert.equal(play.list.filter.field.text, "page visits:>x");
  assert.equal(play.list.filter.isTyping, true);
});

Deno.test("a filter that was typed and kept before there were rows narrows them when they come", () => {
  const play = new Play();
  play.press("3", "/");
  play.type("host3");
  play.press("enter");
  play.fill("history", pages(100));
  assert.equal(play.list.shown.count, 14);
});

Deno.test("rows that were on their way while others moved are loaded once more", () => {
  const play = new Play();
  play.press("3", "1");
  play.act({ type: "refreshed", changed: ["history"], nowMs: NOW_MS });
  play.fill("history", pages(5));
  play.take("load");
  play.press("3");
  assert.deepEqual(play.take("load").map(({ place }) => place), ["history"]);
});
