/**
 * Browser sign-in: OAuth with PKCE and `keys_jwk`.
 *
 * The person signs in on the accounts page; the key of Sync comes back sealed for a key pair that was made here,
 * so that neither password nor kB ever reaches foxden.
 *
 * @see RFC 6749, RFC 7636
 */
import { base64url, type Bytes } from "../bytes.ts";
import type { Context } from "../context.ts";
import { encodePublicJwk, generateJweKeyPair, openJwe } from "../crypto/jwe.ts";
import { pkceChallenge, pkceVerifier } from "../crypto/pkce.ts";
import { OLDSYNC_SCOPE, type ScopedKey } from "../crypto/scoped_key.ts";
import { FoxdenError } from "../errors.ts";
import { withQuery } from "../http.ts";
import { base64urlBytes, type Decoder, object, oneOf, optional, parseJsonBytes, string } from "../json.ts";
import type { Servers } from "./discovery.ts";
import { grantByCode, type OAuthClient, SYNC_SCOPES, type TokenGrant } from "./oauth.ts";
import type { AccountsServer } from "./transport.ts";

/** A sign-in that waits for the browser's answer. Holds secrets: keep it in memory. */
export interface PendingBrowserSignIn {
  /** The address to open. */
  readonly url: URL;
  readonly client: OAuthClient;
  readonly state: string;
  readonly codeVerifier: string;
  readonly privateKey: CryptoKey;
}

export async function startBrowserSignIn(
  ctx: Context,
  servers: Servers,
  client: OAuthClient,
  email?: string,
): Promise<PendingBrowserSignIn> {
  const state = base64url(ctx.random(16));
  const codeVerifier = pkceVerifier(ctx.random(32));
  const { publicJwk, privateKey } = await generateJweKeyPair();
  const url = withQuery(new URL(servers.authorization), {
    action: "email",
    response_type: "code",
    access_type: "offline",
    client_id: client.id,
    scope: SYNC_SCOPES,
    state,
    code_challenge_method: "S256",
    code_challenge: await pkceChallenge(codeVerifier),
    keys_jwk: encodePublicJwk(publicJwk),
    redirect_uri: client.redirectUri,
    email,
  });
  return { url, client, state, codeVerifier, privateKey };
}

/**
 * The code in what the person pasted: the whole final address, or the code alone.
 *
 * @throws {FoxdenError} `auth.wrong-answer` when it is neither, was meant for another sign-in, or reports an error
 */
export function readBrowserAnswer(pending: PendingBrowserSignIn, answer: string): string {
  const text = answer.trim();
  if (CODE.test(text)) return text;
  const url = URL.parse(text);
  if (!url) throw wrongAnswer("This is neither the final address nor a code");
  if (bare(url) !== bare(new URL(pending.client.redirectUri))) {
    throw wrongAnswer("This is not the address the sign-in ends on");
  }
  if (url.searchParams.get("state") !== pending.state) {
    throw wrongAnswer("This address belongs to another sign-in");
  }
  if (url.searchParams.has("error")) throw wrongAnswer("The server ended this sign-in without a code");
  const code = url.searchParams.get("code");
  if (code === null || !CODE.test(code)) throw wrongAnswer("This address carries no code");
  return code;
}

/** Letter for letter but for what follows the path. */
const bare = ({ origin, protocol, pathname }: URL): string => `${protocol} ${origin} ${pathname}`;

const CODE = /^[0-9a-f]{64}$/;

const wrongAnswer = (message: string) => new FoxdenError("auth.wrong-answer", message, {});

/** What a browser sign-in brings. */
export interface BrowserGrant {
  readonly tokens: TokenGrant;
  readonly key: ScopedKey;
}

/**
 * Trades the code for tokens and opens the keys that come with them.
 *
 * @throws {FoxdenError} `auth.refused` when the server does not accept the code, `crypto.failed`, `server.shape`
 */
export async function finishBrowserSignIn(
  server: AccountsServer,
  pending: PendingBrowserSignIn,
  code: string,
): Promise<BrowserGrant> {
  const { client, codeVerifier, privateKey } = pending;
  const tokens = await grantByCode(server, { clientId: client.id, code, codeVerifier });
  if (tokens.keys_jwe === undefined) {
    throw new FoxdenError("server.shape", "The sign-in brought no keys", { at: "keys_jwe" });
  }
  return { tokens, key: readScopedKeys(await openJwe(tokens.keys_jwe, privateKey)) };
}

const keyId: Decoder<string> = (value, at) => {
  if (typeof value === "string" && /^\d+-[\w-]+$/.test(value)) return value;
  throw new FoxdenError("server.shape", `${at}: expected a key id`, { at });
};

const scopedKeys = object({
  [OLDSYNC_SCOPE]: object({ kty: oneOf("oct"), k: base64urlBytes(64), kid: keyId, scope: optional(string) }),
});

function readScopedKeys(plaintext: Bytes): ScopedKey {
  const keys = scopedKeys(parseJsonBytes(plaintext, "keys_jwe"), "keys_jwe");
  const { k, kid } = keys[OLDSYNC_SCOPE];
  return { scope: OLDSYNC_SCOPE, k, kid };
}

/** What a sign-in page seals for the client: the scoped keys as JSON, each naming its own scope. */
export function scopedKeysJson(keys: readonly ScopedKey[]): string {
  const members = keys.map(({ scope, k, kid }) => [scope, { kty: "oct", scope, k: base64url(k), kid }]);
  return JSON.stringify(Object.fromEntries(members));
}
