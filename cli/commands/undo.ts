/** `foxden undo`: takes back what foxden has changed in the account. */
import { listUndo, prepareUndo, undoColumns, type UndoneCommand, type UndoRow } from "../../app/undo/undo.ts";
import { changeColumns, isWritten, listChanges, type PlannedChange } from "../../app/write/plan.ts";
import { FoxdenError } from "../../core/errors.ts";
import { onProfile } from "../advice.ts";
import { relativeTime } from "../../app/display/cells.ts";
import { type Loss, YES } from "../confirm.ts";
import { selectColumns } from "../listing.ts";
import { openApp } from "../open.ts";
import { done, type Outcome, rows } from "../outcome.ts";
import { asksForFields } from "../render.ts";
import { type Call, command } from "../spec.ts";
import { parseInteger } from "../values.ts";
import { carryOut, countOf, DRY_RUN, FORCE, IN_PARTS, isForPeople } from "../writing.ts";

export const undo = command({
  path: ["undo"],
  summary: "Take back what foxden has changed in the account",
  about:
    "Everything foxden writes is noted on this machine first, with what was there before, and can be taken back, also " +
    "long after it was sent: the newest command, or the newest N. The 200 newest are kept.\n" +
    "Only what was changed goes back: what other devices have changed since in other fields stays. Where they have " +
    "changed the very same fields it is a conflict (exit 6), and nothing is written without --force.\n" +
    "Undoing what has added records deletes them: several after a yes, 25 or more after their number is typed.",
  output: "changes",
  source: "server",
  args: { n: { help: "How many commands to take back, the newest first; 1 when left out", optional: true } },
  options: {
    list: { type: "flag", help: "Show what foxden has changed, newest first; works offline" },
    dryRun: DRY_RUN,
    yes: YES,
    force: FORCE,
    inParts: IN_PARTS,
  },
  examples: [
    { line: "undo", note: "the last command" },
    { line: "undo --list", note: "what there is to take back" },
    { line: "undo 3 --dry-run", note: "what taking back the last three would do" },
  ],
  run: async (call) => call.options.list ? await listed(call) : await undone(call),
});

type UndoCall = Omit<Call, "args" | "options"> & {
  readonly args: { readonly n: string | undefined };
  readonly options: Parameters<typeof carryOut>[0]["options"] & {
    readonly force: boolean;
    readonly inParts: boolean;
  };
};

async function listed(call: UndoCall): Promise<Outcome> {
  const { args: { n }, options: { dryRun, yes, force, inParts } } = call;
  if (n !== undefined || dryRun || yes !== undefined || force || inParts) {
    const message =
      "--list shows all there is, and takes neither N nor --dry-run, --yes, --force or --in-parts";
    throw new FoxdenError("usage.value", message, { name: "--list" });
  }
  const listing = await listUndo(openApp(call));
  const pages: (readonly UndoRow[])[] = await Array.fromAsync(listing.pages);
  const isEmpty = pages.every(({ length }) => length === 0);
  if (isEmpty && isForPeople(call.globals)) return done("nothing to undo");
  return rows(
    { ...listing, columns: undoColumns, pages: streamed(pages) },
    () => `${onProfile("foxden undo N", call.globals)} takes back the newest N`,
  );
}

async function* streamed<T>(values: readonly T[]): AsyncGenerator<T> {
  yield* values;
}

async function undone(call: UndoCall): Promise<Outcome> {
  const { args, options, globals } = call;
  const count = args.n === undefined ? 1 : parseInteger("N", args.n, 1);
  if (asksForFields(globals)) return rows(listChanges([], true));
  // The columns of this command depend on --list, so a wrong name is not refused before it runs.
  selectColumns(changeColumns, globals);
  const { force, inParts } = options;
  const pending = await prepareUndo(openApp(call), { count, force, inParts });
  const told = pending.undone.map((each) => commandText(each, call));
  const fewer = told.length < count ? [`${told.length} of the ${count} asked for; there are no more`] : [];
  return await carryOut(call, pending, lossOf, {
    beforehand: count === 1 && !options.dryRun ? [] : [...told, ...fewer].map((each) => `to undo: ${each}`),
    done: () => [...told, ...fewer].map((each) => `undone: ${each}`).join("\n"),
  });
}

/** Such as `bookmarks rm of 37 records, 2 min ago`. */
const commandText = ({ title, records, atMs }: UndoneCommand, { io }: Pick<Call, "io">): string =>
  `${title} of ${countOf(records)}, ${relativeTime(new Date(atMs), io.now())}`;

/** What was added is lost when that is taken back; the folders that are changed with it do not count. */
function lossOf(changes: readonly PlannedChange[]): Loss {
  const count = changes.filter(({ action }) => action === "remove").length;
  const hit = count > 0 ? count : changes.filter(isWritten).length;
  return { act: `Delete ${countOf(count)} that foxden had added, on all devices`, count, hit };
}
