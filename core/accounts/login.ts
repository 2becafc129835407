/** Password sign-in as steps in plain data: a face shows each step and calls the next function. */
import type { Uid } from "../ids.ts";
import { type StretchedPassword, stretchV1, stretchV2 } from "../crypto/stretch.ts";
import { deriveTokenKeys, type TokenKeys } from "../crypto/token_keys.ts";
import type { Bytes } from "../bytes.ts";
import { FoxdenError, isFoxdenError } from "../errors.ts";
import { credentialsStatus, login, type LoginReply, sendUnblockCode, verifyCode, verifyTotp } from "./api.ts";
import { WrongEmailForm } from "./errno.ts";
import type { AccountsServer } from "./transport.ts";

/** A session that may still have to be confirmed. Holds secrets: never printed, never stored. */
export interface Session {
  readonly uid: Uid;
  readonly email: string;
  /** 32 bytes: what the server gave. */
  readonly sessionToken: Bytes;
  /** What `sessionToken` becomes in requests. */
  readonly token: TokenKeys;
  readonly keyFetch: TokenKeys;
  /** 32 bytes that unwrap kB. */
  readonly unwrapBKey: Bytes;
}

export type SignInStep =
  | { readonly step: "signed-in"; readonly session: Session }
  /** Six digits were mailed; {@link submitCode} goes on. */
  | { readonly step: "needs-code"; readonly session: Session }
  /** An authenticator's six digits are wanted; {@link submitTotp} goes on. */
  | { readonly step: "needs-totp"; readonly session: Session }
  /** A code was mailed to `email` that lifts the block; {@link signIn} with both goes on. */
  | { readonly step: "blocked"; readonly email: string };

export interface PasswordSignIn {
  readonly email: string;
  readonly password: string;
  readonly unblockCode?: string;
}

/**
 * Opens a session with e-mail and password. The password is stretched here and goes nowhere.
 *
 * @throws {FoxdenError} `auth.wrong-password`, `auth.unknown-account`, `auth.blocked` when nothing lifts the block,
 *   `server.challenge` and what else `transport.ts` names
 */
export async function signIn(server: AccountsServer, input: PasswordSignIn): Promise<SignInStep> {
  try {
    const { reply, email, stretched } = await loginAnyForm(server, input);
    return await stepAfterLogin(reply, email, stretched);
  } catch (error) {
    if (error instanceof WrongEmailForm && input.unblockCode !== undefined) {
      return await signIn(server, { email: error.email, password: input.password });
    }
    const liftable = isFoxdenError(error) && error.code === "auth.blocked" && error.details.unblockable;
    if (!liftable || input.unblockCode !== undefined) throw error;
    await sendUnblockCode(server, input.email);
    return { step: "blocked", email: input.email };
  }
}

interface LoggedIn {
  readonly reply: LoginReply;
  readonly email: string;
  readonly stretched: StretchedPassword;
}

/** Version 1 is salted with the address as it was at sign-up; the server tells when ours is spelt otherwise. */
async function loginAnyForm(server: AccountsServer, input: PasswordSignIn): Promise<LoggedIn> {
  const { email, password, unblockCode } = input;
  const unblock = unblockCode === undefined ? {} : { unblockCode: unblockCode.trim().toUpperCase() };
  const stretched = await stretch(server, email, password);
  try {
    const reply = await login(server, { email, authPW: stretched.authPW, ...unblock });
    return { reply, email, stretched };
  } catch (error) {
    // An unblock code is spent by now, and was meant for the other spelling: the caller begins again.
    if (!(error instanceof WrongEmailForm) || unblockCode !== undefined) throw error;
    const again = await stretch(server, error.email, password);
    const request = { email: error.email, authPW: again.authPW, originalLoginEmail: email };
    return { reply: await login(server, request), email: error.email, stretched: again };
  }
}

async function stretch(server: AccountsServer, email: string, password: string): Promise<StretchedPassword> {
  const clientSalt = await versionTwoSalt(server, email);
  return clientSalt === undefined ? await stretchV1(password, email) : await stretchV2(password, clientSalt);
}

async function versionTwoSalt(server: AccountsServer, email: string): Promise<string | undefined> {
  try {
    const { currentVersion, clientSalt } = await credentialsStatus(server, email);
    return currentVersion === "v2" ? clientSalt : undefined;
  } catch (error) {
    // Older servers have no such endpoint, and an unknown account is for the login itself to report.
    const harmless = isFoxdenError(error) &&
      (error.code === "auth.unknown-account" ||
        (error.code === "server.errno" && error.details.errno === 116));
    if (!harmless) throw error;
    return undefined;
  }
}

async function stepAfterLogin(
  reply: LoginReply,
  email: string,
  { unwrapBKey, version }: StretchedPassword,
): Promise<SignInStep> {
  if (reply.verificationReason === "change_password") {
    const message = "This account is locked until its password is changed on the web";
    throw new FoxdenError("auth.refused", message, { errno: 126 });
  }
  // Each version wraps kB with its own key, and a wrong kB would show only when nothing opens.
  const keyFetchToken = version === 2 ? reply.keyFetchTokenVersion2 : reply.keyFetchToken;
  if (!keyFetchToken) {
    throw new FoxdenError("server.shape", "login: expected a keyFetchToken", { at: "login.keyFetchToken" });
  }
  const [token, keyFetch] = await Promise.all([
    deriveTokenKeys(reply.sessionToken, "sessionToken"),
    deriveTokenKeys(keyFetchToken, "keyFetchToken"),
  ]);
  const session: Session = {
    uid: reply.uid,
    email,
    sessionToken: reply.sessionToken,
    token,
    keyFetch,
    unwrapBKey,
  };
  if (reply.verificationMethod === "totp-2fa") return { step: "needs-totp", session };
  const verified = reply.verified ?? ((reply.emailVerified ?? true) && (reply.sessionVerified ?? true));
  return { step: verified ? "signed-in" : "needs-code", session };
}

/** Goes on from `needs-code`. @throws {FoxdenError} `auth.wrong-code` */
export async function submitCode(
  server: AccountsServer,
  session: Session,
  code: string,
): Promise<SignInStep> {
  await verifyCode(server, session.token, sixDigits(code));
  return { step: "signed-in", session };
}

/** Goes on from `needs-totp`. @throws {FoxdenError} `auth.wrong-code` */
export async function submitTotp(
  server: AccountsServer,
  session: Session,
  code: string,
): Promise<SignInStep> {
  if (await verifyTotp(server, session.token, sixDigits(code))) return { step: "signed-in", session };
  throw wrongCode();
}

/** People type codes as they are shown, in groups. */
function sixDigits(code: string): string {
  const digits = code.replace(/\s/g, "");
  if (/^\d{6}$/.test(digits)) return digits;
  throw wrongCode();
}

const wrongCode = () => new FoxdenError("auth.wrong-code", "The code is wrong or has expired", {});
