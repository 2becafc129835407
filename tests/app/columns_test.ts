import assert from "node:assert/strict";
import { instant } from "../../app/columns.ts";

Deno.test("an instant is a date, and null where no calendar holds it", () => {
  assert.deepEqual(instant(0), new Date(0));
  assert.deepEqual(instant(-1.5), new Date(-1));
  assert.deepEqual(instant(8.64e15), new Date(8.64e15));
  for (const ms of [null, 8.64e15 + 1, -8.64e15 - 1, Infinity, NaN]) assert.equal(instant(ms), null);
});
