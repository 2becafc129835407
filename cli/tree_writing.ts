/** What the commands share that change the tree of bookmarks. */
import { addressFault } from "../app/bookmarks/lines.ts";
import type { PendingWrite } from "../app/write/write.ts";
import type { PlannedChange } from "../app/write/plan.ts";
import { FoxdenError, isFoxdenError } from "../core/errors.ts";
import { type Try, withTry } from "./advice.ts";
import type { Loss } from "./confirm.ts";
import { readLines } from "./input.ts";
import { done, type Outcome } from "./outcome.ts";
import type { Call } from "./spec.ts";
import { carryOut, isForPeople, type LossOf } from "./writing.ts";

/** For commands that go to a folder by its path. */
export const MKDIR = { type: "flag", help: "Make the folders of the path that are not there" } as const;

/** The way out where a folder is not there. */
export const MKDIR_HELPS: Try = { line: "--mkdir", note: "to make a folder that is not there" };

/**
 * Plans with a flag as it was given. Where that fails, and with the flag would not have, the failure says so.
 *
 * @param way what is said of the flag
 */
export async function orAdvise<T>(
  plan: (flag: boolean) => Promise<T>,
  given: boolean,
  way: Try,
): Promise<T> {
  try {
    return await plan(given);
  } catch (error) {
    if (given || !isFoxdenError(error) || !/^(usage|not-found)$/.test(error.kind)) throw error;
    const helps = await plan(true).then(() => true, () => false);
    throw helps ? withTry(error, way) : error;
  }
}

/** The place in a folder. */
export const AT = {
  type: "integer",
  help: "As which item of the folder, counted from 0; as its last when left out",
} as const;

/** A paragraph of help: what bookmarks of one address share. */
export const SHARED =
  "Tags and keyword belong to the address, as in Firefox: all bookmarks of one address have the same ones, and a " +
  "keyword that another address had is taken from it.";
/** A paragraph of help: the way back. */
export const UNDO = "foxden undo takes it back.";

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

/** The words as they are, and for each `-` the ids that stdin has, one a line. @throws {FoxdenError} `usage.value` */
export async function withIdsFromStdin(
  call: Parameters<typeof readLines>[0],
  words: readonly string[],
): Promise<readonly string[]> {
  if (!words.includes("-")) return words;
  const read = await readLines(call, "ids");
  if (read.length === 0) throw refusal("ID", "there are no ids on stdin; nothing was changed");
  return words.flatMap((word) => word === "-" ? read : [word]);
}

/** An address as it was typed. @throws {FoxdenError} `usage.value` */
export function addressOf(word: string): string {
  const fault = addressFault(word);
  if (fault !== undefined) throw refusal("URL", fault);
  return word;
}

/** The refusal of a word or a flag. */
export const refusal = (name: string, message: string): FoxdenError<"usage.value"> =>
  new FoxdenError("usage.value", message, { name });
