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
  const isBranch = at.table.isBranch(at.row);
  const named = (path: readonly string[], ...columns: readonly string[]): readonly string[] | null => {
    const [first = "", ...more] = columns.map((column) => cellText(at, column));
    return first === "" ? null : wordsFor(path, [first, ...more.filter((text) => text !== "")]);
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
