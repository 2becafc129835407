import assert from "node:assert/strict";
import { listRecords } from "../../app/records.ts";
import { signInColumns, signInOf, statusColumns, statusOf } from "../../app/status.ts";
import { SYNC_SCOPES } from "../../core/accounts/oauth.ts";
import { EMAIL } from "../core/accounts/accounts_support.ts";
import { failsWith } from "../support/vectors.ts";
import { cellsOfRow, makeProfile, openSignedIn, openSynced, put, rowsOf } from "./app_support.ts";

Deno.test("a sign-in is told without asking a server, and without its secrets", async () => {
  await using account = await openSignedIn();
  const { uid, signedInAtMs, syncKey, refreshToken = "" } = await account.app.secrets();
  account.traces.length = 0;
  const row = await signInOf(account.open());
  assert.deepEqual(cellsOfRow(signInColumns, row), {
    checked: null,
    account: EMAIL,
    server: account.server.url,
    profile: "default",
    scopes: SYNC_SCOPES.split(" "),
    key: syncKey.kid,
    signedIn: new Date(signedInAtMs),
    credential: "refresh token",
    secrets: account.vaultPath,
    protection: "file mode only: who can read the file can read the account's Sync data",
    tokenServer: `${account.server.url}/token/1.0/sync/1.5`,
    uid,
  });
  assert.deepEqual(account.traces, []);
  assert.ok(!JSON.stringify(row).includes(refreshToken));
});

Deno.test("secrets that are sealed are told so, and so is a sign-in that rests on a session", async () => {
  await using account = await openSignedIn();
  const { refreshToken: _, ...secrets } = await account.app.secrets();
  const app = account.open({ passphrase: () => Promise.resolve("open sesame") });
  const sessionToken = new Uint8Array(32);
  await app.keepSecrets({ ...secrets, refreshToken: undefined, sessionToken }, "open sesame");
  const { protection, credential } = cellsOfRow(signInColumns, await signInOf(app));
  assert.deepEqual([protection, credential], ["sealed with a passphrase", "session"]);
});

Deno.test("an account on one page: its room, its last change, and how many records of each kind", async () => {
  await using account = await openSynced();
  await put(account.app, "forms", { id: "a" }, { id: "b" });
  const last = await put(account.app, "tabs", { id: "a" });
  const row = await statusOf(account.app);
  const { used, ...rest } = cellsOfRow(statusColumns, row);
  assert.ok(typeof used === "number" && used > 0);
  assert.deepEqual(rest, {
    account: EMAIL,
    profile: "default",
    server: account.server.url,
    lastChange: new Date(last),
    lastSync: null,
    limit: null,
    records: { crypto: 1, forms: 2, meta: 1, tabs: 1 },
  });
  const before = Date.now();
  await rowsOf(listRecords(account.app, { collection: "forms" }));
  const { lastSyncMs } = await statusOf(account.app);
  assert.ok(lastSyncMs !== null && lastSyncMs >= before, "reading has brought the local copy up to date");
});

Deno.test("an account whose collections are all gone has never changed", async () => {
  await using account = await openSynced({
    fault: ({ url }) => /info\/collection/.test(url) ? Response.json({}) : undefined,
  });
  const { lastChangeMs, counts } = await statusOf(account.app);
  assert.deepEqual([lastChangeMs, counts], [null, {}]);
});

Deno.test("nobody's sign-in and nobody's account are told as such", async () => {
  await using profile = await makeProfile();
  await failsWith("auth.signed-out", () => signInOf(profile.open()));
  await failsWith("auth.signed-out", () => statusOf(profile.open()));
});
