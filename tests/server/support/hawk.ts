/** Signed requests, by the client side of the same primitives. */
import { base64url, type Bytes } from "../../../core/bytes.ts";
import { hawkHeader, hawkPayloadHash, hawkTarget } from "../../../core/crypto/hawk.ts";

export interface Signer {
  readonly id: string;
  readonly key: Bytes;
}

export interface SignOptions {
  /** Seconds since the epoch; now by default. */
  readonly ts?: number;
  readonly nonce?: string;
  /** Covers this body, as `application/json`. */
  readonly hashOf?: string;
}

/** The `Authorization` header for one request. */
export async function sign(
  method: string,
  url: string,
  signer: Signer,
  { ts = Math.floor(Date.now() / 1000), nonce = freshNonce(), hashOf }: SignOptions = {},
): Promise<string> {
  const hash = hashOf === undefined ? {} : { hash: await hawkPayloadHash("application/json", hashOf) };
  return await hawkHeader({ ts, nonce, method, ...hawkTarget(new URL(url)), ...hash }, signer);
}

export const freshNonce = (): string => base64url(crypto.getRandomValues(new Uint8Array(8)));
