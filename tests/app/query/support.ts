/** What the tests of the query language share. */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type FieldSet,
  matchesQuery,
  parseQuery,
  QUERY_FIELDS,
  type QueryOptions,
  type Searchable,
} from "../../../app/query/query.ts";
import { isFoxdenError } from "../../../core/errors.ts";

export const NOW_MS = Date.UTC(2026, 6, 15, 12, 30);

/** A list that has all there is. */
export const ALL_FIELDS: FieldSet = {
  fields: [...QUERY_FIELDS, "used", "size", "changed", "note"],
  kinds: { changed: "time" },
};

export const ALL: QueryOptions = { ...ALL_FIELDS, nowMs: NOW_MS };

export function row(
  text: string | readonly string[],
  fields: Searchable["fields"] = {},
  at?: string,
): Searchable {
  const texts = typeof text === "string" ? [text] : text;
  return { text: texts, fields, ...(at === undefined ? {} : { atMs: Date.parse(at) }) };
}

export const matches = (query: string, candidate: Searchable, options: QueryOptions = ALL): boolean =>
  matchesQuery(parseQuery(query, options), candidate);

/** The message with which a query is refused. */
export function refusal(query: string, options: QueryOptions = ALL): string {
  try {
    parseQuery(query, options);
  } catch (error) {
    assert.ok(isFoxdenError(error) && error.code === "usage.value", String(error));
    assert.deepEqual(error.details, { name: "Q" });
    return error.message;
  }
  assert.fail(`${query} should be refused`);
}

/** Texts as titles and addresses are, and as nobody would expect them. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.array(fc.constantFrom(..."aAbBeEéÉﬁ fox1.-:/'~\"\u0301\0".split("")), { maxLength: 12 })
      .map((parts) => parts.join("")),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "Café",
      "Cafe\u0301",
      "ＦＯＸ",
      "東京タワー",
      "ｶﾞ",
      "Σίσυφος",
      "👩‍🚀 ok",
      "İstanbul",
      "\ud800",
      "x\udc00y",
      "𝔣𝔬𝔵",
      "…",
      "½",
      "straße",
      "",
    ),
  },
  { weight: 2, arbitrary: fc.string({ unit: "grapheme", maxLength: 20 }) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 20 }) },
);
