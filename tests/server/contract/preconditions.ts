import type { Declare } from "./contract.ts";
import { type Row, row, testRows } from "./rows.ts";

const since = (time: string) => ({ headers: { "x-if-modified-since": time } });
const unless = (time: string, body?: unknown) => ({
  headers: { "x-if-unmodified-since": time },
  ...(body === undefined ? {} : { body }),
});

const BAD_TIMES = ["-1", "yesterday", "1e3", "1,5", "NaN", ""];

/** What reads may compare with, and its time. */
const READABLE: readonly (readonly [path: string, time: "$x" | "$y" | "$z"])[] = [
  ["/storage/col/x", "$x"],
  ["/storage/col", "$y"],
  ["/storage/col?full=1&limit=1", "$y"],
  ["/info/collections", "$z"],
  ["/info/collection_counts", "$z"],
  ["/info/collection_usage", "$z"],
  ["/info/quota", "$z"],
];

const READS: readonly Row[] = READABLE.flatMap(([path, time]) => {
  const headers = { "x-last-modified": time };
  return [
    row("GET", path, since(time), 304, "", headers),
    row("GET", path, since(`${time}+`), 304, "", headers),
    row("GET", path, since("4102405200000"), 304, "", headers),
    row("GET", path, since(`${time}-`), 200, /./, headers),
    row("GET", path, since("0"), 200, /./, headers),
    row("GET", path, unless(time), 200, /./, headers),
    row("GET", path, unless("4102405200000"), 200, /./, headers),
    row("GET", path, unless(`${time}-`), 412, "", headers),
    row("GET", path, unless("0"), 412, "", headers),
    ...BAD_TIMES.flatMap((bad) => [
      row("GET", path, since(bad), 400, "0"),
      row("GET", path, unless(bad), 400, "0"),
    ]),
    row("GET", path, { headers: { "x-if-modified-since": time, "x-if-unmodified-since": time } }, 400, "0"),
  ];
});

/** What is not there has the time zero. */
const ABSENT: readonly Row[] = [
  row("GET", "/storage/none", since("0"), 304, "", { "x-last-modified": "0.00" }),
  row("GET", "/storage/none", unless("0"), 200, "[]"),
  row("GET", "/storage/col/none", since("0"), 304, ""),
  row("GET", "/storage/col/none", unless("0"), 404, "0"),
  row("PUT", "/storage/col/none", unless("0", {}), 200),
  row("PUT", "/storage/none/x", unless("0", {}), 200),
  row("POST", "/storage/none", unless("0", []), 200),
  row("POST", "/storage/none?batch=true", unless("0", []), 202),
  row("DELETE", "/storage/none", unless("0"), 200),
  row("DELETE", "/storage/none?ids=x", unless("0"), 200),
  row("DELETE", "/storage/col/none", unless("0"), 404, "0"),
];

/** Writes, with the time of the resource that each one compares with. */
const WRITES: readonly Row[] = ([
  ["PUT", "/storage/col/x", "$x", { payload: "n" }],
  ["DELETE", "/storage/col/x", "$x", undefined],
  ["POST", "/storage/col", "$y", [{ id: "x" }]],
  ["POST", "/storage/col?batch=true&commit=true", "$y", [{ id: "x" }]],
  ["DELETE", "/storage/col", "$y", undefined],
  // The whole collection counts, although the named record has not changed since before.
  ["DELETE", "/storage/col?ids=x", "$y", undefined],
  ["DELETE", "/storage", "$z", undefined],
  ["DELETE", "", "$z", undefined],
] as const).flatMap(([method, path, time, body]) => [
  row(method, path, unless(time, body), 200),
  row(method, path, unless(`${time}-`, body), 412, "", { "x-last-modified": time }),
  row(method, path, unless("0", body), 412, ""),
  row(method, path, unless("yesterday", body), 400, "0"),
  // It asks whether to send something back, and a write has to happen all the same.
  row(method, path, { ...since("4102405200000"), ...(body === undefined ? {} : { body }) }, 200),
]);

/** Each kind of precondition on each kind of resource. */
export function preconditionsContract(test: Declare): void {
  testRows(test, "precondition", READS);
  testRows(test, "precondition on what is not there", ABSENT);
  testRows(test, "precondition of a write", WRITES);
}
