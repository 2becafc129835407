import assert from "node:assert/strict";
import { VERSION } from "../../app/version.ts";
import { OLDSYNC_SCOPE } from "../../core/crypto/scoped_key.ts";
import { infoCollections } from "../../core/sync/info.ts";
import { readBso } from "../../core/sync/storage.ts";
import { vaultIsSealed } from "../../app/vault.ts";
import { errorBody, serversAt } from "../core/accounts/accounts_support.ts";
import { failsWith } from "../support/vectors.ts";
import { id, META_GLOBAL, named } from "../core/sync/storage_support.ts";
import { makeProfile, openSignedIn, openSynced } from "./app_support.ts";

/** Answers the token server's requests in turn; afterwards, and where there is none, the server itself does. */
function tokenAnswers(...answers: readonly (Response | undefined)[]) {
  let count = 0;
  return ({ url }: Request) => url.includes("/token/1.0/") ? answers[count++] : undefined;
}

const refused = () => Response.json({ status: "invalid-credentials", errors: [] }, { status: 401 });

Deno.test("on a profile where nobody is signed in, nothing but a sign-in goes", async () => {
  await using profile = await makeProfile();
  const app = profile.open({ profile: "work" });
  assert.equal(await app.secretsIfAny(), undefined);
  for (
    const needs of [() => app.secrets(), () => app.sync(), () => app.accessToken("x"), () => app.credential()]
  ) {
    assert.deepEqual((await failsWith("auth.signed-out", needs)).details, { profile: "work", others: [] });
  }
  assert.deepEqual(profile.traces, []);
});

Deno.test("the account's Sync is opened once, and judged before it is given", async () => {
  await using account = await openSignedIn();
  const missing = await failsWith("not-found.setup", () => account.open().sync());
  assert.deepEqual(missing.details, { missing: "meta/global" });
  const session = await account.app.syncBeforeSetup();
  assert.equal((await infoCollections(session.server)).size, 0, "it can be reached to be set up");
  await using synced = await openSynced();
  assert.equal(await synced.app.sync(), await synced.app.sync());
});

Deno.test("an access token that was revoked meanwhile is replaced once without a word", async () => {
  await using account = await openSignedIn({ fault: tokenAnswers(refused()) });
  const { server } = await account.app.syncBeforeSetup();
  assert.equal((await infoCollections(server)).size, 0);
  const grants = account.traces.filter((line) => line.includes("/oauth/token"));
  assert.equal(grants.length, 3, "one for the sign-in and two to get at the storage");
});

Deno.test("a sign-in that gets no token twice in a row has ended", async () => {
  await using account = await openSignedIn({ fault: tokenAnswers(refused(), refused()) });
  const { server } = await account.app.syncBeforeSetup();
  await failsWith("auth.revoked", () => infoCollections(server));
});

Deno.test("a refresh token that is dead is not tried twice", async () => {
  let dead = false;
  await using account = await openSignedIn({
    fault: ({ url }) =>
      dead && url.endsWith("/oauth/token") ? Response.json(errorBody(182), { status: 400 }) : undefined,
  });
  dead = true;
  account.traces.length = 0;
  await failsWith("auth.revoked", () => account.open().sync());
  assert.equal(account.traces.length, 1);
});

Deno.test("what was learned about a server holds for the whole run, and each caller gets its own addresses", async () => {
  await using profile = await makeProfile();
  const app = profile.open();
  const servers = serversAt("https://accounts.example.org");
  const first = app.openAccounts(servers);
  first.learned.needsHawk = true;
  const second = app.openAccounts({ ...servers, token: "https://own.example/token" });
  assert.equal(second.learned.needsHawk, true);
  assert.equal(second.servers.token, "https://own.example/token");
  assert.equal(app.openAccounts(serversAt("https://other.example")).learned.needsHawk, false);
});

Deno.test("secrets without any token are damaged, whatever else is in them", async () => {
  await using account = await openSignedIn();
  const { refreshToken: _, ...secrets } = await account.app.secrets();
  await account.app.keepSecrets({ ...secrets, refreshToken: undefined });
  await failsWith("failed.vault", () => account.app.credential());
  await failsWith("failed.vault", () => account.app.accessToken(OLDSYNC_SCOPE));
});

Deno.test("keys that changed are told at once, without a second try", async () => {
  const changed = Response.json({ status: "invalid-client-state", errors: [] }, { status: 401 });
  await using account = await openSignedIn({ fault: tokenAnswers(changed) });
  const { server } = await account.app.syncBeforeSetup();
  await failsWith("auth.keys-changed", () => infoCollections(server));
  assert.equal(account.traces.filter((line) => line.includes("/token/1.0/")).length, 1);
});

Deno.test("each run of the program goes on with the sign-in that the profile keeps", async () => {
  await using account = await openSynced();
  const [before, later] = [await account.app.secrets(), await account.open().secrets()];
  assert.deepEqual(later, before);
  const { meta } = await (await account.open().sync()).setup();
  assert.equal(meta.syncID, META_GLOBAL.syncID);
  assert.match(later.refreshToken ?? "", /^[0-9a-f]{64}$/);
  assert.deepEqual(await account.open().credential(), { refreshToken: before.refreshToken });
});

Deno.test("profiles do not see each other", async () => {
  await using account = await openSignedIn();
  assert.equal(await account.open({ profile: "other" }).secretsIfAny(), undefined);
});

Deno.test("new secrets replace what was opened with the former ones", async () => {
  await using account = await openSignedIn();
  const { app } = account;
  const [secrets, session] = [await app.secrets(), await app.syncBeforeSetup()];
  await app.keepSecrets({ ...secrets, email: "new@example.org" });
  assert.equal((await app.secrets()).email, "new@example.org");
  assert.notEqual(await app.syncBeforeSetup(), session);
});

Deno.test("secrets that were sealed stay sealed with the same passphrase when they are kept again", async () => {
  await using account = await openSignedIn();
  const secrets = await account.app.secrets();
  await account.app.keepSecrets(secrets, "open sesame");
  const knowing = account.open({ passphrase: () => Promise.resolve("open sesame") });
  await knowing.keepSecrets({ ...secrets, email: "new@example.org" });
  assert.equal(await vaultIsSealed(account.vaultPath), true);
  assert.equal((await knowing.secrets()).email, "new@example.org");
});

Deno.test("an access token is for the scope asked for and no other", async () => {
  await using account = await openSignedIn();
  const verify = async (scope: string) => {
    const body = JSON.stringify({ token: await account.app.accessToken(scope) });
    return (await (await fetch(`${account.server.url}/v1/verify`, {
      method: "POST",
      body,
      headers: { "content-type": "application/json" },
    })).json()).scope;
  };
  assert.deepEqual(await verify(OLDSYNC_SCOPE), [OLDSYNC_SCOPE]);
  assert.deepEqual(await verify("profile"), ["profile"]);
});

Deno.test("a trace names each request and how it ended, and neither ids, queries nor secrets", async () => {
  await using account = await openSynced();
  const { app, server, traces } = account;
  await app.startOver();
  traces.length = 0;
  const { server: storage } = await account.open().sync();
  await readBso(storage, named("bookmarks"), id("{a secret id}"));
  const shown = traces.map((line) => line.replace(/ \d+ ms #\d+$/, "").replace(server.url, ""));
  assert.deepEqual(shown, [
    "POST /v1/oauth/token 200",
    "GET /token/1.0/sync/1.5 200",
    "GET /1.5/…/storage/meta/… 200",
    "GET /1.5/…/storage/crypto/… 200",
    "GET /1.5/…/storage/bookmarks/… 404",
  ]);
  const { refreshToken = "", syncKey } = await app.secrets();
  assert.ok(!traces.join().includes(refreshToken) && !traces.join().includes(syncKey.kid));
});

Deno.test("a request that got no answer is traced as failed", async () => {
  await using profile = await makeProfile();
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const root = new URL(`http://127.0.0.1:${listener.addr.port}`);
  listener.close();
  await failsWith("network.unreachable", () => profile.open().discover(root, {}));
  assert.match(
    profile.traces[0] ?? "",
    /^GET http:\/\/127\.0\.0\.1:\d+\/\.well-known\/\S+ failed \d+ ms #1$/,
  );
});

Deno.test("foxden names itself and its version to servers", async () => {
  const agents = new Set<string | null>();
  await using _account = await openSignedIn({
    fault: ({ headers }) => {
      agents.add(headers.get("user-agent"));
      return undefined;
    },
  });
  assert.deepEqual([...agents], [`foxden/${VERSION}`]);
});

Deno.test("an application that found nobody signed in looks again the next time", async () => {
  await using account = await openSignedIn();
  const { version: _, ...secrets } = await account.app.secrets();
  await Deno.remove(account.vaultPath);
  const app = account.open();
  assert.equal(await app.secretsIfAny(), undefined);
  await account.open().keepSecrets(secrets);
  assert.equal((await app.secrets()).uid, secrets.uid);
});
