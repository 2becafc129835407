import assert from "node:assert/strict";
import fc from "fast-check";
import { compileQuery, matchesQuery, parseQuery } from "../../../app/query/query.ts";
import { naiveMatches } from "./naive.ts";
import { anyRow, anyTerm, searchable, timesOf, typed } from "./naive_query.ts";
import { ALL, anyText, matches, row } from "./support.ts";

const anyTerms = fc.array(anyTerm, { maxLength: 3 });

Deno.test("a query finds what the documentation says it finds", () => {
  const counts = { found: 0, notFound: 0 };
  fc.assert(
    fc.property(anyTerms, fc.array(anyRow, { minLength: 1, maxLength: 4 }), (terms, rows) => {
      const query = parseQuery(typed(terms), ALL);
      assert.deepEqual(query.terms.map(({ word }) => word), terms);
      const test = compileQuery(query);
      for (const each of rows) {
        const expected = naiveMatches(terms, each, timesOf);
        counts[expected ? "found" : "notFound"]++;
        assert.equal(test(searchable(each)), expected, typed(terms));
      }
    }),
    { numRuns: 3000 },
  );
  // A comparison of nothing but misses would compare nothing.
  assert.ok(counts.found > 1000 && counts.notFound > 1000, JSON.stringify(counts));
});

Deno.test("an empty query matches everything", () => {
  fc.assert(fc.property(fc.array(anyText), (text) => matches("", { text, fields: {} })));
});

Deno.test("a minus turns a term into its complement", () => {
  fc.assert(
    fc.property(anyTerm, anyRow, (term, each) => {
      const [one, other] = [false, true].map((negated) =>
        matches(typed([{ ...term, negated }]), searchable(each))
      );
      assert.notEqual(one, other);
    }),
  );
});

Deno.test("terms are ANDed: their order does not matter and each one narrows", () => {
  fc.assert(
    fc.property(anyTerm, anyTerm, anyRow, (left, right, each) => {
      const holds = (...terms: typeof left[]) => matches(typed(terms), searchable(each));
      assert.equal(holds(left, right), holds(right, left));
      assert.equal(holds(left, right), holds(left) && holds(right));
    }),
  );
});

Deno.test("each word lies within one of the texts, and different words may lie in different ones", () => {
  const two = row(["Deno docs", "https://example.org"]);
  assert.equal(matches("deno example", two), true);
  assert.equal(matches('"docs https"', two), false);
  assert.equal(matches("dnexmpl~", two), false);
});

Deno.test("before: and after: share out all rows that have a time", () => {
  fc.assert(
    fc.property(
      fc.date({ noInvalidDate: true }),
      fc.constantFrom("2026", "2026-01", "7d", "today"),
      (date, time) => {
        const candidate = { text: [], fields: {}, atMs: date.getTime() };
        return matches(`before:${time}`, candidate) !== matches(`after:${time}`, candidate);
      },
    ),
  );
});

Deno.test("a row without a time or a number is found by no comparison, and by each that is turned round", () => {
  for (
    const query of [
      "before:2026",
      "after:1970",
      "on:..2026",
      "on:1970..",
      "visits:0",
      "visits:0..",
      "visits:<1",
      "changed:1970..",
    ]
  ) {
    for (
      const fields of [{}, { visits: undefined, changed: NaN }, { visits: "", changed: " " }, {
        visits: "many",
        changed: [],
      }]
    ) {
      assert.equal(matches(query, row("x", fields)), false, query);
      assert.equal(matches(`-${query}`, row("x", fields)), true, query);
    }
  }
});

Deno.test("numbers may be given as text, and flags as words", () => {
  assert.equal(matches("visits:>4", row("", { visits: "5" })), true);
  assert.equal(matches("deleted:yes", row("", { deleted: "yes" })), true);
  assert.equal(matches("deleted:yes", row("", { deleted: "true" })), false);
  assert.equal(matches("note:12", row("", { note: 512 })), true);
});

Deno.test("what takes work is not done before a query asks for it, and not when a cheaper term has said no", () => {
  const asked: string[] = [];
  const lazy = {
    text: ["title"],
    fields: { host: () => `${asked.push("host")}`, visits: 3 },
    atMs: () => asked.push("at"),
  };
  const ask = (query: string) => {
    asked.length = 0;
    matchesQuery(parseQuery(query, ALL), lazy);
    return asked.join();
  };
  assert.equal(ask("title -x visits:3"), "");
  assert.equal(ask("host:x"), "host");
  assert.equal(ask("host:x visits:4 after:2026"), "");
});
