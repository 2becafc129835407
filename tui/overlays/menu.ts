/** A list to choose from, by letter or by cursor, or narrowed by typing. */
import { cellWidth, clip } from "../../app/display/text.ts";
import { fold } from "../../app/query/text.ts";
import type { InputEvent } from "../input/events.ts";
import { shown } from "../lines/text.ts";
import type { Size, State } from "../state.ts";
import { editField } from "../text_field.ts";
import type { MenuItem, MenuOverlay, OverlayStep } from "./overlay.ts";
import {
  isBeside,
  itemClicked,
  keyRows,
  letterRows,
  moved,
  overlayRoom,
  wheelRows,
  type Window,
  windowOf,
} from "./room.ts";
import { FOOT_FRAME, FRAME_CELLS, FRAME_ROWS } from "./views/lines.ts";

/** A menu as it stands in its room. */
export interface MenuLayout {
  readonly width: number;
  readonly items: readonly MenuItem[];
  readonly cursor: number;
  readonly window: Window;
}

/** Letters that items of a menu do not have, since they mean the same in all of them. */
export const MENU_KEYS: ReadonlySet<string> = new Set(["j", "k", "g", "G", "q"]);

/** The field and the rule below it. */
const FIELD_ROWS = 2;
const MOST_ROWS = 24;

export function menuLayout(overlay: MenuOverlay, room: Size): MenuLayout {
  const items = narrowed(overlay);
  const above = overlay.field ? FIELD_ROWS : 0;
  const most = Math.min(room.rows, MOST_ROWS) - FRAME_ROWS - above;
  const rows = Math.max(1, Math.min(most, Math.max(1, overlay.items.length)));
  const cursor = moved(overlay.cursor, 0, items.length);
  return {
    width: widthOf(overlay, room),
    items,
    cursor,
    window: windowOf({ cursor, top: overlay.top }, items.length, rows, 1 + above),
  };
}

const MOST_CELLS = 78;
const LEAST_CELLS = 30;
/** Cells of the sign of the cursor, and of a key. */
export const SIGN_CELLS = 2;
export const KEY_CELLS = 3;

/** The keys in its border: in full, and in fewer words. */
export const MENU_FEET = ["enter take  esc close", "enter take  esc"] as const;
export const NARROWING_FEET = ["type to narrow  enter take  esc close", "type, enter take, esc"] as const;

/** Cells of how it goes on above and below, such as ` ^ 12  v 100 more`. */
const MORE_CELLS = 18;

/** Wide enough for all items and for its keys, so that the box does not jump while they are narrowed. */
function widthOf({ items, title, field }: MenuOverlay, room: Size): number {
  const isLong = items.length > Math.min(room.rows, MOST_ROWS) - FRAME_ROWS - FIELD_ROWS;
  const foot = cellWidth((field ? NARROWING_FEET : MENU_FEET)[0]) + (isLong ? MORE_CELLS : 0);
  const cellsOf = (text = "") => cellWidth(shown(clip(text, MOST_CELLS)));
  const longest = items.reduce((most, { label, aside }) => {
    const cells = SIGN_CELLS + KEY_CELLS + cellsOf(label) + (aside === undefined ? 0 : 2 + cellsOf(aside));
    return Math.max(most, cells);
  }, cellsOf(title));
  return Math.min(room.columns, MOST_CELLS, Math.max(LEAST_CELLS, longest + FRAME_CELLS, foot + FOOT_FRAME));
}

/** The items that hold every word that was typed. */
function narrowed({ items, field }: MenuOverlay): readonly MenuItem[] {
  const words = fold(field?.text ?? "").split(/\s+/).filter((word) => word !== "");
  if (words.length === 0) return items;
  return items.filter(({ label }) => {
    const text = fold(label);
    return words.every((word) => text.includes(word));
  });
}

export function reduceMenu(overlay: MenuOverlay, event: InputEvent, view: State): OverlayStep {
  const layout = menuLayout(overlay, overlayRoom(view.size));
  const { items, cursor, window } = layout;
  const go = (by: number) => ({ overlay: movedBy(overlay, layout, by) });
  if (event.type === "mouse") {
    const by = wheelRows(event);
    if (by !== undefined) return go(by);
    if (isBeside(event, { columns: layout.width, rows: window.firstLine + window.rows + 1 })) {
      return { overlay: null };
    }
    return taken(overlay, items[itemClicked(event, window, items.length, layout.width)]);
  }
  if (event.type === "key") {
    if (event.key === "esc") return { overlay: null };
    if (event.key === "enter") return taken(overlay, items[cursor]);
    // What moves in every menu moves in this one too, and q closes it: no item has such a letter.
    const rows = overlay.field ? keyRows(event.key, window.rows) : letterRows(event.key, window.rows);
    if (rows !== undefined) return go(rows);
    if (!overlay.field && event.key === "q") return { overlay: null };
    const lettered = overlay.field ? undefined : items.find(({ key }) => key === event.key);
    if (lettered) return taken(overlay, lettered);
  }
  const field = overlay.field && editField(overlay.field, event);
  if (!field) return { overlay };
  return {
    overlay: field.text === overlay.field?.text
      ? { ...overlay, field }
      : { ...overlay, field, cursor: 0, top: 0 },
  };
}

function movedBy(overlay: MenuOverlay, { items, cursor, window }: MenuLayout, by: number): MenuOverlay {
  const next = moved(cursor, by, items.length);
  const { top } = windowOf({ cursor: next, top: window.top }, items.length, window.rows, 0);
  return { ...overlay, cursor: next, top };
}

const taken = (overlay: MenuOverlay, item: MenuItem | undefined): OverlayStep =>
  item ? { overlay: null, choice: item.choice } : { overlay };
