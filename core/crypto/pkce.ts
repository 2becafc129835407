/** Proof Key for Code Exchange, method S256. @see RFC 7636 */
import { base64url, type Bytes, utf8 } from "../bytes.ts";
import { sha256 } from "./hkdf.ts";

/** @param random 32 random bytes @returns 43 characters */
export const pkceVerifier = (random: Bytes): string => base64url(random);

export async function pkceChallenge(verifier: string): Promise<string> {
  return base64url(await sha256(utf8(verifier)));
}
