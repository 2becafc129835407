/** What the commands share that change the tree of bookmarks. */
import { addressFault } from "../app/bookmark_lines.ts";
import type { PendingWrite } from "../app/write.ts";
import { FoxdenError } from "../core/errors.ts";
import type { Loss } from "./confirm.ts";
import { readLines } from "./input.ts";
import { done, type Outcome } from "./outcome.ts";
import type { Call } from "./spec.ts";
import { carryOut, isForPeople } from "./writing.ts";

export const MKDIR = { type: "flag", help: "Make the folders of the path that are not there" } as const;

export const AT = {
  type: "integer",
  help: "As which item of the folder, counted from 0; as its last when left out",
} as const;

/** Paragraphs of help. */
export const SHARED =
  "Tags and keyword belong to the address, as in Firefox: all bookmarks of one address have the same ones, and a " +
  "keyword that another address had is taken from it.";
export const UNDO = "foxden undo takes it back.";

/** What a person hears where everything is as it should be. */
export const NOTHING_TO_CHANGE = "bookmarks: nothing to change.";

type TreeCall = Pick<Call, "io" | "globals" | "say"> & {
  readonly options: { readonly dryRun: boolean; readonly yes?: true | number | undefined };
};

/**
 * Prints the plan, or makes the changes.
 *
 * @param loss what is lost; where it is left out nothing is, and nobody is asked
 */
export async function changeTree(
  { options: { dryRun, yes }, ...call }: TreeCall,
  pending: PendingWrite,
  loss?: Loss,
): Promise<Outcome> {
  if (pending.changes.length === 0 && isForPeople(call.globals)) return done(NOTHING_TO_CHANGE);
  return await carryOut({ ...call, options: { dryRun, yes } }, pending, loss);
}

/** The words as they are, and for each `-` the ids that stdin has, one a line. */
export async function withIdsFromStdin(
  call: Parameters<typeof readLines>[0],
  words: readonly string[],
): Promise<readonly string[]> {
  const read = words.includes("-") ? await readLines(call, "ids") : [];
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
