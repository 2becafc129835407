import assert from "node:assert/strict";
import fc from "fast-check";
import { concat, utf8 } from "../../../core/bytes.ts";
import { hkdf, hmacSha256 } from "../../../core/crypto/hkdf.ts";
import { openToken, signToken, tokenKey } from "../../../core/crypto/tokenlib.ts";
import { all, flipBit } from "../../support/vectors.ts";
import own from "../../vectors/sync-tokenlib.json" with { type: "json" };
import reference from "../../vectors/tokenlib.json" with { type: "json" };

const SECRET = "a master secret";
const PAYLOAD = '{"uid":7,"node":"http://localhost:8000","expires":1900000000,"salt":"a1b2c3"}';

const decode = (id: string) => Uint8Array.fromBase64(id, { alphabet: "base64url" });
const encode = (bytes: Uint8Array) => bytes.toBase64({ alphabet: "base64url" });

const tokens = all(own.cases, 3).filter((each) => each.payload_text !== undefined);

Deno.test("a token is signed as the reference server signs it", async () => {
  for (const each of all(tokens, 2)) {
    assert.ok(each.payload_text !== undefined);
    assert.equal(await signToken(each.payload_text, each.master_secret), each.id, each.name);
    const signing = await hkdf(utf8(each.master_secret), reference.signingInfo, 32);
    assert.equal(signing.toHex(), each.signing_secret, each.name);
    const signature = await hmacSha256(signing, utf8(each.payload_text));
    assert.equal(signature.toHex(), each.signature, each.name);
    assert.equal(encode(concat(utf8(each.payload_text), signature)), each.id, each.name);
  }
});

Deno.test("a token's id gives back its content, and with the salt its Hawk key", async () => {
  for (const each of tokens) {
    assert.ok(each.payload_text !== undefined);
    const payload = await openToken(each.id, each.master_secret);
    const { uid, node, expires, salt, fxa_uid, fxa_kid } = JSON.parse(each.payload_text);
    assert.deepEqual(payload, { uid, node, expires, salt, fxa_uid, fxa_kid }, each.name);
    assert.equal(await tokenKey(each.id, salt, each.master_secret), each.key, each.name);
  }
});

Deno.test("the reference server's own token opens, derives its key and holds its signature", async () => {
  const { masterSecret, tokenId, payload: { hashed_fxa_uid, hashed_device_id, ...known } } = reference;
  assert.deepEqual(await openToken(tokenId, masterSecret), known);
  assert.equal(hashed_fxa_uid.length + hashed_device_id.length, 128);
  assert.equal(await tokenKey(tokenId, known.salt, masterSecret), reference.derivedKey);
  assert.equal(decode(tokenId).slice(-32).toHex(), reference.signature);
  const info = reference.deriveInfoPrefix + tokenId;
  const key = await hkdf(utf8(masterSecret), info, 32, utf8(known.salt));
  assert.equal(encode(key), reference.derivedKey);
});

Deno.test("the hashes for a server's metrics are cut HMACs of account and device", async () => {
  const each = own.cases[2];
  assert.ok(each?.fxa_metrics_hash_secret !== undefined);
  const key = utf8(each.fxa_metrics_hash_secret);
  const account = (await hmacSha256(key, utf8(each.fxa_uid))).toHex();
  assert.equal(account, each.full_hmac);
  assert.equal(account.slice(0, 32), each.hashed_fxa_uid);
  const device = (await hmacSha256(key, utf8(`${each.hashed_fxa_uid}none`))).toHex();
  assert.equal(device.slice(0, 32), each.hashed_device_id);
});

Deno.test("an id with any bit flipped does not open", async () => {
  const bytes = decode(await signToken(PAYLOAD, SECRET));
  for (let i = 0; i < bytes.length; i++) {
    assert.equal(await openToken(encode(flipBit(bytes, i, i % 8)), SECRET), undefined, `byte ${i}`);
  }
});

Deno.test("a truncated or lengthened id, or none at all, does not open", async () => {
  const bytes = decode(await signToken(PAYLOAD, SECRET));
  const lengths = [0, 1, 31, 32, 33, bytes.length - 33, bytes.length - 32, bytes.length - 1];
  for (const length of lengths) {
    assert.equal(await openToken(encode(bytes.slice(0, length)), SECRET), undefined, `${length} bytes`);
  }
  assert.equal(await openToken(encode(concat(bytes, Uint8Array.of(0))), SECRET), undefined);
  assert.equal(await openToken(encode(concat(Uint8Array.of(32), bytes)), SECRET), undefined);
});

Deno.test("an id that is not base64url does not open", async () => {
  const id = await signToken(PAYLOAD, SECRET);
  assert.ok(await openToken(id, SECRET) !== undefined);
  for (const text of ["", "=", "****", `${id}=`, `${id}A`, id.replace(/^./, "+"), PAYLOAD]) {
    assert.equal(await openToken(text, SECRET), undefined, text);
  }
});

Deno.test("another master secret opens nothing and derives another key", async () => {
  const id = await signToken(PAYLOAD, SECRET);
  assert.equal(await openToken(id, `${SECRET} `), undefined);
  const keys = await Promise.all([
    tokenKey(id, "a1b2c3", SECRET),
    tokenKey(id, "a1b2c3", `${SECRET} `),
    tokenKey(id, "a1b2c4", SECRET),
    tokenKey(id.toLowerCase(), "a1b2c3", SECRET),
  ]);
  assert.equal(new Set(keys).size, 4);
});

Deno.test("a genuine signature over a payload of another shape opens nothing", async () => {
  const payloads = [
    "",
    "{}",
    "[]",
    "not json",
    '{"uid":"7","node":"n","expires":1,"salt":"a"}',
    '{"uid":7.5,"node":"n","expires":1,"salt":"a"}',
    '{"uid":7,"node":"n","expires":1}',
  ];
  for (const payload of payloads) {
    assert.equal(await openToken(await signToken(payload, SECRET), SECRET), undefined, payload);
  }
});

Deno.test("whatever is signed opens again, text of any script included", async () => {
  const content = fc.record({
    uid: fc.nat(),
    node: fc.string({ unit: "grapheme" }),
    expires: fc.integer({ min: 0 }),
    salt: fc.stringMatching(/^[0-9a-f]{6}$/),
  });
  await fc.assert(
    fc.asyncProperty(content, async (content) => {
      const id = await signToken(JSON.stringify(content), SECRET);
      assert.match(id, /^[A-Za-z0-9_-]+={0,2}$/);
      const opened = await openToken(id, SECRET);
      assert.deepEqual(opened, { ...content, fxa_uid: undefined, fxa_kid: undefined });
    }),
    { numRuns: 30 },
  );
});
