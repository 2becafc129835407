/** Failures as the browser tells them: what happened, and what helps. */
import { isFoxdenError } from "../core/errors.ts";
import type { Link, Told } from "./state.ts";

/** How long it waits before it asks a server again that could not be reached. */
export const RETRY_MS = 60_000;

/** What is said of a failure. What is no failure of foxden's own is a defect, and is thrown on. */
export function toldOf(error: unknown): Told {
  if (!isFoxdenError(error)) throw error;
  return { message: error.message, ...ADVICE[error.code] ?? ADVICE[error.kind] };
}

const AGAIN = { act: "sync.start", label: "try again" } as const;
const LOOK = { act: "doctor.open", label: "look at each step of the way" } as const;

const ADVICE: Readonly<Record<string, Omit<Told, "message">>> = {
  "network": { advice: "Is this machine online?", acts: [AGAIN, LOOK] },
  "server": { advice: "The fault is the server's.", acts: [AGAIN, LOOK] },
  "auth": {
    advice: "Sign in again.",
    acts: [{ act: "palette.open", label: "open the palette, which has it" }],
  },
  "not-found.setup": {
    advice: "It is not set up for Sync yet. foxden sync --init does that.",
    acts: [{ act: "palette.open", label: "open the palette, which does it, too" }],
  },
  "crypto.wrong-passphrase": { advice: "FOXDEN_PASSPHRASE_FILE names the file it is read from." },
  "crypto": {
    advice: "The keys of the account may have been replaced on another device.",
    acts: [{ act: "sync.start", label: "read them again" }],
  },
  "failed.mirror": {
    advice: "foxden sync --full reads all of it anew.",
    acts: [{ act: "doctor.open", label: "look at the local copy" }],
  },
  "read-only": { advice: "foxden was started with --read-only." },
};

/** How it stands with the server after a failure. */
export function linkAfter(error: unknown, nowMs: number, sinceMs: number): Link {
  const told = toldOf(error);
  if (!isFoxdenError(error)) throw error;
  if (error.code === "auth.keys-changed") return { state: "keys-changed", told };
  if (error.code === "server.challenge") return { state: "challenge", told };
  if (error.code === "network.offline") return { state: "offline-wanted" };
  if (error.code === "server.busy") {
    return { state: "busy", nextTryMs: nowMs + busyMs(error.details.retryAfterSeconds) };
  }
  if (error.kind === "network") return { state: "offline", sinceMs, nextTryMs: nowMs + RETRY_MS };
  if (error.kind === "auth") return { state: "sign-in-needed", told };
  return { state: "failed", told };
}

/** A server that wants to be asked at once is busy all the same. */
const LEAST_RETRY_MS = 5000;

const busyMs = (seconds: number | null): number =>
  seconds === null ? RETRY_MS : Math.max(LEAST_RETRY_MS, seconds * 1000);
