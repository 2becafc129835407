import assert from "node:assert/strict";
import fc from "fast-check";
import { concat, utf8 } from "../../../core/bytes.ts";
import { hkdf, hmacSha256, importHmacKey, NAMESPACE, pbkdf2, sha256 } from "../../../core/crypto/hkdf.ts";
import { all, unhex } from "../../support/vectors.ts";
import primitives from "../../vectors/hkdf_pbkdf2.json" with { type: "json" };
import syncKeys from "../../vectors/sync-keys.json" with { type: "json" };

Deno.test("HKDF gives the output of RFC 5869 and of the accounts' own vectors", async () => {
  for (const each of all(primitives.hkdf_sha256, 3)) {
    const okm = await hkdf(unhex(each.ikm), unhex(each.info), each.L, unhex(each.salt));
    assert.equal(okm.toHex(), each.okm, each.source);
  }
});

Deno.test("PBKDF2 gives the output of RFC 7914", async () => {
  for (const each of all(primitives.pbkdf2_hmac_sha256, 1)) {
    const key = await pbkdf2(each.password, utf8(each.salt), each.iterations, each.dkLen);
    assert.equal(key.toHex(), each.dk, each.source);
  }
});

Deno.test("HMAC gives the output of RFC 4231, with bytes and with an imported key", async () => {
  const key = utf8("Jefe");
  const text = utf8("what do ya want for nothing?");
  const mac = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
  assert.equal((await hmacSha256(key, text)).toHex(), mac);
  assert.equal((await hmacSha256(await importHmacKey(key), text)).toHex(), mac);
});

Deno.test("SHA-256 of abc is the one of FIPS 180-4", async () => {
  const digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  assert.equal((await sha256(utf8("abc"))).toHex(), digest);
});

Deno.test("the documented Sync key bundle comes out of HKDF, its first step included", async () => {
  const each = all(syncKeys.cases, 2)[0];
  assert.ok(each?.ikm !== undefined && each.info !== undefined);
  const prk = await hmacSha256(new Uint8Array(32), unhex(each.ikm));
  assert.equal(prk.toHex(), each.prk_expected);
  const okm = await hkdf(unhex(each.ikm), each.info, 64, unhex(each.salt));
  assert.equal(okm.toHex(), each.okm_expected_from_doc);
  assert.equal(okm.toHex(), each.okm);
  assert.equal(okm.toHex(), each.encryption_key + each.hmac_key);
  assert.equal(each.info, `${NAMESPACE}oldsync`);
});

Deno.test("HKDF with the first block's rules spelt out gives the same bytes", async () => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(bytes, bytes, fc.string(), async (ikm, salt, info) => {
      const key = Uint8Array.from(ikm);
      const prk = await hmacSha256(Uint8Array.from(salt), key);
      const firstBlock = await hmacSha256(prk, concat(utf8(info), Uint8Array.of(1)));
      assert.deepEqual(await hkdf(key, info, 32, Uint8Array.from(salt)), firstBlock);
    }),
    { numRuns: 30 },
  );
});

Deno.test("no salt, an empty one and 32 zero bytes are the same salt; text is taken as UTF-8", async () => {
  const key = utf8("key material");
  const expected = await hkdf(key, "ïnfo", 32);
  assert.deepEqual(await hkdf(key, "ïnfo", 32, new Uint8Array(0)), expected);
  assert.deepEqual(await hkdf(key, "ïnfo", 32, new Uint8Array(32)), expected);
  assert.deepEqual(await hkdf(key, utf8("ïnfo"), 32), expected);
});

Deno.test("a longer output begins with the shorter one", async () => {
  const key = utf8("key material");
  assert.deepEqual((await hkdf(key, "i", 96)).slice(0, 32), await hkdf(key, "i", 32));
});
