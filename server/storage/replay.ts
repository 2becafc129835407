/** Memory of nonces: a signed write that comes a second time was recorded on the way. */

/** Several times what clients send. */
const MAX_NONCE_LENGTH = 128;
/** Nonces of one token: more writes than any client has in an hour, and a few megabytes. */
const MAX_NONCES = 50_000;

/**
 * Remembers the nonces of each token for as long as the token lives; of very many, the latest. Lost on restart.
 */
export class ReplayGuard {
  readonly #seen = new Map<string, { expiresAtMs: number; readonly nonces: Set<string> }>();

  /** @returns false when this token has already been used with this nonce, or the nonce is too long to remember */
  admit(tokenId: string, nonce: string, expiresAtMs: number, nowMs: number): boolean {
    if (nonce.length > MAX_NONCE_LENGTH) return false;
    let entry = this.#seen.get(tokenId);
    if (entry === undefined) {
      this.#forgetExpired(nowMs);
      entry = { expiresAtMs, nonces: new Set() };
      this.#seen.set(tokenId, entry);
    }
    // A session lives on with every use.
    entry.expiresAtMs = Math.max(entry.expiresAtMs, expiresAtMs);
    if (entry.nonces.has(nonce)) return false;
    entry.nonces.add(nonce);
    if (entry.nonces.size > MAX_NONCES) dropOldest(entry.nonces);
    return true;
  }

  #forgetExpired(nowMs: number): void {
    for (const [tokenId, { expiresAtMs }] of this.#seen) {
      if (expiresAtMs <= nowMs) this.#seen.delete(tokenId);
    }
  }
}

function dropOldest(nonces: Set<string>): void {
  const [oldest] = nonces;
  if (oldest !== undefined) nonces.delete(oldest);
}
