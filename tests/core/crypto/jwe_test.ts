import assert from "node:assert/strict";
import { base64url, type Bytes, concat, fromBase64url, fromUtf8, utf8 } from "../../../core/bytes.ts";
import { sha256 } from "../../../core/crypto/hkdf.ts";
import {
  decodePublicJwk,
  encodePublicJwk,
  generateJweKeyPair,
  openJwe,
  type PublicJwk,
  sealJwe,
} from "../../../core/crypto/jwe.ts";
import { all, failsWith, flipBit } from "../../support/vectors.ts";
import vectors from "../../vectors/jwe_ecdh_es.json" with { type: "json" };

const P256 = { name: "ECDH", namedCurve: "P-256" };
const iv = new Uint8Array(12).fill(3);
const cases = all(vectors.cases, 2);

const importPrivate = (jwk: JsonWebKey) => crypto.subtle.importKey("jwk", jwk, P256, false, ["deriveBits"]);

async function sharedSecret(privateKey: CryptoKey, jwk: JsonWebKey): Promise<Bytes> {
  const publicKey = await crypto.subtle.importKey("jwk", jwk, P256, false, []);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: "ECDH", public: publicKey }, privateKey, 256));
}

/** The content key spelt out from RFC 7518: round 1, Z, "A256GCM", no PartyUInfo, no PartyVInfo, 256 bits. */
const contentKey = (shared: Bytes) =>
  sha256(concat(
    Uint8Array.of(0, 0, 0, 1),
    shared,
    Uint8Array.of(0, 0, 0, 7),
    utf8("A256GCM"),
    Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0),
  ));

/** A JWE for `recipient` with any header, put together without the code under test. */
async function handMadeJwe(recipient: PublicJwk, header: Record<string, unknown>): Promise<string> {
  const pair = await crypto.subtle.generateKey(P256, false, ["deriveBits"]);
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  const shown = { alg: "ECDH-ES", enc: "A256GCM", epk: { kty, crv, x, y }, ...header };
  const protectedHeader = base64url(utf8(JSON.stringify(shown)));
  const raw = await contentKey(await sharedSecret(pair.privateKey, { ...recipient }));
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt"]);
  const params = { name: "AES-GCM", iv, additionalData: utf8(protectedHeader) };
  const sealed = new Uint8Array(await crypto.subtle.encrypt(params, key, utf8("scoped keys")));
  const parts = [base64url(iv), base64url(sealed.subarray(0, -16)), base64url(sealed.subarray(-16))];
  return `${protectedHeader}..${parts.join(".")}`;
}

Deno.test("scoped keys sealed by the reference implementations open", async () => {
  for (const each of cases) {
    const opened = await openJwe(each.jwe, await importPrivate(each.jwk));
    assert.equal(fromUtf8(opened), each.plaintext, each.source);
  }
});

Deno.test("the reference content keys come out of the shared secret as RFC 7518 says", async () => {
  for (const each of cases) {
    const [header = "", , nonce = "", ciphertext = "", tag = ""] = each.jwe.split(".");
    assert.deepEqual(JSON.parse(fromUtf8(fromBase64url(header))), each.protectedHeader);
    const shared = await sharedSecret(await importPrivate(each.jwk), each.protectedHeader.epk);
    assert.equal(shared.toHex(), each.ecdhSharedSecret, each.source);
    const raw = await contentKey(shared);
    assert.equal(raw.toHex(), each.contentKey, each.source);
    const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["decrypt"]);
    const params = { name: "AES-GCM", iv: fromBase64url(nonce), additionalData: utf8(header) };
    const sealed = concat(fromBase64url(ciphertext), fromBase64url(tag));
    const clear = await crypto.subtle.decrypt(params, key, sealed);
    assert.equal(fromUtf8(new Uint8Array(clear)), each.plaintext, each.source);
  }
});

Deno.test("what is sealed for a fresh key pair opens with it", async () => {
  const { publicJwk, privateKey } = await generateJweKeyPair();
  for (const plaintext of [new Uint8Array(0), utf8('{"k":"ключ"}'), new Uint8Array(5000).fill(255)]) {
    assert.deepEqual(await openJwe(await sealJwe(plaintext, publicJwk, iv), privateKey), plaintext);
  }
});

Deno.test("sealing twice uses two ephemeral keys", async () => {
  const { publicJwk } = await generateJweKeyPair();
  const [first, second] = await Promise.all([
    sealJwe(utf8("same"), publicJwk, iv),
    sealJwe(utf8("same"), publicJwk, iv),
  ]);
  assert.notEqual(first.split(".")[0], second.split(".")[0]);
});

Deno.test("another private key does not open a JWE", async () => {
  const { privateKey } = await generateJweKeyPair();
  for (const each of cases) await failsWith("crypto.failed", () => openJwe(each.jwe, privateKey));
});

Deno.test("a JWE with a changed byte in initialisation vector, ciphertext or tag does not open", async () => {
  const [each] = cases;
  assert.ok(each !== undefined);
  const privateKey = await importPrivate(each.jwk);
  const parts = each.jwe.split(".");
  for (const part of [2, 3, 4]) {
    for (const index of [0, -1]) {
      const damaged = base64url(flipBit(fromBase64url(parts[part] ?? ""), index));
      const jwe = parts.with(part, damaged).join(".");
      await failsWith("crypto.failed", () => openJwe(jwe, privateKey));
    }
    await failsWith("crypto.failed", () => openJwe(parts.with(part, "").join("."), privateKey));
  }
});

Deno.test("the header is covered too: the same header in other words does not open", async () => {
  const [each] = cases;
  assert.ok(each !== undefined);
  const parts = each.jwe.split(".");
  const renamed = { ...each.protectedHeader, kid: "another" };
  const jwe = parts.with(0, base64url(utf8(JSON.stringify(renamed)))).join(".");
  await failsWith("crypto.failed", async () => openJwe(jwe, await importPrivate(each.jwk)));
});

Deno.test("neither apu nor apv enters the key, so a header that names them opens all the same", async () => {
  const { publicJwk, privateKey } = await generateJweKeyPair();
  for (const header of [{}, { kid: "x" }, { apu: "QWxpY2U", apv: "Qm9i" }, { cty: "json", x5c: [] }]) {
    const jwe = await handMadeJwe(publicJwk, header);
    assert.equal(fromUtf8(await openJwe(jwe, privateKey)), "scoped keys", JSON.stringify(header));
  }
});

Deno.test("a header of another kind is refused before any key is touched", async () => {
  const { publicJwk, privateKey } = await generateJweKeyPair();
  const headers = [
    { alg: "ECDH-ES+A256KW" },
    { alg: "none" },
    { enc: "A128GCM" },
    { epk: undefined },
    { epk: { ...publicJwk, crv: "P-384" } },
    { epk: { ...publicJwk, y: 7 } },
  ];
  for (const header of headers) {
    const jwe = await handMadeJwe(publicJwk, header);
    const error = await failsWith("server.shape", () => openJwe(jwe, privateKey));
    assert.match(error.message, /^keys_jwe header\./, JSON.stringify(header));
  }
});

Deno.test("an ephemeral key that is no point of the curve is refused", async () => {
  const { publicJwk, privateKey } = await generateJweKeyPair();
  const jwe = await handMadeJwe(publicJwk, { epk: { ...publicJwk, x: publicJwk.y, y: publicJwk.y } });
  await failsWith("crypto.failed", () => openJwe(jwe, privateKey));
});

Deno.test("a text that is no compact JWE with an empty encrypted key is refused", async () => {
  const [each] = cases;
  assert.ok(each !== undefined);
  const privateKey = await importPrivate(each.jwk);
  const [header = "", , ...rest] = each.jwe.split(".");
  const texts = [
    "",
    "not a jwe",
    `${each.jwe}.`,
    [header, "a2V5", ...rest].join("."),
    ["", "", ...rest].join("."),
    ["***", "", ...rest].join("."),
    [base64url(utf8("[]")), "", ...rest].join("."),
    [base64url(Uint8Array.of(0xff, 0xfe)), "", ...rest].join("."),
  ];
  for (const text of texts) await failsWith("server.shape", () => openJwe(text, privateKey));
});

Deno.test("the public key travels as base64url JSON and holds nothing private", () => {
  for (const { jwk } of cases) {
    const publicJwk = decodePublicJwk(base64url(utf8(JSON.stringify(jwk))));
    assert.deepEqual(publicJwk, { kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y });
    const shown = encodePublicJwk(publicJwk);
    assert.match(shown, /^[A-Za-z0-9_-]+$/);
    assert.deepEqual(decodePublicJwk(shown), publicJwk);
    assert.deepEqual(Object.keys(JSON.parse(fromUtf8(fromBase64url(shown)))), ["kty", "crv", "x", "y"]);
  }
});

Deno.test("a public key of another kind is refused", async () => {
  const { publicJwk } = await generateJweKeyPair();
  const bad = [{ ...publicJwk, kty: "RSA" }, { ...publicJwk, crv: "P-521" }, { kty: "EC", crv: "P-256" }, []];
  for (const jwk of bad) {
    await failsWith("server.shape", () => decodePublicJwk(base64url(utf8(JSON.stringify(jwk)))));
  }
  for (const text of ["{}", "****", ""]) await failsWith("server.shape", () => decodePublicJwk(text));
});

Deno.test("the private key of a fresh pair cannot be taken out", async () => {
  const { privateKey } = await generateJweKeyPair();
  assert.equal(privateKey.extractable, false);
  await assert.rejects(crypto.subtle.exportKey("jwk", privateKey));
});
