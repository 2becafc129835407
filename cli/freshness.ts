/** How fresh answers have to be, from what was typed and what the environment says; and what is said of older ones. */
import type { Freshness, Stale } from "../app/freshness.ts";
import { FoxdenError } from "../core/errors.ts";
import { localTime } from "./cells.ts";

/** The flags about freshness, as they were read. */
export interface FreshnessFlags {
  readonly offline?: boolean | undefined;
  readonly fresh?: boolean | undefined;
  readonly maxAge?: number | undefined;
}

/**
 * What the flags come to. A flag that was typed stands over the environment; without one, offline stands over an age.
 *
 * @throws {FoxdenError} `usage.value` for flags of which one makes the other meaningless
 */
export function freshnessOf(
  { offline = false, fresh = false, maxAge }: FreshnessFlags,
  typed: ReadonlySet<string>,
): { readonly offline: boolean; readonly fresh: Freshness | undefined } {
  if (fresh) {
    refuseBoth(typed, "offline", "--fresh asks the server first, and --offline asks none");
    refuseBoth(
      typed,
      "maxAge",
      "--fresh asks the server whatever the age, so --max-age means nothing beside it",
    );
    return { offline: false, fresh: { mode: "pull" } };
  }
  if (offline && !typed.has("maxAge")) return { offline, fresh: { mode: "cached" } };
  if (maxAge === undefined) return { offline, fresh: undefined };
  return { offline, fresh: { mode: "max-age", maxAgeMs: maxAge, lenient: false } };
}

function refuseBoth(typed: ReadonlySet<string>, other: string, message: string): void {
  if (typed.has(other)) throw new FoxdenError("usage.value", message, { name: "--fresh" });
}

/** The line that says of an answer how old it is, by the clock on the wall. @param sync the command that mends it */
export function staleNote({ collection, asOfMs, why }: Stale, nowMs: number, sync: string): string {
  if (why === "cut-short") {
    return `note: the last refresh of ${collection} was cut short; ${sync} ${collection} completes it`;
  }
  return `note: data from ${asOfMs === null ? "an unknown time" : clock(asOfMs, nowMs)} (${REASONS[why]})`;
}

const REASONS: Readonly<Record<Exclude<Stale["why"], "cut-short">, string>> = {
  offline: "offline",
  unreachable: "the server cannot be reached",
  overloaded: "the server is busy",
  busy: "another foxden is at work on the local copy",
  unwritable: "the local copy cannot be written",
};

/** The time, with its day where that is not today. */
function clock(atMs: number, nowMs: number): string {
  const [at, now] = [atMs, nowMs].map((ms) => localTime(new Date(ms)));
  const [day = "", time = ""] = at?.split(" ") ?? [];
  return now?.startsWith(day) ? time : `${day} ${time}`;
}
