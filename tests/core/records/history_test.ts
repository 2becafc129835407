import assert from "node:assert/strict";
import fc from "fast-check";
import type { JsonObject } from "../../../core/json.ts";
import { historyCodec, newestVisit } from "../../../core/records/history.ts";
import { decodeRecord } from "../../../core/records/registry.ts";

const page = (members: JsonObject = {}) =>
  historyCodec.decode({ histUri: "https://a.example/", ...members }, "abc");

Deno.test("a page without an address is malformed, one without title or visits is not", () => {
  assert.equal(decodeRecord("history", '{"title":"x","visits":[]}', "abc").kind, "malformed");
  for (const none of [undefined, null, 5]) {
    const { title, visits } = page({ title: none, visits: none });
    assert.deepEqual([title, visits], [null, []]);
  }
});

Deno.test("the newest visit is the one with the latest date, wherever it stands", () => {
  const visits = fc.array(
    fc.record({ date: fc.integer({ min: 1, max: 2 ** 50 }), type: fc.constantFrom(1, 2) }),
  );
  fc.assert(fc.property(visits, (list) => {
    const dates = list.map(({ date }) => date);
    assert.equal(newestVisit(page({ visits: list }))?.dateUs ?? 0, Math.max(0, ...dates));
  }));
});

Deno.test("visits without a usable date are passed over, and their type may be missing", () => {
  const usable = [{ date: 1_700_000_000_000_000 }, { date: 1_600_000_000_000_000.7, type: 2 }, {
    date: 9e15,
    type: 3,
  }];
  const { visits } = page({
    visits: [{ date: "1700000000000000", type: 1 }, null, {}, { date: 0 }, ...usable],
  });
  assert.deepEqual(visits.map(({ dateUs, transition }) => [dateUs, transition]), [
    [1_700_000_000_000_000, 0],
    [1_600_000_000_000_000, 2],
    [9e15, 3],
  ]);
});

Deno.test("an added visit leaves the unknown members of the record and of the other visits alone", () => {
  const source = {
    id: "abc",
    histUri: "https://a.example/",
    visits: [{ date: 5e15, type: 1, x_referrer: "y" }],
    x_future: true,
  };
  const before = historyCodec.decode(source, "abc");
  const visit = { dateUs: 6e15, transition: 1, source: {} };
  assert.deepEqual(historyCodec.encode({ ...before, visits: [visit, ...before.visits] }), {
    ...source,
    visits: [{ date: 6e15, type: 1 }, { date: 5e15, type: 1, x_referrer: "y" }],
  });
});

Deno.test("visits that cannot be read survive an edit of the visits, behind those that can", () => {
  const odd = [{ date: "1700000000000000", type: 1 }, null, { type: 2, x_future: [1] }];
  const source = {
    id: "abc",
    histUri: "https://a.example/",
    visits: [odd[0], { date: 5e15, type: 1 }, odd[1], odd[2]],
  };
  const before = historyCodec.decode(source, "abc");
  const added = { dateUs: 6e15, transition: 2, source: {} };
  const withOdd = (...visits: unknown[]) => ({ ...source, visits: [...visits, ...odd] });
  assert.deepEqual(
    historyCodec.encode({ ...before, visits: [...before.visits, added] }),
    withOdd({ date: 5e15, type: 1 }, { date: 6e15, type: 2 }),
  );
  assert.deepEqual(historyCodec.encode({ ...before, visits: [] }), withOdd());
});
