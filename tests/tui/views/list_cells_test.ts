import assert from "node:assert/strict";
import type { Cell } from "../../../app/columns.ts";
import { colored, draw, lineWith, plain } from "./list_drawing.ts";
import { filtered, listOfRows, LOGINS, NOW_MS, type Row } from "./list_tables.ts";

Deno.test("the raw records are below the names of their collections", () => {
  const rows: Row[] = [
    { cells: { collection: "history", id: null }, depth: 0, children: 2 },
    { cells: { collection: "history", id: "abcdefghijkl" }, depth: 1 },
  ];
  const lines = plain(draw("records", listOfRows("records", rows)));
  assert.match(lines[2] ?? "", /^\|> {2}- history +2 /);
  assert.match(lines[3] ?? "", /^\| {7}abcdefghijkl /);
});

Deno.test("addresses of one column are all without https, and all with any other scheme", () => {
  const urls = [
    "https://a.example/",
    "http://b.example/",
    "https://c.example/a/very/long/path/to/somewhere/page.html",
  ];
  const rows = urls.map((url, at) => ({ cells: { title: `t${at}`, url, tags: ["x"] } }));
  const lines = plain(draw("bookmarks", listOfRows("bookmarks", rows)));
  assert.match(lines[2] ?? "", / t0 +a\.example\/ +x/);
  assert.match(lines[3] ?? "", / t1 +http:\/\/b\.example\/ +x/);
  assert.match(lines[4] ?? "", / t2 +c\.example\/\S*~\S*page\.html +x/);
});

Deno.test("of a host that is too long its front stays", () => {
  const url = "http://grafana.ana-and-friends.in-the-cellar.lan:3000/";
  const rows = [{ cells: { title: "G", url, tags: ["x"] } }];
  assert.match(
    plain(draw("bookmarks", listOfRows("bookmarks", rows)))[2] ?? "",
    / http:\/\/grafana\.ana-\S*~ +x/,
  );
});

Deno.test("an address takes the room of empty columns behind it", () => {
  const url = `https://a.example/${"b".repeat(34)}`;
  const row = (tags: readonly string[]) => [{ cells: { title: "T", url, tags } }];
  const line = (tags: readonly string[]) =>
    plain(draw("bookmarks", listOfRows("bookmarks", row(tags))))[2] ?? "";
  assert.ok(line([]).length === line(["x"]).length);
  assert.match(line(["x"]), /~b+ +x +\|$/);
  const shownOf = (text: string) => /a\.example\S*/.exec(text)?.[0].length ?? 0;
  assert.ok(shownOf(line([])) > shownOf(line(["x"])) + 10);
});

Deno.test("values of any type are shown as JSON has them, and none as what that means", () => {
  const column = (value: Cell) => {
    const list = listOfRows("prefs", [{ cells: { name: "a.pref", value } }]);
    return plain(draw("prefs", list))[2]?.match(/a\.pref +(.*?) +\|$/)?.[1];
  };
  assert.equal(column(true), "true");
  assert.equal(column(false), "false");
  assert.equal(column(null), "(default)");
  assert.equal(column("yes"), "yes");
  assert.equal(column({ name: "Work", tabs: [1, 2] }), '{"name":"Work","tabs":[1,2]}');
  const list = listOfRows("prefs", [{ cells: { name: "a", value: null } }, {
    cells: { name: "b", value: null },
  }]);
  const line = lineWith(draw("prefs", list, { look: colored }), " b ");
  assert.ok(line.includes(colored.paint("muted", "(default)")), JSON.stringify(line));
});

Deno.test("a text of several lines is shown as one: streets with commas, others with a sign", () => {
  const street = listOfRows("addresses", [{
    cells: { name: "Ann", street: "1 Road\nFloor 2\r\n", city: "X" },
  }]);
  assert.match(plain(draw("addresses", street))[2] ?? "", / 1 Road, Floor 2 /);
  const form = listOfRows("forms", [{ cells: { name: "note", value: "one\ntwo" } }]);
  assert.match(plain(draw("forms", form))[2] ?? "", / one \| two /);
  assert.match(plain(draw("forms", form, { look: colored }))[2] ?? "", / one ⏎ two /);
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
  const url = "place:type=6&sort=14&maxResults=10";
  const rows = [{ cells: { title: "Recent", url, tags: ["x"] } }];
  assert.match(
    lineWith(plain(draw("bookmarks", listOfRows("bookmarks", rows))), "Recent"),
    / place:type=6&sort=14\S*~ /,
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
