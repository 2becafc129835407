/** The places of the browser, with how much there is in each. */
import { collectionsOf } from "../../app/browse/shelves.ts";
import { cellWidth } from "../../app/display/text.ts";
import { BORDER, box } from "../lines/box.ts";
import { blank, countText, filled, fit, lineOf } from "../lines/text.ts";
import type { Look } from "../look/look.ts";
import { type Place, type PlaceName, PLACES } from "../places.ts";
import type { Size, State } from "../state.ts";

/** What the sidebar is made of. */
export interface SidebarProps extends Pick<State, "counts" | "place" | "link"> {
  /** Of the pane, its border included. */
  readonly size: Size;
  readonly isBoxed: boolean;
  readonly isFocused: boolean;
  readonly look: Look;
}

/** The sidebar, with its border where it has one. */
export function sidebarLines(props: SidebarProps): readonly string[] {
  const { size, isBoxed, isFocused, look } = props;
  if (!isBoxed) return insideLines(props, size);
  const lines = insideLines(props, { columns: size.columns - BORDER, rows: size.rows - BORDER });
  return box({ title: "Collections", lines, size, isFocused, look });
}

/** Which places are seen: as many as fit, around the one of the cursor. */
export interface SidebarRoom {
  /** The line of the pane that the first of them is on. */
  readonly firstLine: number;
  /** The first of them. */
  readonly top: number;
  readonly rows: number;
}

/** Where the places stand in the sidebar. @param size of the pane, its border included */
export function sidebarRoom(size: Size, place: PlaceName, isBoxed: boolean): SidebarRoom {
  const inside = isBoxed ? size.rows - BORDER : size.rows;
  const rows = Math.max(0, Math.min(PLACES.length, inside));
  const at = PLACES.findIndex(({ name }) => name === place);
  const top = Math.max(0, Math.min(at - Math.floor(rows / 2), PLACES.length - rows));
  return { firstLine: isBoxed ? BORDER / 2 : 0, top, rows };
}

function insideLines(props: SidebarProps, { columns, rows }: Size): readonly string[] {
  const { place, look: { signs } } = props;
  const room = sidebarRoom({ columns, rows }, place, false);
  const last = room.top + room.rows - 1;
  const places = PLACES.slice(room.top, last + 1).map((each, at) => {
    if (at === room.rows - 1 && last < PLACES.length - 1) return placeLine(each, props, columns, signs.down);
    return placeLine(each, props, columns, at === 0 && room.top > 0 ? signs.up : " ");
  });
  return filled(places, rows, columns);
}

/** @param end the last cell: a sign where there are more places above or below */
function placeLine(
  { name, digit = " ", title }: Place,
  props: SidebarProps,
  columns: number,
  end: string,
): string {
  const { look, place, isFocused } = props;
  const isHere = name === place;
  const count = `${sizeText(props, name)}${end}`;
  const start = `${isHere ? look.signs.cursor : " "}${digit} `;
  const room = columns - start.length - count.length - 1;
  const label = fit(title, room, look);
  const line = start + label + blank(room - cellWidth(label) + 1) + count;
  const whole = lineOf([line], columns, look);
  return isHere ? look.paint(isFocused ? "cursor" : "cursor-away", whole) : whole;
}

/** `...` while nobody knows yet, and after a number that is growing; `-` for what was never downloaded. */
function sizeText({ counts, link }: SidebarProps, name: PlaceName): string {
  const count = counts.get(name);
  if (count === undefined) return "...";
  if (count === null) return "-";
  const isGrowing = link.state === "syncing" && collectionsOf(name).some((each) => each === link.collection);
  return countText(count) + (isGrowing ? "..." : "");
}
