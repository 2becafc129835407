import assert from "node:assert/strict";
import fc from "fast-check";
import {
  collectionName,
  formatServerTime,
  guid,
  isCollectionName,
  isGuid,
  isUid,
  newGuid,
  parseServerTime,
  type ServerTime,
} from "../../core/ids.ts";
import { array, integer, string } from "../../core/json.ts";
import { all, failsWith } from "../support/vectors.ts";
import vectors from "../vectors/sync-server-misc.json" with { type: "json" };

/** A server time of so many milliseconds, through the one door there is. */
function serverTime(ms: number): ServerTime {
  const time = parseServerTime(`${Math.floor(ms / 1000)}.${String(ms % 1000).padStart(3, "0")}`);
  assert.equal(time, ms);
  return time;
}

const floorTo10 = (ms: number) => ms - ms % 10;
// Up to the year 9999.
const milliseconds = fc.integer({ min: 0, max: 253_402_300_799_999 });

Deno.test("a server time is shown as the reference server shows it, cut to hundredths", () => {
  for (const each of all(vectors.timestamps.cases, 6)) {
    const [ms, text] = [integer(each[0], "ms"), string(each[1], "text")];
    assert.equal(formatServerTime(serverTime(ms)), text);
    assert.equal(parseServerTime(text), floorTo10(ms));
  }
});

Deno.test("the reference server's times are read, and what it refuses is refused", async () => {
  for (const each of all(vectors.parse_timestamps.accept, 5)) {
    assert.equal(parseServerTime(string(each[0], "text")), integer(each[1], "ms"));
  }
  for (const text of all(array(string)(vectors.parse_timestamps.reject, "reject"), 5)) {
    await failsWith("server.shape", () => parseServerTime(text));
  }
});

Deno.test("showing and reading a server time again loses only what is under a hundredth", () => {
  fc.assert(fc.property(milliseconds, (ms) => {
    const text = formatServerTime(serverTime(ms));
    assert.match(text, /^\d+\.\d\d$/);
    assert.equal(parseServerTime(text), floorTo10(ms));
    assert.equal(formatServerTime(parseServerTime(text)), text);
  }));
});

Deno.test("of two server times the later never shows the smaller number", () => {
  fc.assert(fc.property(milliseconds, milliseconds, (a, b) => {
    const [early, late] = [Math.min(a, b), Math.max(a, b)];
    assert.ok(Number(formatServerTime(serverTime(early))) <= Number(formatServerTime(serverTime(late))));
  }));
});

Deno.test("a decimal that a multiplication would get wrong is read exactly", () => {
  assert.notEqual(Math.floor(2.01 * 1000), 2010);
  assert.equal(parseServerTime("2.01"), 2010);
  assert.equal(parseServerTime("1700000000.29"), 1700000000290);
  assert.equal(parseServerTime("1661564513.741999"), 1661564513741);
  assert.equal(parseServerTime(" 12.5 "), 12500);
});

Deno.test("what is not a plain number is no server time, and the error says where it was", async () => {
  for (const text of ["1e9", "+1", "1.", ".5", "1,5", "0x10", "1 2", "Infinity", "1.2.3", "1".repeat(16)]) {
    const error = await failsWith("server.shape", () => parseServerTime(text, "X-Last-Modified"));
    assert.deepEqual(error.details, { at: "X-Last-Modified" });
    assert.match(error.message, /^X-Last-Modified: /);
  }
});

Deno.test("a uid is 32 lower-case hex digits", () => {
  assert.ok(isUid("0123456789abcdef0123456789abcdef"));
  for (
    const text of ["", "0123456789abcdef", "0123456789ABCDEF0123456789ABCDEF", "g".repeat(32), "0".repeat(33)]
  ) {
    assert.equal(isUid(text), false, text);
  }
});

Deno.test("a record id is 1 to 64 printable ASCII characters", async () => {
  for (
    const text of ["a", "toolbar", "{0c1d6a2e-5b0f-4a6e-9a51-6d1f6a0b7c11}", "with space", "~".repeat(64)]
  ) {
    assert.ok(isGuid(text), text);
    assert.equal(guid(text), text);
  }
  for (const text of ["", "~".repeat(65), "é", "a\n", "\ttab", "a\u007f", "🦊"]) {
    assert.equal(isGuid(text), false, text);
    const error = await failsWith("usage.value", () => guid(text));
    assert.deepEqual(error.details, { name: "ID" });
  }
});

Deno.test("a collection's name is 1 to 32 letters, digits, dots, hyphens and underscores", async () => {
  for (const text of ["bookmarks", "extension-storage", "a_b.C-9", "x".repeat(32)]) {
    assert.ok(isCollectionName(text), text);
    assert.equal(collectionName(text), text);
  }
  for (const text of ["", "x".repeat(33), "a b", "a/b", "é", "a\n", "a?full=1"]) {
    assert.equal(isCollectionName(text), false, text);
    const error = await failsWith("usage.value", () => collectionName(text));
    assert.deepEqual(error.details, { name: "COLLECTION" });
  }
});

Deno.test("a new record id is nine random bytes as twelve base64url characters", () => {
  fc.assert(fc.property(fc.uint8Array({ minLength: 9, maxLength: 9 }), (random) => {
    const drawn: number[] = [];
    const id = newGuid((length) => {
      drawn.push(length);
      return random;
    });
    assert.deepEqual(drawn, [9]);
    assert.match(id, /^[A-Za-z0-9_-]{12}$/);
    assert.ok(isGuid(id));
    assert.deepEqual(Uint8Array.fromBase64(id, { alphabet: "base64url" }), Uint8Array.from(random));
  }));
});

Deno.test("what an address takes for a step up is no name of a collection, and three dots are one", async () => {
  for (const text of [".", ".."]) {
    assert.equal(isCollectionName(text), false, text);
    await failsWith("usage.value", () => collectionName(text));
  }
  for (const text of ["...", ".hidden", "a..b"]) assert.equal(collectionName(text), text);
});
