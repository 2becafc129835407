import assert from "node:assert/strict";
import fc from "fast-check";
import {
  EARLIEST_VISIT_MS,
  LONGEST_TITLE,
  LONGEST_URL,
  MOST_VISITS,
  readPageTitle,
  readVisitedUrl,
  readVisitMs,
  visited,
  withoutVisits,
  withVisits,
} from "../../../core/edits/history.ts";
import { historyCodec, type Visit } from "../../../core/records/history.ts";
import { failsWith } from "../../support/vectors.ts";

const NOW_MS = Date.UTC(2026, 6, 15);

/** Few instants and kinds, so that duplicates are common. */
const visit = fc.record({
  dateUs: fc.integer({ min: 0, max: 60 }).chain((ms) =>
    fc.integer({ min: 0, max: 2 }).map((us) => NOW_MS * 1000 + ms * 1000 + us)
  ),
  transition: fc.integer({ min: 1, max: 3 }),
});
const known = fc.array(visit.map((each): Visit => ({ ...each, source: { x: 1 } })), { maxLength: 30 });
const added = fc.array(visit, { maxLength: 30 });

const keyOf = ({ dateUs, transition }: Pick<Visit, "dateUs" | "transition">) =>
  `${Math.floor(dateUs / 1000)} ${transition}`;

Deno.test("visits are the newest of both sides, each millisecond and kind once, newest first", () => {
  fc.assert(fc.property(known, added, (before, more) => {
    const after = withVisits(before, more);
    if (after === before) return;
    const keys = after.map(keyOf);
    assert.equal(new Set(keys).size, keys.length);
    assert.ok(after.length <= MOST_VISITS);
    assert.ok(after.every(({ dateUs }, i) => dateUs <= (after[i - 1]?.dateUs ?? Infinity)));
    const union = new Set([...before, ...more].map(keyOf));
    assert.ok(keys.every((key) => union.has(key)));
    assert.equal(after.length, Math.min(union.size, MOST_VISITS));
    // What was left out is not newer than what was kept, to the millisecond.
    const oldest = Math.floor((after.at(-1)?.dateUs ?? 0) / 1000);
    for (const key of union) if (!keys.includes(key)) assert.ok(Number(key.split(" ")[0]) <= oldest);
  }));
});

Deno.test("a visit that was there keeps its unknown members, and wins over one of the same millisecond", () => {
  fc.assert(fc.property(known, added, (before, more) => {
    const there = new Set(before.map(keyOf));
    for (const each of withVisits(before, more)) {
      assert.deepEqual(each.source, there.has(keyOf(each)) ? { x: 1 } : {});
    }
  }));
});

Deno.test("visits that were added once are not added again", () => {
  fc.assert(fc.property(known, added, (before, more) => {
    const after = withVisits(before, more);
    assert.equal(withVisits(after, more), after);
  }));
});

Deno.test("nothing changes where every visit is there, or is too old to be kept", () => {
  const at = (ms: number): Visit => ({ dateUs: (NOW_MS + ms) * 1000, transition: 1, source: {} });
  const full = Array.from({ length: MOST_VISITS }, (_, i) => at(i + 1));
  assert.equal(withVisits(full, [at(3), at(0)]), full);
  assert.equal(withVisits([], []).length, 0);
  assert.equal(withVisits(full, [at(99)]).length, MOST_VISITS);
});

Deno.test("a page that is visited keeps its id, its unknown members and its title unless another is given", () => {
  const source = {
    id: "abc",
    histUri: "https://a.example/",
    title: "A",
    visits: [{ date: NOW_MS * 1000, type: 2, x_from: "y" }, { date: "never", type: 1 }],
    x_future: [1],
  };
  const page = historyCodec.decode(source, "abc");
  const more = [{ dateUs: (NOW_MS + 5) * 1000, transition: 1 }];
  assert.deepEqual(historyCodec.encode(visited(page, more)), {
    ...source,
    visits: [
      { date: (NOW_MS + 5) * 1000, type: 1 },
      { date: NOW_MS * 1000, type: 2, x_from: "y" },
      { date: "never", type: 1 },
    ],
  });
  assert.equal(visited(page, more, "B").title, "B");
  // A title alone is taken by no Firefox.
  assert.equal(visited(page, [{ dateUs: NOW_MS * 1000, transition: 2 }], "B"), page);
});

Deno.test("addresses are written as Firefox writes them", () => {
  const cases: Record<string, string> = {
    "https://Example.ORG": "https://example.org/",
    "HTTP://example.org/a b?q=ä#c": "http://example.org/a%20b?q=%C3%A4#c",
    "https://münchen.example/": "https://xn--mnchen-3ya.example/",
  };
  for (const [given, wanted] of Object.entries(cases)) {
    assert.equal(readVisitedUrl(given), wanted);
    assert.equal(readVisitedUrl(wanted), wanted);
  }
});

Deno.test("what no history of Firefox holds is refused, and says why", async () => {
  const long = `https://a.example/${"x".repeat(LONGEST_URL)}`;
  const growing = `https://a.example/${"ä".repeat(LONGEST_URL / 4)}`;
  for (
    const text of [
      "",
      "nothing",
      "about:config",
      "file:///etc/passwd",
      "javascript:1",
      "data:,x",
      long,
      growing,
    ]
  ) {
    const { message } = await failsWith("usage.value", () => readVisitedUrl(text));
    assert.ok(message.length < 200, message);
  }
});

Deno.test("titles are cut without leaving half a character, and an empty one is none", () => {
  assert.equal(readPageTitle(""), null);
  assert.equal(readPageTitle("a\nb"), "a\nb");
  assert.equal(readPageTitle("x".repeat(LONGEST_TITLE + 1)), "x".repeat(LONGEST_TITLE));
  const fox = "x".repeat(LONGEST_TITLE - 1) + "🦊";
  assert.equal(readPageTitle(fox), "x".repeat(LONGEST_TITLE - 1));
});

Deno.test("visits of the future, and from before there was a browser, are refused", async () => {
  assert.equal(readVisitMs(NOW_MS, NOW_MS), NOW_MS);
  assert.equal(readVisitMs(EARLIEST_VISIT_MS, NOW_MS), EARLIEST_VISIT_MS);
  for (const ms of [NOW_MS + 1, EARLIEST_VISIT_MS - 1, 0, -1]) {
    const { message } = await failsWith("usage.value", () => readVisitMs(ms, NOW_MS));
    assert.match(message, /^--at: \d{4}-\d\d-\d\dT[\d:.]+Z is /);
  }
});

Deno.test("a page forgets its visits of a time, half open, and keeps all others", () => {
  const page = historyCodec.decode({
    histUri: "https://a.example/",
    visits: [10, 20, 30].map((ms) => ({ date: ms * 1000, type: 1 })),
  }, "abc");
  const dates = (fromMs: number, toMs: number) =>
    withoutVisits(page, { fromMs, toMs }).visits.map(({ dateUs }) => dateUs / 1000);
  assert.deepEqual(dates(10, 20), [20, 30]);
  assert.deepEqual(dates(11, 31), [10]);
  assert.deepEqual(dates(-Infinity, Infinity), []);
  assert.equal(withoutVisits(page, { fromMs: 31, toMs: 99 }), page);
});
