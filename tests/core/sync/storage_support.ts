/** What the tests of the Sync client share: a scripted storage, and an account on the embedded server. */
import { fetchSyncKey } from "../../../core/accounts/keys.ts";
import { grantBySession } from "../../../core/accounts/oauth.ts";
import { type Bytes, utf8 } from "../../../core/bytes.ts";
import { type Cleartext, encryptPayload, importKeyBundle } from "../../../core/crypto/payload.ts";
import { OLDSYNC_SCOPE, type ScopedKey } from "../../../core/crypto/scoped_key.ts";
import {
  type CollectionName,
  collectionName,
  type Guid,
  guid,
  parseServerTime,
  type ServerTime,
} from "../../../core/ids.ts";
import { newCryptoKeys } from "../../../core/sync/meta.ts";
import { SyncSession } from "../../../core/sync/session.ts";
import { putBso } from "../../../core/sync/storage.ts";
import { exchangeToken, type StorageToken } from "../../../core/sync/token.ts";
import { openStorageServer, type StorageServer } from "../../../core/sync/transport.ts";
import { type RunningServer, serve, type ServeOptions } from "../../../server/serve.ts";
import { loopbackContext, NOW_MS, type TestContext } from "../../support/context.ts";
import {
  type Script,
  type ScriptedReply,
  type ScriptedServer,
  scriptedServer,
  type SeenRequest,
} from "../../support/scripted_server.ts";
import { accountsAt, CLIENT_ID } from "../accounts/accounts_support.ts";
import { openSession } from "../accounts/open_session.ts";

export const named = (name: string): CollectionName => collectionName(name);
export const id = (text: string): Guid => guid(text);
/** A server time of so many seconds. */
export const seconds = (text: string): ServerTime => parseServerTime(text);
export const clear = (record: object): Cleartext => JSON.stringify(record) as Cleartext;

export const CREDENTIALS = { id: "token-id", key: utf8("a key used as text") };

/** A token for the storage at `url`, good for an hour of the test's clock. */
export function tokenFor(url: string, over: Partial<StorageToken> = {}): StorageToken {
  const renewAtMs = NOW_MS + 3_600_000;
  return {
    endpoint: `${url}/1.5/42`,
    credentials: CREDENTIALS,
    uid: 42,
    renewAtMs,
    clockOffsetMs: 0,
    ...over,
  };
}

/** A scripted server, and the client's end of it. */
export interface ScriptedStorage extends AsyncDisposable {
  readonly scripted: ScriptedServer;
  readonly storage: StorageServer;
  readonly ctx: TestContext;
  /** How many tokens were asked for. */
  readonly renewals: () => number;
}

/** @param tokens what the token server gives, in turn; the last again and again */
export function scriptedStorage(
  script: Script,
  tokens: readonly Partial<StorageToken>[] = [{}],
): ScriptedStorage {
  const scripted = scriptedServer(script);
  const ctx = loopbackContext();
  let renewals = 0;
  const renew = () => {
    const token = tokens[Math.min(renewals++, tokens.length - 1)];
    return Promise.resolve(tokenFor(scripted.url, token));
  };
  return {
    scripted,
    ctx,
    storage: openStorageServer(ctx, renew),
    renewals: () => renewals,
    [Symbol.asyncDispose]: () => scripted[Symbol.asyncDispose](),
  };
}

/** The scoped key of the scripted account. */
export const SYNC_KEY: ScopedKey = { scope: OLDSYNC_SCOPE, kid: "1700000000000-AA", k: bytes(64, 1) };

/** 64 bytes of keys, or other `length` bytes, that differ by `start`. */
export function bytes(length: number, start: number): Bytes {
  return Uint8Array.from({ length }, (_, i) => start + i);
}

/** A payload as the server keeps it. @param key 64 bytes */
export async function seal(record: object | string, key: Bytes): Promise<string> {
  const text = typeof record === "string" ? record as Cleartext : clear(record);
  return await encryptPayload(text, await importKeyBundle(key), bytes(16, 3));
}

/** One pair of keys as `crypto/keys` has them. */
export const keyPair = (key: Bytes): string[] => [key.slice(0, 32).toBase64(), key.slice(32).toBase64()];

/** The answer for a record. */
export const bsoReply = (name: string, payload: string, modified = 1): ScriptedReply => ({
  body: { id: name, modified, payload },
});

/** Keys every record of the scripted account is sealed with. */
export const DEFAULT_KEY: Bytes = bytes(64, 100);

export const metaReply: ScriptedReply = bsoReply("global", '{"syncID":"abcdefghijkl","storageVersion":5}');
export const keysReply: ScriptedReply = bsoReply(
  "keys",
  await seal(
    { id: "keys", collection: "crypto", default: keyPair(DEFAULT_KEY), collections: {} },
    SYNC_KEY.k,
  ),
);

/** A scripted storage of an account that has been set up, and a session on it. */
export interface ScriptedSession extends ScriptedStorage {
  readonly session: SyncSession;
}

/**
 * @param script answers whatever is not one of the two bootstrap records
 * @param keys the answers for `crypto/keys` in turn; the last again and again
 */
export function scriptedSession(
  script: (request: SeenRequest) => ScriptedReply,
  keys: readonly [ScriptedReply, ...ScriptedReply[]] = [keysReply],
): ScriptedSession {
  let keysRead = 0;
  const storage = scriptedStorage((request) => {
    if (request.target.endsWith("/storage/meta/global")) return metaReply;
    if (!request.target.endsWith("/storage/crypto/keys")) return script(request);
    return keys[Math.min(keysRead++, keys.length - 1)] ?? keysReply;
  });
  const { ctx, scripted } = storage;
  const session = new SyncSession(ctx, SYNC_KEY.k, () => Promise.resolve(tokenFor(scripted.url)));
  return { ...storage, session, storage: session.server };
}

/** An account on an embedded server, signed in. */
export interface TestAccount extends AsyncDisposable {
  readonly server: RunningServer;
  readonly ctx: TestContext;
  readonly session: SyncSession;
  readonly storage: StorageServer;
  readonly syncKey: ScopedKey;
  readonly renewals: () => number;
  /** Another device's view of the same account. */
  readonly otherSession: () => SyncSession;
}

export async function openAccount(options: ServeOptions = {}): Promise<TestAccount> {
  const server = await serve(options);
  const ctx = loopbackContext();
  const accounts = accountsAt(server.url, ctx);
  const signedIn = await openSession(server.database);
  const syncKey = await fetchSyncKey(accounts, signedIn, CLIENT_ID);
  const request = { clientId: CLIENT_ID, scope: OLDSYNC_SCOPE, access: "online" } as const;
  const { access_token: accessToken } = await grantBySession(accounts, signedIn.token, request);
  const url = new URL(accounts.servers.token);
  let renewals = 0;
  const renew = () => {
    renewals++;
    return exchangeToken(ctx, { url, accessToken, keyId: syncKey.kid });
  };
  const session = new SyncSession(ctx, syncKey.k, renew);
  const otherSession = () => new SyncSession(ctx, syncKey.k, renew);
  const dispose = () => server.close();
  return {
    server,
    ctx,
    session,
    storage: session.server,
    syncKey,
    renewals: () => renewals,
    otherSession,
    [Symbol.asyncDispose]: dispose,
  };
}

export const META_GLOBAL = { syncID: "abcdefghijkl", storageVersion: 5, engines: {}, declined: [] };

/** Writes the two records without which an account counts as never set up. */
export async function setUp(account: TestAccount, metaGlobal: object = META_GLOBAL): Promise<void> {
  const { storage, ctx } = account;
  const meta = { id: id("global"), payload: JSON.stringify(metaGlobal) };
  await putBso(storage, named("meta"), meta, {});
  const payload = await newCryptoKeys(await importKeyBundle(account.syncKey.k), ctx.random);
  await putBso(storage, named("crypto"), { id: id("keys"), payload }, {});
}

/** An account that has been set up. */
export async function openSyncedAccount(options: ServeOptions = {}): Promise<TestAccount> {
  const account = await openAccount(options);
  await setUp(account);
  return account;
}
