/** Sessions made in the server's own store: a sign-in by password costs the server a fifth of a second of stretching. */
import type { Session } from "../../../core/accounts/login.ts";
import { isUid } from "../../../core/ids.ts";
import { deriveTokenKeys } from "../../../core/crypto/token_keys.ts";
import { accountByEmail, insertAccount, prepareAccount } from "../../../server/accounts/account_store.ts";
import {
  drawKeyFetchToken,
  insertKeyFetchToken,
  insertSession,
} from "../../../server/accounts/session_store.ts";
import type { Database } from "../../../server/serve.ts";
import { drawToken } from "../../../server/tokens.ts";
import { EMAIL } from "./accounts_support.ts";

/** The two halves of kB; every session of an account has the same. */
const wrapKB = new Uint8Array(32).fill(0x1f);
const unwrapBKey = new Uint8Array(32).fill(0xe0);

/** A confirmed session, ready to fetch keys. Its account is made where there is none; it has no password. */
export async function openSession(database: Database, email = EMAIL): Promise<Session> {
  if (!accountByEmail(database, email)) {
    insertAccount(database, await prepareAccount(database, { email, passwords: [] }));
  }
  const account = accountByEmail(database, email);
  if (!account || !isUid(account.uid)) throw new Error("the account was just made");
  const drawn = await drawToken("sessionToken");
  insertSession(database, drawn, { uid: account.uid, userAgent: "", challenge: null });
  const keyFetch = await drawKeyFetchToken({ kA: account.ka, wrapKB });
  insertKeyFetchToken(database, keyFetch, drawn.id);
  const sessionToken = Uint8Array.fromHex(drawn.token);
  return {
    uid: account.uid,
    email,
    sessionToken,
    token: await deriveTokenKeys(sessionToken, "sessionToken"),
    keyFetch: await deriveTokenKeys(Uint8Array.fromHex(keyFetch.token), "keyFetchToken"),
    unwrapBKey,
  };
}
