/** Keys for one OAuth scope, derived from the account's master key kB. */
import { base64url, type Bytes, concat, utf8 } from "../bytes.ts";
import { hkdf, NAMESPACE, sha256 } from "./hkdf.ts";

export const OLDSYNC_SCOPE = "https://identity.mozilla.com/apps/oldsync";

export interface ScopedKey {
  readonly scope: string;
  /** `keyRotationTimestamp-fingerprint`; for Sync it is sent as `X-KeyID`. */
  readonly kid: string;
  /** 64 bytes for Sync, 32 for every other scope. */
  readonly k: Bytes;
}

/**
 * The key of Firefox Sync, which keeps an older rule of its own.
 *
 * @param keyRotationTimestampMs from the server's scoped-key data, not divided
 */
export async function deriveSyncKey(
  kB: Bytes,
  keyRotationTimestampMs: number,
  scope = OLDSYNC_SCOPE,
): Promise<ScopedKey> {
  const [k, fingerprint] = await Promise.all([hkdf(kB, `${NAMESPACE}oldsync`, 64), keyFingerprint(kB)]);
  return { scope, k, kid: `${keyRotationTimestampMs}-${base64url(fingerprint)}` };
}

/** The first 16 bytes of SHA-256(kB): tells two master keys apart and gives neither away. */
export async function keyFingerprint(kB: Bytes): Promise<Bytes> {
  return (await sha256(kB)).slice(0, 16);
}

export interface KeyRotation {
  /** The scope's identifier, as the server's scoped-key data gives it. */
  readonly identifier: string;
  /** 32 bytes. */
  readonly keyRotationSecret: Bytes;
  readonly keyRotationTimestampMs: number;
}

/**
 * The key of any scope but Sync's.
 *
 * @param uid 16 bytes
 */
export async function deriveScopedKey(kB: Bytes, uid: Bytes, rotation: KeyRotation): Promise<ScopedKey> {
  const { identifier, keyRotationSecret, keyRotationTimestampMs } = rotation;
  const info = utf8(`${NAMESPACE}scoped_key\n${identifier}`);
  const derived = await hkdf(concat(kB, keyRotationSecret), info, 48, uid);
  const seconds = Math.round(keyRotationTimestampMs / 1000);
  return { scope: identifier, kid: `${seconds}-${base64url(derived.subarray(0, 16))}`, k: derived.slice(16) };
}
