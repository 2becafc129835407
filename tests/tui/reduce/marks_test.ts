import assert from "node:assert/strict";
import { NOW_MS, pages, Play } from "./playing.ts";

function atHistory(): Play {
  const play = new Play();
  play.press("3");
  play.fill("history", pages(20));
  return play;
}

const marks = (play: Play): readonly string[] => [...play.list.marked].sort();

Deno.test("space marks the row and goes on to the next", () => {
  const play = atHistory();
  play.press("space", "space");
  assert.deepEqual(marks(play), ["0", "1"]);
  assert.equal(play.list.cursor, 2);
});

Deno.test("a range adds to the marks that are there", () => {
  const play = atHistory();
  play.press("space", "j", "j", "v", "j");
  assert.deepEqual(marks(play), ["0", "3", "4"]);
  play.press("k", "k");
  assert.deepEqual(marks(play), ["0", "2", "3"]);
});

Deno.test("a range goes from the record it began on, wherever another order puts it", () => {
  const play = atHistory();
  play.press("v", "j");
  play.act({ type: "chosen", choice: { type: "sort", column: "title", isDescending: true }, nowMs: NOW_MS });
  play.answer();
  assert.deepEqual(marks(play), ["0", "1"]);
  play.press("G", "k");
  // By their titles, from the last: 0, 1, 10 are at the end.
  assert.deepEqual(marks(play), ["0", "1"]);
});

Deno.test("all marks all that are shown, and once more takes all away", () => {
  const play = atHistory();
  play.press("/");
  play.type("host3");
  play.press("enter", "A");
  assert.deepEqual(marks(play), ["10", "17", "3"]);
  play.press("A");
  assert.deepEqual(marks(play), []);
});

Deno.test("marks of records that are gone are gone with them", () => {
  const play = atHistory();
  play.press("A");
  play.fill("history", pages(5));
  assert.equal(play.list.marked.size, 5);
});
