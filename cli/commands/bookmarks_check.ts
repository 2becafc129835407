/** `foxden bookmarks check`: whether the tree is in order, and its repair. */
import { checkTree, faultColumns, type Findings, prepareRepair } from "../../app/bookmarks/check.ts";
import type { Listing } from "../../app/columns.ts";
import { listChanges } from "../../app/write/plan.ts";
import { FoxdenError } from "../../core/errors.ts";
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
    "keywords differ. The kinds of faults are named as Firefox names them; differentTags and differentKeywords are " +
    "foxden's own. Exit code 10 when there are any.\n" +
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
    const { fix, dryRun, yes } = call.options;
    if (fix) return await mend(call);
    if (dryRun || yes !== undefined) {
      const name = dryRun ? "--dry-run" : "--yes";
      throw new FoxdenError("usage.value", `${name} goes with --fix: looking changes nothing`, { name });
    }
    return await look(call);
  },
});

type CheckCall = Call & {
  readonly options: { readonly dryRun: boolean; readonly yes: true | number | undefined };
};

async function look(call: Call): Promise<Outcome> {
  const checked = await checkTree(openApp(call));
  const count = checked.faults.length;
  if (count === 0) return await clean(call, checked);
  const repair = onProfile("foxden bookmarks check --fix", call.globals);
  const closing = `${problems(count)}; ${repair} mends what can be mended`;
  if (call.globals.format === "plain") await call.say(closing);
  return failing(rows(checked, () => closing), "findings");
}

/** No faults were found; what could not be read may have some all the same. */
async function clean<Row>({ globals, say }: Call, listing: Listing<Row>): Promise<Outcome> {
  const isWhole = listing.malformed().count === 0;
  const told = isWhole ? "no problems" : "no problems in what can be read";
  // What fails gets its one line of error and no other.
  if (globals.format !== "table" && (isWhole || !globals.strict)) await say(told);
  return rows(listing, () => told);
}

async function mend(call: CheckCall): Promise<Outcome> {
  refuseListFlags(call.globals, "--fix");
  const { dryRun } = call.options;
  const app = openApp(call);
  const pending = await prepareRepair(app, (path) => call.say(`backup: ${path}`));
  const { faults, left } = pending.found();
  const hit = pending.changes.length;
  if (hit === 0) {
    const { malformed } = await checkTree(app);
    const listing = { ...listChanges([], dryRun), malformed };
    if (faults.length === 0) return await clean(call, listing);
    return await withLeft(call, isForPeople(call.globals) ? done() : rows(listing), left);
  }
  const mended = () => problems(pending.found().faults.length - pending.found().left.length);
  const outcome = await carryOut(call, pending, ({ length: count }) => ({
    act: `Mend ${mended()} by changing ${countOf(count)} of bookmarks`,
    count,
    // Nothing is lost by a repair, so that a yes is enough for however many records.
    agreement: "yes",
  }), {
    // It is no way back to undo a repair, which would leave the tree out of order; the backup is one.
    done: (made) => `bookmarks: ${mended()} mended, ${countOf(made.length)} changed.`,
  });
  return await withLeft(call, outcome, pending.found().left);
}

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
