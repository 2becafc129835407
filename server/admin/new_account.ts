/** What the ways to make an account from beside the server share. */
import { FoxdenError } from "../../core/errors.ts";
import type { Uid } from "../../core/ids.ts";
import { accountByUid, insertAccount, type PreparedAccount } from "../accounts/account_store.ts";
import { isEmail } from "../accounts/body.ts";
import type { Database } from "../db.ts";

/** A person's way in. */
export interface User {
  readonly email: string;
  readonly password: string;
}

/** Writes a prepared account. @throws {FoxdenError} `usage.value` when its address, or its uid, is taken */
export function insertNew(database: Database, prepared: PreparedAccount): Uid {
  const uid = insertAccount(database, prepared);
  if (uid !== undefined) return uid;
  const taken = accountByUid(database, prepared.account.uid) ? prepared.account.uid : prepared.account.email;
  throw new FoxdenError("usage.value", `There is an account for "${taken}" already`, { name: "email" });
}

/** @throws {FoxdenError} `usage.value` when `email` is no address */
export function checkEmail(email: string): void {
  if (!isEmail(email)) throw unusable("email", email);
}

/** A value that cannot be used. */
export const unusable = (name: string, value: string): FoxdenError<"usage.value"> =>
  new FoxdenError("usage.value", `"${value}" cannot be used as ${name}`, { name });
