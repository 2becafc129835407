/** The whole screen as lines: every pane where the layout has it, and what lies over them. */
import { hintsOf } from "./available.ts";
import { keyFor } from "./views/key_words.ts";
import { type Layout, layoutOf, type Rect } from "./layout.ts";
import { lineOf } from "./lines/text.ts";
import { overlaid } from "./lines/overlaid.ts";
import type { Look } from "./look/look.ts";
import { overlayLines } from "./overlays/all.ts";
import { overlayCorner, overlayRoom } from "./overlays/room.ts";
import { placeOf } from "./places.ts";
import { listOf, type State } from "./state.ts";
import { detailLines } from "./views/detail.ts";
import { hintsLine, messageLine } from "./views/footer.ts";
import { headerLine } from "./views/header.ts";
import { listLines } from "./views/list.ts";
import { sidebarLines } from "./views/sidebar.ts";
import { startingHints, startingLines } from "./views/starting.ts";
import { tooSmallLines } from "./views/too_small.ts";
import { welcomeHint, welcomeLines } from "./welcome/view.ts";

/** Lines and where they stand. */
interface Placed {
  readonly rect: Rect;
  readonly lines: readonly string[];
}

/** The screen line by line: as many as the window has, each as wide as it is. */
export function frameLines(state: State, look: Look): readonly string[] {
  const { size, keymap } = state;
  const layout = layoutOf(state);
  if (layout.kind === "too-small") return tooSmallLines({ size, keymap, look });
  const isNarrow = layout.kind === "narrow";
  const base = joined(size.rows, [
    { rect: layout.header, lines: headerLine({ ...state, columns: size.columns, isNarrow, look }) },
    ...bodyOf(state, layout, look),
    { rect: layout.message, lines: messageLine({ ...state, size: layout.message, look }) },
    { rect: layout.hints, lines: hintsOver(state, look) },
  ]);
  return state.overlay ? covered(base, state, look) : base;
}

function bodyOf(state: State, layout: Layout, look: Look): readonly Placed[] {
  if (state.screen !== "main") return [wholeBody(state, layout, look)];
  const { sidebar, list, detail, isBoxed } = layout;
  const placed: Placed[] = [];
  const common = { isBoxed, look };
  if (sidebar) {
    const isFocused = state.focus === "sidebar";
    placed.push({ rect: sidebar, lines: sidebarLines({ ...state, ...common, size: sidebar, isFocused }) });
  }
  if (list) placed.push({ rect: list, lines: listIn(state, list, common) });
  if (detail) {
    const isFocused = state.focus === "detail";
    placed.push({ rect: detail, lines: detailLines({ ...state, ...common, size: detail, isFocused }) });
  }
  return placed;
}

const listIn = (
  state: State,
  size: Rect,
  common: { readonly isBoxed: boolean; readonly look: Look },
): readonly string[] =>
  listLines({
    state,
    list: listOf(state, state.place),
    place: placeOf(state.place),
    size,
    isFocused: state.focus === "list",
    ...common,
  });

/** What takes the place of all panes: the first run, or nothing yet. */
function wholeBody(state: State, { header, message }: Layout, look: Look): Placed {
  const rect = { column: 0, row: header.rows, columns: state.size.columns, rows: message.row - header.rows };
  const { welcome, screen, keymap } = state;
  const lines = welcome && screen === "welcome"
    ? welcomeLines(welcome, rect, look, state.nowMs)
    : startingLines({ screen, keymap, size: rect, look });
  return { rect, lines };
}

function hintsOver(state: State, look: Look): readonly string[] {
  const { size: { columns }, screen, welcome, keymap, pendingKeys } = state;
  if (welcome && screen === "welcome") {
    const words = welcomeHint(welcome, (act) => keyFor(keymap, "welcome", act) ?? undefined, columns);
    return [lineOf([words], columns, look)];
  }
  const isTyping = screen === "main" && listOf(state, state.place).filter.isTyping;
  const hints = screen === "main" ? hintsOf(state) : startingHints(state);
  return hintsLine({ hints, columns, isTyping, pendingKeys, look });
}

/** Blocks that tile the window, as its lines. */
function joined(rows: number, blocks: readonly Placed[]): readonly string[] {
  const lines: string[] = new Array(rows).fill("");
  for (const { rect, lines: own } of blocks.toSorted((a, b) => a.rect.column - b.rect.column)) {
    for (let at = 0; at < rect.rows; at++) lines[rect.row + at] += own[at] ?? " ".repeat(rect.columns);
  }
  return lines;
}

/** The overlay in the middle of the screen. */
function covered(base: readonly string[], state: State, look: Look): readonly string[] {
  const { overlay, size } = state;
  if (!overlay) return base;
  const block = overlayLines(overlay, overlayRoom(size), look, state);
  return overlaid(base, block, overlayCorner(size, block), look);
}
