/** The sealed answer of `GET /account/keys`, both ways: the client opens it, a server makes it. */
import { type Bytes, concat, equal, xor } from "../bytes.ts";
import { FoxdenError } from "../errors.ts";
import { hkdf, hmacSha256, NAMESPACE } from "./hkdf.ts";

export interface AccountKeys {
  /** 32 bytes, known to the server too; nothing uses it any more. */
  readonly kA: Bytes;
  /** 32 bytes: `kB` as the server keeps it, wrapped with a key only the password gives. */
  readonly wrapKB: Bytes;
}

/**
 * @param bundle 96 bytes: 64 of ciphertext, 32 of MAC
 * @param keyRequestKey the `bundleKey` of the keyFetchToken
 * @throws {FoxdenError} `crypto.failed` when the MAC is wrong
 */
export async function openAccountKeys(bundle: Bytes, keyRequestKey: Bytes): Promise<AccountKeys> {
  const { macKey, xorKey } = await bundleKeys(keyRequestKey);
  const ciphertext = bundle.slice(0, 64);
  const genuine = bundle.length === 96 && equal(await hmacSha256(macKey, ciphertext), bundle.subarray(64));
  if (!genuine) throw new FoxdenError("crypto.failed", "Cannot open the account's keys", {});
  const clear = xor(ciphertext, xorKey);
  return { kA: clear.slice(0, 32), wrapKB: clear.slice(32) };
}

/** @returns 96 bytes: 64 of ciphertext, 32 of MAC */
export async function sealAccountKeys(keys: AccountKeys, keyRequestKey: Bytes): Promise<Bytes> {
  const { macKey, xorKey } = await bundleKeys(keyRequestKey);
  const ciphertext = xor(concat(keys.kA, keys.wrapKB), xorKey);
  return concat(ciphertext, await hmacSha256(macKey, ciphertext));
}

async function bundleKeys(keyRequestKey: Bytes): Promise<{ macKey: Bytes; xorKey: Bytes }> {
  const derived = await hkdf(keyRequestKey, `${NAMESPACE}account/keys`, 96);
  return { macKey: derived.slice(0, 32), xorKey: derived.slice(32) };
}
