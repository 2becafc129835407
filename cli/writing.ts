/** The end of every command that changes records: the plan, leave to go on, the deed, and what to tell of it. */
import type { Listing } from "../app/columns.ts";
import type { PendingWrite } from "../app/write/write.ts";
import { DELETED, listChanges, type PlannedChange } from "../app/write/plan.ts";
import { isFoxdenError } from "../core/errors.ts";
import { onProfile, type Try, withTry } from "./advice.ts";
import { agreeOn, type Loss, refuseMore } from "./confirm.ts";
import type { Globals } from "./globals.ts";
import { done, type Outcome, rows } from "./outcome.ts";
import { canAsk } from "./prompt.ts";
import { openSink } from "./sink.ts";
import type { Call } from "./spec.ts";

/** The options of a command that changes records. */
export const DRY_RUN = {
  type: "flag",
  short: "n",
  help: "Print what would be done, and do nothing",
} as const;

/** For commands that may write more than becomes visible at once. */
export const IN_PARTS = {
  type: "flag",
  help: "More than the server makes visible at once: write it all the same, one batch after the other",
} as const;

/** For commands that otherwise refuse what somebody else has changed meanwhile. */
export const FORCE = {
  type: "flag",
  help: "Write over what others have changed meanwhile in the same fields",
} as const;

/** A paragraph of help: the way back. */
export const UNDO = "foxden undo takes it back.";

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

type WritingCall = Pick<Call, "io" | "globals" | "say"> & {
  readonly options: {
    readonly dryRun: boolean;
    readonly yes: true | number | undefined;
    readonly confirm?: string | undefined;
    readonly inParts?: boolean | undefined;
  };
};

/** What is lost by changes. Asked again where they had to be planned anew. */
export type LossOf = (changes: readonly PlannedChange[]) => Loss;

/** How a write is told where it is not told like every other. */
export interface Telling {
  /** Sentences that whoever is to agree hears first. */
  readonly beforehand?: readonly string[];
  /** What was done, for people; a sum of the changes when left out. */
  readonly done?: (made: readonly PlannedChange[]) => string;
  /** What would be done, for people; a sum of the changes when left out. */
  readonly toDo?: (changes: readonly PlannedChange[]) => string;
  /** What is said where there is not a single change. */
  readonly nothing?: string;
}

/**
 * Prints the plan, or asks where something is lost and makes the changes.
 *
 * @param lossOf what is asked, where it is another question than that for tombstones
 * @throws {FoxdenError} `not-confirmed.count` where other devices made more of it than was agreed to
 */
export async function carryOut(
  call: WritingCall,
  { name, changes, warnings, commit }: PendingWrite,
  lossOf: LossOf = (planned) => tombstoneLoss(name, planned),
  telling: Telling = {},
): Promise<Outcome> {
  const { globals, options: { dryRun } } = call;
  const { beforehand = [], nothing = `${name}: no records were given.` } = telling;
  const sum = (some: readonly PlannedChange[], words: Words) =>
    some.length === 0 ? nothing : summary(name, some, words);
  const {
    toDo = (planned) => sum(planned, TO_DO),
    done: tell = (all) => withUndo(sum(all, DONE), all, globals),
  } = telling;
  // Who is to agree hears of it first; a program that fails gets its one line of error and no other.
  const first = dryRun || canAsk(call);
  if (first) await sayAll(call, [...warnings, ...beforehand]);
  const agreed = lossOf(changes);
  if (!dryRun) await readyToWrite(call, agreed);
  const made = dryRun ? changes : await commit((again) => refuseMore(agreed, lossOf(again), call.options));
  if (!first) await sayAll(call, warnings);
  if (!isForPeople(globals)) return rows(listed(made, dryRun));
  if (!dryRun) return done(tell(made));
  await call.say(`${toDo(changes)} ${NOT_WRITTEN}`);
  return rows(listed(changes, dryRun));
}

/** Where there are several collections, each row says which is its own. */
function listed(changes: readonly PlannedChange[], dryRun: boolean): Listing<PlannedChange> {
  const listing = listChanges(changes, dryRun);
  if (new Set(changes.map(({ collection }) => collection)).size < 2) return listing;
  return { ...listing, columns: listing.columns.map(({ detail: _, ...column }) => column) };
}

/** The end of what a dry run says. */
export const NOT_WRITTEN = "Nothing was written: this is a dry run.";

async function sayAll({ say }: Pick<Call, "say">, sentences: readonly string[]): Promise<void> {
  for (const sentence of sentences) await say(sentence);
}

/** Returns when what is to be printed can be, and there is leave to go on. */
export async function readyToWrite(call: Omit<WritingCall, "say">, loss: Loss): Promise<void> {
  // A file that cannot be written is noticed while nothing has been done.
  await (await openSink(call.io, call.globals.output)).discard();
  await agreeOn(loss, call);
}

/** Whether a sentence tells what was done, and not rows. */
export function isForPeople({ format, fields, output }: Globals): boolean {
  return (format === "table" || format === "plain") && !fields && output === undefined;
}

/** What was done, with the way back where something was written. */
function withUndo(told: string, made: readonly PlannedChange[], globals: Globals): string {
  if (made.every(({ action }) => action === "skip")) return told;
  return `${told}\n${onProfile("foxden undo", globals)} takes it back`;
}

/** Records that are there and will not be. */
function tombstoneLoss(name: string, changes: readonly PlannedChange[]): Loss {
  const count = changes.filter(({ action, reason }) => action === "remove" && reason === "").length;
  const hit = changes.filter(({ action }) => action !== "skip").length;
  return { act: `Delete ${countOf(count)} of ${name} on all devices`, count, hit };
}

/** Such as `1 record` and `3,120 records`. */
export const countOf = (count: number): string =>
  count === 1 ? "1 record" : `${count.toLocaleString("en")} records`;

type Words = Readonly<Record<PlannedChange["action"], string>>;
const DONE: Words = { add: "added", change: "changed", remove: "removed", skip: "unchanged" };
const TO_DO: Words = { add: "to add", change: "to change", remove: "to remove", skip: "unchanged" };

/** Such as `forms: 2 added, 1 unchanged.` */
function summary(name: string, changes: readonly PlannedChange[], words: Words): string {
  const wordOf = ({ action, reason }: PlannedChange) =>
    reason === DELETED ? "already deleted" : words[action];
  const parts = [...Object.values(words), "already deleted"].flatMap((word) => {
    const count = changes.filter((change) => wordOf(change) === word).length;
    return count === 0 ? [] : [`${count.toLocaleString("en")} ${word}`];
  });
  return `${name}: ${parts.join(", ")}.`;
}
