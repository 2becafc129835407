import assert from "node:assert/strict";
import fc from "fast-check";
import {
  isEmptyQuery,
  isOnlyNegated,
  parseQuery,
  printQuery,
  QUERY_FIELDS,
} from "../../../app/query/query.ts";
import { matchesQuery } from "../../../app/query/query.ts";
import { isFoxdenError } from "../../../core/errors.ts";
import { ALL, anyText, matches, NOW_MS, refusal, row } from "./support.ts";

const PAGE = row(["Grüße aus dem Café", "https://blog.example.org/den?x=1"], {
  host: "blog.example.org",
  url: "https://blog.example.org/den?x=1",
  tag: ["Dev", "lange Liste"],
  type: "bookmark",
  id: "{0c1d6a2e-5b0f-4a6e-9a51-6d1f6a0b7c11}",
  visits: 5,
  size: 2048,
  changed: Date.UTC(2025, 11, 24, 18),
  is: ["reused"],
}, "2026-01-05T10:00:00Z");

const HITS = `
    ; cafe ; gruße ; GRÜßE ; café dem ; dem cafe\u0301 ; "aus dem" ; "AUS DEM ; 'caf ; grßcf~ ; -nothing ; --cafe
  ; -"dem aus" ; https://blog.example.org/den?x=1
  ; host:blog.example.org ; HOST:Example ; host:"blog.example.org" ; url:den?x ; type:bookmark
  ; tag:dev ; tag:'lang ; tag:"lange liste" ; -tag:lange ; is:reused ; deleted:no ; -deleted:yes
  ; id:{0c1d ; id:0c1d6a2e ; -id:0C1D
  ; visits:5 ; visits:=5 ; visits:>4 ; visits:>=5 ; visits:<6 ; visits:<=5 ; -visits:>5 ; visits:"5" ; Visits:05
  ; visits:5..9 ; visits:5..5 ; visits:..5 ; visits:4.. ; -visits:6.. ; size:>2000 ; size:2k.. or ; -used:>0
  ; on:2026-01 ; on:2026-01-05 ; on:2026-01-05T23:00+02:00 ; after:2026-01-05 ; after:2026-01-05T10:00Z
  ; on:2025..2026 ; on:2026.. ; on:..2026-01-05 ; on:>2025 ; on:>=2026 ; on:<2027 ; on:<=2026-01 ; -on:>2026-01-05
  ; changed:2025 ; changed:2025-12-24 ; changed:<2026 ; changed:2025-12..2026-01 ; -changed:>2025-12-24
  ; before:2026-01-05T10:00:00.001 ; before:2026-02 ; before:yesterday ; -after:7d
`.replace(" ; size:2k.. or", "");

const MISSES = `
  cafes ; "dem aus" ; 'afe ; fcgr~ ; -cafe ; cafe missing ; -""
  ; host:log.example.org ; host:lample ; host:"example.org" ; host:"blog.example" ; host:blog.example
  ; tag:de ; is:weak ; -is:reused ; type:book ; device:pixel ; visits:>5 ; visits:6..9 ; visits:..4 ; visits:<5 ; used:0
  ; deleted:yes ; -deleted:no
  ; before:2026-01-05 ; after:2026-01-05T10:00:01Z ; on:2025 ; on:today ; on:>2026-01 ; on:<2026 ; on:2024..2025
  ; changed:2026 ; changed:>2025-12 ; changed:2025-12-25..
`;

for (const query of HITS.split(";").map((each) => each.trim())) {
  Deno.test(`the query [${query}] finds the sample page`, () => assert.equal(matches(query, PAGE), true));
}
for (const query of MISSES.split(";").map((each) => each.trim())) {
  Deno.test(`the query [${query}] does not find the sample page`, () => {
    assert.equal(matches(query, PAGE), false);
  });
}

Deno.test("a quotation is taken as it is, whatever signs it holds", () => {
  for (const value of ["'x", "x~", "-x", "host:x", " ", "a\nb", "\0"]) {
    const { terms: [term, ...others] } = parseQuery(`"${value}"`, ALL);
    assert.deepEqual(others, []);
    assert.deepEqual(term?.word, { negated: false, value, quoted: true });
  }
  assert.equal(matches(`"'x"`, row("a 'x")), true);
  assert.equal(matches(`"x~"`, row("x y")), false);
});

Deno.test("a word of nothing but minus signs is the last of them", () => {
  const words = (query: string) => parseQuery(query, ALL).terms.map(({ word }) => word);
  assert.deepEqual(words("-"), [{ negated: false, value: "-", quoted: false }]);
  assert.deepEqual(words("--"), [{ negated: true, value: "-", quoted: false }]);
  assert.deepEqual(words("--- -a"), [
    { negated: false, value: "-", quoted: false },
    { negated: true, value: "a", quoted: false },
  ]);
});

Deno.test("what asks for nothing is known, and so is what only says what is not wanted", () => {
  const kind = (query: string) => {
    const parsed = parseQuery(query, ALL);
    return isEmptyQuery(parsed) ? "empty" : isOnlyNegated(parsed) ? "negated" : "asking";
  };
  for (const query of ["", " \t", '""', "\u0301", "'\u0301", '"" ""', '--""']) {
    assert.equal(kind(query), "empty", query);
  }
  for (const query of ["-a", '-""', "-tag:x -b", '"" -a', "-visits:>5"]) {
    assert.equal(kind(query), "negated", query);
  }
  for (const query of ["a", "-", "tag:x", "-a b", "--a", "deleted:no"]) {
    assert.equal(kind(query), "asking", query);
  }
});

Deno.test("a query that asks for nothing is not one that only says what is not wanted", () => {
  for (const query of ["", '""']) assert.equal(isOnlyNegated(parseQuery(query, ALL)), false);
});

Deno.test("there is no OR, and no sign stands for others", () => {
  assert.equal(matches("cafe OR nothing", PAGE), false);
  assert.equal(matches("cafe|nothing", PAGE), false);
  assert.equal(matches("caf*", PAGE), false);
  assert.equal(matches("c.fe", PAGE), false);
});

Deno.test("a list says what its own fields hold", () => {
  const options = {
    fields: ["name", "weight", "born", "kind", "onDisk"],
    kinds: { weight: "number", born: "time", onDisk: "flag" },
    choices: { kind: ["cat", "dog"] },
    nowMs: NOW_MS,
  } as const;
  const cat = row("", { name: "Tom Cat", weight: 4, born: Date.UTC(2020, 5), kind: "cat", onDisk: true });
  for (
    const query of [
      "name:tom",
      "weight:3..5",
      "born:2020-06",
      "born:>2019",
      "kind:Cat",
      "ondisk:yes",
      "-ONDISK:no",
    ]
  ) {
    assert.equal(matches(query, cat, options), true, query);
  }
  for (const query of ["name:tim", "weight:>4", "born:<2020", "kind:dog", "onDisk:no"]) {
    assert.equal(matches(query, cat, options), false, query);
  }
  assert.match(
    refusal("kind:cats", options),
    /^"kind:cats" is none of cat, dog \(did you mean "kind:cat"\?\); fields: name: /,
  );
  assert.match(refusal("kind:\u2028", options), /is none of|needs a value/);
  assert.match(
    refusal("weight:heavy", options),
    /^"weight:heavy" is no number such as 5, >5 or 5\.\.9; fields: /,
  );
});

Deno.test("choices can be meant by a beginning or by some letters, as long as there is one", () => {
  const options = { ...ALL, choices: { is: ["reused", "weak"] } };
  assert.equal(matches("is:'reu", PAGE, options), true);
  assert.equal(matches("is:rsd~", PAGE, options), true);
  assert.match(refusal("is:'old", options), /none of reused, weak/);
});

const REFUSED: Readonly<Record<string, RegExp>> = {
  "before:soon":
    /^"before:soon" is no time such as 2026-01, 2026-01-05, 7d, yesterday or 2026-01-05T10:00Z; /,
  "after:2026-13": /is no time/,
  "after:>2026": /is no time/,
  "before:2025..2026": /is no time/,
  "on:2026-02-30": /is no time/,
  "on:2026-01-05T25:00": /is no time/,
  "on:..": /is no time/,
  "on:2026..soon": /is no time/,
  "on:2026..2025": /^"on:2026\.\.2025" ends before it begins; /,
  "changed:soon": /is no time/,
  "visits:many": /^"visits:many" is no number such as 5, >5 or 5\.\.9; /,
  "visits:>": /is no number/,
  "visits:-1": /is no number/,
  "visits:1.5": /is no number/,
  "visits:..": /is no number/,
  "visits:>5..9": /is no number/,
  "visits:1..2..3": /is no number/,
  "visits:9..5": /^"visits:9\.\.5" ends before it begins; /,
  "visits:1234567890123456": /is no number/,
  "deleted:perhaps": /^"deleted:perhaps" is neither yes nor no; /,
  "host:": /^"host:" needs a value; /,
  '-tag:""': /^"tag:" needs a value; /,
  "title:\u0301": /^"title:" needs a value; /,
  "title:'\u0301": /^"title:" needs a value; /,
  "tag:\u0301~": /^"tag:" needs a value; /,
  "id:{": /^"id:" needs a value; /,
  "visits: 5": /^"visits:" needs a value; /,
};

for (const [query, message] of Object.entries(REFUSED)) {
  Deno.test(`the query [${query}] is refused, and the fields of the list are named`, () => {
    assert.match(refusal(query), message);
    assert.match(refusal(query), /; fields: host: url: .* note:$/);
  });
}

Deno.test("a message repeats no more of a long word than can be read", () => {
  const long = "x".repeat(100_000);
  for (
    const query of [`visits:${long}`, `is:${long}`, `before:${long}`, `hosts:${long}`, `deleted:"${long}"`]
  ) {
    const message = refusal(query, { ...ALL, choices: { is: ["reused"] } });
    assert.ok(message.length < 400, message.slice(0, 500));
    assert.match(message, /x…"/);
  }
  assert.match(refusal(`visits:${"👩‍🚀".repeat(50)}`), /^"visits:\p{Emoji}[^\ud800-\udfff]*…" is no number/u);
});

/** What people and accidents type. */
const queryText = fc.oneof(
  anyText,
  fc.string({ unit: "binary" }),
  fc.array(
    fc.constantFrom(
      ...QUERY_FIELDS.map((field) => `${field}:`),
      ..."- ' \" ~ > .. 5 7d 2026-01 x é : yes \0 \ud800 hots:".split(" "),
      " ",
    ),
  ).map((parts) => parts.join("")),
);

Deno.test("parsing and matching never throw anything but usage.value", () => {
  const full = row(["", "x é\0"], { tag: ["", "x"], visits: 3, host: "x", title: "\ud800" }, "2026-01-05");
  fc.assert(
    fc.property(queryText, (query) => {
      try {
        return typeof matchesQuery(parseQuery(query, ALL), full) === "boolean";
      } catch (error) {
        return isFoxdenError(error) && error.code === "usage.value" && /; fields: host: /.test(error.message);
      }
    }),
    { numRuns: 1000 },
  );
});

Deno.test("a query that is printed and read again is the same query", () => {
  fc.assert(
    fc.property(queryText, (text) => {
      let query;
      try {
        query = parseQuery(text, ALL);
      } catch {
        return;
      }
      const printed = printQuery(query);
      assert.deepEqual(parseQuery(printed, ALL), query);
      assert.equal(printQuery(parseQuery(printed, ALL)), printed);
    }),
    { numRuns: 1000 },
  );
  assert.equal(
    printQuery(parseQuery(`  --Café   -HOST:x "a  b" tag:"de v `, ALL)),
    `Café -host:x "a  b" tag:"de v "`,
  );
});

Deno.test("words are cut at blanks of every kind", () => {
  const values = (query: string) => parseQuery(query, ALL).terms.map(({ word: { value } }) => value);
  assert.deepEqual(values("a\tb\nc\u00a0d\u3000e"), ["a", "b", "c", "d", "e"]);
  assert.deepEqual(values(`foo"bar "x"y tag:"a b"c`), [`foo"bar`, "x", "y", "a b", "c"]);
});

Deno.test("very long queries are read and answered in a moment", () => {
  const long = "a".repeat(10_000_000);
  const short = row(["a".repeat(100), "é"], { title: "a" });
  const asking = [
    long,
    `"${long}`,
    `title:${long}`,
    `'${long}`,
    `${long}~`,
    `${long}:x`,
    "é".repeat(1_000_000),
  ];
  for (const query of [...asking, `${"-".repeat(10_000_001)}`]) assert.equal(matches(query, short), false);
  for (const query of [`-${long}`, "-".repeat(10_000_000)]) assert.equal(matches(query, short), true);
  assert.equal(matches("word ".repeat(50_000), row("some words")), true);
});
