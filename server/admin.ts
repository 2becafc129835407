/** Work on a server's database from beside the server: users, and whole accounts with all they hold. */
import { xor } from "../core/bytes.ts";
import { keyFingerprint, OLDSYNC_SCOPE } from "../core/crypto/scoped_key.ts";
import { type StretchedPassword, stretchV1 } from "../core/crypto/stretch.ts";
import { FoxdenError } from "../core/errors.ts";
import { isCollectionName, isGuid, isUid, type Uid } from "../core/ids.ts";
import {
  accountByUid,
  insertAccount,
  type NewAccount,
  prepareAccount,
  type PreparedAccount,
} from "./accounts/account_store.ts";
import { isEmail } from "./accounts/body.ts";
import { FIREFOX_CLIENT_ID } from "./accounts/clients.ts";
import { saveDevice } from "./accounts/device_store.ts";
import { drawOAuthToken, insertRefreshToken } from "./accounts/oauth_store.ts";
import { floorToTick, TICK_MS } from "./clock.ts";
import type { Database } from "./db.ts";
import { randomBytes } from "./random.ts";
import { setStorageModified, storageModified, touchCollection } from "./storage/store.ts";
import { createStorageUser, storageUserOf } from "./token/store.ts";

export { type Database, openDatabase } from "./db.ts";

/** A person's way in. */
export interface User {
  readonly email: string;
  readonly password: string;
}

/**
 * Makes an account that can sign in at once.
 *
 * @throws {FoxdenError} `usage.value` when `email` is no address or has an account already
 */
export async function addUser(database: Database, { email, password }: User): Promise<{ readonly uid: Uid }> {
  checkEmail(email);
  const { authPW } = await stretchV1(password, email);
  const passwords = [{ version: 1 as const, authPW, wrapKB: randomBytes(32) }];
  return { uid: insert(database, await prepareAccount(database, { email, passwords })) };
}

/** A device as if it had signed in once and been used since. */
export interface AddedDevice {
  /** 16 bytes in hex. */
  readonly id: string;
  readonly name: string;
  readonly type: "desktop" | "mobile" | "tablet";
  readonly lastUsedAtMs: number;
}

/** Adds a device to an account, with a sign-in of its own that nobody holds the token of. */
export async function addDevice(database: Database, uid: Uid, device: AddedDevice): Promise<void> {
  const { id, name, type, lastUsedAtMs } = device;
  const grant = { uid, clientId: FIREFOX_CLIENT_ID, scope: OLDSYNC_SCOPE };
  const refresh = await drawOAuthToken();
  insertRefreshToken(database, refresh.id, grant, { authAtMs: lastUsedAtMs, userAgent: "Firefox" });
  database.run("UPDATE refresh_token SET last_used_at_ms = ? WHERE id = ?", lastUsedAtMs, refresh.id);
  const push = { push_callback: null, push_public_key: null, push_auth_key: null };
  const owner = { session_id: null, refresh_id: refresh.id };
  saveDevice(database, uid, {
    id,
    name,
    type,
    ...owner,
    ...push,
    available_commands: "{}",
    created_at_ms: lastUsedAtMs,
  });
}

/** An account as a whole. What is absent is drawn at random; times that are absent are now. */
export interface LoadedAccount extends User {
  readonly uid?: string;
  /** 32 bytes in hex, as `wrapKB`. */
  readonly kA?: string;
  readonly wrapKB?: string;
  readonly keysChangedAtMs?: number;
  readonly collections: Readonly<Record<string, LoadedCollection>>;
}

/** One collection of a loaded account; times are seconds of two decimals. */
export interface LoadedCollection {
  /** Absent: now. Never before that of its latest record. */
  readonly modified?: number;
  readonly bsos: readonly LoadedBso[];
}

/** One record; `ttl`, in seconds, counts from the load. */
export interface LoadedBso {
  readonly id: string;
  readonly payload: string;
  readonly modified?: number;
  readonly sortindex?: number;
  readonly ttl?: number;
}

/**
 * Makes an account together with its records, as one transaction: the way to fill a server fast.
 *
 * @returns the account's uid, and that of its storage
 * @throws {FoxdenError} `usage.value` when the account exists, or a value in it cannot be used
 */
export async function load(
  database: Database,
  wanted: LoadedAccount,
): Promise<{ readonly uid: Uid; readonly storageUid: number }> {
  checkEmail(wanted.email);
  const stretched = await stretchV1(wanted.password, wanted.email);
  const account = newAccount(wanted, stretched);
  const [password] = account.passwords;
  if (password === undefined) throw new Error("a loaded account has a password");
  const state = (await keyFingerprint(xor(password.wrapKB, stretched.unwrapBKey))).toHex();
  const prepared = await prepareAccount(database, account);
  return database.write(() => {
    const uid = insert(database, prepared);
    const { generation, keys_changed_at_ms: keysChangedAtMs } = prepared.account;
    const storageUid = createStorageUser(database, uid, { generation, keysChangedAtMs, clientState: state });
    const now = floorToTick(database.clock.nowMs());
    const latest = Object.entries(wanted.collections).map(([name, collection]) =>
      loadCollection(database, storageUid, name, collection, now)
    );
    setStorageModified(database, storageUid, Math.max(0, ...latest));
    return { uid, storageUid };
  });
}

function newAccount(wanted: LoadedAccount, { authPW }: StretchedPassword): NewAccount {
  const { email, uid, kA, wrapKB, keysChangedAtMs } = wanted;
  if (uid !== undefined && !isUid(uid)) throw unusable("uid", uid);
  return {
    email,
    passwords: [{
      version: 1,
      authPW,
      wrapKB: wrapKB === undefined ? randomBytes(32) : key("wrapKB", wrapKB),
    }],
    ...(uid === undefined ? {} : { uid }),
    ...(kA === undefined ? {} : { kA: key("kA", kA) }),
    ...(keysChangedAtMs === undefined ? {} : { keysChangedAtMs }),
  };
}

function key(name: string, text: string) {
  if (/^[0-9a-f]{64}$/.test(text)) return Uint8Array.fromHex(text);
  throw new FoxdenError("usage.value", `${name} must be 32 bytes in hex`, { name });
}

function insert(database: Database, prepared: PreparedAccount): Uid {
  const uid = insertAccount(database, prepared);
  if (uid !== undefined) return uid;
  const taken = accountByUid(database, prepared.account.uid) ? prepared.account.uid : prepared.account.email;
  throw new FoxdenError("usage.value", `There is an account for "${taken}" already`, { name: "email" });
}

/**
 * Adds records to an account that has synced before, as one transaction; none of them may be there already.
 *
 * @throws {FoxdenError} `usage.value` when the account has no storage yet
 */
export function storeBsos(
  database: Database,
  uid: Uid,
  collection: string,
  bsos: readonly LoadedBso[],
): void {
  database.write(() => {
    const user = storageUserOf(database, uid);
    if (user === undefined) throw unusable("uid", uid);
    // A time later than any that clients have seen, so that none of them takes the records for known.
    const last = storageModified(database, user.storageUid) ?? 0;
    const timeMs = Math.max(floorToTick(database.clock.nowMs()), last + TICK_MS);
    const latest = loadCollection(database, user.storageUid, collection, { bsos }, timeMs);
    setStorageModified(database, user.storageUid, Math.max(latest, timeMs));
  });
}

/** @param timeMs of what has none @returns the collection's time, in milliseconds */
function loadCollection(
  database: Database,
  storageUid: number,
  name: string,
  { modified, bsos }: LoadedCollection,
  timeMs: number,
): number {
  if (!isCollectionName(name)) throw unusable("collection", name);
  if (new Set(bsos.map(({ id }) => id)).size < bsos.length) {
    throw unusable("collection with an id twice", name);
  }
  const times = bsos.map((bso) => bso.modified === undefined ? timeMs : toMs(bso.modified));
  const latest = times.reduce((left, right) => Math.max(left, right), 0);
  const modifiedMs = Math.max(latest, modified === undefined ? timeMs : toMs(modified));
  const id = touchCollection(database, storageUid, name, modifiedMs);
  for (const [i, bso] of bsos.entries()) {
    if (!isGuid(bso.id)) throw unusable("id", bso.id);
    database.run(
      `INSERT INTO bso (collection_id, id, modified_ms, expires_at_ms, sortindex, payload)
       VALUES (?, ?, ?, ?, ?, ?)`,
      id,
      bso.id,
      times[i] ?? modifiedMs,
      bso.ttl === undefined ? null : timeMs + bso.ttl * 1000,
      bso.sortindex ?? null,
      bso.payload,
    );
  }
  return modifiedMs;
}

/** Seconds of two decimals; rounded, since a fraction such as `.29` has no exact binary form. */
const toMs = (seconds: number): number => Math.round(seconds * 100) * 10;

function checkEmail(email: string): void {
  if (!isEmail(email)) throw unusable("email", email);
}

const unusable = (name: string, value: string): FoxdenError<"usage.value"> =>
  new FoxdenError("usage.value", `"${value}" cannot be used as ${name}`, { name });
