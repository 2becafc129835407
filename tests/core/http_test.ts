import assert from "node:assert/strict";
import { isFoxdenError } from "../../core/errors.ts";
import { busy, type HttpReply, type HttpRequest, replyJson, send, withQuery } from "../../core/http.ts";
import { loopbackContext, NOW_MS, testContext } from "../support/context.ts";
import { scriptedServer } from "../support/scripted_server.ts";
import { failsWith } from "../support/vectors.ts";

const URL_ANYWHERE = new URL("https://sync.example.org:8443/1.5/42/info?v=1");
const get: HttpRequest = { method: "GET", url: URL_ANYWHERE };

/** A fetch that answers from a list; an error in it is thrown. */
function fetchOf(...outcomes: readonly (Response | unknown)[]) {
  const requests: Request[] = [];
  const fetch = (request: Request): Promise<Response> => {
    const outcome = outcomes[requests.push(request) - 1];
    return outcome instanceof Response ? Promise.resolve(outcome) : Promise.reject(outcome);
  };
  return { requests, fetch };
}

const lost = () => new TypeError("connection reset");
const tooLate = () => new DOMException("signal timed out", "TimeoutError");

const reply = (status: number, text: string, headers: Record<string, string> = {}): HttpReply => ({
  status,
  text,
  headers: new Headers(headers),
});

Deno.test("a request goes out as it is given, and its answer comes back whatever its status", async () => {
  await using server = scriptedServer([
    { status: 404, headers: { "x-name": "value" }, body: "nothing here" },
    { status: 204 },
  ]);
  const url = new URL(`${server.url}/a%2Fb?q=1&q=2`);
  const put = await send(loopbackContext(), {
    method: "PUT",
    url,
    headers: { "x-own": "kept" },
    body: "ü",
  });
  assert.deepEqual([put.status, put.headers.get("x-name"), put.text], [404, "value", "nothing here"]);
  const gone = await send(loopbackContext(), { method: "DELETE", url });
  assert.deepEqual([gone.status, gone.text], [204, ""]);
  assert.deepEqual(server.lines(), ["PUT /a%2Fb?q=1&q=2", "DELETE /a%2Fb?q=1&q=2"]);
  assert.deepEqual(server.requests.map(({ body }) => body), ["ü", ""]);
  assert.deepEqual(server.requests.map(({ headers }) => headers.get("x-own")), ["kept", null]);
});

Deno.test("a redirect is an answer like any other and is not followed", async () => {
  await using server = scriptedServer([{ status: 302, headers: { location: "/elsewhere" } }]);
  const answer = await send(loopbackContext(), { method: "GET", url: new URL(server.url) });
  assert.deepEqual([answer.status, answer.headers.get("location")], [302, "/elsewhere"]);
  assert.deepEqual(server.lines(), ["GET /"]);
});

Deno.test("a GET that got no answer is tried once more after a short pause", async () => {
  const { requests, fetch } = fetchOf(lost(), new Response("second"));
  const ctx = testContext({ fetch });
  assert.equal((await send(ctx, get)).text, "second");
  assert.deepEqual(
    requests.map(({ method, url }) => `${method} ${url}`),
    Array(2).fill(`GET ${URL_ANYWHERE}`),
  );
  assert.equal(ctx.pauses.length, 1);
});

Deno.test("a GET that got no answer twice is given up with the host's name", async () => {
  const { requests, fetch } = fetchOf(lost(), lost(), new Response("third"));
  const error = await failsWith("network.unreachable", () => send(testContext({ fetch }), get));
  assert.deepEqual(error.details, { host: "sync.example.org:8443" });
  assert.equal(requests.length, 2);
});

Deno.test("a request that may have changed something is never repeated", async () => {
  for (const method of ["POST", "PUT", "DELETE"] as const) {
    const { requests, fetch } = fetchOf(lost(), new Response("second"));
    const request = { method, url: URL_ANYWHERE };
    await failsWith("network.unreachable", () => send(testContext({ fetch }), request));
    assert.equal(requests.length, 1, method);
  }
});

Deno.test("a value that no request can carry is told without quoting it, and nothing is sent", async () => {
  const { requests, fetch } = fetchOf(new Response("first"));
  const request = { ...get, headers: { authorization: "Bearer secret\nvalue" } };
  const error = await failsWith("server.shape", () => send(testContext({ fetch }), request));
  assert.deepEqual(error.details, { at: "/1.5/42/info" });
  assert.doesNotMatch(`${error.message}${error.cause}`, /secret/);
  assert.equal(requests.length, 0);
});

Deno.test("a port where nobody listens is unreachable", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const host = `127.0.0.1:${listener.addr.port}`;
  listener.close();
  const error = await failsWith(
    "network.unreachable",
    () => send(loopbackContext(), { method: "POST", url: new URL(`http://${host}/`) }),
  );
  assert.deepEqual(error.details, { host });
});

Deno.test("a deadline that passes is a timeout, before the head of the answer or within its body", async () => {
  const slowBody = new Response(new ReadableStream({ start: (body) => body.error(tooLate()) }));
  for (const outcome of [tooLate(), slowBody]) {
    const { requests, fetch } = fetchOf(outcome, new Response("second"));
    const error = await failsWith("network.timeout", () => send(testContext({ fetch }), get));
    assert.deepEqual(error.details, { host: "sync.example.org:8443" });
    assert.equal(requests.length, 1, "a second try would take as long again");
  }
});

Deno.test("the reason of a cancelled request passes through as it is", async () => {
  const reason = new Error("the user pressed ctrl-c");
  const stopped = new Response(new ReadableStream({ start: (body) => body.error(reason) }));
  for (const outcome of [reason, stopped]) {
    const { requests, fetch } = fetchOf(outcome, new Response("second"));
    await assert.rejects(send(testContext({ fetch }), get), (error) => error === reason);
    assert.equal(requests.length, 1);
  }
});

Deno.test("an answer that breaks off is no answer", async () => {
  await using server = scriptedServer([{ body: '{"half":', cut: true }, { body: "whole" }]);
  const url = new URL(`${server.url}/info/quota`);
  const error = await failsWith("server.shape", () => send(loopbackContext(), { method: "GET", url }));
  assert.deepEqual(error.details, { at: "/info/quota" });
  assert.equal(server.requests.length, 1);
});

Deno.test("the JSON of a reply is read whatever its status below 500", () => {
  const ctx = testContext();
  assert.deepEqual(replyJson(ctx, reply(200, ' {"a":[1]}'), "x"), { a: [1] });
  assert.deepEqual(replyJson(ctx, reply(404, "0"), "x"), 0);
  assert.deepEqual(replyJson(ctx, reply(429, '{"errno":114}'), "x"), { errno: 114 });
  assert.deepEqual(replyJson(ctx, reply(406, "\n[]"), "x"), []);
});

Deno.test("text that is not JSON is told by where it was read, without quoting it", async () => {
  const error = await failsWith(
    "server.shape",
    () => replyJson(testContext(), reply(200, "secret"), "token server"),
  );
  assert.deepEqual(error.details, { at: "token server" });
  assert.doesNotMatch(`${error.message}${error.cause}`, /secret/);
});

Deno.test("a page in place of JSON with 406 or 429 is an anti-bot challenge", async () => {
  for (const status of [406, 429]) {
    for (const text of ["<!doctype html><title>Just a moment</title>", "", "Not acceptable"]) {
      const error = await failsWith(
        "server.challenge",
        () => replyJson(testContext(), reply(status, text), "login"),
      );
      assert.deepEqual(error.details, { status });
    }
  }
  await failsWith("server.shape", () => replyJson(testContext(), reply(403, "<html>"), "login"));
});

Deno.test("a server that fails is busy, with the wait it asks for, whatever it says", async () => {
  for (const [status, text] of [[500, "{}"], [502, "<html>"], [503, "0"], [504, ""]] as const) {
    const answer = reply(status, text, { "retry-after": "30" });
    const error = await failsWith("server.busy", () => replyJson(testContext(), answer, "info"));
    assert.deepEqual(error.details, { status, retryAfterSeconds: 30 });
  }
});

Deno.test("a wait is asked for in seconds or as a date", () => {
  const inSeconds = (seconds: number) => new Date(NOW_MS + seconds * 1000).toUTCString();
  const cases: [string | undefined, number | null][] = [
    [undefined, null],
    ["0", 0],
    ["120", 120],
    [" 7 ", 7],
    ["1.2", 2],
    [inSeconds(90), 90],
    [inSeconds(-90), 0],
    ["soon", null],
    ["", null],
  ];
  for (const [header, seconds] of cases) {
    const headers: Record<string, string> = header === undefined ? {} : { "retry-after": header };
    const error = busy(testContext(), reply(503, "", headers), "info");
    assert.ok(isFoxdenError(error) && error.code === "server.busy");
    assert.equal(error.details.retryAfterSeconds, seconds, header);
    assert.equal(/wait/.test(error.message), seconds !== null, header);
  }
});

Deno.test("query parameters are added in order, and those without a value are left out", () => {
  const base = new URL("https://example.org/path?kept=1");
  const url = withQuery(base, { b: "x y&=", gone: undefined, a: "ü", empty: "" });
  assert.equal(url.search, "?kept=1&b=x+y%26%3D&a=%C3%BC&empty=");
  assert.equal(base.search, "?kept=1", "the address given is left alone");
  assert.equal(withQuery(base, { kept: "2" }).search, "?kept=2");
});
