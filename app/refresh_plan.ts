/** Decides how a copy of a collection is brought up to date, from what is here and what the server says it has. */
import type { ServerTime } from "../core/ids.ts";
import type { Copy } from "./mirror/copies.ts";

/** What the server says of a collection. */
export interface Remote {
  readonly modified: ServerTime;
  /** Records, tombstones included; undefined where the server does not count. */
  readonly count: number | undefined;
}

/** The generation of a copy of nothing: whatever the server has one day belongs to another. */
export const NOTHING = "nothing";

/**
 * - `keep`: nothing has been written there since.
 * - `follow`: take over what has been.
 * - `grow`: read all of it into a new copy.
 * - `empty`: the server has no such collection.
 */
export type Step = "keep" | "follow" | "grow" | "empty";

/** What there is to decide on. */
export interface PlanInput {
  readonly copy: Copy | undefined;
  readonly remote: Remote | undefined;
  /** That of the collection on the server, as far as `meta/global` and `crypto/keys` tell. */
  readonly generation: string;
  /** Whether the collection is replaced as a whole whenever it changes. */
  readonly whole: boolean;
  /** Whether everything is to be read anew. */
  readonly full: boolean;
}

export function planStep({ copy, remote, generation, whole, full }: PlanInput): Step {
  if (!remote) return "empty";
  // A cursor from the future belongs to a storage that was put back to an older state.
  const isOther = !copy || copy.generation !== generation || copy.cursor > remote.modified;
  if (full || isOther) return "grow";
  if (copy.settled && copy.cursor === remote.modified) return "keep";
  return whole ? "grow" : "follow";
}

/**
 * Whether the ids have to be compared, since a copy that is up to date holds other records than the server counts.
 * Where it does not count, they are after each change.
 */
export function isDoubtful(
  step: Step,
  { miscount }: Pick<Copy, "miscount">,
  held: number,
  { count }: Remote,
): boolean {
  return count === undefined ? step !== "keep" : count - held !== miscount;
}
