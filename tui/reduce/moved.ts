/** Records that have moved, and places that are loaded for it. */
import type { Action, Effect, Step } from "../actions.ts";
import { type PlaceName, SMALL_PLACES } from "../places.ts";
import { type AccountFacts, listOf, type State } from "../state.ts";
import { withList } from "./lists.ts";

/**
 * Places whose records have moved are loaded anew when they are looked at; their rows stay until then. So are those of
 * which there was nothing yet, or nothing could be read.
 *
 * @param which `only-lacking`: what is there stays as it is
 */
export function moved(
  state: State,
  places: readonly PlaceName[],
  which: "all" | "only-lacking" = "all",
): State {
  const lists = new Map(state.lists);
  for (const [place, list] of lists) {
    const isLacking = list.load.state === "absent" || list.load.state === "partial";
    // What could not be read may be whole again.
    const isDue = which === "all"
      ? isLacking || list.load.state === "failed" || places.includes(place)
      : isLacking && places.includes(place);
    if (isDue) lists.set(place, { ...list, load: { state: "waiting" } });
  }
  return { ...state, lists };
}

/** Small places are loaded before anybody looks at them. */
export function warmed(state: State): Step {
  let next = state;
  const effects: Effect[] = [];
  for (const place of SMALL_PLACES) {
    const list = listOf(next, place);
    if (list.load.state !== "waiting") continue;
    next = withList(next, place, { ...list, load: { state: "loading" } });
    effects.push({ type: "load", place });
  }
  return { state: next, effects };
}

/** What was loaded as a whole says how much of it there is: records that are no more, and branches, are not counted. */
export function counted(state: State, { place, load, table }: Extract<Action, { type: "loaded" }>): State {
  if (!table || (load.state !== "ready" && load.state !== "partial")) return state;
  let count = 0;
  for (let row = 0; row < table.size; row++) if (!table.isBranch(row)) count++;
  return { ...state, counts: new Map(state.counts).set(place, count) };
}

/**
 * The counts of the mirror, where no list says it better: a list counts what it shows, the mirror records. Small places are
 * loaded in a moment, so that theirs is waited for.
 */
export function withCounts(
  state: State,
  counts: ReadonlyMap<PlaceName, number | null>,
): ReadonlyMap<PlaceName, number | null> {
  const next = new Map(state.counts);
  for (const [place, count] of counts) {
    const isListed = listOf(state, place).load.state === "ready";
    if (count === null || (!isListed && !SMALL_PLACES.includes(place))) next.set(place, count);
  }
  return next;
}

/** The main screen of an account. Nothing of another account stays, and whatever was shown of this one is loaded anew. */
export function opened(state: State, account: AccountFacts): State {
  const next: State = { ...state, screen: "main", welcome: null, account };
  if (state.account && isSame(state.account, account)) {
    const lists = [...state.lists].map(([place, list]) =>
      [place, { ...list, load: { state: "waiting" } }] as const
    );
    return { ...next, lists: new Map(lists) };
  }
  return {
    ...next,
    link: { state: "idle" },
    syncedAtMs: null,
    counts: new Map(),
    lists: new Map(),
    detail: { seq: state.detail.seq + 1, record: null, failed: null, tab: 0, top: 0 },
    revealed: null,
    overlay: null,
    waiting: [],
  };
}

const isSame = (a: AccountFacts, b: AccountFacts): boolean =>
  a.email === b.email && a.host === b.host && a.profile === b.profile;
