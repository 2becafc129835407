import assert from "node:assert/strict";
import { concat, xor } from "../../../core/bytes.ts";
import { openAccountKeys, sealAccountKeys } from "../../../core/crypto/account_keys.ts";
import { hkdf, hmacSha256, NAMESPACE } from "../../../core/crypto/hkdf.ts";
import { deriveTokenKeys } from "../../../core/crypto/token_keys.ts";
import { all, failsWith, flipBit, unhex } from "../../support/vectors.ts";
import vectors from "../../vectors/account_keys_bundle.json" with { type: "json" };

const cases = all(vectors.cases, 3);
const [documented, , hkdfOnly] = cases;
const bundles = cases.filter((each) => each.bundle !== undefined);

Deno.test("the answer with the account's keys opens, and seals to the same bytes", async () => {
  for (const each of all(bundles, 2)) {
    assert.ok(each.bundle !== undefined);
    const keys = await openAccountKeys(unhex(each.bundle), unhex(each.keyRequestKey));
    assert.equal(keys.kA.toHex(), each.kA, each.source);
    assert.equal(keys.wrapKB.toHex(), each.wrapKB, each.source);
    const again = await sealAccountKeys(keys, unhex(each.keyRequestKey));
    assert.equal(again.toHex(), each.bundle, each.source);
  }
});

Deno.test("the documented answer has the documented keys, ciphertext and MAC inside", async () => {
  assert.ok(documented?.ciphertext !== undefined);
  const derived = await hkdf(unhex(documented.keyRequestKey), `${NAMESPACE}account/keys`, 96);
  const [macKey, xorKey] = [derived.slice(0, 32), derived.slice(32)];
  assert.equal(macKey.toHex(), documented.respHMACkey);
  assert.equal(xorKey.toHex(), documented.respXORkey);
  const ciphertext = xor(concat(unhex(documented.kA), unhex(documented.wrapKB)), xorKey);
  assert.equal(ciphertext.toHex(), documented.ciphertext);
  assert.equal((await hmacSha256(macKey, ciphertext)).toHex(), documented.mac);
  assert.equal(documented.bundle, documented.ciphertext + documented.mac);
});

Deno.test("the documented keyFetchToken leads to the key of the answer, and the password to kB", async () => {
  assert.ok(documented?.keyFetchToken !== undefined);
  const { bundleKey } = await deriveTokenKeys(unhex(documented.keyFetchToken), "keyFetchToken");
  assert.equal(bundleKey.toHex(), documented.keyRequestKey);
  assert.equal(xor(unhex(documented.wrapKB), unhex(documented.unwrapBKey)).toHex(), documented.kB);
});

Deno.test("the keys of an answer are derived as another implementation derives them", async () => {
  assert.ok(hkdfOnly?.hkdf96 !== undefined);
  const derived = await hkdf(unhex(hkdfOnly.keyRequestKey), `${NAMESPACE}account/keys`, 96);
  assert.equal(derived.toHex(), hkdfOnly.hkdf96);
});

Deno.test("an answer with any byte changed does not open", async () => {
  assert.ok(documented?.bundle !== undefined);
  const key = unhex(documented.keyRequestKey);
  for (let i = 0; i < 96; i++) {
    const damaged = flipBit(unhex(documented.bundle), i, i % 8);
    await failsWith("crypto.failed", () => openAccountKeys(damaged, key));
  }
});

Deno.test("an answer of another length, or with another key, does not open", async () => {
  assert.ok(documented?.bundle !== undefined);
  const bundle = unhex(documented.bundle);
  const key = unhex(documented.keyRequestKey);
  for (const other of [new Uint8Array(0), bundle.slice(0, 64), bundle.slice(0, 95), concat(bundle, key)]) {
    await failsWith("crypto.failed", () => openAccountKeys(other, key));
  }
  await failsWith("crypto.failed", () => openAccountKeys(bundle, flipBit(key, 0)));
});
