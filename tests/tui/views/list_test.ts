import assert from "node:assert/strict";
import fc from "fast-check";
import type { Cell } from "../../../app/columns.ts";
import { lineWidth, withoutStyles } from "../../../tui/lines/text.ts";
import { type PlaceName, placeOf, PLACES } from "../../../tui/places.ts";
import { type ListState, NEW_LIST } from "../../../tui/state.ts";
import { headingAt, listRoom } from "../../../tui/views/list.ts";
import { screenCells, syncedText, syncedUrl } from "../lines/texts.ts";
import { ascii, colored, draw, folder, lineWith, page, plain, TREE, WIDE } from "./list_drawing.ts";
import { DAY_MS, filtered, listOfRows, LOGINS, NOW_MS, type Row, tableOf } from "./list_tables.ts";

Deno.test("a list is boxed with its name, count and order above and the cursor's place below", () => {
  const sort = { column: "lastUsed", isDescending: true };
  const lines = plain(
    draw("passwords", listOfRows("passwords", LOGINS, { cursor: 4, marked: new Set(["7"]), sort })),
  );
  assert.equal(lines[0], `+- Passwords 412  sort: last used v * ${"-".repeat(37)}+`);
  assert.match(lines[1] ?? "", /^\| {3}SITE +USERNAME +CHANGED +LAST USED +\|$/);
  assert.match(lines[6] ?? "", /^\|> {2}github\.com +annl +2026-02-26 {2}4 d +\|$/);
  assert.match(lines[9] ?? "", /^\| x host7\.example\.org /);
  assert.match(lines[10] ?? "", / v\|$/);
  assert.match(lines[11] ?? "", / 1 marked {2}5\/412 -\+$/);
});

Deno.test("a narrow list has neither border nor headings, and loses columns before texts become too short", () => {
  const size = { columns: 60, rows: 11 };
  const lines = plain(
    draw("passwords", listOfRows("passwords", LOGINS, { cursor: 4 }), { size, isBoxed: false }),
  );
  assert.match(lines[0] ?? "", /^ {3}host0\.example\.org +ann0@example\.org /);
  assert.match(lines[4] ?? "", /^> {2}github\.com +annl /);
  assert.match(lines[10] ?? "", /v$/);
  assert.equal(lines.length, 11);
});

Deno.test("the row of the cursor is reversed where the keys go, and only bold where they do not", () => {
  const list = listOfRows("passwords", LOGINS, { cursor: 4 });
  assert.ok(lineWith(draw("passwords", list), "github.com").includes("\x1b[7m>  github.com"));
  const away = lineWith(draw("passwords", list, { isFocused: false }), "github.com");
  assert.ok(away.includes("\x1b[1m>  github.com"));
  assert.ok(!draw("passwords", list, { isFocused: false })[0]?.includes("*"));
});

Deno.test("more rows above and below are told by signs at the right edge", () => {
  const lines = plain(draw("passwords", listOfRows("passwords", LOGINS, { cursor: 14, top: 10 })));
  assert.match(lines[2] ?? "", /\^\|$/);
  assert.match(lines[10] ?? "", /v\|$/);
  const end = plain(draw("passwords", listOfRows("passwords", LOGINS, { cursor: 411, top: 403 })));
  assert.match(end[10] ?? "", / \|$/);
  assert.match(end[11] ?? "", / 412\/412 -\+$/);
});

Deno.test("a tree is indented, says what is open, and how many are in each branch", () => {
  const lines = plain(draw("bookmarks", listOfRows("bookmarks", TREE, { cursor: 1 }), {
    state: { counts: new Map([["bookmarks", 1284]]) },
  }));
  assert.match(lines[0] ?? "", /^\+- Bookmarks 1,284 {2}tree \* -/);
  assert.match(lines[2] ?? "", /^\| {3}- Toolbar {20,} 3 {2}\|$/);
  assert.match(lines[3] ?? "", /^\|> {6}Deno +deno\.example\/ +dev,deno +\|$/);
  assert.match(lines[4] ?? "", /^\| {5}\+ Work {20,} 1,234 {2}\|$/);
  assert.match(lines[5] ?? "", /^\| {7}-------- separator -------- +\|$/);
  assert.match(lines[11] ?? "", / 2\/5 rows -\+$/);
});

Deno.test("a tree in another order, or what a filter found in it, has no levels", () => {
  const list = listOfRows("bookmarks", TREE);
  const sorted = plain(draw("bookmarks", { ...list, sort: { column: "title", isDescending: false } }));
  assert.match(sorted[0] ?? "", / {2}sort: title \^ \* -/);
  for (const lines of [sorted, plain(draw("bookmarks", filtered(list, "o")))]) {
    assert.match(lineWith(lines, "Toolbar"), /^\|[> ] {2}\+ Toolbar {20,} 3 {2}\|$/);
    assert.match(lineWith(lines, "Work"), /^\| {3}\+ Work /);
  }
  assert.match(lineWith(sorted, "Deno"), /^\| {3}Deno /);
});

Deno.test("a branch that has a time shows it behind its count", () => {
  const rows = [folder("den", 0, 31, { lastUsed: new Date(NOW_MS - 2 * DAY_MS) }), page("Docs", 1)];
  assert.match(plain(draw("tabs", listOfRows("tabs", rows)))[2] ?? "", /^\|> {2}- den {20,} 31 {2}2 d +\|$/);
});

Deno.test("of a list that is not there yet the order is told as it will be", () => {
  const title = (name: PlaceName) => plain(draw(name, NEW_LIST))[0] ?? "";
  assert.match(title("history"), /sort: last visit v/);
  assert.match(title("devices"), /sort: last seen v/);
  assert.match(title("passwords"), /sort: site \^/);
});

Deno.test("an order is told in the words of the headings", () => {
  for (const place of PLACES) {
    for (const { name, label } of place.columns) {
      const list = listOfRows(place.name, [], { sort: { column: name, isDescending: false } });
      const words = label === "URL" ? "URL" : label.toLowerCase();
      const title = plain(draw(place.name, list, { size: { columns: 120, rows: 12 } }))[0] ?? "";
      assert.ok(title.includes(`sort: ${words} ^`), title);
    }
  }
});

Deno.test("a list that still grows says so behind its count", () => {
  const table = tableOf(placeOf("passwords"), LOGINS, { isComplete: false });
  const growing = { ...listOfRows("passwords", LOGINS), table };
  assert.match(plain(draw("passwords", growing))[0] ?? "", /^\+- Passwords 412\.\.\. {2}sort/);
});

Deno.test("the rows stand where the room of the list says, with and without a filter", () => {
  for (const isBoxed of [true, false]) {
    for (const list of [listOfRows("passwords", LOGINS), filtered(listOfRows("passwords", LOGINS), "host")]) {
      const room = listRoom(WIDE, list, isBoxed);
      const lines = plain(draw("passwords", list, { isBoxed }));
      assert.match(lines[room.firstLine] ?? "", /^\|?> {2}host0\.example/);
      const rows = lines.filter((line) => /^\|?[> ] {2}(host\d+\.ex|github)/.test(line));
      assert.equal(rows.length, room.rows);
    }
  }
});

Deno.test("the mouse finds the heading it is on", () => {
  const place = placeOf("passwords");
  const line = plain(draw("passwords", listOfRows("passwords", LOGINS)))[1] ?? "";
  for (const { name, label } of place.columns) {
    assert.equal(headingAt(place, WIDE, true, line.indexOf(label)), name);
  }
  assert.equal(headingAt(place, WIDE, true, 0), undefined);
  assert.equal(headingAt(place, WIDE, true, 75), undefined);
  assert.equal(headingAt(place, WIDE, false, 10), undefined);
});

const rowOf = (name: PlaceName): fc.Arbitrary<Row> => {
  const text: fc.Arbitrary<Cell> = fc.option(syncedText, { nil: null });
  const values = placeOf(name).columns.map(({ name }): [string, fc.Arbitrary<Cell>] => {
    if (/^(changed|last)/.test(name)) {
      return [name, fc.option(fc.date({ noInvalidDate: false }), { nil: null })];
    }
    if (name === "visits") return [name, fc.nat(9_999_999)];
    return [
      name,
      name === "url" ? syncedUrl : name === "tags" ? fc.array(syncedText, { maxLength: 3 }) : text,
    ];
  });
  return fc.record({
    cells: fc.record(Object.fromEntries([...values, ["type", fc.constantFrom("folder", "separator", null)]])),
    depth: fc.nat(60),
    children: fc.nat(5000),
  }).chain((row) => fc.boolean().map((isBranch) => isBranch ? row : { cells: row.cells, depth: row.depth }));
};

const anyList = fc.constantFrom(...PLACES.map(({ name }) => name)).chain((name) =>
  fc.record({
    name: fc.constant(name),
    rows: fc.array(rowOf(name), { maxLength: 12 }),
    size: fc.record({ columns: fc.integer({ min: 40, max: 300 }), rows: fc.integer({ min: 6, max: 100 }) }),
    isFocused: fc.boolean(),
    isBoxed: fc.boolean(),
    filter: fc.constantFrom("", "e", "日", "a title:b -zz"),
    isTyping: fc.boolean(),
    cursor: fc.nat(12),
    top: fc.nat(12),
  })
);

Deno.test("every line of any list is exactly as wide as its pane, and the cursor and marks have their signs", () => {
  fc.assert(
    fc.property(anyList, fc.constantFrom(ascii, colored), ({ name, rows, size, filter, ...wish }, look) => {
      const base = listOfRows(name, rows, { marked: new Set(["0", "2"]) });
      const found = filter === "" ? base : filtered(base, filter, { isTyping: wish.isTyping });
      const top = Math.min(wish.top, Math.max(0, found.shown.count - 1));
      const room = listRoom(size, found, wish.isBoxed);
      const list = {
        ...found,
        top,
        cursor: Math.max(top, Math.min(wish.cursor, found.shown.count - 1, top + room.rows - 1)),
      };
      const lines = draw(name, list, { ...wish, size, look });
      assert.equal(lines.length, size.rows);
      for (const line of lines) {
        assert.equal(lineWidth(line), size.columns, JSON.stringify(line));
        assert.equal(screenCells(line), size.columns, JSON.stringify(line));
      }
      const cursorLine = withoutStyles(lines[room.firstLine + list.cursor - top] ?? "");
      if (list.shown.count > 0) assert.match(cursorLine, wish.isBoxed ? /^[|│]>/ : /^>/);
      for (const line of lines) assert.doesNotMatch(withoutStyles(line), /\p{Cc}|[\u202a-\u202e]/u);
    }),
    { numRuns: 150 },
  );
});

Deno.test("without colours no colour is sent, and in ASCII nothing else is drawn", () => {
  const lists: readonly (readonly [PlaceName, ListState])[] = [
    ["passwords", listOfRows("passwords", LOGINS, { marked: new Set(["1"]) })],
    ["bookmarks", listOfRows("bookmarks", TREE)],
    ["passwords", filtered(listOfRows("passwords", LOGINS), "host")],
    ["passwords", filtered(listOfRows("passwords", LOGINS), "zzz")],
  ];
  for (const [name, list] of lists) {
    for (const isBoxed of [true, false]) {
      const text = draw(name, list, { isBoxed }).join("");
      // deno-lint-ignore no-control-regex
      assert.doesNotMatch(text.replace(/\x1b\[(?:[1247]|2[247])(?:;(?:[1247]|2[247]))*m/g, ""), /[^ -~]/);
    }
  }
});
