/** The rows of a list as lines. */
import { cellOf, joinCells } from "../lines/cells.ts";
import { blank, countText, fit } from "../lines/text.ts";
import { rowAt } from "../list/shown.ts";
import type { Look } from "../look/look.ts";
import type { ListState } from "../state.ts";
import {
  cellLine,
  cellOfColumn,
  cellsOf,
  type Drawing,
  drawingOf,
  isBlank,
  type RowsProps,
  withHit,
} from "./list_cells.ts";
import { TAIL } from "./list_room.ts";

export type { RowsProps } from "./list_cells.ts";

/** The rows that are in view; fewer than there is room for where the list ends. */
export function rowLines(props: RowsProps): string[] {
  const drawing = drawingOf(props);
  const { list, rows, look } = props;
  const lines: string[] = [];
  for (let at = 0; at < rows; at++) {
    const place = list.top + at;
    const row = rowAt(list.shown, place);
    if (row < 0 || row >= props.table.size) break;
    lines.push(rowLine(drawing, row, place) + moreSign(list, at, rows, look));
  }
  return lines;
}

/** The sign at the right edge that says that there are more rows above or below. */
function moreSign({ top, shown }: ListState, at: number, rows: number, look: Look): string {
  if (at === rows - 1 && top + rows < shown.count) return look.signs.down;
  return at === 0 && top > 0 ? look.signs.up : " ";
}

/** All of a row but its last cell. */
function rowLine(drawing: Drawing, row: number, place: number): string {
  const { list, table, look, isFocused } = drawing;
  const isCursor = place === list.cursor;
  const isMarked = list.marked.size > 0 && list.marked.has(table.key(row));
  const lead = `${isCursor ? look.signs.cursor : " "}${isMarked ? look.signs.mark : " "} `;
  const line = lead + contentOf(drawing, row, place) + blank(TAIL - 1);
  if (isCursor) return look.paint(isFocused ? "cursor" : "cursor-away", line);
  return isMarked ? look.paint("marked", line) : line;
}

function contentOf(drawing: Drawing, row: number, place: number): string {
  const { columns, table, contentCells } = drawing;
  const isTree = isNested(drawing);
  if (drawing.typeAt >= 0 && table.cell(row, drawing.typeAt) === "separator") {
    return separatorOf(drawing, row, isTree);
  }
  if (drawing.place.isTree && table.isBranch(row)) return branchOf(drawing, row, place, isTree);
  const indent = isTree ? indentOf(drawing, row) + 2 : 0;
  const cells = withHit(cellsOf(row, indent, drawing), drawing).map((cell) => cellLine(cell, drawing));
  const last = columns.at(-1);
  return joinCells(cells) + blank(contentCells - (last ? last.start + last.cells : 0));
}

/** What a filter found, and what is in another order than that of the tree, stands below each other without levels. */
const isNested = ({ place, list }: RowsProps): boolean =>
  place.isTree && list.filter.query === null && list.sort === null;

/** Two cells a level, and never more than half of the first column. */
function indentOf({ table, columns }: Drawing, row: number): number {
  const most = Math.floor((columns[0]?.cells ?? 0) / 2);
  return Math.max(0, Math.min(2 * table.depth(row), most - 2));
}

function separatorOf(drawing: Drawing, row: number, isTree: boolean): string {
  const { look, contentCells } = drawing;
  const indent = isTree ? indentOf(drawing, row) + 2 : 0;
  const line = look.signs.horizontal.repeat(8);
  const text = fit(`${line} separator ${line}`, contentCells - indent, look);
  return blank(indent) + cellOf(text, contentCells - indent, "end", look.paint("muted", text));
}

/** A branch has its name where other rows have columns that say nothing of it, and at their end what is in it. */
function branchOf(drawing: Drawing, row: number, place: number, isTree: boolean): string {
  const { columns, table, contentCells, look, branch } = drawing;
  const next = columns.findIndex((column, at) => at > 0 && !isBlank(table.cell(row, column.at)));
  const behind = next < 0 ? [] : columns.slice(next);
  const cells = next < 0 ? contentCells : (columns[next]?.start ?? 0) - 2;
  const indent = isTree ? indentOf(drawing, row) : 0;
  const sign = isOpen(drawing, row, place) ? look.signs.open : look.signs.closed;
  const count = countText(table.children(row));
  const room = Math.max(0, cells - indent - 2 - count.length - 1);
  const name = branch ? cellLine(cellOfColumn(row, branch, room, drawing), drawing) : blank(room);
  const head = `${blank(indent)}${sign} ${name} ${count}`;
  const last = columns.at(-1);
  if (behind.length === 0) return head;
  return joinCells([
    head,
    ...behind.map((column) => cellLine(cellOfColumn(row, column, column.cells, drawing), drawing)),
  ]) +
    blank(contentCells - (last ? last.start + last.cells : 0));
}

/** What is in a branch comes right after it where it is open. */
function isOpen(drawing: Drawing, row: number, place: number): boolean {
  const { list, table } = drawing;
  const next = rowAt(list.shown, place + 1);
  return isNested(drawing) && next === row + 1 && table.depth(next) > table.depth(row);
}
