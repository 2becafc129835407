import assert from "node:assert/strict";
import fc from "fast-check";
import type { ShownRecord } from "../../../app/browse/record.ts";
import { layoutOf } from "../../../tui/layout.ts";
import { lineWidth, withoutStyles } from "../../../tui/lines/text.ts";
import type { Revealed, Size, State } from "../../../tui/state.ts";
import { detailInside, detailLines, detailRoom, lastDetailTop } from "../../../tui/views/detail.ts";
import { anyRecord, anyState, COLORED, LOGIN, LOOKS, NOW_MS, PLAIN, sampleState } from "./samples.ts";

const SIZE: Size = { columns: 76, rows: 9 };

const drawn = (state: State, size = SIZE, isBoxed = true, look = PLAIN): readonly string[] =>
  detailLines({ ...state, size, isBoxed, isFocused: false, look }).map(withoutStyles);

const revealed = (value: string, more: Partial<Revealed> = {}): Revealed => (
  { key: LOGIN.key, field: "password", value, untilMs: NOW_MS + 14_000, ...more }
);

const withRecord = (record: ShownRecord, more: Partial<State["detail"]> = {}): State => (
  { ...sampleState(), detail: { seq: 1, record, failed: null, tab: 0, top: 0, ...more } }
);

/** What stands inside of the border. */
const inside = (lines: readonly string[]): string[] =>
  lines.slice(1, -1).map((line) => line.slice(1, -1).trimEnd());

Deno.test("every line of the details is as wide as the pane, and there are as many as it has rows", () => {
  const anyZoom = fc.constantFrom(0 as const, 1 as const, 2 as const);
  fc.assert(fc.property(anyState, anyZoom, fc.constantFrom(...LOOKS), (state, zoom, look) => {
    const layout = layoutOf({ ...state, zoom, focus: "detail" });
    const size = layout.detail;
    assert.ok(size);
    const lines = detailLines({ ...state, size, isBoxed: layout.isBoxed, isFocused: zoom === 1, look });
    assert.equal(lines.length, size.rows);
    assert.deepEqual(lines.filter((line) => lineWidth(line) !== size.columns), []);
  }));
});

Deno.test("a login is shown by its fields, its password as twelve stars with the key that reveals it", () => {
  assert.deepEqual(drawn(sampleState()).map((line) => line.trimEnd()), [
    "+- github.com / annl   [Details] Raw  Visits ------------------------------+",
    "| Site         https://github.com                                          |",
    "| Username     annl                                                        |",
    "| Password     ************  (hidden, x to reveal)                         |",
    "| Form action  https://github.com/session                                  |",
    "| Realm        -                                                           |",
    "|                                                                          |",
    "|                                                                          |",
    "+--------------------------------------------------------------------------+",
  ]);
});

Deno.test("in a narrow window the tabs stand above, and nothing has a border", () => {
  const lines = drawn(sampleState(), { columns: 60, rows: 12 }, false).map((line) => line.trimEnd());
  assert.deepEqual(lines.slice(0, 3), [
    " [Details] Raw  Visits",
    " Site         https://github.com",
    " Username     annl",
  ]);
});

Deno.test("a secret is seen for as long as it is revealed for this record and field, and never else", () => {
  const value = "tr0ub4dor&3-horse";
  const shows = (each: Revealed | null) => {
    const text = drawn({ ...sampleState(), revealed: each }).join("\n");
    assert.equal(text.includes("************"), !text.includes(value));
    return text.includes(value);
  };
  assert.ok(shows(revealed(value)));
  assert.ok(!shows(null));
  assert.ok(!shows(revealed(value, { key: "{other}" })));
  assert.ok(!shows(revealed(value, { field: "number" })));
  assert.ok(!shows(revealed(value, { untilMs: NOW_MS })));
});

Deno.test("of a secret that is hidden nothing is seen, however its record looks", () => {
  const value = "\u00bfS3cr\u00a1t\u00bf";
  fc.assert(fc.property(anyRecord, anyState, (record, state) => {
    const shown = { ...state, detail: { ...state.detail, record, failed: null } };
    drawn({ ...shown, revealed: revealed(value, { key: record.key }) });
    const hidden = drawn({ ...shown, revealed: revealed(value, { key: "another" }) }).join("");
    assert.ok(!hidden.includes(value));
  }));
});

Deno.test("a revealed secret has brackets below groups of four, and a countdown", () => {
  const lines = inside(drawn({ ...sampleState(), revealed: revealed("Xk9~hunter") }));
  assert.equal(lines[2], " Password     Xk9~hunter  visible 14 s");
  assert.equal(lines[3], "              +--++--+++");
});

Deno.test("digits and symbols of a secret are told by underline and bold", () => {
  const lines = detailLines({
    ...sampleState(),
    revealed: revealed("ab12~"),
    size: SIZE,
    isBoxed: true,
    isFocused: false,
    look: COLORED,
  });
  const line = lines.find((each) => withoutStyles(each).includes("ab12~")) ?? "";
  assert.ok(line.includes(`${COLORED.paint("match", "12")}${COLORED.paint("title", "~")}`));
  assert.match(COLORED.paint("match", "12"), /[[;]4[;m]/);
  assert.match(COLORED.paint("title", "~"), /[[;]1[;m]/);
});

Deno.test("a long secret is wrapped by groups, and no sign of it is lost", () => {
  const value = Array.from({ length: 90 }, (_, at) => String.fromCharCode(33 + at)).join("");
  const lines = inside(drawn({ ...sampleState(), revealed: revealed(value) }, { columns: 50, rows: 20 }));
  const rows = [lines[2], lines[4], lines[6]].map((line) => line?.slice(14) ?? "");
  assert.equal(rows.map((row) => row.replace(/ {2}visible 14 s$/, "")).join(""), value);
  assert.equal(rows[0]?.length, 32);
});

Deno.test("a secret that holds control characters is written out", () => {
  const text = drawn({ ...sampleState(), revealed: revealed("a\x1bb\u202e") }).join("\n");
  assert.ok(text.includes("a\\x1bb\\u202e  visible 14 s"));
});

Deno.test("a secret that is empty is said to be", () => {
  const record: ShownRecord = {
    ...LOGIN,
    tabs: [{
      name: "Details",
      lines: [{ kind: "secret", label: "Password", field: "password", isEmpty: true }],
    }],
  };
  assert.equal(inside(drawn(withRecord(record)))[0], " Password  (empty)");
});

Deno.test("a long address keeps its host and the last part of its path", () => {
  const url = `https://host.example/${"part/".repeat(60)}last-part`;
  const record: ShownRecord = {
    ...LOGIN,
    tabs: [{
      name: "Details",
      lines: [{ kind: "field", label: "URL", column: { name: "url", kind: "url" }, value: url }],
    }],
  };
  const text = inside(drawn(withRecord(record))).map((line) => line.slice(6)).join("");
  assert.match(text, /^https:\/\/host\.example\/.*~?.*\/last-part$/);
  assert.ok(text.length < url.length);
});

const LONG: ShownRecord = {
  ...LOGIN,
  tabs: [{
    name: "Raw",
    lines: Array.from({ length: 40 }, (_, at) => ({ kind: "code" as const, text: `  line ${at}` })),
  }],
};

Deno.test("details are scrolled by whole lines up to the last one, and say which ones are seen", () => {
  const at = (top: number) => drawn(withRecord(LONG, { top }));
  assert.equal(inside(at(5))[0], "   line 5");
  assert.match(at(5).at(-1) ?? "", /- 6-12\/40 -\+$/);
  assert.equal(inside(at(500)).at(-1), "   line 39");
  assert.equal(lastDetailTop(withRecord(LONG), SIZE, true), 33);
  assert.deepEqual(at(500), at(33));
  assert.equal(lastDetailTop(sampleState(), SIZE, true), 0);
  assert.match(drawn(sampleState()).at(-1) ?? "", /^\+-+\+$/);
});

Deno.test("the number of lines is that of the lines that are drawn", () => {
  fc.assert(
    fc.property(anyRecord, fc.nat(3), fc.option(fc.constant("a1~".repeat(30))), (record, tab, value) => {
      const size = { columns: 60, rows: 400 };
      const secret = value === null ? null : revealed(value, { key: record.key });
      const count = detailRoom(record, tab, detailInside(size, true), NOW_MS, secret);
      const lines = inside(drawn({ ...withRecord(record, { tab }), revealed: secret }, size));
      const last = lines.findLastIndex((line) => line.trim() !== "");
      assert.ok(last < count);
      const less = { columns: 60, rows: count + 1 };
      const footer = drawn({ ...withRecord(record, { tab }), revealed: secret }, less).at(-1) ?? "";
      if (count > 1) assert.match(footer, new RegExp(` 1-${count - 1}/${count} `));
    }),
  );
});

Deno.test("a very long text is cut with a word about it", () => {
  const record: ShownRecord = {
    ...LOGIN,
    tabs: [{ name: "Raw", lines: [{ kind: "code", text: "x".repeat(1_000_000) }] }],
  };
  const count = detailRoom(record, 0, { columns: 102, rows: 10 }, NOW_MS);
  assert.equal(count, 201);
  const lines = inside(drawn(withRecord(record, { top: 1000 }), { columns: 104, rows: 12 }));
  assert.equal(lines.at(-1), " (980,000 more characters are not shown here)");
});

Deno.test("so is a very long text in a value that is none", () => {
  const value = { a: "日".repeat(50_000) };
  const record: ShownRecord = {
    ...LOGIN,
    tabs: [{ name: "Details", lines: [{ kind: "field", label: "V", column: { name: "v" }, value }] }],
  };
  const count = detailRoom(record, 0, { columns: 105, rows: 10 }, NOW_MS);
  assert.ok(count > 1 && count < 420, String(count));
  const lines = inside(drawn(withRecord(record, { top: 1000 }), { columns: 107, rows: 12 }));
  assert.match(lines.at(-1) ?? "", /\(30,0\d\d more characters are not shown here\)$/);
});

Deno.test("a value of several lines is shown in lines", () => {
  const record: ShownRecord = {
    ...LOGIN,
    tabs: [{
      name: "Details",
      lines: [{ kind: "field", label: "Street", column: { name: "street" }, value: "1 Road\nFloor 2" }],
    }],
  };
  assert.deepEqual(inside(drawn(withRecord(record))).slice(0, 2), [" Street  1 Road", "         Floor 2"]);
});

Deno.test("without a record the details say why", () => {
  const none = { seq: 1, record: null, failed: null, tab: 0, top: 0 };
  assert.ok(drawn({ ...sampleState(), detail: none }).join("\n").includes("Loading..."));
  const empty = { ...sampleState(), lists: new Map(), detail: none };
  assert.ok(drawn(empty).join("\n").includes("Nothing is selected."));
  const failed = { message: "The record cannot be read.", advice: "Press R to sync again." };
  const lines = inside(drawn({ ...sampleState(), detail: { ...none, failed } }));
  assert.deepEqual(lines.slice(0, 2), [" ! The record cannot be read.", " Press R to sync again."]);
});

Deno.test("tabs that have no room leave the chosen one and its number", () => {
  const top = (tab: number, columns: number) =>
    drawn(withRecord(LOGIN, { tab }), { columns, rows: 9 })[0] ?? "";
  assert.match(top(2, 76), / {3}Details {2}Raw \[Visits\] -/);
  assert.match(top(1, 30), /^\+- {2}Details \[Raw\] Visits -/);
  assert.match(top(1, 26), /^\+- \[Raw\] 2\/3 -/);
});
