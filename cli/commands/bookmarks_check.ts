/** `foxden bookmarks check`: whether the tree is in order, and its repair. */
import { checkTree, faultColumns, type Findings, prepareRepair } from "../../app/bookmark_check.ts";
import { listChanges } from "../../app/write_plan.ts";
import { onProfile } from "../advice.ts";
import { YES } from "../confirm.ts";
import { openApp } from "../open.ts";
import { done, failing, type Outcome, rows } from "../outcome.ts";
import { type Call, command } from "../spec.ts";
import { carryOut, countOf, DRY_RUN, isForPeople } from "../writing.ts";
import { refuseListFlags } from "./bookmarks.ts";

export const check = command({
  path: ["bookmarks", "check"],
  summary: "Look whether the tree of bookmarks is in order",
  about:
    "It finds items that name no folder or one that does not list them, folders that list what is not there or " +
    "list it twice, folders inside themselves, roots out of place, and bookmarks of one address whose tags or " +
    "keywords differ. The kinds of faults are named as in Firefox. Exit code 10 when there are any.\n" +
    "--fix plans the smallest repair, backs all bookmarks up, and writes it. Nothing is deleted, and every record " +
    "keeps what else is in it. What cannot be mended is named, and leaves the exit code at 10.",
  output: "list",
  source: "mirror",
  columns: faultColumns,
  options: {
    fix: { type: "flag", help: "Mend what can be mended, after a backup" },
    dryRun: { ...DRY_RUN, help: "With --fix: print what would be changed, and do nothing" },
    yes: YES,
  },
  examples: [
    { line: "bookmarks check" },
    { line: "bookmarks check --fix --dry-run", note: "what a repair would change" },
    { line: "bookmarks check --fix" },
  ],
  async run(call) {
    return call.options.fix ? await mend(call) : await look(call);
  },
});

type CheckCall = Call & {
  readonly options: { readonly dryRun: boolean; readonly yes: true | number | undefined };
};

const CLEAN = "no problems";

async function look(call: Call): Promise<Outcome> {
  const checked = await checkTree(openApp(call));
  const count = checked.faults.length;
  if (count === 0) {
    await call.say(CLEAN);
    return isForPeople(call.globals) ? done() : rows(checked);
  }
  const repair = onProfile("foxden bookmarks check --fix", call.globals);
  const closing = `${problems(count)}; ${repair} mends what can be mended`;
  if (call.globals.format === "plain") await call.say(closing);
  return failing(rows(checked, () => closing), "findings");
}

async function mend(call: CheckCall): Promise<Outcome> {
  refuseListFlags(call.globals, "--fix");
  const { dryRun } = call.options;
  const pending = await prepareRepair(openApp(call), (path) => call.say(`backup: ${path}`));
  const { faults, left } = pending.found();
  const hit = pending.changes.length;
  if (hit === 0) {
    if (faults.length === 0) await call.say(CLEAN);
    return await withLeft(call, isForPeople(call.globals) ? done() : rows(listChanges([], dryRun)), left);
  }
  const mended = problems(faults.length - left.length);
  const act = `Mend ${mended} by changing ${countOf(hit)} of bookmarks`;
  const outcome = await carryOut(call, pending, { act, count: A_YES, hit }, {
    // It is no way back to undo a repair, which would leave the tree out of order; the backup is one.
    done: (made) => `bookmarks: ${mended} mended, ${countOf(made.length)} changed.`,
  });
  return await withLeft(call, outcome, pending.found().left);
}

/** Nothing is lost by a repair, so that a yes is enough for however many records. */
const A_YES = 2;

/** So many faults that stay are named, one a line. */
const NAMED = 10;

async function withLeft(call: CheckCall, outcome: Outcome, left: Findings["left"]): Promise<Outcome> {
  if (left.length === 0) return outcome;
  for (const { text } of left.slice(0, NAMED)) await call.say(`cannot be mended: ${text}`);
  if (left.length > NAMED) await call.say(`and ${left.length - NAMED} more that cannot be mended`);
  return call.options.dryRun ? outcome : failing(outcome, "findings");
}

const problems = (count: number): string =>
  count === 1 ? "1 problem" : `${count.toLocaleString("en")} problems`;
