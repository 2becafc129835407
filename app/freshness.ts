/** How fresh an answer has to be, and what is said when it is not. */
import { durationMs, SETTINGS } from "./config/settings.ts";
import type { Copy } from "./mirror/copies.ts";

/** What may be answered from the mirror as it is. */
export type Freshness =
  /** Everything: no server is asked. */
  | { readonly mode: "cached" }
  /** What the server was last asked about within this time; `lenient`: also older, where it cannot be reached. */
  | { readonly mode: "max-age"; readonly maxAgeMs: number; readonly lenient: boolean }
  /** Nothing: the server is asked first. */
  | { readonly mode: "pull" };

/** What a reading asks for: `as-is` where somebody has just made sure of it. */
export type FreshnessWish = Freshness | "as-is" | undefined;

export const DEFAULT_MAX_AGE_MS = durationMs(SETTINGS["sync.max_age"].default) ?? 0;

/** What holds when nothing else was asked for. */
export const DEFAULT_FRESHNESS: Freshness = { mode: "max-age", maxAgeMs: DEFAULT_MAX_AGE_MS, lenient: true };

/** Why an answer is older than what was hoped for. */
export type WhyStale = "offline" | "unreachable" | "overloaded" | "busy" | "unwritable" | "cut-short";

/** An answer that is older than what was hoped for. */
export interface Stale {
  /** What it is about: a collection, or another thing that servers are asked. */
  readonly collection: string;
  /** When the server was last asked, in ms by the local clock; null where that is not known. */
  readonly asOfMs: number | null;
  /**
   * `overloaded`: the server asks to come back later; `busy`: another process is at work on the mirror; `unwritable`:
   * nothing can be written to it; `cut-short`: changes are half taken over, since a refresh was ended in the middle.
   */
  readonly why: WhyStale;
}

/** When the server was last asked about a copy, in ms by the local clock; null where that is not known. */
export function askedAtMs({ checkedAtMs }: Pick<Copy, "checkedAtMs">): number | null {
  return checkedAtMs === 0 ? null : Math.abs(checkedAtMs);
}

/** Whether a copy has to be brought up to date before it is read. */
export function isDue(copy: Copy | undefined, maxAgeMs: number, nowMs: number): boolean {
  if (!copy?.settled || copy.checkedAtMs <= 0) return true;
  const ageMs = nowMs - copy.checkedAtMs;
  // A clock that was put back says nothing about the age.
  return ageMs < 0 || ageMs > maxAgeMs || maxAgeMs === 0;
}

/** What there is to say of a copy that is read without asking the server. */
export function staleness(copy: Copy, why: WhyStale, nowMs: number): Stale | undefined {
  const asOfMs = askedAtMs(copy);
  const { name: collection } = copy;
  if (!copy.settled) return { collection, asOfMs, why: "cut-short" };
  if (why === "offline" && !isDue(copy, DEFAULT_MAX_AGE_MS, nowMs)) return undefined;
  return { collection, asOfMs, why };
}
