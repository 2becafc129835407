/** Use-cases of an account: sign in by password or browser, sign out, and say how things stand. */
import { destroySession, registerDevice, sessionStatus } from "../core/accounts/api.ts";
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
import { oauthClient } from "./config.ts";
import { type App, sessionKeys } from "./open.ts";
import { removeVault, type Secrets } from "./vault.ts";

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

/**
 * The first step of a password sign-in.
 *
 * @throws {FoxdenError} `usage.value` when this profile belongs to another account
 */
export async function signInWithPassword(
  app: App,
  attempt: SignInAttempt,
  input: { readonly email: string; readonly password: string; readonly unblockCode?: string },
): Promise<SignInStep> {
  const known = await app.secretsIfAny();
  if (known && known.email.toLowerCase() !== input.email.toLowerCase()) throw otherAccount(app, known);
  return await signIn(attempt.server, input);
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

/**
 * The last step of a password sign-in: keys, tokens, a device record, and the vault.
 *
 * The session is traded for a refresh token, which can do less, and ended; it is kept only where a server gives no
 * refresh token.
 */
export async function finishPasswordSignIn(
  app: App,
  attempt: SignInAttempt,
  session: Session,
): Promise<SignedIn> {
  const { server } = attempt;
  const { id: clientId } = oauthClient(server.servers.content, app.options.env);
  const syncKey = await fetchSyncKey(server, session, clientId);
  const request = { clientId, scope: SYNC_SCOPES, access: "offline" } as const;
  const { refresh_token: refreshToken } = await grantBySession(server, session.token, request);
  const credential = refreshToken === undefined ? session.token : { refreshToken };
  const signedIn = await keep(app, attempt, {
    account: session,
    clientId,
    syncKey,
    refreshToken,
    sessionToken: refreshToken === undefined ? session.sessionToken : undefined,
    credential,
  });
  if (refreshToken !== undefined) await destroySession(server, session.token);
  return signedIn;
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
  const known = await app.secretsIfAny();
  if (known && known.uid !== account.uid) {
    await destroyToken(server, { clientId, token: refreshToken });
    throw otherAccount(app, known);
  }
  const credential = { refreshToken };
  return await keep(app, attempt, {
    account,
    clientId,
    syncKey: key,
    refreshToken,
    sessionToken: undefined,
    credential,
  });
}

const otherAccount = (app: App, known: Secrets) =>
  new FoxdenError("usage.value", `Profile "${app.config.profile}" is signed in as ${known.email}`, {
    name: "--profile",
  });

interface NewSignIn extends Pick<Secrets, "clientId" | "refreshToken" | "sessionToken"> {
  readonly account: { readonly uid: string; readonly email: string };
  readonly syncKey: ScopedKey;
  readonly credential: Credential;
}

/** Names this device to the account and writes the vault; a former sign-in of the profile is revoked. */
async function keep(app: App, attempt: SignInAttempt, made: NewSignIn): Promise<SignedIn> {
  const { server, deviceName } = attempt;
  const former = await app.secretsIfAny();
  const { account, clientId, refreshToken, sessionToken, syncKey, credential } = made;
  const deviceId = await nameDevice(app, server, credential, deviceName);
  const { servers } = server;
  const secrets = {
    servers,
    clientId,
    uid: account.uid,
    email: account.email,
    refreshToken,
    sessionToken,
    deviceId,
    syncKey: { kid: syncKey.kid, k: syncKey.k },
    // A later sign-in of the same account goes on with the same local copy.
    mirrorKey: former?.mirrorKey ?? app.ctx.random(32),
    signedInAtMs: app.ctx.now(),
  };
  await app.keepSecrets(secrets, attempt.passphrase);
  if (former) await revoke(app, former).catch(() => {});
  return { email: account.email, server: servers.content, deviceName };
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
    await app.options.warn("note: the server keeps no record of this device");
    return undefined;
  }
}

/** How a sign-out went. */
export interface SignOut {
  /** Absent when the file of secrets could not be read any more. */
  readonly email: string | undefined;
  /** Whether the server has revoked the sign-in; if not, it still shows the device in the account. */
  readonly revoked: boolean;
}

/**
 * Ends the sign-in on the server and removes the profile's secrets. The secrets go even when the server cannot be
 * told: who signs out wants them gone from this machine.
 *
 * @throws {FoxdenError} `auth.signed-out`
 */
export async function signOut(app: App): Promise<SignOut> {
  const secrets = await secretsOrDamaged(app);
  const revoked = secrets !== "damaged" && await revoke(app, secrets).then(() => true, isUnreachable);
  await removeVault(app.config.vaultPath);
  return { email: secrets === "damaged" ? undefined : secrets.email, revoked };
}

async function secretsOrDamaged(app: App): Promise<Secrets | "damaged"> {
  try {
    return await app.secrets();
  } catch (error) {
    if (isFoxdenError(error) && error.code === "failed.vault") return "damaged";
    throw error;
  }
}

/** A token the server no longer knows is as good as revoked. */
function isUnreachable(error: unknown): boolean {
  if (!isFoxdenError(error)) throw error;
  return error.code === "auth.revoked";
}

async function revoke(app: App, secrets: Secrets): Promise<void> {
  const { clientId, refreshToken } = secrets;
  const server = app.openAccounts(secrets.servers);
  if (refreshToken !== undefined) await destroyToken(server, { clientId, token: refreshToken });
  if (secrets.sessionToken !== undefined) await destroySession(server, await sessionKeys(secrets));
}

/** Asks the server whether this profile's sign-in is still good. @throws {FoxdenError} `auth.*` when it is not */
export async function checkSignIn(app: App): Promise<void> {
  const secrets = await app.secrets();
  if (secrets.refreshToken === undefined) {
    const { state } = await sessionStatus(app.openAccounts(secrets.servers), await sessionKeys(secrets));
    if (state !== "verified") {
      throw new FoxdenError("auth.unverified", "This sign-in has not been confirmed yet", {});
    }
  }
  const session = await app.sync();
  await session.setup();
}
