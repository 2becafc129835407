/** Sessions after the sign-in: confirm, ask, renew, copy, end. */
import { hex, object, optional, string } from "../../core/json.ts";
import type { Backend } from "../backend.ts";
import { json, type Reply } from "../reply.ts";
import type { Incoming } from "../request.ts";
import { accountByUid } from "./account_store.ts";
import { authenticateSession } from "./auth.ts";
import { email, readBody, text } from "./body.ts";
import { accountsRefusal } from "./errors.ts";
import { knownAccount, rightPassword } from "./login.ts";
import {
  confirmSession,
  createSession,
  destroySession,
  matchSessionCode,
  type Session,
} from "./session_store.ts";
import { continueSession, sendSessionCode, signedInMembers, TOTP_CHALLENGE } from "./sign_in.ts";

/** `GET /v1/session/status` */
export async function sessionStatus(request: Incoming, backend: Backend): Promise<Reply> {
  const { uid, challenge } = await authenticateSession(request, backend);
  const verified = challenge === null;
  return json({
    state: verified ? "verified" : "unverified",
    uid,
    details: {
      accountEmailVerified: true,
      sessionVerificationMethod: challenge,
      sessionVerified: verified,
      sessionVerificationMeetsMinimumAAL: true,
      verified,
    },
  });
}

/** `POST /v1/session/destroy`: ends the session and forgets its device. */
export async function endSession(request: Incoming, backend: Backend): Promise<Reply> {
  const session = await authenticateSession(request, backend);
  destroySession(backend.database, session.id);
  return json({});
}

/** `POST /v1/session/duplicate`: another session, as confirmed as this one. */
export async function duplicateSession(request: Incoming, backend: Backend): Promise<Reply> {
  const { uid, auth_at_ms: authAtMs, challenge } = await authenticateSession(request, backend);
  const userAgent = request.headers.get("user-agent") ?? "";
  const { token, session } = await createSession(backend.database, { uid, userAgent, challenge, authAtMs });
  return json({ ...signedInMembers(session), sessionToken: token });
}

const reauthBody = object({ email, authPW: hex(32) });

/** `POST /v1/session/reauth`: the password again, on the same session. */
export async function reauthenticate(request: Incoming, backend: Backend): Promise<Reply> {
  const session = await authenticateSession(request, backend);
  const body = await readBody(request, reauthBody);
  const account = knownAccount(backend, body.email);
  if (account.uid !== session.uid) throw accountsRefusal(102);
  const password = await rightPassword(backend, account, body);
  return await continueSession(request, backend, account, password, session);
}

const codeBody = object({ code: text(10), service: optional(string) });

/** `POST /v1/session/verify_code`: the mailed code. */
export async function verifyCode(request: Incoming, backend: Backend): Promise<Reply> {
  const session = await authenticateSession(request, backend);
  const { code } = await readBody(request, codeBody);
  if (session.challenge === TOTP_CHALLENGE) throw accountsRefusal(183);
  if (!await confirmWithCode(backend, session, code)) throw accountsRefusal(183);
  return json({});
}

/** `POST /v1/session/verify/totp`: a wrong code is not an HTTP error here. */
export async function verifyTotp(request: Incoming, backend: Backend): Promise<Reply> {
  const session = await authenticateSession(request, backend);
  const { code } = await readBody(request, codeBody);
  if (backend.rules.signIn !== "totp") throw accountsRefusal(155);
  return json({ success: await confirmWithCode(backend, session, code) });
}

async function confirmWithCode({ database }: Backend, session: Session, code: string): Promise<boolean> {
  if (session.challenge === null) return true;
  const right = await matchSessionCode(database, session.id, code);
  if (right) confirmSession(database, session.id);
  return right;
}

/** `POST /v1/session/resend_code`: a new code in place of the former one. */
export async function resendCode(request: Incoming, backend: Backend): Promise<Reply> {
  const session = await authenticateSession(request, backend);
  const account = accountByUid(backend.database, session.uid);
  if (account !== undefined) await sendSessionCode(backend, account.email, session);
  return json({});
}
