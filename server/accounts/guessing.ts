/** Guesses at what only an account's owner knows, counted for each account. */
import type { Bytes } from "../../core/bytes.ts";
import type { Backend } from "../backend.ts";
import { Refusal, withHeaders } from "../reply.ts";
import type { Account } from "./account_store.ts";
import { type CheckedPassword, checkPassword } from "./credential_store.ts";
import { accountsRefusal, errorReply } from "./errors.ts";
import { WRONG_PASSWORDS_MS } from "./passwords.ts";

/**
 * Checks a password.
 *
 * @throws errno 120 where the password may only have been salted with another spelling of the address, 114
 * after too many wrong ones, else 103
 */
export async function rightPassword(
  backend: Backend,
  account: Account,
  given: { readonly email: string; readonly authPW: string },
): Promise<CheckedPassword> {
  const password = await countedCheck(backend, account.uid, Uint8Array.fromHex(given.authPW));
  if (password !== undefined) return password;
  if (given.email !== account.email) throw accountsRefusal(120, { email: account.email });
  throw accountsRefusal(103);
}

async function countedCheck(
  backend: Backend,
  uid: string,
  authPW: Bytes,
): Promise<CheckedPassword | undefined> {
  const { database, wrongPasswords } = backend;
  admitGuess(backend, uid);
  try {
    const password = await checkPassword(database, uid, authPW);
    if (password !== undefined) wrongPasswords.forget(uid);
    return password;
  } catch (error) {
    wrongPasswords.takeBack(uid);
    throw error;
  }
}

/**
 * Runs a check of a one-time code. Counted over all sessions of the account, since every new session and every new
 * code would otherwise come with guesses of its own.
 *
 * @throws errno 114
 */
export async function countedCode(
  backend: Backend,
  uid: string,
  check: () => Promise<boolean>,
): Promise<boolean> {
  const key = `${uid}:code`;
  admitGuess(backend, key);
  const right = await check();
  if (right) backend.wrongPasswords.forget(key);
  return right;
}

/** Counts one of the things an account may be asked for ten times in a quarter of an hour. @throws errno 114 */
export function admitGuess({ database, wrongPasswords }: Backend, key: string): void {
  if (!wrongPasswords.admit(key, database.clock.nowMs())) throw tooMany(WRONG_PASSWORDS_MS);
}

/** Asks a client to stay away for a while: errno 114. */
export function tooMany(waitMs: number): Refusal {
  const reply = errorReply(114, { retryAfter: waitMs });
  return new Refusal(withHeaders(reply, { "retry-after": String(Math.ceil(waitMs / 1000)) }));
}
