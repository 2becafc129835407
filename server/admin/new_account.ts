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

/** Writes a prepared account. @throws {FoxdenError} `usage.account-exists` when its address, or its uid, is taken */
export function insertNew(database: Database, prepared: PreparedAccount): Uid {
  const uid = insertAccount(database, prepared);
  if (uid !== undefined) return uid;
  throw taken(accountByUid(database, prepared.account.uid) ? prepared.account.uid : prepared.account.email);
}

/** The refusal of an address, or a uid, that an account has already. */
export const taken = (email: string): FoxdenError<"usage.account-exists"> =>
  new FoxdenError("usage.account-exists", `There is an account for "${email}" already`, { email });

/** @throws {FoxdenError} `usage.value` when `email` is no address */
export function checkEmail(email: string): void {
  if (isEmail(email)) return;
  const message = `"${email}" is no e-mail address: ${emailFault(email)}`;
  throw new FoxdenError("usage.value", message, { name: "email" });
}

function emailFault(email: string): string {
  if (email.length > 255) return "it is longer than 255 characters";
  if (/[\s\p{Cc}]/u.test(email)) return "there is a space or a control character in it";
  const parts = email.split("@");
  if (parts.length === 2) return `nothing stands ${parts[0] === "" ? "before" : "after"} the @`;
  return parts.length === 1 ? "there is no @ in it" : "there is more than one @ in it";
}

/** A value that cannot be used. */
export const unusable = (name: string, value: string): FoxdenError<"usage.value"> =>
  new FoxdenError("usage.value", `"${value}" cannot be used as ${name}`, { name });
