/** The end of every command that changes records: the plan, leave to go on, the deed, and what to tell of it. */
import type { PendingWrite } from "../app/write.ts";
import { DELETED, listChanges, type PlannedChange } from "../app/write_plan.ts";
import { agreeOn, type Loss } from "./confirm.ts";
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

export const IN_PARTS = {
  type: "flag",
  help: "More than the server makes visible at once: write it all the same, one batch after the other",
} as const;

type WritingCall = Pick<Call, "io" | "globals" | "say"> & {
  readonly options: {
    readonly dryRun: boolean;
    readonly yes: true | number | undefined;
    readonly confirm?: string | undefined;
  };
};

/**
 * Prints the plan, or asks where something is lost and makes the changes.
 *
 * @param loss what is asked, where it is another question than that for tombstones
 */
export async function carryOut(
  call: WritingCall,
  { name, changes, warnings, commit }: PendingWrite,
  loss: Loss = lossOf(name, changes),
): Promise<Outcome> {
  const { dryRun } = call.options;
  const warn = async () => {
    for (const warning of warnings) await call.say(warning);
  };
  // Who is to agree hears of it first; a program that fails gets its one line of error and no other.
  const first = dryRun || canAsk(call);
  if (first) await warn();
  const { format, fields, output } = call.globals;
  if (!dryRun) {
    // A file that cannot be written is noticed while nothing has been done.
    await (await openSink(call.io, output)).discard();
    await agreeOn(loss, call);
  }
  const made = dryRun ? changes : await commit();
  if (!first) await warn();
  const forPeople = (format === "table" || format === "plain") && !fields && output === undefined;
  if (!forPeople) return rows(listChanges(made, dryRun));
  if (!dryRun) return done(summary(name, made, DONE));
  await call.say(`${summary(name, changes, TO_DO)} Nothing was written: this is a dry run.`);
  return rows(listChanges(changes, dryRun));
}

/** Records that are there and will not be. */
function lossOf(name: string, changes: readonly PlannedChange[]): Loss {
  const count = changes.filter(({ action, reason }) => action === "remove" && reason === "").length;
  const hit = changes.filter(({ action }) => action !== "skip").length;
  return { act: `Delete ${countOf(count)} of ${name} on all devices`, count, hit };
}

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
  return `${name}: ${parts.length === 0 ? "no records were given" : parts.join(", ")}.`;
}
