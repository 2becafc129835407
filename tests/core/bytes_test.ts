import assert from "node:assert/strict";
import fc from "fast-check";
import { base64url, concat, equal, fromBase64url, fromUtf8, utf8, xor } from "../../core/bytes.ts";

const bytes = fc.uint8Array({ maxLength: 60 }).map((array) => Uint8Array.from(array));
const pair = fc.nat(40).chain((length) => {
  const one = fc.uint8Array({ minLength: length, maxLength: length }).map((array) => Uint8Array.from(array));
  return fc.tuple(one, one);
});

Deno.test("text becomes UTF-8 and comes back, whatever its script", () => {
  assert.equal(utf8("é€🦊").toHex(), "c3a9e282acf09fa68a");
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    assert.equal(fromUtf8(utf8(text)), text);
  }));
});

Deno.test("a byte order mark is text like any other and is kept", () => {
  assert.equal(fromUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61)), "\ufeffa");
});

Deno.test("bytes that are not UTF-8 are refused rather than replaced", () => {
  for (const broken of ["ff", "c3", "eda080", "c080", "f4908080"]) {
    assert.throws(() => fromUtf8(Uint8Array.fromHex(broken)), TypeError, broken);
  }
});

Deno.test("concat puts parts one after the other into bytes of its own", () => {
  fc.assert(fc.property(fc.array(bytes, { maxLength: 5 }), (parts) => {
    assert.equal(concat(...parts).toHex(), parts.map((part) => part.toHex()).join(""));
  }));
  const part = Uint8Array.of(1, 2);
  const whole = concat(part);
  part[0] = 9;
  assert.deepEqual(whole, Uint8Array.of(1, 2));
});

Deno.test("xor works byte by byte and undoes itself", () => {
  assert.deepEqual(xor(Uint8Array.of(0b1100, 0xff), Uint8Array.of(0b1010, 0xff)), Uint8Array.of(0b0110, 0));
  fc.assert(fc.property(pair, ([left, right]) => {
    assert.deepEqual(xor(xor(left, right), right), left);
    assert.deepEqual(xor(left, right), xor(right, left));
    assert.ok(xor(left, left).every((byte) => byte === 0));
  }));
});

Deno.test("xor refuses operands of different lengths", () => {
  assert.throws(() => xor(new Uint8Array(31), new Uint8Array(32)), RangeError);
  assert.throws(() => xor(new Uint8Array(1), new Uint8Array(0)), RangeError);
});

Deno.test("equal is true for the same bytes and for nothing else", () => {
  fc.assert(fc.property(pair, ([left, right]) => {
    assert.equal(equal(left, Uint8Array.from(left)), true);
    assert.equal(equal(left, right), left.toHex() === right.toHex());
  }));
});

Deno.test("equal sees a difference of one bit anywhere, and one of length", () => {
  const sample = Uint8Array.from({ length: 32 }, (_, i) => i);
  for (let bit = 0; bit < 256; bit++) {
    const other = Uint8Array.from(sample);
    other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    assert.equal(equal(sample, other), false, `bit ${bit}`);
  }
  assert.equal(equal(sample, sample.subarray(0, 31)), false);
  assert.equal(equal(sample.subarray(0, 31), sample), false);
  assert.equal(equal(new Uint8Array(0), new Uint8Array(0)), true);
});

Deno.test("base64url uses its own two characters and no padding, and comes back", () => {
  assert.equal(base64url(Uint8Array.of(0xfb, 0xff, 0xfe, 0xf0)), "-__-8A");
  fc.assert(fc.property(bytes, (bytes) => {
    const text = base64url(bytes);
    assert.match(text, /^[A-Za-z0-9_-]*$/);
    assert.deepEqual(fromBase64url(text), bytes);
    assert.deepEqual(fromBase64url(text.padEnd(Math.ceil(text.length / 4) * 4, "=")), bytes);
  }));
});

Deno.test("text that is not base64url is refused", () => {
  for (const text of ["+_8", "a/b=", "A", "AAAAA", "A===", "ab=c", "é"]) {
    assert.throws(() => fromBase64url(text), SyntaxError, text);
  }
});
