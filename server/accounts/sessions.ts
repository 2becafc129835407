/** Sessions after the sign-in: confirm, ask, renew, copy, end. */
import { hex, object, optional, string } from "../../core/json.ts";
import type { Backend } from "../backend.ts";
import { json, type Reply } from "../reply.ts";
import type { Incoming } from "../request.ts";
import { drawToken } from "../tokens.ts";
import { accountByUid } from "./account_store.ts";
import { authenticateSession } from "./auth.ts";
import { email, readBody, text } from "./body.ts";
import { accountsRefusal } from "./errors.ts";
import { countedCode, rightPassword } from "./guessing.ts";
import { knownAccount } from "./login.ts";
import { confirmSession, destroySession, insertSession, type Session, useSession } from "./session_store.ts";
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
  const { id, uid, auth_at_ms: authAtMs, challenge } = await authenticateSession(request, backend);
  const userAgent = request.headers.get("user-agent") ?? "";
  const drawn = await drawToken("sessionToken");
  const session = backend.database.write(() => {
    // It may have ended meanwhile, and no copy must outlive that.
    if (useSession(backend.database, id) === undefined) throw accountsRefusal(110);
    return insertSession(backend.database, drawn, { uid, userAgent, challenge, authAtMs });
  });
  return json({ ...signedInMembers(session), sessionToken: drawn.token });
}

const reauthBody = object({ email, authPW: hex(32) });

/** `POST /v1/session/reauth`: the password again, on the same session. */
export async function reauthenticate(request: Incoming, backend: Backend): Promise<Reply> {
  const session = await authenticateSession(request, backend);
  const body = await readBody(request, reauthBody);
  const account = knownAccount(backend, body.email);
  if (account.uid !== session.uid) throw accountsRefusal(102);
  const password = await rightPassword(backend, account, body);
  return await continueSession(request, backend, account, password, session.id);
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

async function confirmWithCode(backend: Backend, session: Session, code: string): Promise<boolean> {
  if (session.challenge === null) return true;
  const confirm = () => confirmSession(backend.database, session.id, code);
  return await countedCode(backend, session.uid, confirm);
}

/** `POST /v1/session/resend_code`: a new code in place of the former one. */
export async function resendCode(request: Incoming, backend: Backend): Promise<Reply> {
  const session = await authenticateSession(request, backend);
  const account = accountByUid(backend.database, session.uid);
  if (account !== undefined) await sendSessionCode(backend, account.email, session);
  return json({});
}

/** `POST /v1/session/verify/recoveryCode`: nobody here has backup codes. @throws errno 156 */
export async function verifyBackupCode(request: Incoming, backend: Backend): Promise<Reply> {
  await authenticateSession(request, backend);
  throw accountsRefusal(156);
}

/** `POST /v1/recovery_phone/signin/…`: there is no way to send a text message. @throws errno 202 */
export async function signInByPhone(request: Incoming, backend: Backend): Promise<Reply> {
  await authenticateSession(request, backend);
  throw accountsRefusal(202);
}
