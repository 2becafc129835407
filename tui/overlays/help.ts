/** The keys of the place at hand, to be searched. */
import { cellWidth } from "../../app/display/text.ts";
import { type HelpGroup, helpLines } from "../keys/help.ts";
import type { InputEvent } from "../input/events.ts";
import { whereOf } from "../palette/acts.ts";
import type { Size, State } from "../state.ts";
import { editField } from "../text_field.ts";
import type { HelpOverlay, OverlayStep } from "./overlay.ts";
import { keyRows, overlayRoom, wheelRows } from "./room.ts";
import { innerCells, wrapped } from "./views/lines.ts";

/** One place of a column: a heading, a key with what it does, or nothing. */
export type HelpEntry =
  | { readonly kind: "heading"; readonly text: string }
  | { readonly kind: "key"; readonly keys: string; readonly help: string }
  | { readonly kind: "blank" };

/** The help as it stands in its room. */
export interface HelpLayout {
  readonly width: number;
  readonly columns: number;
  readonly columnCells: number;
  readonly keyCells: number;
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
const MOST_KEY_CELLS = 14;
/** A column of keys that can be read. */
const COLUMN_CELLS = 38;
/** Cells between columns, and between keys and what they do. */
export const GAP = 2;
/** The frame, the field, and the blank line below it. */
const OTHER_ROWS = 4;

export function helpLayout(overlay: HelpOverlay, room: Size, view: State): HelpLayout {
  const width = Math.min(MOST_CELLS, room.columns);
  const cells = innerCells(width);
  const most = Math.max(1, Math.min(3, Math.floor(cells / COLUMN_CELLS)));
  const whole = columnsOf(helpLines(view.keymap, whereOf(view), ""), most, cells);
  const below = belowOf(overlay, view).flatMap((text) => wrapped(text, cells));
  // As high as without a search, so that the box does not jump while somebody types.
  const rows = Math.max(1, Math.min(room.rows - OTHER_ROWS, whole.entryRows + below.length));
  const found = helpLines(view.keymap, whereOf(view), overlay.field.text);
  const alone = columnsOf(found, 1, cells);
  const chosen = alone.entryRows <= rows ? alone : columnsOf(found, most, cells);
  const total = chosen.entryRows + below.length;
  const top = Math.max(0, Math.min(overlay.top, total - rows));
  return { width, ...chosen, total, below, top, rows };
}

type Columns = Pick<HelpLayout, "columns" | "columnCells" | "keyCells" | "entries" | "entryRows">;

function columnsOf(groups: readonly HelpGroup[], columns: number, cells: number): Columns {
  const columnCells = Math.floor((cells - GAP * (columns - 1)) / columns);
  const keyCells = keyCellsOf(groups, columnCells);
  const entries = entriesOf(groups, columnCells - keyCells - GAP);
  return { columns, columnCells, keyCells, entries, entryRows: Math.ceil(entries.length / columns) };
}

/** Cells of the longest keys, where they leave room for what they do. */
const keyCellsOf = (groups: readonly HelpGroup[], cells: number): number => {
  const longest = Math.max(0, ...groups.flatMap(({ lines }) => lines.map(({ shown }) => cellWidth(shown))));
  return Math.min(longest, MOST_KEY_CELLS, Math.floor(cells / 2));
};

/** @param cells for what a key does, which goes on in the next line where it is longer */
const entriesOf = (groups: readonly HelpGroup[], cells: number): readonly HelpEntry[] =>
  groups.flatMap(({ title, lines }, i): readonly HelpEntry[] => [
    ...i === 0 ? [] : [{ kind: "blank" } as const],
    { kind: "heading", text: title },
    ...lines.flatMap(({ shown, help }) =>
      wrapped(help, cells).map((text, i) =>
        ({ kind: "key", keys: i === 0 ? shown : "", help: text }) as const
      )
    ),
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
