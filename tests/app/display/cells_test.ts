import assert from "node:assert/strict";
import fc from "fast-check";
import type { Cell } from "../../../app/columns.ts";
import {
  byteSize,
  exactText,
  isoTime,
  jsonText,
  jsonValue,
  relativeTime,
  tableText,
} from "../../../app/display/cells.ts";
import { NOW_MS } from "../../cli/memory_io.ts";

const ago = (seconds: number) => relativeTime(new Date(NOW_MS - seconds * 1000), NOW_MS);

Deno.test("a time is told by its age, in one unit", () => {
  assert.equal(ago(5), "just now");
  assert.equal(ago(3 * 60), "3 min ago");
  assert.equal(ago(5 * 3600 + 1), "5 h ago");
  assert.equal(ago(2 * 86_400), "2 d ago");
  assert.equal(ago(15 * 86_400), "2 w ago");
  assert.equal(ago(70 * 86_400), "2 mo ago");
  assert.equal(ago(800 * 86_400), "2 y ago");
});

Deno.test("a time to come is told by how long it takes", () => {
  assert.equal(ago(-2 * 86_400), "in 2 d");
});

Deno.test("an impossible time is empty for people and null in JSON", () => {
  const never = new Date(NaN);
  assert.equal(relativeTime(never, NOW_MS), "");
  assert.equal(exactText(never), "");
  assert.equal(jsonValue(never), null);
});

Deno.test("an instant is ISO 8601 in UTC, with milliseconds only where there are some", () => {
  assert.equal(isoTime(new Date(Date.UTC(2026, 0, 2, 3, 4, 5))), "2026-01-02T03:04:05Z");
  assert.equal(isoTime(new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 60))), "2026-01-02T03:04:05.060Z");
});

Deno.test("every instant there is is written as the calendar has it", () => {
  fc.assert(fc.property(fc.date({ noInvalidDate: true }), (date) => {
    assert.equal(isoTime(date), date.toISOString().replace(".000Z", "Z"));
  }));
});

Deno.test("a value's JSON text is that of its value", () => {
  const plain = fc.oneof(fc.string(), fc.double(), fc.integer(), fc.boolean(), fc.constant(null), fc.date());
  const { cell } = fc.letrec<{ cell: Cell }>((tie) => ({
    cell: fc.oneof(
      { maxDepth: 3 },
      plain,
      fc.array(tie("cell"), { maxLength: 4 }),
      fc.dictionary(fc.string(), tie("cell"), { maxKeys: 4 }),
    ),
  }));
  fc.assert(fc.property(cell, (value) => {
    assert.equal(jsonText(value), JSON.stringify(jsonValue(value)));
  }));
});

Deno.test("sizes are in steps of a thousand and change their unit before they reach it", () => {
  assert.equal(byteSize(0), "0 B");
  assert.equal(byteSize(999), "999 B");
  assert.equal(byteSize(1000), "1.0 KB");
  assert.equal(byteSize(56_789), "56.8 KB");
  assert.equal(byteSize(999_999), "1.0 MB");
  assert.equal(byteSize(123_456_789), "123 MB");
});

Deno.test("counts have thousands marks, and other numbers none", () => {
  const time = { form: "rel", nowMs: NOW_MS } as const;
  assert.equal(tableText(500_113, "count", time), "500,113");
  assert.equal(tableText(8080, undefined, time), "8080");
  assert.equal(tableText(true, undefined, time), "yes");
  assert.equal(tableText(null, "count", time), "");
});

Deno.test("lists of words are joined by commas and objects are JSON, with their instants in ISO 8601", () => {
  assert.equal(exactText(["a", "b"]), "a,b");
  assert.equal(exactText([]), "");
  const nested = { at: new Date(Date.UTC(2026, 0, 1)), list: [1, null] };
  assert.equal(exactText(nested), '{"at":"2026-01-01T00:00:00Z","list":[1,null]}');
  assert.equal(exactText([{ a: 1 }]), '[{"a":1}]');
});

Deno.test("an object is told in pairs to people", () => {
  const time = { form: "rel", nowMs: NOW_MS } as const;
  assert.equal(tableText({ bookmarks: 214, history: 2006 }, undefined, time), "bookmarks 214, history 2006");
});
