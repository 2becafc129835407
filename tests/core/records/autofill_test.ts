import assert from "node:assert/strict";
import type { JsonObject } from "../../../core/json.ts";
import { addressCodec } from "../../../core/records/addresses.ts";
import { cardCodec, cardLastFour } from "../../../core/records/creditcards.ts";
import { decodeRecord } from "../../../core/records/registry.ts";

const card = (entry: JsonObject) =>
  cardCodec.decode({ id: "abc", entry: { version: 3, "cc-number": "4111111111111111", ...entry } }, "abc");

Deno.test("an edited address changes inside its entry and keeps the members of other clients", () => {
  const source = { id: "abc", entry: { version: 1, "address-level2": "Ulm", x_house: "4" }, x_future: 1 };
  const moved = { ...addressCodec.decode(source, "abc"), city: "Bern", timeLastModifiedMs: 8 };
  assert.deepEqual(addressCodec.encode(moved), {
    ...source,
    entry: { version: 1, "address-level2": "Bern", x_house: "4", timeLastModified: 8 },
  });
});

Deno.test("entries of a version Firefox refuses are malformed", () => {
  const kindOf = (collection: string, entry: unknown) =>
    decodeRecord(collection, JSON.stringify({ id: "abc", entry }), "abc").kind;
  assert.equal(kindOf("addresses", { version: 1 }), "live");
  for (const entry of [{ version: 2 }, {}, null, [1]]) assert.equal(kindOf("addresses", entry), "malformed");
  for (const version of [1, 2, 3, 4]) {
    assert.equal(kindOf("creditcards", { version, "cc-number": "4111111111111111" }), "live");
  }
  assert.equal(kindOf("creditcards", { version: 5, "cc-number": "4111111111111111" }), "malformed");
  assert.equal(kindOf("creditcards", { version: 3, "cc-number-encrypted": "q0/z" }), "malformed");
});

Deno.test("of a card's number the last four digits are shown, and none where few digits are left to hide", () => {
  assert.equal(cardLastFour(card({})), "1111");
  assert.equal(cardLastFour(card({ "cc-number": "3782 822463-10005" })), "0005");
  assert.equal(cardLastFour(card({ "cc-number": "1234567" })), "");
});

Deno.test("the expiry of a card is read from numbers and from text", () => {
  const { expiryMonth, expiryYear } = card({ "cc-exp-month": "4", "cc-exp-year": 2031 });
  assert.deepEqual([expiryMonth, expiryYear], [4, 2031]);
});
