/** What the acts of the keys are called in the palette, and other words that people look for them by. */
import type { ActName } from "../keys/acts.ts";
import { placeOf } from "../places.ts";
import { listOf, type State } from "../state.ts";

const TITLES: { readonly [Act in ActName]?: string } = {
  "cursor.down": "Cursor: down",
  "cursor.up": "Cursor: up",
  "cursor.half-page-down": "Cursor: half a page down",
  "cursor.half-page-up": "Cursor: half a page up",
  "cursor.page-down": "Cursor: a page down",
  "cursor.page-up": "Cursor: a page up",
  "cursor.top": "Cursor: to the top",
  "cursor.end": "Cursor: to the end",
  "branch.fold": "Fold",
  "branch.unfold": "Unfold",
  "pane.next": "Pane: next",
  "pane.previous": "Pane: previous",
  "back": "Back",
  "filter.open": "Filter",
  "filter.clear": "Filter: clear",
  "hit.next": "Filter: next hit",
  "hit.previous": "Filter: previous hit",
  "facets.open": "Filter: narrow by a facet",
  "sort.open": "Sort menu",
  "copy.open": "Copy menu",
  "tab.next": "Details: next tab",
  "tab.previous": "Details: previous tab",
  "detail.toggle": "Details: show or put away",
  "record.open": "Details: open",
  "record.raw": "Details: the record as it is stored",
  "record.browse": "Open in the web browser",
  "zoom.more": "Pane: enlarge",
  "zoom.less": "Pane: reduce",
  "mark.toggle": "Mark the row",
  "mark.range": "Mark a range",
  "mark.all": "Mark all",
  "sync.start": "Sync now",
  "sync.stop": "Sync: stop",
  "mouse.toggle": "Mouse: on or off",
  "screen.redraw": "Redraw the screen",
  "help.open": "Help: the keys of this place",
  "program.back-or-quit": "Back, or quit",
  "program.quit": "Quit",
  "program.abort": "Quit at once, with exit code 130",
  "program.suspend": "Suspend",
};

const SYNONYMS: { readonly [Act in ActName]?: string } = {
  "sync.start": "refresh update reload download fetch",
  "sync.stop": "cancel abort",
  "filter.open": "search find query",
  "facets.open": "host tag folder device",
  "sort.open": "order",
  "copy.open": "yank clipboard",
  "copy.main": "yank clipboard",
  "secret.toggle": "show unmask hide",
  "record.open": "show view",
  "record.raw": "json source",
  "record.browse": "visit url launch firefox",
  "mark.toggle": "select",
  "mark.range": "select",
  "mark.all": "select",
  "help.open": "shortcuts bindings",
  "program.quit": "exit close leave",
  "screen.redraw": "repaint refresh",
};

/** What people copy first, where the column says it in another way. */
const COPIED: Readonly<Record<string, string>> = {
  url: "address",
  addonId: "add-on id",
  number: "card number",
};

/** @param help what the table of keys says of the act */
export function titleOf(view: State, act: ActName, help: string): string {
  const { copied } = placeOf(view.place);
  switch (act) {
    case "copy.main":
      return view.screen === "main" ? `Copy ${COPIED[copied] ?? copied}` : "Copy";
    case "secret.toggle":
      return `${view.revealed ? "Hide" : "Reveal"} ${view.place === "cards" ? "card number" : "password"}`;
    case "mark.all":
      return listOf(view, view.place).marked.size > 0 ? "Mark all, or none" : "Mark all";
    default:
      return TITLES[act] ?? help.charAt(0).toUpperCase() + help.slice(1);
  }
}

/** Other words for an act. */
export const synonymsOf = (act: ActName): string => SYNONYMS[act] ?? "";
