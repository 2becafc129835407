import assert from "node:assert/strict";
import fc from "fast-check";
import {
  changedKeys,
  editItems,
  itemBytes,
  type ItemEdits,
  joinItems,
  QUOTA,
  quotaFault,
  readItemValue,
  splitItems,
} from "../../../core/edits/extension_storage.ts";

const split = (text: string) => {
  const items = splitItems(text);
  assert.ok(items, text);
  return items;
};
const itemsOf = (members: object) => split(JSON.stringify(members));
const edits = (members: Record<string, unknown>): ItemEdits =>
  new Map(
    Object.entries(members).map(([key, value]) => [key, value === undefined ? null : JSON.stringify(value)]),
  );

Deno.test("a text is taken apart into its items, and a value stays as it was written", () => {
  const text =
    '{ "a" : 1.0 ,\n"b": {"c":[1, 2,{"d":"x, y: \\"z\\" }"}]}, "":"\\ud800","n":12345678901234567890 }';
  assert.deepEqual([...split(text)], [
    ["a", "1.0"],
    ["b", '{"c":[1,2,{"d":"x, y: \\"z\\" }"}]}'],
    ["", '"\\ud800"'],
    ["n", "12345678901234567890"],
  ]);
  assert.deepEqual([...split("{}")], []);
  assert.deepEqual([...split(" \n{ } ")], []);
});

Deno.test("of two items with one key the last counts, as for every reader", () => {
  assert.deepEqual([...split('{"a":1,"b":2,"\\u0061":3}')], [["a", "3"], ["b", "2"]]);
});

Deno.test("a text that is not the JSON of an object has no items", () => {
  for (const text of ["", "{", "null", "[1]", '"text"', "12", "{'a':1}", '{"a":1,}', "undefined", "{}x"]) {
    assert.equal(splitItems(text), undefined, text);
  }
});

Deno.test("a number of many digits, and every other item, survives the edit of one", () => {
  const text = '{"id":12345678901234567890,"half":1.50,"key":"old","uni":"\\u00e9"}';
  const edited = editItems(split(text), new Map([["key", '"new"'], ["gone", null]]));
  assert.equal(joinItems(edited), '{"id":12345678901234567890,"half":1.50,"key":"new","uni":"\\u00e9"}');
});

Deno.test("keys named like parts of every JavaScript object are keys like any other", () => {
  const text = '{"__proto__":{"x":1},"constructor":2}';
  assert.equal(joinItems(split(text)), text);
  const edited = editItems(split(text), new Map([["__proto__", null], ["toString", "3"]]));
  assert.equal(joinItems(edited), '{"constructor":2,"toString":3}');
});

Deno.test("a value is JSON, or text where that is said", () => {
  assert.equal(readItemValue(' {"a" : [1, 2]} ', false), '{"a":[1,2]}');
  assert.equal(readItemValue("null", false), "null");
  assert.equal(readItemValue("plain", false), undefined);
  assert.equal(readItemValue("", false), undefined);
  assert.equal(readItemValue("plain", true), '"plain"');
  assert.equal(readItemValue('{"a":1}', true), '"{\\"a\\":1}"');
});

Deno.test("an item counts its key and its value as JSON, in bytes", () => {
  assert.equal(itemBytes("key", '"é"'), 3 + 4);
  assert.equal(itemBytes("ключ", "1"), 9);
});

Deno.test("an item may be as large as an extension may make it, and not a byte larger", () => {
  const room = QUOTA.bytesPerItem - "key".length - 2;
  assert.equal(quotaFault(new Map(), edits({ key: "x".repeat(room) })), undefined);
  const fault = quotaFault(new Map(), edits({ key: "x".repeat(room + 1) }));
  assert.match(fault ?? "", /"key" would take 8,193 bytes with its key, and an item may have 8,192/);
});

Deno.test("an extension has so many items and no more", () => {
  const many = (count: number) =>
    itemsOf(Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, i])));
  assert.equal(quotaFault(many(511), edits({ more: 1 })), undefined);
  assert.match(quotaFault(many(512), edits({ more: 1 })) ?? "", /there would be 513 items, .* 512/);
  assert.equal(quotaFault(many(512), edits({ more: 1, k1: undefined })), undefined);
  assert.equal(quotaFault(many(600), edits({ k1: 5 })), undefined, "what is there already may be changed");
});

Deno.test("all items of an extension have so much room", () => {
  const full = Object.fromEntries(Array.from({ length: 13 }, (_, i) => [`k${i}`, "x".repeat(7800)]));
  assert.match(
    quotaFault(itemsOf(full), edits({ more: "x".repeat(2000) })) ?? "",
    /all items together .* 102,400/,
  );
  assert.equal(quotaFault(itemsOf(full), edits({ more: 1 })), undefined);
  const over = { ...full, more: "x".repeat(7800) };
  assert.equal(quotaFault(itemsOf(over), edits({ k1: undefined })), undefined, "removing is always possible");
  assert.equal(quotaFault(itemsOf(over), edits({ k1: "less" })), undefined, "and so is making it smaller");
});

Deno.test("a large item that nobody touches stays", () => {
  const large = itemsOf({ large: "x".repeat(9000), other: 1 });
  assert.equal(quotaFault(large, edits({ other: 2 })), undefined);
});

const anyItems = fc.dictionary(fc.oneof(fc.string(), fc.constantFrom("__proto__", "a", "b")), fc.jsonValue());
const anyEdits = fc.dictionary(
  fc.oneof(fc.string(), fc.constantFrom("__proto__", "a", "b")),
  fc.oneof(fc.jsonValue(), fc.constant(undefined)),
);

Deno.test("taken apart and put together, a text says the same", () => {
  fc.assert(fc.property(anyItems, fc.constantFrom(undefined, 1, "\t"), (members, indent) => {
    const text = joinItems(split(JSON.stringify(members, null, indent)));
    assert.equal(text, joinItems(split(text)));
    assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(members)));
  }));
});

Deno.test("an edit sets and removes what it names, and leaves every other item as it is written", () => {
  fc.assert(fc.property(anyItems, anyEdits, (members, wanted) => {
    const [before, change] = [itemsOf(members), edits(wanted)];
    const after = split(joinItems(editItems(before, change)));
    for (const key of new Set([...before.keys(), ...after.keys()])) {
      const expected = change.has(key) ? change.get(key) ?? undefined : before.get(key);
      assert.equal(after.get(key), expected);
    }
    assert.deepEqual(changedKeys(after, change), []);
    assert.deepEqual(editItems(after, change), after);
  }));
});
