/** Whole accounts, with all they hold, are put into a server's database. */
import { xor } from "../../core/bytes.ts";
import { keyFingerprint } from "../../core/crypto/scoped_key.ts";
import { type StretchedPassword, stretchV1 } from "../../core/crypto/stretch.ts";
import { FoxdenError } from "../../core/errors.ts";
import { isCollectionName, isGuid, isUid, type Uid } from "../../core/ids.ts";
import { type NewAccount, prepareAccount } from "../accounts/account_store.ts";
import { floorToTick, TICK_MS } from "../clock.ts";
import type { Database } from "../db.ts";
import { randomBytes } from "../random.ts";
import { setStorageModified, storageModified, touchCollection } from "../storage/store.ts";
import { createStorageUser, storageUserOf } from "../token/store.ts";
import { checkEmail, insertNew, unusable, type User } from "./new_account.ts";

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
    const uid = insertNew(database, prepared);
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
