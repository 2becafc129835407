/** The server's half of the password protocol: what is kept of an `authPW`, and what it unwraps. */
import { Buffer } from "node:buffer";
import { scrypt } from "node:crypto";
import { type Bytes, equal, xor } from "../../core/bytes.ts";
import { hkdf, NAMESPACE } from "../../core/crypto/hkdf.ts";
import { randomBytes } from "../random.ts";
import { Refusal, withHeaders } from "../reply.ts";
import { errorReply } from "./errors.ts";

const COST = { N: 65_536, r: 8, p: 1, maxmem: 128 * 1024 * 1024 } as const;

/** Each run needs 64 MiB, so a burst of sign-ins must queue. */
const queued = makeQueue(2, 32);

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

/** Runs one piece of work, in its turn. @throws {Refusal} 503 when too many are waiting */
export type Queue = <T>(act: () => Promise<T>) => Promise<T>;

/** Makes an empty queue. @param maxRunning at once @param maxWaiting besides those */
export function makeQueue(maxRunning: number, maxWaiting: number): Queue {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (act) => {
    if (running < maxRunning) running++;
    else if (waiting.length < maxWaiting) await new Promise<void>((resolve) => waiting.push(resolve));
    else throw new Refusal(withHeaders(errorReply(201), { "retry-after": "10" }));
    try {
      return await act();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}

const MAX_TRIES = 10;
/** How long wrong passwords count, and a blocked account waits. */
export const WRONG_PASSWORDS_MS = 15 * 60 * 1000;

/** Counts the tries of each account since its last right password. Lost on restart. */
export class WrongPasswords {
  readonly #tries = new Map<string, { count: number; expiresAtMs: number }>();

  /** Counts a try before it is known to be wrong, or tries at once would go uncounted. @returns false: too many */
  admit(uid: string, nowMs: number): boolean {
    this.#forgetExpired(nowMs);
    const tries = this.#tries.get(uid) ?? { count: 0, expiresAtMs: nowMs + WRONG_PASSWORDS_MS };
    if (tries.count >= MAX_TRIES) return false;
    tries.count++;
    if (tries.count === MAX_TRIES) tries.expiresAtMs = nowMs + WRONG_PASSWORDS_MS;
    this.#tries.set(uid, tries);
    return true;
  }

  /** Takes back a try that came to no answer. */
  takeBack(uid: string): void {
    const tries = this.#tries.get(uid);
    if (tries !== undefined) tries.count--;
  }

  /** Forgets an account's tries: its password was right. */
  forget(uid: string): void {
    this.#tries.delete(uid);
  }

  #forgetExpired(nowMs: number): void {
    for (const [uid, { expiresAtMs }] of this.#tries) {
      if (expiresAtMs <= nowMs) this.#tries.delete(uid);
    }
  }
}
