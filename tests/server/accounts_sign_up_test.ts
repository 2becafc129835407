/** Who may make an account over the wire, and how one is deleted with all it holds. */
import assert from "node:assert/strict";
import { stretchV1 } from "../../core/crypto/stretch.ts";
import { object, string, unknownValue } from "../../core/json.ts";
import {
  accessToken,
  bearer,
  call,
  type Json,
  login,
  openStorage,
  signIn,
  tokenBearer,
  tokenUrl,
} from "./support/accounts.ts";
import { send } from "./support/storage.ts";
import { makeWorld, PASSWORD, type World } from "./support/world.ts";

const ANN = "ann@example.org";
const BOB = "bob@example.org";

/** A page of another site may send none of these types, and no type at all, without asking the server first. */
const TYPES: readonly (readonly [string | undefined, boolean])[] = [
  ["application/json", true],
  ["application/json; charset=utf-8", true],
  ["Application/JSON;charset=UTF-8", true],
  ["text/plain", false],
  ["text/plain;charset=UTF-8", false],
  ["application/x-www-form-urlencoded", false],
  ["multipart/form-data; boundary=x", false],
  ["application/jsonp", false],
  [undefined, false],
];

async function asType(url: string, type: string | undefined, body: unknown): Promise<Response> {
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  return await fetch(url, {
    method: "POST",
    headers: type === undefined ? {} : { "content-type": type },
    body: bytes,
  });
}

const newcomer = async (email: string) => ({
  email,
  authPW: (await stretchV1(PASSWORD, email)).authPW.toHex(),
});

Deno.test("nobody makes an account over the wire unless the server lets people sign up", async () => {
  await using world = await makeWorld([]);
  const refused = await call("POST", `${world.url}/v1/account/create`, await newcomer(ANN));
  assert.deepEqual([refused.status, refused.body.errno], [403, 202]);
  assert.equal((await login(world.url, ANN, PASSWORD)).body.errno, 102);
});

Deno.test("a body that a page of another site could send is refused before it is looked at", async () => {
  await using world = await makeWorld([], { signUp: true });
  for (const [type, taken] of TYPES) {
    for (const path of ["account/create", "account/login", "oauth/token", "verify"]) {
      const response = await asType(`${world.url}/v1/${path}`, type, {});
      const { code, errno } = await response.json();
      assert.deepEqual(
        [response.status, code, errno],
        taken ? [400, 400, 108] : [415, 415, 106],
        `${path} ${type}`,
      );
    }
  }
  const preflight = await fetch(`${world.url}/v1/account/create`, {
    method: "OPTIONS",
    headers: { origin: "https://evil.example", "access-control-request-method": "POST" },
  });
  await preflight.body?.cancel();
  assert.equal(preflight.headers.get("access-control-allow-origin"), null);
});

Deno.test("after thirty new accounts in an hour the next one waits", async () => {
  await using world = await makeWorld([], { signUp: true });
  const { database } = world.server;
  const insert = (i: number, ageMs: number) =>
    database.run(
      `INSERT INTO account (uid, email, email_key, ka, generation, keys_changed_at_ms, created_at_ms)
       VALUES (?, ?, ?, x'00', 1, 1, ?)`,
      i.toString(16).padStart(32, "0"),
      `${i}@example.org`,
      `${i}@example.org`,
      Date.now() - ageMs,
    );
  for (let i = 0; i < 40; i++) insert(i, 2 * 3600 * 1000);
  for (let i = 40; i < 69; i++) insert(i, 60_000);
  const create = async (email: string) =>
    await call("POST", `${world.url}/v1/account/create`, await newcomer(email));
  const answers = await Promise.all([create(ANN), create(BOB)]);
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 429]);
  const refused = await create("cid@example.org");
  assert.deepEqual([refused.body.errno, refused.headers.get("retry-after")], [114, "3600"]);
});

const destroy = async (
  world: World,
  email: string,
  password: string,
  headers: Record<string, string> = {},
) => {
  const { authPW } = await stretchV1(password, email);
  return await call("POST", `${world.url}/v1/account/destroy`, { email, authPW: authPW.toHex() }, headers);
};

Deno.test("a deleted account is gone with its sign-ins, its devices and its storage, and nobody else's", async () => {
  await using world = await makeWorld([ANN, BOB]);
  const { url, server: { database } } = world;
  const [ann, bob] = [await signIn(url, ANN, PASSWORD), await signIn(url, BOB, PASSWORD)];
  const [annStorage, bobStorage] = [await openStorage(url, ann), await openStorage(url, bob)];
  for (const storage of [annStorage, bobStorage]) {
    assert.equal((await send(storage, "PUT", "/storage/col/x", { body: { payload: "kept" } })).status, 200);
  }
  await call("POST", `${url}/v1/account/device`, { name: "den" }, ann.session);
  const token = await accessToken(url, ann.session);

  assert.equal((await destroy(world, ANN, "wrong")).body.errno, 103);
  assert.equal((await destroy(world, ANN, PASSWORD, bob.session)).body.errno, 102);
  assert.deepEqual((await destroy(world, ANN, PASSWORD, ann.session)).body, {});

  assert.equal((await login(url, ANN, PASSWORD)).body.errno, 102);
  assert.equal((await call("GET", `${url}/v1/session/status`, undefined, ann.session)).body.errno, 110);
  assert.deepEqual((await call("GET", `${url}/v1/account/status?uid=${ann.uid}`)).body, { exists: false });
  const exchange = await call("GET", tokenUrl(url), undefined, { ...bearer(token), "x-keyid": ann.kid });
  assert.equal(exchange.status, 401);
  assert.notEqual((await send(annStorage, "GET", "/storage/col/x")).status, 200);
  assert.notEqual((await send(annStorage, "PUT", "/storage/col/x", { body: {} })).status, 200);
  assert.match((await send(bobStorage, "GET", "/storage/col/x")).text, /kept/);

  const tables = database.rows(
    object({ name: string }),
    "SELECT name FROM sqlite_master WHERE type = 'table'",
  );
  for (const { name } of tables.filter(({ name }) => !name.startsWith("sqlite_"))) {
    const columns = database.rows(object({ name: string }), `SELECT name FROM pragma_table_info('${name}')`);
    if (!columns.some((column) => column.name === "uid")) continue;
    assert.deepEqual(database.rows(unknownValue, `SELECT 1 FROM ${name} WHERE uid = ?`, ann.uid), [], name);
  }
  assert.equal(database.rows(unknownValue, "SELECT 1 FROM bso").length, 1);
});

Deno.test("the password alone deletes where it alone signs in, and nowhere else", async () => {
  await using plain = await makeWorld([ANN]);
  assert.deepEqual((await destroy(plain, ANN, PASSWORD)).body, {});
  assert.equal((await destroy(plain, ANN, PASSWORD)).body.errno, 102);
  await using coded = await makeWorld([ANN], { signIn: "code" });
  assert.equal((await destroy(coded, ANN, PASSWORD)).body.errno, 138);
  const { sessionToken }: Json = (await login(coded.url, ANN, PASSWORD)).body;
  const session = await tokenBearer(sessionToken);
  assert.equal((await destroy(coded, ANN, PASSWORD, session)).body.errno, 138);
  const code = coded.mail.at(-1)?.code;
  await call("POST", `${coded.url}/v1/session/verify_code`, { code }, session);
  assert.deepEqual((await destroy(coded, ANN, PASSWORD, session)).body, {});
});
