import assert from "node:assert/strict";
import {
  BEARER_PREFIX,
  bearerHeader,
  deriveTokenKeys,
  type TokenKind,
} from "../../../core/crypto/token_keys.ts";
import { NAMESPACE } from "../../../core/crypto/hkdf.ts";
import { oneOf } from "../../../core/json.ts";
import { all, unhex } from "../../support/vectors.ts";
import vectors from "../../vectors/token_derivation.json" with { type: "json" };

const tokenKind = oneOf(
  "sessionToken",
  "keyFetchToken",
  "accountResetToken",
  "passwordForgotToken",
  "passwordChangeToken",
);

Deno.test("a token becomes its id, its Hawk key, its bundle key and its Bearer header", async () => {
  for (const each of all(vectors.cases, 6)) {
    const kind = tokenKind(each.kind, "kind");
    const keys = await deriveTokenKeys(unhex(each.token), kind);
    assert.equal(keys.kind, kind);
    assert.equal(keys.id, each.tokenID, each.source);
    assert.equal(keys.hmacKey.toHex(), each.reqHMACkey, each.source);
    assert.equal(keys.bundleKey.toHex(), each.bundleKey, each.source);
    assert.equal(bearerHeader(keys), each.bearerHeader, each.source);
    assert.equal(NAMESPACE + kind, each.info);
  }
});

Deno.test("one token of two kinds has two ids, so that kinds cannot be mixed up", async () => {
  const token = new Uint8Array(32).fill(9);
  const kinds: TokenKind[] = ["sessionToken", "keyFetchToken", "accountResetToken"];
  const ids = await Promise.all(kinds.map(async (kind) => (await deriveTokenKeys(token, kind)).id));
  assert.equal(new Set(ids).size, kinds.length);
});

Deno.test("a Bearer header never shows the token", async () => {
  const token = new Uint8Array(32).fill(0xab);
  const header = bearerHeader(await deriveTokenKeys(token, "passwordForgotToken"));
  assert.match(header, /^Bearer fxpf_[0-9a-f]{64}$/);
  assert.ok(!header.includes(token.toHex()));
});

Deno.test("each kind of token has a Bearer prefix of its own", () => {
  const prefixes = Object.values(BEARER_PREFIX);
  assert.equal(prefixes.length, 5);
  assert.equal(new Set(prefixes).size, 5);
});
