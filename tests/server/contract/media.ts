import type { Declare } from "./contract.ts";
import { type Row, row, testRows } from "./rows.ts";

const accepting = (accept: string) => ({ headers: { accept } });
const sending = (type: string, body: string) => ({ headers: { "content-type": type }, body });

const AS_JSON = { "content-type": /^application\/json/ };
const AS_LINES = { "content-type": /^application\/newlines/ };

const ACCEPTED: readonly Row[] = [
  ...[
    "application/json",
    "*/*",
    "application/*",
    "application/json;q=0.9,*/*;q=0.2",
    "application/newlines;q=0.4, application/json;q=0.5",
    "APPLICATION/JSON",
    "text/html, */*;q=0.1",
  ].map((accept) => row("GET", "/storage/col", accepting(accept), 200, '["y","x"]', AS_JSON)),
  ...[
    "application/newlines",
    "application/newlines;q=0.5, application/json;q=0.4",
    "text/html, application/newlines;q=0.1",
  ].map((accept) => row("GET", "/storage/col", accepting(accept), 200, '"y"\n"x"\n', AS_LINES)),
  row(
    "GET",
    "/storage/col?full=1&ids=x",
    accepting("application/newlines"),
    200,
    /^\{"id":"x".*\}\n$/,
    AS_LINES,
  ),
  row("GET", "/storage/none", accepting("application/newlines"), 200, "", { "x-weave-records": "0" }),
  ...["text/html", "application/json;q=0", "text/plain", "image/*", "application/xml, text/html"].map((
    accept,
  ) => row("GET", "/storage/col", accepting(accept), 406, "0")),
];

const SENT: readonly Row[] = [
  ...["application/json", "text/plain", "application/json; charset=utf-8", "Text/Plain;charset=UTF-8"]
    .flatMap((type) => [
      row("PUT", "/storage/col/n", sending(type, '{"payload":"n"}'), 200),
      row("POST", "/storage/col", sending(type, '[{"id":"n"}]'), 200),
    ]),
  row(
    "POST",
    "/storage/col",
    sending("application/newlines", '{"id":"n"}\n{"id":"m"}\n'),
    200,
    /"success":\["n","m"\]/,
  ),
  row("POST", "/storage/col", sending("application/newlines", '{"id":"n"}'), 200, /"success":\["n"\]/),
  row("POST", "/storage/col", sending("application/newlines", ""), 200, /"success":\[\]/),
  row("PUT", "/storage/col/n", sending("application/newlines", '{"payload":"n"}\n'), 415, "0"),
  ...["application/xml", "application/x-www-form-urlencoded", "text/html", "nonsense"].flatMap((type) => [
    row("PUT", "/storage/col/n", sending(type, "{}"), 415, "0"),
    row("POST", "/storage/col", sending(type, "[]"), 415, "0"),
  ]),
];

/** Ill-formed as a whole: nothing is stored. */
const REFUSED: readonly Row[] = [
  ...["", "{", "[]", '"text"', "1", "null", "[{}]"].map((body) =>
    row("PUT", "/storage/col/n", { body }, 400, "8")
  ),
  ...[
    { payload: 1 },
    { payload: ["x"] },
    { payload: true },
    { sortindex: "2" },
    { sortindex: 2.6 },
    { sortindex: 1e9 },
    { sortindex: -1e9 },
    { sortindex: true },
    { ttl: "10" },
    { ttl: -1 },
    { ttl: 1.5 },
    { ttl: 1e9 },
    { payload: "x", foo: 1 },
    { id: "\u0001" },
    { id: 7 },
    { id: "i".repeat(65) },
    '{"__proto__":{"payload":"x"}}',
  ].map((body) => row("PUT", "/storage/col/n", { body }, 400, "8")),
  ...[
    "",
    "{",
    "{}",
    '"text"',
    "null",
    "[null]",
    '["a"]',
    "[[]]",
    '[{"payload":"x"}]',
    '[{"id":1}]',
    '[{"id":null}]',
    '[{"id":"a"},{"id":"a"}]',
  ].flatMap((body) => [
    row("POST", "/storage/col", { body }, 400, "8"),
    row("POST", "/storage/col?batch=true", { body }, 400, "8"),
  ]),
  ...["\n", "[]", '{"id":"a"}\n\n{"id":"b"}', "{}"].map((body) =>
    row("POST", "/storage/col", sending("application/newlines", body), 400, "8")
  ),
  ...[
    "commit=true",
    "batch=true&commit=false",
    "batch=true&commit=",
    "batch=true&commit=1",
    "batch=sammich",
    "batch=OTk5OTk5OTk5",
    "batch=OTk5OTk5OTk5&commit=true",
    "batch=%00",
    "batch=1.5",
  ].map((query) => row("POST", `/storage/col?${query}`, { body: [] }, 400, "0")),
];

/** Good records at the edges of what a field may hold. */
const TAKEN: readonly Row[] = [
  {},
  { payload: "" },
  { payload: null, sortindex: null, ttl: null, id: null },
  { sortindex: 999_999_999 },
  { sortindex: -999_999_999 },
  { sortindex: 0 },
  { ttl: 0 },
  { ttl: 999_999_999 },
  { modified: "anything", collection: 7 },
  { id: "another" },
].map((body) => row("PUT", "/storage/col/n", { body }, 200, /^\d+\.\d\d$/));

/** What is sent and taken, and in which form. */
export function mediaContract(test: Declare): void {
  testRows(test, "accepted form", ACCEPTED);
  testRows(test, "sent form", SENT);
  testRows(test, "ill-formed", REFUSED);
  testRows(test, "well-formed", TAKEN);
}
