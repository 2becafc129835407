/**
 * The world, as core sees it: four functions. Everything that touches network, clock or chance arrives through
 * here, so that a test can put its own in place and a browser page can use the same modules.
 */
import type { Bytes } from "./bytes.ts";

export interface Context {
  readonly fetch: (request: Request) => Promise<Response>;
  /** Milliseconds since the epoch by the local clock. */
  readonly now: () => number;
  /** `length` bytes from a cryptographic source. */
  readonly random: (length: number) => Bytes;
  /** Rejects with the signal's reason when it is aborted first. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** A context made of the platform's own globals. The only place in core that names them. */
export function webContext(): Context {
  return {
    fetch: (request) => fetch(request),
    now: () => Date.now(),
    random: (length) => crypto.getRandomValues(new Uint8Array(length)),
    sleep,
  };
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal?.addEventListener("abort", stop, { once: true });
  });
}
