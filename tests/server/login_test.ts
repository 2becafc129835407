import assert from "node:assert/strict";
import { xor } from "../../core/bytes.ts";
import { OLDSYNC_SCOPE } from "../../core/crypto/scoped_key.ts";
import { stretchV1, stretchV2 } from "../../core/crypto/stretch.ts";
import {
  call,
  fetchKB,
  FOXDEN_CLIENT,
  hawkSigner,
  type Json,
  login,
  signIn,
  tokenBearer,
} from "./support/accounts.ts";
import { sign } from "./support/hawk.ts";
import { makeWorld, PASSWORD, type World } from "./support/world.ts";

const ANN = "Ann.Example@example.org";
const SALT = `identity.mozilla.com/picl/v1/quickStretchV2:${"0123456789abcdef".repeat(2)}`;
const SALT_PREFIX = "identity.mozilla.com/picl/v1/quickStretchV2:";

let world: World;
let url: string;
let signedIn: Json;

Deno.test.beforeAll(async () => {
  world = await makeWorld([ANN], { signUp: true });
  url = world.url;
  signedIn = (await login(url, ANN, PASSWORD)).body;
});

Deno.test.afterAll(() => world.server.close());

const fresh = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  call("POST", `${url}/v1/${path}`, body, headers);

Deno.test("a sign-in with the right password is verified and has a session and keys to fetch", () => {
  assert.match(signedIn.uid, /^[0-9a-f]{32}$/);
  assert.match(signedIn.sessionToken, /^[0-9a-f]{64}$/);
  assert.match(signedIn.keyFetchToken, /^[0-9a-f]{64}$/);
  const { verified, emailVerified, sessionVerified } = signedIn;
  assert.deepEqual([verified, emailVerified, sessionVerified], [true, true, true]);
  assert.equal("verificationMethod" in signedIn, false);
  assert.ok(Math.abs(signedIn.authAt - Date.now() / 1000) < 60);
});

const ERROR_TEXT = {
  400: "Bad Request",
  401: "Unauthorized",
  404: "Not Found",
  413: "Request Entity Too Large",
};

const badLogins: readonly (readonly [string, unknown, number, number, Record<string, unknown>])[] = [
  ["an unknown address", { email: "no@example.org", authPW: "0".repeat(64) }, 400, 102, {}],
  ["a wrong password", { email: ANN, authPW: "0".repeat(64) }, 400, 103, {}],
  ["no password", { email: ANN }, 400, 108, { param: "authPW" }],
  ["a short password", { email: ANN, authPW: "00" }, 400, 107, { validation: { keys: ["authPW"] } }],
  ["no address", { authPW: "0".repeat(64) }, 400, 108, { param: "email" }],
  ["something that is no address", { email: "ann", authPW: "0".repeat(64) }, 400, 107, {}],
  ["a body that is no JSON", "{", 400, 106, {}],
  ["a body that is a list", "[]", 400, 106, {}],
  ["a body without end", JSON.stringify({ email: "x".repeat(70_000) }), 413, 113, {}],
];
for (const [name, body, status, errno, extra] of badLogins) {
  Deno.test(`a sign-in with ${name} is refused with errno ${errno}`, async () => {
    const answer = await fresh("account/login?keys=true", body);
    assert.equal(answer.status, status);
    const error = ERROR_TEXT[status as keyof typeof ERROR_TEXT];
    assert.partialDeepStrictEqual(answer.body, { code: status, errno, error, ...extra });
    assert.equal(typeof answer.body.message, "string");
  });
}

Deno.test("an address in other letters is refused with the stored one, which then signs in", async () => {
  const typed = ANN.toLowerCase();
  const refused = await login(url, typed, PASSWORD);
  assert.partialDeepStrictEqual(refused.body, { code: 400, errno: 120, email: ANN });
  const { authPW } = await stretchV1(PASSWORD, refused.body.email);
  const retry = { email: typed, originalLoginEmail: typed, authPW: authPW.toHex(), reason: "login" };
  assert.equal((await fresh("account/login", retry)).status, 200);
});

Deno.test("without ?keys=true there are no keys to fetch", async () => {
  const { authPW } = await stretchV1(PASSWORD, ANN);
  const { body } = await fresh("account/login", { email: ANN, authPW: authPW.toHex() });
  assert.equal("keyFetchToken" in body, false);
  assert.equal("sessionToken" in body, true);
});

Deno.test("keys are given once, by Bearer or by Hawk, and are the same every time", async () => {
  const { unwrapBKey } = await stretchV1(PASSWORD, ANN);
  const first = await fetchKB(url, signedIn.keyFetchToken, unwrapBKey);
  const again = await call("GET", `${url}/v1/account/keys`, undefined, {
    ...await tokenBearer(signedIn.keyFetchToken, "keyFetchToken"),
  });
  assert.deepEqual([again.status, again.body.errno], [401, 110]);
  const { body } = await login(url, ANN, PASSWORD);
  const keysUrl = `${url}/v1/account/keys`;
  const authorization = await sign("GET", keysUrl, await hawkSigner(body.keyFetchToken, "keyFetchToken"));
  const sealed = await call("GET", keysUrl, undefined, { authorization });
  assert.equal(sealed.status, 200);
  const second = await fetchKB(url, (await login(url, ANN, PASSWORD)).body.keyFetchToken, unwrapBKey);
  assert.deepEqual(second, first);
});

Deno.test("of two requests with one keyFetchToken only one gets the keys", async () => {
  const { body } = await login(url, ANN, PASSWORD);
  const headers = await tokenBearer(body.keyFetchToken, "keyFetchToken");
  const get = () => call("GET", `${url}/v1/account/keys`, undefined, headers);
  const answers = await Promise.all([get(), get()]);
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 401]);
});

Deno.test("a new account of version 1 is verified, can sign in, and keeps the keys it was given", async () => {
  const email = "new@example.org";
  const { authPW, unwrapBKey } = await stretchV1(PASSWORD, email);
  const wrapKb = "ab".repeat(32);
  const created = await fresh("account/create?keys=true", { email, authPW: authPW.toHex(), wrapKb });
  assert.equal(created.status, 200);
  assert.equal(created.body.verified, true);
  const { wrapKB, kB } = await fetchKB(url, created.body.keyFetchToken, unwrapBKey);
  assert.equal(wrapKB.toHex(), wrapKb);
  assert.deepEqual((await signIn(url, email, PASSWORD)).kB, kB);
  const taken = await fresh("account/create", { email: email.toUpperCase(), authPW: authPW.toHex() });
  assert.equal(taken.body.errno, 101);
  assert.deepEqual((await fresh("account/credentials/status", { email })).body, {
    currentVersion: "v1",
    upgradeNeeded: true,
  });
});

Deno.test("an account of version 2 gives the same kB through either password", async () => {
  const email = "two@example.org";
  const [one, two] = [await stretchV1(PASSWORD, email), await stretchV2(PASSWORD, SALT)];
  const kB = new Uint8Array(32).fill(7);
  const created = await fresh("account/create?keys=true", {
    email,
    authPW: one.authPW.toHex(),
    wrapKb: xor(kB, one.unwrapBKey).toHex(),
    authPWVersion2: two.authPW.toHex(),
    wrapKbVersion2: xor(kB, two.unwrapBKey).toHex(),
    clientSalt: SALT,
  });
  assert.equal(created.status, 200);
  assert.deepEqual((await fetchKB(url, created.body.keyFetchTokenVersion2, two.unwrapBKey)).kB, kB);
  assert.deepEqual((await fresh("account/credentials/status", { email })).body, {
    currentVersion: "v2",
    clientSalt: SALT,
    upgradeNeeded: false,
  });
  const byV1 = (await login(url, email, PASSWORD)).body;
  assert.equal("keyFetchTokenVersion2" in byV1, false);
  assert.deepEqual((await fetchKB(url, byV1.keyFetchToken, one.unwrapBKey)).kB, kB);
  const byV2 = (await fresh("account/login?keys=true", { email, authPW: two.authPW.toHex() })).body;
  assert.equal("keyFetchToken" in byV2, false);
  assert.deepEqual((await fetchKB(url, byV2.keyFetchTokenVersion2, two.unwrapBKey)).kB, kB);
});

Deno.test("half of a version 2 password is refused", async () => {
  const whole = {
    email: "half@example.org",
    authPW: "1".repeat(64),
    wrapKb: "2".repeat(64),
    authPWVersion2: "3".repeat(64),
    wrapKbVersion2: "4".repeat(64),
    clientSalt: SALT,
  };
  for (const missing of ["wrapKb", "authPWVersion2", "wrapKbVersion2", "clientSalt"] as const) {
    const { [missing]: _, ...half } = whole;
    assert.partialDeepStrictEqual((await fresh("account/create", half)).body, { errno: 108, param: missing });
  }
  const badSalt = { ...whole, clientSalt: `${SALT_PREFIX}short` };
  assert.equal((await fresh("account/create", badSalt)).body.errno, 107);
});

Deno.test("whether an account exists can be asked by address, by uid and by session", async () => {
  assert.equal((await fresh("account/status", { email: ANN })).body.exists, true);
  assert.equal((await fresh("account/status", { email: "no@example.org" })).body.exists, false);
  const byUid = (uid: string) => call("GET", `${url}/v1/account/status?uid=${uid}`);
  assert.deepEqual((await byUid(signedIn.uid)).body, { exists: true });
  assert.deepEqual((await byUid("0".repeat(32))).body, { exists: false });
  const session = await tokenBearer(signedIn.sessionToken);
  assert.deepEqual((await call("GET", `${url}/v1/account/status`, undefined, session)).body, {
    exists: true,
  });
  assert.equal((await call("GET", `${url}/v1/account/status`)).body.errno, 108);
  assert.equal((await fresh("account/credentials/status", { email: "no@example.org" })).body.errno, 102);
});

Deno.test("what scoped keys are made of is given for Sync and refused for what nobody may have", async () => {
  const session = await tokenBearer(signedIn.sessionToken);
  const ask = (client_id: string, scope: string) =>
    fresh("account/scoped-key-data", { client_id, scope }, session);
  const { body } = await ask(FOXDEN_CLIENT, `${OLDSYNC_SCOPE} profile`);
  assert.deepEqual(Object.keys(body), [OLDSYNC_SCOPE]);
  const { identifier, keyRotationSecret, keyRotationTimestamp } = body[OLDSYNC_SCOPE];
  assert.deepEqual([identifier, keyRotationSecret], [OLDSYNC_SCOPE, "0".repeat(64)]);
  assert.ok(keyRotationTimestamp > 0);
  assert.equal((await ask("0000000000000000", OLDSYNC_SCOPE)).body.errno, 162);
  assert.equal((await ask(FOXDEN_CLIENT, "https://identity.mozilla.com/apps/pay")).body.errno, 163);
});

Deno.test("an unknown path of the accounts service is a JSON error, and so is a wrong method", async () => {
  assert.partialDeepStrictEqual((await fresh("certificate/sign", {})).body, { code: 404, errno: 116 });
  const wrong = await call("GET", `${url}/v1/account/login`);
  assert.deepEqual([wrong.status, wrong.body.code, wrong.body.errno], [405, 405, 116]);
});
