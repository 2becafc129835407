import assert from "node:assert/strict";
import { NO_FILTER } from "../../../tui/state.ts";
import { fieldOf } from "../../../tui/text_field.ts";
import { listRoom } from "../../../tui/views/list.ts";
import { draw, plain, TREE } from "./list_drawing.ts";
import { filtered, listOfRows, LOGINS } from "./list_tables.ts";

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

Deno.test("why a filter cannot be used takes up to three lines, and what is shown is not called its answer", () => {
  const fault =
    '"type:bokmark" is none of link, typed, bookmark, embed, redirect-permanent, redirect-temporary, download, framed';
  const list = filtered(listOfRows("passwords", LOGINS), "host2", { fault });
  const size = { columns: 60, rows: 16 };
  const lines = plain(draw("passwords", list, { size }));
  const told = lines.slice(2, 5).map((line) => line.slice(4, -1).trim()).join(" ");
  assert.equal(told, `! ${fault} (what is shown is from before)`);
  assert.match(lines[5] ?? "", /^\| -+ \|$/);
  assert.match(lines[7] ?? "", /^\|> {2}host2\.example/);
  assert.equal(listRoom(size, list, true).firstLine, 7);
  assert.doesNotMatch(lines[0] ?? "", /match/);
  const endless = filtered(listOfRows("passwords", LOGINS), "host2", { fault: "word ".repeat(90) });
  assert.match(plain(draw("passwords", endless, { size }))[4] ?? "", /word.*~\|$/);
  const none = filtered(listOfRows("passwords", LOGINS), "zzz", { fault });
  const text = plain(draw("passwords", none, { size })).join("\n");
  assert.doesNotMatch(text, /match|~|from before/);
  assert.match(text, /No rows: the filter cannot be used\./);
  const few = plain(draw("passwords", list, { size: { columns: 60, rows: 6 } }));
  assert.match(few[2] ?? "", /! "type:bokmark" is none of .*~\|$/);
});

Deno.test("the fields that may be typed are named in whole words, and a sign says that there are more", () => {
  const list = listOfRows("passwords", LOGINS, { filter: { ...NO_FILTER, isTyping: true } });
  const line = plain(draw("passwords", list, { size: { columns: 30, rows: 10 } }))[2] ?? "";
  assert.match(line, /^\| {3}words, or title: host: ~ +\|$/);
});

Deno.test("headings stay above what a filter found where there is room for both", () => {
  const list = filtered(listOfRows("passwords", LOGINS), "host2");
  const shows = (rows: number) =>
    plain(draw("passwords", list, { size: { columns: 76, rows } })).findIndex((line) =>
      / SITE +USERNAME /.test(line)
    );
  assert.equal(shows(14), 4);
  assert.equal(listRoom({ columns: 76, rows: 14 }, list, true).firstLine, 5);
  assert.equal(shows(13), -1);
});

Deno.test("of a tree the title and the filter count the same: branches are told apart", () => {
  const state = { counts: new Map([["bookmarks", 186] as const]) };
  const told = (query: string) => {
    const lines = plain(draw("bookmarks", filtered(listOfRows("bookmarks", TREE), query), { state }));
    return [
      lines[0]?.match(/Bookmarks .* match/)?.[0],
      / {3}(\S+ .*?) {3}18 ms/.exec(lines[2]?.split(/words?/)[1] ?? "")?.[1],
    ];
  };
  assert.deepEqual(told("o"), ["Bookmarks 186 > 2 match", "2 of 186, 3 folders"]);
  assert.deepEqual(told("menu"), ["Bookmarks 186 > 1 match", "1 folder"]);
  assert.deepEqual(told("deno"), ["Bookmarks 186 > 1 match", "1 of 186"]);
  const none = plain(draw("bookmarks", filtered(listOfRows("bookmarks", TREE), "zzz"), { state })).join("\n");
  assert.match(none, /0 of 186 match\./);
});
