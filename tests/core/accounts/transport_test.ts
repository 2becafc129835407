import assert from "node:assert/strict";
import { destroySession, sessionStatus } from "../../../core/accounts/api.ts";
import { type AccountsCall, callAccounts, type Credential } from "../../../core/accounts/transport.ts";
import { hawkMatches, hawkPayloadHash, hawkTarget, parseHawkHeader } from "../../../core/crypto/hawk.ts";
import { object, string } from "../../../core/json.ts";
import { serve } from "../../../server/serve.ts";
import { loopbackContext, NOW_MS } from "../../support/context.ts";
import { type ScriptedReply, scriptedServer, type SeenRequest } from "../../support/scripted_server.ts";
import { failsWith } from "../../support/vectors.ts";
import { accountsAt, errorBody, sampleSession, signUp } from "./accounts_support.ts";

const decode = object({ word: string });
const ok: ScriptedReply = { body: { word: "yes" } };
const unauthorized: ScriptedReply = { status: 401, body: errorBody(110) };

function read(credential?: Credential): AccountsCall<{ word: string }> {
  return { method: "GET", path: "/thing?a=1", decode, ...(credential ? { credential } : {}) };
}

function write(credential: Credential): AccountsCall<{ word: string }> {
  return { method: "POST", path: "/thing", body: { text: "stäple" }, credential, decode };
}

const schemeOf = ({ headers }: SeenRequest): string =>
  (headers.get("authorization") ?? "none").split(" ")[0] ?? "";

/** The Hawk header of a request, after its signature was checked with the session's own key. */
async function signedHeader(request: SeenRequest, url: string) {
  const { hmacKey, id } = sampleSession;
  const header = parseHawkHeader(request.headers.get("authorization") ?? "");
  assert.ok(header !== undefined, "a whole Hawk header");
  const target = hawkTarget(new URL(url + request.target));
  assert.ok(await hawkMatches(header, { method: request.method, ...target }, hmacKey), "a right signature");
  assert.equal(header.id, id);
  return header;
}

Deno.test("without a credential a request carries none", async () => {
  await using server = scriptedServer([ok]);
  assert.deepEqual(await callAccounts(accountsAt(server.url), read()), { word: "yes" });
  const [request] = server.requests;
  assert.deepEqual(server.lines(), ["GET /v1/thing?a=1"]);
  assert.equal(request?.headers.get("authorization"), null);
  assert.equal(request?.headers.get("accept"), "application/json");
  assert.equal(request?.headers.get("content-type"), null);
});

Deno.test("a session is shown by its derived id as Bearer, never by its token", async () => {
  await using server = scriptedServer([ok]);
  const session = sampleSession;
  await callAccounts(accountsAt(server.url), write(session));
  const [request] = server.requests;
  assert.equal(request?.headers.get("authorization"), `Bearer fxs_${session.id}`);
  assert.equal(request?.headers.get("content-type"), "application/json");
  assert.equal(request?.body, '{"text":"stäple"}');
});

Deno.test("a server that knows no Bearer is asked once more with Hawk, and from then on with Hawk alone", async () => {
  await using server = scriptedServer([unauthorized, ok, ok]);
  const accounts = accountsAt(server.url);
  const session = sampleSession;
  assert.deepEqual(await callAccounts(accounts, write(session)), { word: "yes" });
  assert.deepEqual(await callAccounts(accounts, read(session)), { word: "yes" });
  assert.deepEqual(server.requests.map(schemeOf), ["Bearer", "Hawk", "Hawk"]);
  assert.deepEqual(server.lines(), ["POST /v1/thing", "POST /v1/thing", "GET /v1/thing?a=1"]);
});

Deno.test("a Hawk signature covers the body where there is one, and no nonce is used twice", async () => {
  await using server = scriptedServer([unauthorized, ok, ok]);
  const accounts = accountsAt(server.url);
  const session = sampleSession;
  await callAccounts(accounts, write(session));
  await callAccounts(accounts, read(session));
  const [, posted, got] = server.requests;
  assert.ok(posted && got);
  const [withBody, without] = [await signedHeader(posted, server.url), await signedHeader(got, server.url)];
  assert.equal(withBody.hash, await hawkPayloadHash("application/json", posted.body));
  assert.equal(without.hash, undefined);
  assert.notEqual(withBody.nonce, without.nonce);
});

Deno.test("the embedded server accepts what is signed with Hawk", async () => {
  const isBearer = (request: Request) => request.headers.get("authorization")?.startsWith("Bearer ");
  await using server = await serve({
    signUp: true,
    fault: (request) => isBearer(request) ? Response.json(errorBody(110), { status: 401 }) : undefined,
  });
  const accounts = accountsAt(server.url);
  const session = await signUp(accounts);
  assert.deepEqual(await sessionStatus(accounts, session.token), { state: "verified", uid: session.uid });
  await destroySession(accounts, session.token);
  await failsWith("auth.revoked", () => sessionStatus(accounts, session.token));
});

Deno.test("a token refused both ways is revoked, and the next call begins with Bearer again", async () => {
  await using server = scriptedServer([unauthorized, unauthorized, ok]);
  const accounts = accountsAt(server.url);
  const session = sampleSession;
  await failsWith("auth.revoked", () => callAccounts(accounts, read(session)));
  await callAccounts(accounts, read(session));
  assert.deepEqual(server.requests.map(schemeOf), ["Bearer", "Hawk", "Bearer"]);
});

Deno.test("refusals other than 401 are not asked again", async () => {
  await using server = scriptedServer([{ status: 400, body: errorBody(103) }]);
  const session = sampleSession;
  await failsWith("auth.wrong-password", () => callAccounts(accountsAt(server.url), read(session)));
  assert.equal(server.requests.length, 1);
});

Deno.test("a refresh token is shown as it is and never signed with", async () => {
  await using server = scriptedServer([unauthorized]);
  const refreshToken = "0f".repeat(32);
  await failsWith("auth.revoked", () => callAccounts(accountsAt(server.url), read({ refreshToken })));
  const shown = server.requests.map(({ headers }) => headers.get("authorization"));
  assert.deepEqual(shown, [`Bearer ${refreshToken}`]);
});

Deno.test("Hawk signs by the server's clock, as the last Date told it", async () => {
  const at = (ms: number, reply: ScriptedReply): ScriptedReply => ({
    ...reply,
    headers: { date: new Date(ms).toUTCString() },
  });
  const [hourAhead, dayBehind] = [NOW_MS + 3_600_000, NOW_MS - 86_400_000];
  await using server = scriptedServer([at(hourAhead, unauthorized), at(dayBehind, ok), ok]);
  const ctx = loopbackContext();
  const accounts = accountsAt(server.url, ctx);
  const session = sampleSession;
  await callAccounts(accounts, read(session));
  ctx.advance(5000);
  await callAccounts(accounts, read(session));
  const [, first, second] = server.requests;
  assert.ok(first && second);
  assert.equal((await signedHeader(first, server.url)).ts, hourAhead / 1000);
  assert.equal((await signedHeader(second, server.url)).ts, dayBehind / 1000 + 5);
});

Deno.test("a Date that is none leaves the clock as it was", async () => {
  const strange = { ...unauthorized, headers: { date: "today" } };
  await using server = scriptedServer([strange, ok]);
  await callAccounts(accountsAt(server.url), read(sampleSession));
  const [, request] = server.requests;
  assert.ok(request);
  assert.equal((await signedHeader(request, server.url)).ts, NOW_MS / 1000);
});

Deno.test("an answer that is no JSON, or another than expected, is told by its place", async () => {
  const cases: [ScriptedReply, Parameters<typeof failsWith>[0], unknown][] = [
    [{ body: "<html>" }, "server.shape", { at: "/thing?a=1" }],
    [{ body: { word: 1 } }, "server.shape", { at: "/thing?a=1.word" }],
    [{ status: 400, body: {} }, "server.status", { status: 400, at: "/thing?a=1" }],
    [{ status: 429, body: {} }, "server.busy", { status: 429, retryAfterSeconds: null }],
    [{ status: 400, body: "<html>" }, "server.shape", { at: "/thing?a=1" }],
    [{ status: 404, body: "<html>" }, "server.errno", { errno: 116, status: 404 }],
    [{ status: 500, body: errorBody(999) }, "server.errno", { errno: 999, status: 500 }],
    [{ status: 406, body: "" }, "server.challenge", { status: 406 }],
    [{ status: 502, body: "<html>" }, "server.busy", { status: 502, retryAfterSeconds: null }],
  ];
  for (const [reply, code, details] of cases) {
    await using server = scriptedServer([reply]);
    const error = await failsWith(code, () => callAccounts(accountsAt(server.url), read()));
    assert.deepEqual(error.details, details);
  }
});

Deno.test("what the auth server says of itself counts also when it failed", async () => {
  const waiting = { "retry-after": "7" };
  const cases: [ScriptedReply, Parameters<typeof failsWith>[0], unknown][] = [
    [{ status: 500, body: errorBody(151) }, "server.errno", { errno: 151, status: 500 }],
    [{ status: 503, body: errorBody(201), headers: waiting }, "server.busy", {
      status: 503,
      retryAfterSeconds: 7,
    }],
    [{ status: 503, body: errorBody(202), headers: waiting }, "server.busy", {
      status: 503,
      retryAfterSeconds: 7,
    }],
    [{ status: 500, body: errorBody(103) }, "auth.wrong-password", {}],
  ];
  for (const [reply, code, details] of cases) {
    await using server = scriptedServer([reply]);
    const error = await failsWith(code, () => callAccounts(accountsAt(server.url), read()));
    assert.deepEqual(error.details, details);
  }
});
