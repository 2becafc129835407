import type { Declare } from "./contract.ts";
import { type Row, row, testRows } from "./rows.ts";

const ids = (count: number) => Array.from({ length: count }, (_, i) => `id${i}`).join(",");

const GOOD: readonly Row[] = ([
  ["newer=$x", '["y"]'],
  ["newer=$x-", '["y","x"]'],
  ["newer=$y", "[]"],
  ["newer=0", '["y","x"]'],
  ["older=$y", '["x"]'],
  ["older=$x", "[]"],
  ["older=4102405200000", '["y","x"]'],
  ["newer=$x&older=$y", "[]"],
  ["newer=$x-&older=$y", '["x"]'],
  ["sort=newest", '["y","x"]'],
  ["sort=oldest", '["x","y"]'],
  ["sort=index", '["x","y"]'],
  ["ids=x", '["x"]'],
  ["ids=x%2Cy&sort=oldest", '["x","y"]'],
  ["ids=%20x%20,,none,", '["x"]'],
  ["ids=", "[]"],
  [`ids=${ids(100)}`, "[]"],
  ["limit=2", '["y","x"]'],
  ["limit=999999999", '["y","x"]'],
  ["unknown=1&foo", '["y","x"]'],
  ["full=&ids=y", '[{"id":"y","modified":$y,"payload":"22"}]'],
  ["full=false&ids=y", '[{"id":"y","modified":$y,"payload":"22"}]'],
] as const).map(([query, body]) => row("GET", `/storage/col?${query}`, {}, 200, body));

const BAD: readonly Row[] = [
  `ids=${ids(101)}`,
  `ids=${"x".repeat(65)}`,
  "ids=%C3%A9",
  "ids=a%01",
  "newer=",
  "newer=abc",
  "newer=-1",
  "newer=1e3",
  "older=-0.01",
  "older=abc",
  "limit=",
  "limit=x",
  "limit=-1",
  "limit=1.5",
  "offset=",
  "offset=%00",
  "offset=never:given",
  "offset=-",
  "sort=",
  "sort=random",
  "sort=NEWEST",
].flatMap((query) => [
  row("GET", `/storage/col?${query}`, {}, 400, "0"),
  row("GET", `/storage/col?full=1&${query}`, {}, 400, "0"),
]);

const DECLARED: readonly Row[] = ([
  ["x-weave-records", 100],
  ["x-weave-bytes", 2_621_440],
  ["x-weave-total-records", 10_000],
  ["x-weave-total-bytes", 262_144_000],
] as const).flatMap(([header, limit]) => {
  const declaring = (value: string) => ({ body: [], headers: { [header]: value } });
  return [
    row("POST", "/storage/col?batch=true", declaring("0"), 202),
    row("POST", "/storage/col?batch=true", declaring(String(limit)), 202),
    row("POST", "/storage/col?batch=true", declaring(String(limit + 1)), 400, "17"),
    row("POST", "/storage/col", declaring(String(limit + 1)), 400, "17"),
    ...["-1", "abc", "1.5", ""].map((bad) => row("POST", "/storage/col", declaring(bad), 400, "0")),
  ];
});

/** Parameters of a listing, and the sizes a POST declares. */
export function queriesContract(test: Declare): void {
  testRows(test, "listing", GOOD);
  testRows(test, "bad listing", BAD);
  testRows(test, "declared size", DECLARED);
  testRows(test, "deletion", [
    row("DELETE", `/storage/col?ids=${ids(100)}`, {}, 200),
    row("DELETE", `/storage/col?ids=${ids(101)}`, {}, 400, "0"),
    row("DELETE", "/storage/col?ids=%C3%A9", {}, 400, "0"),
  ]);
}
