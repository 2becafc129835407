import assert from "node:assert/strict";
import { rowAt } from "../../../tui/list/shown.ts";
import type { Row } from "../views/list_tables.ts";
import { Play } from "./playing.ts";

const item = (title: string, depth: number, children?: number): Row => (
  { cells: { title }, depth, ...children === undefined ? {} : { children } }
);

/** Two roots, of which the first holds a folder with two bookmarks. */
const TREE = [
  item("menu", 0, 2),
  item("Work", 1, 2),
  item("Runbook", 2),
  item("Grafana", 2),
  item("News", 1),
  item("toolbar", 0, 1),
  item("Mail", 1),
];

function atBookmarks(): Play {
  const play = new Play();
  play.fill("bookmarks", TREE);
  return play;
}

const titles = (play: Play): readonly string[] =>
  Array.from(
    { length: play.list.shown.count },
    (_, place) => String(play.list.table?.cell(rowAt(play.list.shown, place), 0)),
  );

Deno.test("roots are open and the folders in them closed", () => {
  assert.deepEqual(titles(atBookmarks()), ["menu", "Work", "News", "toolbar", "Mail"]);
});

Deno.test("l opens a folder and h closes it; in a folder h goes to the folder itself", () => {
  const play = atBookmarks();
  play.press("j", "l");
  assert.deepEqual(titles(play), ["menu", "Work", "Runbook", "Grafana", "News", "toolbar", "Mail"]);
  play.press("j", "j", "h");
  assert.equal(play.at, "1");
  play.press("h");
  assert.deepEqual(titles(play), ["menu", "Work", "News", "toolbar", "Mail"]);
});

Deno.test("enter opens and closes a folder, and shows the details of anything else", () => {
  const play = atBookmarks();
  play.press("j", "enter");
  assert.equal(play.list.shown.count, 7);
  play.press("enter");
  assert.equal(play.list.shown.count, 5);
  play.press("j", "enter");
  assert.equal(play.state.focus, "detail");
});

Deno.test("a filter looks into closed folders, and its end leaves the folding as it was", () => {
  const play = atBookmarks();
  play.press("/");
  play.type("runb");
  assert.deepEqual(titles(play), ["Runbook"]);
  play.press("esc");
  assert.deepEqual(titles(play), ["menu", "Work", "News", "toolbar", "Mail"]);
});

Deno.test("h at the top of the tree goes to the sidebar", () => {
  const play = atBookmarks();
  play.press("h", "h");
  assert.equal(play.state.focus, "sidebar");
});

Deno.test("a record that was found in a closed folder is in sight when the filter is cleared", () => {
  const play = atBookmarks();
  play.press("/");
  play.type("graf");
  play.press("enter", "esc");
  assert.equal(play.at, "3");
  assert.deepEqual(titles(play), ["menu", "Work", "Runbook", "Grafana", "News", "toolbar", "Mail"]);
});
