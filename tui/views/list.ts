/** The list of a place: its rows, with a filter above them, in a border where there is room for one. */
import { isNumber } from "../../app/display/widths.ts";
import { BORDER, box } from "../lines/box.ts";
import { cellOf, joinCells, type LaidColumn } from "../lines/cells.ts";
import { highlighter } from "../lines/matches.ts";
import { blank, filled, fit } from "../lines/text.ts";
import type { ActName } from "../keys/acts.ts";
import type { Look } from "../look/look.ts";
import type { Place } from "../places.ts";
import type { ListState, Size, State } from "../state.ts";
import { keyFor } from "./key_words.ts";
import { filterLines } from "./list_filter.ts";
import { insideWidth, laidColumns, LEAD, linesAbove, listRoom } from "./list_room.ts";
import { rowLines } from "./list_rows.ts";
import { listPosition, listTitle, totalOf } from "./list_title.ts";
import { noticeLines, noticeOf } from "./states.ts";

export { headingAt, listRoom } from "./list_room.ts";

export interface ListProps {
  readonly state: State;
  readonly list: ListState;
  readonly place: Place;
  /** Of the pane, with its border where it has one. */
  readonly size: Size;
  readonly isFocused: boolean;
  readonly isBoxed: boolean;
  readonly look: Look;
  /** How the key of an act is called; by the keymap of the state otherwise. */
  readonly keyOf?: (act: ActName) => string;
}

/** The pane of the list, line by line. */
export function listLines(props: ListProps): readonly string[] {
  const { state, list, place, size, isFocused, isBoxed, look } = props;
  const lines = insideLines(props);
  if (!isBoxed) return filled(lines, size.rows, size.columns);
  return box({
    title: listTitle(state, list, place, look),
    lines,
    size,
    isFocused,

    footer: listPosition(list, place),
    look,
  });
}

function insideLines(props: ListProps): string[] {
  const { state, list, place, size, isBoxed, look } = props;
  const width = insideWidth(size, isBoxed);
  const room = listRoom(size, list, isBoxed);
  const above = linesAbove(size.rows - (isBoxed ? BORDER : 0), list, isBoxed, width);
  const laid = laidColumns(place, size, isBoxed);
  const notice = noticeOf(state, list, place);
  const total = totalOf(state, list, place);
  const lines = filterLines({ list, place, total, above, width, look });
  if (above.headings) lines.push(notice ? blank(width) : headingLine(props, laid, width));
  if (notice || !list.table) {
    const keyOf = props.keyOf ?? ((act: ActName) => keyFor(state.keymap, "list", act) ?? "");
    return [...lines, ...(notice ? noticeLines(notice, { width, rows: room.rows, look, keyOf }) : [])];
  }
  return [...lines, ...shownRows(props, list.table, laid, width, room.rows)];
}

function shownRows(
  { state, list, place, isFocused, look }: ListProps,
  table: NonNullable<ListState["table"]>,
  laid: readonly LaidColumn[],
  width: number,
  rows: number,
): string[] {
  const highlight = highlighter(list.filter.query);
  return rowLines({ list, table, place, laid, width, rows, isFocused, nowMs: state.nowMs, highlight, look });
}

function headingLine({ list, look }: ListProps, laid: readonly LaidColumn[], width: number): string {
  const texts = laid.map(({ column, cells }) => {
    const head = list.table?.columns.find(({ name }) => name === column.name);
    return cellOf(fit(column.label, cells, look), cells, head && isNumber(head) ? "start" : "end");
  });
  const last = laid.at(-1);
  const used = LEAD + (last ? last.start + last.cells : 0);
  return look.paint("heading", blank(LEAD) + joinCells(texts)) + blank(width - used);
}
