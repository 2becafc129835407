import assert from "node:assert/strict";
import { checkSignIn, signOut } from "../../app/sign_out.ts";
import { listDevices, sessionStatus } from "../../core/accounts/api.ts";
import { grantByRefreshToken } from "../../core/accounts/oauth.ts";
import { deriveTokenKeys } from "../../core/crypto/token_keys.ts";
import { FoxdenError } from "../../core/errors.ts";
import { EMAIL, errorBody } from "../core/accounts/accounts_support.ts";
import { failsWith } from "../support/vectors.ts";
import { makeProfile, openSignedIn, openSynced, withoutOffline } from "./app_support.ts";

Deno.test("signing out revokes the sign-in, removes its device and its secrets", async () => {
  await using account = await openSignedIn();
  const { servers, clientId, refreshToken = "" } = await account.app.secrets();
  const server = account.app.openAccounts(servers);
  assert.deepEqual(await signOut(account.app), { email: EMAIL, revoked: true, journal: false, kept: false });
  await failsWith(
    "auth.revoked",
    () => grantByRefreshToken(server, { clientId, refreshToken, scope: "profile" }),
  );
  await failsWith("auth.revoked", () => listDevices(server, { refreshToken }));
  assert.equal(await account.open().secretsIfAny(), undefined);
});

Deno.test("signing out ends a session that had to be kept", async () => {
  await using account = await openSignedIn({ fault: withoutOffline });
  const { servers, sessionToken } = await account.app.secrets();
  assert.deepEqual(await signOut(account.app), { email: EMAIL, revoked: true, journal: false, kept: false });
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
    assert.deepEqual(await signOut(account.app), {
      email: EMAIL,
      revoked: false,
      journal: false,
      kept: false,
    });
    assert.equal(await account.open().secretsIfAny(), undefined);
  }
});

Deno.test("secrets that are damaged can be removed all the same", async () => {
  await using account = await openSignedIn();
  await Deno.writeTextFile(account.vaultPath, "damaged");
  assert.deepEqual(await signOut(account.open()), {
    email: undefined,
    revoked: false,
    journal: false,
    kept: false,
  });
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

Deno.test("secrets that nobody can open here are removed only by who says so", async () => {
  await using account = await openSignedIn();
  const passphrase = "open sesame";
  const secrets = await account.app.secrets();
  const asked = [
    () => Promise.resolve("open, barley"),
    () =>
      Promise.reject(new FoxdenError("not-confirmed.no-terminal", "nobody to ask", { need: "a passphrase" })),
  ];
  for (const answer of asked) {
    await account.app.keepSecrets(secrets, passphrase);
    const app = account.open({ passphrase: answer });
    await assert.rejects(signOut(app));
    assert.ok(await Deno.stat(account.vaultPath), "nothing is removed without a word");
    assert.deepEqual(await signOut(app, { forget: true }), {
      email: undefined,
      revoked: false,
      journal: false,
      kept: false,
    });
    assert.equal(await account.open().secretsIfAny(), undefined);
  }
  await account.app.keepSecrets(secrets, passphrase);
  await Deno.writeTextFile(account.vaultPath, '{"version":2}');
  await failsWith("failed.vault-version", () => signOut(account.open()));
  await Deno.writeTextFile(account.vaultPath, '{"version":');
  assert.deepEqual(await signOut(account.open()), {
    email: undefined,
    revoked: false,
    journal: false,
    kept: false,
  });
});

Deno.test("an account that has never synced is no reason to doubt a sign-in", async () => {
  await using account = await openSignedIn();
  await checkSignIn(account.app);
});
