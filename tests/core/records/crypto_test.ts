import assert from "node:assert/strict";
import { cryptoCodec, isKeyPairs } from "../../../core/records/crypto.ts";
import { decodeRecord } from "../../../core/records/registry.ts";

const PAIR = ["hush-encryption", "hush-hmac"] as const;

function keysOf(clear: object) {
  const incoming = decodeRecord("crypto", JSON.stringify(clear), "keys");
  assert(incoming.kind === "live" && isKeyPairs(incoming.record));
  return incoming.record;
}

Deno.test("the keys are a default pair and pairs by collection, as text", () => {
  const keys = keysOf({
    id: "keys",
    collection: "crypto",
    default: PAIR,
    collections: { forms: ["a", "b"] },
  });
  assert.deepEqual(keys.default, PAIR);
  assert.deepEqual([...keys.collections], [["forms", ["a", "b"]]]);
});

Deno.test("keys for all collections alike need not say so", () => {
  for (const collections of [undefined, null, {}]) {
    assert.equal(keysOf({ default: PAIR, collections }).collections.size, 0);
  }
});

Deno.test("a pair that is not usable is told as such, so that nobody takes the default one instead", () => {
  const odd = { list: ["a"], three: ["a", "b", "c"], text: "ab", numbers: [1, 2], none: null };
  const keys = keysOf({ id: "keys", default: PAIR, collections: { forms: ["a", "b"], ...odd } });
  for (const name of Object.keys(odd)) assert.equal(keys.collections.get(name), null, name);
  const added = { ...keys, collections: new Map([...keys.collections, ["tabs", ["c", "d"] as const]]) };
  assert.deepEqual(cryptoCodec.encode(added), {
    id: "keys",
    default: PAIR,
    collections: { forms: ["a", "b"], ...odd, tabs: ["c", "d"] },
  });
});

Deno.test("keys without a default pair, with a list that is none, or from elsewhere are malformed, and not quoted", () => {
  const reasons: [object, string][] = [
    [{ collections: {} }, "default"],
    [{ default: ["hush"] }, "default"],
    [{ default: "hush" }, "default"],
    [{ default: PAIR, collections: ["hush"] }, "collections"],
    [{ default: PAIR, collections: "hush" }, "collections"],
    [{ default: PAIR, collection: "hush" }, "collection"],
  ];
  for (const [clear, member] of reasons) {
    assert.deepEqual(decodeRecord("crypto", JSON.stringify(clear), "keys"), {
      kind: "malformed",
      id: "keys",
      reason: `${member}: missing or not usable`,
    });
  }
});

Deno.test("of a record with another id nothing is known", () => {
  const clear = { id: "old", default: ["a", "b"] };
  const record = cryptoCodec.decode(clear, "old");
  assert.deepEqual(record, { id: "old", source: clear });
  assert(!isKeyPairs(record));
  assert.equal(cryptoCodec.encode(record), clear);
});
