/** Accounts are made and signed in to: create, login, status, unblock. */
import type { Bytes } from "../../core/bytes.ts";
import { hex, object, optional, string } from "../../core/json.ts";
import type { Backend } from "../backend.ts";
import { randomBytes } from "../random.ts";
import { json, Refusal, type Reply, withHeaders } from "../reply.ts";
import type { Incoming } from "../request.ts";
import {
  type Account,
  accountByEmail,
  accountByUid,
  type CheckedPassword,
  checkPassword,
  clientSaltOf,
  insertAccount,
  type NewPassword,
  prepareAccount,
} from "./account_store.ts";
import { authenticateIfPresent } from "./auth.ts";
import { email, readBody, text } from "./body.ts";
import { accountsRefusal, errorReply } from "./errors.ts";
import { challengeFor, passBlock, sendUnblockCode, startSession } from "./sign_in.ts";
import { WRONG_PASSWORDS_MS } from "./passwords.ts";

const clientSalt = text(80, /^identity\.mozilla\.com\/picl\/v1\/quickStretchV2:[0-9a-f]{32}$/);

const createBody = object({
  email,
  authPW: hex(32),
  wrapKb: optional(hex(32)),
  authPWVersion2: optional(hex(32)),
  wrapKbVersion2: optional(hex(32)),
  clientSalt: optional(clientSalt),
});

/** `POST /v1/account/create`: the account counts as confirmed at once. */
export async function createAccount(request: Incoming, backend: Backend): Promise<Reply> {
  const body = await readBody(request, createBody);
  if (accountByEmail(backend.database, body.email)) throw accountsRefusal(101, { email: body.email });
  const passwords = passwordsOf(body);
  const prepared = await prepareAccount(backend.database, { email: body.email, passwords });
  if (insertAccount(backend.database, prepared) === undefined) {
    throw accountsRefusal(101, { email: body.email });
  }
  return await startSession(request, backend, prepared.account, passwords, null);
}

/** Version 2 is all or nothing: half of it would leave an account that nobody can unwrap. */
function passwordsOf(body: ReturnType<typeof createBody>): NewPassword[] {
  const { wrapKb, authPWVersion2, wrapKbVersion2, clientSalt } = body;
  const wrapKB = wrapKb === undefined ? randomBytes(32) : Uint8Array.fromHex(wrapKb);
  const first: NewPassword = { version: 1, authPW: Uint8Array.fromHex(body.authPW), wrapKB };
  if (authPWVersion2 === undefined) return [first];
  for (const [param, value] of Object.entries({ wrapKb, wrapKbVersion2, clientSalt })) {
    if (value === undefined) throw accountsRefusal(108, { param });
  }
  const second: NewPassword = {
    version: 2,
    authPW: Uint8Array.fromHex(authPWVersion2),
    wrapKB: Uint8Array.fromHex(wrapKbVersion2 ?? ""),
    ...(clientSalt === undefined ? {} : { clientSalt }),
  };
  return [first, second];
}

const loginBody = object({
  email,
  authPW: hex(32),
  verificationMethod: optional(string),
  unblockCode: optional(text(8, /^[a-z0-9]{8}$/i)),
});

/** `POST /v1/account/login` */
export async function login(request: Incoming, backend: Backend): Promise<Reply> {
  const body = await readBody(request, loginBody);
  const account = knownAccount(backend, body.email);
  await passBlock(backend, account, body.unblockCode);
  const challenge = challengeFor(backend.rules.signIn, body.verificationMethod);
  const password = await rightPassword(backend, account, body);
  return await startSession(request, backend, account, [password], challenge);
}

/** @throws errno 102 */
export function knownAccount({ database }: Backend, address: string): Account {
  const account = accountByEmail(database, address);
  if (account === undefined) throw accountsRefusal(102);
  return account;
}

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
  { database, wrongPasswords }: Backend,
  uid: string,
  authPW: Bytes,
): Promise<CheckedPassword | undefined> {
  if (!wrongPasswords.admit(uid, database.clock.nowMs())) {
    const reply = errorReply(114, { retryAfter: WRONG_PASSWORDS_MS });
    throw new Refusal(withHeaders(reply, { "retry-after": String(WRONG_PASSWORDS_MS / 1000) }));
  }
  try {
    const password = await checkPassword(database, uid, authPW);
    if (password !== undefined) wrongPasswords.forget(uid);
    return password;
  } catch (error) {
    wrongPasswords.takeBack(uid);
    throw error;
  }
}

/** `GET /v1/account/status`, about the session's own account or `?uid=` */
export async function accountStatus(request: Incoming, backend: Backend): Promise<Reply> {
  const uid = request.query.get("uid");
  if (uid !== null) return json({ exists: accountByUid(backend.database, uid) !== undefined });
  const session = await authenticateIfPresent(request, backend);
  if (session === undefined) throw accountsRefusal(108, { param: "uid" });
  return json({ exists: true });
}

const emailBody = object({ email });

/** `POST /v1/account/status` */
export async function accountStatusByEmail(request: Incoming, { database }: Backend): Promise<Reply> {
  const body = await readBody(request, emailBody);
  const exists = accountByEmail(database, body.email) !== undefined;
  return json({ exists, hasLinkedAccount: false, hasPassword: exists });
}

/** `POST /v1/account/credentials/status`: how this account stretches its password. */
export async function credentialsStatus(request: Incoming, backend: Backend): Promise<Reply> {
  const body = await readBody(request, emailBody);
  const salt = clientSaltOf(backend.database, knownAccount(backend, body.email).uid);
  if (salt === null) return json({ currentVersion: "v1", upgradeNeeded: true });
  return json({ currentVersion: "v2", clientSalt: salt, upgradeNeeded: false });
}

/** `POST /v1/account/login/send_unblock_code` */
export async function unblockCode(request: Incoming, backend: Backend): Promise<Reply> {
  const body = await readBody(request, emailBody);
  await sendUnblockCode(backend, knownAccount(backend, body.email));
  return json({});
}
