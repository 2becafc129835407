/** The list of a place: loaded, arranged, filtered, ordered, folded. */
import type { RowTable } from "../../app/browse/table.ts";
import { isEmptyQuery, parseQuery, type Query } from "../../app/query/query.ts";
import { isFoxdenError } from "../../core/errors.ts";
import type { Arranged, Effect } from "../actions.ts";
import { layoutOf } from "../layout.ts";
import { isOpen, parentOf } from "../list/folding.ts";
import { cursorRow, moveTo, moveToKey } from "../list/scroll.ts";
import { allRows, rowAt, someRows } from "../list/shown.ts";
import { type PlaceName, placeOf } from "../places.ts";
import {
  type Filter,
  listOf,
  type ListState,
  type Load,
  NO_FILTER,
  type Sort,
  type State,
} from "../state.ts";
import { fieldOf, type TextField } from "../text_field.ts";
import { listRoom } from "../views/list.ts";

/** A list and what it asks for. */
export interface ListStep {
  readonly list: ListState;
  readonly effects: readonly Effect[];
}

/** Rows of the list of a place that fit on the screen. */
export function roomOf(state: State, list: ListState): number {
  const { list: rect, isBoxed } = layoutOf(state);
  return rect ? Math.max(1, listRoom(rect, list, isBoxed).rows) : 1;
}

export function withList(state: State, place: PlaceName, list: ListState): State {
  return { ...state, lists: new Map(state.lists).set(place, list) };
}

/** Rows have come, or all of them are there, or there are none. */
export function loaded(state: State, place: PlaceName, load: Load, table: RowTable | null): ListStep {
  const list = listOf(state, place);
  // What moved while these rows were on their way is loaded once more.
  const known = list.load.state === "waiting" ? list.load : load;
  if (!table) return { list: { ...list, load: known }, effects: [] };
  const { field, query } = list.filter;
  // What was typed before there was anything to filter means something now.
  const filter = query ? list.filter : { ...list.filter, ...readQuery(table, field.text, state.nowMs) };
  // Whoever has not moved yet stays on top while rows are still coming.
  const isOnTop = list.cursor === 0 && list.table?.isComplete === false;
  const cursorKey = isOnTop ? null : list.cursorKey;
  const marked = table.isComplete ? keptMarks(list.marked, table) : list.marked;
  const read = { ...list, load: known, filter, cursorKey, marked };
  const { size } = table;
  // What is shown are places of the former rows until those of another reading are arranged.
  const isOther = list.table !== null && list.table !== table;
  return rearranged(
    state,
    place,
    isOther ? { ...read, coming: { table, size } } : { ...read, coming: null, table, size },
  );
}

/** Marks of records that are gone are gone with them. */
const keptMarks = (marked: ReadonlySet<string>, table: RowTable): ReadonlySet<string> =>
  marked.size === 0 ? marked : new Set([...marked].filter((key) => table.rowOf(key) >= 0));

/** Asks for the rows of a list anew, since what decides about them is another. */
function rearranged(state: State, place: PlaceName, list: ListState): ListStep {
  const { filter: { query }, sort } = list;
  const { table, size } = list.coming ?? list;
  if (!table) return { list, effects: [] };
  const seq = list.arranging.seq + 1;
  const { isTree } = placeOf(place);
  if (!query && !sort && !isTree) {
    const arranging = { seq, isComplete: true, examined: size, tookMs: 0 };
    return { list: placed(state, { ...renewed(list), arranging, shown: allRows(size) }), effects: [] };
  }
  const folded = isTree && !query ? list.folded : null;
  const effect: Effect = { type: "arrange", place, table, seq, query, sort, folded };
  return { list: { ...list, arranging: { ...list.arranging, seq, isComplete: false } }, effects: [effect] };
}

/** Takes in rows that were asked for; those of an earlier wish are passed over. */
export function arranged(
  state: State,
  { place, seq, rows, isComplete, examined, tookMs }: Arranged,
): ListState {
  const list = listOf(state, place);
  if (seq !== list.arranging.seq) return list;
  const next = renewed(list);
  const shown = rows ? someRows(rows) : allRows(next.size);
  return placed(state, { ...next, shown, arranging: { seq, isComplete, examined, tookMs } });
}

/** The list with the rows of the reading that has come, where one has. */
function renewed(list: ListState): ListState {
  return list.coming
    ? { ...list, ...list.coming, coming: null, cursorKey: keyIn(list, list.coming.table) }
    : list;
}

/** The record of the cursor; where a table has it no more, the nearest one that is left. */
function keyIn({ table: former, shown, cursor, cursorKey }: ListState, table: RowTable): string | null {
  if (cursorKey === null || !former || table.rowOf(cursorKey) >= 0) return cursorKey;
  const isLeft = (place: number) => table.rowOf(former.key(rowAt(shown, place))) >= 0;
  let place = cursor + 1;
  while (place < shown.count && !isLeft(place)) place++;
  if (place >= shown.count) { for (place = cursor - 1; place >= 0 && !isLeft(place);) place--; }
  return place < 0 ? null : former.key(rowAt(shown, place));
}

/** The cursor follows its record, but stays on top of what is being searched. */
function placed(state: State, list: ListState): ListState {
  const room = roomOf(state, list);
  return list.filter.isTyping && list.cursor === 0
    ? moveTo(list, 0, room)
    : moveToKey(list, list.cursorKey, room);
}

/** The filter is opened, to be typed or to be gone on with. */
export function openFilter(list: ListState): ListState {
  const from = list.filter.query ? list.filter.from : list.cursorKey;
  return { ...list, filter: { ...list.filter, isTyping: true, from } };
}

/** Something was typed. */
export function typed(state: State, place: PlaceName, list: ListState, field: TextField): ListStep {
  const { query, fault } = readQuery(list.table, field.text, state.nowMs);
  const filter: Filter = { ...list.filter, field, fault };
  // What cannot be used yet leaves the rows as they are: half of a field is on its way to a whole one.
  if (fault !== null || field.text === list.filter.field.text) {
    return { list: { ...list, filter }, effects: [] };
  }
  const start = { ...list, filter: { ...filter, query }, cursor: 0, top: 0, cursorKey: null, anchor: null };
  return rearranged(state, place, start);
}

function readQuery(
  table: RowTable | null,
  text: string,
  nowMs: number,
): { readonly query: Query | null; readonly fault: string | null } {
  if (!table) return { query: null, fault: null };
  try {
    const query = parseQuery(text, { ...table.fields, nowMs });
    return { query: isEmptyQuery(query) ? null : query, fault: null };
  } catch (error) {
    if (isFoxdenError(error)) return { query: null, fault: error.message };
    throw error;
  }
}

/** The filter is kept and the keys go to the list again. One without a word is closed; one that is wrong stays to be mended. */
export function keepFilter(state: State, place: PlaceName, list: ListState): ListStep {
  const { fault, query, field } = list.filter;
  if (fault !== null) return { list, effects: [] };
  // Before there are rows nobody knows what it means.
  const isUnread = !list.table && field.text.trim() !== "";
  if (!query && !isUnread) return clearFilter(state, place, list);
  return { list: { ...list, filter: { ...list.filter, isTyping: false } }, effects: [] };
}

/** All rows again: with the cursor on the row that was chosen, else on the one it was on before anything was typed. */
export function clearFilter(state: State, place: PlaceName, list: ListState): ListStep {
  const isChosen = list.cursor > 0 || !list.filter.isTyping;
  const cursorKey = (isChosen ? list.cursorKey : list.filter.from) ?? list.filter.from ?? list.cursorKey;
  const cleared = { ...list, filter: NO_FILTER, cursorKey };
  return rearranged(state, place, placeOf(place).isTree ? inSight(place, cleared) : cleared);
}

/** What the record of the cursor is in is opened. */
function inSight(place: PlaceName, list: ListState): ListState {
  const { table, cursorKey } = list;
  if (!table || cursorKey === null) return list;
  const folded = new Set(list.folded);
  for (let at = parentOf(table, table.rowOf(cursorKey)); at >= 0; at = parentOf(table, at)) {
    if (!isOpen(place, list, table, at) && !folded.delete(table.key(at))) folded.add(table.key(at));
  }
  return { ...list, folded };
}

/** Words are added to the filter, which is kept. */
export function narrowed(state: State, place: PlaceName, list: ListState, words: string): ListStep {
  const { text } = list.filter.field;
  const field = fieldOf(text.trim() === "" ? words : `${text.trim()} ${words}`);
  const { filter } = openFilter(list);
  return typed(state, place, { ...list, filter: { ...filter, isTyping: false } }, field);
}

/** Another order begins at its top. */
export const sorted = (state: State, place: PlaceName, list: ListState, sort: Sort | null): ListStep =>
  rearranged(state, place, { ...list, sort, cursor: 0, top: 0, cursorKey: null });

/** The branch under the cursor is opened or closed; of anything else, the one it is in is closed. */
export function foldAt(state: State, place: PlaceName, list: ListState, wish: "open" | "close"): ListStep {
  const none: ListStep = { list, effects: [] };
  const { table } = list;
  const row = cursorRow(list);
  if (!table || row < 0 || list.filter.query || !placeOf(place).isTree) return none;
  if (table.isBranch(row) && isOpen(place, list, table, row) !== (wish === "open")) {
    return rearranged(state, place, { ...list, folded: toggled(list.folded, table.key(row)) });
  }
  if (wish === "open") return none;
  const parent = parentOf(table, row);
  return parent < 0 ? none : { list: moveToKey(list, table.key(parent), roomOf(state, list)), effects: [] };
}

export function toggled<Item>(set: ReadonlySet<Item>, item: Item): ReadonlySet<Item> {
  const next = new Set(set);
  if (!next.delete(item)) next.add(item);
  return next;
}
