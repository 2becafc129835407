/** The people of a server, as whoever runs it sees and serves them. */
import assert from "node:assert/strict";
import { xor } from "../../core/bytes.ts";
import { stretchV1, stretchV2 } from "../../core/crypto/stretch.ts";
import { unknownValue } from "../../core/json.ts";
import { changePassword, listUsers, load, removeUser, resetPassword } from "../../server/admin.ts";
import { failsWith } from "../support/vectors.ts";
import { call, fetchKB, login, openStorage, signIn } from "./support/accounts.ts";
import { send } from "./support/storage.ts";
import { makeWorld, PASSWORD, type World } from "./support/world.ts";

const ANN = "Ann@example.org";
const BOB = "bob@example.org";
const SALT = `identity.mozilla.com/picl/v1/quickStretchV2:${"0123456789abcdef".repeat(2)}`;

Deno.test("people are listed with what they use and what they store", async () => {
  await using world = await makeWorld([BOB, ANN]);
  const { url, server: { database } } = world;
  const before = listUsers(database);
  assert.deepEqual(before.map(({ email }) => email), [ANN, BOB]);
  for (const { createdAtMs, uid, email: _, ...rest } of before) {
    assert.match(uid, /^[0-9a-f]{32}$/);
    assert.ok(Math.abs(createdAtMs - Date.now()) < 60_000);
    assert.deepEqual(rest, { lastUsedAtMs: undefined, devices: 0, bytes: 0, records: 0 });
  }
  const ann = await signIn(url, ANN, PASSWORD);
  await call("POST", `${url}/v1/account/device`, { name: "den" }, ann.session);
  const storage = await openStorage(url, ann);
  await send(storage, "PUT", "/storage/one/a", { body: { payload: "ä" } });
  await send(storage, "PUT", "/storage/two/a", { body: { payload: "12345" } });
  const [used, idle] = listUsers(database);
  assert.ok(used && idle);
  assert.deepEqual([used.uid, used.devices, used.bytes, used.records], [ann.uid, 1, 7, 2]);
  assert.ok(Math.abs((used.lastUsedAtMs ?? 0) - Date.now()) < 60_000);
  assert.deepEqual(idle, before[1]);
});

Deno.test("a removed person is gone whatever the letters, and the others stay", async () => {
  await using world = await makeWorld([ANN, BOB]);
  const { url, server: { database } } = world;
  const ann = await signIn(url, ANN, PASSWORD);
  await send(await openStorage(url, ann), "PUT", "/storage/col/a", { body: { payload: "x" } });
  removeUser(database, ANN.toUpperCase());
  assert.deepEqual(listUsers(database).map(({ email }) => email), [BOB]);
  assert.deepEqual(database.rows(unknownValue, "SELECT 1 FROM bso"), []);
  assert.equal((await login(url, ANN, PASSWORD)).body.errno, 102);
  assert.equal((await call("GET", `${url}/v1/session/status`, undefined, ann.session)).body.errno, 110);
  await failsWith("usage.value", () => removeUser(database, ANN));
});

Deno.test("a changed password keeps keys and storage, and ends every sign-in", async () => {
  await using world = await makeWorld([ANN, BOB]);
  const { url, server: { database } } = world;
  const [before, bob] = [await signIn(url, ANN, PASSWORD), await signIn(url, BOB, PASSWORD)];
  const storage = await openStorage(url, before);
  await send(storage, "PUT", "/storage/col/a", { body: { payload: "kept" } });
  await changePassword(database, { email: ANN.toLowerCase(), password: PASSWORD, newPassword: "new" });
  assert.equal((await login(url, ANN, PASSWORD)).body.errno, 103);
  assert.equal((await call("GET", `${url}/v1/session/status`, undefined, before.session)).body.errno, 110);
  assert.equal((await call("GET", `${url}/v1/session/status`, undefined, bob.session)).status, 200);
  const after = await signIn(url, ANN, "new");
  assert.deepEqual([after.kB, after.kid], [before.kB, before.kid]);
  const same = await openStorage(url, after);
  assert.equal(same.endpoint, storage.endpoint);
  assert.match((await send(same, "GET", "/storage/col/a")).text, /kept/);
});

Deno.test("a password is changed only by who knows it, and only of who is there", async () => {
  await using world = await makeWorld([ANN]);
  const { url, server: { database } } = world;
  const change = (email: string, password: string) =>
    changePassword(database, { email, password, newPassword: "new" });
  await failsWith("auth.wrong-password", () => change(ANN, "wrong"));
  await failsWith("usage.value", () => change(BOB, PASSWORD));
  await failsWith("usage.value", () => resetPassword(database, { email: BOB, newPassword: "new" }));
  assert.equal((await login(url, ANN, PASSWORD)).status, 200);
});

Deno.test("a reset password opens new keys and an empty storage, and the old keys open nothing", async () => {
  await using world = await makeWorld([ANN]);
  const { url, server: { database } } = world;
  const before = await signIn(url, ANN, PASSWORD);
  const storage = await openStorage(url, before);
  await send(storage, "PUT", "/storage/col/a", { body: { payload: "old" } });
  await resetPassword(database, { email: ANN, newPassword: "new" });
  assert.equal((await login(url, ANN, PASSWORD)).body.errno, 103);
  assert.equal((await call("GET", `${url}/v1/session/status`, undefined, before.session)).body.errno, 110);
  const after = await signIn(url, ANN, "new");
  assert.notDeepEqual(after.kB, before.kB);
  const changedAt = (kid: string) => Number(kid.split("-")[0]);
  assert.ok(changedAt(after.kid) > changedAt(before.kid));
  const fresh = await openStorage(url, after);
  assert.notEqual(fresh.endpoint, storage.endpoint);
  assert.equal((await send(fresh, "GET", "/info/collections")).text, "{}");
  // Who still holds the old keys is told that they are old.
  const stale = await openStorage(url, { ...after, kid: before.kid });
  assert.equal(stale.endpoint, undefined);
  const again = await openStorage(url, await signIn(url, ANN, "new"));
  assert.equal(again.endpoint, fresh.endpoint);
});

Deno.test("two resets in one moment both count", async () => {
  await using world = await makeWorld([]);
  const { database } = world.server;
  // Keys from the future, as an account moved here from a server whose clock is ahead may have.
  const keysChangedAtMs = Date.now() + 86_400_000;
  await load(database, { email: ANN, password: PASSWORD, keysChangedAtMs, collections: {} });
  const endpoints = new Set<string>();
  for (const newPassword of ["one", "two"]) {
    await resetPassword(database, { email: ANN, newPassword });
    endpoints.add((await openStorage(world.url, await signIn(world.url, ANN, newPassword))).endpoint);
  }
  assert.equal(endpoints.size, 2);
});

/** An account of version 2, made over the wire. @returns its kB */
async function signUpVersionTwo({ url }: World, email: string) {
  const [one, two] = [await stretchV1(PASSWORD, email), await stretchV2(PASSWORD, SALT)];
  const kB = new Uint8Array(32).fill(7);
  const created = await call("POST", `${url}/v1/account/create`, {
    email,
    authPW: one.authPW.toHex(),
    wrapKb: xor(kB, one.unwrapBKey).toHex(),
    authPWVersion2: two.authPW.toHex(),
    wrapKbVersion2: xor(kB, two.unwrapBKey).toHex(),
    clientSalt: SALT,
  });
  assert.equal(created.status, 200);
  return kB;
}

Deno.test("an account of version 2 stays one, with another salt, through a change and a reset", async () => {
  await using world = await makeWorld([], { signUp: true });
  const { url, server: { database } } = world;
  const kB = await signUpVersionTwo(world, ANN);
  const status = async () =>
    (await call("POST", `${url}/v1/account/credentials/status`, { email: ANN })).body;
  const kBWith = async (password: string) => {
    const { clientSalt } = await status();
    const { authPW, unwrapBKey } = await stretchV2(password, clientSalt);
    const body = { email: ANN, authPW: authPW.toHex() };
    const signedIn = (await call("POST", `${url}/v1/account/login?keys=true`, body)).body;
    return (await fetchKB(url, signedIn.keyFetchTokenVersion2, unwrapBKey)).kB;
  };
  await changePassword(database, { email: ANN, password: PASSWORD, newPassword: "new" });
  assert.notEqual((await status()).clientSalt, SALT);
  assert.deepEqual(await kBWith("new"), kB);
  assert.deepEqual((await signIn(url, ANN, "new")).kB, kB);
  await resetPassword(database, { email: ANN, newPassword: "newer" });
  assert.notDeepEqual(await kBWith("newer"), kB);
  assert.deepEqual(await kBWith("newer"), (await signIn(url, ANN, "newer")).kB);
});
