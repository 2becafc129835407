/** The fields that somebody else changed meanwhile, drawn for a person below the error that names them. */
import type { ColumnHead } from "../app/columns.ts";
import type { FieldConflict } from "../core/errors.ts";
import type { Paint } from "./style.ts";
import { cellWidth, cutEnd, pad, safeJson, visible } from "../app/display/text.ts";
import { fitColumns, GAP } from "../app/display/widths.ts";

/** So many fields are drawn; programs get all of them. */
const MOST_FIELDS = 10;
/** The width assumed where nobody's window sets one. */
const NO_WINDOW_CELLS = 100;
const INDENT = "  ";

/** Ids and names of fields mean nothing when they are cut; values do. */
const COLUMNS: readonly ColumnHead[] = [
  { name: "id", narrow: "whole" },
  { name: "field", narrow: "whole" },
  { name: "before" },
  { name: "mine" },
  { name: "theirs" },
];

/** Lines of at most `window` cells: a table, or below each other where that is too narrow for one. */
export function conflictTable(conflicts: readonly FieldConflict[], paint: Paint, window: number): string {
  const rows = conflicts.slice(0, MOST_FIELDS).map(cellsOf);
  const cells = Number.isFinite(window) ? window : NO_WINDOW_CELLS;
  const left = conflicts.length - rows.length;
  const more = left === 0 ? [] : [left === 1 ? "and 1 more field" : `and ${left} more fields`];
  const lines = [...drawn(rows, paint, cells - INDENT.length), ...more];
  return lines.map((line) => `${INDENT}${line}\n`).join("");
}

function drawn(rows: readonly (readonly string[])[], paint: Paint, room: number): string[] {
  const titles = COLUMNS.map(({ name }) => name.toUpperCase());
  const natural = titles.map((title, i) =>
    Math.max(title.length, ...rows.map((row) => cellWidth(row[i] ?? "")))
  );
  const placed = fitColumns(COLUMNS, natural, room);
  if (placed.length < COLUMNS.length) return rows.flatMap((row) => stacked(row, paint, room));
  const line = (row: readonly string[]) =>
    placed.map(({ at, cells }) => pad(cutEnd(row[at] ?? "", cells), cells)).join(GAP).trimEnd();
  return [paint("bold", line(titles)), ...rows.map(line)];
}

function stacked([id = "", field = "", ...values]: readonly string[], paint: Paint, room: number): string[] {
  const names = COLUMNS.slice(2).map(({ name }) => name);
  const longest = Math.max(...names.map(({ length }) => length));
  const lines = names.map((name, i) =>
    cutEnd(`${INDENT}${pad(name, longest)}${GAP}${values[i] ?? ""}`, room)
  );
  return [paint("bold", cutEnd(`${id}${GAP}${field}`, room)), ...lines];
}

function cellsOf({ id, field, before, mine, theirs, record }: FieldConflict): string[] {
  if (field === null) return [visible(id), "(record)", NOTHING, NOTHING, record ?? NOTHING];
  return [visible(id), visible(field), ...[before, mine, theirs].map(valueText)];
}

/** Stands for what is not there; any text would be in quotes. */
const NOTHING = "-";

const valueText = (value: unknown): string => value === undefined ? NOTHING : safeJson(value);
