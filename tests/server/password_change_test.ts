/** A password is changed over the wire: the keys stay, the sign-ins go. */
import assert from "node:assert/strict";
import { type Bytes, xor } from "../../core/bytes.ts";
import { OLDSYNC_SCOPE } from "../../core/crypto/scoped_key.ts";
import { stretchV1, stretchV2 } from "../../core/crypto/stretch.ts";
import { load } from "../../server/admin.ts";
import vectors from "../vectors/onepw_v2.json" with { type: "json" };
import {
  bearer,
  call,
  fetchKB,
  FOXDEN_CLIENT,
  hawkSigner,
  type Json,
  login,
  openStorage,
  type SignedIn,
  signIn,
  tokenBearer,
} from "./support/accounts.ts";
import { sign } from "./support/hawk.ts";
import { send } from "./support/storage.ts";
import { makeWorld, PASSWORD, type World } from "./support/world.ts";

const ANN = "ann@example.org";
const BOB = "bob@example.org";
const NEW_PASSWORD = "battery staple";
const SALT = `identity.mozilla.com/picl/v1/quickStretchV2:${"0123456789abcdef".repeat(2)}`;
type Auth = { authorization: string };

let world: World;
let url: string;
let ann: SignedIn;

Deno.test.beforeEach(async () => {
  world = await makeWorld([ANN]);
  url = world.url;
  ann = await signIn(url, ANN, PASSWORD);
});

Deno.test.afterEach(() => world.server.close());

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  call("POST", `${url}/v1/${path}`, body, headers);

const start = async (auth: Auth, password = PASSWORD, email = ANN) =>
  await post("password/change/start", {
    email,
    oldAuthPW: (await stretchV1(password, email)).authPW.toHex(),
  }, auth);

/** What sets `password` for the address, with kB wrapped for it. */
async function newPassword(kB: Bytes, password = NEW_PASSWORD, email = ANN): Promise<Json> {
  const { authPW, unwrapBKey } = await stretchV1(password, email);
  return { authPW: authPW.toHex(), wrapKb: xor(kB, unwrapBKey).toHex() };
}

const finish = async (token: string, body: Json) =>
  await post("password/change/finish?keys=true", body, await tokenBearer(token, "passwordChangeToken"));

const tokenId = ({ authorization }: Auth) => authorization.replace("Bearer fxs_", "");

Deno.test("the new password opens the same keys, and the old one opens nothing", async () => {
  const begun = await start(ann.session);
  assert.equal(begun.status, 200);
  const { unwrapBKey } = await stretchV1(PASSWORD, ANN);
  const { kB } = await fetchKB(url, begun.body.keyFetchToken, unwrapBKey);
  assert.deepEqual(kB, ann.kB);
  const done = await finish(begun.body.passwordChangeToken, {
    ...await newPassword(kB),
    sessionToken: tokenId(ann.session),
  });
  assert.equal(done.status, 200);
  assert.partialDeepStrictEqual(done.body, { uid: ann.uid, verified: true, sessionVerified: true });
  const stretched = await stretchV1(NEW_PASSWORD, ANN);
  assert.deepEqual((await fetchKB(url, done.body.keyFetchToken, stretched.unwrapBKey)).kB, ann.kB);
  const fresh = await tokenBearer(done.body.sessionToken);
  assert.equal((await call("GET", `${url}/v1/session/status`, undefined, fresh)).body.state, "verified");

  const again = await signIn(url, ANN, NEW_PASSWORD);
  assert.deepEqual([again.kB, again.kid, again.uid], [ann.kB, ann.kid, ann.uid]);
  assert.equal((await login(url, ANN, PASSWORD)).body.errno, 103);
});

Deno.test("a storage stays the same through a change of password", async () => {
  const before = await openStorage(url, ann);
  await send(before, "PUT", "/storage/col/x", { body: { payload: "kept" } });
  const { passwordChangeToken } = (await start(ann.session)).body;
  await finish(passwordChangeToken, await newPassword(ann.kB));
  const after = await openStorage(url, await signIn(url, ANN, NEW_PASSWORD));
  assert.equal(after.endpoint, before.endpoint);
  assert.match((await send(after, "GET", "/storage/col/x")).text, /kept/);
});

Deno.test("every sign-in ends but the one named, whose device and queue stay", async () => {
  const other = await signIn(url, ANN, PASSWORD);
  const keyFetchToken = (await login(url, ANN, PASSWORD)).body.keyFetchToken;
  const grant = {
    grant_type: "fxa-credentials",
    client_id: FOXDEN_CLIENT,
    scope: OLDSYNC_SCOPE,
    access_type: "offline",
  };
  const { access_token, refresh_token } = (await post("oauth/token", grant, ann.session)).body;
  const authorization = {
    client_id: FOXDEN_CLIENT,
    state: "s",
    code_challenge: "c".repeat(43),
    code_challenge_method: "S256",
  };
  const { code } = (await post("oauth/authorization", authorization, ann.session)).body;
  await post("account/device", { name: "phone" }, bearer(refresh_token));
  const mine = (await post("account/device", { name: "mine" }, ann.session)).body.id;
  const second = (await start(other.session)).body.passwordChangeToken;

  const begun = (await start(ann.session)).body;
  const body = { ...await newPassword(ann.kB), sessionToken: tokenId(ann.session) };
  assert.equal((await finish(begun.passwordChangeToken, body)).status, 200);

  const get = (path: string, auth: Auth) => call("GET", `${url}/v1/${path}`, undefined, auth);
  assert.equal((await get("session/status", ann.session)).status, 200);
  assert.deepEqual(
    (await get("account/devices", ann.session)).body.map(({ id }: Json) => id),
    [mine],
  );
  const ended: Readonly<Record<string, () => Promise<Json>>> = {
    "another session": async () => (await get("session/status", other.session)).body.errno,
    "a keyFetchToken": async () =>
      (await get("account/keys", await tokenBearer(keyFetchToken, "keyFetchToken"))).body.errno,
    "the kept session's keyFetchToken": async () =>
      (await get("account/keys", await tokenBearer(begun.keyFetchToken, "keyFetchToken"))).body.errno,
    "a refresh token": async () => (await get("account/devices", bearer(refresh_token))).body.errno,
    "a second change": async () => (await finish(second, body)).body.errno,
    "the same change again": async () => (await finish(begun.passwordChangeToken, body)).body.errno,
  };
  for (const [name, errno] of Object.entries(ended)) assert.equal(await errno(), 110, name);
  assert.equal((await post("verify", { token: access_token })).body.errno, 108);
  const redeem = { client_id: FOXDEN_CLIENT, code, code_verifier: "v".repeat(43) };
  assert.equal((await post("oauth/token", redeem)).body.errno, 172);
});

Deno.test("an account is brought from version 1 to version 2 as in the published vectors", async () => {
  const { upgrade_example: example, cases: [two], password } = vectors;
  assert.ok(two);
  const email = "andré@example.org";
  await load(world.server.database, { email, password, wrapKB: example.wrapKb, collections: {} });
  const old = await signIn(url, email, password);
  assert.equal(old.kB.toHex(), example.kB);
  const begun = await start(old.session, password, email);
  const { authPW } = await stretchV1(password, email);
  const done = await finish(begun.body.passwordChangeToken, {
    authPW: authPW.toHex(),
    wrapKb: example.wrapKb,
    authPWVersion2: two.authPW,
    wrapKbVersion2: example.wrapKbVersion2,
    clientSalt: two.clientSalt,
  });
  const { keyFetchToken, keyFetchToken2, keyFetchTokenVersion2 } = done.body;
  assert.match(keyFetchToken, /^[0-9a-f]{64}$/);
  assert.deepEqual([keyFetchToken2, keyFetchToken2.length], [keyFetchTokenVersion2, 64]);
  assert.deepEqual((await post("account/credentials/status", { email })).body, {
    currentVersion: "v2",
    clientSalt: two.clientSalt,
    upgradeNeeded: false,
  });
  const signedIn = await post("account/login?keys=true", { email, authPW: two.authPW });
  const unwrapBKey = Uint8Array.fromHex(two.unwrapBKey);
  const { kB, wrapKB } = await fetchKB(url, signedIn.body.keyFetchTokenVersion2, unwrapBKey);
  assert.deepEqual([kB.toHex(), wrapKB.toHex()], [example.kB, example.wrapKbVersion2]);
  assert.equal((await signIn(url, email, password)).kB.toHex(), example.kB);
});

Deno.test("a password of version 2 is changed to another of version 2, and to one of version 1 alone", async () => {
  const kB = ann.kB;
  const [one, two] = [await newPassword(kB), await stretchV2(NEW_PASSWORD, SALT)];
  const second = {
    authPWVersion2: two.authPW.toHex(),
    wrapKbVersion2: xor(kB, two.unwrapBKey).toHex(),
    clientSalt: SALT,
  };
  await finish((await start(ann.session)).body.passwordChangeToken, { ...one, ...second });
  const signedIn = (await post("account/login", { email: ANN, authPW: two.authPW.toHex() })).body;
  const session = await tokenBearer(signedIn.sessionToken);
  const old = { email: ANN, oldAuthPW: two.authPW.toHex() };
  const begun = (await post("password/change/start", old, session)).body;
  assert.equal("keyFetchToken" in begun, false);
  assert.deepEqual((await fetchKB(url, begun.keyFetchToken2, two.unwrapBKey)).kB, kB);
  await finish(begun.passwordChangeToken, await newPassword(kB, "third"));
  assert.equal((await post("account/login", { email: ANN, authPW: two.authPW.toHex() })).body.errno, 103);
  assert.deepEqual((await signIn(url, ANN, "third")).kB, kB);
});

Deno.test("a change that is not in order changes nothing", async () => {
  const starts: readonly (readonly [Auth, Json, number])[] = [
    [{ authorization: "" }, {}, 110],
    [await tokenBearer("0".repeat(64)), {}, 110],
    [ann.session, { email: ANN }, 108],
    [ann.session, { email: ANN, oldAuthPW: "0".repeat(64) }, 103],
    [ann.session, { email: BOB, oldAuthPW: "0".repeat(64) }, 102],
  ];
  for (const [auth, body, errno] of starts) {
    assert.equal((await post("password/change/start", body, auth)).body.errno, errno, JSON.stringify(body));
  }
  const token = (await start(ann.session)).body.passwordChangeToken;
  const good = await newPassword(ann.kB);
  const finishes: readonly (readonly [Json, number])[] = [
    [{}, 108],
    [{ authPW: good.authPW }, 108],
    [{ ...good, wrapKb: "00" }, 107],
    [{ ...good, authPWVersion2: good.authPW }, 108],
    [{ ...good, clientSalt: SALT }, 108],
    [{ ...good, sessionToken: "0".repeat(64) }, 110],
  ];
  for (const [body, errno] of finishes) {
    assert.equal((await finish(token, body)).body.errno, errno, JSON.stringify(body));
  }
  assert.equal((await post("password/change/finish", good, ann.session)).body.errno, 110);
  assert.deepEqual((await signIn(url, ANN, PASSWORD)).kB, ann.kB);
  assert.equal((await finish(token, good)).status, 200);
});

Deno.test("another account's session can neither begin a change nor be kept by one", async () => {
  await using both = await makeWorld([ANN, BOB]);
  url = both.url;
  const [ann, bob] = [await signIn(url, ANN, PASSWORD), await signIn(url, BOB, PASSWORD)];
  assert.equal((await start(bob.session)).body.errno, 102);
  const token = (await start(ann.session)).body.passwordChangeToken;
  const body = { ...await newPassword(ann.kB), sessionToken: tokenId(bob.session) };
  assert.equal((await finish(token, body)).body.errno, 110);
});

Deno.test("of two requests with one token only one sets its password", async () => {
  const token = (await start(ann.session)).body.passwordChangeToken;
  const [one, two] = [await newPassword(ann.kB, "one"), await newPassword(ann.kB, "two")];
  const answers = await Promise.all([finish(token, one), finish(token, two)]);
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 401]);
  const logins = [await login(url, ANN, "one"), await login(url, ANN, "two")];
  assert.deepEqual(logins.map(({ status }) => status).sort(), [200, 400]);
});

Deno.test("a sign-in that is under way with the old password does not outlive the change", async () => {
  const token = (await start(ann.session)).body.passwordChangeToken;
  const [changed, late] = await Promise.all([
    finish(token, await newPassword(ann.kB)),
    login(url, ANN, PASSWORD),
  ]);
  assert.equal(changed.status, 200);
  // Whichever was first: there is no session of the old password afterwards.
  const session = late.status === 200 ? await tokenBearer(late.body.sessionToken) : undefined;
  const alive = session && await call("GET", `${url}/v1/session/status`, undefined, session);
  assert.equal(alive?.status ?? 401, 401);
});

Deno.test("an unconfirmed session changes no password", async () => {
  await using other = await makeWorld([ANN], { signIn: "code" });
  url = other.url;
  const session = await tokenBearer((await login(url, ANN, PASSWORD)).body.sessionToken);
  assert.equal((await start(session)).body.errno, 138);
});

Deno.test("a passwordChangeToken signs with Hawk as well", async () => {
  const token = (await start(ann.session)).body.passwordChangeToken;
  const target = `${url}/v1/password/change/finish`;
  const body = JSON.stringify(await newPassword(ann.kB));
  const signer = await hawkSigner(token, "passwordChangeToken");
  const forged = await sign("POST", target, { ...signer, key: new Uint8Array(32) }, { hashOf: body });
  assert.equal((await call("POST", target, body, { authorization: forged })).body.errno, 109);
  const authorization = await sign("POST", target, signer, { hashOf: body });
  const done = await call("POST", target, body, { authorization });
  assert.equal(done.status, 200);
  assert.equal("keyFetchToken" in done.body, false);
});
