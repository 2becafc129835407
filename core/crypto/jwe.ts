/**
 * Compact JWE with ECDH-ES over P-256 and A256GCM, the form in which an accounts page hands scoped keys to a client.
 *
 * @see RFC 7516, RFC 7518 section 4.6
 */
import { base64url, type Bytes, concat, fromBase64url, fromUtf8, utf8 } from "../bytes.ts";
import { FoxdenError } from "../errors.ts";
import { type Decoded, object, oneOf, optional, parseJson, string } from "../json.ts";
import { sha256 } from "./hkdf.ts";

const publicKeyShape = object({ kty: oneOf("EC"), crv: oneOf("P-256"), x: string, y: string });
const headerShape = object({
  alg: oneOf("ECDH-ES"),
  enc: oneOf("A256GCM"),
  epk: publicKeyShape,
  kid: optional(string),
});

/** A P-256 public key; nothing of the private half. */
export type PublicJwk = Decoded<typeof publicKeyShape>;

export interface JweKeyPair {
  readonly publicJwk: PublicJwk;
  readonly privateKey: CryptoKey;
}

const P256 = { name: "ECDH", namedCurve: "P-256" } as const;

/** A fresh pair; the private key cannot be taken out of Web Crypto. */
export async function generateJweKeyPair(): Promise<JweKeyPair> {
  const pair = await crypto.subtle.generateKey(P256, false, ["deriveBits"]);
  return { publicJwk: await exportPublicJwk(pair.publicKey), privateKey: pair.privateKey };
}

async function exportPublicJwk(key: CryptoKey): Promise<PublicJwk> {
  return publicKeyShape(await crypto.subtle.exportKey("jwk", key), "public key");
}

/** `keys_jwk` as an authorization address carries it. */
export const encodePublicJwk = ({ kty, crv, x, y }: PublicJwk): string =>
  base64url(utf8(JSON.stringify({ kty, crv, x, y })));

/** @throws {FoxdenError} `server.shape` when `text` is not the base64url JSON of a P-256 public key */
export function decodePublicJwk(text: string): PublicJwk {
  return publicKeyShape(parseJson(decodePart(text, "keys_jwk"), "keys_jwk"), "keys_jwk");
}

/** @param iv 12 random bytes */
export async function sealJwe(plaintext: Bytes, recipient: PublicJwk, iv: Bytes): Promise<string> {
  const ephemeral = await crypto.subtle.generateKey(P256, false, ["deriveBits"]);
  const epk = await exportPublicJwk(ephemeral.publicKey);
  const header = base64url(utf8(JSON.stringify({ alg: "ECDH-ES", enc: "A256GCM", epk })));
  const key = await contentKey(ephemeral.privateKey, recipient);
  const params = { name: "AES-GCM", iv, additionalData: utf8(header) };
  const sealed = new Uint8Array(await crypto.subtle.encrypt(params, key, plaintext));
  const parts = [base64url(iv), base64url(sealed.subarray(0, -16)), base64url(sealed.subarray(-16))];
  return `${header}..${parts.join(".")}`;
}

/**
 * @throws {FoxdenError} `server.shape` when `jwe` is not such a JWE, `crypto.failed` when it does not open with
 *   `privateKey`
 */
export async function openJwe(jwe: string, privateKey: CryptoKey): Promise<Bytes> {
  const [header = "", encryptedKey, iv = "", ciphertext = "", tag = "", ...more] = jwe.split(".");
  if (encryptedKey !== "" || more.length > 0) {
    throw new FoxdenError("server.shape", "keys_jwe: expected five parts, the second empty", {
      at: "keys_jwe",
    });
  }
  const { epk } = headerShape(
    parseJson(decodePart(header, "keys_jwe header"), "keys_jwe header"),
    "keys_jwe header",
  );
  try {
    const key = await contentKey(privateKey, epk);
    const params = { name: "AES-GCM", iv: ofLength(12, fromBase64url(iv)), additionalData: utf8(header) };
    const sealed = concat(fromBase64url(ciphertext), ofLength(16, fromBase64url(tag)));
    return new Uint8Array(await crypto.subtle.decrypt(params, key, sealed));
  } catch {
    throw new FoxdenError("crypto.failed", "Cannot open the keys that came with the sign-in", {});
  }
}

function ofLength(length: number, bytes: Bytes): Bytes {
  if (bytes.length === length) return bytes;
  throw new RangeError(`expected ${length} bytes`);
}

function decodePart(text: string, at: string): string {
  try {
    return fromUtf8(fromBase64url(text));
  } catch {
    throw new FoxdenError("server.shape", `${at}: expected base64url`, { at });
  }
}

/** Concat KDF of one round: 256 bits for "A256GCM", neither party named. @see RFC 7518 section 4.6.2 */
async function contentKey(privateKey: CryptoKey, publicJwk: PublicJwk): Promise<CryptoKey> {
  const publicKey = await crypto.subtle.importKey("jwk", publicJwk, P256, false, []);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: publicKey }, privateKey, 256);
  const algorithm = utf8("A256GCM");
  const otherInfo = concat(uint32(algorithm.length), algorithm, uint32(0), uint32(0), uint32(256));
  const key = await sha256(concat(uint32(1), new Uint8Array(shared), otherInfo));
  return await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt", "decrypt"]);
}

function uint32(value: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}
