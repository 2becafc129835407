/** The passwords of accounts in the database: one row for each version of stretching an account knows. */
import type { Bytes } from "../../core/bytes.ts";
import { integer, nullable, object, string } from "../../core/json.ts";
import { blob, type Database } from "../db.ts";
import { makeVerifier, unwrapWithPassword, type Verifier } from "./passwords.ts";

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

/** A password ready to be written. */
export interface NewCredential extends Verifier {
  readonly version: PasswordVersion;
  readonly clientSalt?: string;
}

/** The slow part of setting passwords, done before any transaction. */
export async function makeCredentials(passwords: readonly NewPassword[]): Promise<NewCredential[]> {
  const credentials: NewCredential[] = [];
  for (const { version, authPW, wrapKB, clientSalt } of passwords) {
    const verifier = await makeVerifier(authPW, wrapKB);
    credentials.push({ ...verifier, version, ...(clientSalt === undefined ? {} : { clientSalt }) });
  }
  return credentials;
}

/** Writes the passwords of an account that has none of these versions yet. */
export function insertCredentials(
  database: Database,
  uid: string,
  credentials: readonly NewCredential[],
): void {
  for (const { version, authSalt, verifyHash, wrapWrapKB, clientSalt } of credentials) {
    database.run(
      `INSERT INTO credential (uid, version, auth_salt, verify_hash, wrap_wrap_kb, client_salt)
       VALUES (?, ?, ?, ?, ?, ?)`,
      uid,
      version,
      authSalt,
      verifyHash,
      wrapWrapKB,
      clientSalt ?? null,
    );
  }
}

/** Puts these in place of all passwords an account had: one left over would go on opening it. */
export function replaceCredentials(
  database: Database,
  uid: string,
  credentials: readonly NewCredential[],
): void {
  database.write(() => {
    database.run("DELETE FROM credential WHERE uid = ?", uid);
    insertCredentials(database, uid, credentials);
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
