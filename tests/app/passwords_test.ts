import assert from "node:assert/strict";
import {
  getLogin,
  listPasswords,
  type LoginChoice,
  loginColumns,
  revealedLoginColumns,
} from "../../app/passwords.ts";
import { failsWith } from "../support/vectors.ts";
import { cellsOf, cellsOfRow, openSynced, put, type TestAccount, type TestRecord } from "./app_support.ts";

const uuid = (digit: string) => `{${digit.repeat(8)}-0000-4000-8000-000000000000}`;

const login = (digit: string, hostname: string, username: string, more: object = {}): TestRecord => ({
  id: uuid(digit),
  hostname,
  formSubmitURL: hostname,
  username,
  password: `password-${digit}`,
  usernameField: "user",
  passwordField: "pass",
  timeCreated: 1_600_000_000_000,
  timePasswordChanged: 1_700_000_000_000 + Number(digit),
  ...more,
});

const RECORDS: readonly TestRecord[] = [
  login("1", "https://shop.example", "zoe"),
  login("2", "https://shop.example", "ann"),
  login("3", "https://bank.example", "ann@example.org"),
  login("4", "http://router.lan:8080", "", { formSubmitURL: undefined, httpRealm: "Router of Bank Street" }),
  login("5", "https://www.shop.example", "ann"),
  login("6", "HTTPS://Forum.Example:443/login", "fox"),
  { id: uuid("9"), deleted: true },
];

async function withLogins(run: (account: TestAccount) => Promise<void>): Promise<void> {
  await using account = await openSynced();
  await put(account.app, "passwords", ...RECORDS);
  await run(account);
}

/** The digit of the login that is meant. */
const chosen = async ({ app }: TestAccount, choice: LoginChoice) =>
  (await getLogin(app, choice)).id.charAt(1);

Deno.test("logins are listed by site and user, sites in their tidy form", () =>
  withLogins(async ({ app }) => {
    const listing = await listPasswords(app, {});
    assert.equal(listing.kind, "passwords");
    assert.deepEqual(
      (await cellsOf(listing, "origin", "username")).map(({ origin, username }) => [origin, username]),
      [
        ["https://bank.example", "ann@example.org"],
        ["https://forum.example", "fox"],
        ["http://router.lan:8080", ""],
        ["https://shop.example", "ann"],
        ["https://shop.example", "zoe"],
        ["https://www.shop.example", "ann"],
      ],
    );
  }));

Deno.test("a password's column is a secret until passwords are asked for", () =>
  withLogins(async ({ app }) => {
    const secrets = async (reveal: boolean) =>
      (await listPasswords(app, { reveal })).columns.filter(({ secret }) => secret).map(({ name }) => name);
    assert.deepEqual(await secrets(false), ["password"]);
    assert.deepEqual(await secrets(true), []);
    assert.deepEqual(loginColumns.map(({ name }) => name), revealedLoginColumns.map(({ name }) => name));
  }));

Deno.test("a login's row holds all that is kept of it", () =>
  withLogins(async ({ app }) => {
    const row = await getLogin(app, { query: uuid("4") });
    assert.deepEqual(cellsOfRow(revealedLoginColumns, row), {
      origin: "http://router.lan:8080",
      username: "",
      password: "password-4",
      changed: new Date(1_700_000_000_004),
      httpRealm: "Router of Bank Street",
      formActionOrigin: null,
      usernameField: "user",
      passwordField: "pass",
      created: new Date(1_600_000_000_000),
      lastUsed: null,
      timesUsed: null,
      id: uuid("4"),
      modified: new Date(row.modified),
    });
  }));

Deno.test("a query looks at sites, users and realms, and never at passwords", () =>
  withLogins(async ({ app }) => {
    const digits = async (query: string) =>
      (await cellsOf(await listPasswords(app, { query }), "id")).map(({ id }) => String(id).charAt(1)).join(
        "",
      );
    assert.equal(await digits("bank"), "34");
    assert.equal(await digits("ann"), "325");
    assert.equal(await digits("user:zoe"), "1");
    assert.equal(await digits("host:shop"), "215");
    assert.equal(await digits("password-3"), "");
    assert.equal(await digits("id:{3333"), "3");
  }));

Deno.test("a login is meant by its id, or six characters and more of its beginning", () =>
  withLogins(async (account) => {
    assert.equal(await chosen(account, { query: uuid("3") }), "3");
    assert.equal(await chosen(account, { query: "{33333" }), "3");
    assert.equal(await chosen(account, { query: "333333" }), "3", "with its brace or without");
    await failsWith("not-found.match", () => chosen(account, { query: "{3333" }));
  }));

Deno.test("a login is meant by its address or host, and then sites that only contain those words do not count", () =>
  withLogins(async (account) => {
    const user = "ann";
    const spellings = [
      "shop.example",
      "SHOP.example",
      "https://shop.example",
      "https://shop.example/",
      "https://shop.example/cart?x=1",
    ];
    for (const query of spellings) assert.equal(await chosen(account, { query, user }), "2", query);
    assert.equal(await chosen(account, { query: "www.shop.example" }), "5");
    assert.equal(await chosen(account, { query: "router.lan:8080" }), "4");
    assert.equal(await chosen(account, { query: "forum.example" }), "6");
  }));

Deno.test("a login is meant by words when nothing closer fits", () =>
  withLogins(async (account) => {
    assert.equal(await chosen(account, { query: "street" }), "4");
    assert.equal(await chosen(account, { query: "shop user:zoe" }), "1");
    assert.equal(await chosen(account, { query: "ann host:bank" }), "3");
  }));

Deno.test("a user is that user and no other", () =>
  withLogins(async (account) => {
    assert.equal(await chosen(account, { query: "shop.example", user: "zoe" }), "1");
    await failsWith("not-found.match", () => chosen(account, { query: "shop.example", user: "zo" }));
    await failsWith("not-found.match", () => chosen(account, { query: "shop.example", user: "" }));
  }));

Deno.test("several that fit are named, and none is given", () =>
  withLogins(async (account) => {
    const error = await failsWith("ambiguous.match", () => chosen(account, { query: "shop.example" }));
    const candidates = ["https://shop.example  ann", "https://shop.example  zoe"];
    assert.deepEqual(error.details, { collection: "passwords", candidates });
    const byWords = await failsWith("ambiguous.match", () => chosen(account, { query: "bank" }));
    assert.ok(byWords.code === "ambiguous.match");
    assert.deepEqual(byWords.details.candidates, [
      "https://bank.example  ann@example.org",
      "http://router.lan:8080  (no user)",
    ]);
    assert.doesNotMatch(`${error.message}${byWords.details.candidates}`, /password-/);
  }));

Deno.test("the first of several is the one whose password changed last", () =>
  withLogins(async (account) => {
    assert.equal(await chosen(account, { query: "shop.example", first: true }), "2");
    assert.equal(await chosen(account, { query: "shop", first: true }), "5");
  }));

Deno.test("of many that fit, ten are named", async () => {
  await using account = await openSynced();
  const logins = Array.from(
    { length: 12 },
    (_, i) => ({ ...login("1", "https://a.example", `u${i}`), id: `id-${i}` }),
  );
  await put(account.app, "passwords", ...logins);
  const error = await failsWith("ambiguous.match", () => getLogin(account.app, { query: "a.example" }));
  assert.ok(error.code === "ambiguous.match");
  assert.equal(error.details.candidates.length, 11);
  assert.match(error.details.candidates.at(-1) ?? "", /^\d+ more$/);
  assert.match(error.message, /^12 logins/);
});

Deno.test("an empty question is refused before anything is read", async () => {
  await using account = await openSynced();
  account.traces.length = 0;
  for (const query of ["", "  "]) await failsWith("usage.value", () => getLogin(account.app, { query }));
  assert.deepEqual(account.traces, []);
});

Deno.test("nothing that fits is told without any secret", () =>
  withLogins(async (account) => {
    const error = await failsWith("not-found.match", () =>
      chosen(account, { query: "password-1", user: "ann" }));
    assert.deepEqual(error.details, { collection: "passwords" });
    await failsWith("not-found.match", () =>
      chosen(account, { query: uuid("9") }));
  }));
