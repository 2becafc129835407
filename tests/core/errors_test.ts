import assert from "node:assert/strict";
import { type AnyFoxdenError, type ErrorKind, FoxdenError, isFoxdenError } from "../../core/errors.ts";

Deno.test("an error carries its code, what happened, typed details and the cause", () => {
  const cause = new TypeError("connection refused");
  const error = new FoxdenError("network.unreachable", "Cannot reach it", { host: "example.org" }, { cause });
  assert.ok(error instanceof Error);
  assert.equal(error.name, "FoxdenError");
  assert.equal(error.code, "network.unreachable");
  assert.equal(error.message, "Cannot reach it");
  assert.equal(error.details.host, "example.org");
  assert.equal(error.cause, cause);
  assert.match(String(error), /^FoxdenError: Cannot reach it$/);
});

Deno.test("the kind of an error is its code up to the dot", () => {
  const kinds: [FoxdenError, ErrorKind][] = [
    [new FoxdenError("usage.value", "", { name: "ID" }), "usage"],
    [new FoxdenError("not-found.record", "", { collection: "tabs", id: "x" }), "not-found"],
    [new FoxdenError("not-confirmed.no-terminal", "", { need: "password" }), "not-confirmed"],
    [new FoxdenError("crypto.wrong-keys", "", {}), "crypto"],
  ];
  for (const [error, kind] of kinds) assert.equal(error.kind, kind);
});

Deno.test("comparing the code of an error gives its details their type", () => {
  const errors: AnyFoxdenError[] = [
    new FoxdenError("server.status", "", { status: 418, at: "/v1" }),
    new FoxdenError("server.busy", "", { status: 503, retryAfterSeconds: null }),
    new FoxdenError("auth.revoked", "", {}),
  ];
  const statuses = errors.map((error) => {
    if (error.code === "server.status") return `${error.details.status} at ${error.details.at}`;
    if (error.code === "server.busy") return error.details.retryAfterSeconds ?? "later";
    return error.kind;
  });
  assert.deepEqual(statuses, ["418 at /v1", "later", "auth"]);
});

Deno.test("only a FoxdenError is one, not what looks like it", () => {
  assert.ok(isFoxdenError(new FoxdenError("crypto.failed", "", {})));
  const lookalike = { name: "FoxdenError", code: "crypto.failed", message: "", details: {} };
  for (const other of [new Error("crypto.failed"), lookalike, "crypto.failed", null, undefined]) {
    assert.equal(isFoxdenError(other), false);
  }
});
