import assert from "node:assert/strict";
import fc from "fast-check";
import { makeVerifier, serverKeys, unwrapWithPassword } from "../../server/accounts/passwords.ts";

/** Source: ecosystem-platform, docs/explanation/onepw-protocol.md, "Test Vectors", server side. */
const VECTOR = {
  authPW: "247b675ffb4c46310bc87e26d712153abe5e1c90ef00a4784594f97ef54f2375",
  authSalt: "00f0000000000000000000000000000000000000000000000000000000000000",
  verifyHash: "a4765bf103dc057f4cf4bc2c131ddb6716e8a4333cc55e1d3c449f31f0eec4f1",
  wrapwrapKey: "3ebea117efa9faf57ce195899b2905058368e7760cc26ea58a2a1be0da7fb287",
};

Deno.test("the server's half of a password equals the published vector", async () => {
  const { authPW, authSalt } = VECTOR;
  const keys = await serverKeys(Uint8Array.fromHex(authPW), Uint8Array.fromHex(authSalt));
  assert.equal(keys.verifyHash.toHex(), VECTOR.verifyHash);
  assert.equal(keys.wrapwrapKey.toHex(), VECTOR.wrapwrapKey);
});

Deno.test("what is kept of a password gives wrapKB back for that password and for no other", async () => {
  const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => new Uint8Array(bytes));
  const property = fc.asyncProperty(bytes32, bytes32, bytes32, async (authPW, wrong, wrapKB) => {
    fc.pre(authPW.toHex() !== wrong.toHex());
    const verifier = await makeVerifier(authPW, wrapKB);
    assert.notDeepEqual(verifier.wrapWrapKB, wrapKB);
    assert.deepEqual(await unwrapWithPassword(authPW, verifier), wrapKB);
    assert.equal(await unwrapWithPassword(wrong, verifier), undefined);
  });
  await fc.assert(property, { numRuns: 2 });
});
