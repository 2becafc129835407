/** Times of the storage: as text, in preconditions, and the next one to give out. */
import { isFoxdenError } from "../../core/errors.ts";
import { formatServerTime, parseServerTime, type ServerTime } from "../../core/ids.ts";
import { type Clock, floorToTick, TICK_MS } from "../clock.ts";
import type { RequestHeaders } from "../request.ts";
import { storageRefusal } from "./errors.ts";

/** Seconds with exactly two decimals, which is how times travel, in JSON too. */
export const timeText = (timeMs: number): string => formatServerTime(timeMs as ServerTime);

/** Reads a time sent by a client, in milliseconds. @throws 400 */
export function readTime(text: string): number {
  try {
    return parseServerTime(text);
  } catch (error) {
    if (isFoxdenError(error)) throw storageRefusal(400);
    throw error;
  }
}

/** What a request asks of the state it meets; at most one member is set. */
export interface Precondition {
  readonly ifModifiedSinceMs?: number;
  readonly ifUnmodifiedSinceMs?: number;
}

/** @throws 400 when both are given, or one is no time */
export function readPrecondition(headers: RequestHeaders): Precondition {
  const modified = headers.get("x-if-modified-since");
  const unmodified = headers.get("x-if-unmodified-since");
  if (modified !== null && unmodified !== null) throw storageRefusal(400);
  if (modified !== null) return { ifModifiedSinceMs: readTime(modified) };
  if (unmodified !== null) return { ifUnmodifiedSinceMs: readTime(unmodified) };
  return {};
}

/** Longest wait for the next tick. A clock further back than that was set back, and waiting would not end. */
const MAX_WAIT_MS = 100;

/** When a write happens: at `timeMs`, or not before `waitMs` from now. */
export type WriteTime = { readonly timeMs: number } | { readonly waitMs: number };

/** The time of the next write to a storage whose last one was at `lastMs`: always later than that. */
export function nextWriteTime(clock: Clock, lastMs: number): WriteTime {
  const nowMs = clock.nowMs();
  const timeMs = floorToTick(nowMs);
  if (timeMs > lastMs) return { timeMs };
  const waitMs = lastMs + TICK_MS - nowMs;
  return waitMs <= MAX_WAIT_MS ? { waitMs } : { timeMs: floorToTick(lastMs) + TICK_MS };
}
