/** PasswordChangeTokens in the database: each lets whoever gave the password set another one, once. */
import { type Decoded, object, string } from "../../core/json.ts";
import { blob, type Database } from "../db.ts";
import { drawToken } from "../tokens.ts";

const CHANGE_LIFETIME_MS = 15 * 60 * 1000;

const tokenRow = object({ id: string, uid: string, masked_key: blob });

/** A passwordChangeToken, without its text. */
export type PasswordChangeToken = Decoded<typeof tokenRow>;

/**
 * @param sessionId of the session that asked; the token dies with it
 * @returns the token to hand out; dead from the start if the session has ended
 */
export async function createPasswordChangeToken(
  database: Database,
  sessionId: string,
): Promise<string> {
  const { token, id, maskedKey } = await drawToken("passwordChangeToken");
  database.run(
    `INSERT INTO password_change_token (id, uid, session_id, masked_key, expires_at_ms)
     SELECT ?, uid, id, ?, ? FROM session WHERE id = ?`,
    id,
    maskedKey,
    database.clock.nowMs() + CHANGE_LIFETIME_MS,
    sessionId,
  );
  return token;
}

/** The living passwordChangeToken of that id; it is not consumed. */
export function passwordChangeToken(database: Database, id: string): PasswordChangeToken | undefined {
  const sql = "SELECT id, uid, masked_key FROM password_change_token WHERE id = ? AND expires_at_ms > ?";
  return database.row(tokenRow, sql, id, database.clock.nowMs());
}

/** @returns whether it was still there: two requests at once change the password once */
export function consumePasswordChangeToken(database: Database, id: string): boolean {
  return database.run("DELETE FROM password_change_token WHERE id = ?", id) === 1;
}
