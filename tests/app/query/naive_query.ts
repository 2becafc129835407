/** Random rows and random queries, each in the form of the program and in that of the naive evaluator. */
import fc from "fast-check";
import type { Searchable } from "../../../app/query/query.ts";
import { naiveFold, type NaiveRow, type NaiveTerm, type NaiveTimes } from "./naive.ts";
import { anyText, NOW_MS } from "./support.ts";

const anyTime = fc.oneof(
  fc.date({ min: new Date("2025-11-01"), max: new Date("2026-08-01"), noInvalidDate: true }).map((date) =>
    date.getTime()
  ),
  fc.constantFrom(
    NOW_MS,
    NOW_MS - 7 * 86_400_000,
    Date.UTC(2026, 0),
    Date.UTC(2026, 0, 5, 10),
    -1,
    0,
    8.64e15,
  ),
);

/** What may be missing is, now and then. */
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 4 });

const anyHost = fc.constantFrom(
  "example.org",
  "www.example.org",
  "a.b:80",
  "x.a.b.:8080",
  "a.b.",
  "b",
  "mailto:x@a.b",
  "example.org.evil.example",
  "example.orgs",
  "git.example",
  "digit.example",
  "..",
  "",
  "EXAMPLE.org",
);

export const anyRow: fc.Arbitrary<NaiveRow> = fc.record({
  title: maybe(anyText),
  url: maybe(anyText),
  more: fc.array(anyText, { maxLength: 2 }),
  isTextOf: fc.boolean(),
  host: maybe(anyHost),
  tags: fc.array(anyText, { maxLength: 3 }),
  id: fc.constantFrom("abc", "{abc}", "Abc", "ab", "", "{"),
  visits: maybe(fc.nat(12)),
  deleted: fc.boolean(),
  atMs: maybe(anyTime),
  changedMs: maybe(anyTime),
}).map(({ more, isTextOf, title, url, ...rest }) => ({
  ...rest,
  // Mostly what the fields hold is text of the row, too, as it is in lists.
  text: isTextOf ? [title ?? "", url ?? "", ...more] : more,
  ...(title === undefined ? {} : { title }),
  ...(url === undefined ? {} : { url }),
} as NaiveRow));

/** The row as a list gives it. */
export const searchable = (row: NaiveRow): Searchable => ({
  text: row.text,
  fields: {
    title: row.title,
    url: () => row.url,
    host: () => row.host,
    tag: row.tags,
    id: row.id,
    visits: row.visits,
    deleted: row.deleted,
    changed: () => row.changedMs,
  },
  atMs: () => row.atMs,
});

/** Times that can be written, and what they cover. */
const TIMES: Readonly<Record<string, readonly [string, string]>> = {
  "2026": ["2026-01-01", "2027-01-01"],
  "2026-01": ["2026-01-01", "2026-02-01"],
  "2025-12": ["2025-12-01", "2026-01-01"],
  "2026-01-05": ["2026-01-05", "2026-01-06"],
  "2026-01-05T10:00": ["2026-01-05T10:00:00Z", "2026-01-05T10:00:00.001Z"],
  "2026-01-05t12:00+02:00": ["2026-01-05T10:00:00Z", "2026-01-05T10:00:00.001Z"],
  "today": ["2026-07-15", "2026-07-16"],
  "Yesterday": ["2026-07-14", "2026-07-15"],
  "7d": ["2026-07-08T12:30:00Z", "2026-07-08T12:30:00.001Z"],
  "90m": ["2026-07-15T11:00:00Z", "2026-07-15T11:00:00.001Z"],
  "6mo": ["2026-01-16T12:30:00Z", "2026-01-16T12:30:00.001Z"],
};

export const timesOf: NaiveTimes = (written) => {
  const [from = "", to = ""] = TIMES[written] ?? [];
  return [Date.parse(from), Date.parse(to)];
};

/** Comparisons of what `value` gives, and ranges that do not end before they begin. */
function compared(value: fc.Arbitrary<string>, order: (text: string) => number): fc.Arbitrary<string> {
  return fc.oneof(
    value,
    fc.tuple(fc.constantFrom("<", "<=", "=", ">=", ">"), value).map((parts) => parts.join("")),
    fc.tuple(value, value).map((pair) => pair.toSorted((a, b) => order(a) - order(b)).join("..")),
    value.map((low) => `${low}..`),
    value.map((high) => `..${high}`),
  );
}

const numbers = compared(fc.nat(12).map(String), Number);
const writtenTime = fc.constantFrom(...Object.keys(TIMES));
const times = compared(writtenTime, (text) => timesOf(text)[0]);

/** What words of a text are made of, and marks for how they are looked for. */
const wordValue = fc.tuple(fc.constantFrom("", "", "", "'"), anyText, fc.constantFrom("", "", "", "~")).map((
  parts,
) => parts.join(""));

/** Whether a value means what it says without quotation marks. */
const isUnquotable = (value: string, field?: string): boolean =>
  /^[^\s"]\S*$/.test(value) && !value.startsWith("-") && (field !== undefined || !value.includes(":"));

function written(field: string | undefined, value: fc.Arbitrary<string>): fc.Arbitrary<NaiveTerm> {
  return fc.record({ negated: fc.boolean(), value, wantsQuotes: fc.boolean() })
    .map(({ negated, value, wantsQuotes }) => ({ negated, value: value.replaceAll('"', ""), wantsQuotes }))
    .map(({ negated, value, wantsQuotes }) => ({
      negated,
      ...(field === undefined ? {} : { field }),
      value,
      quoted: wantsQuotes || !isUnquotable(value, field),
    }));
}

const hasValue = ({ value, quoted }: NaiveTerm): boolean => {
  const bare = quoted ? value : value.replace(/^'(?=.)/su, "").replace(/(?<=.)~$/su, "");
  return naiveFold(bare) !== "" && naiveFold(value) !== "";
};

export const anyTerm: fc.Arbitrary<NaiveTerm> = fc.oneof(
  { weight: 4, arbitrary: written(undefined, wordValue) },
  {
    weight: 2,
    arbitrary: fc.constantFrom("title", "url", "tag").chain((field) =>
      written(field, wordValue).filter(hasValue)
    ),
  },
  written(
    "host",
    fc.oneof(
      anyHost,
      fc.constantFrom(
        "example",
        "xample",
        "git",
        "org",
        "b:8",
        "'ex",
        "a.b",
        "a.b.",
        "b:80",
        "e.org",
        ".org",
        "example.or",
        ".",
      ),
    ),
  ).filter(
    hasValue,
  ),
  written("id", fc.constantFrom("a", "ab", "{a", "abc}", "A")),
  written("visits", numbers),
  written("deleted", fc.constantFrom("yes", "no", "YES")),
  fc.constantFrom("before", "after").chain((field) => written(field, writtenTime)),
  fc.constantFrom("on", "changed").chain((field) => written(field, times)),
);

/** The terms as somebody types them. */
export const typed = (terms: readonly NaiveTerm[]): string =>
  terms.map(({ negated, field, value, quoted }) =>
    `${negated ? "-" : ""}${field === undefined ? "" : `${field}:`}${quoted ? `"${value}"` : value}`
  ).join(" ");
