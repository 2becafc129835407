/** Use-cases at the start of a sign-in: by password or by browser, up to the file where it rests. */
import { destroySession, registerDevice, resendCode } from "../core/accounts/api.ts";
import {
  finishBrowserSignIn,
  type PendingBrowserSignIn,
  readBrowserAnswer,
  startBrowserSignIn,
} from "../core/accounts/browser.ts";
import type { ServerOverrides } from "../core/accounts/discovery.ts";
import { fetchSyncKey } from "../core/accounts/keys.ts";
import { type Session, signIn, type SignInStep, submitCode, submitTotp } from "../core/accounts/login.ts";
import { destroyToken, grantBySession, SYNC_SCOPES } from "../core/accounts/oauth.ts";
import { fetchProfile } from "../core/accounts/profile.ts";
import type { AccountsServer, Credential } from "../core/accounts/transport.ts";
import type { ScopedKey } from "../core/crypto/scoped_key.ts";
import { FoxdenError, isFoxdenError } from "../core/errors.ts";
import { oauthClient } from "./config/places.ts";
import type { App } from "./open.ts";
import { findLeft, revoke, takeLeftKey } from "./sign_out.ts";
import { removeLeftKey, type Secrets } from "./vault.ts";

export type { PendingBrowserSignIn, SignInStep };

/** Where to sign in. */
export interface SignInPlace {
  readonly root: URL;
  readonly overrides: ServerOverrides;
}

/** A sign-in under way at one deployment. */
export interface SignInAttempt {
  readonly server: AccountsServer;
  readonly deviceName: string;
  /** Seals the profile's secrets when given. */
  readonly passphrase?: string;
}

export interface SignedIn {
  readonly email: string;
  readonly server: string;
  readonly deviceName: string;
}

/** Finds the services below `place.root`. */
export async function beginSignIn(
  app: App,
  place: SignInPlace,
  options: Omit<SignInAttempt, "server">,
): Promise<SignInAttempt> {
  return { ...options, server: await app.discover(place.root, place.overrides) };
}

/** The first step of a password sign-in. */
export function signInWithPassword(
  attempt: SignInAttempt,
  input: { readonly email: string; readonly password: string; readonly unblockCode?: string },
): Promise<SignInStep> {
  return signIn(attempt.server, input);
}

/** Goes on from a step that wants a code. */
export function submitSignInCode(
  attempt: SignInAttempt,
  step: Extract<SignInStep, { step: "needs-code" | "needs-totp" }>,
  code: string,
): Promise<SignInStep> {
  const submit = step.step === "needs-totp" ? submitTotp : submitCode;
  return submit(attempt.server, step.session, code);
}

/** Has another code mailed, in place of the former one. One that lifts a block comes with {@link signInWithPassword}. */
export function resendSignInCode(
  attempt: SignInAttempt,
  step: Extract<SignInStep, { step: "needs-code" }>,
): Promise<void> {
  return resendCode(attempt.server, step.session.token);
}

/** How this machine is named to an account unless somebody says otherwise. */
export function defaultDeviceName(): string {
  try {
    return `foxden on ${Deno.hostname()}`;
  } catch {
    return "foxden";
  }
}

/**
 * The last step of a password sign-in: keys, tokens, a device record, and the vault.
 *
 * The session is traded for a refresh token, which can do less, and ended; it is kept only where a server gives no
 * refresh token. When anything fails, nothing of the attempt is left on the server.
 *
 * @throws {FoxdenError} `usage.value` when this profile belongs to another account
 */
export async function finishPasswordSignIn(
  app: App,
  attempt: SignInAttempt,
  session: Session,
): Promise<SignedIn> {
  const { server } = attempt;
  const { id: clientId } = oauthClient(server.servers.content, app.options.env);
  let keptSession = false;
  try {
    const syncKey = await fetchSyncKey(server, session, clientId);
    const request = { clientId, scope: SYNC_SCOPES, access: "offline" } as const;
    const { refresh_token: refreshToken } = await grantBySession(server, session.token, request);
    const made = { account: session, clientId, syncKey };
    if (refreshToken !== undefined) return await keepOrRevoke(app, attempt, { ...made, refreshToken });
    const signedIn = await keep(app, attempt, { ...made, session });
    keptSession = true;
    return signedIn;
  } finally {
    // A session that cannot be ended ends by itself.
    if (!keptSession) await destroySession(server, session.token).catch(ignoreFoxdenError);
  }
}

/** The first step of a browser sign-in: the address to open. */
export function beginBrowserSignIn(
  app: App,
  attempt: SignInAttempt,
  email?: string,
): Promise<PendingBrowserSignIn> {
  const { servers } = attempt.server;
  return startBrowserSignIn(app.ctx, servers, oauthClient(servers.content, app.options.env), email);
}

/**
 * The last step of a browser sign-in.
 *
 * @param answer the final address, or the code in it
 * @throws {FoxdenError} `auth.wrong-answer`; the same `pending` may be tried again with another answer
 */
export async function finishBrowserAnswer(
  app: App,
  attempt: SignInAttempt,
  pending: PendingBrowserSignIn,
  answer: string,
): Promise<SignedIn> {
  const { server } = attempt;
  const clientId = pending.client.id;
  const { tokens, key } = await finishBrowserSignIn(server, pending, readBrowserAnswer(pending, answer));
  const { refresh_token: refreshToken } = tokens;
  if (refreshToken === undefined) {
    throw new FoxdenError("server.shape", "The sign-in brought no refresh token", { at: "refresh_token" });
  }
  const account = await fetchProfile(server, tokens.access_token);
  return await keepOrRevoke(app, attempt, { account, clientId, syncKey: key, refreshToken });
}

/** For what is worth an attempt and no more. */
function ignoreFoxdenError(error: unknown): void {
  if (!isFoxdenError(error)) throw error;
}

const otherAccount = (app: App, known: Secrets) =>
  new FoxdenError(
    "usage.value",
    `Profile "${app.config.profile}" is signed in as ${known.email} at ${known.servers.content}`,
    {
      name: "--profile",
    },
  );

/** What a sign-in brought; it rests on a refresh token, or else on its session. */
interface NewSignIn {
  readonly account: { readonly uid: string; readonly email: string };
  readonly clientId: string;
  readonly syncKey: ScopedKey;
  readonly refreshToken?: string;
  readonly session?: Session;
}

/** Keeps a sign-in, or takes its token back when that fails. */
async function keepOrRevoke(
  app: App,
  attempt: SignInAttempt,
  made: NewSignIn & { readonly refreshToken: string },
): Promise<SignedIn> {
  try {
    return await keep(app, attempt, made);
  } catch (error) {
    const { clientId, refreshToken: token } = made;
    await destroyToken(attempt.server, { clientId, token }).catch(ignoreFoxdenError);
    throw error;
  }
}

/** Names this device to the account and writes the vault; a former sign-in of the profile is revoked. */
async function keep(app: App, attempt: SignInAttempt, made: NewSignIn): Promise<SignedIn> {
  const { server, deviceName, passphrase } = attempt;
  const { account, clientId, syncKey, refreshToken, session } = made;
  const former = await app.secretsIfAny();
  if (former && (former.uid !== account.uid || former.servers.content !== server.servers.content)) {
    throw otherAccount(app, former);
  }
  const { content } = server.servers;
  const left = former ? undefined : await findLeft(app);
  const credential = session?.token ?? { refreshToken: refreshToken ?? "" };
  const deviceId = await nameDevice(app, server, credential, deviceName);
  const leftKey = left && await takeLeftKey(app, left, { uid: account.uid, server: content });
  if (left?.passphrase !== undefined && passphrase === undefined) {
    await app.options.warn("note: this profile stays sealed with its passphrase");
  }
  await app.keepSecrets({
    servers: server.servers,
    clientId,
    uid: account.uid,
    email: account.email,
    refreshToken,
    sessionToken: session?.sessionToken,
    deviceId,
    syncKey: { kid: syncKey.kid, k: syncKey.k },
    // A later sign-in of the same account goes on with the same local copy.
    mirrorKey: former?.mirrorKey ?? leftKey ?? app.ctx.random(32),
    signedInAtMs: app.ctx.now(),
  }, passphrase ?? left?.passphrase);
  await removeLeftKey(app.config.vaultPath);
  if (former) await revoke(app, former).catch(ignoreFoxdenError);
  return { email: account.email, server: server.servers.content, deviceName };
}

/** A server without device records is no reason to refuse a sign-in that worked. */
async function nameDevice(
  app: App,
  server: AccountsServer,
  credential: Credential,
  name: string,
): Promise<string | undefined> {
  try {
    return await registerDevice(server, credential, { name, type: "desktop" });
  } catch (error) {
    if (!isFoxdenError(error) || error.kind !== "server") throw error;
    await app.options.warn(`note: this device is not named in the account (${error.message})`);
    return undefined;
  }
}
