/** Sessions, keyFetchTokens and one-time codes in the database. */
import { type Bytes, equal, utf8 } from "../../core/bytes.ts";
import { sealAccountKeys } from "../../core/crypto/account_keys.ts";
import { type Decoded, integer, nullable, object, string } from "../../core/json.ts";
import { blob, type Database } from "../db.ts";
import { randomDigits } from "../random.ts";
import { digestOf, drawToken, type NewToken } from "../tokens.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
/** A session not used for this long is dead. */
export const SESSION_IDLE_MS = 30 * DAY_MS;
const KEY_FETCH_LIFETIME_MS = 15 * 60 * 1000;
const CODE_LIFETIME_MS = 15 * 60 * 1000;
const MAX_CODE_TRIES = 10;
/** Writing the time of every single use would cost a disk write each. */
const TOUCH_INTERVAL_MS = 10 * 60 * 1000;

const sessionRow = object({
  id: string,
  uid: string,
  masked_key: blob,
  user_agent: string,
  auth_at_ms: integer,
  created_at_ms: integer,
  last_used_at_ms: integer,
  challenge: nullable(string),
});

/** One signed-in client; `challenge` tells how it must still be confirmed. */
export type Session = Decoded<typeof sessionRow>;

const SELECT = `SELECT id, uid, masked_key, user_agent, auth_at_ms, created_at_ms, last_used_at_ms, challenge
                  FROM session`;

/** What a new session starts with. */
export interface NewSession {
  readonly uid: string;
  readonly userAgent: string;
  readonly challenge: string | null;
  /** Milliseconds; when the password was given. Now, unless the session copies another. */
  readonly authAtMs?: number;
}

/** Makes the session of a token drawn before. */
export function insertSession(database: Database, drawn: NewToken, wanted: NewSession): Session {
  const now = database.clock.nowMs();
  const session = {
    id: drawn.id,
    uid: wanted.uid,
    masked_key: drawn.maskedKey,
    user_agent: wanted.userAgent.slice(0, 255),
    auth_at_ms: wanted.authAtMs ?? now,
    created_at_ms: now,
    last_used_at_ms: now,
    challenge: wanted.challenge,
  };
  database.run(
    `INSERT INTO session (id, uid, masked_key, user_agent, auth_at_ms, created_at_ms, last_used_at_ms, challenge)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    session.id,
    session.uid,
    session.masked_key,
    session.user_agent,
    session.auth_at_ms,
    session.created_at_ms,
    session.last_used_at_ms,
    session.challenge,
  );
  return session;
}

/** The living session of that id, marked as used. */
export function useSession(database: Database, id: string): Session | undefined {
  const now = database.clock.nowMs();
  const sql = `${SELECT} WHERE id = ? AND last_used_at_ms > ?`;
  const session = database.row(sessionRow, sql, id, now - SESSION_IDLE_MS);
  if (session !== undefined && now - session.last_used_at_ms > TOUCH_INTERVAL_MS) {
    database.run("UPDATE session SET last_used_at_ms = ? WHERE id = ?", now, id);
  }
  return session;
}

/** The living sessions of an account, oldest first. */
export function sessionsOf(database: Database, uid: string): Session[] {
  const sql = `${SELECT} WHERE uid = ? AND last_used_at_ms > ? ORDER BY created_at_ms`;
  return database.rows(sessionRow, sql, uid, database.clock.nowMs() - SESSION_IDLE_MS);
}

/** Takes its device and its keyFetchTokens along. */
export function destroySession(database: Database, id: string): void {
  database.run("DELETE FROM session WHERE id = ?", id);
}

/** Notes that the password was given again. @returns the session as it is now; undefined when it has ended */
export function renewSession(database: Database, id: string): Session | undefined {
  database.run("UPDATE session SET auth_at_ms = ? WHERE id = ?", database.clock.nowMs(), id);
  return useSession(database, id);
}

/** A one-time code, and what the database keeps of it. */
export interface SessionCode {
  readonly code: string;
  readonly hash: string;
}

/** Draws a code for the session of that id, which need not be there yet. */
export async function drawSessionCode(id: string): Promise<SessionCode> {
  const code = randomDigits();
  return { code, hash: await digestOf(`${id}:${code}`) };
}

/** Replaces the session's one-time code. */
export function setSessionCode(database: Database, id: string, { hash }: SessionCode): void {
  database.run(
    "UPDATE session SET code_hash = ?, code_expires_at_ms = ?, code_tries = 0 WHERE id = ?",
    hash,
    database.clock.nowMs() + CODE_LIFETIME_MS,
    id,
  );
}

/** @returns whether `code` was the session's, which is confirmed then; too many wrong guesses end the code */
export async function confirmSession(database: Database, id: string, code: string): Promise<boolean> {
  const hash = await digestOf(`${id}:${code}`);
  return database.write(() => {
    const counted = database.run(
      `UPDATE session SET code_tries = code_tries + 1
        WHERE id = ? AND code_hash IS NOT NULL AND code_expires_at_ms > ? AND code_tries < ?`,
      id,
      database.clock.nowMs(),
      MAX_CODE_TRIES,
    );
    const stored = database.row(codeRow, "SELECT code_hash FROM session WHERE id = ?", id)?.code_hash ?? "";
    const right = counted === 1 && equal(utf8(stored), utf8(hash));
    if (right) database.run("UPDATE session SET challenge = NULL, code_hash = NULL WHERE id = ?", id);
    return right;
  });
}

const codeRow = object({ code_hash: nullable(string) });

/** Replaces the account's unblock code. */
export async function setUnblockCode(database: Database, uid: string, code: string): Promise<void> {
  database.run(
    "INSERT OR REPLACE INTO unblock_code (uid, code_hash, expires_at_ms) VALUES (?, ?, ?)",
    uid,
    await digestOf(`${uid}:${code}`),
    database.clock.nowMs() + CODE_LIFETIME_MS,
  );
}

/** @returns whether `code` was the account's; it is spent then */
export async function consumeUnblockCode(database: Database, uid: string, code: string): Promise<boolean> {
  const hash = await digestOf(`${uid}:${code}`);
  const sql = "DELETE FROM unblock_code WHERE uid = ? AND code_hash = ? AND expires_at_ms > ?";
  return database.run(sql, uid, hash, database.clock.nowMs()) === 1;
}

/** A keyFetchToken not yet in the database. */
export interface NewKeyFetchToken extends NewToken {
  /** The account's keys, sealed for whoever holds the token. */
  readonly bundle: Bytes;
}

/** Draws the token that hands out the account's keys, once. */
export async function drawKeyFetchToken(
  keys: { readonly kA: Bytes; readonly wrapKB: Bytes },
): Promise<NewKeyFetchToken> {
  const drawn = await drawToken("keyFetchToken");
  return { ...drawn, bundle: await sealAccountKeys(keys, drawn.keys.bundleKey) };
}

/** Makes a drawn token valid. @param sessionId of the session it was asked for on; the token dies with it */
export function insertKeyFetchToken(database: Database, drawn: NewKeyFetchToken, sessionId: string): void {
  database.run(
    `INSERT INTO key_fetch_token (id, session_id, masked_key, bundle, expires_at_ms)
     VALUES (?, ?, ?, ?, ?)`,
    drawn.id,
    sessionId,
    drawn.maskedKey,
    drawn.bundle,
    database.clock.nowMs() + KEY_FETCH_LIFETIME_MS,
  );
}

const keyFetchRow = object({ id: string, masked_key: blob, bundle: blob, challenge: nullable(string) });

/** A keyFetchToken; `challenge` is that of the session it was given to. */
export type KeyFetchToken = Decoded<typeof keyFetchRow>;

/** The living keyFetchToken of that id; it is not consumed. */
export function keyFetchToken(database: Database, id: string): KeyFetchToken | undefined {
  return database.row(
    keyFetchRow,
    `SELECT k.id, k.masked_key, k.bundle, s.challenge
       FROM key_fetch_token k JOIN session s ON s.id = k.session_id
      WHERE k.id = ? AND k.expires_at_ms > ?`,
    id,
    database.clock.nowMs(),
  );
}

/** @returns whether it was still there: two requests at once get the keys once */
export function consumeKeyFetchToken(database: Database, id: string): boolean {
  return database.run("DELETE FROM key_fetch_token WHERE id = ?", id) === 1;
}
