import assert from "node:assert/strict";
import fc from "fast-check";
import { concat, fromUtf8 } from "../../../core/bytes.ts";
import {
  type Cleartext,
  decryptPayload,
  encryptPayload,
  importKeyBundle,
  type KeyBundle,
  type SealedPayload,
} from "../../../core/crypto/payload.ts";
import { array, type Decoded, hex, object, oneOf, parseJson, record, string } from "../../../core/json.ts";
import { all, failsWith, flipBit, unhex } from "../../support/vectors.ts";
import cryptoKeys from "../../vectors/sync-crypto-keys.json" with { type: "json" };
import vectors from "../../vectors/sync-crypto.json" with { type: "json" };
import records from "../../vectors/sync-records.json" with { type: "json" };

const payloadShape = object({ ciphertext: string, IV: string, hmac: string });
const readPayload = (text: string): SealedPayload => payloadShape(parseJson(text, "payload"), "payload");
const clear = (text: string) => text as Cleartext;
const bundleOf = (encryption: string, hmac: string) => importKeyBundle(unhex(encryption + hmac));

/** One case of sync-crypto.json, whichever way it spells its members. */
async function caseOf(each: typeof vectors.cases[number]) {
  if (each.enc_b64 !== undefined) {
    const [encryption, hmac] = [Uint8Array.fromBase64(each.enc_b64), Uint8Array.fromBase64(each.hmac_b64)];
    return {
      key: await importKeyBundle(concat(encryption, hmac)),
      iv: Uint8Array.fromBase64(each.iv_b64),
      cleartext: fromUtf8(Uint8Array.fromBase64(each.cleartext_b64)),
      payload: { ciphertext: each.ciphertext_b64, IV: each.iv_b64, hmac: each.hmac_hex },
    };
  }
  return {
    key: await bundleOf(each.enc_key, each.hmac_key),
    iv: unhex(each.iv),
    cleartext: each.cleartext,
    payload: each.payload ?? each.node_result,
  };
}

Deno.test("payloads of the reference implementations decrypt, and encrypt to the same bytes", async () => {
  for (const each of all(vectors.cases, 6)) {
    const { key, iv, cleartext, payload } = await caseOf(each);
    assert.equal(await decryptPayload(payload, key), cleartext, each.name);
    assert.equal(await encryptPayload(clear(cleartext), key, iv), JSON.stringify(payload), each.name);
  }
});

Deno.test("the documented message has the documented ciphertext and MAC", async () => {
  const each = vectors.cases[1];
  assert.ok(each?.ciphertext_expected_b64 !== undefined);
  const { key, iv, cleartext } = await caseOf(each);
  const { ciphertext, hmac } = readPayload(await encryptPayload(clear(cleartext), key, iv));
  assert.equal(ciphertext, each.ciphertext_expected_b64);
  assert.equal(hmac, each.hmac_expected);
});

Deno.test("a flipped bit in the ciphertext is refused, a MAC in upper-case hex is not", async () => {
  const [flipped, upperCase, withoutMac] = all(vectors.negative, 3);
  assert.ok(flipped?.enc_key !== undefined && upperCase?.enc_key !== undefined && withoutMac !== undefined);
  assert.equal(flipped.name, "flipped-ciphertext-bit");
  const key = await bundleOf(flipped.enc_key, flipped.hmac_key);
  await failsWith("crypto.failed", () => decryptPayload(flipped.payload, key));

  assert.equal(upperCase.name, "uppercase-hmac");
  assert.match(await decryptPayload(upperCase.payload, key), /^\{"id":"uNiCoDe_0001",/);

  assert.equal(withoutMac.name, "zero-IV-in-crypto");
  await failsWith("crypto.failed", () => decryptPayload({ ...withoutMac.payload, hmac: "" }, key));
});

const keyRing = object({
  default: array(string),
  collections: record(array(string)),
});
const joined = (pair: readonly string[]) => concat(...pair.map((part) => Uint8Array.fromBase64(part)));

Deno.test("crypto/keys opens with the key of Sync, and seals to the same payload", async () => {
  const { sync_key_encryption, sync_key_hmac, iv, cleartext_text, bso } = cryptoKeys;
  const key = await bundleOf(sync_key_encryption, sync_key_hmac);
  assert.equal(await decryptPayload(readPayload(bso.payload), key), cleartext_text);
  assert.equal(await encryptPayload(clear(cleartext_text), key, unhex(iv)), bso.payload);
  assert.deepEqual(JSON.parse(cleartext_text), cryptoKeys.cleartext);
});

Deno.test("the keys inside crypto/keys are the bundles of the collections", () => {
  const ring = keyRing(cryptoKeys.cleartext, "cleartext");
  const { default_bundle, collections } = cryptoKeys;
  assert.equal(joined(ring.default).toHex(), default_bundle.enc + default_bundle.hmac);
  assert.deepEqual([...ring.collections.keys()], Object.keys(collections));
  const bookmarks = joined(ring.collections.get("bookmarks") ?? []);
  assert.equal(bookmarks.toHex(), collections.bookmarks.enc + collections.bookmarks.hmac);
});

const sealedRecord = object({
  note: string,
  cleartext_text: string,
  iv: hex(16),
  key: oneOf("default", "collections.bookmarks"),
  bso: object({ id: string, payload: string }),
});
type SealedRecord = Decoded<typeof sealedRecord>;

function sealedRecords(): Map<string, SealedRecord[]> {
  const { meta, ...encrypted } = records.collections;
  assert.equal(meta.length, 1);
  return record(array(sealedRecord))(encrypted, "collections");
}

async function keysByName(): Promise<Record<SealedRecord["key"], KeyBundle>> {
  const { default_bundle, collections: { bookmarks } } = cryptoKeys;
  return {
    "default": await bundleOf(default_bundle.enc, default_bundle.hmac),
    "collections.bookmarks": await bundleOf(bookmarks.enc, bookmarks.hmac),
  };
}

Deno.test("a record of every collection decrypts with its key, and encrypts to the same payload", async () => {
  const keys = await keysByName();
  const collections = sealedRecords();
  assert.equal(collections.size, 11);
  for (const each of all([...collections.values()].flat(), 26)) {
    const key = keys[each.key];
    assert.equal(await decryptPayload(readPayload(each.bso.payload), key), each.cleartext_text, each.note);
    assert.equal(await encryptPayload(clear(each.cleartext_text), key, unhex(each.iv)), each.bso.payload);
  }
});

Deno.test("bookmarks have a key of their own, and neither key opens the other's records", async () => {
  const keys = await keysByName();
  const keyOf = new Map<string, string>(Object.entries(cryptoKeys.key_for));
  assert.equal(keyOf.size, 3);
  for (const [collection, list] of sealedRecords()) {
    const expected = keyOf.get(collection) ?? "default";
    for (const each of list) {
      assert.equal(each.key, expected, collection);
      const other = each.key === "default" ? keys["collections.bookmarks"] : keys.default;
      await failsWith("crypto.failed", () => decryptPayload(readPayload(each.bso.payload), other));
    }
  }
});

Deno.test("meta/global travels in the clear", () => {
  const [meta] = records.collections.meta;
  assert.deepEqual(JSON.parse(meta?.bso.payload ?? ""), meta?.payload_plain);
});

const sampleKey = () => importKeyBundle(Uint8Array.from({ length: 64 }, (_, i) => i));
const iv = new Uint8Array(16).fill(5);

Deno.test("whatever text is encrypted decrypts to itself", async () => {
  const key = await sampleKey();
  const text = fc.string({ unit: "binary", maxLength: 200 });
  const ivs = fc.uint8Array({ minLength: 16, maxLength: 16 });
  await fc.assert(
    fc.asyncProperty(text, ivs, async (text, iv) => {
      const payload = readPayload(await encryptPayload(clear(text), key, Uint8Array.from(iv)));
      assert.deepEqual(Object.keys(payload), ["ciphertext", "IV", "hmac"]);
      assert.equal(payload.IV, iv.toBase64());
      assert.match(payload.hmac, /^[0-9a-f]{64}$/);
      assert.equal(await decryptPayload(payload, key), text);
    }),
    { numRuns: 50 },
  );
});

Deno.test("any change to ciphertext or MAC is refused", async () => {
  const key = await sampleKey();
  const payload = readPayload(await encryptPayload(clear('{"id":"abc","title":"x"}'), key, iv));
  const { ciphertext, hmac } = payload;
  const bytes = Uint8Array.fromBase64(ciphertext);
  const damaged: SealedPayload[] = [
    { ...payload, ciphertext: flipBit(bytes, 0).toBase64() },
    { ...payload, ciphertext: flipBit(bytes, -1).toBase64() },
    { ...payload, ciphertext: bytes.slice(0, 16).toBase64() },
    { ...payload, ciphertext: ciphertext.replace(/=+$/, "") + " " },
    { ...payload, ciphertext: "" },
    { ...payload, hmac: flipBit(unhex(hmac), 0).toHex() },
    { ...payload, hmac: flipBit(unhex(hmac), -1, 7).toHex() },
    { ...payload, hmac: hmac.slice(2) },
    { ...payload, hmac: `${hmac}00` },
    { ...payload, hmac: "" },
    { ...payload, hmac: "z".repeat(64) },
    { ...payload, IV: "" },
    { ...payload, IV: iv.slice(1).toBase64() },
    { ...payload, IV: "***" },
  ];
  for (const each of damaged) await failsWith("crypto.failed", () => decryptPayload(each, key));
  assert.equal(await decryptPayload(payload, key), '{"id":"abc","title":"x"}');
});

Deno.test("a failure says the same whatever went wrong, and quotes nothing", async () => {
  const key = await sampleKey();
  const payload = readPayload(await encryptPayload(clear("secret text"), key, iv));
  const other = await importKeyBundle(new Uint8Array(64).fill(1));
  const wrongKey = await failsWith("crypto.failed", () => decryptPayload(payload, other));
  const badIv = await failsWith("crypto.failed", () => decryptPayload({ ...payload, IV: "!" }, key));
  assert.equal(wrongKey.message, badIv.message);
  assert.equal(wrongKey.cause, undefined);
  assert.deepEqual(wrongKey.details, {});
});

Deno.test("a key bundle has 64 bytes, no more and no fewer", async () => {
  for (const length of [0, 32, 63, 65]) {
    await assert.rejects(importKeyBundle(new Uint8Array(length)), RangeError);
  }
});
