import assert from "node:assert/strict";
import fc from "fast-check";
import {
  fold,
  isEmptyQuery,
  matchesQuery,
  parseQuery,
  QUERY_FIELDS,
  type QueryOptions,
  type Searchable,
} from "../../../app/query/query.ts";
import { parseTimeSpan } from "../../../app/query/time.ts";
import { isFoxdenError } from "../../../core/errors.ts";

const NOW_MS = Date.UTC(2026, 6, 15, 12, 30);
const ALL: QueryOptions = { fields: QUERY_FIELDS, nowMs: NOW_MS };

function row(text: string | readonly string[], fields: Searchable["fields"] = {}, at?: string): Searchable {
  const texts = typeof text === "string" ? [text] : text;
  return { text: texts, fields, ...(at === undefined ? {} : { atMs: Date.parse(at) }) };
}

function matches(query: string, candidate: Searchable, options: QueryOptions = ALL): boolean {
  return matchesQuery(parseQuery(query, options), candidate);
}

function usageMessage(query: string, options: QueryOptions = ALL): string {
  try {
    parseQuery(query, options);
  } catch (error) {
    assert.ok(isFoxdenError(error) && error.code === "usage.value", String(error));
    return error.message;
  }
  assert.fail(`${query} should be refused`);
}

const PAGE = row(["Grüße aus dem Café", "https://blog.example.org/den?x=1"], {
  host: "blog.example.org",
  url: "https://blog.example.org/den?x=1",
  tag: ["Dev", "lange Liste"],
  type: "bookmark",
  id: "{0c1d6a2e-5b0f-4a6e-9a51-6d1f6a0b7c11}",
  visits: 5,
  is: ["reused"],
}, "2026-01-05T10:00:00Z");

const HITS = `
    ; cafe ; gruße ; GRÜßE ; café dem ; dem cafe\u0301 ; "aus dem" ; "AUS DEM ; 'caf ; grßcf~ ; -nothing ; --cafe
  ; -"dem aus" ; https://blog.example.org/den?x=1
  ; host:blog.example.org ; HOST:Example ; host:"blog.example.org" ; url:den?x ; type:bookmark
  ; tag:dev ; tag:'lang ; tag:"lange liste" ; -tag:lange ; is:reused ; deleted:no ; -deleted:yes
  ; id:{0c1d ; id:0c1d6a2e ; -id:0C1D
  ; visits:5 ; visits:>4 ; visits:>=5 ; visits:<6 ; visits:<=5 ; -visits:>5
  ; on:2026-01 ; on:2026-01-05 ; on:2026-01-05T23:00+02:00 ; after:2026-01-05 ; after:2026-01-05T10:00Z
  ; before:2026-01-05T10:00:00.001 ; before:2026-02 ; before:yesterday ; -after:7d
`;

const MISSES = `
  cafes ; "dem aus" ; 'afe ; fcgr~ ; -cafe ; cafe missing ; -""
  ; host:log.example.org ; host:lample ; host:"example.org" ; host:"blog.example"
  ; tag:de ; is:weak ; -is:reused ; type:book ; device:pixel ; visits:>5 ; deleted:yes
  ; before:2026-01-05 ; after:2026-01-05T10:00:01Z ; on:2025 ; on:today
`;

for (const query of HITS.split(";").map((each) => each.trim())) {
  Deno.test(`the query [${query}] finds the sample page`, () => assert.equal(matches(query, PAGE), true));
}
for (const query of MISSES.split(";").map((each) => each.trim())) {
  Deno.test(`the query [${query}] does not find the sample page`, () => {
    assert.equal(matches(query, PAGE), false);
  });
}

Deno.test("a word is no field unless the part before the colon names one", () => {
  for (const word of ["localhost:3000", "https://x.example/a", "10:30", "mailto:ann@example.org", "a:b:c"]) {
    assert.equal(matches(word, row(`see ${word} there`)), true, word);
    assert.equal(matches(word, row("something else")), false, word);
  }
});

Deno.test("a field that the rows lack is refused, with the names of those they have", () => {
  const message = usageMessage("visits:>5", { fields: ["host", "title"], nowMs: NOW_MS });
  assert.match(message, /"visits:"/);
  assert.match(message, /host: title:/);
  assert.doesNotMatch(message, /url:/);
});

Deno.test("a value that a field cannot take is refused", () => {
  for (
    const query of [
      "before:soon",
      "after:2026-13",
      "on:2026-02-30",
      "on:2026-01-05T25:00",
      "visits:many",
      "visits:>",
      "visits:-1",
      "deleted:perhaps",
      "host:",
      '-tag:""',
    ]
  ) assert.match(usageMessage(query), /fields: host: url: /, query);
});

Deno.test("a caller may say which words a field can hold", () => {
  const options = { ...ALL, choices: { is: ["reused", "weak"] } };
  assert.match(usageMessage("is:old", options), /reused, weak/);
  assert.equal(matches("is:Reused", PAGE, options), true);
});

Deno.test("a caller may declare a field of its own", () => {
  const options = { fields: ["name"], nowMs: NOW_MS };
  assert.equal(matches("name:bar", row("", { name: "searchbar-history" }), options), true);
  assert.equal(matches("name:foo", row("", { name: "searchbar-history" }), options), false);
});

Deno.test("a fuzzy word needs its letters in order within one text", () => {
  assert.equal(matches("dndcs~", row("Deno docs")), true);
  assert.equal(matches("dndcs~", row(["Deno", "docs"])), false);
});

Deno.test("a prefix stands at the start of a word, whatever the script", () => {
  assert.equal(matches("'нов", row("Все новости")), true);
  assert.equal(matches("'нов", row("обновление")), false);
  assert.equal(matches("'den", row("Sweden, den")), true);
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

Deno.test("a row without a time lies neither before nor after one", () => {
  assert.equal(matches("before:2026", row("x")), false);
  assert.equal(matches("after:2026", row("x")), false);
});

Deno.test("written times cover what they say, in UTC", () => {
  const span = (text: string) => {
    const found = parseTimeSpan(text, NOW_MS);
    return found && [new Date(found.fromMs).toISOString(), new Date(found.toMs).toISOString()];
  };
  assert.deepEqual(span("2026"), ["2026-01-01T00:00:00.000Z", "2027-01-01T00:00:00.000Z"]);
  assert.deepEqual(span("2025-12"), ["2025-12-01T00:00:00.000Z", "2026-01-01T00:00:00.000Z"]);
  assert.deepEqual(span("2028-02-29"), ["2028-02-29T00:00:00.000Z", "2028-03-01T00:00:00.000Z"]);
  assert.deepEqual(span("yesterday"), ["2026-07-14T00:00:00.000Z", "2026-07-15T00:00:00.000Z"]);
  assert.deepEqual(span("7d"), ["2026-07-08T12:30:00.000Z", "2026-07-08T12:30:00.001Z"]);
  assert.deepEqual(span("2026-01-05T10:00-0330")?.[0], "2026-01-05T13:30:00.000Z");
  assert.deepEqual(span("2026-01-05 10:00:30.25")?.[0], "2026-01-05T10:00:30.250Z");
  for (const text of ["", "d", "7", "7 days", "2027-02-29", "26-01-01", "2026-1"]) {
    assert.equal(span(text), undefined);
  }
});

Deno.test("a query that asks for nothing is known as such", () => {
  for (const query of ["", " \t", '""', "\u0301"]) assert.equal(isEmptyQuery(parseQuery(query, ALL)), true);
  for (const query of ["a", '-""', "-", "tag:x"]) assert.equal(isEmptyQuery(parseQuery(query, ALL)), false);
});

const texts = fc.array(fc.string({ unit: "grapheme", maxLength: 30 }), { maxLength: 4 });
const queryText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.array(
    fc.constantFrom(
      ...QUERY_FIELDS.map((field) => `${field}:`),
      "-",
      "'",
      '"',
      "~",
      " ",
      ">5",
      "2026-01",
      "x",
      "é",
    ),
  ).map((parts) => parts.join("")),
);

Deno.test("parsing never throws anything but usage.value", () => {
  fc.assert(
    fc.property(queryText, texts, (query, text) => {
      try {
        matchesQuery(parseQuery(query, ALL), { text, fields: { tag: text, visits: 3 }, atMs: NOW_MS });
      } catch (error) {
        return isFoxdenError(error) && error.code === "usage.value";
      }
    }),
    { numRuns: 500 },
  );
});

Deno.test("an empty query matches everything", () => {
  fc.assert(fc.property(texts, (text) => matches("", { text, fields: {} })));
});

Deno.test("folding a folded text changes nothing, nor does case or accents", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      assert.equal(fold(fold(text)), fold(text));
      assert.equal(fold(text.normalize("NFD")), fold(text.normalize("NFC")));
    }),
  );
  assert.equal(fold("ÀÉÎÕÜ ﬁ ＦＯＸ ΣΑΣ"), fold("aeiou fi fox σας"));
});

const oneTerm = fc.oneof(
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 6 }).filter((word) => !/[\s":]/u.test(word)),
  fc.string({ maxLength: 8 }).filter((words) => !words.includes('"')).map((words) => `"${words}"`),
  fc.constantFrom("tag:b", "visits:>3", "on:2026-07", "id:a", "deleted:yes", "'b", "ab~"),
);

Deno.test("a minus turns a term into its complement", () => {
  fc.assert(
    fc.property(oneTerm, texts, (term, text) => {
      const candidate = { text, fields: { tag: ["a", "b"], visits: 4, id: "abc" }, atMs: NOW_MS };
      assert.notEqual(matches(`-${term}`, candidate), matches(term, candidate));
    }),
    { numRuns: 500 },
  );
});

Deno.test("a quoted part of a text finds the text, whatever signs it holds", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.nat(20), fc.nat(20), (text, start, length) => {
      const part = Array.from(text).slice(start, start + length).join("").replaceAll('"', "");
      fc.pre(text.includes(part));
      return matches(`"${part}"`, row(["", text]));
    }),
  );
});

Deno.test("terms are ANDed: their order does not matter and each one narrows", () => {
  fc.assert(
    fc.property(oneTerm, oneTerm, texts, (left, right, text) => {
      const candidate = { text, fields: { tag: ["b"], visits: 4 } };
      const both = matches(`${left} ${right}`, candidate);
      assert.equal(both, matches(`${right} ${left}`, candidate));
      assert.equal(both, matches(left, candidate) && matches(right, candidate));
    }),
  );
});

Deno.test("text that the caller folded beforehand gives the same answer", () => {
  fc.assert(
    fc.property(oneTerm, texts, (term, text) => {
      const folded = { text: text.map(fold), folded: true, fields: {} };
      assert.equal(matches(term, folded), matches(term, { text, fields: {} }));
    }),
  );
});
