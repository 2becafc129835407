import assert from "node:assert/strict";
import fc from "fast-check";
import { base64url, fromBase64url } from "../../../core/bytes.ts";
import {
  deriveScopedKey,
  deriveSyncKey,
  keyFingerprint,
  OLDSYNC_SCOPE,
} from "../../../core/crypto/scoped_key.ts";
import { all, flipBit, unhex } from "../../support/vectors.ts";
import scoped from "../../vectors/scoped_keys.json" with { type: "json" };
import syncKeys from "../../vectors/sync-keys.json" with { type: "json" };

Deno.test("the key of a scope is the one the accounts page derives", async () => {
  for (const each of all(scoped.general.cases, 2)) {
    const key = await deriveScopedKey(unhex(each.kB), unhex(each.uid), {
      identifier: each.identifier,
      keyRotationSecret: unhex(each.keyRotationSecret),
      keyRotationTimestampMs: each.keyRotationTimestamp,
    });
    assert.deepEqual(
      { scope: key.scope, kid: key.kid, k: base64url(key.k) },
      { scope: each.identifier, kid: each.kid, k: each.k },
      each.source,
    );
  }
});

Deno.test("the key of Sync follows its own, older rule", async () => {
  for (const each of all(scoped.legacy_oldsync.cases, 2)) {
    const kB = unhex(each.kB);
    const key = await deriveSyncKey(kB, each.keyRotationTimestamp, each.identifier);
    assert.equal(base64url(key.k), each.k, each.source);
    assert.equal(key.kid, each.kid, each.source);
    assert.equal(key.scope, OLDSYNC_SCOPE);
    const fingerprint = (await keyFingerprint(kB)).toHex();
    assert.equal(fingerprint, each.derived?.clientStateHex ?? each.clientStateHex, each.source);
  }
});

Deno.test("the key of Sync is an encryption key followed by an HMAC key", async () => {
  const each = scoped.legacy_oldsync.cases[0];
  assert.ok(each?.derived !== undefined);
  const { k } = await deriveSyncKey(unhex(each.kB), each.keyRotationTimestamp);
  assert.equal(k.toHex(), each.derived.syncKey64);
  assert.equal(k.slice(0, 32).toHex(), each.derived.encryptionKey);
  assert.equal(k.slice(32).toHex(), each.derived.hmacKey);
});

Deno.test("the key of Sync is shown to the servers as they expect it", async () => {
  const each = all(syncKeys.cases, 2)[1];
  assert.ok(each?.kB !== undefined && each.keysChangedAt_ms !== undefined);
  const { k, kid, scope } = await deriveSyncKey(unhex(each.kB), each.keysChangedAt_ms);
  assert.equal(k.toHex(), each.okm64);
  assert.equal(k.toHex(), each.encryption_key + each.hmac_key);
  assert.deepEqual({ kty: "oct", kid, k: base64url(k), scope }, each.jwk);
  assert.equal(kid, each.x_keyid_header);
  assert.equal(kid, each.tokenserver_fxa_kid);
  assert.equal((await keyFingerprint(unhex(each.kB))).toHex(), each.x_client_state_hex);
});

Deno.test("another uid, secret or identifier gives another key", async () => {
  const each = scoped.general.cases[0];
  assert.ok(each !== undefined);
  const { identifier, keyRotationTimestamp: keyRotationTimestampMs } = each;
  const kB = unhex(each.kB);
  const uid = unhex(each.uid);
  const rotation = { identifier, keyRotationSecret: unhex(each.keyRotationSecret), keyRotationTimestampMs };
  const others = await Promise.all([
    deriveScopedKey(flipBit(kB, 31), uid, rotation),
    deriveScopedKey(kB, flipBit(uid, 0), rotation),
    deriveScopedKey(kB, uid, { ...rotation, keyRotationSecret: flipBit(rotation.keyRotationSecret, 5) }),
    deriveScopedKey(kB, uid, { ...rotation, identifier: `${identifier}/` }),
  ]);
  const keys = new Set([each.k, ...others.map(({ k }) => base64url(k))]);
  assert.equal(keys.size, 5);
  const kids = new Set([each.kid, ...others.map(({ kid }) => kid)]);
  assert.equal(kids.size, 5);
});

Deno.test("a kid is the time, in the unit of its rule, and 16 bytes of fingerprint", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 4e12 }), async (ms) => {
      const kB = new Uint8Array(32).fill(1);
      const rotation = {
        identifier: "app",
        keyRotationSecret: new Uint8Array(32),
        keyRotationTimestampMs: ms,
      };
      const general = await deriveScopedKey(kB, new Uint8Array(16), rotation);
      const sync = await deriveSyncKey(kB, ms);
      assert.equal(general.kid.split("-")[0], String(Math.round(ms / 1000)));
      assert.equal(sync.kid.split("-")[0], String(ms));
      for (const { kid } of [general, sync]) {
        assert.equal(fromBase64url(kid.slice(kid.indexOf("-") + 1)).length, 16);
      }
    }),
    { numRuns: 20 },
  );
});
