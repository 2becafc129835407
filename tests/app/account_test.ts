import assert from "node:assert/strict";
import {
  checkSignIn,
  finishPasswordSignIn,
  signInWithPassword,
  signOut,
  submitSignInCode,
} from "../../app/account.ts";
import type { App } from "../../app/open.ts";
import { readVault, vaultIsSealed } from "../../app/vault.ts";
import { listDevices, sessionStatus } from "../../core/accounts/api.ts";
import { grantByRefreshToken, SYNC_SCOPES } from "../../core/accounts/oauth.ts";
import { deriveTokenKeys } from "../../core/crypto/token_keys.ts";
import { addUser } from "../../server/admin.ts";
import type { CodeMessage } from "../../server/serve.ts";
import { EMAIL, errorBody, PASSWORD, signUp } from "../core/accounts/accounts_support.ts";
import { openSession } from "../core/accounts/open_session.ts";
import { failsWith } from "../support/vectors.ts";
import { attemptAt, makeProfile, openPlace, openSignedIn, openSynced } from "./app_support.ts";

const ann = { email: EMAIL, password: PASSWORD };

/** Whether the server still takes this refresh token. */
async function lives(app: App, refreshToken = ""): Promise<boolean> {
  const { servers, clientId } = await app.secrets();
  const grant = grantByRefreshToken(app.openAccounts(servers), { clientId, refreshToken, scope: "profile" });
  return await grant.then(() => true, () => false);
}

/** A server that gives no refresh token, as old ones: it is asked for an online grant in place of an offline one. */
async function withoutOffline(request: Request): Promise<Response | undefined> {
  if (!request.url.endsWith("/oauth/token") || request.headers.has("x-again")) return undefined;
  const { access_type: _, ...body } = await request.json();
  const headers = { authorization: request.headers.get("authorization") ?? "", "x-again": "1" };
  return await fetch(request.url, { method: "POST", headers, body: JSON.stringify(body) });
}

Deno.test("a sign-in by password keeps what later runs need, and neither the password nor the session", async () => {
  await using place = await openPlace();
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
  assert.deepEqual(account.warnings, ["note: the server keeps no record of this device"]);
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
  await using place = await openPlace();
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

Deno.test("a profile of one account is not signed in to another by mistake", async () => {
  await using account = await openSignedIn();
  const before = await Deno.readFile(account.vaultPath);
  const attempt = await attemptAt(account.app, account);
  account.traces.length = 0;
  const other = { email: "bob@example.org", password: "x" };
  const error = await failsWith("usage.value", () => signInWithPassword(attempt, other));
  assert.deepEqual(error.details, { name: "--profile" });
  assert.deepEqual(account.traces, [], "not even the server was asked");
  assert.deepEqual(await Deno.readFile(account.vaultPath), before);
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

Deno.test("signing out revokes the sign-in, removes its device and its secrets", async () => {
  await using account = await openSignedIn();
  const { servers, clientId, refreshToken = "" } = await account.app.secrets();
  const server = account.app.openAccounts(servers);
  assert.deepEqual(await signOut(account.app), { email: EMAIL, revoked: true });
  await failsWith(
    "auth.revoked",
    () => grantByRefreshToken(server, { clientId, refreshToken, scope: "profile" }),
  );
  await failsWith("auth.revoked", () => listDevices(server, { refreshToken }));
  const options = { passphrase: () => Promise.resolve(""), warn: () => Promise.resolve() };
  assert.equal(await readVault(account.vaultPath, options), undefined);
});

Deno.test("signing out ends a session that had to be kept", async () => {
  await using account = await openSignedIn({ fault: withoutOffline });
  const { servers, sessionToken } = await account.app.secrets();
  assert.deepEqual(await signOut(account.app), { email: EMAIL, revoked: true });
  const token = await deriveTokenKeys(sessionToken ?? new Uint8Array(32), "sessionToken");
  await failsWith("auth.revoked", () => sessionStatus(account.app.openAccounts(servers), token));
});

Deno.test("a sign-out that the server cannot be told of still removes the secrets, and says so", async () => {
  let answer: (() => Response) | undefined;
  for (
    const failure of [
      () => new Response(null, { status: 503 }),
      () => Response.json(errorBody(107), { status: 400 }),
    ]
  ) {
    await using account = await openSignedIn({
      fault: ({ url }) => url.endsWith("/oauth/destroy") ? answer?.() : undefined,
    });
    answer = failure;
    assert.deepEqual(await signOut(account.app), { email: EMAIL, revoked: false });
    assert.equal(await account.open().secretsIfAny(), undefined);
  }
});

Deno.test("secrets that are damaged can be removed all the same", async () => {
  await using account = await openSignedIn();
  await Deno.writeTextFile(account.vaultPath, "damaged");
  assert.deepEqual(await signOut(account.open()), { email: undefined, revoked: false });
  assert.equal(await account.open().secretsIfAny(), undefined);
});

Deno.test("where nobody is signed in there is nothing to sign out of", async () => {
  await using profile = await makeProfile();
  await failsWith("auth.signed-out", () => signOut(profile.open()));
});

Deno.test("a sign-in is checked against the server, and one that has ended is told", async () => {
  await using account = await openSynced();
  await checkSignIn(account.open());
  const other = account.open();
  const { servers } = await account.app.secrets();
  const copy = await Deno.readFile(account.vaultPath);
  await signOut(account.app);
  await Deno.writeFile(account.vaultPath, copy, { mode: 0o600 });
  assert.equal((await other.secrets()).servers.auth, servers.auth);
  await failsWith("auth.revoked", () => checkSignIn(other));
});

Deno.test("a kept session that was never confirmed does not count as a sign-in", async () => {
  let unverified = false;
  await using account = await openSignedIn({
    fault: (request) => {
      if (!unverified || !request.url.endsWith("/session/status")) return withoutOffline(request);
      return Response.json({ state: "unverified", uid: "0123456789abcdef0123456789abcdef" });
    },
  });
  unverified = true;
  await failsWith("auth.unverified", () => checkSignIn(account.app));
});
