/** Use-cases at the end of a sign-in: end it, and ask whether it still holds. */
import { destroySession, sessionStatus } from "../core/accounts/api.ts";
import { destroyToken } from "../core/accounts/oauth.ts";
import { FoxdenError, isFoxdenError } from "../core/errors.ts";
import { removeJournal } from "./journal/open.ts";
import type { App } from "./open.ts";
import { removeVault, type Secrets, sessionKeys } from "./vault.ts";

/** How a sign-out went. */
export interface SignOut {
  /** Absent when the file of secrets could not be opened. */
  readonly email: string | undefined;
  /** Whether the server has revoked the sign-in; if not, it still shows the device in the account. */
  readonly revoked: boolean;
  /** Whether there was a journal, which is gone with all that could be undone. */
  readonly journal: boolean;
}

/**
 * Ends the sign-in on the server and removes the profile's secrets, its local copy and its journal. They go even when
 * the server cannot be told, or when the file is damaged: who signs out wants them gone from this machine.
 *
 * @param forget remove them also when the passphrase, or the newer foxden, that opens them is not at hand
 * @throws {FoxdenError} `auth.signed-out`; without `forget` also `crypto.wrong-passphrase`, `failed.vault-version` and
 *   `not-confirmed.*`, and then nothing is removed
 */
export async function signOut(
  app: App,
  { forget = false }: { readonly forget?: boolean } = {},
): Promise<SignOut> {
  const secrets = await secretsIfReadable(app, forget);
  const revoked = secrets !== "unreadable" && await revoke(app, secrets).then(() => true, isAsGoodAsRevoked);
  await removeVault(app.config.vaultPath);
  await discardMirror(app);
  const journal = await discardJournal(app);
  return { email: secrets === "unreadable" ? undefined : secrets.email, revoked, journal };
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

async function secretsIfReadable(app: App, forget: boolean): Promise<Secrets | "unreadable"> {
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
