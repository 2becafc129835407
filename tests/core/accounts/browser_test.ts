import assert from "node:assert/strict";
import {
  finishBrowserSignIn,
  type PendingBrowserSignIn,
  readBrowserAnswer,
  scopedKeysJson,
  startBrowserSignIn,
} from "../../../core/accounts/browser.ts";
import { authorize, SYNC_SCOPES } from "../../../core/accounts/oauth.ts";
import { base64url, type Bytes, fromBase64url, fromUtf8, utf8 } from "../../../core/bytes.ts";
import { decodePublicJwk, generateJweKeyPair, sealJwe } from "../../../core/crypto/jwe.ts";
import { pkceChallenge } from "../../../core/crypto/pkce.ts";
import { OLDSYNC_SCOPE, type ScopedKey } from "../../../core/crypto/scoped_key.ts";
import { anyObject, parseJson } from "../../../core/json.ts";
import { serve } from "../../../server/serve.ts";
import { testContext } from "../../support/context.ts";
import { scriptedServer } from "../../support/scripted_server.ts";
import { failsWith } from "../../support/vectors.ts";
import { accountsAt, CLIENT_ID, serversAt } from "./accounts_support.ts";
import { openSession } from "./open_session.ts";

const ROOT = "https://accounts.example.org";
const clientAt = (root: string) => ({ id: CLIENT_ID, redirectUri: `${root}/oauth/success/${CLIENT_ID}` });
const begin = (root = ROOT, email?: string) =>
  startBrowserSignIn(testContext(), serversAt(root), clientAt(root), email);
const parameter = ({ url }: PendingBrowserSignIn, name: string) => url.searchParams.get(name) ?? "";

const KEY: ScopedKey = {
  scope: OLDSYNC_SCOPE,
  k: Uint8Array.from({ length: 64 }, (_, i) => i),
  kid: "1700000000123-AAECAwQFBgcICQoLDA0ODw",
};

/** What a sign-in page makes of the keys for this sign-in. */
const sealFor = (pending: PendingBrowserSignIn, plaintext: Bytes) =>
  sealJwe(plaintext, decodePublicJwk(parameter(pending, "keys_jwk")), testContext().random(12));

Deno.test("the address to open says everything the sign-in page needs, and nothing else", async () => {
  const pending = await begin();
  assert.equal(pending.url.origin + pending.url.pathname, `${ROOT}/authorization`);
  assert.deepEqual([...pending.url.searchParams], [
    ["action", "email"],
    ["response_type", "code"],
    ["access_type", "offline"],
    ["client_id", CLIENT_ID],
    ["scope", `profile ${OLDSYNC_SCOPE}`],
    ["state", pending.state],
    ["code_challenge_method", "S256"],
    ["code_challenge", await pkceChallenge(pending.codeVerifier)],
    ["keys_jwk", parameter(pending, "keys_jwk")],
    ["redirect_uri", `${ROOT}/oauth/success/${CLIENT_ID}`],
  ]);
  const named = await begin(ROOT, "ann+fox@example.org");
  assert.equal(parameter(named, "email"), "ann+fox@example.org");
});

Deno.test("the address keeps the parameters that the sign-in page has of its own", async () => {
  const servers = { ...serversAt(ROOT), authorization: `${ROOT}/authorization?tenant=7` };
  const { url } = await startBrowserSignIn(testContext(), servers, clientAt(ROOT));
  assert.equal(url.searchParams.get("tenant"), "7");
  assert.equal(url.searchParams.get("client_id"), CLIENT_ID);
});

Deno.test("the address carries the public half of a fresh key pair and neither verifier nor private key", async () => {
  const [first, second] = [await begin(), await begin()];
  const jwk = parseJson(fromUtf8(fromBase64url(parameter(first, "keys_jwk"))), "keys_jwk");
  assert.deepEqual(Object.keys(anyObject(jwk, "keys_jwk")).sort(), ["crv", "kty", "x", "y"]);
  assert.equal(first.privateKey.extractable, false);
  assert.notEqual(parameter(first, "keys_jwk"), parameter(second, "keys_jwk"));
  assert.ok(!first.url.href.includes(first.codeVerifier));
});

Deno.test("state and verifier are drawn apart: 16 and 32 random bytes", async () => {
  const random = testContext().random;
  const [state, verifier] = [random(16), random(32)];
  const pending = await begin();
  assert.equal(pending.state, base64url(state));
  assert.equal(pending.codeVerifier, base64url(verifier));
});

const CODE = "0123456789abcdef".repeat(4);

Deno.test("a code is accepted bare, or in the final address of this very sign-in", async () => {
  const pending = await begin();
  const { redirectUri } = pending.client;
  const address = `${redirectUri}?code=${CODE}&state=${pending.state}&action=signin`;
  const shouted = address.replace(ROOT, ROOT.toUpperCase());
  for (const answer of [CODE, ` ${CODE}\n`, address, `\t${address} `, `${address}#done`, shouted]) {
    assert.equal(readBrowserAnswer(pending, answer), CODE);
  }
});

Deno.test("any other answer is told from a right one, and never used", async () => {
  const pending = await begin();
  const { redirectUri } = pending.client;
  const right = `code=${CODE}&state=${pending.state}`;
  const wrong = [
    "",
    "yes",
    CODE.toUpperCase(),
    CODE.slice(1),
    `${CODE}0`,
    `${redirectUri}?code=${CODE}`,
    `${redirectUri}?code=${CODE}&state=`,
    `${redirectUri}?code=${CODE}&state=${pending.state}x`,
    `${redirectUri}?state=${pending.state}`,
    `${redirectUri}?error=access_denied&state=${pending.state}`,
    `${redirectUri}?error=access_denied&${right}`,
    `${redirectUri}?${right.replace(CODE, CODE.slice(1))}`,
    `${redirectUri}-evil?${right}`,
    `${redirectUri}/evil?${right}`,
    `${redirectUri.replace("https", "http")}?${right}`,
    `https://evil.example/oauth/success/${CLIENT_ID}?${right}`,
    `https://evil.example/?next=${redirectUri}&${right}`,
    `${ROOT}/?${right}`,
  ];
  for (const answer of wrong) {
    const error = await failsWith("auth.wrong-answer", () => readBrowserAnswer(pending, answer));
    assert.ok(!error.message.includes(CODE));
  }
});

Deno.test("an answer for one sign-in does not do for the next", async () => {
  const ctx = testContext();
  const start = () => startBrowserSignIn(ctx, serversAt(ROOT), clientAt(ROOT));
  const [first, second] = [await start(), await start()];
  const answer = `${first.client.redirectUri}?code=${CODE}&state=${first.state}`;
  await failsWith("auth.wrong-answer", () => readBrowserAnswer(second, answer));
});

Deno.test("a sign-in through the browser brings tokens and the key of Sync", async () => {
  await using server = await serve();
  const accounts = accountsAt(server.url);
  const { token } = await openSession(server.database);
  const pending = await begin(server.url);
  const { redirect } = await authorize(accounts, token, {
    clientId: parameter(pending, "client_id"),
    scope: parameter(pending, "scope"),
    state: parameter(pending, "state"),
    codeChallenge: parameter(pending, "code_challenge"),
    keysJwe: await sealFor(pending, utf8(scopedKeysJson([KEY]))),
  });
  const { tokens, key } = await finishBrowserSignIn(accounts, pending, readBrowserAnswer(pending, redirect));
  assert.deepEqual(key, KEY);
  assert.equal(tokens.scope, SYNC_SCOPES);
  assert.match(tokens.refresh_token ?? "", /^[0-9a-f]{64}$/);
});

/** Finishes a sign-in whose token answer has these keys. */
async function finishWith(pending: PendingBrowserSignIn, keysJwe: string | undefined) {
  await using server = scriptedServer([{
    body: { access_token: "a", scope: SYNC_SCOPES, keys_jwe: keysJwe },
  }]);
  return await finishBrowserSignIn(accountsAt(server.url), pending, CODE);
}

Deno.test("keys that are no key of Sync are refused by what is wrong with them", async () => {
  const pending = await begin();
  const member = { kty: "oct", scope: OLDSYNC_SCOPE, k: base64url(KEY.k), kid: KEY.kid };
  const cases: [unknown, RegExp][] = [
    [[], /^keys_jwe$/],
    [{}, /oldsync$/],
    [{ "https://identity.mozilla.com/apps/other": member }, /oldsync$/],
    [{ [OLDSYNC_SCOPE]: { ...member, kty: "EC" } }, /oldsync\.kty$/],
    [{ [OLDSYNC_SCOPE]: { ...member, k: base64url(KEY.k.slice(32)) } }, /oldsync\.k$/],
    [{ [OLDSYNC_SCOPE]: { ...member, k: base64url(new Uint8Array(65)) } }, /oldsync\.k$/],
    [{ [OLDSYNC_SCOPE]: { ...member, k: "!".repeat(86) } }, /oldsync\.k$/],
    [{ [OLDSYNC_SCOPE]: { ...member, kid: "AAECAwQFBgcICQoLDA0ODw" } }, /oldsync\.kid$/],
    [{ [OLDSYNC_SCOPE]: { ...member, kid: undefined } }, /oldsync\.kid$/],
  ];
  for (const [plaintext, at] of cases) {
    const jwe = await sealFor(pending, utf8(JSON.stringify(plaintext)));
    const error = await failsWith("server.shape", () => finishWith(pending, jwe));
    assert.ok(error.code === "server.shape");
    assert.match(error.details.at, at);
  }
});

Deno.test("keys that are no JSON, or no text at all, are refused the same way", async () => {
  const pending = await begin();
  for (const plaintext of [utf8("keys"), Uint8Array.of(0x7b, 0xff, 0x7d)]) {
    const jwe = await sealFor(pending, plaintext);
    const error = await failsWith("server.shape", () => finishWith(pending, jwe));
    assert.deepEqual(error.details, { at: "keys_jwe" });
  }
});

Deno.test("a sign-in without keys, or with keys sealed for another, comes to nothing", async () => {
  const pending = await begin();
  const { publicJwk } = await generateJweKeyPair();
  const foreign = await sealJwe(utf8(scopedKeysJson([KEY])), publicJwk, testContext().random(12));
  await failsWith("crypto.failed", () => finishWith(pending, foreign));
  await failsWith("server.shape", () => finishWith(pending, "a.b.c"));
  const error = await failsWith("server.shape", () => finishWith(pending, undefined));
  assert.deepEqual(error.details, { at: "keys_jwe" });
});

Deno.test("the keys a page seals are those the reader reads, each naming its scope", () => {
  const other: ScopedKey = { scope: "https://example.org/other", k: KEY.k.slice(32), kid: "1700000000-AA" };
  assert.deepEqual(parseJson(scopedKeysJson([KEY, other]), "keys"), {
    [OLDSYNC_SCOPE]: { kty: "oct", scope: OLDSYNC_SCOPE, k: base64url(KEY.k), kid: KEY.kid },
    [other.scope]: { kty: "oct", scope: other.scope, k: base64url(other.k), kid: other.kid },
  });
});
