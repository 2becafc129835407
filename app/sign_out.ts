/** Use-cases at the end of a sign-in: end it, and ask whether it still holds. */
import { destroySession, sessionStatus } from "../core/accounts/api.ts";
import { destroyToken } from "../core/accounts/oauth.ts";
import { FoxdenError, isFoxdenError } from "../core/errors.ts";
import { removeJournal } from "./journal/open.ts";
import type { App } from "./open.ts";
import {
  hasLeftKey,
  type LeftKey,
  leftKeyIsSealed,
  readLeftKey,
  removeLeftKey,
  removeVault,
  type Secrets,
  sessionKeys,
  vaultIsSealed,
  writeLeftKey,
} from "./vault.ts";

/** How a sign-out went. */
export interface SignOut {
  /** Absent when the file of secrets could not be opened. */
  readonly email: string | undefined;
  /** Whether the server has revoked the sign-in; if not, it still shows the device in the account. */
  readonly revoked: boolean;
  /** Whether there was a journal, which is gone with all that could be undone. */
  readonly journal: boolean;
  /** Whether the local copy and the journal are still here, for the next sign-in of the same account. */
  readonly kept: boolean;
}

/** How a sign-out is to go. */
export interface SignOutWish {
  /** Remove everything also when the passphrase, or the newer foxden, that opens it is not at hand. */
  readonly forget?: boolean;
  /** Leave the local copy and the journal, sealed, for the next sign-in of the same account. */
  readonly keepMirror?: boolean;
}

/**
 * Ends the sign-in on the server and removes the profile's secrets, its local copy and its journal. They go even when
 * the server cannot be told, or when the file is damaged: who signs out wants them gone from this machine. Where a
 * former sign-out has left a local copy, that is what goes.
 *
 * @throws {FoxdenError} `auth.signed-out`; without `forget` also `crypto.wrong-passphrase`, `failed.vault-version` and
 *   `not-confirmed.*`, and then nothing is removed
 */
export async function signOut(app: App, wish: SignOutWish = {}): Promise<SignOut> {
  const { vaultPath } = app.config;
  const secrets = await secretsIfReadable(app, wish).catch((error) => leftBehind(app, wish, error));
  const isOpen = typeof secrets === "object";
  const revoked = isOpen
    ? await revoke(app, secrets).then(() => true, isAsGoodAsRevoked)
    : secrets === "left behind";
  const kept = wish.keepMirror === true && isOpen;
  if (kept) await leaveKey(app, secrets);
  await removeVault(vaultPath);
  const email = isOpen ? secrets.email : undefined;
  if (kept) return { email, revoked, journal: false, kept };
  await removeLeftKey(vaultPath);
  await discardMirror(app);
  return { email, revoked, journal: await discardJournal(app), kept };
}

/** Nobody is signed in, and yet something of an account is here. */
async function leftBehind(app: App, { keepMirror }: SignOutWish, error: unknown): Promise<"left behind"> {
  const isNobody = isFoxdenError(error) && error.code === "auth.signed-out";
  if (isNobody && !keepMirror && await hasLeftKey(app.config.vaultPath)) return "left behind";
  throw error;
}

/** Without the key the local copy would be of no use; the pass to the storage that is in it is let go. */
async function leaveKey(app: App, { uid, servers, mirrorKey }: Secrets): Promise<void> {
  const { vaultPath } = app.config;
  await app.startOver();
  const passphrase = await vaultIsSealed(vaultPath) ? await app.options.passphrase() : undefined;
  const key = { uid, server: servers.content, mirrorKey };
  await writeLeftKey(vaultPath, key, app.ctx.random, passphrase);
}

/** What a former sign-out has left for the next sign-in. */
export interface Left {
  /** Undefined where it is damaged. */
  readonly key: LeftKey | undefined;
  /** What opened it, where it is sealed. */
  readonly passphrase: string | undefined;
}

/**
 * What a former sign-out has left here; undefined where it has left nothing.
 *
 * @throws {FoxdenError} `not-confirmed.*`, `crypto.wrong-passphrase`, `failed.vault-version`, `failed.file`: it may be
 *   opened another time, and must not be lost for a sign-in
 */
export async function findLeft(app: App): Promise<Left | undefined> {
  const { vaultPath } = app.config;
  if (!await hasLeftKey(vaultPath)) return undefined;
  const passphrase = await leftKeyIsSealed(vaultPath) ? await app.options.passphrase() : undefined;
  try {
    return { key: await readLeftKey(vaultPath, app.options), passphrase };
  } catch (error) {
    if (!isFoxdenError(error) || error.code !== "failed.vault") throw error;
    return { key: undefined, passphrase };
  }
}

/**
 * The key of the local copy that was left, where it is of the account that signs in. What is of another account, or
 * has no key any more, is removed with its journal, which that key sealed too.
 */
export async function takeLeftKey(
  app: App,
  { key }: Left,
  account: Pick<LeftKey, "uid" | "server">,
): Promise<LeftKey["mirrorKey"] | undefined> {
  if (key?.uid === account.uid && key.server === account.server) return key.mirrorKey;
  await discardMirror(app);
  const journal = await discardJournal(app) ? ", with what foxden undo could have taken back" : "";
  await app.options.warn(
    key
      ? `note: the copy kept of another account is removed${journal}`
      : `note: the local copy that was kept cannot be opened, and is read anew${journal}`,
  );
  return undefined;
}

/** Without its key the local copy is of no use to anybody: that it cannot be removed is no reason to fail. */
async function discardMirror(app: App): Promise<void> {
  try {
    await app.discardMirror();
  } catch (error) {
    if (!isFoxdenError(error)) throw error;
    await app.options.warn(`note: the local copy stays, sealed with a key that is gone (${error.message})`);
  }
}

/** The same holds for what could be undone. @returns whether there was a journal, and is none now */
async function discardJournal(app: App): Promise<boolean> {
  await app.closeJournal();
  const { journalPath } = app.config;
  try {
    const isThere = await Deno.lstat(journalPath).then(() => true, () => false);
    await removeJournal(journalPath, app.waiting);
    return isThere;
  } catch (error) {
    if (!isFoxdenError(error)) throw error;
    await app.options.warn(`note: the journal stays, sealed with a key that is gone (${error.message})`);
    return false;
  }
}

async function secretsIfReadable(
  app: App,
  { forget = false }: SignOutWish,
): Promise<Secrets | "unreadable"> {
  try {
    return await app.secrets();
  } catch (error) {
    if (!isFoxdenError(error)) throw error;
    const elsewhere = error.code === "crypto.wrong-passphrase" || error.code === "failed.vault-version" ||
      error.kind === "not-confirmed";
    if (error.code !== "failed.vault" && !(elsewhere && forget)) throw error;
    return "unreadable";
  }
}

/** A token the server no longer knows is as good as revoked. */
function isAsGoodAsRevoked(error: unknown): boolean {
  if (!isFoxdenError(error)) throw error;
  return error.code === "auth.revoked";
}

/** Ends a sign-in on its server; the device record goes with it. */
export async function revoke(app: App, secrets: Secrets): Promise<void> {
  const { clientId, refreshToken } = secrets;
  const server = app.openAccounts(secrets.servers);
  if (refreshToken !== undefined) await destroyToken(server, { clientId, token: refreshToken });
  if (secrets.sessionToken !== undefined) await destroySession(server, await sessionKeys(secrets));
}

/**
 * Asks the server whether this profile's sign-in is still good. An account that has never synced is no reason to
 * doubt it.
 *
 * @throws {FoxdenError} `auth.*` when it is not
 */
export async function checkSignIn(app: App): Promise<void> {
  const secrets = await app.secrets();
  if (secrets.refreshToken === undefined) {
    const { state } = await sessionStatus(app.openAccounts(secrets.servers), await sessionKeys(secrets));
    if (state !== "verified") {
      throw new FoxdenError("auth.unverified", "This sign-in has not been confirmed yet", {});
    }
  }
  try {
    // What was kept from an earlier run says nothing of how things stand now.
    await app.startOver();
    await app.sync();
  } catch (error) {
    if (!isFoxdenError(error) || error.code !== "not-found.setup") throw error;
  }
}
