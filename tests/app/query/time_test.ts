import assert from "node:assert/strict";
import fc from "fast-check";
import { parseTimeSpan, TIME_EXAMPLES } from "../../../app/query/time.ts";
import { NOW_MS } from "./support.ts";

const DAY_MS = 86_400_000;

const span = (text: string) => {
  const found = parseTimeSpan(text, NOW_MS);
  return found && [new Date(found.fromMs).toISOString(), new Date(found.toMs).toISOString()];
};

Deno.test("written times cover what they say, in UTC", () => {
  assert.deepEqual(span("2026"), ["2026-01-01T00:00:00.000Z", "2027-01-01T00:00:00.000Z"]);
  assert.deepEqual(span("2025-12"), ["2025-12-01T00:00:00.000Z", "2026-01-01T00:00:00.000Z"]);
  assert.deepEqual(span("2028-02-29"), ["2028-02-29T00:00:00.000Z", "2028-03-01T00:00:00.000Z"]);
  assert.deepEqual(span("today"), ["2026-07-15T00:00:00.000Z", "2026-07-16T00:00:00.000Z"]);
  assert.deepEqual(span("YESTERDAY"), ["2026-07-14T00:00:00.000Z", "2026-07-15T00:00:00.000Z"]);
  assert.deepEqual(span("7d"), ["2026-07-08T12:30:00.000Z", "2026-07-08T12:30:00.001Z"]);
  assert.deepEqual(span("2026-01-05T10:00-0330")?.[0], "2026-01-05T13:30:00.000Z");
  assert.deepEqual(span("2026-01-05 10:00:30.25")?.[0], "2026-01-05T10:00:30.250Z");
});

Deno.test("m is minutes and mo is months", () => {
  const agoMs = (text: string) => NOW_MS - (parseTimeSpan(text, NOW_MS)?.fromMs ?? NaN);
  assert.equal(agoMs("90m"), 90 * 60_000);
  assert.equal(agoMs("90min"), agoMs("90m"));
  assert.equal(agoMs("2mo"), 60 * DAY_MS);
  assert.equal(agoMs("45s"), 45_000);
  assert.equal(agoMs("12H"), 12 * 3_600_000);
  assert.equal(agoMs("2w"), 14 * DAY_MS);
  assert.equal(agoMs("1y"), 365 * DAY_MS);
  assert.equal(agoMs("0d"), 0);
  assert.equal(span("999999y")?.[0], "-271821-04-20T00:00:00.000Z");
});

Deno.test("what is no time is none", () => {
  const texts = [
    "",
    "d",
    "7",
    "7 days",
    "7dd",
    "-7d",
    "1.5h",
    "2027-02-29",
    "2026-00",
    "2026-13",
    "26-01-01",
    "2026-1",
  ];
  for (
    const text of [
      ...texts,
      "2026-01-05T24:00",
      "2026-01-05T10:60",
      "2026-01-05T10",
      "9999999d",
      "1e3d",
      "１d",
    ]
  ) {
    assert.equal(span(text), undefined, text);
  }
});

Deno.test("the examples that errors name are times", () => {
  for (const example of TIME_EXAMPLES.split(/, | or /)) assert.ok(span(example), example);
});

Deno.test("an instant in ISO 8601 is that instant, whatever its zone", () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date("0001-01-01"), max: new Date("9998-12-31"), noInvalidDate: true }),
      fc.integer({ min: -14 * 60, max: 14 * 60 }),
      (date, minutes) => {
        assert.equal(parseTimeSpan(date.toISOString(), NOW_MS)?.fromMs, date.getTime());
        const wall = new Date(date.getTime() + minutes * 60_000).toISOString().slice(0, -1);
        const [hours, rest] = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
        const zone = `${minutes < 0 ? "-" : "+"}${String(hours).padStart(2, "0")}:${
          String(rest).padStart(2, "0")
        }`;
        assert.equal(parseTimeSpan(wall + zone, NOW_MS)?.fromMs, date.getTime());
      },
    ),
  );
});

Deno.test("a year is its months, and a month is its days", () => {
  const months = Array.from({ length: 12 }, (_, i) => `2028-${String(i + 1).padStart(2, "0")}`);
  const year = parseTimeSpan("2028", NOW_MS);
  let endMs = year?.fromMs;
  for (const month of months) {
    const { fromMs, toMs } = parseTimeSpan(month, NOW_MS) ?? assert.fail(month);
    assert.equal(fromMs, endMs);
    for (let atMs = fromMs, day = 1; atMs < toMs; atMs += DAY_MS, day++) {
      const days = parseTimeSpan(`${month}-${String(day).padStart(2, "0")}`, NOW_MS);
      assert.deepEqual(days, { fromMs: atMs, toMs: atMs + DAY_MS });
    }
    endMs = toMs;
  }
  assert.equal(endMs, year?.toMs);
});

Deno.test("any text is a time that begins before it ends, or none", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.stringMatching(/^\d{1,7}(s|m|min|mo|h|d|w|y|)$/),
        fc.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/),
      ),
      (text) => {
        const found = parseTimeSpan(text, NOW_MS);
        return found === undefined || (Number.isFinite(found.fromMs) && found.fromMs < found.toMs);
      },
    ),
  );
});
