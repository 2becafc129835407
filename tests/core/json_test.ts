import assert from "node:assert/strict";
import fc from "fast-check";
import { base64url } from "../../core/bytes.ts";
import { FoxdenError, isFoxdenError } from "../../core/errors.ts";
import {
  anyObject,
  array,
  base64urlBytes,
  boolean,
  type Decoded,
  type Decoder,
  fromFile,
  hex,
  httpUrl,
  integer,
  isObject,
  nullable,
  number,
  object,
  oneOf,
  optional,
  parseJson,
  record,
  string,
  unknownValue,
} from "../../core/json.ts";
import { failsWith } from "../support/vectors.ts";

/** Fails unless `decode` refuses `value` with a `server.shape` at `at`. */
async function refuses(decode: Decoder<unknown>, value: unknown, at = "reply"): Promise<void> {
  const error = await failsWith("server.shape", () => decode(value, "reply"));
  assert.deepEqual(error.details, { at }, JSON.stringify(value));
  assert.ok(error.message.startsWith(`${at}: expected `), error.message);
}

const samples: readonly unknown[] = ["text", "", 0, 7, 1.5, true, false, null, undefined, [], [1], {}, {
  a: 1,
}];

Deno.test("each plain decoder takes its own kind of value and refuses every other", async () => {
  const kinds: [Decoder<unknown>, (value: unknown) => boolean][] = [
    [string, (value) => typeof value === "string"],
    [boolean, (value) => typeof value === "boolean"],
    [number, (value) => typeof value === "number"],
    [integer, (value) => Number.isInteger(value)],
    [array(unknownValue), Array.isArray],
    [anyObject, isObject],
  ];
  for (const [decode, fits] of kinds) {
    for (const value of samples) {
      if (fits(value)) assert.deepEqual(decode(value, "reply"), value);
      else await refuses(decode, value);
    }
  }
  for (const value of samples) assert.equal(unknownValue(value, "reply"), value);
});

Deno.test("a list and null are no objects", () => {
  assert.deepEqual(samples.filter(isObject), [{}, { a: 1 }]);
});

Deno.test("numbers that JSON cannot hold, and integers too large to be exact, are refused", async () => {
  for (const value of [NaN, Infinity, -Infinity]) await refuses(number, value);
  assert.equal(integer(Number.MAX_SAFE_INTEGER, "reply"), Number.MAX_SAFE_INTEGER);
  for (const value of [2 ** 53, 1.5, NaN, "7"]) await refuses(integer, value);
});

Deno.test("hex is lower-case digits of exactly the given number of bytes", async () => {
  assert.equal(hex(2)("00ff", "reply"), "00ff");
  for (const value of ["", "00", "00ff00", "00FF", "00fg", "00f", 0xff]) await refuses(hex(2), value);
});

Deno.test("base64url bytes come decoded and of exactly the given length", async () => {
  const random = fc.uint8Array({ minLength: 16, maxLength: 16 });
  fc.assert(fc.property(random, (bytes) => {
    assert.deepEqual(base64urlBytes(16)(base64url(bytes), "reply"), Uint8Array.from(bytes));
  }));
  for (const value of ["", "AAAA", "A".repeat(23), "+/AA", 7, null]) await refuses(base64urlBytes(16), value);
});

Deno.test("an address is absolute and of http or https", async () => {
  assert.equal(httpUrl("https://example.org/a?b", "reply").href, "https://example.org/a?b");
  assert.equal(httpUrl("http://localhost:8000", "reply").port, "8000");
  const others = [
    "",
    "/path",
    "example.org",
    "ftp://example.org/",
    "javascript:alert(1)",
    "https://",
    7,
    null,
  ];
  for (const value of others) await refuses(httpUrl, value);
});

Deno.test("one of several words is taken as it is, and the refusal names them all", async () => {
  const colour = oneOf("red", "blue");
  assert.equal(colour("blue", "reply"), "blue");
  for (const value of ["Red", "", "green", 0, null, undefined, ["red"]]) await refuses(colour, value);
  assert.throws(() => colour("green", "x"), /^FoxdenError: x: expected "red" or "blue"$/);
});

Deno.test("a member absent or null is undefined when optional, and null when nullable", async () => {
  for (const value of [undefined, null]) {
    assert.equal(optional(string)(value, "reply"), undefined);
    assert.equal(nullable(string)(value, "reply"), null);
  }
  for (const decode of [optional(string), nullable(string)]) {
    assert.equal(decode("", "reply"), "");
    for (const value of [0, false, {}]) await refuses(decode, value);
  }
});

const device = object({ id: hex(2), name: optional(string), tags: array(string), counts: record(integer) });

Deno.test("an object's members are decoded each by its own rule, and unknown ones are left out", () => {
  const value = { id: "00ff", tags: ["a", "b"], counts: { history: 3 }, more: true };
  const decoded: Decoded<typeof device> = device(value, "reply");
  const counts = new Map([["history", 3]]);
  assert.deepEqual(decoded, { id: "00ff", name: undefined, tags: ["a", "b"], counts });
});

Deno.test("an error says the whole path to the member that is wrong", async () => {
  const good = { id: "00ff", tags: ["a"], counts: {} };
  const list = array(device);
  await refuses(list, [good, { ...good, id: "00" }], "reply[1].id");
  await refuses(list, [{ ...good, tags: ["a", "b", 3] }], "reply[0].tags[2]");
  await refuses(list, [{ ...good, counts: { tabs: 1, forms: "2" } }], "reply[0].counts.forms");
  await refuses(list, [{ ...good, name: 7 }], "reply[0].name");
  await refuses(list, [good, good, null], "reply[2]");
  await refuses(list, [{ ...good, tags: undefined }], "reply[0].tags");
  await refuses(list, {}, "reply");
});

Deno.test("an error quotes nothing of the value it refuses", () => {
  fc.assert(fc.property(fc.stringMatching(/^[A-Z]{8,20}$/), (secret) => {
    for (const decode of [integer, hex(4), httpUrl, oneOf("a"), anyObject, boolean, base64urlBytes(32)]) {
      assert.throws(() => decode(secret, "at"), (error) => {
        assert.ok(isFoxdenError(error) && !`${error.message}${error.stack}`.includes(secret));
        return true;
      });
    }
  }));
});

Deno.test("JSON text becomes the value it stands for", () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    const text = JSON.stringify(value);
    assert.deepEqual(parseJson(text, "reply"), JSON.parse(text));
  }));
});

Deno.test("a text that is not JSON is refused without a word of it, in message, cause or stack", async () => {
  for (
    const text of ["", "{", "hunter2 is the password", '{"token":"hunter2"', "<html>hunter2</html>", "NaN"]
  ) {
    const error = await failsWith("server.shape", () => parseJson(text, "token reply"));
    assert.equal(error.message, "token reply: not JSON");
    assert.deepEqual(error.details, { at: "token reply" });
    assert.equal(error.cause, undefined);
    assert.ok(!String(error.stack).includes("hunter2"));
  }
});

Deno.test("the same fault in a local file is the file's fault", async () => {
  const error = await failsWith("failed.shape", () => fromFile(() => device({ id: 7 }, "vault")));
  assert.deepEqual(error.details, { at: "vault.id" });
  assert.match(error.message, /^vault\.id: expected /);
  const broken = await failsWith("failed.shape", () => fromFile(() => parseJson("{", "vault")));
  assert.equal(broken.message, "vault: not JSON");
});

Deno.test("reading a file gives the decoded value, and passes every other error on untouched", () => {
  assert.equal(fromFile(() => string("x", "file")), "x");
  const others = [new TypeError("other"), new FoxdenError("crypto.failed", "no", {})];
  for (const other of others) {
    assert.throws(() => fromFile(() => fail(other)), (error) => error === other);
  }
});

function fail(error: Error): never {
  throw error;
}
