/** What one page holds, as text: it comes out as it went in, whatever it is. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { utf8 } from "../../../core/bytes.ts";
import {
  cutIntoPages,
  entryText,
  Page,
  PAGE_RECORDS,
  PAGE_TEXT,
  pageOf,
  pageText,
  placeOn,
  slotOf,
} from "../../../app/mirror/page.ts";
import type { EntryFields, PageEntry } from "../../../app/mirror/page.ts";
import { type Guid, guid } from "../../../core/ids.ts";
import { entry, some, time } from "./support/mirrors.ts";

const fields = (clear: string | undefined, name = "a"): EntryFields => ({
  id: name as Guid,
  modified: time(1_700_000_000_010),
  bytes: 40,
  clear,
});

/** The page of records of these clear texts. */
function pageOfClears(...clears: readonly (string | undefined)[]): Page {
  const entries = clears.map((clear, i): PageEntry => {
    const { id, modified, ...rest } = fields(clear, `record ${i}`);
    return { id, modified, sortKey: null, text: entryText({ id, modified, ...rest }).text };
  });
  return new Page(utf8(pageText(entries)));
}

Deno.test("an object's own text is kept byte for byte", () => {
  const texts = [
    '{"id":"a","b":1e400,"c":-0,"d":1.0,"e":12345678901234567890}',
    '{ "spaced" :  [ 1 , 2 ] }',
    '{"__proto__":{"x":1},"10":1,"9":2,"a":1,"a":2}',
    '{"escaped":"\\u0041\\n\\ud800","line":"\u2028\u0085"}',
    "{}",
  ];
  const page = pageOfClears(...texts);
  texts.forEach((text, i) => {
    assert.ok(page.entry(i)?.text.endsWith(`,${text}]`), text);
    assert.deepEqual(page.record(i)?.clear, JSON.parse(text));
  });
});

Deno.test("line ends between an object's members become spaces, and nothing else changes", () => {
  const text = '{\n  "a": 1e400,\r\n  "b": "x\\ny",\n  "c": -0\n}\n';
  const page = pageOfClears(text, '{"next":1}');
  assert.deepEqual(page.record(0)?.clear, JSON.parse(text));
  assert.ok(Object.is((page.record(0)?.clear as { c: number }).c, -0));
  assert.deepEqual(page.record(1)?.clear, { next: 1 });
});

Deno.test("what is no object is kept as text, and what does not open as nothing", () => {
  const page = pageOfClears("[1,2]", "not JSON", "", "null", "two\nlines", '"text"', undefined);
  const clears = Array.from({ length: page.count }, (_, i) => page.record(i)?.clear);
  assert.deepEqual(clears, ["[1,2]", "not JSON", "", "null", "two\nlines", '"text"', null]);
  assert.deepEqual(entryText(fields("[1]")).value, "[1]");
  assert.deepEqual(entryText(fields('{"a":1}')).value, { a: 1 });
  assert.equal(entryText(fields(undefined)).value, null);
});

Deno.test("there is no record where a page has none", () => {
  const page = pageOfClears("{}");
  assert.deepEqual([page.record(1), page.entry(1), page.sortKey(1), page.record(-1)], [
    undefined,
    undefined,
    null,
    undefined,
  ]);
});

const anyClear = fc.oneof(
  fc.constant(undefined),
  fc.string({ unit: "binary" }),
  fc.json(),
  fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue()).map((value) => JSON.stringify(value)),
  fc.dictionary(fc.string(), fc.jsonValue()).map((value) => JSON.stringify(value, null, 2)),
);

const anyFields = fc.record({
  // Storage takes any printable text of up to 64 characters as an id.
  id: fc.string({ minLength: 1, maxLength: 64 }).filter((text) => /^[\x20-\x7e]+$/.test(text)).map(guid),
  modified: fc.nat(2 ** 31).map((n) => time(n * 1000)),
  sortindex: fc.option(fc.integer(), { nil: undefined }),
  bytes: fc.nat(),
  clear: anyClear,
});

Deno.test("whatever goes into a page comes out of it, record by record", () => {
  const sortKey = fc.option(fc.maxSafeInteger(), { nil: null });
  fc.assert(
    fc.property(fc.array(fc.tuple(anyFields, sortKey), { minLength: 1, maxLength: 20 }), (records) => {
      const entries = records.map(([{ sortindex, ...rest }, key]): PageEntry => {
        const { text } = entryText(sortindex === undefined ? rest : { ...rest, sortindex });
        return { id: rest.id, modified: rest.modified, sortKey: key, text };
      });
      const page = new Page(utf8(pageText(entries)));
      assert.equal(page.count, entries.length);
      records.forEach(([{ clear, sortindex, ...envelope }, key], slot) => {
        const parsed = parsedObject(clear) ?? clear ?? null;
        const expected = sortindex === undefined ? envelope : { ...envelope, sortindex };
        assert.deepEqual(page.record(slot), { ...expected, clear: parsed });
        assert.equal(page.sortKey(slot), key);
        assert.deepEqual(page.entry(slot), entries[slot]);
      });
    }),
  );
});

function parsedObject(text: string | undefined): object | undefined {
  try {
    const value: unknown = JSON.parse(text ?? "");
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

Deno.test("pages are cut in order, after 512 records", () => {
  const entries = some(1300, (n) => entry(`record-${n}`, n));
  const pages = cutIntoPages(entries);
  assert.deepEqual(pages.map(({ length }) => length), [PAGE_RECORDS, PAGE_RECORDS, 276]);
  assert.deepEqual(pages.flat(), entries);
  assert.deepEqual(cutIntoPages([]), []);
});

Deno.test("pages are cut before their text gets too long, and a record too long for any has one of its own", () => {
  const big = "x".repeat(PAGE_TEXT / 2 - 200);
  const huge = "y".repeat(3 * PAGE_TEXT);
  const titles = ["a", big, "b", big, big, huge, "c"];
  const entries = titles.map((title, i) => entry(`record-${i}`, i, { title }));
  const pages = cutIntoPages(entries);
  assert.deepEqual(pages.map((page) => page.map(({ id }) => id.slice(-1)).join("")), ["0123", "4", "5", "6"]);
  assert.deepEqual(new Page(utf8(pageText(pages[2] ?? []))).record(0)?.clear, {
    id: "record-5",
    title: huge,
  });
});

Deno.test("a place is a page and a slot in one number", () => {
  fc.assert(
    fc.property(fc.nat(2 ** 31), fc.nat(PAGE_RECORDS - 1), (page, slot) => {
      const place = placeOn(page, slot);
      assert.deepEqual([pageOf(place), slotOf(place)], [page, slot]);
      assert.ok(place < placeOn(page + 1));
    }),
  );
});
