/** A menu as lines. */
import { cellWidth, clip, pad } from "../../../app/display/text.ts";
import { fieldText } from "../../lines/field.ts";
import { blank, fit, lineOf, rule, shown, spread } from "../../lines/text.ts";
import type { Look } from "../../look/look.ts";
import type { Size, State } from "../../state.ts";
import { KEY_CELLS, MENU_FEET, menuLayout, NARROWING_FEET, SIGN_CELLS } from "../menu.ts";
import type { MenuItem, MenuOverlay } from "../overlay.ts";
import { boxed, footFor, innerCells, moreText } from "./lines.ts";

/** Below this what is said beside an item says nothing. */
const LEAST_ASIDE = 4;

export function menuLines(overlay: MenuOverlay, room: Size, look: Look, _view: State): readonly string[] {
  const { width, items, cursor, window } = menuLayout(overlay, room);
  const cells = innerCells(width);
  const rows = Array.from({ length: window.rows }, (_, i) => {
    const item = items[window.top + i];
    return item ? itemLine(item, window.top + i === cursor, cells, look) : blank(cells);
  });
  if (items.length === 0) rows[0] = lineOf([{ text: "  Nothing is called so.", role: "muted" }], cells, look);
  const feet = overlay.field ? NARROWING_FEET : MENU_FEET;
  const more = moreText(window, items.length, look);
  const foot = footFor(width, [...more === "" ? [] : feet.map((each) => `${each}  ${more}`), ...feet]);
  return boxed(
    { title: overlay.title, body: [...fieldLines(overlay, cells, look), ...rows], foot },
    width,
    room,
    look,
  );
}

function fieldLines({ field }: MenuOverlay, cells: number, look: Look): readonly string[] {
  if (!field) return [];
  const typed = fieldText({ field, cells: cells - SIGN_CELLS, isTyping: true, look });
  return [look.paint("key", "/ ") + typed, rule(cells, look)];
}

function itemLine(
  { key, label, aside = "" }: MenuItem,
  isCurrent: boolean,
  cells: number,
  look: Look,
): string {
  const sign = isCurrent ? `${look.signs.cursor} ` : blank(SIGN_CELLS);
  const letter = key === undefined ? "" : pad(key, KEY_CELLS);
  // What is named comes before what is said of it.
  const room = cells - SIGN_CELLS - letter.length - cellWidth(shown(clip(label, cells))) - 2;
  const beside = room < LEAST_ASIDE && room < cellWidth(aside) ? "" : fit(aside, room, look);
  if (isCurrent) return look.paint("cursor", spread([sign, letter, label], [beside], cells, look));
  const end = beside === "" ? [] : [{ text: beside, role: "muted" } as const];
  return spread([sign, { text: letter, role: "key" }, label], end, cells, look);
}
