/** Failures as the browser tells them: what happened, and which key helps. */
import { isFoxdenError } from "../core/errors.ts";
import type { Link, Told } from "./state.ts";

/** How long it waits before it asks a server again that could not be reached. */
export const RETRY_MS = 60_000;

/** What is said of a failure. What is no failure of foxden's own is a defect, and is thrown on. */
export function toldOf(error: unknown): Told {
  if (!isFoxdenError(error)) throw error;
  const advice = ADVICE[error.code] ?? ADVICE[error.kind];
  return advice === undefined ? { message: error.message } : { message: error.message, advice };
}

const ADVICE: Readonly<Record<string, string>> = {
  "network": "Is this machine online? R tries again, D looks at each step of the way.",
  "server": "The fault is the server's. R tries again, D looks at each step of the way.",
  "auth": "Sign in again: the command palette (:) has it.",
  "crypto": "The keys of the account may have been replaced on another device. R reads them again.",
  "failed.mirror": "D looks at the local copy; foxden sync --full reads all of it anew.",
  "usage": "Esc takes it back.",
  "read-only": "foxden was started with --read-only.",
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

const busyMs = (seconds: number | null): number => seconds === null ? RETRY_MS : seconds * 1000;
