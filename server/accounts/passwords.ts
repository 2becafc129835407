/** The server's half of the password protocol: what is kept of an `authPW`, and what it unwraps. */
import { Buffer } from "node:buffer";
import { scrypt } from "node:crypto";
import { type Bytes, equal, xor } from "../../core/bytes.ts";
import { hkdf, NAMESPACE } from "../../core/crypto/hkdf.ts";
import { randomBytes } from "../random.ts";

const COST = { N: 65_536, r: 8, p: 1, maxmem: 128 * 1024 * 1024 } as const;

/** Each run needs 64 MiB, so a burst of sign-ins must queue. */
const MAX_PARALLEL = 2;

/** What stretching an `authPW` gives; both 32 bytes. */
export interface ServerKeys {
  readonly verifyHash: Bytes;
  readonly wrapwrapKey: Bytes;
}

/** What the database keeps of one password. */
export interface Verifier {
  readonly authSalt: Bytes;
  readonly verifyHash: Bytes;
  readonly wrapWrapKB: Bytes;
}

/**
 * @param authPW 32 bytes
 * @param authSalt 32 bytes, another for every account
 * @see onepw protocol, "Server-side storage"
 */
export async function serverKeys(authPW: Bytes, authSalt: Bytes): Promise<ServerKeys> {
  const stretched = await queued(() => runScrypt(authPW, authSalt));
  const [verifyHash, wrapwrapKey] = await Promise.all([
    hkdf(stretched, `${NAMESPACE}verifyHash`, 32),
    hkdf(stretched, `${NAMESPACE}wrapwrapKey`, 32),
  ]);
  return { verifyHash, wrapwrapKey };
}

/** Makes what the database keeps. */
export async function makeVerifier(authPW: Bytes, wrapKB: Bytes): Promise<Verifier> {
  const authSalt = randomBytes(32);
  const { verifyHash, wrapwrapKey } = await serverKeys(authPW, authSalt);
  return { authSalt, verifyHash, wrapWrapKB: xor(wrapKB, wrapwrapKey) };
}

/** @returns `wrapKB`, or undefined when the password is wrong */
export async function unwrapWithPassword(authPW: Bytes, verifier: Verifier): Promise<Bytes | undefined> {
  const { verifyHash, wrapwrapKey } = await serverKeys(authPW, verifier.authSalt);
  return equal(verifyHash, verifier.verifyHash) ? xor(verifier.wrapWrapKB, wrapwrapKey) : undefined;
}

function runScrypt(password: Bytes, salt: Bytes): Promise<Bytes> {
  return new Promise((resolve, reject) => {
    scrypt(
      Buffer.from(password),
      Buffer.from(salt),
      32,
      COST,
      (error, key) => error ? reject(error) : resolve(new Uint8Array(key)),
    );
  });
}

let running = 0;
const waiting: (() => void)[] = [];

async function queued<T>(act: () => Promise<T>): Promise<T> {
  if (running >= MAX_PARALLEL) await new Promise<void>((resolve) => waiting.push(resolve));
  else running++;
  try {
    return await act();
  } finally {
    const next = waiting.shift();
    if (next === undefined) running--;
    else next();
  }
}
