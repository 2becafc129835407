/** What the commands share that delete by a query. */
import type { PendingMatchingRemoval } from "../app/remove_matching.ts";
import type { PlannedChange } from "../app/write/plan.ts";
import type { Loss } from "./confirm.ts";
import { failing, type Outcome } from "./outcome.ts";
import { carryOut, countOf } from "./writing.ts";

/** For commands that would otherwise refuse to delete everything. */
export const ALL = {
  type: "flag",
  help: "Everything there is; its name is to be typed, or --confirm NAME",
} as const;

/** A paragraph of help: how it is agreed to. */
export const AGREEMENT =
  "How many it is always comes first. One is deleted without a question, several after a yes, 25 or more after their " +
  "number is typed, and everything after its name is typed and a backup is made. --yes answers that beforehand, " +
  "--yes=37 only if exactly 37 are deleted. Where nothing matches, nothing is done, and that is no failure.";

type RemovingCall = Parameters<typeof carryOut>[0];

/** How it is asked where that is not as for whole records. */
interface HowToAsk {
  readonly lossOf?: (pending: PendingMatchingRemoval, changes: readonly PlannedChange[]) => Loss;
  /** Sentences that whoever is to agree hears first. */
  readonly beforehand?: readonly string[];
}

/** Prints the plan, or asks and removes; then tells which ids were not there. */
export async function carryOutRemoval(
  call: RemovingCall,
  pending: PendingMatchingRemoval,
  { lossOf = lossBy, beforehand = [] }: HowToAsk = {},
): Promise<Outcome> {
  const { name, missing } = pending;
  const loss = (changes: readonly PlannedChange[]) => lossOf(pending, changes);
  const outcome = await carryOut(call, pending, loss, { beforehand, nothing: `${name}: nothing matches.` });
  if (missing.length === 0) return outcome;
  await call.say(`not there: ${missing.join(", ")}`);
  return failing(outcome, "not-found");
}

function lossBy(pending: PendingMatchingRemoval, changes: readonly PlannedChange[]): Loss {
  const { name, isAll } = pending;
  const count = changes.filter(({ action }) => action === "remove").length;
  const act = `Delete ${isAll ? "all " : ""}${countOf(count)} of ${name} on all devices`;
  return { act, count, hit: count, ...agreementTo(pending, count) };
}

/** What has to be said to a loss where its number alone does not tell. */
export function agreementTo(
  { name, isAll, isLikeId }: PendingMatchingRemoval,
  count: number,
): Pick<Loss, "name" | "agreement" | "warning"> {
  if (isAll) return { name };
  if (!isLikeId || count !== 1) return {};
  return { agreement: "yes", warning: "No record has that id; it only stands in its text." };
}
