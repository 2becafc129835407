import type { Declare } from "./contract.ts";
import { type Row, row, testRows } from "./rows.ts";

const JSON_TYPE = { "content-type": /^application\/json/ };
const NEW_TIME = /^\d+\.\d\d$/;

/** Every endpoint once, with the headers it must answer with. */
const ENDPOINTS: readonly Row[] = [
  row("GET", "/info/collections", {}, 200, '{"col":$y,"other":$z}', {
    ...JSON_TYPE,
    "x-last-modified": "$z",
    "x-weave-records": "2",
  }),
  row("GET", "/info/collections?v=1.155.0", {}, 200, '{"col":$y,"other":$z}'),
  row("GET", "/info/collection_counts", {}, 200, '{"col":2,"other":1}', {
    "x-last-modified": "$z",
    "x-weave-records": "2",
  }),
  row("GET", "/info/collection_usage", {}, 200, '{"col":0.0029296875,"other":0.0029296875}', {
    "x-last-modified": "$z",
    "x-weave-records": "2",
  }),
  row("GET", "/info/quota", {}, 200, "[0.005859375,null]", { "x-last-modified": "$z" }),
  row("GET", "/info/configuration", {}, 200, /"max_post_records":\d+/, { "x-last-modified": "0.00" }),
  row("GET", "/info/configuration", { authorization: "" }, 200, /^\{"max_/),
  row("GET", "/storage/col", {}, 200, '["y","x"]', {
    ...JSON_TYPE,
    "x-last-modified": "$y",
    "x-weave-records": "2",
    "x-weave-next-offset": null,
  }),
  row("GET", "/storage/none", {}, 200, "[]", { "x-last-modified": "0.00", "x-weave-records": "0" }),
  row("GET", "/storage/col?limit=1", {}, 200, '["y"]', {
    "x-weave-records": "1",
    "x-weave-next-offset": /./,
  }),
  row("GET", "/storage/col?limit=0", {}, 200, "[]", { "x-weave-records": "0" }),
  row("GET", "/storage/col?full=1&ids=x", {}, 200, '[{"id":"x","modified":$x,"sortindex":5,"payload":"1"}]'),
  row("GET", "/storage/col/x", {}, 200, '{"id":"x","modified":$x,"sortindex":5,"payload":"1"}', {
    ...JSON_TYPE,
    "x-last-modified": "$x",
  }),
  row("GET", "/storage/col/none", {}, 404, "0"),
  row("GET", "/storage/none/x", {}, 404, "0"),
  row("PUT", "/storage/col/x", { body: { payload: "n" } }, 200, NEW_TIME, {
    ...JSON_TYPE,
    "x-last-modified": NEW_TIME,
  }),
  row(
    "POST",
    "/storage/col",
    { body: [{ id: "n" }] },
    200,
    /^\{"modified":\d+\.\d\d,"success":\["n"\],"failed":\{\}\}$/,
    {
      ...JSON_TYPE,
      "x-last-modified": NEW_TIME,
    },
  ),
  row("POST", "/storage/col", { body: [] }, 200, /"success":\[\],"failed":\{\}\}$/),
  row(
    "POST",
    "/storage/col?batch=true",
    { body: [{ id: "n" }] },
    202,
    /^\{"batch":"[^"]+","success":\["n"\],"failed":\{\}\}$/,
    {
      "x-last-modified": "$y",
    },
  ),
  row("POST", "/storage/new?batch=true", { body: [] }, 202, /^\{"batch":/, { "x-last-modified": "0.00" }),
  row("DELETE", "/storage/col/x", {}, 200, /^\{"modified":\d+\.\d\d\}$/, { "x-last-modified": "$x" }),
  row("DELETE", "/storage/col/none", {}, 404, "0"),
  row("DELETE", "/storage/col", {}, 200, NEW_TIME, { "x-last-modified": "$y" }),
  row("DELETE", "/storage/col?ids=x,none", {}, 200, NEW_TIME, { "x-last-modified": NEW_TIME }),
  row("DELETE", "/storage/none", {}, 200, "$z", { "x-last-modified": "$z" }),
  row("DELETE", "/storage/none?ids=x", {}, 200, "$z"),
  row("DELETE", "/storage", {}, 200, "null", { "x-last-modified": NEW_TIME }),
  row("DELETE", "", {}, 200, "null"),
];

/** What is nowhere, and what is somewhere but not for this method. */
const NOWHERE: readonly Row[] = [
  ...["/nothing", "/info", "/info/nothing", "/storage/col/x/y", "/storage/", "/storage//x"].map((path) =>
    row("GET", path, {}, 404, "0", JSON_TYPE)
  ),
  ...["/storage/a%20b", `/storage/${"c".repeat(33)}`, "/storage/a%2Fb/x", "/storage/%ff/x", "/storage/é"].map(
    (path) => row("GET", path, {}, 404, "0"),
  ),
  ...[`/storage/col/${"i".repeat(65)}`, "/storage/col/%C3%A9", "/storage/col/%01", "/storage/col/%zz"].map((
    path,
  ) => row("PUT", path, { body: {} }, 404, "0")),
  row("GET", `/storage/${"c".repeat(32)}`, {}, 200, "[]"),
  row("PUT", `/storage/A-z_0.9/${"i".repeat(64)}`, { body: {} }, 200),
  row("POST", "/info/collections", { body: [] }, 405, "0", { allow: "GET" }),
  row("PUT", "/info/quota", { body: {} }, 405, "0"),
  row("DELETE", "/info/collections", {}, 405, "0"),
  row("DELETE", "/info/configuration", {}, 405, "0"),
  row("PATCH", "/storage/col", { body: [] }, 405, "0"),
  row("PUT", "/storage/col", { body: {} }, 405, "0"),
  row("POST", "/storage/col/x", { body: {} }, 405, "0"),
  row("GET", "/storage", {}, 405, "0"),
  row("PUT", "/storage", { body: {} }, 405, "0"),
  row("GET", "", {}, 405, "0"),
  // Clients of that age mishandle what newer ones rely on.
  row(
    "GET",
    "/info/collections",
    { headers: { "user-agent": "Firefox-iOS-Sync/19.1b1 (iPhone)" } },
    503,
    "0",
  ),
  row("GET", "/info/collections", { headers: { "user-agent": "Firefox-iOS-Sync/20.0b1 (iPhone)" } }, 200),
];

const ASKING_FOR_PUT = {
  origin: "https://page.example",
  "access-control-request-method": "PUT",
  "access-control-request-headers": "authorization",
};

/** Answers to HEAD, and to pages of other origins that ask first. */
const HEADERS_ONLY: readonly Row[] = [
  row("HEAD", "/info/collections", {}, 200, "", { "x-last-modified": "$z", "x-weave-records": "2" }),
  row("HEAD", "/storage/col", {}, 200, "", { "x-last-modified": "$y", "x-weave-records": "2" }),
  row("HEAD", "/storage/col/x", {}, 200, "", { "x-last-modified": "$x" }),
  row("HEAD", "/storage/col/none", {}, 404, ""),
  ...["/__heartbeat__", "/info/collections", "/storage/col", "/storage/col/x", "/storage", ""].map((path) =>
    row("OPTIONS", path, { authorization: "", headers: ASKING_FOR_PUT }, 200, "", {
      "access-control-allow-origin": ASKING_FOR_PUT.origin,
      "access-control-allow-methods": /DELETE, GET, POST, PUT/,
      "access-control-allow-headers": /authorization/,
      "access-control-max-age": "1728000",
    })
  ),
  row("GET", "/info/collections", { headers: { origin: "https://page.example" } }, 200, undefined, {
    "access-control-allow-origin": "https://page.example",
    "access-control-expose-headers": /x-last-modified/,
  }),
  row("GET", "/info/collections", {}, 200, undefined, { "access-control-allow-origin": null }),
];

/** Endpoints, methods and paths. */
export function endpointsContract(test: Declare): void {
  testRows(test, "endpoint", ENDPOINTS);
  testRows(test, "path or method", NOWHERE);
  testRows(test, "headers only", HEADERS_ONLY);
}
