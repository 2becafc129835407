import assert from "node:assert/strict";
import { finishPasswordSignIn, signInWithPassword, submitSignInCode } from "../../app/account.ts";
import type { App } from "../../app/open.ts";
import { vaultIsSealed } from "../../app/vault.ts";
import { listDevices, sessionStatus } from "../../core/accounts/api.ts";
import { grantByRefreshToken, SYNC_SCOPES } from "../../core/accounts/oauth.ts";
import { deriveTokenKeys } from "../../core/crypto/token_keys.ts";
import { addUser } from "../../server/admin.ts";
import { insertAccount, prepareAccount } from "../../server/accounts/account_store.ts";
import { type CodeMessage, type RunningServer, serve } from "../../server/serve.ts";
import { EMAIL, errorBody, PASSWORD, signUp } from "../core/accounts/accounts_support.ts";
import { openSession } from "../core/accounts/open_session.ts";
import { failsWith } from "../support/vectors.ts";
import { attemptAt, openPlace, openSignedIn, withoutOffline } from "./app_support.ts";

const ann = { email: EMAIL, password: PASSWORD };

/** Whether the server still takes this refresh token. */
async function lives(app: App, refreshToken = ""): Promise<boolean> {
  const { servers, clientId } = await app.secrets();
  const grant = grantByRefreshToken(app.openAccounts(servers), { clientId, refreshToken, scope: "profile" });
  return await grant.then(() => true, () => false);
}

Deno.test("a sign-in by password keeps what later runs need, and neither the password nor the session", async () => {
  await using place = await openPlace({ signUp: true });
  const app = place.open();
  const attempt = await attemptAt(app, place);
  const session = await signUp(attempt.server);
  const signedIn = await finishPasswordSignIn(app, attempt, session);
  assert.deepEqual(signedIn, { email: EMAIL, server: place.server.url, deviceName: "den" });
  const kept = await app.secrets();
  assert.deepEqual([kept.uid, kept.email, kept.clientId], [session.uid, EMAIL, "f07d3a0000000001"]);
  assert.equal(kept.sessionToken, undefined);
  assert.match(kept.refreshToken ?? "", /^[0-9a-f]{64}$/);
  const text = await Deno.readTextFile(place.vaultPath);
  const secrets = [session.sessionToken, session.unwrapBKey, session.token.hmacKey];
  for (const bytes of secrets) {
    for (
      const written of [
        bytes.toHex(),
        bytes.toBase64(),
        bytes.toBase64({ alphabet: "base64url", omitPadding: true }),
      ]
    ) {
      assert.ok(!text.includes(written));
    }
  }
  assert.ok(!text.includes(PASSWORD));
});

Deno.test("the session is traded for a refresh token and ended", async () => {
  await using place = await openPlace();
  const app = place.open();
  const attempt = await attemptAt(app, place);
  const session = await openSession(place.server.database);
  await finishPasswordSignIn(app, attempt, session);
  await failsWith("auth.revoked", () => sessionStatus(attempt.server, session.token));
  assert.deepEqual((await app.accessToken(SYNC_SCOPES)).length, 64);
});

Deno.test("where a server gives no refresh token the session is kept, and used on", async () => {
  await using account = await openSignedIn({ fault: withoutOffline });
  const { app } = account;
  const { refreshToken, sessionToken } = await app.secrets();
  assert.equal(refreshToken, undefined);
  assert.ok(sessionToken);
  const credential = await app.credential();
  assert.deepEqual(credential, await deriveTokenKeys(sessionToken, "sessionToken"));
  const { servers } = await app.secrets();
  assert.equal(
    (await sessionStatus(app.openAccounts(servers), await deriveTokenKeys(sessionToken, "sessionToken")))
      .state,
    "verified",
  );
  assert.equal((await app.accessToken(SYNC_SCOPES)).length, 64);
});

Deno.test("this device is named to the account", async () => {
  await using account = await openSignedIn();
  const { app } = account;
  const { servers, deviceId } = await app.secrets();
  const [device, ...others] = await listDevices(app.openAccounts(servers), await app.credential());
  assert.deepEqual([device?.id, device?.name, device?.type, device?.isCurrentDevice], [
    deviceId,
    "den",
    "desktop",
    true,
  ]);
  assert.deepEqual(others, []);
});

Deno.test("a server without records of devices is no reason to refuse a sign-in", async () => {
  const noDevices = ({ url }: Request) =>
    url.endsWith("/account/device") ? Response.json(errorBody(116), { status: 404 }) : undefined;
  await using account = await openSignedIn({ fault: noDevices });
  assert.equal((await account.app.secrets()).deviceId, undefined);
  assert.equal(account.warnings.length, 1);
  assert.match(account.warnings[0] ?? "", /^note: this device is not named in the account/);
});

Deno.test("a passphrase given at sign-in seals the profile's secrets", async () => {
  await using place = await openPlace();
  const app = place.open({ passphrase: () => Promise.resolve("open sesame") });
  const attempt = { ...await attemptAt(app, place), passphrase: "open sesame" };
  await finishPasswordSignIn(app, attempt, await openSession(place.server.database));
  assert.equal(await vaultIsSealed(place.vaultPath), true);
  assert.equal((await app.secrets()).email, EMAIL);
});

Deno.test("a second sign-in of the same account ends the first and goes on with its local copy", async () => {
  await using place = await openPlace({ signUp: true });
  const app = place.open();
  const attempt = await attemptAt(app, place);
  await finishPasswordSignIn(app, attempt, await signUp(attempt.server));
  const first = await app.secrets();
  const step = await signInWithPassword(attempt, { ...ann, email: EMAIL.toUpperCase() });
  assert.ok(step.step === "signed-in");
  await finishPasswordSignIn(app, attempt, step.session);
  const second = await app.secrets();
  assert.notEqual(second.refreshToken, first.refreshToken);
  assert.deepEqual(second.mirrorKey, first.mirrorKey);
  assert.deepEqual([await lives(app, first.refreshToken), await lives(app, second.refreshToken)], [
    false,
    true,
  ]);
});

Deno.test("a profile of one account is not signed in to another, and nothing of the attempt is left", async () => {
  await using account = await openSignedIn();
  const { app, server: { database }, traces } = account;
  const before = await Deno.readFile(account.vaultPath);
  const attempt = await attemptAt(app, account);
  const session = await openSession(database, "bob@example.org");
  traces.length = 0;
  const error = await failsWith("usage.value", () => finishPasswordSignIn(app, attempt, session));
  assert.deepEqual(error.details, { name: "--profile" });
  assert.match(error.message, /ann@example\.org/);
  assert.deepEqual(await Deno.readFile(account.vaultPath), before);
  await failsWith("auth.revoked", () => sessionStatus(attempt.server, session.token));
  assert.ok(traces.some((line) => line.includes("POST") && line.includes("/v1/oauth/destroy 200")));
  assert.ok(!traces.some((line) => line.includes("/v1/account/device ")), "no device was named");
  assert.equal(await lives(app, (await app.secrets()).refreshToken), true);
});

Deno.test("a sign-in that cannot be kept leaves nothing on the server", async () => {
  await using place = await openPlace();
  await Deno.mkdir(place.vaultPath, { recursive: true });
  const app = place.open();
  const attempt = await attemptAt(app, place);
  const session = await openSession(place.server.database);
  await failsWith("failed.file", () => finishPasswordSignIn(app, attempt, session));
  await failsWith("auth.revoked", () => sessionStatus(attempt.server, session.token));
  assert.ok(place.traces.some((line) => line.includes("/v1/oauth/destroy 200")));
});

Deno.test("a session is ended also when it gives no key, and one that cannot be ended is no failure", async () => {
  const answers: Record<string, Response> = {
    "/account/scoped-key-data": Response.json({}),
    "/session/destroy": new Response(null, { status: 503 }),
  };
  for (
    const [path, code] of [["/account/scoped-key-data", "auth.refused"], [
      "/session/destroy",
      undefined,
    ]] as const
  ) {
    await using place = await openPlace({
      fault: ({ url }) => url.endsWith(path) ? answers[path] : undefined,
    });
    const app = place.open();
    const attempt = await attemptAt(app, place);
    const session = await openSession(place.server.database);
    const finish = () => finishPasswordSignIn(app, attempt, session);
    if (code === undefined) assert.equal((await finish()).email, EMAIL);
    else {
      await failsWith(code, finish);
      await failsWith("auth.revoked", () => sessionStatus(attempt.server, session.token));
      assert.equal(await app.secretsIfAny(), undefined);
    }
  }
});

Deno.test("a sign-in that wants a code goes on with it, mailed or shown by an authenticator", async () => {
  for (const signIn of ["code", "totp"] as const) {
    const mail: CodeMessage[] = [];
    await using place = await openPlace({ signIn, deliver: (message) => mail.push(message) });
    await addUser(place.server.database, ann);
    const app = place.open();
    const attempt = await attemptAt(app, place);
    const step = await signInWithPassword(attempt, ann);
    assert.ok(step.step === (signIn === "code" ? "needs-code" : "needs-totp"));
    const next = await submitSignInCode(attempt, step, mail[0]?.code ?? "");
    assert.ok(next.step === "signed-in");
    assert.equal((await finishPasswordSignIn(app, attempt, next.session)).email, EMAIL);
  }
});

/** How many rows the server has in each of these tables. */
const countsOf = ({ database }: RunningServer, ...tables: readonly string[]) =>
  tables.map((table) => database.rows((row) => row, `SELECT 1 FROM ${table}`).length);

Deno.test("a profile of one server is not signed in to another, though address and account look the same", async () => {
  await using account = await openSignedIn();
  await using other = await serve();
  const { app, vaultPath } = account;
  const { uid, refreshToken } = await app.secrets();
  const before = await Deno.readFile(vaultPath);
  const twin = await prepareAccount(other.database, { email: EMAIL, passwords: [], uid });
  insertAccount(other.database, twin);
  const again = account.open();
  const attempt = await attemptAt(again, { server: other });
  const session = await openSession(other.database);
  assert.equal(session.uid, uid);
  const error = await failsWith("usage.value", () => finishPasswordSignIn(again, attempt, session));
  assert.deepEqual(error.details, { name: "--profile" });
  assert.deepEqual(await Deno.readFile(vaultPath), before);
  assert.deepEqual(countsOf(other, "device", "refresh_token", "session"), [0, 0, 0]);
  assert.equal(await lives(app, refreshToken), true, "the former sign-in stands");
});

Deno.test("a sign-in that fails at the very end takes back what it left, and its own failure is what is told", async () => {
  for (const deaf of [false, true]) {
    await using place = await openPlace({
      fault: ({ url }) =>
        deaf && url.endsWith("/oauth/destroy") ? new Response(null, { status: 503 }) : undefined,
    });
    // Nothing can be read through such a link, and nothing written: only the last step finds out.
    await Deno.symlink(`${place.home}/no/such/folder`, `${place.home}/default`);
    const app = place.open();
    const attempt = await attemptAt(app, place);
    const session = await openSession(place.server.database);
    await failsWith("failed.file", () => finishPasswordSignIn(app, attempt, session));
    assert.ok(place.traces.some((line) => line.includes("/v1/account/device 200")), "a device was named");
    const left = countsOf(place.server, "device", "refresh_token", "session");
    assert.deepEqual(left, deaf ? [1, 1, 0] : [0, 0, 0]);
  }
});
