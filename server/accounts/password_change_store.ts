/** PasswordChangeTokens in the database: each lets whoever gave the password set another one, once. */
import { type Decoded, object, string } from "../../core/json.ts";
import { blob, type Database } from "../db.ts";
import type { NewToken } from "../tokens.ts";
import type { Session } from "./session_store.ts";

const CHANGE_LIFETIME_MS = 15 * 60 * 1000;

const tokenRow = object({ id: string, uid: string, masked_key: blob });

/** A passwordChangeToken, without its text. */
export type PasswordChangeToken = Decoded<typeof tokenRow>;

/** Makes a drawn token valid. @param session that asked; the token dies with it */
export function insertPasswordChangeToken(database: Database, drawn: NewToken, session: Session): void {
  database.run(
    `INSERT INTO password_change_token (id, uid, session_id, masked_key, expires_at_ms)
     VALUES (?, ?, ?, ?, ?)`,
    drawn.id,
    session.uid,
    session.id,
    drawn.maskedKey,
    database.clock.nowMs() + CHANGE_LIFETIME_MS,
  );
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
