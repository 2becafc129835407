/** What keys can do, by name. The names stand in config files: they are added to, never renamed. */

/** Where a key is pressed. `any` holds everywhere but in text fields and overlays. */
export type Where = "any" | "list" | "sidebar" | "detail" | "page" | "welcome";

/** The acts that lead to the places with a digit, in their order. */
export const PLACE_ACTS = [
  "place.1",
  "place.2",
  "place.3",
  "place.4",
  "place.5",
  "place.6",
  "place.7",
  "place.8",
  "place.9",
] as const;

/** Everything a key can do. */
export const ACT_NAMES = [
  "cursor.down",
  "cursor.up",
  "cursor.half-page-down",
  "cursor.half-page-up",
  "cursor.page-down",
  "cursor.page-up",
  "cursor.top",
  "cursor.end",
  "branch.fold",
  "branch.unfold",
  "record.open",
  "pane.next",
  "pane.previous",
  "back",
  ...PLACE_ACTS,
  "tab.next",
  "tab.previous",
  "zoom.more",
  "zoom.less",
  "detail.toggle",
  "filter.open",
  "filter.clear",
  "hit.next",
  "hit.previous",
  "facets.open",
  "sort.open",
  "palette.open",
  "help.open",
  "mark.toggle",
  "mark.range",
  "mark.all",
  "record.browse",
  "copy.open",
  "copy.main",
  "secret.toggle",
  "record.raw",
  "sync.start",
  "sync.stop",
  "doctor.open",
  "export.open",
  "mouse.toggle",
  "screen.redraw",
  "program.suspend",
  "program.back-or-quit",
  "program.quit",
  "program.abort",
] as const;

export type ActName = (typeof ACT_NAMES)[number];
