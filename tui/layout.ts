/** Where everything on the screen stands, by the size of the window. */
import type { Size, State } from "./state.ts";

/** A part of the window in cells, from its top left corner. */
export interface Rect {
  readonly column: number;
  readonly row: number;
  readonly columns: number;
  readonly rows: number;
}

/** Every part of the window; a pane that is not seen is null. */
export interface Layout {
  /** How many panes there are at a time: none, one, list above details, three beside each other. */
  readonly kind: "too-small" | "narrow" | "stacked" | "columns";
  readonly header: Rect;
  readonly sidebar: Rect | null;
  readonly list: Rect | null;
  readonly detail: Rect | null;
  /** One line, or two where a rule stands above it. */
  readonly message: Rect;
  readonly hints: Rect;
  /** Whether the panes have a border. */
  readonly isBoxed: boolean;
}

/** The smallest window that anything can be shown in, and from where on there is room for several panes. */
export const LEAST: Size = { columns: 40, rows: 10 };
const SEVERAL: Size = { columns: 80, rows: 20 };
/** Where details have room at the side. */
const THREE_COLUMNS = 140;

const SIDEBAR = { stacked: 24, columns: 26 } as const;
const LEAST_LIST: Size = { columns: 40, rows: 6 };
const DETAIL = { rows: 9, part: 0.34, least: 44, most: 80 } as const;
/** Rows of the details below a list that is zoomed. */
const SMALL_DETAIL_ROWS = 5;
/** Below this a rule above the message is a row too many. */
const RULE_FROM_ROWS = 12;

type Panes = Pick<Layout, "sidebar" | "list" | "detail">;
type Wanted = Pick<State, "size" | "focus" | "zoom" | "isDetailShown">;

/** The parts of the window. A pane that has no room, or is put away, is null. */
export function layoutOf(state: Wanted): Layout {
  const { columns, rows } = state.size;
  const kind = kindOf(state.size);
  if (kind === "too-small") return tooSmall(state.size);
  const hasRule = kind === "narrow" && state.focus !== "detail" && rows >= RULE_FROM_ROWS;
  const messageRows = hasRule ? 2 : 1;
  const body = rect(0, 1, columns, rows - 2 - messageRows);
  return {
    kind,
    header: rect(0, 0, columns, 1),
    ...panesIn(body, kind, state),
    message: rect(0, rows - 1 - messageRows, columns, messageRows),
    hints: rect(0, rows - 1, columns, 1),
    isBoxed: kind !== "narrow",
  };
}

function kindOf({ columns, rows }: Size): Layout["kind"] {
  if (columns < LEAST.columns || rows < LEAST.rows) return "too-small";
  if (columns < SEVERAL.columns || rows < SEVERAL.rows) return "narrow";
  return columns < THREE_COLUMNS ? "stacked" : "columns";
}

function tooSmall({ columns, rows }: Size): Layout {
  const none = rect(0, rows, columns, 0);
  return { kind: "too-small", header: none, ...NO_PANES, message: none, hints: none, isBoxed: false };
}

const NO_PANES: Panes = { sidebar: null, list: null, detail: null };

function panesIn(body: Rect, kind: "narrow" | "stacked" | "columns", state: Wanted): Panes {
  if (kind === "narrow" || state.zoom === 2) return { ...NO_PANES, [state.focus]: body };
  // Whoever has the focus is seen, so that no key goes to a pane that is not there.
  const hasDetail = state.isDetailShown || state.focus === "detail";
  const zoomed = state.zoom === 1 ? state.focus : null;
  const [sidebar, rest] = splitSidebar(body, SIDEBAR[kind], zoomed, kind, hasDetail);
  if (!hasDetail) return { sidebar, list: rest, detail: null };
  if (kind === "columns") return { sidebar, ...beside(rest, body.columns, zoomed) };
  return { sidebar, ...below(rest, zoomed) };
}

/** A zoomed sidebar is twice as wide; a zoomed list takes its room, since `P` puts away the details. */
function splitSidebar(
  body: Rect,
  cells: number,
  zoomed: State["focus"] | null,
  kind: "stacked" | "columns",
  hasDetail: boolean,
): readonly [Rect | null, Rect] {
  if (zoomed === "list") return [null, body];
  const others = LEAST_LIST.columns + (kind === "columns" && hasDetail ? DETAIL.least : 0);
  const wide = zoomed === "sidebar" ? Math.min(2 * cells, body.columns - others) : cells;
  return [
    rect(body.column, body.row, wide, body.rows),
    rect(body.column + wide, body.row, body.columns - wide, body.rows),
  ];
}

/** @param window its width, of which the details are a part */
function beside(rest: Rect, window: number, zoomed: State["focus"] | null): Omit<Panes, "sidebar"> {
  const part = Math.min(DETAIL.most, Math.max(DETAIL.least, Math.round(window * DETAIL.part)));
  const wanted = zoomed === "detail" ? 2 * part : zoomed === "list" ? DETAIL.least : part;
  const cells = Math.min(wanted, rest.columns - LEAST_LIST.columns);
  const list = rest.columns - cells;
  return {
    list: rect(rest.column, rest.row, list, rest.rows),
    detail: rect(rest.column + list, rest.row, cells, rest.rows),
  };
}

function below(rest: Rect, zoomed: State["focus"] | null): Omit<Panes, "sidebar"> {
  const wanted = zoomed === "detail" ? 2 * DETAIL.rows : zoomed === "list" ? SMALL_DETAIL_ROWS : DETAIL.rows;
  const lines = Math.min(wanted, rest.rows - LEAST_LIST.rows);
  const list = rest.rows - lines;
  return {
    list: rect(rest.column, rest.row, rest.columns, list),
    detail: rect(rest.column, rest.row + list, rest.columns, lines),
  };
}

const rect = (column: number, row: number, columns: number, rows: number): Rect => (
  { column, row, columns, rows }
);
