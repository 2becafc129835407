/** Use-case: list what foxden has changed. */
import { isFoxdenError } from "../../core/errors.ts";
import { type Column, instant, type Listing, NONE_MALFORMED } from "../columns.ts";
import type { Journal, JournalEntry } from "../journal/journal.ts";
import type { App } from "../open.ts";
import { onePage } from "../read.ts";
import { isUndoable, operationsOf, settled, told, withJournal } from "./operations.ts";
import { titleOfChanges } from "./titles.ts";

/** One command of foxden's that changed something. */
export interface UndoRow {
  /**
   * `undo N` takes back this one and all that are newer. Null for what cannot be taken back, and where nobody can say
   * yet how many those are: for what is pending, and all that is older.
   */
  readonly n: number | null;
  readonly atMs: number;
  readonly title: string;
  /** Of one of the records, where they are few; null where none has any. */
  readonly recordTitle: string | null;
  readonly collections: readonly string[];
  readonly records: number;
  /** `unknown`: it was cut short, and the records are neither as before nor as after it. */
  readonly state: JournalEntry["state"];
}

/** How a list shows {@link UndoRow}. */
export const undoColumns: readonly Column<UndoRow>[] = [
  { name: "n", value: (row) => row.n, shape: "integer" },
  { name: "when", value: (row) => instant(row.atMs), kind: "time" },
  { name: "command", value: (row) => row.title },
  { name: "title", value: (row) => row.recordTitle },
  { name: "collections", value: (row) => row.collections, shape: "texts" },
  { name: "records", value: (row) => row.records, kind: "count" },
  { name: "state", value: (row) => row.state },
];

/** What foxden has changed, newest first. Writes that were cut short are settled first where a server may be asked. */
export async function listUndo(app: App): Promise<Listing<UndoRow>> {
  const operations = await withJournal(app, async (journal) => {
    if (!app.options.offline) await settled(app, journal).catch(ignoreExcused);
    return await Promise.all(operationsOf(journal).map((entries) => withTitle(journal, entries)));
  });
  const rows = numbered(operations);
  return {
    kind: "changes-made",
    columns: undoColumns,
    pages: onePage(rows),
    malformed: () => NONE_MALFORMED,
  };
}

/** The entries of one command. */
interface TitledOperation {
  readonly entries: readonly JournalEntry[];
  readonly recordTitle: string | null;
}

/** From so many records on, no one of them stands for all; and they would have to be opened for the list. */
const MANY = 100;

async function withTitle(journal: Journal, entries: readonly JournalEntry[]): Promise<TitledOperation> {
  const [newest] = entries;
  if (!newest || newest.count >= MANY) return { entries, recordTitle: null };
  return { entries, recordTitle: titleOfChanges(newest.collection, await journal.changes(newest.seq)) };
}

function numbered(operations: readonly TitledOperation[]): UndoRow[] {
  let n = 0;
  let isKnown = true;
  return operations.map(({ entries, recordTitle }) => {
    const state = stateOf(entries);
    isKnown &&= state !== "pending";
    return {
      n: isKnown && isUndoable(entries) ? ++n : null,
      ...told(entries),
      recordTitle,
      collections: [...new Set(entries.map(({ collection }) => collection))],
      state,
    };
  });
}

/** A list says "pending" where the server cannot be asked just now, or a write is under way. */
function ignoreExcused(error: unknown): void {
  const isJournals = isFoxdenError(error) && error.code === "failed.journal" &&
    error.details.fault !== "busy";
  if (!isFoxdenError(error) || isJournals) throw error;
}

/** The state that matters most of what the parts of a command are in. */
function stateOf(entries: readonly JournalEntry[]): JournalEntry["state"] {
  const states = new Set(entries.map(({ state }) => state));
  return (["pending", "unknown", "done", "undone"] as const).find((state) => states.has(state)) ?? "done";
}
