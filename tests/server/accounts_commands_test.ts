/** Commands wait for their device; messages are checked and pushed to nobody. */
import assert from "node:assert/strict";
import { OLDSYNC_SCOPE } from "../../core/crypto/scoped_key.ts";
import { unknownValue } from "../../core/json.ts";
import { queueCommand } from "../../server/accounts/command_store.ts";
import { removeExpired } from "../../server/housekeeping.ts";
import { bearer, call, FOXDEN_CLIENT, type Json, login, tokenBearer } from "./support/accounts.ts";
import { makeWorld, PASSWORD, type World } from "./support/world.ts";

const ANN = "ann@example.org";
const BOB = "bob@example.org";
const OPEN_URI = "https://identity.mozilla.com/cmd/open-uri";
const CLOSE_URI = "https://identity.mozilla.com/cmd/close-uri/v1";
type Auth = { authorization: string };

let world: World;
let url: string;
let sender: Auth;
let phone: Auth;
let senderId: string;
let phoneId: string;

Deno.test.beforeAll(async () => {
  world = await makeWorld([ANN, BOB]);
  url = world.url;
});

Deno.test.beforeEach(async () => {
  [sender, phone] = [await session(ANN), await session(ANN)];
  senderId = (await post("device", { name: "den" }, sender)).body.id;
  phoneId =
    (await post("device", { name: "phone", availableCommands: { [OPEN_URI]: "keys" } }, phone)).body.id;
});

Deno.test.afterAll(() => world.server.close());

const session = async (email: string): Promise<Auth> =>
  await tokenBearer((await login(url, email, PASSWORD)).body.sessionToken);
const post = (path: string, body: unknown, auth: Auth) =>
  call("POST", `${url}/v1/account/${path}`, body, auth);
const get = (path: string, auth: Auth) => call("GET", `${url}/v1/account/${path}`, undefined, auth);
const invoke = (more: Record<string, unknown> = {}, auth = sender) =>
  post(
    "devices/invoke_command",
    { target: phoneId, command: OPEN_URI, payload: { encrypted: "x" }, ...more },
    auth,
  );
const waiting = async (index = 0, more = ""): Promise<Json> =>
  (await get(`device/commands?index=${index}${more}`, phone)).body;

Deno.test("a command waits for its device, and for no other", async () => {
  assert.deepEqual((await invoke()).body, { enqueued: true, notified: false });
  const { index, last, messages } = await waiting();
  assert.deepEqual(messages, [{
    index,
    data: { command: OPEN_URI, payload: { encrypted: "x" }, sender: senderId },
  }]);
  assert.equal(last, true);
  assert.deepEqual(await waiting(), { index, last, messages });
  assert.deepEqual((await get("device/commands?index=0", sender)).body.messages, []);
  assert.deepEqual((await get("device/commands?index=0", await session(ANN))).body.messages, []);
});

Deno.test("a device that goes on after the index it was given misses nothing and sees nothing twice", async () => {
  const seen: string[] = [];
  let lastSeen = 0;
  const poll = async (limit: number) => {
    const { index, last, messages } = await waiting(lastSeen + 1, `&limit=${limit}`);
    seen.push(...messages.map(({ data }: Json) => data.payload.n));
    lastSeen = index;
    return last;
  };
  assert.equal(await poll(10), true);
  for (const n of ["1", "2", "3"]) await invoke({ payload: { n } });
  assert.equal(await poll(2), false);
  assert.deepEqual(seen, ["1", "2"]);
  assert.equal(await poll(2), true);
  // Asking in vain, however often, must not move past what comes later.
  for (let i = 0; i < 5; i++) assert.equal(await poll(2), true);
  await invoke({ payload: { n: "4" } });
  await poll(2);
  assert.deepEqual(seen, ["1", "2", "3", "4"]);
});

Deno.test("a command stays through a change of its device and a new sign-in of it, and goes with the device", async () => {
  await invoke();
  await post("device", { name: "renamed", availableCommands: { [OPEN_URI]: "new keys" } }, phone);
  assert.equal((await waiting()).messages.length, 1);
  const next = await session(ANN);
  await post("device", { id: phoneId, name: "again" }, next);
  assert.equal((await get("device/commands", next)).body.messages.length, 1);
  await call("POST", `${url}/v1/account/device/destroy`, { id: phoneId }, sender);
  const left = world.server.database.rows(
    unknownValue,
    "SELECT 1 FROM device_command WHERE device_id = ?",
    phoneId,
  );
  assert.deepEqual(left, []);
});

Deno.test("a client without a device of its own sends too, and a refresh token receives", async () => {
  const bare = await session(ANN);
  const grant = {
    grant_type: "fxa-credentials",
    client_id: FOXDEN_CLIENT,
    scope: OLDSYNC_SCOPE,
    access_type: "offline",
  };
  const { refresh_token } = (await call("POST", `${url}/v1/oauth/token`, grant, bare)).body;
  const tablet = bearer(refresh_token);
  const { id } =
    (await post("device", { name: "tablet", availableCommands: { [CLOSE_URI]: "k" } }, tablet)).body;
  assert.equal((await invoke({ target: id, command: CLOSE_URI }, bare)).status, 200);
  const [message] = (await get("device/commands?index=0", tablet)).body.messages;
  assert.deepEqual(message.data, { command: CLOSE_URI, payload: { encrypted: "x" } });
});

Deno.test("a command that cannot be queued is refused, and says why", async () => {
  const bob = await session(BOB);
  const cases: readonly (readonly [string, Record<string, unknown>, number, number, Auth?])[] = [
    ["an unknown device", { target: "0".repeat(32) }, 400, 123],
    ["another account's device", {}, 400, 123, bob],
    ["a command the device does not know", { command: CLOSE_URI }, 400, 157],
    ["a name that every object knows", { command: "toString" }, 400, 157],
    ["no command", { command: undefined }, 400, 108],
    ["a payload that is none", { payload: "text" }, 400, 107],
    ["a payload that is too large", { payload: { encrypted: "ä".repeat(8185) } }, 413, 113],
    ["a life that is too long", { ttl: 10_000_001 }, 400, 107],
    ["a life that is none", { ttl: -1 }, 400, 107],
    ["a target that is none", { target: "phone" }, 400, 107],
    ["no sign-in", {}, 401, 110, { authorization: "" }],
  ];
  for (const [name, more, status, errno, auth] of cases) {
    const answer = await invoke(more, auth);
    assert.deepEqual([answer.status, answer.body.errno], [status, errno], name);
  }
  assert.deepEqual((await waiting()).messages, []);
  assert.equal((await invoke({ payload: { encrypted: "ä".repeat(8184) } })).status, 200);
  for (const query of ["index=-1", "index=x", "limit=101", "limit=1.5"]) {
    assert.equal((await get(`device/commands?${query}`, phone)).body.errno, 107, query);
  }
});

Deno.test("a command lives for thirty days unless it says otherwise, and is cleaned away after", async () => {
  const { database } = world.server;
  const age = (seconds: number) =>
    database.run("UPDATE device_command SET expires_at_ms = expires_at_ms - ?", seconds * 1000);
  await invoke({ ttl: 0 });
  assert.deepEqual((await waiting()).messages, []);
  await invoke({ ttl: 3600 });
  await invoke();
  age(3601);
  assert.equal((await waiting()).messages.length, 1);
  age(30 * 24 * 3600 - 3700);
  assert.equal((await waiting()).messages.length, 1);
  age(100);
  assert.deepEqual((await waiting()).messages, []);
  removeExpired(database);
  assert.deepEqual(database.rows(unknownValue, "SELECT 1 FROM device_command"), []);
});

Deno.test("of more than a thousand waiting commands the oldest go", async () => {
  const { database } = world.server;
  database.write(() => {
    for (let n = 0; n < 1005; n++) {
      const payload = JSON.stringify({ n });
      queueCommand(database, { deviceId: phoneId, senderId, command: OPEN_URI, payload, ttlSeconds: 60 });
    }
  });
  const { messages, last } = await waiting(0, "&limit=100");
  assert.deepEqual([messages.length, last, messages[0].data.payload.n], [100, false, 5]);
});

Deno.test("a message to devices is checked, and passed on to nobody", async () => {
  const payload = { version: 1, command: "sync:collection_changed", data: { collections: ["clients"] } };
  const cases: readonly (readonly [unknown, number | undefined])[] = [
    [{ to: "all", payload }, undefined],
    [{ to: "all", excluded: [senderId], payload, TTL: 60 }, undefined],
    [{ to: [phoneId], payload }, undefined],
    [{ to: "all", payload: {}, _endpointAction: "accountVerify" }, undefined],
    [{ to: "all" }, 108],
    [{ payload }, 108],
    [{ to: "some", payload }, 107],
    [{ to: ["x"], payload }, 107],
    [{ to: "all", payload: {} }, 107],
    [{ to: "all", payload: { version: 1 } }, 107],
    [{ to: "all", payload, TTL: -1 }, 107],
    [{ to: "all", payload, _endpointAction: "accountVerify" }, 107],
  ];
  for (const [body, errno] of cases) {
    const answer = await post("devices/notify", body, sender);
    assert.equal(answer.body.errno, errno, JSON.stringify(body));
    if (errno === undefined) assert.deepEqual(answer.body, {});
  }
});
