/**
 * The world, as core sees it: four functions. Everything that touches network, clock or chance arrives through
 * here, so that a test can put its own in place and a browser page can use the same modules.
 */
import type { Bytes } from "./bytes.ts";

export interface Context {
  /** Rejects with a `TimeoutError` after the context's own deadline, and with the reason of its own signal. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** Milliseconds since the epoch by the local clock. */
  readonly now: () => number;
  /** `length` bytes from a cryptographic source. */
  readonly random: (length: number) => Bytes;
  /** At most some 24 days. Rejects with the signal's reason when the context is cancelled first. */
  readonly sleep: (ms: number) => Promise<void>;
}

export interface WebContextOptions {
  /** How long one request may take, its body included; 30 s by default. */
  readonly timeoutMs?: number;
  /** Cancels everything that is under way. */
  readonly signal?: AbortSignal;
  /** How the program names itself to servers; a browser page cannot and leaves it out. */
  readonly userAgent?: string;
}

/** Timers count in 32 bits; a longer one would go off at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** A context made of the platform's own globals. The only place in core that names them. */
export function webContext(options: WebContextOptions = {}): Context {
  const { timeoutMs = 30_000, signal, userAgent } = options;
  return {
    fetch: (request) => {
      if (userAgent !== undefined) request.headers.set("user-agent", userAgent);
      const deadline = AbortSignal.timeout(Math.min(timeoutMs, LONGEST_TIMER_MS));
      return fetch(request, { signal: signal ? AbortSignal.any([signal, deadline]) : deadline });
    },
    now: () => Date.now(),
    random: (length) => crypto.getRandomValues(new Uint8Array(length)),
    sleep: (ms) => sleep(ms, signal),
  };
}

function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, Math.min(ms, LONGEST_TIMER_MS));
    signal?.addEventListener("abort", stop, { once: true });
  });
}
