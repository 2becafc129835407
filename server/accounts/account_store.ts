/** Accounts and their passwords in the database. */
import type { Bytes } from "../../core/bytes.ts";
import type { Uid } from "../../core/ids.ts";
import { type Decoded, integer, nullable, object, string } from "../../core/json.ts";
import { blob, type Database } from "../db.ts";
import { randomBytes, randomHex } from "../random.ts";
import { makeVerifier, unwrapWithPassword, type Verifier } from "./passwords.ts";

const accountRow = object({
  uid: string,
  email: string,
  ka: blob,
  generation: integer,
  keys_changed_at_ms: integer,
});

/** An account, without its passwords. */
export type Account = Decoded<typeof accountRow>;

/** Version of password stretching. */
export type PasswordVersion = 1 | 2;

/** A password as a client sends it: stretched already. */
export interface NewPassword {
  readonly version: PasswordVersion;
  readonly authPW: Bytes;
  readonly wrapKB: Bytes;
  /** Version 2 only. */
  readonly clientSalt?: string;
}

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
  readonly credentials: readonly (Verifier & Pick<NewPassword, "version" | "clientSalt">)[];
}

const SELECT = "SELECT uid, email, ka, generation, keys_changed_at_ms FROM account";

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
  const credentials = [];
  for (const { version, authPW, wrapKB, clientSalt } of wanted.passwords) {
    const verifier = await makeVerifier(authPW, wrapKB);
    credentials.push({ ...verifier, version, ...(clientSalt === undefined ? {} : { clientSalt }) });
  }
  const now = database.clock.nowMs();
  const keysChangedAtMs = wanted.keysChangedAtMs ?? now;
  const account = {
    uid: wanted.uid ?? randomHex(16),
    email: wanted.email,
    ka: wanted.kA ?? randomBytes(32),
    // The token server refuses keys that are newer than the password they came with.
    generation: Math.max(now, keysChangedAtMs),
    keys_changed_at_ms: keysChangedAtMs,
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
      database.clock.nowMs(),
    );
    for (const { version, authSalt, verifyHash, wrapWrapKB, clientSalt } of credentials) {
      database.run(
        `INSERT INTO credential (uid, version, auth_salt, verify_hash, wrap_wrap_kb, client_salt)
         VALUES (?, ?, ?, ?, ?, ?)`,
        account.uid,
        version,
        authSalt,
        verifyHash,
        wrapWrapKB,
        clientSalt ?? null,
      );
    }
    return account.uid as Uid;
  });
}

const credentialRow = object({
  version: integer,
  auth_salt: blob,
  verify_hash: blob,
  wrap_wrap_kb: blob,
  client_salt: nullable(string),
});

const credentialsOf = (database: Database, uid: string) =>
  database.rows(
    credentialRow,
    `SELECT version, auth_salt, verify_hash, wrap_wrap_kb, client_salt
       FROM credential WHERE uid = ? ORDER BY version DESC`,
    uid,
  );

/** The salt of the account's version 2 password; null when it has none. */
export function clientSaltOf(database: Database, uid: string): string | null {
  return credentialsOf(database, uid).find(({ version }) => version === 2)?.client_salt ?? null;
}

/** A password that was right. */
export interface CheckedPassword {
  readonly version: PasswordVersion;
  readonly wrapKB: Bytes;
}

/** Tries every version the account knows, since the request does not say which one it uses. */
export async function checkPassword(
  database: Database,
  uid: string,
  authPW: Bytes,
): Promise<CheckedPassword | undefined> {
  for (const row of credentialsOf(database, uid)) {
    const { auth_salt: authSalt, verify_hash: verifyHash, wrap_wrap_kb: wrapWrapKB } = row;
    const wrapKB = await unwrapWithPassword(authPW, { authSalt, verifyHash, wrapWrapKB });
    if (wrapKB !== undefined) return { version: row.version === 2 ? 2 : 1, wrapKB };
  }
  return undefined;
}
