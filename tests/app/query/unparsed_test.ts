/** What is not parsed for a query's sake holds nothing that the query asks for, and nothing malformed. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { historyRecordSearch } from "../../../app/history/search.ts";
import { entryText, type UnparsedRecord } from "../../../app/mirror/page.ts";
import { compileQuery, parseQuery } from "../../../app/query/query.ts";
import { unparsedTest } from "../../../app/query/unparsed.ts";
import { utf8 } from "../../../core/bytes.ts";
import type { Guid, ServerTime } from "../../../core/ids.ts";
import { decodeText } from "../../../core/records/codec.ts";
import { historyCodec } from "../../../core/records/history.ts";
import { anyText, NOW_MS } from "./support.ts";

const ID = "abcdefghijkl" as Guid;

/** A record as it stands on a page. */
function unparsed(clear: string): UnparsedRecord {
  const modified = 1_795_000_000_000 as ServerTime;
  const { text } = entryText({ id: ID, modified, bytes: clear.length, clear });
  return { id: ID, modified, text, isAscii: utf8(text).length === text.length };
}

const isWorthParsing = (query: string, clear: string) =>
  unparsedTest(parseQuery(query, { ...historyRecordSearch, nowMs: NOW_MS }), historyRecordSearch.asText!)?.(
    unparsed(clear),
  );

/** Writes JSON as some programs do. */
const WRITERS: readonly ((value: unknown) => string)[] = [
  (value) => JSON.stringify(value),
  (value) => JSON.stringify(value, null, 1),
  (value) =>
    JSON.stringify(value).replace(
      /[^\0-\x7f]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
    ),
  (value) =>
    JSON.stringify(value).replaceAll("/", "\\/").replaceAll("e", "\\u0065").replaceAll('\\u0065"', 'e"'),
];

const address = fc.oneof(
  anyText,
  fc.tuple(
    fc.constantFrom("https://", "http://", "HTTPS://"),
    fc.constantFrom(
      "docs.deno.com",
      "DENO.com",
      "bücher.example",
      "xn--bcher-kva.example",
      "127.1",
      "a.b:8080",
      "%64eno.com",
      "deno",
    ),
    fc.constantFrom("", "/", "/x?q=1#y", "/é", "?", '/"'),
  ).map((parts) => parts.join("")),
);

const soundPage = fc.record({
  id: fc.constant<unknown>(ID),
  histUri: fc.constantFrom<unknown>(
    "https://docs.deno.com/x",
    "http://a-b.example",
    "https://git.example/Caf%C3%A9?q#é",
  ),
  title: fc.oneof(fc.constantFrom<unknown>("Deno docs", "Café", "Ｄocs", "東京", null), anyText),
  visits: fc.constant<unknown>([{ date: 1_795_000_000_000_000, type: 1 }]),
  deleted: fc.constantFrom<unknown>(undefined, undefined, false, true),
});

const anyPage = fc.record({
  id: fc.constantFrom<unknown>(ID, ID, ID, "another", undefined, 5),
  histUri: fc.oneof({ weight: 5, arbitrary: address }, fc.constantFrom<unknown>("", undefined, 5, ["deno"])),
  title: fc.oneof({ weight: 3, arbitrary: anyText }, fc.constantFrom<unknown>(null, undefined, 7)),
  visits: fc.constantFrom<unknown>([], [{ date: 1_795_000_000_000_000, type: 1 }], "none", undefined),
  deleted: fc.constantFrom<unknown>(undefined, undefined, undefined, true, false),
});

const page = fc.oneof(soundPage, anyPage);

const word = fc.oneof(
  anyText.map((text) => text.replaceAll('"', "").slice(0, 4)),
  fc.constantFrom(
    "deno",
    "x?q",
    "é",
    "e",
    "git",
    "sqlite",
    "zz",
    "京",
    "1",
    "date",
    "bcher",
    "%64",
    "/",
    "\\",
  ),
);

const term = fc.tuple(
  fc.constantFrom("", "", "-", "title:", "url:", "host:", "-host:", "after:2026 "),
  word,
  fc.constantFrom("", "", "'", "~"),
).filter(([, text]) => /^[^\s"'-]/.test(text)).map(([field, text, mark]) => {
  const isPlain = /^[^\s":~]+$/.test(text);
  return `${field}${isPlain ? `${mark === "'" ? mark : ""}${text}${mark === "~" ? mark : ""}` : `"${text}"`}`;
});

Deno.test("only what the query cannot hold for, and what is a sound page, is not parsed", () => {
  let spared = 0;
  fc.assert(
    fc.property(
      page,
      fc.array(term, { minLength: 1, maxLength: 2 }),
      fc.constantFrom(...WRITERS),
      (fields, terms, write) => {
        const clear = write(fields);
        let query;
        try {
          query = parseQuery(terms.join(" "), { ...historyRecordSearch, nowMs: NOW_MS });
        } catch {
          return;
        }
        const isWorth = unparsedTest(query, historyRecordSearch.asText!);
        if (!isWorth || isWorth(unparsed(clear))) return;
        spared++;
        const incoming = decodeText(historyCodec, clear, ID);
        assert.notEqual(incoming.kind, "malformed", clear);
        const row = historyRecordSearch.searchable(JSON.parse(clear), ID) ?? assert.fail(clear);
        assert.equal(compileQuery(query)(row), false, `${terms.join(" ")} in ${clear}`);
      },
    ),
    { numRuns: 10_000 },
  );
  assert.ok(spared > 300, String(spared));
});

const PAGE = JSON.stringify({ id: ID, histUri: "https://docs.deno.com/x", title: "Deno docs", visits: [] });

Deno.test("a sound page without the words is not parsed, and one that may have them is", () => {
  for (
    const query of [
      "nothing",
      "host:nothing",
      "title:'sqlite",
      'url:"zzzzz" deno',
      "東京",
      "тест~",
      "-x nothing",
      "zqxj~",
      "host:zz~",
    ]
  ) {
    assert.equal(isWorthParsing(query, PAGE), false, query);
  }
  for (const query of ["DENO", "docs 'den", "host:deno", "title:docs deno"]) {
    assert.equal(isWorthParsing(query, PAGE), true, query);
  }
  for (
    const address of ["https://%64eno.com/", "https://xn--bcher-kva.example/", "http://127.1/", "about:deno"]
  ) {
    const other = PAGE.replace("https://docs.deno.com/x", address).replace("Deno docs", "");
    for (const query of ["host:deno", "host:bücher", "host:127.0.0.1"]) {
      assert.equal(isWorthParsing(query, other), true, `${query} in ${address}`);
    }
  }
  for (const odd of ['"title":"\\u0064"', '"title":"café"']) {
    assert.equal(isWorthParsing("cafe", PAGE.replace(/"title":"[^"]*"/, odd)), true, odd);
  }
  for (
    const other of [
      PAGE.replace(ID, "another-one!"),
      PAGE.replace("histUri", "uri"),
      '{"deleted":true}',
      "text",
      "[]",
    ]
  ) {
    assert.equal(isWorthParsing("nothing", other), true, other);
  }
});

Deno.test("a query that looks for nothing that stands in a text parses all", () => {
  for (
    const query of [
      "",
      "-nothing",
      "visits:>5",
      "after:2026",
      "type:link",
      "id:abc",
      '"a\\b"',
      '"" -x',
      "type:link -x",
    ]
  ) {
    assert.equal(isWorthParsing(query, PAGE), undefined, query);
  }
});
