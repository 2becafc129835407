import assert from "node:assert/strict";
import { OLDSYNC_SCOPE } from "../../core/crypto/scoped_key.ts";
import { bearer, call, FOXDEN_CLIENT, type Json, login, tokenBearer } from "./support/accounts.ts";
import { makeWorld, PASSWORD, type World } from "./support/world.ts";

const ANN = "ann@example.org";
const BOB = "bob@example.org";
type Auth = { authorization: string };

let world: World;
let url: string;

Deno.test.beforeAll(async () => {
  world = await makeWorld([ANN, BOB]);
  url = world.url;
});

Deno.test.afterAll(() => world.server.close());

const session = async (email = ANN): Promise<Auth> =>
  await tokenBearer((await login(url, email, PASSWORD)).body.sessionToken);

const post = (path: string, body: unknown, auth: Auth) =>
  call("POST", `${url}/v1/account/${path}`, body, auth);
const get = (path: string, auth: Auth) => call("GET", `${url}/v1/account/${path}`, undefined, auth);

async function refreshToken(auth: Auth, scope = OLDSYNC_SCOPE): Promise<string> {
  const grant = {
    grant_type: "fxa-credentials",
    client_id: FOXDEN_CLIENT,
    scope,
    access_type: "offline",
  };
  return (await call("POST", `${url}/v1/oauth/token`, grant, auth)).body.refresh_token;
}

Deno.test("a device is registered, changed in part, listed, and signed out by another", async () => {
  const [one, two] = [await session(), await session()];
  const made = await post("device", { name: "den", type: "desktop", availableCommands: {} }, one);
  assert.match(made.body.id, /^[0-9a-f]{32}$/);
  const commands = { "https://identity.mozilla.com/cmd/open-uri": "keys" };
  const push = { pushCallback: "https://push.example/", pushPublicKey: "p", pushAuthKey: "a" };
  const changed = await post("device", { id: made.body.id, availableCommands: commands, ...push }, one);
  assert.partialDeepStrictEqual(changed.body, {
    id: made.body.id,
    name: "den",
    availableCommands: commands,
    ...push,
  });
  await post("device", { name: "other" }, two);

  const list = (await get("devices", two)).body as Json[];
  assert.deepEqual(list.map(({ name, isCurrentDevice }) => [name, isCurrentDevice]), [["den", false], [
    "other",
    true,
  ]]);
  assert.partialDeepStrictEqual(list[0], { type: "desktop", pushEndpointExpired: false, ...push });
  const soon = Date.now() + 60_000;
  assert.deepEqual((await get(`devices?filterIdleDevicesTimestamp=${soon}`, two)).body, []);

  assert.deepEqual((await post("device/destroy", { id: made.body.id }, two)).body, {});
  assert.equal((await get("devices", one)).body.errno, 110);
  assert.deepEqual((await get("devices", two)).body.map(({ name }: Json) => name), ["other"]);
  assert.equal((await post("device/destroy", { id: made.body.id }, two)).body.errno, 123);
});

Deno.test("a device can belong to a refresh token, and goes with it", async () => {
  const auth = await session(BOB);
  const token = await refreshToken(auth);
  const made = await post("device", { name: "phone", type: "mobile" }, bearer(token));
  assert.equal(made.status, 200);
  const clients = (await get("attached_clients", auth)).body as Json[];
  const phone = clients.find(({ deviceId }) => deviceId === made.body.id);
  assert.partialDeepStrictEqual(phone, { clientId: FOXDEN_CLIENT, name: "phone", scope: [OLDSYNC_SCOPE] });
  assert.equal(clients.filter(({ isCurrentSession }) => isCurrentSession).length, 1);
  await call("POST", `${url}/v1/oauth/destroy`, { token });
  assert.deepEqual((await get("devices", auth)).body, []);
  assert.equal((await get("devices", bearer(token))).body.errno, 110);
});

Deno.test("signing out forgets the session's device", async () => {
  const [one, two] = [await session(BOB), await session(BOB)];
  await post("device", { name: "short-lived" }, one);
  await call("POST", `${url}/v1/session/destroy`, {}, one);
  assert.deepEqual((await get("devices", two)).body, []);
});

Deno.test("a session has one device; an unknown id and a second one are refused", async () => {
  const [one, two] = [await session(BOB), await session(BOB)];
  const unknown = "0".repeat(32);
  assert.equal((await post("device", { id: unknown, name: "x" }, one)).body.errno, 123);
  const mine = (await post("device", { name: "mine" }, one)).body.id;
  assert.equal((await post("device", { name: "renamed" }, one)).body.id, mine);
  assert.partialDeepStrictEqual((await post("device", { id: unknown, name: "x" }, one)).body, {
    errno: 124,
    deviceId: mine,
  });
  const moved = await post("device", { id: mine, name: "moved" }, two);
  assert.equal(moved.body.id, mine);
  const current = ((await get("devices", two)).body as Json[]).map((
    { id, isCurrentDevice },
  ) => [id, isCurrentDevice]);
  assert.deepEqual(current, [[mine, true]]);
});

Deno.test("a name that would garble a terminal and a type that is none are refused", async () => {
  const auth = await session(BOB);
  assert.equal((await post("device", { name: "a\u001b[31m" }, auth)).body.errno, 107);
  for (const garbling of ["\u202e", "\u2067", "\u2028", "\u2029", "\ue000", "\ud800"]) {
    assert.equal((await post("device", { name: `a${garbling}b` }, auth)).body.errno, 107);
  }
  assert.equal((await post("device", { name: "Zoë’s 🦊" }, auth)).status, 200);
  assert.equal((await post("device", { type: "toaster" }, auth)).body.errno, 107);
});

Deno.test("a place to push to comes with its keys or not at all", async () => {
  const auth = await session(BOB);
  const refused = await post("device", { name: "den", pushCallback: "https://push.example/" }, auth);
  assert.partialDeepStrictEqual(refused.body, { errno: 108, param: "pushPublicKey" });
});

Deno.test("the device that is listed says when it was made", async () => {
  const auth = await session(BOB);
  const { createdAt, id } = (await post("device", { name: "den" }, auth)).body;
  const listed = ((await get("devices", auth)).body as Json[]).find((device) => device.id === id);
  assert.equal(listed.createdAt, createdAt);
  assert.ok(Math.abs(createdAt - Date.now()) < 60_000);
});

Deno.test("any attached client can be signed out by the ids it is listed with, and only one's own", async () => {
  const [ann, bob, doomed] = [await session(ANN), await session(BOB), await session(BOB)];
  const token = await refreshToken(bob);
  await post("device", { name: "tablet" }, bearer(await refreshToken(bob)));
  await post("device", { name: "doomed" }, doomed);
  const clients = async () => (await get("attached_clients", bob)).body as Json[];
  const before = await clients();
  const idOf = (name: string, member: string) => before.find((client) => client.name === name)?.[member];
  const named = [
    { sessionTokenId: idOf("doomed", "sessionTokenId") },
    { refreshTokenId: idOf("foxden", "refreshTokenId"), clientId: FOXDEN_CLIENT },
    { deviceId: idOf("tablet", "deviceId") },
  ];
  for (const body of named) {
    const foreign = await post("attached_client/destroy", body, ann);
    assert.equal(foreign.body.errno, "deviceId" in body ? 123 : undefined);
  }
  assert.deepEqual(await clients(), before);
  for (const body of named) {
    assert.deepEqual((await post("attached_client/destroy", body, bob)).body, {}, JSON.stringify(body));
  }
  assert.deepEqual((await post("attached_client/destroy", named[0], bob)).body, {});
  assert.equal((await clients()).length, before.length - named.length);
  assert.equal((await get("devices", doomed)).body.errno, 110);
  assert.equal((await get("devices", bearer(token))).status, 401);
  assert.equal((await post("attached_client/destroy", {}, bob)).body.errno, 108);
});

Deno.test("nobody sees or touches another account's devices", async () => {
  const [ann, bob] = [await session(ANN), await session(BOB)];
  const id = (await post("device", { name: "ann's" }, ann)).body.id;
  assert.equal((await post("device/destroy", { id }, bob)).body.errno, 123);
  assert.equal((await post("device", { id, name: "stolen" }, bob)).body.errno, 123);
  const seen = JSON.stringify([(await get("devices", bob)).body, (await get("attached_clients", bob)).body]);
  assert.equal(seen.includes(id), false);
  assert.equal((await get("devices", ann)).status, 200);
});

Deno.test("a refresh token that is not for Sync reaches no device", async () => {
  const token = bearer(await refreshToken(await session(BOB), "profile"));
  const answers = [await get("devices", token), await get("attached_clients", token)];
  assert.deepEqual(answers.map(({ status, body }) => [status, body.errno]), [[401, 110], [401, 110]]);
});
