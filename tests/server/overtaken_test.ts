/** Requests that something else overtakes: what was true when they came may not be so when they write. */
import assert from "node:assert/strict";
import { stretchV1 } from "../../core/crypto/stretch.ts";
import { integer, object, string } from "../../core/json.ts";
import { raiseGeneration } from "../../server/accounts/account_store.ts";
import {
  makeCredentials,
  type NewCredential,
  replaceCredentials,
} from "../../server/accounts/credential_store.ts";
import { endSignIns } from "../../server/accounts/sign_in_store.ts";
import { changePassword, type Database, removeUser, resetPassword } from "../../server/admin.ts";
import { type Answer, call, type Json, login, tokenBearer } from "./support/accounts.ts";
import { makeWorld, PASSWORD, type World } from "./support/world.ts";

const ANN = "ann@example.org";
const NEW_PASSWORD = "battery staple";

const countIn = (database: Database, table: string): number | undefined =>
  database.row(object({ n: integer }), `SELECT count(*) AS n FROM ${table}`)?.n;

const beat = async (url: string) => void await (await fetch(`${url}/__lbheartbeat__`)).body?.cancel();

/** Runs `act` once the server knows whose request it is, and is busy stretching its password or waiting for its body. */
async function overtake(
  { url, server: { database } }: World,
  request: () => Promise<Answer>,
  act: () => void | Promise<void>,
): Promise<Answer> {
  // So long ago that the next use is noted.
  database.run("UPDATE session SET last_used_at_ms = last_used_at_ms - 660000");
  const noted = "SELECT count(*) AS n FROM session WHERE last_used_at_ms > ?";
  const since = database.clock.nowMs() - 600_000;
  const answer = request();
  while (database.row(object({ n: integer }), noted, since)?.n === 0) await beat(url);
  for (let i = 0; i < 3; i++) await beat(url);
  await act();
  return await answer;
}

interface Person {
  readonly session: { readonly authorization: string };
  readonly authPW: string;
  readonly next: readonly NewCredential[];
}

async function person(world: World): Promise<Person> {
  const { body } = await login(world.url, ANN, PASSWORD);
  const next = await stretchV1(NEW_PASSWORD, ANN);
  return {
    session: await tokenBearer(body.sessionToken),
    authPW: (await stretchV1(PASSWORD, ANN)).authPW.toHex(),
    next: await makeCredentials([{ version: 1, authPW: next.authPW, wrapKB: new Uint8Array(32) }]),
  };
}

/** Sets another password, as a change does that keeps the one session there is. */
function setPassword(database: Database, next: readonly NewCredential[]): void {
  const row = database.row(object({ id: string, uid: string }), "SELECT id, uid FROM session");
  assert.ok(row);
  database.write(() => {
    replaceCredentials(database, row.uid, next);
    raiseGeneration(database, row.uid);
    endSignIns(database, row.uid, row.id);
  });
}

const OVERTAKEN: readonly (readonly [name: string, path: string, body: (authPW: string) => Json])[] = [
  ["giving it again", "session/reauth?keys=true", (authPW) => ({ email: ANN, authPW })],
  ["beginning a change", "password/change/start", (oldAuthPW) => ({ email: ANN, oldAuthPW })],
  ["deleting the account", "account/destroy", (authPW) => ({ email: ANN, authPW })],
];

for (const [name, path, body] of OVERTAKEN) {
  Deno.test(`${name} with a password that is changed meanwhile leads to nothing`, async () => {
    await using world = await makeWorld([ANN]);
    const { database } = world.server;
    const { session, authPW, next } = await person(world);
    database.run("DELETE FROM key_fetch_token");
    const answer = await overtake(
      world,
      () => call("POST", `${world.url}/v1/${path}`, body(authPW), session),
      () => setPassword(database, next),
    );
    assert.deepEqual([answer.status, answer.body.errno], [400, 103]);
    for (const table of ["key_fetch_token", "password_change_token"]) {
      assert.equal(countIn(database, table), 0);
    }
    assert.equal(countIn(database, "account"), 1);
  });
}

Deno.test("a session confirmed while its password is given again stays confirmed", async () => {
  await using world = await makeWorld([ANN], { signIn: "code" });
  const { session, authPW } = await person(world);
  const { database } = world.server;
  const answer = await overtake(
    world,
    () => call("POST", `${world.url}/v1/session/reauth`, { email: ANN, authPW }, session),
    () => void database.run("UPDATE session SET challenge = NULL"),
  );
  assert.deepEqual([answer.status, answer.body.verified], [200, true]);
  const { body } = await call("GET", `${world.url}/v1/session/status`, undefined, session);
  assert.equal(body.state, "verified");
});

Deno.test("a session that ends while its password is given again is told so", async () => {
  await using world = await makeWorld([ANN]);
  const { session, authPW } = await person(world);
  const answer = await overtake(
    world,
    () => call("POST", `${world.url}/v1/session/reauth`, { email: ANN, authPW }, session),
    () => void world.server.database.run("DELETE FROM session"),
  );
  assert.deepEqual([answer.status, answer.body.errno], [401, 110]);
});

Deno.test("a session that ends before the body has come registers no device and queues no command", async () => {
  await using world = await makeWorld([ANN]);
  for (
    const [path, body] of [["account/device", "{}"], ["account/devices/invoke_command", COMMAND]] as const
  ) {
    const { session } = await person(world);
    const late = Promise.withResolvers<void>();
    const answer = await overtake(
      world,
      () => slowly(`${world.url}/v1/${path}`, body, session, late.promise),
      () => {
        world.server.database.run("DELETE FROM session");
        late.resolve();
      },
    );
    assert.deepEqual([answer.status, answer.body.errno], [401, 110], path);
  }
});

const COMMAND = JSON.stringify({ target: "0".repeat(32), command: "open", payload: {} });

/** Sends the body once told. */
async function slowly(
  url: string,
  body: string,
  headers: Record<string, string>,
  told: Promise<void>,
): Promise<Answer> {
  const stream = new ReadableStream<Uint8Array>({
    async start(controller) {
      controller.enqueue(new TextEncoder().encode(body.slice(0, 1)));
      await told;
      controller.enqueue(new TextEncoder().encode(body.slice(1)));
      controller.close();
    },
  });
  const init = { method: "POST", headers: { "content-type": "application/json", ...headers }, body: stream };
  const response = await fetch(url, init);
  return { status: response.status, body: await response.json(), headers: response.headers };
}

Deno.test("a change from beside the server does not undo one that was made meanwhile", async () => {
  await using world = await makeWorld([ANN]);
  const { database } = world.server;
  const changing = changePassword(database, { email: ANN, password: PASSWORD, newPassword: NEW_PASSWORD });
  // The same password once more: whatever this one reads from now on fits what it has been given.
  database.run("UPDATE account SET generation = generation + 1");
  await assert.rejects(changing, { code: "auth.wrong-password" });
  assert.equal((await login(world.url, ANN, PASSWORD)).status, 200);
});

Deno.test("a reset of who is removed meanwhile is refused in words", async () => {
  await using world = await makeWorld([ANN]);
  const resetting = resetPassword(world.server.database, { email: ANN, newPassword: NEW_PASSWORD });
  removeUser(world.server.database, ANN);
  await assert.rejects(resetting, { code: "usage.value" });
});
