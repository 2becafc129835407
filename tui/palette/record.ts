/** The shell command that shows the record under the cursor. */
import type { RowTable } from "../../app/browse/table.ts";
import type { Cell } from "../../app/columns.ts";
import { cursorRow } from "../list/scroll.ts";
import { listOf, type State } from "../state.ts";
import { wordsFor } from "./shell.ts";

/** A row of the table at hand. */
export interface RowAt {
  readonly table: RowTable;
  readonly row: number;
}

/** The row under the cursor of the place at hand. */
export function rowUnder(view: State): RowAt | null {
  const list = listOf(view, view.place);
  const row = cursorRow(list);
  return list.table && row >= 0 ? { table: list.table, row } : null;
}

/** What a row holds in a column, as text; empty where there is no such column. */
export function cellText({ table, row }: RowAt, column: string): string {
  const at = table.columns.findIndex(({ name }) => name === column);
  const cell: Cell = at < 0 ? null : table.cell(row, at);
  if (cell === null) return "";
  return typeof cell === "object" ? JSON.stringify(cell) : String(cell);
}

/** The words of the command that shows a row by itself; null where there is none. */
export function recordWords(at: RowAt): readonly string[] | null {
  const words = recordArgs(at);
  return words && wordsFor(words.path, words.args);
}

/** A command, and what it is about. */
interface RecordArgs {
  readonly path: readonly string[];
  readonly args: readonly string[];
}

function recordArgs(at: RowAt): RecordArgs | null {
  const isBranch = at.table.isBranch(at.row);
  const named = (path: readonly string[], ...columns: readonly string[]): RecordArgs | null => {
    const [first = "", ...more] = columns.map((column) => cellText(at, column));
    return first === "" ? null : { path, args: [first, ...more.filter((text) => text !== "")] };
  };
  switch (at.table.shelf) {
    case "bookmarks":
    case "passwords":
    case "history":
    case "addresses":
    case "cards":
    case "forms":
    case "addons":
      return named([at.table.shelf, "get"], "id");
    case "tabs":
      return isBranch ? named(["devices", "get"], "id") : named(["tabs", "get"], "url");
    case "prefs":
      return named(["prefs", "get"], "name");
    case "extstorage":
      return named(["extstorage", "get"], "addon", "key");
    case "devices":
      return named(["devices", "get"], "id");
    case "records":
      return isBranch
        ? named(["records", "list"], "collection")
        : named(["records", "get"], "collection", "id");
  }
}

/** The rows of the place at hand that are marked, in the order of the table; none where nothing is. */
export function markedRows(view: State): readonly RowAt[] {
  const { table, marked } = listOf(view, view.place);
  if (!table || marked.size === 0) return [];
  const rows = [...marked].map((key) => table.rowOf(key)).filter((row) => row >= 0);
  return rows.sort((a, b) => a - b).map((row) => ({ table, row }));
}

/** With more of them nobody reads a command any more. */
const MOST_NAMED = 1000;
/** Commands that take several records, each named by itself. */
const TAKING_SEVERAL: ReadonlySet<string> = new Set([
  "bookmarks",
  "history",
  "addresses",
  "cards",
  "forms",
  "addons",
  "prefs",
  "extstorage",
  "devices",
  "records",
]);

/** The words of one command that shows all of these rows and no other; null where there is none. */
export function wordsOfSeveral(rows: readonly RowAt[]): readonly string[] | null {
  const [first] = rows;
  if (!first || rows.length > MOST_NAMED || !TAKING_SEVERAL.has(first.table.shelf)) return null;
  const all = rows.map((at) => recordArgs(at));
  const [head] = all;
  if (!head) return null;
  const shared = (words: RecordArgs) => JSON.stringify([words.path, words.args.slice(0, -1)]);
  const isOne = all.every((each) => each !== null && each.path[1] === "get" && shared(each) === shared(head));
  if (!isOne) return null;
  const names = all.flatMap((each) => each?.args.at(-1) ?? []);
  return wordsFor(head.path, [...head.args.slice(0, -1), ...new Set(names)]);
}
