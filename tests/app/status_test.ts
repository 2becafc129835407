import assert from "node:assert/strict";
import { DEFAULT_FRESHNESS, type Stale } from "../../app/freshness.ts";
import { JOURNAL } from "../../app/journal/schema.ts";
import { statusColumns, statusOf } from "../../app/overview.ts";
import { listRecords } from "../../app/records.ts";
import { refresh } from "../../app/refresh.ts";
import { Database } from "../../app/sqlite/database.ts";
import { signInColumns, signInOf } from "../../app/status.ts";
import { SYNC_SCOPES } from "../../core/accounts/oauth.ts";
import { EMAIL } from "../core/accounts/accounts_support.ts";
import { failsWith } from "../support/vectors.ts";
import { cellsOfRow, makeProfile, openSignedIn, openSynced, put, rowsOf } from "./app_support.ts";
import { plan } from "./writing_support.ts";

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
  const { signedInAtMs } = await account.app.secrets();
  const row = await statusOf(account.app);
  const { used, asOf, ...rest } = cellsOfRow(statusColumns, row);
  assert.ok(typeof used === "number" && used > 0);
  assert.ok(asOf instanceof Date && Date.now() - asOf.getTime() < 60_000);
  assert.deepEqual(rest, {
    account: EMAIL,
    profile: "default",
    marks: ["local"],
    server: account.server.url,
    signedIn: new Date(signedInAtMs),
    answeredBy: "server",
    lastChange: new Date(last),
    lastSync: null,
    oldestSync: null,
    limit: null,
    records: { crypto: 1, forms: 2, meta: 1, tabs: 1 },
    pendingWrites: 0,
    unknownWrites: 0,
  });
  assert.deepEqual(row.next, ["sync"]);
  await assert.rejects(Deno.stat(account.app.config.journalPath), Deno.errors.NotFound);
});

Deno.test("how old the local copy is shows by what was asked for first and last", async () => {
  await using account = await openSynced();
  await put(account.app, "forms", { id: "a" });
  await put(account.app, "tabs", { id: "a" });
  const before = Date.now();
  await rowsOf(listRecords(account.app, { collection: "forms" }));
  const one = await statusOf(account.app);
  assert.ok(
    one.lastSyncMs !== null && one.lastSyncMs >= before,
    "reading has brought the local copy up to date",
  );
  const mirror = await account.app.mirror();
  for (const copy of mirror.copies()) {
    if (copy.name === "forms") mirror.markChecked(copy, before - 2 * 86_400_000);
  }
  await rowsOf(listRecords(account.app, { collection: "tabs" }));
  const { lastSyncMs, oldestSyncMs, next } = await statusOf(account.app);
  assert.equal(oldestSyncMs, before - 2 * 86_400_000);
  assert.ok(lastSyncMs !== null && lastSyncMs >= before);
  assert.deepEqual(next, ["sync"]);
});

Deno.test("where no server may be asked, or none answers, it says what is known here and from when", async () => {
  await using account = await openSynced();
  await put(account.app, "forms", { id: "a" });
  const told: string[] = [];
  const onStale = ({ why }: Stale) => Promise.resolve(void told.push(why));
  const offline = () => account.open({ offline: true, fresh: { mode: "cached" }, onStale });
  const nothing = await statusOf(offline());
  assert.deepEqual([nothing.answeredBy, nothing.counts, nothing.usedBytes], ["nobody", null, null]);
  assert.deepEqual([nothing.email, nothing.next, told], [EMAIL, [], ["offline"]]);
  const asked = await statusOf(account.app);
  const { answeredBy, asOfMs, counts } = await statusOf(offline());
  assert.deepEqual([answeredBy, asOfMs, counts], ["this machine", asked.asOfMs, asked.counts]);
  await account.server.close();
  told.length = 0;
  const away = await statusOf(account.open({ fresh: DEFAULT_FRESHNESS, onStale }));
  assert.deepEqual([away.answeredBy, away.counts, away.next], ["this machine", asked.counts, [
    "sync",
    "examine",
  ]]);
  assert.deepEqual(told, ["unreachable", "unreachable"]);
  await failsWith("network.unreachable", () => statusOf(account.app));
});

Deno.test("what to do next follows from how things stand", async () => {
  await using fresh = await openSignedIn({ quotaBytes: 1000 });
  assert.deepEqual((await statusOf(fresh.app)).next, ["set-up"]);
  await using account = await openSynced({ quotaBytes: 1_000_000 });
  const { app } = account;
  await refresh(app, { collections: "all" });
  assert.deepEqual((await statusOf(app)).next, []);
  await put(app, "bookmarks", {
    id: "lost",
    type: "bookmark",
    bmkUri: "http://a.example/",
    parentid: "nowhere",
  });
  await refresh(app, { collections: "all" });
  assert.deepEqual((await statusOf(app)).next, ["check-bookmarks"]);
  await put(app, "forms", { id: "a", name: "x".repeat(690_000) });
  await refresh(app, { collections: "all" });
  assert.deepEqual((await statusOf(app)).next, ["make-room", "check-bookmarks"]);
});

Deno.test("writes whose end is not known are counted, and a journal that cannot be read is looked into", async () => {
  await using account = await openSynced();
  const { app } = account;
  await refresh(app, { collections: "all" });
  const pending = await plan(app, "forms", [{ id: "c", name: "q", value: "cub" }]);
  await pending.commit(() => {});
  await refresh(app, { collections: "all" });
  const journal = await app.journal();
  const [entry] = journal.entries();
  assert.ok(entry);
  const changes = await journal.changes(entry.seq);
  await journal.finish(entry.seq, { state: "unknown" });
  await journal.begin({ atMs: 1, title: "cut", collection: entry.collection }, changes);
  const { pendingWrites, unknownWrites, next } = await statusOf(app);
  assert.deepEqual([pendingWrites, unknownWrites, next], [1, 1, ["settle", "look-at-writes"]]);
  journal[Symbol.dispose]();
  const db = Database.open(app.config.journalPath, JOURNAL);
  db.run("PRAGMA user_version = 99");
  db.close();
  const broken = await statusOf(account.open());
  assert.deepEqual([broken.pendingWrites, broken.next], [null, ["examine"]]);
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
