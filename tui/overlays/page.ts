/** A page of text to read. */
import type { InputEvent } from "../input/events.ts";
import type { Size, State } from "../state.ts";
import type { OverlayStep, PageLine, PageOverlay } from "./overlay.ts";
import { letterRows, overlayRoom, wheelRows } from "./room.ts";
import { FRAME_ROWS, innerCells, wrapped } from "./views/lines.ts";

/** A line of the page as it is on the screen. */
export interface PageRow {
  readonly sign?: PageLine["sign"];
  readonly text: string;
  readonly isHeading: boolean;
  /** It goes on from the row before. */
  readonly isRest: boolean;
}

/** The page as it stands in its room. */
export interface PageLayout {
  readonly width: number;
  readonly all: readonly PageRow[];
  readonly top: number;
  readonly rows: number;
  /** Whether a column of signs stands before the texts. */
  readonly hasSigns: boolean;
}

const MOST_CELLS = 120;
/** Cells of the words that signs are. */
export const SIGN_CELLS = 9;

export function pageLayout({ lines, top, isLoading }: PageOverlay, room: Size): PageLayout {
  const width = Math.min(MOST_CELLS, room.columns);
  const hasSigns = lines.some(({ sign }) => sign);
  const all = lines.flatMap((line) => rowsOf(line, innerCells(width), hasSigns));
  const rows = Math.max(1, room.rows - FRAME_ROWS - (isLoading ? 1 : 0));
  return { width, all, top: Math.max(0, Math.min(top, all.length - rows)), rows, hasSigns };
}

function rowsOf(
  { sign, text, isHeading = false, hang = 0 }: PageLine,
  cells: number,
  hasSigns: boolean,
): readonly PageRow[] {
  const room = hasSigns && !isHeading ? Math.max(1, cells - SIGN_CELLS) : cells;
  return text.split("\n").flatMap((part) => wrapped(part, room, hang)).map((each, i) => ({
    ...sign === undefined ? {} : { sign },
    text: each,
    isHeading,
    isRest: i > 0,
  }));
}

/** Cells of a line of a page, for whoever prints something that is to be read as one. */
export const pageCells = (size: Size): number => innerCells(Math.min(MOST_CELLS, overlayRoom(size).columns));

/** The page as text, to be copied. */
const textOf = ({ lines }: PageOverlay): string =>
  lines.map(({ sign, text }) => sign === undefined ? text : `${sign}  ${text}`).join("\n");

export function reducePage(overlay: PageOverlay, event: InputEvent, view: State): OverlayStep {
  const { all, top, rows } = pageLayout(overlay, overlayRoom(view.size));
  const go = (by: number) => ({
    overlay: { ...overlay, top: Math.max(0, Math.min(top + by, all.length - rows)) },
  });
  if (event.type === "mouse") {
    const by = wheelRows(event);
    return by === undefined ? { overlay } : go(by);
  }
  if (event.type !== "key") return { overlay };
  const by = event.key === "space" ? rows : letterRows(event.key, rows);
  if (by !== undefined) return go(by);
  switch (event.key) {
    case "esc":
    case "q":
    case "enter":
      return { overlay: null };
    case "R":
      return overlay.again && !overlay.isLoading
        ? { overlay: { ...overlay, isLoading: true }, choice: overlay.again }
        : { overlay };
    case "y":
      return overlay.lines.length === 0
        ? { overlay }
        : { overlay, choice: { type: "copy-text", what: overlay.title, text: textOf(overlay) } };
    default:
      return { overlay };
  }
}
