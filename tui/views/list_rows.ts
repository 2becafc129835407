/** The rows of a list as lines. */
import type { RowTable } from "../../app/browse/table.ts";
import type { Cell, ColumnHead } from "../../app/columns.ts";
import { tableText } from "../../app/display/cells.ts";
import { isNumber } from "../../app/display/widths.ts";
import { cellOf, joinCells, type LaidColumn } from "../lines/cells.ts";
import type { Highlight } from "../lines/matches.ts";
import { blank, countText, fit } from "../lines/text.ts";
import { columnTime } from "../lines/times.ts";
import { rowAt } from "../list/shown.ts";
import type { Look } from "../look/look.ts";
import type { Place } from "../places.ts";
import type { ListState } from "../state.ts";
import { LEAD, TAIL } from "./list_room.ts";

/** What all rows of one drawing have in common. */
export interface RowsProps {
  readonly list: ListState;
  readonly table: RowTable;
  readonly place: Place;
  readonly laid: readonly LaidColumn[];
  /** Of a line, and how many rows there is room for. */
  readonly width: number;
  readonly rows: number;
  readonly isFocused: boolean;
  readonly nowMs: number;
  readonly highlight: Highlight;
  readonly look: Look;
}

/** A column that is drawn, and where the table has it. */
interface DrawnColumn extends LaidColumn {
  readonly name: string;
  readonly at: number;
  readonly head: ColumnHead | undefined;
}

interface Drawing extends RowsProps {
  readonly columns: readonly DrawnColumn[];
  readonly contentCells: number;
  readonly typeAt: number;
  readonly linkAt: number;
}

/** Columns of which the day says more than the age. */
const DAYS: ReadonlySet<string> = new Set(["changed", "modified"]);

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

function drawingOf(props: RowsProps): Drawing {
  const { table, laid, place, width } = props;
  const at = new Map(table.columns.map(({ name }, index) => [name, index]));
  const columns = laid.map((each): DrawnColumn => {
    const { name } = each.column;
    const index = at.get(name) ?? -1;
    return { ...each, name, at: index, head: table.columns[index] };
  });
  const isLinkDrawn = laid.some(({ column }) => column.name === place.link);
  return {
    ...props,
    columns,
    contentCells: Math.max(0, width - LEAD - TAIL),
    typeAt: place.isTree ? at.get("type") ?? -1 : -1,
    linkAt: isLinkDrawn || place.link === undefined ? -1 : at.get(place.link) ?? -1,
  };
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
  const { columns, table, contentCells, list } = drawing;
  const isTree = drawing.place.isTree && list.filter.query === null;
  if (drawing.typeAt >= 0 && table.cell(row, drawing.typeAt) === "separator") {
    return separatorOf(drawing, row, isTree);
  }
  if (drawing.place.isTree && table.isBranch(row)) return branchOf(drawing, row, place, isTree);
  const indent = isTree ? indentOf(drawing, row) + 2 : 0;
  const cells = columns.map((column, at) => cellText(drawing, row, column, at === 0 ? indent : 0));
  const last = columns.at(-1);
  return joinCells(cells) + blank(contentCells - (last ? last.start + last.cells : 0));
}

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
  const { columns, table, contentCells, look } = drawing;
  const first = columns[0];
  const next = columns.findIndex((column, at) => at > 0 && !isBlank(table.cell(row, column.at)));
  const behind = next < 0 ? [] : columns.slice(next);
  const cells = next < 0 ? contentCells : (columns[next]?.start ?? 0) - 2;
  const indent = isTree ? indentOf(drawing, row) : 0;
  const sign = isOpen(drawing, row, place) ? look.signs.open : look.signs.closed;
  const count = countText(table.children(row));
  const room = Math.max(0, cells - indent - 2 - count.length - 1);
  const name = first
    ? painted(drawing, first, textOf(table.cell(row, first.at), first, room, drawing), room)
    : blank(room);
  const head = `${blank(indent)}${sign} ${name} ${count}`;
  const last = columns.at(-1);
  if (behind.length === 0) return head;
  return joinCells([head, ...behind.map((column) => cellText(drawing, row, column))]) +
    blank(contentCells - (last ? last.start + last.cells : 0));
}

const isBlank = (cell: Cell): boolean =>
  cell === null || cell === "" || (Array.isArray(cell) && cell.length === 0);

/** What is in a branch comes right after it where it is open. */
function isOpen({ list, table }: Drawing, row: number, place: number): boolean {
  const next = rowAt(list.shown, place + 1);
  return list.filter.query === null && next === row + 1 && table.depth(next) > table.depth(row);
}

/** Of a page without a title the address is shown, where that has no column here. */
function cellText(drawing: Drawing, row: number, column: DrawnColumn, indent = 0): string {
  const { table, linkAt, place } = drawing;
  const cells = column.cells - indent;
  const cell = table.cell(row, column.at);
  const isLink = linkAt >= 0 && column.name === "title" && isBlank(cell);
  const drawn = isLink ? { ...column, name: place.link ?? column.name } : column;
  const text = textOf(isLink ? table.cell(row, linkAt) : cell, drawn, cells, drawing);
  return blank(indent) + painted(drawing, drawn, text, cells);
}

function painted({ highlight, look }: Drawing, column: DrawnColumn, text: string, cells: number): string {
  const side = column.head && isNumber(column.head) ? "start" : "end";
  return cellOf(text, cells, side, highlight(column.name, text, look));
}

/** What a row holds, safe and cut. */
function textOf(cell: Cell, column: DrawnColumn, cells: number, { nowMs, look }: Drawing): string {
  if (cell === null) return "";
  const { name, head } = column;
  if (cell instanceof Date) {
    return fit(columnTime(cell, nowMs, cells, DAYS.has(name) ? "day" : "age"), cells, look);
  }
  if (typeof cell !== "string") {
    return fit(tableText(cell, head?.kind, { form: "rel", nowMs }, cells), cells, look);
  }
  if (name === "url" || head?.kind === "url") return fit(addressOf(cell, name, cells), cells, look, "url");
  return fit(cell, cells, look);
}

/**
 * The name of a site says where it is; how it is reached is for the details. Of any other address the usual way is left
 * out where there is too little room for all of it.
 */
function addressOf(url: string, column: string, cells: number): string {
  if (column === "origin") return url.replace(/^https?:\/\//, "");
  return url.length > cells ? url.replace(/^https:\/\//, "") : url;
}
