import assert from "node:assert/strict";
import fc from "fast-check";
import { accountError, refusalOf, WrongEmailForm } from "../../../core/accounts/errno.ts";
import type { ErrorCode } from "../../../core/errors.ts";
import type { HttpReply } from "../../../core/http.ts";
import { testContext } from "../../support/context.ts";
import { errorBody } from "./accounts_support.ts";

const reply = (status: number, headers: Record<string, string> = {}, text = ""): HttpReply => ({
  status,
  headers: new Headers(headers),
  text,
});

function errorFor(errno: number, more: object = {}, answer = reply(400)) {
  const body = refusalOf({ ...answer, text: JSON.stringify(errorBody(errno, more)) }, "/path");
  assert.ok(body !== undefined);
  return accountError(testContext(), answer, body, "/path");
}

/** What each number means to the person who signs in; every other number is the server's own trouble. */
const MEANINGS: Readonly<Partial<Record<ErrorCode, readonly number[]>>> = {
  "auth.unknown-account": [102],
  "auth.wrong-password": [103],
  "auth.unverified": [104, 138],
  "auth.wrong-code": [105, 127, 152, 153, 156, 183],
  "auth.revoked": [110, 164, 182],
  "server.busy": [114, 201, 202],
  "auth.blocked": [125],
  "auth.refused": [
    ...[120, 126, 133, 134, 135, 142, 149, 155, 160, 162, 163, 166, 167, 168, 169, 170, 171, 172, 173, 174],
    ...[175, 204, 206, 210, 220, 221, 222, 223],
  ],
};

Deno.test("every number of the auth server means one thing here", () => {
  for (const [code, numbers] of Object.entries(MEANINGS)) {
    for (const errno of numbers) assert.equal(errorFor(errno).code, code, `errno ${errno}`);
  }
});

Deno.test("a number without a meaning is told with its status and place", () => {
  const known = new Set(Object.values(MEANINGS).flat());
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1200 }), fc.constantFrom(400, 401, 404, 410), (errno, status) => {
      fc.pre(!known.has(errno));
      const error = errorFor(errno, {}, reply(status));
      assert.equal(error.code, "server.errno");
      assert.deepEqual(error.details, { errno, status });
      if (errno !== 151) assert.match(error.message, new RegExp(`^/path.*\\b${errno}\\b`));
    }),
  );
});

Deno.test("the server's own words are shown only where foxden has none", () => {
  for (const errno of Object.values(MEANINGS).flat()) {
    const error = errorFor(errno, { verificationMethod: "email-captcha" });
    const refused = error.code === "auth.refused";
    assert.equal(error.message.includes("the server's own words"), refused, `errno ${errno}`);
    if (refused) assert.deepEqual(error.details, { errno });
  }
  assert.match(errorFor(162, { message: undefined }).message, /no reason given/);
});

Deno.test("a wait comes from the header in seconds, never from the body, where it is in milliseconds", () => {
  const waiting = reply(429, { "retry-after": "900" });
  assert.deepEqual(errorFor(114, { retryAfter: 900_000 }, waiting).details, {
    status: 429,
    retryAfterSeconds: 900,
  });
  assert.deepEqual(errorFor(114, { retryAfter: 900_000 }, reply(429)).details, {
    status: 429,
    retryAfterSeconds: null,
  });
});

Deno.test("a block can be lifted only when the server offers the mail that does", () => {
  const offer = { verificationMethod: "email-captcha", verificationReason: "login" };
  assert.deepEqual(errorFor(125, offer).details, { unblockable: true });
  assert.deepEqual(errorFor(125).details, { unblockable: false });
  assert.deepEqual(errorFor(125, { verificationMethod: "email" }).details, { unblockable: false });
});

Deno.test("a sign-in held back for too many tries can be lifted by mail too, where the server offers it", () => {
  const offer = { verificationMethod: "email-captcha", verificationReason: "login" };
  const error = errorFor(114, offer, reply(429));
  assert.equal(error.code, "auth.blocked");
  assert.deepEqual(error.details, { unblockable: true });
});

Deno.test("another spelling of the address is told with the one the account was made with", () => {
  const error = errorFor(120, { email: "Ann@example.org" });
  assert.ok(error instanceof WrongEmailForm);
  assert.equal(error.email, "Ann@example.org");
  assert.ok(!(errorFor(120) instanceof WrongEmailForm), "without one there is nothing to try again with");
});

Deno.test("an answer is a refusal by its status alone", () => {
  const text = JSON.stringify({ errno: 103 });
  for (const status of [200, 202, 204]) assert.equal(refusalOf(reply(status, {}, text), "/path"), undefined);
  for (const status of [199, 300, 400, 401, 404, 503]) {
    assert.equal(refusalOf(reply(status, {}, text), "/path")?.errno, 103);
  }
});

Deno.test("a failure without a number is not the auth server's own", () => {
  for (const text of ["{}", '{"errno":"103"}', "[]", "null", "<html>", ""]) {
    assert.equal(refusalOf(reply(400, {}, text), "/path"), undefined);
  }
});

Deno.test("a server that lacks an endpoint says so in whatever words its framework has", () => {
  for (const [status, text] of [[404, "<html>"], [404, "{}"], [410, ""], [404, "Not Found"]] as const) {
    assert.equal(refusalOf(reply(status, {}, text), "/path")?.errno, 116);
  }
});

Deno.test("mail that cannot be sent is told in words", () => {
  const error = errorFor(151, {}, reply(422));
  assert.deepEqual([error.code, error.details], ["server.errno", { errno: 151, status: 422 }]);
  assert.match(error.message, /mail/);
});
