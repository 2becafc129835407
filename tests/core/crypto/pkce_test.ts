import assert from "node:assert/strict";
import fc from "fast-check";
import { fromBase64url } from "../../../core/bytes.ts";
import { pkceChallenge, pkceVerifier } from "../../../core/crypto/pkce.ts";
import vectors from "../../vectors/pkce.json" with { type: "json" };

Deno.test("the challenge to RFC 7636's verifier is RFC 7636's challenge", async () => {
  assert.equal(vectors.code_challenge_method, "S256");
  assert.equal(await pkceChallenge(vectors.code_verifier), vectors.code_challenge);
});

Deno.test("RFC 7636's verifier is made of its 32 bytes", () => {
  assert.equal(pkceVerifier(fromBase64url(vectors.code_verifier)), vectors.code_verifier);
});

Deno.test("a verifier has 43 characters that need no escaping in an address", () => {
  fc.assert(fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (random) => {
    assert.match(pkceVerifier(Uint8Array.from(random)), /^[A-Za-z0-9_-]{43}$/);
  }));
});

Deno.test("the challenge covers the verifier's text, character by character", async () => {
  const changed = vectors.code_verifier.replace(/k$/, "l");
  assert.notEqual(changed, vectors.code_verifier);
  assert.notEqual(await pkceChallenge(changed), vectors.code_challenge);
});
