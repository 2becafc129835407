/** OAuth codes and tokens in the database. */
import { type Decoded, integer, nullable, object, string } from "../../core/json.ts";
import type { Database } from "../db.ts";
import { randomHex } from "../random.ts";
import { digestOf } from "../tokens.ts";

const CODE_LIFETIME_MS = 15 * 60 * 1000;
/** Longest life of an access token. */
export const ACCESS_TOKEN_SECONDS = 6 * 60 * 60;
/** A refresh token not used for this long is dead. */
export const REFRESH_IDLE_MS = 180 * 24 * 60 * 60 * 1000;
const TOUCH_INTERVAL_MS = 10 * 60 * 1000;

/** Who is granted what. */
export interface Grant {
  readonly uid: string;
  readonly clientId: string;
  /** Separated by spaces. */
  readonly scope: string;
}

/** A grant on its way through a browser. */
export interface NewCode extends Omit<Grant, "uid"> {
  readonly accessType: "online" | "offline";
  readonly codeChallenge: string;
  readonly keysJwe: string | undefined;
  readonly authAtMs: number;
  /** Of the session that gives it. */
  readonly sessionId: string;
}

const codeRow = object({
  uid: string,
  client_id: string,
  scope: string,
  access_type: string,
  code_challenge: string,
  keys_jwe: nullable(string),
  auth_at_ms: integer,
  expires_at_ms: integer,
});

/** A code as it is redeemed. */
export type OAuthCode = Decoded<typeof codeRow>;

/** @returns the code to hand out; dead from the start if the session has ended */
export async function createCode(database: Database, wanted: NewCode): Promise<string> {
  const code = randomHex(32);
  database.run(
    `INSERT INTO oauth_code
       (id, uid, client_id, scope, access_type, code_challenge, keys_jwe, auth_at_ms, expires_at_ms)
     SELECT ?, uid, ?, ?, ?, ?, ?, ?, ? FROM session WHERE id = ?`,
    await digestOf(code),
    wanted.clientId,
    wanted.scope,
    wanted.accessType,
    wanted.codeChallenge,
    wanted.keysJwe ?? null,
    wanted.authAtMs,
    database.clock.nowMs() + CODE_LIFETIME_MS,
    wanted.sessionId,
  );
  return code;
}

/** @param id digest of the code */
export function oauthCode(database: Database, id: string): OAuthCode | undefined {
  return database.row(
    codeRow,
    `SELECT uid, client_id, scope, access_type, code_challenge, keys_jwe, auth_at_ms, expires_at_ms
       FROM oauth_code WHERE id = ?`,
    id,
  );
}

/** @returns whether the code was still there: two requests at once redeem it once */
export function consumeCode(database: Database, id: string): boolean {
  return database.run("DELETE FROM oauth_code WHERE id = ?", id) === 1;
}

const refreshRow = object({
  id: string,
  uid: string,
  client_id: string,
  scope: string,
  user_agent: string,
  auth_at_ms: integer,
  created_at_ms: integer,
  last_used_at_ms: integer,
});

/** A refresh token, without its text. */
export type RefreshToken = Decoded<typeof refreshRow>;

const SELECT_REFRESH = `
  SELECT id, uid, client_id, scope, user_agent, auth_at_ms, created_at_ms, last_used_at_ms FROM refresh_token`;

/** An OAuth token not yet in the database: its text for the client, and what the database will call it. */
export interface DrawnToken {
  readonly token: string;
  readonly id: string;
}

/** Draws a refresh token or an opaque access token. */
export const drawOAuthToken = (): Promise<DrawnToken> => namedToken(randomHex(32));

/** Gives a token its name in the database, whatever it is made of. */
export const namedToken = async (token: string): Promise<DrawnToken> => ({
  token,
  id: await digestOf(token),
});

/** Makes a refresh token valid. @param id from {@link drawOAuthToken} */
export function insertRefreshToken(
  database: Database,
  id: string,
  grant: Grant,
  from: { readonly authAtMs: number; readonly userAgent: string },
): void {
  const now = database.clock.nowMs();
  database.run(
    `INSERT INTO refresh_token
       (id, uid, client_id, scope, user_agent, auth_at_ms, created_at_ms, last_used_at_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    id,
    grant.uid,
    grant.clientId,
    grant.scope,
    from.userAgent.slice(0, 255),
    from.authAtMs,
    now,
    now,
  );
}

/** The living refresh token of that id, marked as used. */
export function useRefreshToken(database: Database, id: string): RefreshToken | undefined {
  const now = database.clock.nowMs();
  const sql = `${SELECT_REFRESH} WHERE id = ? AND last_used_at_ms > ?`;
  const token = database.row(refreshRow, sql, id, now - REFRESH_IDLE_MS);
  if (token !== undefined && now - token.last_used_at_ms > TOUCH_INTERVAL_MS) {
    database.run("UPDATE refresh_token SET last_used_at_ms = ? WHERE id = ?", now, id);
  }
  return token;
}

/** The living refresh tokens of an account, oldest first. */
export function refreshTokensOf(database: Database, uid: string): RefreshToken[] {
  const sql = `${SELECT_REFRESH} WHERE uid = ? AND last_used_at_ms > ? ORDER BY created_at_ms`;
  return database.rows(refreshRow, sql, uid, database.clock.nowMs() - REFRESH_IDLE_MS);
}

const accessRow = object({
  uid: string,
  client_id: string,
  scope: string,
  created_at_ms: integer,
  expires_at_ms: integer,
});

/** An access token, without its text. */
export type AccessToken = Decoded<typeof accessRow>;

/**
 * Makes an access token valid.
 *
 * @param id from {@link drawOAuthToken}
 * @param refreshId of the refresh token it comes from; both die together
 */
export function insertAccessToken(
  database: Database,
  id: string,
  grant: Grant,
  lifetimeSeconds: number,
  refreshId: string | undefined,
): void {
  const now = database.clock.nowMs();
  database.run(
    `INSERT INTO access_token (id, uid, client_id, scope, refresh_id, created_at_ms, expires_at_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    id,
    grant.uid,
    grant.clientId,
    grant.scope,
    refreshId ?? null,
    now,
    now + lifetimeSeconds * 1000,
  );
}

/** The living access token of that id. */
export function accessToken(database: Database, id: string): AccessToken | undefined {
  return database.row(
    accessRow,
    `SELECT uid, client_id, scope, created_at_ms, expires_at_ms
       FROM access_token WHERE id = ? AND expires_at_ms > ?`,
    id,
    database.clock.nowMs(),
  );
}

/** Ends the token of that id, whichever kind it is; a refresh token takes its access tokens and its device along. */
export function destroyOAuthToken(database: Database, id: string): void {
  database.write(() => {
    database.run("DELETE FROM access_token WHERE id = ?", id);
    database.run("DELETE FROM refresh_token WHERE id = ?", id);
  });
}
