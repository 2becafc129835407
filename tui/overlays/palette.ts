/** The palette: every act by its name. */
import type { InputEvent } from "../input/events.ts";
import { commandOf, type PaletteAct, paletteActs } from "../palette/acts.ts";
import { find, type Hit } from "../palette/find.ts";
import type { Size, State } from "../state.ts";
import { editField, fieldOf } from "../text_field.ts";
import type { OverlayStep, PaletteOverlay } from "./overlay.ts";
import {
  isBeside,
  itemClicked,
  keyRows,
  moved,
  overlayRoom,
  wheelRows,
  type Window,
  windowOf,
} from "./room.ts";

/** The palette as it stands in its room. */
export interface PaletteLayout {
  readonly width: number;
  readonly hits: readonly Hit<PaletteAct>[];
  readonly cursor: number;
  readonly window: Window;
}

const MOST_CELLS = 116;
const MOST_ROWS = 22;
/** The frame, the field with its rule, and the two lines below the list. */
const OTHER_ROWS = 6;
/** The frame and the field. */
const FIRST_ITEM_LINE = 3;

export function paletteLayout(overlay: PaletteOverlay, room: Size, view: State): PaletteLayout {
  const hits = find(paletteActs(view), overlay.field.text);
  const cursor = moved(overlay.cursor, 0, hits.length);
  const rows = Math.max(1, Math.min(room.rows, MOST_ROWS) - OTHER_ROWS);
  const window = windowOf({ cursor, top: overlay.top }, hits.length, rows, FIRST_ITEM_LINE);
  return { width: Math.min(MOST_CELLS, room.columns), hits, cursor, window };
}

export function reducePalette(overlay: PaletteOverlay, event: InputEvent, view: State): OverlayStep {
  const layout = paletteLayout(overlay, overlayRoom(view.size), view);
  const { hits, cursor, window } = layout;
  const go = (by: number) => ({ overlay: movedBy(overlay, layout, by) });
  if (event.type === "mouse") {
    const by = wheelRows(event);
    if (by !== undefined) return go(by);
    if (isBeside(event, { columns: layout.width, rows: window.rows + OTHER_ROWS })) return { overlay: null };
    return taken(overlay, hits[itemClicked(event, window, hits.length, layout.width)]?.item);
  }
  if (event.type === "key") {
    const hit = hits[cursor];
    const rows = keyRows(event.key, window.rows);
    if (rows !== undefined) return go(rows);
    if (event.key === "esc") return { overlay: null };
    if (event.key === "enter") return taken(overlay, hit?.item);
    if (event.key === "tab") return hit ? { overlay: typed(overlay, fieldOf(hit.item.title)) } : { overlay };
    if (event.key === "ctrl-y") return copied(overlay, hit?.item, view);
  }
  const field = editField(overlay.field, event);
  return { overlay: field ? typed(overlay, field) : overlay };
}

const typed = (overlay: PaletteOverlay, field: PaletteOverlay["field"]): PaletteOverlay =>
  field.text === overlay.field.text ? { ...overlay, field } : { ...overlay, field, cursor: 0, top: 0 };

function movedBy(
  overlay: PaletteOverlay,
  { cursor, hits, window }: PaletteLayout,
  by: number,
): PaletteOverlay {
  const next = moved(cursor, by, hits.length);
  const { top } = windowOf({ cursor: next, top: window.top }, hits.length, window.rows, 0);
  return { ...overlay, cursor: next, top };
}

const taken = (overlay: PaletteOverlay, act: PaletteAct | undefined): OverlayStep =>
  act ? { overlay: null, choice: act.choice } : { overlay };

function copied(overlay: PaletteOverlay, act: PaletteAct | undefined, view: State): OverlayStep {
  const text = act ? commandOf(act, view) : "";
  return text === "" ? { overlay } : { overlay, choice: { type: "copy-text", what: "Command", text } };
}
