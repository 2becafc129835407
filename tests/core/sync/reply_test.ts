import assert from "node:assert/strict";
import type { ErrorCode } from "../../../core/errors.ts";
import { lastModifiedOf, serverTime, storageJson } from "../../../core/sync/reply.ts";
import { openStorageServer } from "../../../core/sync/transport.ts";
import { testContext } from "../../support/context.ts";
import { failsWith } from "../../support/vectors.ts";

const storage = openStorageServer(testContext(), () => Promise.reject(new Error("no token is needed here")));
const reply = (status: number, text: string, headers: Record<string, string> = {}) => ({
  status,
  text,
  headers: new Headers(headers),
});

Deno.test("times in JSON are exact to the hundredth of a second", () => {
  const cases: [string, number][] = [
    ["0", 0],
    ["0.00", 0],
    ["2.01", 2010],
    ["1700000000.29", 1_700_000_000_290],
    ["1700000000.10", 1_700_000_000_100],
    ["1661564513.74", 1_661_564_513_740],
    ["4102405200000", 4_102_405_200_000_000],
  ];
  for (const [text, ms] of cases) assert.equal(serverTime(JSON.parse(text), "modified"), ms, text);
});

Deno.test("what is no time is refused by its place", async () => {
  for (const value of ["1700000000.29", -1, null, undefined, Infinity, 1e21, {}]) {
    const error = await failsWith("server.shape", () => serverTime(value, "modified"));
    assert.deepEqual(error.details, { at: "modified" });
  }
});

Deno.test("when a resource changed last is told by its header, which must be there", async () => {
  assert.equal(
    lastModifiedOf(reply(200, "", { "x-last-modified": "1700000000.29" }), "x"),
    1_700_000_000_290,
  );
  for (const headers of [{}, { "x-last-modified": "" }, { "x-last-modified": "yesterday" }]) {
    const error = await failsWith(
      "server.shape",
      () => lastModifiedOf(reply(200, "", headers), "/storage/tabs"),
    );
    assert.deepEqual(error.details, { at: "/storage/tabs: X-Last-Modified" });
  }
});

Deno.test("every success is read as JSON", () => {
  for (const status of [200, 201, 202]) {
    assert.deepEqual(storageJson(storage, reply(status, "[1]"), "x"), [1]);
  }
});

Deno.test("every refusal of the storage means one thing here", async () => {
  const cases: [number, string, ErrorCode, unknown][] = [
    [412, "", "conflict.changed", { resource: "/path" }],
    [412, "0", "conflict.changed", { resource: "/path" }],
    [409, "0", "conflict.changed", { resource: "/path" }],
    [413, "<html>", "server.too-large", { at: "/path" }],
    [413, "17", "server.too-large", { at: "/path" }],
    [400, "17", "server.too-large", { at: "/path" }],
    [403, "14", "server.over-quota", {}],
    [400, "14", "server.over-quota", {}],
    [400, "8", "server.status", { status: 400, at: "/path" }],
    [404, "0", "server.status", { status: 404, at: "/path" }],
    [405, "1", "server.status", { status: 405, at: "/path" }],
    [415, "0", "server.status", { status: 415, at: "/path" }],
    [406, "<html>", "server.challenge", { status: 406 }],
    [404, "<html>", "server.shape", { at: "/path" }],
    [200, "", "server.shape", { at: "/path" }],
  ];
  for (const [status, text, code, details] of cases) {
    const error = await failsWith(code, () => storageJson(storage, reply(status, text), "/path"));
    assert.deepEqual(error.details, details, `${status} ${text}`);
  }
});
