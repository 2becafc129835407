/** The keys of the place at hand, to be searched. */
import { type HelpGroup, helpLines } from "../keys/help.ts";
import type { InputEvent } from "../input/events.ts";
import { whereOf } from "../palette/acts.ts";
import type { Size, State } from "../state.ts";
import { editField } from "../text_field.ts";
import type { HelpOverlay, OverlayStep } from "./overlay.ts";
import { keyRows, overlayRoom, wheelRows } from "./room.ts";

/** One place of a column: a heading, a key with what it does, or nothing. */
export type HelpEntry =
  | { readonly kind: "heading"; readonly text: string }
  | { readonly kind: "key"; readonly keys: string; readonly help: string }
  | { readonly kind: "blank" };

/** The help as it stands in its room. */
export interface HelpLayout {
  readonly width: number;
  readonly columns: number;
  /** Rows of the columns and of what stands below them, all told. */
  readonly total: number;
  readonly entryRows: number;
  readonly entries: readonly HelpEntry[];
  readonly below: readonly string[];
  readonly top: number;
  /** Rows that are seen. */
  readonly rows: number;
}

const MOST_CELLS = 130;
/** A column of keys that can be read. */
const COLUMN_CELLS = 38;
const FRAME_CELLS = 4;
/** The frame, the field, and the blank line below it. */
const OTHER_ROWS = 4;

export function helpLayout(overlay: HelpOverlay, room: Size, view: State): HelpLayout {
  const width = Math.min(MOST_CELLS, room.columns);
  const columns = Math.max(1, Math.min(3, Math.floor((width - FRAME_CELLS) / COLUMN_CELLS)));
  const where = whereOf(view);
  const all = rowsFor(entriesOf(helpLines(view.keymap, where, "")), columns);
  const entries = entriesOf(helpLines(view.keymap, where, overlay.field.text));
  const entryRows = rowsFor(entries, columns);
  const below = belowOf(overlay, view);
  const total = entryRows + below.length;
  // As high as without a search, so that the box does not jump while somebody types.
  const rows = Math.max(1, Math.min(room.rows - OTHER_ROWS, all + below.length));
  const top = Math.max(0, Math.min(overlay.top, total - rows));
  return { width, columns, total, entryRows, entries, below, top, rows };
}

const rowsFor = (entries: readonly HelpEntry[], columns: number): number =>
  Math.ceil(entries.length / columns);

const entriesOf = (groups: readonly HelpGroup[]): readonly HelpEntry[] =>
  groups.flatMap(({ title, lines }, i): readonly HelpEntry[] => [
    ...i === 0 ? [] : [{ kind: "blank" } as const],
    { kind: "heading", text: title },
    ...lines.map(({ shown, help }) => ({ kind: "key", keys: shown, help }) as const),
  ]);

function belowOf({ facts = [], field }: HelpOverlay, { keymap: { changed } }: State): readonly string[] {
  if (field.text !== "") return [];
  const own = changed.length === 0 ? "none" : changed.join(", ");
  return ["", `Your own keys: [keys] in config.toml. Changed by you: ${own}.`, ...facts];
}

export function reduceHelp(overlay: HelpOverlay, event: InputEvent, view: State): OverlayStep {
  const { top, rows, total } = helpLayout(overlay, overlayRoom(view.size), view);
  const go = (by: number) => ({
    overlay: { ...overlay, top: Math.max(0, Math.min(top + by, total - rows)) },
  });
  if (event.type === "mouse") {
    const by = wheelRows(event);
    return by === undefined ? { overlay } : go(by);
  }
  if (event.type === "key") {
    if (event.key === "esc" || event.key === "enter") return { overlay: null };
    const by = keyRows(event.key, rows);
    if (by !== undefined) return go(by);
  }
  const field = editField(overlay.field, event);
  if (!field) return { overlay };
  return {
    overlay: field.text === overlay.field.text ? { ...overlay, field } : { ...overlay, field, top: 0 },
  };
}
