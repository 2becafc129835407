/** Accounts are signed in to: login, status, unblock. */
import { hex, object, optional, string } from "../../core/json.ts";
import type { Backend } from "../backend.ts";
import { json, type Reply } from "../reply.ts";
import type { Incoming } from "../request.ts";
import { type Account, accountByEmail, accountByUid } from "./account_store.ts";
import { authenticateIfPresent } from "./auth.ts";
import { email, readBody, text } from "./body.ts";
import { clientSaltOf } from "./credential_store.ts";
import { accountsRefusal } from "./errors.ts";
import { admitGuess, rightPassword } from "./guessing.ts";
import { challengeFor, checkGeneration, passBlock, sendUnblockCode, startSession } from "./sign_in.ts";

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
  const signIn = { passwords: [password], challenge };
  return await startSession(request, backend, account, signIn, () => checkGeneration(backend, account));
}

/** @throws errno 102 */
export function knownAccount({ database }: Backend, address: string): Account {
  const account = accountByEmail(database, address);
  if (account === undefined) throw accountsRefusal(102);
  return account;
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
  const account = knownAccount(backend, body.email);
  // Each new code voids the one before, so asking without end would keep the owner out.
  admitGuess(backend, `${account.uid}:unblock`);
  await sendUnblockCode(backend, account);
  return json({});
}
