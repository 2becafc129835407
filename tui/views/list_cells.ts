/** What the cells of a row hold, as texts that fit. */
import type { RowTable } from "../../app/browse/table.ts";
import type { Cell, ColumnHead } from "../../app/columns.ts";
import { jsonText, tableText } from "../../app/display/cells.ts";
import { clip } from "../../app/display/text.ts";
import { isNumber } from "../../app/display/widths.ts";
import { cellOf, GAP, type LaidColumn } from "../lines/cells.ts";
import { aroundHit, type Highlighter } from "../lines/matches.ts";
import { blank, fit, inOneLine, shown } from "../lines/text.ts";
import { columnTime } from "../lines/times.ts";
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
  readonly highlight: Highlighter;
  readonly look: Look;
}

/** A column that is drawn, and where the table has it. */
export interface DrawnColumn extends LaidColumn {
  readonly name: string;
  readonly at: number;
  readonly head: ColumnHead | undefined;
}

/** The same with what follows from it, worked out once. */
export interface Drawing extends RowsProps {
  readonly columns: readonly DrawnColumn[];
  readonly contentCells: number;
  readonly typeAt: number;
  readonly linkAt: number;
  /** The column that names branches, in the place of the first one. */
  readonly branch: DrawnColumn | undefined;
}

/** Columns of which the day says more than the age. */
const DAYS: ReadonlySet<string> = new Set(["changed", "modified"]);

/** Where everything is that the rows need. */
export function drawingOf(props: RowsProps): Drawing {
  const { table, laid, place, width } = props;
  const at = new Map(table.columns.map(({ name }, index) => [name, index]));
  const drawn = (each: LaidColumn, name: string): DrawnColumn => {
    const index = at.get(name) ?? -1;
    return { ...each, name, at: index, head: table.columns[index] };
  };
  const columns = laid.map((each) => drawn(each, each.column.name));
  const [first] = laid;
  const isLinkDrawn = laid.some(({ column }) => column.name === place.link);
  return {
    ...props,
    columns,
    contentCells: Math.max(0, width - LEAD - TAIL),
    typeAt: place.isTree ? at.get("type") ?? -1 : -1,
    linkAt: isLinkDrawn || place.link === undefined ? -1 : at.get(place.link) ?? -1,
    branch: first && drawn(first, place.branch?.column ?? first.column.name),
  };
}

/** A cell that is drawn. */
export interface DrawnCell {
  readonly column: DrawnColumn;
  readonly value: Cell;
  readonly text: string;
  readonly indent: number;
  /** Without the indent. */
  readonly cells: number;
}

export const isBlank = (cell: Cell): boolean =>
  cell === null || cell === "" || (Array.isArray(cell) && cell.length === 0);

/** All cells of a row; an address takes the room of columns behind it that are empty there. @param indent of the first one */
export function cellsOf(row: number, indent: number, drawing: Drawing): readonly DrawnCell[] {
  const { columns, table } = drawing;
  const cells: DrawnCell[] = [];
  for (let at = 0; at < columns.length; at++) {
    const column = columns[at];
    if (!column) continue;
    const before = at === 0 ? indent : 0;
    let room = column.cells - before;
    if (column.name === "url") {
      for (let next = columns[at + 1]; next && isBlank(table.cell(row, next.at)); next = columns[at + 1]) {
        room += GAP + next.cells;
        at++;
      }
    }
    cells.push({ ...cellOfColumn(row, column, room, drawing), indent: before });
  }
  return cells;
}

/** Of a page without a title the address is shown, where that has no column here. */
export function cellOfColumn(row: number, column: DrawnColumn, cells: number, drawing: Drawing): DrawnCell {
  const { table, linkAt, place } = drawing;
  const value = table.cell(row, column.at);
  if (linkAt < 0 || column.name !== "title" || !isBlank(value)) {
    return { column, value, text: textOf(value, column, cells, drawing), indent: 0, cells };
  }
  const link = { ...column, name: place.link ?? column.name };
  const address = table.cell(row, linkAt);
  return { column: link, value: address, text: textOf(address, link, cells, drawing), indent: 0, cells };
}

/** Of a long text as much as this is looked at for a hit that is not in view. */
const MOST_UNITS = 4000;

/** Where all that was found is in what was cut off, the last cell that has some of it shows that part: names come first. */
export function withHit(cells: readonly DrawnCell[], { highlight, look }: Drawing): readonly DrawnCell[] {
  if (!highlight.isActive) return cells;
  if (cells.some(({ column, text }) => highlight.spans(column.name, text).length > 0)) return cells;
  for (const [at, cell] of [...cells.entries()].reverse()) {
    if (typeof cell.value !== "string") continue;
    const whole = shown(lineOfText(cell.value.slice(0, MOST_UNITS), cell.column, look));
    const [span] = highlight.spans(cell.column.name, whole);
    if (span) return cells.with(at, { ...cell, text: aroundHit(whole, span, cell.cells, look) });
  }
  return cells;
}

/** A cell in all of its width, with what was found in it painted. */
export function cellLine(cell: DrawnCell, { highlight, look }: Drawing): string {
  const { column, value, text, indent, cells } = cell;
  const side = column.head && isNumber(column.head) ? "start" : "end";
  const painted = value === null ? look.paint("muted", text) : highlight.paint(column.name, text, look);
  return blank(indent) + cellOf(text, cells, side, text === "" ? text : painted);
}

/** What a row holds, safe and cut. */
function textOf(cell: Cell, column: DrawnColumn, cells: number, { nowMs, look }: Drawing): string {
  const { name, head } = column;
  if (cell === null) return fit(column.column.whenNull ?? "", cells, look);
  if (cell instanceof Date) {
    return fit(columnTime(cell, nowMs, cells, DAYS.has(name) ? "day" : "age"), cells, look);
  }
  if (typeof cell !== "string") {
    // What may be of any type is shown as JSON has it.
    if (head?.shape === "any") return fit(jsonText(cell), cells, look);
    return fit(tableText(cell, head?.kind, { form: "rel", nowMs }, cells), cells, look);
  }
  if (!isAddress(column)) return fit(lineOfText(clip(cell, cells), column, look), cells, look);
  return fit(lineOfText(cell, column, look), cells, look, WITH_HOST.test(cell) ? "url" : "end");
}

const WITH_HOST = /^[a-z][a-z0-9+.-]*:\/\//i;

const isAddress = ({ name, head }: DrawnColumn): boolean => name === "url" || head?.kind === "url";

/**
 * A text as it stands in its column. Of addresses the usual way is left out, whether or not there is room for it; the name
 * of a site says where it is, and how it is reached is for the details.
 */
function lineOfText(text: string, column: DrawnColumn, look: Look): string {
  if (column.name === "origin") return text.replace(/^https?:\/\//i, "");
  if (isAddress(column)) return text.replace(/^https:\/\//i, "");
  return inOneLine(text, column.name === "street" ? ", " : ` ${look.signs.lineBreak} `);
}
