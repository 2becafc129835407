/** Memory of nonces: a signed write that comes a second time was recorded on the way. */

/** Remembers the nonces of each token for as long as the token lives. Lost on restart. */
export class ReplayGuard {
  readonly #seen = new Map<string, { expiresAtMs: number; readonly nonces: Set<string> }>();

  /** @returns false when this token has already been used with this nonce */
  admit(tokenId: string, nonce: string, expiresAtMs: number, nowMs: number): boolean {
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
    return true;
  }

  #forgetExpired(nowMs: number): void {
    for (const [tokenId, { expiresAtMs }] of this.#seen) {
      if (expiresAtMs <= nowMs) this.#seen.delete(tokenId);
    }
  }
}
