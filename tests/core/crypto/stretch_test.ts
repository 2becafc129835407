import assert from "node:assert/strict";
import { utf8, xor } from "../../../core/bytes.ts";
import { hkdf, NAMESPACE, pbkdf2 } from "../../../core/crypto/hkdf.ts";
import { stretchV1, stretchV2 } from "../../../core/crypto/stretch.ts";
import { all, unhex } from "../../support/vectors.ts";
import v1 from "../../vectors/onepw_v1.json" with { type: "json" };
import v2 from "../../vectors/onepw_v2.json" with { type: "json" };

Deno.test("version 1 stretches a password as the protocol's document shows", async () => {
  const { authPW, unwrapBKey } = await stretchV1(v1.password, v1.email);
  assert.equal(authPW.toHex(), v1.expected.authPW);
  assert.equal(unwrapBKey.toHex(), v1.expected.unwrapBKey);
});

Deno.test("version 1 goes through the documented intermediate value", async () => {
  const { salt, iterations, dkLen } = v1.pbkdf2;
  assert.equal(salt, `${NAMESPACE}quickStretch:${v1.email}`);
  const quickStretched = await pbkdf2(v1.password, utf8(salt), iterations, dkLen);
  assert.equal(quickStretched.toHex(), v1.expected.quickStretchedPW);
  assert.equal((await hkdf(quickStretched, v1.hkdfInfo.authPW, 32)).toHex(), v1.expected.authPW);
  assert.equal((await hkdf(quickStretched, v1.hkdfInfo.unwrapBKey, 32)).toHex(), v1.expected.unwrapBKey);
});

Deno.test("version 2 stretches a password with the server's salt, intermediate value included", async () => {
  for (const each of all(v2.cases, 2)) {
    const { authPW, unwrapBKey } = await stretchV2(v2.password, each.clientSalt);
    assert.equal(authPW.toHex(), each.authPW, each.source);
    assert.equal(unwrapBKey.toHex(), each.unwrapBKey, each.source);
    const quickStretched = await pbkdf2(v2.password, utf8(each.clientSalt), v2.iterations, v2.dkLen);
    assert.equal(quickStretched.toHex(), each.quickStretchedPW, each.source);
    assert.equal((await hkdf(quickStretched, v2.hkdfInfo.authPW, 32)).toHex(), each.authPW, each.source);
  }
});

Deno.test("kB stays the same when an account is upgraded from version 1 to version 2", () => {
  const { kB, unwrapBKey_v1, unwrapBKey_v2, wrapKb, wrapKbVersion2 } = v2.upgrade_example;
  assert.equal(xor(unhex(wrapKb), unhex(unwrapBKey_v1)).toHex(), kB);
  assert.equal(xor(unhex(wrapKbVersion2), unhex(unwrapBKey_v2)).toHex(), kB);
  assert.equal(v2.cases[0]?.unwrapBKey, unwrapBKey_v2);
  assert.equal(v1.expected.unwrapBKey, unwrapBKey_v1);
});

Deno.test("the letter case of the address and of the password counts", async () => {
  const { authPW } = await stretchV1("secret", "ana@example.org");
  assert.notDeepEqual((await stretchV1("secret", "Ana@example.org")).authPW, authPW);
  assert.notDeepEqual((await stretchV1("Secret", "ana@example.org")).authPW, authPW);
  assert.deepEqual((await stretchV1("secret", "ana@example.org")).authPW, authPW);
});

Deno.test("a password is not normalised: composed and decomposed accents are two passwords", async () => {
  const composed = await stretchV1("p\u00e9", "ana@example.org");
  const decomposed = await stretchV1("pe\u0301", "ana@example.org");
  assert.notDeepEqual(composed.authPW, decomposed.authPW);
});
