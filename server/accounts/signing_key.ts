/** The server's own RSA key: drawn when first needed, kept in the database, shown to the world by its public half. */
import { base64url, type Bytes, utf8 } from "../../core/bytes.ts";
import { sha256 } from "../../core/crypto/hkdf.ts";
import { object, oneOf, parseJson, string } from "../../core/json.ts";
import type { Database } from "../db.ts";

const ALGORITHM = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" } as const;
const NEW_KEY = { ...ALGORITHM, modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) } as const;
const VALUE_NAME = "oauth-signing-key";

/** A public RSA key as a JWK, named by its thumbprint. @see RFC 7517, RFC 7638 */
export interface PublicSigningKey {
  readonly kty: "RSA";
  readonly alg: "RS256";
  readonly use: "sig";
  readonly kid: string;
  readonly n: string;
  readonly e: string;
}

/** Both halves, ready for use. */
export interface SigningKey {
  readonly publicJwk: PublicSigningKey;
  readonly sign: (text: string) => Promise<Bytes>;
  readonly verify: (text: string, signature: Bytes) => Promise<boolean>;
}

/** Drawing a key takes long enough that two requests at once must share one. */
const opened = new WeakMap<Database, Promise<SigningKey>>();

/** The key of that database. */
export function signingKey(database: Database): Promise<SigningKey> {
  const known = opened.get(database);
  if (known !== undefined) return known;
  const opening = openKey(database);
  opened.set(database, opening);
  opening.catch(() => opened.delete(database));
  return opening;
}

async function openKey(database: Database): Promise<SigningKey> {
  const stored = storedKey(database) ?? keepFirst(database, await drawKey());
  const jwk: JsonWebKey = privateShape(parseJson(stored, "signing key"), "signing key");
  const publicJwk = await publicHalf(jwk);
  const [privateKey, publicKey] = await Promise.all([
    crypto.subtle.importKey("jwk", jwk, ALGORITHM, false, ["sign"]),
    crypto.subtle.importKey("jwk", { ...publicJwk }, ALGORITHM, false, ["verify"]),
  ]);
  return {
    publicJwk,
    sign: async (text) => new Uint8Array(await crypto.subtle.sign(ALGORITHM.name, privateKey, utf8(text))),
    verify: (text, signature) => crypto.subtle.verify(ALGORITHM.name, publicKey, signature, utf8(text)),
  };
}

const privateShape = object({
  kty: oneOf("RSA"),
  n: string,
  e: string,
  d: string,
  p: string,
  q: string,
  dp: string,
  dq: string,
  qi: string,
});

const valueRow = object({ value: string });

const storedKey = (database: Database): string | undefined =>
  database.row(valueRow, "SELECT value FROM server_value WHERE name = ?", VALUE_NAME)?.value;

/** Another process may have kept one meanwhile; the first that was kept stays. */
function keepFirst(database: Database, jwk: string): string {
  database.run("INSERT OR IGNORE INTO server_value (name, value) VALUES (?, ?)", VALUE_NAME, jwk);
  return storedKey(database) ?? jwk;
}

async function drawKey(): Promise<string> {
  const { privateKey } = await crypto.subtle.generateKey(NEW_KEY, true, ["sign", "verify"]);
  return JSON.stringify(await crypto.subtle.exportKey("jwk", privateKey));
}

async function publicHalf({ n = "", e = "" }: JsonWebKey): Promise<PublicSigningKey> {
  // The members in this order, with nothing between them, are what the thumbprint is defined over.
  const kid = base64url(await sha256(utf8(JSON.stringify({ e, kty: "RSA", n }))));
  return { kty: "RSA", alg: "RS256", use: "sig", kid, n, e };
}
