/** What a sign-in needs besides the password, by the server's rule, and what its answer says. */
import type { Backend, SignInKind } from "../backend.ts";
import type { Database } from "../db.ts";
import { randomUnblockCode } from "../random.ts";
import { json, type Reply } from "../reply.ts";
import type { Incoming } from "../request.ts";
import { drawToken } from "../tokens.ts";
import { type Account, accountByUid } from "./account_store.ts";
import type { CheckedPassword } from "./credential_store.ts";
import { accountsRefusal } from "./errors.ts";
import {
  consumeUnblockCode,
  drawKeyFetchToken,
  drawSessionCode,
  insertKeyFetchToken,
  insertSession,
  type NewKeyFetchToken,
  renewSession,
  type Session,
  type SessionCode,
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

/** Draws, writes down and sends the code of a session that needs one. */
export async function sendSessionCode(
  backend: Backend,
  to: string,
  { id, challenge }: Pick<Session, "id" | "challenge">,
): Promise<void> {
  if (challenge === null) return;
  const code = await drawSessionCode(id);
  setSessionCode(backend.database, id, code);
  deliverCode(backend, to, challenge, code);
}

function deliverCode({ deliver }: Backend, to: string, challenge: string, { code }: SessionCode): void {
  deliver({ to, purpose: challenge === TOTP_CHALLENGE ? "totp" : "session-code", code });
}

/** Draws and sends the code that lifts a block. */
export async function sendUnblockCode({ database, deliver }: Backend, account: Account): Promise<void> {
  const code = randomUnblockCode();
  await setUnblockCode(database, account.uid, code);
  deliver({ to: account.email, purpose: "unblock-code", code });
}

/**
 * Everything a finished password check leads to, as one transaction: a session, its code, its keyFetchToken. Then
 * the answer.
 *
 * @param prepare runs in the transaction before all else: what must hold, or be written, for the sign-in to begin
 */
export async function startSession(
  request: Incoming,
  backend: Backend,
  account: Account,
  { passwords, challenge }: {
    readonly passwords: readonly SignInPassword[];
    readonly challenge: string | null;
  },
  prepare: () => void,
): Promise<Reply> {
  const { database } = backend;
  const drawn = await drawToken("sessionToken");
  const code = challenge === null ? undefined : await drawSessionCode(drawn.id);
  const keys = await drawKeys(account, wantedPasswords(request, passwords));
  const userAgent = request.headers.get("user-agent") ?? "";
  const members = database.write(() => {
    prepare();
    const session = insertSession(database, drawn, { uid: account.uid, userAgent, challenge });
    if (code !== undefined) setSessionCode(database, session.id, code);
    return { ...signedInMembers(session), ...issueKeys(database, keys, session.id) };
  });
  if (challenge !== null && code !== undefined) deliverCode(backend, account.email, challenge, code);
  return json({ ...members, sessionToken: drawn.token });
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

/** As {@link startSession}, on a session that is there already. @throws errno 103, or 110 if it has ended meanwhile */
export async function continueSession(
  request: Incoming,
  backend: Backend,
  account: Account,
  password: CheckedPassword,
  sessionId: string,
): Promise<Reply> {
  const { database } = backend;
  const keys = await drawKeys(account, wantedPasswords(request, [password]));
  const members = database.write(() => {
    checkGeneration(backend, account);
    const session = renewSession(database, sessionId);
    if (session === undefined) throw accountsRefusal(110);
    return { ...signedInMembers(session), ...issueKeys(database, keys, sessionId) };
  });
  return json(members);
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

/** Passwords whose keys the request asks for: none without `?keys=true`. */
export const wantedPasswords = (
  request: Incoming,
  passwords: readonly SignInPassword[],
): readonly SignInPassword[] => request.query.get("keys") === "true" ? passwords : [];

/** What a password gives: in which version of stretching it came, and what it unwraps. */
export type SignInPassword = Pick<CheckedPassword, "version" | "wrapKB">;

/** A keyFetchToken on its way, and the version of the password that opens what it fetches. */
export interface DrawnKeys {
  readonly version: SignInPassword["version"];
  readonly token: NewKeyFetchToken;
}

/** Draws one keyFetchToken for each password, since a transaction cannot wait for the sealing. */
export async function drawKeys(
  { ka: kA }: Account,
  passwords: readonly SignInPassword[],
): Promise<readonly DrawnKeys[]> {
  const draw = async ({ version, wrapKB }: SignInPassword): Promise<DrawnKeys> => ({
    version,
    token: await drawKeyFetchToken({ kA, wrapKB }),
  });
  return await Promise.all(passwords.map(draw));
}

/**
 * Makes drawn keyFetchTokens valid. A member is named after the version of its password, so that the client unwraps
 * with the right half.
 */
export function issueKeys(
  database: Database,
  keys: readonly DrawnKeys[],
  sessionId: string,
): Record<string, string> {
  const members: Record<string, string> = {};
  for (const { version, token } of keys) {
    insertKeyFetchToken(database, token, sessionId);
    members[version === 2 ? "keyFetchTokenVersion2" : "keyFetchToken"] = token.token;
  }
  return members;
}
