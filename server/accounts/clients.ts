/** The OAuth clients this server knows. All are public: they have no secret, so PKCE is required. */
import { accountsRefusal } from "./errors.ts";

/** A program that may ask for tokens. */
export interface OAuthClient {
  readonly id: string;
  readonly name: string;
  /** Whether it is a Firefox, which gets its code through the browser itself and names no scope. */
  readonly native: boolean;
}

/** Firefox on the desktop. */
export const FIREFOX_CLIENT_ID = "5882386c6d801776";

const CLIENTS: readonly OAuthClient[] = [
  { id: "f07d3a0000000001", name: "foxden", native: false },
  { id: FIREFOX_CLIENT_ID, name: "Firefox", native: true },
  { id: "a2270f727f45f648", name: "Firefox for Android", native: true },
  { id: "1b1a3e44c54fbb58", name: "Firefox for iOS", native: true },
];

/** Where a Firefox takes its code from the page that shows the sign-in. */
const WEB_CHANNEL = "urn:ietf:wg:oauth:2.0:oob:oauth-redirect-webchannel";

/** The client of that id; undefined when nobody knows it. */
export const findClient = (id: string): OAuthClient | undefined => CLIENTS.find((each) => each.id === id);

/** @throws errno 162 */
export function knownClient(id: string): OAuthClient {
  const client = findClient(id);
  if (client === undefined) throw accountsRefusal(162, { clientId: id });
  return client;
}

/** The name shown for a client, known or not. */
export const clientName = (id: string): string => findClient(id)?.name ?? id;

/** The addresses a client may get its code at; the first is the default. @param base of the server */
export function redirectsOf(client: OAuthClient, base: string): readonly [string, ...string[]] {
  const page = `${base}/oauth/success/${client.id}`;
  return client.native ? [WEB_CHANNEL, page] : [page];
}

/** The address a client's code goes to: the one it asks for, or its first. @throws errno 167 */
export function checkRedirect(client: OAuthClient, base: string, wanted: string | undefined): string {
  const redirects = redirectsOf(client, base);
  const redirect = wanted ?? redirects[0];
  if (!redirects.includes(redirect)) throw accountsRefusal(167, { redirectUri: redirect });
  return redirect;
}
