import assert from "node:assert/strict";
import { instant } from "../../app/columns.ts";

Deno.test("an instant is a date, and null where its year does not have four digits", () => {
  assert.deepEqual(instant(0), new Date(0));
  assert.deepEqual(instant(-1.5), new Date(-1));
  assert.equal(instant(253_402_300_799_999)?.toISOString(), "9999-12-31T23:59:59.999Z");
  assert.equal(instant(-62_167_219_200_000)?.toISOString(), "0000-01-01T00:00:00.000Z");
  for (const ms of [null, 253_402_300_800_000, -62_167_219_200_001, 8.64e15, Infinity, NaN]) {
    assert.equal(instant(ms), null);
  }
});
