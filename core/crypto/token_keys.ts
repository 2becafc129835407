/** What the auth server's tokens become: an id to show, and keys that never travel. */
import type { Bytes } from "../bytes.ts";
import { hkdf, NAMESPACE } from "./hkdf.ts";

export type TokenKind =
  | "sessionToken"
  | "keyFetchToken"
  | "accountResetToken"
  | "passwordForgotToken"
  | "passwordChangeToken";

/** Prefix that tells the server which kind of token a Bearer id names. */
export const BEARER_PREFIX: Readonly<Record<TokenKind, string>> = {
  sessionToken: "fxs",
  keyFetchToken: "fxk",
  accountResetToken: "fxar",
  passwordForgotToken: "fxpf",
  passwordChangeToken: "fxpc",
};

export interface TokenKeys {
  readonly kind: TokenKind;
  /** 64 hex digits: names the token to the server. */
  readonly id: string;
  /** 32 bytes: signs requests with Hawk. */
  readonly hmacKey: Bytes;
  /** 32 bytes: opens what the server answers, where it seals the answer. */
  readonly bundleKey: Bytes;
}

/** @param token 32 raw bytes as the server gave them */
export async function deriveTokenKeys(token: Bytes, kind: TokenKind): Promise<TokenKeys> {
  const derived = await hkdf(token, NAMESPACE + kind, 96);
  return {
    kind,
    id: derived.subarray(0, 32).toHex(),
    hmacKey: derived.slice(32, 64),
    bundleKey: derived.slice(64),
  };
}

/** The value of an `Authorization` header that shows the token's derived id, never the token. */
export function bearerHeader(keys: TokenKeys): string {
  return `Bearer ${BEARER_PREFIX[keys.kind]}_${keys.id}`;
}
