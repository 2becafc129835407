/** What a write sends, and in which order. */
import assert from "node:assert/strict";
import { outgoingRecords, sealOf } from "../../app/write/parts.ts";
import { putChange } from "../../app/write/plan.ts";
import { id, named } from "../core/sync/storage_support.ts";

Deno.test("of a tree its folders go first: what a server refuses last is at worst a leaf", () => {
  const put = (name: string, type: string) =>
    putChange({ collection: named("bookmarks"), id: id(name) }, new Map(), { id: name, type });
  const changes = [put("a", "bookmark"), put("b", "folder"), put("c", "separator"), put("d", "folder")];
  const sent = outgoingRecords({ name: named("bookmarks"), changes }).map((record) => String(record.id));
  assert.deepEqual(sent, ["b", "d", "a", "c"]);
});

Deno.test("the seal of a payload is its signature, and what is not sealed has none", () => {
  const hmac = "0123456789abcdef".repeat(4);
  assert.equal(sealOf(`{"ciphertext":"AA==","IV":"AA==","hmac":"${hmac}"}`), hmac);
  assert.equal(sealOf(`{"storageVersion":5}`), undefined);
});
