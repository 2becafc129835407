/** What is under the mouse. */
import { hintsOf } from "./available.ts";
import type { ActName } from "./keys/acts.ts";
import { hintLine } from "./keys/hints.ts";
import type { Layout, Rect } from "./layout.ts";
import { type PlaceName, placeOf, PLACES } from "./places.ts";
import { listOf, type Pane, type State } from "./state.ts";
import { tabLine } from "./views/detail_tabs.ts";
import { hintsFrom } from "./views/footer.ts";
import { headingAt, linesAbove, listRoom } from "./views/list_room.ts";
import { sidebarRoom } from "./views/sidebar.ts";

/** What the mouse is on, and the pane that the wheel would scroll; null beside all panes. */
export type Target =
  /** A place of the list, counted from its first row. */
  | { readonly kind: "row"; readonly pane: "list"; readonly place: number }
  /** The heading of a column, by the column's name. */
  | { readonly kind: "heading"; readonly pane: "list"; readonly column: string }
  | { readonly kind: "place"; readonly pane: "sidebar"; readonly name: PlaceName }
  | { readonly kind: "tab"; readonly pane: "detail"; readonly tab: number }
  | { readonly kind: "hint"; readonly pane: null; readonly act: ActName }
  | { readonly kind: "message"; readonly pane: null }
  /** Somewhere in a pane where nothing is. */
  | { readonly kind: "pane"; readonly pane: Pane };

/** What is at a cell of the window; null where a click means nothing. */
export function targetAt(state: State, layout: Layout, column: number, row: number): Target | null {
  const isIn = (rect: Rect | null): rect is Rect =>
    rect !== null && column >= rect.column && column < rect.column + rect.columns && row >= rect.row &&
    row < rect.row + rect.rows;
  const { sidebar, list, detail, isBoxed } = layout;
  const at = (rect: Rect): Cell => ({ column: column - rect.column, line: row - rect.row, rect, isBoxed });
  if (isIn(sidebar)) return inSidebar(state, at(sidebar));
  if (isIn(list)) return inList(state, at(list));
  if (isIn(detail)) return inDetail(state, at(detail));
  if (isIn(layout.hints)) return onHint(state, at(layout.hints));
  return isIn(layout.message) ? { kind: "message", pane: null } : null;
}

/** A cell of a part of the window, counted from the part's own corner. */
interface Cell {
  readonly column: number;
  readonly line: number;
  readonly rect: Rect;
  readonly isBoxed: boolean;
}

const isOnBorder = ({ column, rect, isBoxed }: Cell): boolean =>
  isBoxed && (column === 0 || column === rect.columns - 1);

function inSidebar(state: State, cell: Cell): Target {
  const { firstLine, top, rows } = sidebarRoom(cell.rect, state.place, cell.isBoxed);
  const at = cell.line - firstLine;
  const place = at >= 0 && at < rows && !isOnBorder(cell) ? PLACES[top + at] : undefined;
  return place ? { kind: "place", pane: "sidebar", name: place.name } : { kind: "pane", pane: "sidebar" };
}

function inList(state: State, cell: Cell): Target {
  const { line, column, rect, isBoxed } = cell;
  const list = listOf(state, state.place);
  const { firstLine, rows } = listRoom(rect, list, isBoxed);
  const nothing: Target = { kind: "pane", pane: "list" };
  if (isOnBorder(cell)) return nothing;
  const at = line - firstLine;
  if (at >= 0 && at < rows) {
    const place = list.top + at;
    return place < list.shown.count ? { kind: "row", pane: "list", place } : nothing;
  }
  const hasHeadings = linesAbove(rect.rows - (isBoxed ? 2 : 0), list, isBoxed).headings;
  if (!hasHeadings || at !== -1) return nothing;
  const name = headingAt(placeOf(state.place), rect, isBoxed, column);
  return name === undefined ? nothing : { kind: "heading", pane: "list", column: name };
}

function inDetail({ detail }: State, { line, column, rect, isBoxed }: Cell): Target {
  const { tabs } = tabLine(detail, rect, isBoxed);
  const under = line === 0 ? tabs.find(({ from, to }) => column >= from && column < to) : undefined;
  return under ? { kind: "tab", pane: "detail", tab: under.tab } : { kind: "pane", pane: "detail" };
}

function onHint(state: State, { column, rect }: Cell): Target | null {
  const { pendingKeys } = state;
  const from = hintsFrom({ pendingKeys, isTyping: listOf(state, state.place).filter.isTyping });
  const { hints } = hintLine(hintsOf(state), Math.max(0, rect.columns - from));
  const hint = hints.find((each) => column >= from + each.from && column < from + each.to);
  return hint ? { kind: "hint", pane: null, act: hint.act } : null;
}
