import assert from "node:assert/strict";
import fc from "fast-check";
import { compileQuery, parseQuery } from "../../../app/query/query.ts";
import { SearchIndex } from "../../../app/query/search_index.ts";
import type { SearchSpec } from "../../../app/query/search.ts";
import { fold } from "../../../app/query/text.ts";
import { naiveMatches, type NaiveRow } from "./naive.ts";
import { anyRow, anyTerm, searchable, timesOf, typed } from "./naive_query.ts";
import { ALL, ALL_FIELDS, anyText } from "./support.ts";

const spec: SearchSpec<NaiveRow> = { ...ALL_FIELDS, searchable };

function indexOf<Row>(spec: SearchSpec<Row>, rows: readonly Row[]): SearchIndex<Row> {
  const index = new SearchIndex(spec);
  index.add(rows);
  return index;
}

/** An index of titles and addresses. */
const titles = (...rows: readonly (readonly [string, string?])[]) =>
  indexOf({
    fields: ["title", "url"],
    searchable: ([title, url = ""]) => ({ text: [title, url], fields: { title, url } }),
  }, rows);

Deno.test("an index finds the rows that the query holds for, each and no other", () => {
  let found = 0;
  fc.assert(
    fc.property(fc.array(anyTerm, { maxLength: 3 }), fc.array(anyRow, { maxLength: 30 }), (terms, rows) => {
      const query = parseQuery(typed(terms), ALL);
      const expected = [...rows.keys()].filter((row) => naiveMatches(terms, rows[row]!, timesOf));
      const test = compileQuery(query);
      assert.deepEqual([...rows.keys()].filter((row) => test(searchable(rows[row]!))), expected);
      assert.deepEqual(indexOf(spec, rows).scan(query), expected, typed(terms));
      found += expected.length;
    }),
    { numRuns: 1500 },
  );
  assert.ok(found > 1000, String(found));
});

Deno.test("slices make up the whole, however they are cut and however rows came in", () => {
  fc.assert(
    fc.property(
      fc.array(anyTerm, { maxLength: 2 }),
      fc.array(fc.array(anyRow, { maxLength: 8 }), { maxLength: 5 }),
      fc.integer({ min: 1, max: 9 }),
      (terms, pages, size) => {
        const query = parseQuery(typed(terms), ALL);
        const index = new SearchIndex(spec);
        const whole: number[] = [];
        let from = 0;
        // What comes in later is scanned later, with what was compiled before.
        for (const page of pages) {
          index.add(page);
          for (; from < index.size; from += size) {
            whole.push(...index.scan(query, from, Math.min(from + size, index.size)));
          }
          from = index.size;
        }
        assert.equal(index.size, pages.flat().length);
        assert.deepEqual(whole, indexOf(spec, pages.flat()).scan(query));
      },
    ),
  );
});

Deno.test("rows of many blocks are found, however wide their letters are", () => {
  fc.assert(
    fc.property(
      fc.array(anyTerm, { maxLength: 2 }),
      fc.array(anyRow, { minLength: 1, maxLength: 20 }),
      fc.integer({ min: 200, max: 1100 }),
      fc.integer({ min: 1, max: 600 }),
      (terms, some, size, step) => {
        const rows = Array.from({ length: size }, (_, i) => some[(i * i + i) % some.length]!);
        const query = parseQuery(typed(terms), ALL);
        const test = compileQuery(query);
        const expected = [...rows.keys()].filter((row) => test(searchable(rows[row]!)));
        const index = indexOf(spec, rows);
        const found: number[] = [];
        for (let from = 0; from < size; from += step) found.push(...index.scan(query, from, from + step));
        assert.deepEqual(found, expected, typed(terms));
      },
    ),
    { numRuns: 150 },
  );
});

Deno.test("an index gives its texts and its ids back as they were", () => {
  const pair = fc.tuple(anyText, anyText);
  fc.assert(
    fc.property(fc.array(pair, { maxLength: 1200 }), (rows) => {
      const index = new SearchIndex<readonly [string, string]>({
        fields: ["id"],
        searchable: ([title, url]) => ({ text: [title, url], fields: { id: url } }),
      }, { keepsOriginals: true });
      index.add(rows);
      for (const [row, [title, url]] of rows.entries()) {
        assert.equal(index.textOf(row, 0), title);
        assert.equal(index.textOf(row, 1), url);
        assert.equal(index.idOf(row), url);
      }
    }),
    { numRuns: 60 },
  );
});

Deno.test("rows are put in order by their folded texts and by their numbers; those alike stay as they are", () => {
  const texts = fc.array(
    fc.constantFrom("https://", "www.", "a", "B", "é", "東京", "\0", "ｶﾞ", "\ud800", "👩", "z"),
  );
  const row = fc.tuple(
    texts.map((parts) => parts.join("")),
    fc.oneof(fc.integer(), fc.constant(NaN), fc.double()),
  );
  fc.assert(
    fc.property(fc.array(row, { maxLength: 700 }), fc.boolean(), (rows, isMissing) => {
      const index = new SearchIndex<readonly [string, number]>({
        fields: ["visits"],
        searchable: ([text, number]) => ({ text: ["", text], fields: { visits: number } }),
      });
      index.add(rows);
      const isThere = (row: number) => !isMissing || row % 3 > 0;
      const folds = rows.map(([text], row) => isThere(row) ? fold(text) : undefined);
      const byText = [...rows.keys()].sort((a, b) => {
        const [left, right] = [folds[a], folds[b]];
        if (left === undefined || right === undefined) {
          return Number(left === undefined) - Number(right === undefined);
        }
        return left < right ? -1 : left > right ? 1 : 0;
      });
      assert.deepEqual([...index.orderByText(1, isThere)], byText);
      const numbers = rows.map(([, number]) => number);
      const byNumber = [...rows.keys()].sort((a, b) => {
        const [left, right] = [numbers[a]!, numbers[b]!];
        if (Number.isNaN(left) || Number.isNaN(right)) {
          return Number(Number.isNaN(left)) - Number(Number.isNaN(right));
        }
        return left < right ? -1 : left > right ? 1 : 0;
      });
      assert.deepEqual([...index.orderByNumber("visits")], byNumber);
    }),
    { numRuns: 150 },
  );
});

Deno.test("a slice past the end is empty, and one over the end stops there", () => {
  const index = titles(["a"], ["b"], ["a"]);
  const query = parseQuery("a", { fields: [], nowMs: 0 });
  assert.deepEqual(index.scan(query, 1, 100), [2]);
  assert.deepEqual(index.scan(query, 3, 100), []);
  assert.deepEqual(index.scan(parseQuery("-a", { fields: [], nowMs: 0 }), 0, 100), [1]);
  assert.deepEqual(titles().scan(query), []);
});

Deno.test("a query of fields that the rows lack finds none of them", () => {
  const index = titles(["a"], ["b"]);
  for (const query of ["tag:a", "visits:1", "changed:2026", "after:2026"]) {
    assert.deepEqual(index.scan(parseQuery(query, ALL)), [], query);
    assert.deepEqual(index.scan(parseQuery(`-${query}`, ALL)), [0, 1], query);
  }
});

Deno.test("values that look alike when they are written down are told apart", () => {
  const spec = {
    fields: ["tag"],
    searchable: (tag: string | readonly string[]) => ({ text: [], fields: { tag } }),
  };
  const index = indexOf<string | readonly string[]>(spec, ["a,b", ["a,b"], ["a", "b"], '["a","b"]', [], "", [
    "",
  ]]);
  const scan = (query: string) => index.scan(parseQuery(query, ALL));
  assert.deepEqual(scan("tag:a"), [2]);
  assert.deepEqual(scan("tag:a,b"), [0, 1]);
  assert.deepEqual(scan("tag:b~"), [0, 1, 2, 3]);
});

Deno.test("texts that hold the very sign that stands between texts are found as they are", () => {
  const index = titles(["a\0b", "c"], ["a", "b\0c"], ["a", "b"]);
  const scan = (query: string) => index.scan(parseQuery(query, ALL));
  assert.deepEqual(scan('"a\0b"'), [0]);
  assert.deepEqual(scan("title:\0"), [0]);
  assert.deepEqual(scan("url:b"), [1, 2]);
  assert.deepEqual(scan("url:c"), [0, 1]);
  assert.deepEqual(scan("ab~"), [0]);
  assert.deepEqual(scan("bc~"), [1]);
});

/** The rows in the order of their rank, as texts. */
function best(query: string, ...rows: readonly (readonly [string, string?])[]): string[] {
  const index = titles(...rows);
  const parsed = parseQuery(query, ALL);
  return index.ranked(parsed, index.scan(parsed)).map((row) => rows[row]!.filter(Boolean).join(" "));
}

Deno.test("what fits best comes first: the start of the title, whole words, and titles before addresses", () => {
  const inOrder = [
    ["deno and more"],
    ["Denomination"],
    ["All of Déno"],
    ["the denominator"],
    ["undenoted"],
    ["d-e-n-o"],
    ["x", "https://deno.example"],
    ["x", "https://denomination.example"],
    ["x", "https://undenoted.example"],
    ["x", "d.e.n.o"],
  ] as const;
  const names = inOrder.map((row) => row.join(" "));
  assert.deepEqual(best("deno~", ...inOrder), names);
  assert.deepEqual(best("deno~", ...inOrder.toReversed()), names);
  const index = titles(...inOrder);
  assert.deepEqual([...inOrder.keys()].map((row) => index.rank(parseQuery("deno", ALL), row)), [
    ...inOrder.keys(),
  ]);
});

Deno.test("the best of several places counts, and of several words the sum", () => {
  assert.deepEqual(best("den", ["sweden x"], ["sweden den"], ["den"]), ["den", "sweden den", "sweden x"]);
  assert.deepEqual(best("a b", ["x a", "b"], ["a b"], ["b a"], ["ab", "x"]), ["a b", "b a", "ab x", "x a b"]);
  assert.deepEqual(best("den", ["", "den"], ["wooden", "den"]), ["wooden den", "den"]);
});

Deno.test("rows that fit alike stay in their order, and so do all where no word is looked for", () => {
  assert.deepEqual(best("den", ["den 2"], ["den 1"], ["den 3"]), ["den 2", "den 1", "den 3"]);
  assert.deepEqual(best("-x title:den", ["wooden"], ["den"]), ["wooden", "den"]);
  assert.deepEqual(best("", ["b"], ["a"]), ["b", "a"]);
});

Deno.test("ranking keeps every row once, best first, and knows all rows", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anyText, anyText), { maxLength: 20 }), anyText, (rows, word) => {
      const index = titles(...rows);
      const query = parseQuery(`"${word.replaceAll('"', "")}"`, ALL);
      const found = index.scan(query);
      const ranked = index.ranked(query, found);
      assert.deepEqual(ranked.toSorted((a, b) => a - b), found);
      const ranks = ranked.map((row) => index.rank(query, row));
      assert.deepEqual(ranks, ranks.toSorted((a, b) => a - b));
      // Where a word is as a whole, it is in the title or elsewhere, and never only by its letters.
      assert.ok(ranks.every((rank) => rank >= 0 && rank <= 8 && rank !== 5), ranks.join());
    }),
  );
});

Deno.test("a million letters in one row are searched and ranked in a moment", () => {
  const index = titles(["a".repeat(1_000_000), "b"], ["x"]);
  for (
    const query of [
      `${"a".repeat(30_000)}b${"a".repeat(30_000)}`,
      "ab~",
      "'b",
      `title:"${"a".repeat(70_000)}b"`,
    ]
  ) {
    const parsed = parseQuery(query, ALL);
    const found = index.scan(parsed);
    assert.deepEqual(found, query === "'b" ? [0] : []);
    assert.deepEqual(index.ranked(parsed, [0]), [0]);
  }
});
