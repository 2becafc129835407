/** The real-Firefox account on an embedded server, signed in to and read through the ordinary readers. */
import assert from "node:assert/strict";
import { beginSignIn, signInWithPassword } from "../../app/account.ts";
import type { MirrorRecord } from "../../app/mirror/page.ts";
import type { App } from "../../app/open.ts";
import { decode, readAll, readAs, readLive, type Stored } from "../../app/read.ts";
import type { Secrets } from "../../app/vault.ts";
import { fetchKeyBundle } from "../../core/accounts/api.ts";
import { type AccountKeys, openAccountKeys } from "../../core/crypto/account_keys.ts";
import { type CollectionName, collectionName, type ServerTime } from "../../core/ids.ts";
import { anyObject, type JsonObject } from "../../core/json.ts";
import type { Incoming, SyncRecord } from "../../core/records/codec.ts";
import { codecOf, type RecordOf } from "../../core/records/registry.ts";
import { infoCollections } from "../../core/sync/info.ts";
import { load } from "../../server/admin.ts";
import { appIn, type Fixture, loadableAccount, readFixture, signInTo } from "../../tools/fixture.ts";
import { openWorld, type World } from "./world.ts";

type Name =
  | "addresses"
  | "bookmarks"
  | "clients"
  | "creditcards"
  | "crypto"
  | "forms"
  | "history"
  | "meta"
  | "passwords"
  | "prefs"
  | "tabs";

/** The records in use, decoded by the codec of their collection. */
export type LiveRecords = { readonly [N in Name]: readonly Stored<RecordOf<N>>[] };

/** Any record, tombstones included: its envelope, what it was taken for, and its cleartext. */
export interface OpenedRecord {
  readonly bso: Omit<MirrorRecord, "clear">;
  readonly incoming: Incoming<SyncRecord>;
  readonly clear: JsonObject;
}

/** Everything that a signed-in foxden sees of the account. */
export interface FirefoxReading {
  readonly fixture: Fixture;
  readonly secrets: Secrets;
  /** As the server hands them out. */
  readonly keys: AccountKeys;
  /** The time of each collection. */
  readonly times: ReadonlyMap<CollectionName, ServerTime>;
  readonly live: LiveRecords;
  readonly all: ReadonlyMap<string, readonly OpenedRecord[]>;
}

/** A world whose server holds the account. */
export async function openFirefoxWorld(fixture: Fixture): Promise<World> {
  const world = await openWorld({ user: false });
  await load(world.server.database, loadableAccount(fixture));
  return world;
}

/** Signs in with e-mail and password and reads everything. */
export async function readFirefoxAccount(): Promise<FirefoxReading> {
  const fixture = await readFixture();
  await using world = await openFirefoxWorld(fixture);
  using app = appIn({ HOME: world.home }, new AbortController().signal);
  const keys = await fetchAccountKeys(app, world.server.url, fixture);
  await signInTo(app, world.server.url, fixture.account);
  const { server } = await app.sync();
  return {
    fixture,
    keys,
    secrets: await app.secrets(),
    times: await infoCollections(server),
    live: await readEveryLive(app),
    all: await readEveryRecord(app, [...fixture.collections.keys()]),
  };
}

/** The sign-in keeps neither of them, so they are asked for with a session of their own. */
async function fetchAccountKeys(app: App, url: string, { account }: Fixture): Promise<AccountKeys> {
  const attempt = await beginSignIn(app, { root: new URL(url), overrides: {} }, { deviceName: "keys" });
  const step = await signInWithPassword(attempt, account);
  assert.ok(step.step === "signed-in");
  const { keyFetch } = step.session;
  return await openAccountKeys(await fetchKeyBundle(attempt.server, keyFetch), keyFetch.bundleKey);
}

async function readEveryLive(app: App): Promise<LiveRecords> {
  return {
    addresses: await readCollection(app, "addresses"),
    bookmarks: await readCollection(app, "bookmarks"),
    clients: await readCollection(app, "clients"),
    creditcards: await readCollection(app, "creditcards"),
    crypto: await readCollection(app, "crypto"),
    forms: await readCollection(app, "forms"),
    history: await readCollection(app, "history"),
    meta: await readCollection(app, "meta"),
    passwords: await readCollection(app, "passwords"),
    prefs: await readCollection(app, "prefs"),
    tabs: await readCollection(app, "tabs"),
  };
}

async function readCollection<N extends Name>(app: App, name: N): Promise<Stored<RecordOf<N>>[]> {
  const reading = readLive(app, collectionName(name), codecOf(name));
  const records = await readAll(reading);
  assert.deepEqual(reading.malformed(), { count: 0, ids: [] }, `${name} holds nothing malformed`);
  return records;
}

async function readEveryRecord(
  app: App,
  names: readonly string[],
): Promise<Map<string, readonly OpenedRecord[]>> {
  const all = new Map<string, readonly OpenedRecord[]>();
  for (const name of names) {
    const reading = readAs(app, collectionName(name), {}, ({ clear, ...bso }): OpenedRecord => ({
      bso,
      incoming: decode(codecOf(name), bso.id, clear),
      clear: anyObject(clear, bso.id),
    }));
    all.set(name, await readAll(reading));
  }
  return all;
}
