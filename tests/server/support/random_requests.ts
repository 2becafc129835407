/** Requests drawn at random: sensible ones for a storage, and odd ones for anything. */
import fc from "fast-check";
import type { Route } from "../../../server/router.ts";
import type { Action } from "./storage_actions.ts";

const collection = fc.constantFrom("col", "tabs", "a.b-c_D");
const id = fc.constantFrom("x", "y", "a+b/c==", "{1-2}", "with space", "~!*'()%41");
const fields = {
  payload: fc.oneof(fc.constantFrom("", "1"), fc.string({ unit: "binary", maxLength: 40 })),
  sortindex: fc.integer({ min: -999_999_999, max: 999_999_999 }),
  ttl: fc.constantFrom(0, 5000, 999_999_999),
};
const item = fc.record({ id, ...fields }, { requiredKeys: ["id"] });
const items = fc.uniqueArray(item, { maxLength: 4, selector: (given) => given.id });
const guard = fc.constantFrom("none", "none", "current", "stale", "zero", "future");
const pick = fc.nat(1000);
const batch = fc.oneof(
  fc.record({ kind: fc.constantFrom("none", "start", "both") }),
  fc.record({ kind: fc.constantFrom("append", "commit"), pick }),
);

/** What a well-meaning client does, with a few tries at what is another's. */
export const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("put"), collection, item, guard }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("post"), collection, items, batch, guard }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("delete"), collection, id, guard }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("deleteIds"),
      collection,
      ids: fc.uniqueArray(id, { minLength: 1 }),
      guard,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("deleteCollection"), collection, guard }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("deleteAll"), guard }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("get"), collection, id }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("list"),
      collection,
      sort: fc.constantFrom("newest", "oldest", "index"),
      limit: fc.integer({ min: 1, max: 4 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("trespass"), collection, id, pick }) },
);

/** What fits nowhere, or only nearly. */
const oddText = fc.oneof(
  fc.constantFrom(
    "",
    "true",
    "null",
    "0",
    "-1",
    "1e999",
    "1.5",
    "99999999999999999999",
    "Infinity",
    "NaN",
    "%",
    "%00",
    "%ff",
    "..",
    "%2e%2e",
    "__proto__",
    "constructor",
    "OTk5",
    "4102405200000",
    "a+b",
    "*/*;q=x",
    "application/newlines",
    'text/plain;charset="',
    "'; DROP TABLE bso; --",
  ),
  fc.string({ maxLength: 12 }),
);
/** Text that a header can carry. */
export const headerText = oddText.map((text) => text.replace(/[^ -~]/g, "").trim());

const PARAMETERS = [
  "ids",
  "newer",
  "older",
  "full",
  "limit",
  "offset",
  "sort",
  "batch",
  "commit",
  "duration",
  "uid",
  "email",
  "index",
  "keys",
  "service",
  "filterIdleDevicesTimestamp",
  "client_id",
  "state",
  "scope",
];
const query = fc.array(fc.tuple(fc.constantFrom(...PARAMETERS), oddText), { maxLength: 4 })
  .map((pairs) => pairs.map(([name, value]) => `${name}=${value.replace(/[^!-~]|#/g, "")}`).join("&"));

const HEADERS = [
  "x-if-modified-since",
  "x-if-unmodified-since",
  "x-weave-records",
  "x-weave-bytes",
  "x-weave-total-records",
  "x-weave-total-bytes",
  "content-type",
  "accept",
  "x-keyid",
  "x-client-state",
  "origin",
  "user-agent",
  "x-forwarded-proto",
  "if-none-match",
  "content-encoding",
  "x-confirm-delete",
];
const header = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(fc.constantFrom(...HEADERS), headerText) },
  {
    weight: 1,
    arbitrary: fc.tuple(
      fc.constantFrom("content-type", "accept"),
      fc.constantFrom("application/newlines", "text/plain", "application/json; charset=utf-8"),
    ),
  },
);
const headers = fc.array(header, { maxLength: 3 }).map((pairs): Record<string, string> =>
  Object.fromEntries(pairs)
);

const MEMBERS = [
  "id",
  "payload",
  "sortindex",
  "ttl",
  "modified",
  "email",
  "authPW",
  "wrapKb",
  "client_id",
  "scope",
  "grant_type",
  "code",
  "code_verifier",
  "code_challenge",
  "code_challenge_method",
  "keys_jwe",
  "refresh_token",
  "token",
  "token_type_hint",
  "access_type",
  "response_type",
  "state",
  "name",
  "type",
  "availableCommands",
  "pushCallback",
  "target",
  "command",
  "sessionToken",
  "clientId",
  "authPWVersion2",
  "wrapKbVersion2",
  "clientSalt",
  "to",
  "excluded",
  "unblockCode",
  "oldAuthPW",
  "assertion",
  "__proto__",
  "redirect_uri",
  "expires_in",
  "uid",
];
const WORDS = [
  "5882386c6d801776",
  "f07d3a0000000001",
  "https://identity.mozilla.com/apps/oldsync",
  "profile",
  "authorization_code",
  "refresh_token",
  "fxa-credentials",
  "S256",
  "offline",
  "ann@example.org",
  "all",
  "desktop",
  "a".repeat(64),
  "0".repeat(32),
  "A".repeat(43),
];
const value: fc.Arbitrary<unknown> = fc.oneof(
  oddText,
  fc.constantFrom(...WORDS),
  fc.constantFrom(null, true, 0, -1, 1.5, 1e300, 2 ** 53, [], {}, [[]], { a: { b: [] } }, ["x"], "\ud800"),
);
/** Now and then nothing odd at all, so that the rest is reached. */
const sometimes = <T>(odd: fc.Arbitrary<T>, plain: T) =>
  fc.oneof({ weight: 1, arbitrary: fc.constant(plain) }, { weight: 2, arbitrary: odd });

const object = fc.array(fc.tuple(fc.constantFrom(...MEMBERS), value), { maxLength: 7 })
  .map((pairs) =>
    `{${pairs.map(([name, given]) => `${JSON.stringify(name)}:${JSON.stringify(given)}`).join(",")}}`
  );
const body = fc.oneof(
  { weight: 6, arbitrary: object },
  { weight: 3, arbitrary: fc.array(object, { maxLength: 3 }).map((list) => `[${list.join(",")}]`) },
  { weight: 3, arbitrary: fc.array(item, { maxLength: 3 }).map((list) => JSON.stringify(list)) },
  { weight: 2, arbitrary: item.map((given) => JSON.stringify(given)) },
  { weight: 2, arbitrary: fc.array(object, { maxLength: 3 }).map((list) => list.join("\n")) },
  { weight: 1, arbitrary: oddText },
  { weight: 1, arbitrary: fc.constantFrom("[".repeat(50_000), '{"payload":"\\u0000"}', "\ufeff{}") },
);
const method = fc.constantFrom(
  "GET",
  "GET",
  "POST",
  "POST",
  "PUT",
  "PUT",
  "DELETE",
  "HEAD",
  "OPTIONS",
  "PATCH",
  "TRACE",
  "BREW",
);

/** Something sent to a path that may be somewhere. */
export interface Probe {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const segment = fc.oneof(
  fc.constantFrom("storage", "info", "col", "crypto", "x", "collections", "quota", "keys", "%2F", "%7B1%7D"),
  oddText.map((text) => text.replace(/[^!-~]|[?#]/g, "")),
);
const anyPath = fc.array(segment, { maxLength: 4 }).map((parts) => parts.map((each) => `/${each}`).join(""));

/** Requests that are in order but for what they carry. */
const AIMED = [
  ["POST", "/storage/col"],
  ["POST", "/storage/tabs?batch=true"],
  ["POST", "/storage/col?batch=true&commit=true"],
  ["PUT", "/storage/col/x"],
  ["PUT", "/storage/crypto/keys"],
  ["GET", "/storage/col"],
  ["GET", "/storage/col/x"],
  ["GET", "/info/collections"],
  ["GET", "/info/quota"],
  ["DELETE", "/storage/col"],
  ["DELETE", "/storage/col/x"],
  ["DELETE", "/storage"],
] as const;

const oddities = { query: sometimes(query, ""), headers: sometimes(headers, {}), body };

/** Something sent to a storage; the path begins below it. */
export const storageProbe: fc.Arbitrary<Probe> = fc.oneof(
  fc.record({ aim: fc.constantFrom(...AIMED), ...oddities }).map(({ aim: [method, path], ...rest }) => ({
    method,
    path,
    ...rest,
  })),
  fc.record({ method, path: anyPath, ...oddities }),
);

/** Parts of a path that lead somewhere. */
const PARTS: Readonly<Record<string, string>> = {
  ":collection": "col",
  ":id": "x",
  ":client": "5882386c6d801776",
  ":application": "sync",
  ":version": "1.5",
};

const oddPart = oddText.map((text) => text.replace(/[^!-~]|[?#/]/g, "") || "x");
const maybeOdd = fc.option(oddPart, { freq: 3, nil: undefined });

/** Something sent to one of `routes`, as it should be or nearly. @param storageUid of who asks */
export const routeProbe = (routes: readonly Route[], storageUid: string): fc.Arbitrary<Probe> =>
  fc.record({
    route: fc.constantFrom(...routes),
    odds: fc.tuple(maybeOdd, maybeOdd, maybeOdd),
    other: fc.option(method, { freq: 4, nil: undefined }),
    ...oddities,
  }).map(({ route, odds, other, ...rest }) => {
    const parts = odds.values();
    const filled = (name: string) => parts.next().value ?? { ...PARTS, ":uid": storageUid }[name] ?? "x";
    return { method: other ?? route.method, path: route.path.replace(/:\w+/g, filled), ...rest };
  });
