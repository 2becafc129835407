/** Places to sign in at: from what somebody chose to addresses, and what is said of them. */
import type { SignInPlace } from "../../app/account.ts";
import { isMozilla, MOZILLA_ROOT } from "../../app/config/places.ts";
import { isLoopback } from "../../app/marks.ts";
import type { App } from "../../app/open.ts";
import { findLeft } from "../../app/sign_out.ts";
import type { Secrets } from "../../app/vault.ts";
import type { Place, Site } from "./model.ts";

/**
 * The addresses of a place.
 *
 * What is kept of the profile is opened before: what cannot be opened is told before a password is sent anywhere.
 */
export async function signInPlace(app: App, place: Place): Promise<SignInPlace> {
  const known = await app.secretsIfAny();
  if (!known) await findLeft(app);
  if (place.kind !== "own") {
    const root = place.kind === "known" ? known?.servers.content : undefined;
    return { root: new URL(root ?? MOZILLA_ROOT), overrides: {} };
  }
  const overrides = place.token === "" ? {} : { token: new URL(place.token) };
  return { root: new URL(place.accounts === "" ? MOZILLA_ROOT : place.accounts), overrides };
}

/** What is said of a deployment that was found. */
export function foundAt(servers: Secrets["servers"]): Pick<Site, "host" | "isMozilla" | "unencrypted"> {
  const urls = Object.values(servers).map((each) => new URL(each));
  const plain = urls.filter(({ protocol, hostname }) => protocol === "http:" && !isLoopback(hostname));
  return {
    host: new URL(servers.content).host,
    isMozilla: isMozilla(servers.content),
    unencrypted: [...new Set(plain.map(({ origin }) => origin))],
  };
}
