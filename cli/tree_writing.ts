/** What the commands share that change the tree of bookmarks. */
import { addressFault } from "../app/bookmarks/lines.ts";
import type { PendingWrite } from "../app/write/write.ts";
import type { PlannedChange } from "../app/write/plan.ts";
import type { Try } from "./advice.ts";
import { refusal } from "./asked.ts";
import type { Loss } from "./confirm.ts";
import { done, type Outcome } from "./outcome.ts";
import type { Call } from "./spec.ts";
import { carryOut, isForPeople, type LossOf } from "./writing.ts";

/** For commands that go to a folder by its path. */
export const MKDIR = { type: "flag", help: "Make the folders of the path that are not there" } as const;

/** The way out where a folder is not there. */
export const MKDIR_HELPS: Try = { line: "--mkdir", note: "to make a folder that is not there" };

/** The place in a folder. */
export const AT = {
  type: "integer",
  help: "As which item of the folder, counted from 0; as its last when left out",
} as const;

/** A paragraph of help: what bookmarks of one address share. */
export const SHARED =
  "Tags and keyword belong to the address, as in Firefox: all bookmarks of one address have the same ones, and a " +
  "keyword that another address had is taken from it.";

/** What a person hears where everything is as it should be. */
export const NOTHING_TO_CHANGE = "bookmarks: nothing to change.";

type TreeCall = Pick<Call, "io" | "globals" | "say"> & {
  readonly options: { readonly dryRun: boolean; readonly yes?: true | number | undefined };
};

/**
 * Prints the plan, or makes the changes.
 *
 * @param lossOf what is lost; where it is left out nothing is, and nobody is asked
 */
export async function changeTree(
  { options: { dryRun, yes }, ...call }: TreeCall,
  pending: PendingWrite,
  lossOf?: LossOf,
): Promise<Outcome> {
  if (pending.changes.length === 0 && isForPeople(call.globals)) return done(NOTHING_TO_CHANGE);
  return await carryOut({ ...call, options: { dryRun, yes } }, pending, lossOf);
}

/**
 * What is lost by a removal. The folders that are changed with what is deleted from them do not count: nobody would
 * expect that number.
 */
export function removalLoss(changes: readonly PlannedChange[]): Loss {
  const removed = changes.filter(({ action }) => action === "remove");
  const count = removed.length;
  const kinds = kindsOf(removed);
  const what = kinds.length === 1 ? kinds[0] : `${count.toLocaleString("en")} items (${kinds.join(", ")})`;
  return { act: `Delete ${what} on all devices`, count, hit: count };
}

const KINDS = ["bookmark", "folder", "separator"] as const;

/** Such as `12 bookmarks` and `1 folder`. */
function kindsOf(removed: readonly PlannedChange[]): string[] {
  const kindOf = ({ before }: PlannedChange) => KINDS.find((kind) => kind === before?.["type"]) ?? "bookmark";
  return KINDS.flatMap((kind) => {
    const count = removed.filter((change) => kindOf(change) === kind).length;
    return count === 0 ? [] : [`${count.toLocaleString("en")} ${kind}${count === 1 ? "" : "s"}`];
  });
}

/** An address as it was typed. @throws {FoxdenError} `usage.value` */
export function addressOf(word: string): string {
  const fault = addressFault(word);
  if (fault !== undefined) throw refusal("URL", fault);
  return word;
}
