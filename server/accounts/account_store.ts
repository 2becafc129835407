/** Accounts in the database. */
import type { Bytes } from "../../core/bytes.ts";
import type { Uid } from "../../core/ids.ts";
import { type Decoded, integer, object, string } from "../../core/json.ts";
import { blob, type Database } from "../db.ts";
import { randomBytes, randomHex } from "../random.ts";
import {
  insertCredentials,
  makeCredentials,
  type NewCredential,
  type NewPassword,
} from "./credential_store.ts";

const accountRow = object({
  uid: string,
  email: string,
  ka: blob,
  generation: integer,
  keys_changed_at_ms: integer,
  created_at_ms: integer,
});

/** An account, without its passwords. */
export type Account = Decoded<typeof accountRow>;

/** What an account is made of; what is absent is drawn at random, times are now. */
export interface NewAccount {
  readonly email: string;
  readonly passwords: readonly NewPassword[];
  readonly uid?: string;
  readonly kA?: Bytes;
  readonly keysChangedAtMs?: number;
}

/** An account ready to be written: the slow part, stretching its passwords, is done. */
export interface PreparedAccount {
  readonly account: Account;
  readonly credentials: readonly NewCredential[];
}

const SELECT = "SELECT uid, email, ka, generation, keys_changed_at_ms, created_at_ms FROM account";

/** Two addresses that differ only by letter case are one account. */
const emailKey = (email: string): string => email.toLowerCase();

/** The account of that address, in whatever letter case. */
export function accountByEmail(database: Database, email: string): Account | undefined {
  return database.row(accountRow, `${SELECT} WHERE email_key = ?`, emailKey(email));
}

/** The account of that uid. */
export function accountByUid(database: Database, uid: string): Account | undefined {
  return database.row(accountRow, `${SELECT} WHERE uid = ?`, uid);
}

/** Stretches the passwords and fills in what was left out. */
export async function prepareAccount(database: Database, wanted: NewAccount): Promise<PreparedAccount> {
  const credentials = await makeCredentials(wanted.passwords);
  const now = database.clock.nowMs();
  const keysChangedAtMs = wanted.keysChangedAtMs ?? now;
  const account = {
    uid: wanted.uid ?? randomHex(16),
    email: wanted.email,
    ka: wanted.kA ?? randomBytes(32),
    // The token server refuses keys that are newer than the password they came with.
    generation: Math.max(now, keysChangedAtMs),
    keys_changed_at_ms: keysChangedAtMs,
    created_at_ms: now,
  };
  return { account, credentials };
}

/** @returns undefined when the address, or the uid, is taken */
export function insertAccount(database: Database, prepared: PreparedAccount): Uid | undefined {
  const { account, credentials } = prepared;
  return database.write(() => {
    if (accountByEmail(database, account.email) || accountByUid(database, account.uid)) return undefined;
    database.run(
      `INSERT INTO account (uid, email, email_key, ka, generation, keys_changed_at_ms, created_at_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      account.uid,
      account.email,
      emailKey(account.email),
      account.ka,
      account.generation,
      account.keys_changed_at_ms,
      account.created_at_ms,
    );
    insertCredentials(database, account.uid, credentials);
    return account.uid as Uid;
  });
}

/** Notes that the password was set now; the keys stay. Clients with an older generation are shut out. */
export function raiseGeneration(database: Database, uid: string): void {
  const now = database.clock.nowMs();
  database.run("UPDATE account SET generation = max(?, generation + 1) WHERE uid = ?", now, uid);
}

/** Gives the account another kA, and notes that its keys changed now. */
export function changeKeys(database: Database, uid: string, kA: Bytes): void {
  const now = database.clock.nowMs();
  // The token server refuses keys that are newer than the password they came with.
  database.run(
    `UPDATE account
        SET ka = ?1, keys_changed_at_ms = max(?2, keys_changed_at_ms + 1),
            generation = max(?2, generation + 1, keys_changed_at_ms + 1)
      WHERE uid = ?3`,
    kA,
    now,
    uid,
  );
}

/** Removes an account with all it has, its storages included. */
export function deleteAccount(database: Database, uid: string): void {
  database.run("DELETE FROM account WHERE uid = ?", uid);
}

/** How many accounts were made since `sinceMs`. */
export function countAccountsSince(database: Database, sinceMs: number): number {
  const sql = "SELECT count(*) AS count FROM account WHERE created_at_ms > ?";
  return database.row(object({ count: integer }), sql, sinceMs)?.count ?? 0;
}
