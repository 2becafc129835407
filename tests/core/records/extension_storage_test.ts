import assert from "node:assert/strict";
import { extensionStorageCodec, storedItems } from "../../../core/records/extension_storage.ts";
import { decodeRecord } from "../../../core/records/registry.ts";

const stored = (data: string) =>
  extensionStorageCodec.decode({ id: "abc", extId: "a@b.example", data }, "abc");

Deno.test("what an extension keeps is text on the record, and its items when asked for", () => {
  const text = '{ "theme":"dark", "width":240 }';
  assert.equal(stored(text).data, text);
  assert.deepEqual(storedItems(stored(text)), { theme: "dark", width: 240 });
  assert.deepEqual(storedItems(stored("{}")), {});
});

Deno.test("text that is not that of an object is kept, and holds no items", () => {
  for (const text of ["", "{", "null", "[1]", '"text"', "12"]) assert.equal(storedItems(stored(text)), null);
});

Deno.test("a record without its extension, or whose storage is no text, is malformed", () => {
  const kindOf = (clear: object) => decodeRecord("extension-storage", JSON.stringify(clear), "abc").kind;
  assert.equal(kindOf({ extId: "a@b.example", data: "not even JSON" }), "live");
  for (const none of [undefined, null, 5, {}]) {
    assert.equal(kindOf({ extId: none, data: "{}" }), "malformed");
    assert.equal(kindOf({ extId: "a@b.example", data: none }), "malformed");
  }
  assert.equal(kindOf({ extId: "", data: "{}" }), "malformed");
});
