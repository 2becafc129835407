import assert from "node:assert/strict";
import fc from "fast-check";
import { parseQuery, QUERY_FIELDS } from "../../../app/query/query.ts";
import { ALL, matches, NOW_MS, refusal, row } from "./support.ts";

const HISTORY = { fields: ["host", "url", "title", "id", "before", "after", "on", "visits"], nowMs: NOW_MS };

const PLAIN_WORDS = [
  "localhost:3000",
  "localhost:3000/api/v1?x=1",
  "grafana:80",
  "https://x.example/a",
  "ftp://x",
  "file:///etc/hosts",
  "10:30",
  "a:b:c",
  "c:\\temp",
  "C:temp",
  "mailto:ann@example.org",
  "about:config",
  "javascript:void(0)",
  "MAILTO:ann@example.org",
  "std::map",
  "note:",
  "TODO:",
  "wow:)",
  "view-source:x",
  "my-host:x",
  "host2:x",
  "größe:5x",
  "re:invent",
  ":x",
  "::1",
  "[::1]:8000",
  "x".repeat(50) + ":y",
  "//x:y",
  "a.b:c",
];

for (const word of PLAIN_WORDS) {
  Deno.test(`[${word}] is a word like any other`, () => {
    assert.equal(matches(word, row(`see ${word} there`), HISTORY), true);
    assert.equal(matches(word, row("something else"), HISTORY), false);
  });
}

const UNKNOWN: Readonly<Record<string, RegExp>> = {
  "hots:github.com":
    /^there is no field "hots:" \(did you mean "host:"\?\); "hots:github.com" in quotation marks is a plain word; fields: host: url: /,
  "-Hots:github.com": /^there is no field "Hots:" \(did you mean "host:"\?\)/,
  "titel:x": /did you mean "title:"/,
  "vists:>5": /did you mean "visits:"/,
  "visit:5": /did you mean "visits:"/,
  "befor:2026": /did you mean "before:"/,
  "since:7d": /did you mean "after:"/,
  "until:2026": /did you mean "before:"/,
  "site:example.org": /did you mean "host:"/,
  "count:5": /did you mean "visits:"/,
  "name:x": /did you mean "title:"/,
  "titles:'x": /did you mean "title:"/,
  'urls:"a b"': /^there is no field "urls:" \(did you mean "url:"\?\); fields: /,
  "foo:bar": /^there is no field "foo:"; "foo:bar" in quotation marks is a plain word; fields: host: /,
  "label:dev": /^there is no field "label:"; "label:dev" in/,
  "constructor:x": /^there is no field "constructor:"; /,
  "todo:später": /^there is no field "todo:"/,
  "foo:3000x": /^there is no field "foo:"/,
};

for (const [query, message] of Object.entries(UNKNOWN)) {
  Deno.test(`[${query}] is taken for a field that is not there`, () => {
    assert.match(refusal(query, HISTORY), message);
    assert.match(refusal(query, HISTORY), /; fields: host: url: title: id: before: after: on: visits:$/);
  });
}

Deno.test("a field of the language that a list lacks is refused, with the names of those it has", () => {
  for (const field of QUERY_FIELDS.filter((field) => !HISTORY.fields.includes(field))) {
    for (const word of [`${field}:x`, `-${field.toUpperCase()}:3000`, `${field}://x`]) {
      const message = refusal(word, HISTORY);
      assert.equal(
        message,
        `"${field}:" cannot be searched for here; fields: host: url: title: id: before: after: on: visits:`,
      );
    }
  }
  assert.match(refusal("host:x", { fields: [], nowMs: NOW_MS }), /; fields: none$/);
});

Deno.test("every refused word can be looked for in quotation marks", () => {
  for (const query of Object.keys(UNKNOWN)) {
    const word = query.replace(/^-/, "").replaceAll('"', "");
    assert.equal(matches(`"${word}"`, row(`see ${word} there`), HISTORY), true);
    assert.equal(matches(`-"${word}"`, row(`see ${word} there`), HISTORY), false);
  }
});

Deno.test("a host and its port are refused where the name is nearly a field of numbers or times of the list", () => {
  assert.match(refusal("visit:80", HISTORY), /did you mean "visits:"/);
  assert.equal(matches("visit:80", row("http://visit:80/"), { fields: ["host"], nowMs: NOW_MS }), true);
  assert.equal(matches("post:8000", row("http://post:8000/"), HISTORY), true);
});

Deno.test("a name before a colon is a field, a plain word or refused, whatever it is", () => {
  const name = fc.oneof(
    fc.constantFrom(...QUERY_FIELDS, "hots", "localhost"),
    fc.string({ unit: "grapheme", maxLength: 8 }),
  );
  const rest = fc.oneof(fc.constantFrom("3000", "//x", "x", "", ">5", '"a"'), fc.string({ maxLength: 8 }));
  fc.assert(
    fc.property(name, rest, (name, rest) => {
      const text = `${name}:${rest}`;
      fc.pre(!/[\s"-]/.test(text));
      let words;
      try {
        words = parseQuery(text, ALL).terms.map(({ word }) => word);
      } catch {
        return;
      }
      assert.deepEqual(words.map(({ field, value }) => field === undefined ? value : `${field}:${value}`), [
        words[0]?.field === undefined ? text : text.replace(name, name.toLowerCase()),
      ]);
    }),
  );
});
