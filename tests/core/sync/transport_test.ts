import assert from "node:assert/strict";
import { hawkMatches, hawkTarget, parseHawkHeader } from "../../../core/crypto/hawk.ts";
import { readCollection } from "../../../core/sync/storage.ts";
import {
  callStorage,
  openStorageServer,
  refuseDuringBackoff,
  type StorageCall,
} from "../../../core/sync/transport.ts";
import { loopbackContext, NOW_MS } from "../../support/context.ts";
import { type ScriptedReply, scriptedServer, type SeenRequest } from "../../support/scripted_server.ts";
import { failsWith } from "../../support/vectors.ts";
import { CREDENTIALS, named, openAccount, scriptedStorage, tokenFor } from "./storage_support.ts";

const quota: StorageCall = { method: "GET", path: "/info/quota" };
const ok: ScriptedReply = { body: [1, null] };
const unauthorized: ScriptedReply = { status: 401, body: "0" };

/** The Hawk header of a request, after its signature was checked. */
async function signedHeader(request: SeenRequest | undefined, url: string) {
  assert.ok(request);
  const header = parseHawkHeader(request.headers.get("authorization") ?? "");
  assert.ok(header !== undefined, "a whole Hawk header");
  const target = hawkTarget(new URL(url + request.target));
  assert.ok(
    await hawkMatches(header, { method: request.method, ...target }, CREDENTIALS.key),
    "a right signature",
  );
  return header;
}

Deno.test("a request is signed over its method and whole address, and never over its body", async () => {
  await using storage = scriptedStorage([ok, ok]);
  const headers = { "x-if-unmodified-since": "0.00" };
  const body = '[{"id":"a"}]';
  const call: StorageCall = {
    method: "POST",
    path: "/storage/tabs",
    query: { batch: "a/+=", gone: undefined },
    headers,
    body,
  };
  await callStorage(storage.storage, call);
  await callStorage(storage.storage, quota);
  const [posted, got] = storage.scripted.requests;
  assert.equal(posted?.target, "/1.5/42/storage/tabs?batch=a%2F%2B%3D");
  assert.deepEqual([posted?.body, posted?.headers.get("x-if-unmodified-since")], [body, "0.00"]);
  const [first, second] = [
    await signedHeader(posted, storage.scripted.url),
    await signedHeader(got, storage.scripted.url),
  ];
  assert.deepEqual([first.id, first.hash, first.ts], [CREDENTIALS.id, undefined, NOW_MS / 1000]);
  assert.notEqual(first.nonce, second.nonce);
});

Deno.test("one token serves until four fifths of its life are over, and then the next", async () => {
  const [first, second] = [NOW_MS + 800, NOW_MS + 1600];
  await using storage = scriptedStorage(() => ok, [{ renewAtMs: first }, { renewAtMs: second }]);
  const counts: number[] = [];
  for (const ms of [0, 799, 1, 799]) {
    storage.ctx.advance(ms);
    await callStorage(storage.storage, quota);
    counts.push(storage.renewals());
  }
  assert.deepEqual(counts, [1, 1, 2, 2]);
});

Deno.test("a refused token is renewed once, and the request repeated with the new one", async () => {
  const fresh = { id: "fresh", key: CREDENTIALS.key };
  await using storage = scriptedStorage([unauthorized, ok], [{}, { credentials: fresh }]);
  const reply = await callStorage(storage.storage, { method: "PUT", path: "/storage/tabs/a", body: "{}" });
  assert.equal(reply.status, 200);
  assert.deepEqual(storage.scripted.lines(), Array(2).fill("PUT /1.5/42/storage/tabs/a"));
  assert.deepEqual(storage.scripted.requests.map(({ body }) => body), ["{}", "{}"]);
  const ids = [];
  for (const request of storage.scripted.requests) {
    ids.push((await signedHeader(request, storage.scripted.url)).id);
  }
  assert.deepEqual(ids, [CREDENTIALS.id, "fresh"]);
});

Deno.test("a sign-in whose fresh token is refused too is revoked", async () => {
  await using storage = scriptedStorage(() => unauthorized);
  await failsWith("auth.revoked", () => callStorage(storage.storage, quota));
  assert.equal(storage.scripted.requests.length, 2);
  assert.equal(storage.renewals(), 2);
});

Deno.test("requests that start together share one token, and one renewal when that is refused", async () => {
  const refuseFirst = ({ headers }: SeenRequest) => headers.get("authorization")?.includes('"token-id"');
  await using storage = scriptedStorage((request) => refuseFirst(request) ? unauthorized : ok, [
    {},
    { credentials: { id: "fresh", key: CREDENTIALS.key } },
  ]);
  const replies = await Promise.all([1, 2, 3].map(() => callStorage(storage.storage, quota)));
  assert.deepEqual(replies.map(({ status }) => status), [200, 200, 200]);
  assert.equal(storage.renewals(), 2);
});

Deno.test("a token that could not be had is asked for again by the next request", async () => {
  await using scripted = scriptedServer([ok]);
  const outcomes = [Promise.reject(new Error("not now")), Promise.resolve(tokenFor(scripted.url))];
  const storage = openStorageServer(
    loopbackContext(),
    () => outcomes.shift() ?? Promise.reject(new Error("no more")),
  );
  await assert.rejects(callStorage(storage, quota), { message: "not now" });
  assert.equal((await callStorage(storage, quota)).status, 200);
});

Deno.test("a token for another storage stops everything, since that one is empty", async () => {
  await using storage = scriptedStorage(() => ok, [{ renewAtMs: NOW_MS + 1 }, { uid: 43 }]);
  await callStorage(storage.storage, quota);
  storage.ctx.advance(1);
  const error = await failsWith("auth.keys-changed", () => callStorage(storage.storage, quota));
  assert.deepEqual(error.details, { status: "new-uid" });
  assert.equal(storage.scripted.requests.length, 1, "nothing was asked of the other storage");
});

Deno.test("a token for another storage stops everything also when the old one was refused", async () => {
  await using storage = scriptedStorage([ok, unauthorized, ok], [{}, { uid: 43 }]);
  await callStorage(storage.storage, quota);
  const put: StorageCall = { method: "PUT", path: "/storage/tabs/a", body: "{}" };
  const error = await failsWith("auth.keys-changed", () => callStorage(storage.storage, put));
  assert.deepEqual(error.details, { status: "new-uid" });
  assert.equal(storage.scripted.requests.length, 2, "nothing was written to the other storage");
});

Deno.test("a signature that looks out of date is made again by the server's clock, with the same token", async () => {
  const serverNow = NOW_MS - 7_200_000;
  const late: ScriptedReply = { ...unauthorized, headers: { "x-weave-timestamp": `${serverNow / 1000}.00` } };
  await using storage = scriptedStorage([late, ok]);
  await callStorage(storage.storage, quota);
  assert.equal(storage.renewals(), 1);
  const second = await signedHeader(storage.scripted.requests[1], storage.scripted.url);
  assert.equal(second.ts, serverNow / 1000);
});

Deno.test("a clock that is right is not blamed for a refusal", async () => {
  const near = { ...unauthorized, headers: { "x-weave-timestamp": `${NOW_MS / 1000 + 29}.00` } };
  await using storage = scriptedStorage([near, ok]);
  await callStorage(storage.storage, quota);
  assert.equal(storage.renewals(), 2);
});

Deno.test("the clock of the token server is believed until the storage tells its own", async () => {
  const told = { ...ok, headers: { "x-weave-timestamp": `${NOW_MS / 1000 - 50}.25` } };
  await using storage = scriptedStorage([told, ok], [{ clockOffsetMs: 90_000 }]);
  await callStorage(storage.storage, quota);
  await callStorage(storage.storage, quota);
  const ts = [];
  for (const request of storage.scripted.requests) {
    ts.push((await signedHeader(request, storage.scripted.url)).ts);
  }
  assert.deepEqual(ts, [NOW_MS / 1000 + 90, NOW_MS / 1000 - 50]);
});

Deno.test("a machine whose clock is hours off reads from a server that is strict about time", async () => {
  await using account = await openAccount({ clockOffsetSeconds: 18_000, maxSkewSeconds: 60 });
  const page = await readCollection(account.storage, named("tabs"));
  assert.deepEqual(page?.items, []);
  account.storage.state.clockOffsetMs += 7_200_000;
  assert.deepEqual((await readCollection(account.storage, named("tabs")))?.items, []);
  assert.equal(account.renewals(), 1, "the clock was put right without another token");
});

Deno.test("a server that has never heard of the user is asked again with a fresh token", async () => {
  const unknown: ScriptedReply = { status: 404, body: "0" };
  const collections: StorageCall = { method: "GET", path: "/info/collections" };
  await using storage = scriptedStorage([unknown, ok, unknown, unknown, unknown]);
  assert.equal((await callStorage(storage.storage, collections)).status, 200);
  assert.equal(storage.renewals(), 2);
  assert.equal((await callStorage(storage.storage, collections)).status, 404, "once is enough");
  assert.equal((await callStorage(storage.storage, { ...collections, path: "/storage/a/b" })).status, 404);
  assert.equal(storage.scripted.requests.length, 5, "a record that is not there says nothing about the user");
});

Deno.test("a garbled time is passed over, and the answer it came with is a good one", async () => {
  for (const time of ["soon", "", "-5", "1e3", "9".repeat(20)]) {
    await using storage = scriptedStorage([{ ...ok, headers: { "x-weave-timestamp": time } }, ok]);
    assert.equal((await callStorage(storage.storage, quota)).status, 200);
    await callStorage(storage.storage, quota);
    assert.equal((await signedHeader(storage.scripted.requests[1], storage.scripted.url)).ts, NOW_MS / 1000);
  }
});

Deno.test("a server that cannot answer now says how long to wait", async () => {
  const date = new Date(NOW_MS + 45_000).toUTCString();
  const cases: [ScriptedReply, number | null][] = [
    [{ status: 503, headers: { "retry-after": "10" }, body: "0" }, 10],
    [{ status: 502, headers: { "retry-after": date }, body: "<html>" }, 45],
    [{ status: 429, body: "<html>" }, null],
    [{ status: 500 }, null],
  ];
  for (const [reply, retryAfterSeconds] of cases) {
    await using storage = scriptedStorage([reply]);
    const error = await failsWith("server.busy", () => callStorage(storage.storage, quota));
    assert.deepEqual(error.details, { status: reply.status, retryAfterSeconds });
  }
});

Deno.test("the wish to be left alone is kept from any answer, and never shortened", async () => {
  const wish = (header: string, value: string, reply = ok): ScriptedReply => ({
    ...reply,
    headers: { [header]: value },
  });
  await using storage = scriptedStorage([
    wish("x-weave-backoff", "600"),
    wish("x-backoff", "60"),
    wish("x-weave-backoff", "soon"),
    wish("x-backoff", "900", { status: 503 }),
  ]);
  const until: number[] = [];
  for (let i = 0; i < 4; i++) {
    await callStorage(storage.storage, quota).catch(() => undefined);
    until.push((storage.storage.state.backoffUntilMs - NOW_MS) / 1000);
  }
  assert.deepEqual(until, [600, 600, 600, 900]);
});

Deno.test("nothing new is begun while the server asks to be left alone", async () => {
  await using storage = scriptedStorage([{ ...ok, headers: { "x-weave-backoff": "60" } }]);
  refuseDuringBackoff(storage.storage);
  await callStorage(storage.storage, quota);
  storage.ctx.advance(59_500);
  const error = await failsWith("server.busy", () => refuseDuringBackoff(storage.storage));
  assert.deepEqual(error.details, { status: 200, retryAfterSeconds: 1 });
  storage.ctx.advance(500);
  refuseDuringBackoff(storage.storage);
});

Deno.test("statuses that mean different things on different paths are left to the caller", async () => {
  for (const status of [200, 202, 304, 400, 403, 404, 409, 412, 413]) {
    await using storage = scriptedStorage([{ status }]);
    assert.equal((await callStorage(storage.storage, quota)).status, status);
  }
});
