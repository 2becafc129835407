import assert from "node:assert/strict";
import { grantBySession } from "../../../core/accounts/oauth.ts";
import { fetchSyncKey } from "../../../core/accounts/keys.ts";
import { utf8 } from "../../../core/bytes.ts";
import type { ErrorCode } from "../../../core/errors.ts";
import { OLDSYNC_SCOPE } from "../../../core/crypto/scoped_key.ts";
import { exchangeToken } from "../../../core/sync/token.ts";
import { serve } from "../../../server/serve.ts";
import { loopbackContext, NOW_MS, testContext } from "../../support/context.ts";
import { failsWith } from "../../support/vectors.ts";
import { accountsAt, CLIENT_ID } from "../accounts/accounts_support.ts";
import { openSession } from "../accounts/open_session.ts";

const request = {
  url: new URL("https://token.example.org/1.0/sync/1.5"),
  accessToken: "an access token",
  keyId: "1700000000123-AAECAwQFBgcICQoLDA0ODw",
};
const granted = {
  id: "token-id",
  key: "key_-==",
  uid: 42,
  api_endpoint: "https://storage.example.org/1.5/42",
  duration: 3600,
  hashed_fxa_uid: "0".repeat(32),
  hashalg: "sha256",
  node_type: "spanner",
};

/** Exchanges against a token server that gives this one answer. */
async function exchangeWith(body: unknown, init: ResponseInit = {}) {
  const requests: Request[] = [];
  const fetch = (asked: Request) => {
    requests.push(asked);
    const text = typeof body === "string" ? body : JSON.stringify(body);
    return Promise.resolve(new Response(text, init));
  };
  return { token: await exchangeToken(testContext({ fetch }), request), requests };
}

Deno.test("the access token and the key's id are what a token is asked for with", async () => {
  const { requests: [asked] } = await exchangeWith(granted);
  assert.equal(`${asked?.method} ${asked?.url}`, "GET https://token.example.org/1.0/sync/1.5");
  assert.equal(asked?.headers.get("authorization"), "Bearer an access token");
  assert.equal(asked?.headers.get("x-keyid"), request.keyId);
});

Deno.test("a token says where the storage is, and its key is used as text", async () => {
  const { token } = await exchangeWith(granted);
  assert.deepEqual(token, {
    endpoint: "https://storage.example.org/1.5/42",
    credentials: { id: "token-id", key: utf8("key_-==") },
    uid: 42,
    renewAtMs: NOW_MS + 0.8 * 3_600_000,
    clockOffsetMs: 0,
  });
  const slashed = await exchangeWith({ ...granted, api_endpoint: "https://storage.example.org/1.5/42//" });
  assert.equal(slashed.token.endpoint, token.endpoint);
});

Deno.test("a token is renewed when four fifths of its life are over", async () => {
  for (const [duration, lifeMs] of [[300, 240_000], [1, 800], [0, 0]] as const) {
    assert.equal((await exchangeWith({ ...granted, duration })).token.renewAtMs, NOW_MS + lifeMs);
  }
});

Deno.test("the server's clock is read from X-Timestamp, else from Date", async () => {
  const [hourAhead, dayBehind] = [NOW_MS + 3_600_000, NOW_MS - 86_400_000];
  const timestamp = String(hourAhead / 1000);
  const date = new Date(dayBehind).toUTCString();
  const offset = async (headers: HeadersInit) =>
    (await exchangeWith(granted, { headers })).token.clockOffsetMs;
  assert.equal(await offset({ "x-timestamp": timestamp, date }), 3_600_000);
  assert.equal(await offset({ date }), -86_400_000);
  assert.equal(await offset({ "x-timestamp": "soon", date: "today" }), 0);
  assert.equal(await offset({ "x-timestamp": "", date }), -86_400_000);
});

Deno.test("every refusal of the token server means one thing here", async () => {
  const cases: [number, string, ErrorCode, unknown][] = [
    [401, "invalid-credentials", "auth.revoked", {}],
    [401, "invalid-key-id", "auth.revoked", {}],
    [401, "invalid-timestamp", "auth.revoked", {}],
    [401, "error", "auth.revoked", {}],
    [401, "invalid-client-state", "auth.keys-changed", { status: "invalid-client-state" }],
    [401, "invalid-keysChangedAt", "auth.keys-changed", { status: "invalid-keysChangedAt" }],
    [401, "invalid-generation", "auth.keys-changed", { status: "invalid-generation" }],
    [403, "new-users-disabled", "auth.refused", { errno: 0 }],
    [403, "error", "server.status", { status: 403, at: "token server" }],
    [400, "error", "server.status", { status: 400, at: "token server" }],
    [404, "error", "server.status", { status: 404, at: "token server" }],
    [400, "invalid-client-state", "server.status", { status: 400, at: "token server" }],
    [429, "error", "server.busy", { status: 429, retryAfterSeconds: 9 }],
    [503, "error", "server.busy", { status: 503, retryAfterSeconds: 9 }],
    [504, "elapsed", "server.busy", { status: 504, retryAfterSeconds: 9 }],
  ];
  for (const [status, word, code, details] of cases) {
    const body = { status: word, errors: [{ location: "header", name: "X", description: null }] };
    const init = { status, headers: { "retry-after": "9" } };
    const error = await failsWith(code, () => exchangeWith(body, init));
    assert.deepEqual(error.details, details, `${status} ${word}`);
  }
});

Deno.test("an answer that is no token is refused by what is wrong with it", async () => {
  const cases: [unknown, ResponseInit, string][] = [
    ["<html>", {}, "token server"],
    [{ ...granted, uid: "42" }, {}, "token server.uid"],
    [{ ...granted, api_endpoint: "/1.5/42" }, {}, "token server.api_endpoint"],
    [{ ...granted, key: undefined }, {}, "token server.key"],
    [{}, { status: 401 }, "token server.status"],
  ];
  for (const [body, init, at] of cases) {
    const error = await failsWith("server.shape", () => exchangeWith(body, init));
    assert.deepEqual(error.details, { at });
  }
  await failsWith("server.challenge", () => exchangeWith("<html>", { status: 406 }));
});

Deno.test("the embedded server gives a token for the right key alone, and always the same storage", async () => {
  await using server = await serve();
  const ctx = loopbackContext();
  const accounts = accountsAt(server.url, ctx);
  const session = await openSession(server.database);
  const { kid: keyId } = await fetchSyncKey(accounts, session, CLIENT_ID);
  const grant = { clientId: CLIENT_ID, scope: OLDSYNC_SCOPE, access: "online" } as const;
  const { access_token: accessToken } = await grantBySession(accounts, session.token, grant);
  const url = new URL(accounts.servers.token);
  const [first, second] = [
    await exchangeToken(ctx, { url, accessToken, keyId }),
    await exchangeToken(ctx, { url, accessToken, keyId }),
  ];
  assert.equal(first.endpoint, `${server.url}/1.5/${first.uid}`);
  assert.equal(second.endpoint, first.endpoint);
  const otherKey = keyId.replace(/-.*/, "-AAECAwQFBgcICQoLDA0ODw");
  await failsWith("auth.keys-changed", () => exchangeToken(ctx, { url, accessToken, keyId: otherKey }));
  await failsWith("auth.revoked", () => exchangeToken(ctx, { url, accessToken: "no token", keyId }));
});
