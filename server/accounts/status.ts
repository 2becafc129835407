/** Small questions about the session's own account. */
import type { Backend } from "../backend.ts";
import { randomHex } from "../random.ts";
import { json, type Reply } from "../reply.ts";
import type { Incoming } from "../request.ts";
import { type Account, accountByUid } from "./account_store.ts";
import { authenticateSession, readAccessToken } from "./auth.ts";
import { accountsRefusal } from "./errors.ts";
import { includesScope } from "./scopes.ts";
import type { Session } from "./session_store.ts";

async function sessionAndAccount(
  request: Incoming,
  backend: Backend,
): Promise<{ readonly session: Session; readonly account: Account }> {
  const session = await authenticateSession(request, backend);
  const account = accountByUid(backend.database, session.uid);
  if (account === undefined) throw accountsRefusal(110);
  return { session, account };
}

/** `GET /v1/recovery_email/status`: whether a sign-in still waits for its code. */
export async function emailStatus(request: Incoming, backend: Backend): Promise<Reply> {
  const { session, account } = await sessionAndAccount(request, backend);
  const sessionVerified = session.challenge === null;
  return json({ email: account.email, verified: sessionVerified, sessionVerified, emailVerified: true });
}

/** `GET /v1/account/emails`: an account has one address, and keeps it. */
export async function accountEmails(request: Incoming, backend: Backend): Promise<Reply> {
  const { account: { email } } = await sessionAndAccount(request, backend);
  return json({ originalEmail: email, primaryEmail: email });
}

/** `GET /v1/account/profile`, for a session or for an access token with the scope `profile` */
export async function accountProfile(request: Incoming, backend: Backend): Promise<Reply> {
  const token = await readAccessToken(request, backend);
  if (token === undefined) {
    const { account } = await sessionAndAccount(request, backend);
    return json(describe(account, () => true));
  }
  const account = accountByUid(backend.database, token.uid);
  if (account === undefined) throw accountsRefusal(110);
  return json(describe(account, (scope) => includesScope(token.scope, scope)));
}

const describe = (account: Account, may: (scope: string) => boolean): Record<string, unknown> => ({
  ...(may("profile:email") ? { email: account.email } : {}),
  ...(may("profile:locale") ? { locale: "en-US" } : {}),
  ...(may("profile:amr") ? { authenticationMethods: ["pwd"], authenticatorAssuranceLevel: 1 } : {}),
  profileChangedAt: account.created_at_ms,
});

/** `POST /v1/get_random_bytes`: 32 bytes in hex, for clients short of chance. */
export const someRandomBytes = (): Reply => json({ data: randomHex(32) });
