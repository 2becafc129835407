import assert from "node:assert/strict";
import fc from "fast-check";
import { historyColumns, rowOf } from "../../../app/history/list.ts";
import { Transcoder } from "../../../app/history/transcode.ts";
import { entryText, Page, pageText } from "../../../app/mirror/page.ts";
import { jsonText } from "../../../app/display/cells.ts";
import { rowWriter } from "../../../cli/formats.ts";
import { fromUtf8, utf8 } from "../../../core/bytes.ts";
import { guid, type ServerTime } from "../../../core/ids.ts";
import { decodeClear } from "../../../core/records/codec.ts";
import { historyCodec } from "../../../core/records/history.ts";
import { plainPaint } from "../../../cli/style.ts";

const MODIFIED = 1_795_000_000_120 as ServerTime;

/** The line that every list makes of a record; undefined for one that is in none. */
function listed(id: string, clear: string): string | undefined {
  const incoming = decodeClear(historyCodec, JSON.parse(clear), id);
  if (incoming.kind !== "live") return undefined;
  const row = rowOf({ id: guid(id), modified: MODIFIED, record: incoming.record });
  const view = {
    kind: "history",
    dryRun: false,
    masked: [],
    header: true,
    isNamed: false,
    bom: false,
    spreadsheetSafe: false,
    onTerminal: false,
    width: 80,
    paint: plainPaint,
    time: { form: "iso", nowMs: 0 },
  } as const;
  return rowWriter("ndjson", historyColumns, view).row(historyColumns.map(({ value }) => value(row)));
}

interface Written {
  readonly id: string;
  readonly clear: string;
}

/** The lines made of the bytes in the mirror, all of them before any is taken; those left to the list are missing. */
function transcodedAll(records: readonly Written[]): { readonly text: string; readonly added: number } {
  const entries = records.map(({ id, clear }) => {
    const entry = { id: guid(id), modified: MODIFIED, sortKey: 0 };
    return { ...entry, text: entryText({ ...entry, bytes: 100, clear }).text };
  });
  const page = new Page(utf8(pageText(entries)));
  const transcoder = new Transcoder();
  let added = 0;
  for (const [slot, { id }] of entries.entries()) {
    const line = page.line(slot, id);
    assert.ok(line);
    if (transcoder.add(page.bytes, line)) added += 1;
  }
  return { text: fromUtf8(transcoder.take()), added };
}

/** The line made of one record that is not the first of its page; undefined where that is left to the list. */
function transcoded(id: string, clear: string): string | undefined {
  const { text, added } = transcodedAll([{ id, clear: "{}" }, { id, clear }]);
  assert.equal(text !== "", added === 1);
  return added === 1 ? text : undefined;
}

const id = fc.stringMatching(/^[A-Za-z0-9_-]{12}$/);
const date = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const kind = fc.integer({ min: 0, max: 9 });
const plain = fc.string({
  unit: fc.constantFrom("a", " ", "ä", "京", "🦊", "’", "\u00a0", "/", "&", "€", "؟"),
  minLength: 1,
});

Deno.test("a page as Firefox writes it becomes the very line that a list has of it, without being decoded", () => {
  const page = fc.record({
    id,
    histUri: plain,
    title: fc.option(fc.oneof(plain, fc.constant(""))),
    visits: fc.array(fc.record({ date, type: kind }, { noNullPrototype: true }), { maxLength: 25 }),
  }, { noNullPrototype: true });
  fc.assert(fc.property(page, ({ id, histUri, title, visits }) => {
    const clear = JSON.stringify({ id, histUri, title, visits });
    assert.equal(transcoded(id, clear), listed(id, clear));
  }));
});

/** A page in JSON, by the pieces it is joined of. */
interface Pieces {
  /** That of the record around it. */
  readonly outer: string;
  readonly members: readonly string[];
  readonly visits: readonly (readonly string[])[];
  readonly between: string;
}

const plainPieces = fc.record({
  outer: id,
  url: plain,
  title: fc.option(plain),
  visits: fc.array(fc.tuple(date, kind), { minLength: 1, maxLength: 4 }),
}).map(({ outer, url, title, visits }): Pieces => ({
  outer,
  members: [`"id":"${outer}"`, `"histUri":${JSON.stringify(url)}`, `"title":${JSON.stringify(title)}`],
  visits: visits.map(([date, type]) => [`"date":${date}`, `"type":${type}`]),
  between: "",
}));

function joined({ members, visits, between }: Pieces): string {
  const list = visits.map((visit) => `{${visit.join(",")}}`).join(`,${between}`);
  return `{${[...members, `"visits":[${list}]`].join(`,${between}`)}}`;
}

/** Characters at the borders between those that are printed as they are and those that are not. */
const BORDERS = [
  ...'"\\\n\u001f ~\u007f\u0080\u009f\u00a0\u061b\u061c\u061d\u200d\u200e\u200f\u2010\u2027\u2028\u202e',
]
  .concat([..."\u202f\u2065\u2066\u2069\u206a\u2126\ufeff\u{1f98a}"], "\ud800", "\udfff");
const oddText = fc.oneof(
  fc.constantFrom("", ...BORDERS),
  fc.string({ unit: fc.constantFrom(...BORDERS, "a", "b"), maxLength: 3 }),
  fc.string({ unit: "binary", maxLength: 3 }),
).map((text) => JSON.stringify(text));
const oddValue = fc.oneof(
  { weight: 6, arbitrary: oddText },
  {
    weight: 1,
    arbitrary: fc.constantFrom("null", "5", "{}", "[]", "true", '"\\u0061"', '"\\/"', 'null"', '"a" '),
  },
);
const oddNumber = fc.oneof(
  fc.nat({ max: 12 }).map(String),
  date.map(String),
  fc.double().map((number) => JSON.stringify(number)),
  fc.constantFrom("0", "-0", "-1", "1.0", "1.5", "1e3", "1E3", "1e300", "null", '"5"', "9007199254740991"),
  fc.constantFrom("9007199254740992", "12345678901234567890", "256", "65536", "{}", "5 "),
);
const printableId = fc.string({ unit: fc.constantFrom(...'"\\ ~/au0062'), minLength: 1, maxLength: 8 });
const idOf = (inner: string, outer: string) => (pieces: Pieces): Pieces => (
  { ...pieces, outer, members: [`"id":${inner}`, ...pieces.members.slice(1)] }
);
const memberOf = (at: number, member: string) => (pieces: Pieces): Pieces => (
  { ...pieces, members: pieces.members.with(at, member) }
);
const visitOf = (change: (visit: readonly string[]) => readonly string[]) => (pieces: Pieces): Pieces => (
  { ...pieces, visits: pieces.visits.with(-1, change(pieces.visits.at(-1) ?? [])) }
);
const EXTRA = [
  '"x_future":1',
  '"deleted":true',
  '"id":"abcdefghijkl"',
  '"title":"again"',
  '"histUri":"https://e.example/"',
];
const extraMember = fc.constantFrom(...EXTRA, '"visits":[]', '"visits":[{"date":1,"type":1}]');
const extraOfVisit = fc.constantFrom('"x":1', '"date":7', '"type":2', '"type":null');

/** A value in another way, which many times comes to the same line. */
const changedValue = fc.oneof(
  fc.tuple(fc.constantFrom("a", "ab", "abc"), fc.constantFrom("a", "ab", "abc"))
    .map(([inner, outer]) => idOf(`"${inner}"`, outer)),
  printableId.map((id) => idOf(JSON.stringify(id), id)),
  oddValue.map((value) => memberOf(1, `"histUri":${value}`)),
  oddValue.map((value) => memberOf(2, `"title":${value}`)),
  oddNumber.map((number) => visitOf(([, type = ""]) => [`"date":${number}`, type])),
  oddNumber.map((number) => visitOf(([date = ""]) => [date, `"type":${number}`])),
);
/** Members in another way, which is left to the list. */
const changedForm = fc.oneof(
  fc.tuple(fc.oneof(oddValue, id.map((id) => `"${id}"`)), id).map(([inner, outer]) => idOf(inner, outer)),
  fc.constantFrom(0, 1).map((at) => visitOf((visit) => visit.toSpliced(at, 1))),
  fc.constant(visitOf((visit) => visit.toReversed())),
  fc.tuple(fc.nat({ max: 2 }), extraOfVisit).map(([at, extra]) =>
    visitOf((visit) => visit.toSpliced(at, 0, extra))
  ),
  fc.nat({ max: 2 }).map((at) => (pieces: Pieces) => ({
    ...pieces,
    members: pieces.members.toSpliced(at, 1),
  })),
  fc.tuple(fc.nat({ max: 3 }), extraMember).map(([at, extra]) => (pieces: Pieces) => (
    { ...pieces, members: pieces.members.toSpliced(at, 0, extra) }
  )),
  fc.constantFrom([2, 1, 0], [0, 2, 1], [1, 0, 2]).map((order) => (pieces: Pieces) => (
    { ...pieces, members: order.map((at) => pieces.members[at] ?? "") }
  )),
  fc.constantFrom(" ", "\n", "\t").map((between) => (pieces: Pieces) => ({ ...pieces, between })),
);
/** One thing that is written in another way. */
const change = fc.oneof({ weight: 4, arbitrary: changedValue }, { weight: 1, arbitrary: changedForm });

/** Undefined where it is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

Deno.test("a page with one thing in another way is left to the list, or becomes the same line", () => {
  const RUNS = 4000;
  let compared = 0;
  fc.assert(
    fc.property(plainPieces, change, (pieces, change) => {
      const changed = change(pieces);
      const clear = joined(changed);
      const made = transcoded(changed.outer, clear);
      if (made === undefined) return;
      compared += 1;
      assert.notEqual(parsed(clear), undefined);
      assert.equal(made, listed(changed.outer, clear));
    }),
    { numRuns: RUNS },
  );
  assert.ok(compared > 0.2 * RUNS, `only ${compared} of ${RUNS} were compared`);
});

Deno.test("each character at a border, alone in a title or an address, is printed as in a list or left to it", () => {
  const id = "abcdefghijkl";
  for (const text of ["", ...BORDERS]) {
    for (const [histUri, title] of [[text, "t"], ["https://a.example/", text]]) {
      const clear = JSON.stringify({ id, histUri, title, visits: [] });
      const made = transcoded(id, clear);
      if (made !== undefined) assert.equal(made, listed(id, clear), JSON.stringify(text));
    }
  }
});

Deno.test("an id that would end its text, or be read as an escape, is left to the list", () => {
  const rest = '"histUri":"https://e.example/","title":null,"visits":[]}';
  const cases = [
    ['a","histUri":"x', `{"id":"a","histUri":"x",${rest}`],
    ['a","title":"x', `{"id":"a","title":"x",${rest}`],
    ["a\\u0062", `{"id":"a\\u0062",${rest}`],
    ["a\\u0062", `{"id":"a\\\\u0062",${rest}`],
    ['a"', `{"id":"a\\"",${rest}`],
    ["a\\", `{"id":"a\\\\",${rest}`],
  ] as const;
  for (const [id, clear] of cases) assert.equal(transcoded(id, clear), undefined, clear);
  assert.ok(transcoded("a", `{"id":"a",${rest}`));
});

Deno.test("lines that come to more than there was room for are all there, whatever their records grow by", () => {
  const pageOf = (id: string, visits: readonly object[]): Written => (
    { id, clear: JSON.stringify({ id, histUri: "https://a.example/", title: "t", visits }) }
  );
  // The shortest visits become the longest text of all, a little over the room at the start.
  const grown = pageOf("grown", Array.from({ length: 14_400 }, () => ({ date: 1, type: 5 })));
  const small = Array.from(
    { length: 3000 },
    (_, i) => pageOf(`id${i}`, Array(5).fill({ date: 1000 + i, type: 6 })),
  );
  for (const records of [[grown], [...small, grown, ...small]]) {
    const { text, added } = transcodedAll(records);
    assert.equal(added, records.length);
    // Not by assert.equal, which would look for the difference between two long texts.
    assert.ok(text === records.map(({ id, clear }) => listed(id, clear)).join(""));
    assert.ok(text.length > (records.length > 1 ? 2 << 20 : 1 << 20));
  }
});

Deno.test("the JSON that a column makes by itself is that of its value", () => {
  const visits = fc.array(fc.record({ dateUs: date, transition: fc.integer({ min: 0, max: 12 }) }));
  fc.assert(fc.property(visits, (list) => {
    const all = list.map((visit) => ({ ...visit, source: {} }));
    const record = { id: "a", url: "b", title: null, visits: all, source: {} };
    const row = rowOf({ id: guid("a"), modified: MODIFIED, record });
    for (const { json, value } of historyColumns) if (json) assert.equal(json(row), jsonText(value(row)));
  }));
});

Deno.test("what is cut off or goes on is no line", () => {
  const clear = JSON.stringify({
    id: "abcdefghijkl",
    histUri: "https://a.example/",
    title: null,
    visits: [{ date: 5000, type: 1 }],
  });
  assert.ok(transcoded("abcdefghijkl", clear));
  for (let end = 1; end < clear.length; end++) {
    assert.equal(transcoded("abcdefghijkl", clear.slice(0, end)), undefined);
  }
  assert.equal(transcoded("abcdefghijkl", JSON.stringify(`${clear}`)), undefined);
  assert.equal(transcoded("abcdefghijkm", clear), undefined);
  assert.equal(transcoded("abcdefghijkl", clear.replace('"type":1', '"type":')), undefined);
  assert.equal(transcoded("abcdefghijkl", clear.replace("5000", "")), undefined);
});
