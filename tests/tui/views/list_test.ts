import assert from "node:assert/strict";
import fc from "fast-check";
import type { Cell } from "../../../app/columns.ts";
import { lineWidth, withoutStyles } from "../../../tui/lines/text.ts";
import { makeLook } from "../../../tui/look/theme.ts";
import { type PlaceName, placeOf, PLACES } from "../../../tui/places.ts";
import type { ListState, Size, State } from "../../../tui/state.ts";
import { fieldOf } from "../../../tui/text_field.ts";
import { headingAt, listLines, listRoom } from "../../../tui/views/list.ts";
import { screenCells, syncedText, syncedUrl } from "../lines/texts.ts";
import { DAY_MS, filtered, listOfRows, LOGINS, NOW_MS, type Row, stateOf, tableOf } from "./list_tables.ts";

const { look: ascii } = makeLook({ isAscii: true, colors: "none" });
const { look: colored } = makeLook({ isAscii: false, colors: "16" });
const WIDE: Size = { columns: 76, rows: 12 };

interface Wish {
  readonly size?: Size;
  readonly isFocused?: boolean;
  readonly isBoxed?: boolean;
  readonly look?: typeof ascii;
  readonly state?: Partial<State>;
}

function draw(name: PlaceName, list: ListState, wish: Wish = {}): readonly string[] {
  const { size = WIDE, isFocused = true, isBoxed = true, look = ascii, state = {} } = wish;
  return listLines({
    state: stateOf(size, state),
    list,
    place: placeOf(name),
    size,
    isFocused,
    isBoxed,
    look,
  });
}

const plain = (lines: readonly string[]): string[] => lines.map(withoutStyles);
const lineWith = (lines: readonly string[], text: string): string =>
  lines.find((line) => line.includes(text)) ?? "";

const folder = (title: string, depth: number, children: number, more: Row["cells"] = {}): Row => (
  { cells: { title, type: "folder", ...more }, depth, children }
);
const page = (title: string, depth: number, more: Row["cells"] = {}): Row => (
  { cells: { title, url: `https://${title.toLowerCase()}.example/`, ...more }, depth }
);
const TREE: readonly Row[] = [
  folder("Toolbar", 0, 3),
  page("Deno", 1, { tags: ["dev", "deno"] }),
  folder("Work", 1, 1234),
  { cells: { type: "separator" }, depth: 1 },
  folder("Menu", 0, 890),
];

Deno.test("a list is boxed with its name, count and order above and the cursor's place below", () => {
  const sort = { column: "lastUsed", isDescending: true };
  const lines = plain(
    draw("passwords", listOfRows("passwords", LOGINS, { cursor: 4, marked: new Set(["7"]), sort })),
  );
  assert.equal(lines[0], `+- Passwords 412  sort: last used v * ${"-".repeat(37)}+`);
  assert.match(lines[1] ?? "", /^\| {3}SITE +USERNAME +CHANGED +USED +\|$/);
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
  assert.match(lines[2] ?? "", /^\| {3}v Toolbar {20,} 3 {2}\|$/);
  assert.match(lines[3] ?? "", /^\|> {6}Deno +https:\/\/deno\.example\/ +dev,deno +\|$/);
  assert.match(lines[4] ?? "", /^\| {5}> Work {20,} 1,234 {2}\|$/);
  assert.match(lines[5] ?? "", /^\| {7}-------- separator -------- +\|$/);
  assert.match(lines[11] ?? "", / 2\/5 rows -\+$/);
});

Deno.test("a tree in another order, or what a filter found in it, has no levels", () => {
  const list = listOfRows("bookmarks", TREE);
  const sorted = plain(draw("bookmarks", { ...list, sort: { column: "title", isDescending: false } }));
  assert.match(sorted[0] ?? "", / {2}sort: title \^ \* -/);
  for (const lines of [sorted, plain(draw("bookmarks", filtered(list, "o")))]) {
    assert.match(lineWith(lines, "Toolbar"), /^\|[> ] {2}> Toolbar {20,} 3 {2}\|$/);
    assert.match(lineWith(lines, "Work"), /^\| {3}> Work /);
  }
  assert.match(lineWith(sorted, "Deno"), /^\| {3}Deno /);
});

Deno.test("a branch that has a time shows it behind its count", () => {
  const rows = [folder("den", 0, 31, { lastUsed: new Date(NOW_MS - 2 * DAY_MS) }), page("Docs", 1)];
  assert.match(plain(draw("tabs", listOfRows("tabs", rows)))[2] ?? "", /^\|> {2}v den {20,} 31 {2}2 d +\|$/);
});

Deno.test("a filter stands above the rows with what it was understood to be and what it found", () => {
  const lines = plain(draw("passwords", filtered(listOfRows("passwords", LOGINS), "host2 exam")));
  assert.match(lines[0] ?? "", /^\+- Passwords 412 > 111 match {2}sort: score v \* -/);
  assert.match(lines[1] ?? "", /^\| \/ host2 exam_ /);
  assert.match(lines[2] ?? "", /^\| {3}2 terms: 2 words {3}111 of 412 {3}18 ms /);
  assert.match(lines[3] ?? "", /^\| -{72} \|$/);
  assert.match(lines[4] ?? "", /^\|> {2}host2\.example\.org /);
  assert.match(lines[11] ?? "", / 1\/111 -\+$/);
});

Deno.test("a filter that is kept has no caret, and its terms are counted by kind", () => {
  const list = filtered(listOfRows("passwords", LOGINS), "host2 -zz after:2020 host:host2 -host:zz", {
    isTyping: false,
  });
  const lines = plain(draw("passwords", { ...list, filter: { ...list.filter, isTyping: false } }));
  assert.match(lines[1] ?? "", /^\| \/ host2 -zz after:2020 host:host2 -host:zz {2}/);
  assert.match(lines[2] ?? "", /5 terms: 1 word, not 1 word, after, host, not host/);
});

Deno.test("while rows are looked at the counter says how far it is, and a query that cannot be used says why", () => {
  const list = filtered(listOfRows("passwords", LOGINS), "host2");
  const arranging = { seq: 2, isComplete: false, examined: 200, tookMs: 0 };
  assert.match(plain(draw("passwords", { ...list, arranging }))[2] ?? "", / of 200 so far /);
  const filter = { ...list.filter, field: fieldOf("hots:x"), fault: 'there is no field "hots:"' };
  assert.match(plain(draw("passwords", { ...list, filter }))[2] ?? "", /! there is no field "hots:"/);
});

Deno.test("an open filter without a word says what may be typed", () => {
  const list = listOfRows("passwords", LOGINS);
  const lines = plain(draw("passwords", { ...list, filter: { ...list.filter, isTyping: true } }));
  assert.match(lines[1] ?? "", /^\| \/ _ /);
  assert.match(lines[2] ?? "", /words, or title: host: after: /);
  assert.match(lines[0] ?? "", /^\+- Passwords 412 {2}sort: site \^ \* /);
});

Deno.test("hits are underlined in rows, in that of the cursor too", () => {
  const lines = draw("passwords", filtered(listOfRows("passwords", LOGINS), "github"));
  assert.ok(lineWith(lines, "annl").includes("\x1b[4mgithub\x1b[24m"));
});

Deno.test("a row shows what was found in it, even where that was cut off", () => {
  const url = "https://code.example/somebody/something/deno/issues/of/some/length/1361";
  const rows = [{ cells: { title: "Subprocess", url, visits: 3, lastVisit: new Date(NOW_MS) } }];
  const list = listOfRows("history", rows);
  assert.ok(!lineWith(plain(draw("history", list)), "Subprocess").includes("deno"));
  assert.match(lineWith(plain(draw("history", filtered(list, "deno"))), "Subprocess"), /~\S+\/deno\/\S+~/);
});

Deno.test("what is no address of a host is cut at its end", () => {
  const rows = [{ cells: { title: "Recent", url: "place:type=6&sort=14&maxResults=10" } }];
  assert.match(
    lineWith(plain(draw("bookmarks", listOfRows("bookmarks", rows))), "Recent"),
    / place:type=6&sort=14~ /,
  );
});

Deno.test("a page without a title shows its address where that has no column", () => {
  const rows = [{
    cells: { title: "", url: "https://a.example/one", visits: 3, lastVisit: new Date(NOW_MS) },
  }];
  const size = { columns: 50, rows: 10 };
  assert.match(
    plain(draw("history", listOfRows("history", rows), { size, isBoxed: false }))[0] ?? "",
    /a\.example/,
  );
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
