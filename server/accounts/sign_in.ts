/** What a sign-in needs besides the password, by the server's rule, and what its answer says. */
import type { Backend, CodeMessage, SignInKind } from "../backend.ts";
import { randomDigits, randomUnblockCode } from "../random.ts";
import { json, type Reply } from "../reply.ts";
import type { Incoming } from "../request.ts";
import { drawToken } from "../tokens.ts";
import { type Account, accountByUid } from "./account_store.ts";
import type { CheckedPassword } from "./credential_store.ts";
import { accountsRefusal } from "./errors.ts";
import {
  consumeUnblockCode,
  createKeyFetchToken,
  insertSession,
  renewSession,
  type Session,
  setSessionCode,
  setUnblockCode,
} from "./session_store.ts";

/** A session's challenge when an authenticator's code is wanted; any other challenge wants a mailed one. */
export const TOTP_CHALLENGE = "totp-2fa";
const MAIL_CHALLENGES = ["email-otp", "email-2fa", "email"];

/** How a new session must be confirmed; null when it need not. @param wanted the client's own wish */
export function challengeFor(kind: SignInKind | undefined, wanted: string | undefined): string | null {
  if (kind === "totp") return TOTP_CHALLENGE;
  if (wanted === TOTP_CHALLENGE) throw accountsRefusal(160);
  if (kind !== "code") return null;
  return wanted !== undefined && MAIL_CHALLENGES.includes(wanted) ? wanted : "email-otp";
}

/** Lets a blocked sign-in pass when it brings the mailed code. @throws errno 125, or 127 for a wrong code */
export async function passBlock(
  backend: Backend,
  account: Account,
  unblockCode: string | undefined,
): Promise<void> {
  if (backend.rules.signIn !== "blocked") return;
  if (unblockCode === undefined) {
    throw accountsRefusal(125, { verificationMethod: "email-captcha", verificationReason: "login" });
  }
  const right = await consumeUnblockCode(backend.database, account.uid, unblockCode.toUpperCase());
  if (!right) throw accountsRefusal(127);
}

/** Draws and sends the code of a session that needs one. */
export async function sendSessionCode(
  { database, deliver }: Backend,
  to: string,
  session: { readonly id: string; readonly challenge: string | null },
): Promise<void> {
  if (session.challenge === null) return;
  const purpose: CodeMessage["purpose"] = session.challenge === TOTP_CHALLENGE ? "totp" : "session-code";
  const code = randomDigits();
  await setSessionCode(database, session.id, code);
  deliver({ to, purpose, code });
}

/** Draws and sends the code that lifts a block. */
export async function sendUnblockCode({ database, deliver }: Backend, account: Account): Promise<void> {
  const code = randomUnblockCode();
  await setUnblockCode(database, account.uid, code);
  deliver({ to: account.email, purpose: "unblock-code", code });
}

/** Everything a finished password check leads to: a session, its code, its keyFetchToken, the answer. */
export async function startSession(
  request: Incoming,
  backend: Backend,
  account: Account,
  passwords: readonly CheckedPassword[],
  challenge: string | null,
): Promise<Reply> {
  const userAgent = request.headers.get("user-agent") ?? "";
  const drawn = await drawToken("sessionToken");
  checkGeneration(backend, account);
  const { token, session } = insertSession(backend.database, drawn, {
    uid: account.uid,
    userAgent,
    challenge,
  });
  await sendSessionCode(backend, account.email, session);
  const keys = await keyFetchTokens(backend, account, wantedKeys(request, passwords), session.id);
  return json({ ...signedInMembers(session), sessionToken: token, ...keys });
}

/**
 * Whether the password is still the one that was checked. If it has been changed meanwhile, all sign-ins with it have
 * ended, and no further one may begin.
 *
 * @throws errno 103
 */
export function checkGeneration({ database }: Backend, { uid, generation }: Account): void {
  if (accountByUid(database, uid)?.generation !== generation) throw accountsRefusal(103);
}

/** As {@link startSession}, on a session that is there already. */
export async function continueSession(
  request: Incoming,
  backend: Backend,
  account: Account,
  password: CheckedPassword,
  session: Session,
): Promise<Reply> {
  renewSession(backend.database, session.id, session.challenge);
  const keys = await keyFetchTokens(backend, account, wantedKeys(request, [password]), session.id);
  return json({ ...signedInMembers({ ...session, auth_at_ms: backend.database.clock.nowMs() }), ...keys });
}

/** Members that every answer about a fresh sign-in has. */
export function signedInMembers(session: Session): Record<string, unknown> {
  const verified = session.challenge === null;
  return {
    uid: session.uid,
    authAt: Math.floor(session.auth_at_ms / 1000),
    verified,
    emailVerified: true,
    sessionVerified: verified,
    metricsEnabled: false,
    ...(verified ? {} : { verificationMethod: session.challenge, verificationReason: "login" }),
  };
}

const wantedKeys = (request: Incoming, passwords: readonly CheckedPassword[]): readonly CheckedPassword[] =>
  request.query.get("keys") === "true" ? passwords : [];

/**
 * One keyFetchToken for each password. A member is named after the version of its password, so that the client
 * unwraps with the right half.
 */
export async function keyFetchTokens(
  { database }: Backend,
  account: Account,
  passwords: readonly CheckedPassword[],
  sessionId: string,
): Promise<Record<string, string>> {
  const members: Record<string, string> = {};
  for (const { version, wrapKB } of passwords) {
    const token = await createKeyFetchToken(database, sessionId, { kA: account.ka, wrapKB });
    members[version === 2 ? "keyFetchTokenVersion2" : "keyFetchToken"] = token;
  }
  return members;
}
