/** Where the cursor of a list is, and which part of the list the screen shows. */
import type { ListState } from "../state.ts";
import { placeOfRow, rowAt } from "./shown.ts";

/** Rows that stay in view before and behind the cursor, where there are any. */
const MARGIN = 2;

const marginOf = (room: number): number => Math.max(0, Math.min(MARGIN, Math.floor((room - 1) / 2)));

/** The first place to show so that the cursor is in view, moved as little as can be. @param room rows on the screen */
export function topFor(top: number, cursor: number, count: number, room: number): number {
  const margin = marginOf(room);
  const kept = Math.max(Math.min(top, cursor - margin), cursor - room + 1 + margin);
  return Math.max(0, Math.min(kept, count - room));
}

/** The list with its cursor at a place, or at the nearest one there is. */
export function moveTo(list: ListState, place: number, room: number): ListState {
  const { shown, table } = list;
  const cursor = Math.max(0, Math.min(place, shown.count - 1));
  const row = rowAt(shown, cursor);
  const cursorKey = row < 0 || !table ? null : table.key(row);
  return { ...list, cursor, cursorKey, top: topFor(list.top, cursor, shown.count, room) };
}

/** The list with its cursor on a record, wherever that is now; where it is gone, it stays at its place. */
export function moveToKey(list: ListState, key: string | null, room: number): ListState {
  const place = key === null || !list.table ? -1 : placeOfRow(list.shown, list.table.rowOf(key));
  return moveTo(list, place < 0 ? list.cursor : place, room);
}

/** Another part of the list in view; the cursor comes along only where it must. */
export function scrollBy(list: ListState, rows: number, room: number): ListState {
  const top = Math.max(0, Math.min(list.top + rows, list.shown.count - room));
  const margin = marginOf(room);
  const cursor = Math.max(top + margin, Math.min(list.cursor, top + room - 1 - margin));
  const isKept = cursor === list.cursor || list.shown.count <= room;
  return isKept ? { ...list, top } : moveTo({ ...list, top }, cursor, room);
}

/** The row the cursor is on; -1 where the list is empty. */
export const cursorRow = (list: ListState): number => rowAt(list.shown, list.cursor);
