import assert from "node:assert/strict";
import fc from "fast-check";
import { utf8 } from "../../../core/bytes.ts";
import { planUpload, type UploadPlan } from "../../../core/sync/batch.ts";
import type { ServerLimits } from "../../../core/sync/info.ts";
import type { NewBso } from "../../../core/sync/storage.ts";
import { id } from "./storage_support.ts";

const UNLIMITED: ServerLimits = {
  max_post_bytes: undefined,
  max_post_records: undefined,
  max_record_payload_bytes: undefined,
  max_request_bytes: undefined,
  max_total_bytes: undefined,
  max_total_records: undefined,
};

const payloadBytes = (bsos: readonly NewBso[]): number =>
  bsos.reduce((sum, { payload = "" }) => sum + utf8(payload).length, 0);
const requestBytes = (bsos: readonly NewBso[]): number => utf8(JSON.stringify(bsos)).length;

/** `count` records with payloads of `size` characters. */
const records = (count: number, size = 1, letter = "x"): NewBso[] =>
  Array.from({ length: count }, (_, i) => ({ id: id(`r${i}`), payload: letter.repeat(size) }));

/** How many records each POST of each batch has. */
const shape = ({ batches }: UploadPlan): number[][] =>
  batches.map((posts) => posts.map((post) => post.length));

/** No limit of the server is passed by this many records at once; null is no limit. */
function fitsPost(post: readonly NewBso[], limits: ServerLimits): boolean {
  return post.length <= (limits.max_post_records ?? Infinity) &&
    payloadBytes(post) <= (limits.max_post_bytes ?? Infinity) &&
    requestBytes(post) <= (limits.max_request_bytes ?? Infinity) &&
    post.every((bso) => payloadBytes([bso]) <= (limits.max_record_payload_bytes ?? Infinity));
}

function fitsBatch(batch: readonly NewBso[], limits: ServerLimits): boolean {
  return batch.length <= (limits.max_total_records ?? Infinity) &&
    payloadBytes(batch) <= (limits.max_total_bytes ?? Infinity);
}

const limit = (min: number, max: number) => fc.option(fc.integer({ min, max }), { nil: undefined });

const anyLimits: fc.Arbitrary<ServerLimits> = fc.record({
  max_post_bytes: limit(1, 4000),
  max_post_records: limit(1, 10),
  max_record_payload_bytes: limit(0, 3000),
  max_request_bytes: limit(2500, 9000),
  max_total_bytes: limit(1, 8000),
  max_total_records: limit(1, 25),
});

const anyRecords: fc.Arbitrary<NewBso[]> = fc.array(
  fc.record({
    letter: fc.constantFrom("x", "ü", "漢", '"'),
    size: fc.nat({ max: 1200 }),
    bare: fc.boolean(),
  }),
  { maxLength: 40 },
).map((wanted) =>
  wanted.map(({ letter, size, bare }, i) => ({
    id: id(`{record-${i}}`),
    ...(bare ? { ttl: size } : { payload: letter.repeat(size), sortindex: i }),
  }))
);

const plans = (check: (bsos: NewBso[], limits: ServerLimits, plan: UploadPlan) => void) =>
  fc.assert(
    fc.property(anyRecords, anyLimits, (bsos, limits) => check(bsos, limits, planUpload(bsos, limits))),
    { numRuns: 300 },
  );

Deno.test("every record is in one POST or reported as oversize, and the order is kept", () => {
  plans((bsos, _limits, { batches, oversize }) => {
    const left = new Set<string>(oversize);
    assert.deepEqual(batches.flat(2), bsos.filter((bso) => !left.has(bso.id)));
    assert.deepEqual(oversize, bsos.map((bso) => bso.id).filter((each) => left.has(each)));
  });
});

Deno.test("no POST passes a limit of the server", () => {
  plans((_bsos, limits, { batches }) => {
    for (const post of batches.flat()) assert.ok(fitsPost(post, limits), JSON.stringify(limits));
  });
});

Deno.test("no batch passes a limit of the server", () => {
  plans((_bsos, limits, { batches }) => {
    for (const batch of batches) assert.ok(fitsBatch(batch.flat(), limits), JSON.stringify(limits));
  });
});

Deno.test("there is no empty batch and no empty POST", () => {
  plans((_bsos, _limits, { batches }) => {
    for (const batch of batches) assert.ok(batch.length > 0 && batch.every((post) => post.length > 0));
  });
});

/** Servers differ on whether a limit of bytes may be reached, and a request has more than records in it. */
const tight = (limits: ServerLimits): ServerLimits => ({
  ...limits,
  max_post_bytes: limits.max_post_bytes && limits.max_post_bytes - 1,
  max_total_bytes: limits.max_total_bytes && limits.max_total_bytes - 1,
  max_request_bytes: limits.max_request_bytes && limits.max_request_bytes - 2048,
});

Deno.test("only a record that is too large by itself is reported as oversize", () => {
  plans((bsos, limits, { oversize }) => {
    for (const bso of bsos.filter((each) => oversize.includes(each.id))) {
      assert.ok(!fitsPost([bso], tight(limits)) || !fitsBatch([bso], tight(limits)));
    }
  });
});

Deno.test("a POST ends only where the next record would not fit, and so does a batch", () => {
  plans((_bsos, limits, { batches }) => {
    for (const [b, batch] of batches.entries()) {
      const next = batches[b + 1]?.[0]?.[0];
      if (next) assert.ok(!fitsBatch([...batch.flat(), next], tight(limits)));
      for (const [p, post] of batch.entries()) {
        const following = batch[p + 1]?.[0];
        if (following) assert.ok(!fitsPost([...post, following], tight(limits)));
      }
    }
  });
});

Deno.test("without limits everything goes in one POST", () => {
  const plan = planUpload(records(5000, 100), UNLIMITED);
  assert.deepEqual([shape(plan), plan.oversize], [[[5000]], []]);
  assert.deepEqual(planUpload([], UNLIMITED), { batches: [], oversize: [] });
});

Deno.test("each limit cuts by itself", () => {
  const cases: [Partial<ServerLimits>, number[][]][] = [
    [{ max_post_records: 4 }, [[4, 4, 2]]],
    [{ max_post_records: 5 }, [[5, 5]]],
    [{ max_total_records: 4 }, [[4], [4], [2]]],
    [{ max_post_bytes: 301 }, [[3, 3, 3, 1]]],
    [{ max_post_bytes: 300 }, [[2, 2, 2, 2, 2]]],
    [{ max_total_bytes: 501 }, [[5], [5]]],
    [{ max_post_records: 2, max_total_records: 5 }, [[2, 2, 1], [2, 2, 1]]],
    [{ max_record_payload_bytes: 100 }, [[10]]],
  ];
  for (const [limits, expected] of cases) {
    assert.deepEqual(
      shape(planUpload(records(10, 100), { ...UNLIMITED, ...limits })),
      expected,
      JSON.stringify(limits),
    );
  }
});

Deno.test("sizes are counted in bytes, not in characters", () => {
  const limits = { ...UNLIMITED, max_record_payload_bytes: 100 };
  assert.deepEqual(planUpload(records(1, 50, "ü"), limits).oversize, []);
  assert.deepEqual(planUpload(records(1, 51, "ü"), limits).oversize, ["r0"]);
});

Deno.test("an oversize record is left out and the others go on around it", () => {
  const bsos = [...records(2), { id: id("big"), payload: "x".repeat(101) }, { id: id("last"), payload: "x" }];
  const plan = planUpload(bsos, { ...UNLIMITED, max_record_payload_bytes: 100 });
  assert.deepEqual(plan.oversize, ["big"]);
  assert.deepEqual(plan.batches.flat(2).map((bso) => bso.id), ["r0", "r1", "last"]);
});
