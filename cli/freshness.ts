/** How fresh answers have to be, from what was typed and what the environment says; and what is said of older ones. */
import { DEFAULT_MAX_AGE_MS, type Freshness, type Stale } from "../app/freshness.ts";
import { FoxdenError } from "../core/errors.ts";
import { localTime } from "../app/display/cells.ts";
import type { Settings, Settled } from "./settings.ts";

/** The flag about freshness that is no setting. */
export interface FreshnessFlags {
  readonly fresh?: boolean | undefined;
}

/**
 * What the flags come to. A flag that was typed stands over all else; without one, offline stands over an age. An age
 * that is typed, or said by a variable, is a limit; one of the config file is a habit, and an older copy will do where
 * the server cannot be reached. A command without a flag for it, one that writes say, takes the age all the same: what
 * a list would have shown just before is what it must not take back.
 *
 * @throws {FoxdenError} `usage.value` for flags of which one makes the other meaningless
 */
export function freshnessOf(
  { fresh = false }: FreshnessFlags,
  settings: Settings,
): { readonly offline: boolean; readonly fresh: Freshness } {
  const offline = settings.get("offline");
  const age = settings.get("sync.max_age");
  if (fresh) {
    refuseBoth(offline, "--fresh asks the server first, and --offline asks none");
    refuseBoth(age, "--fresh asks the server whatever the age, so --max-age means nothing beside it");
    return { offline: false, fresh: { mode: "pull" } };
  }
  const isOffline = offline?.value === true;
  if (isOffline && age?.origin !== "flag") return { offline: isOffline, fresh: { mode: "cached" } };
  const maxAgeMs = typeof age?.value === "number" ? age.value : DEFAULT_MAX_AGE_MS;
  const lenient = age?.origin !== "flag" && age?.origin !== "env";
  return { offline: isOffline, fresh: { mode: "max-age", maxAgeMs, lenient } };
}

function refuseBoth(other: Settled | undefined, message: string): void {
  if (other?.origin === "flag") throw new FoxdenError("usage.value", message, { name: "--fresh" });
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
