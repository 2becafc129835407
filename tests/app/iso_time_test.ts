import assert from "node:assert/strict";
import fc from "fast-check";
import { putInstant } from "../../app/json_bytes.ts";
import { isoText } from "../../app/iso_time.ts";
import { fromUtf8 } from "../../core/bytes.ts";

const instant = fc.integer({ min: Date.UTC(-1, 12), max: Date.UTC(10_000, 0) - 1 });

Deno.test("an instant is ISO 8601 in UTC, and milliseconds are told where there are any", () => {
  assert.equal(isoText(0), "1970-01-01T00:00:00Z");
  assert.equal(isoText(-1), "1969-12-31T23:59:59.999Z");
  fc.assert(fc.property(instant, (ms) => {
    assert.equal(isoText(ms), new Date(ms).toISOString().replace(".000Z", "Z"));
  }));
});

Deno.test("as bytes it is the same", () => {
  const out = new Uint8Array(40);
  fc.assert(fc.property(fc.oneof(instant, instant.map((ms) => 1000 * Math.floor(ms / 1000))), (ms) => {
    const end = putInstant(out, 3, ms);
    assert.equal(fromUtf8(out.subarray(3, end)), isoText(ms));
  }));
});
