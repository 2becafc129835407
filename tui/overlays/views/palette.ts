/** The palette as lines. */
import { cellWidth } from "../../../app/display/text.ts";
import type { Look } from "../../look/look.ts";
import { commandOf, type PaletteAct } from "../../palette/acts.ts";
import type { Hit } from "../../palette/find.ts";
import type { Size, State } from "../../state.ts";
import type { PaletteOverlay } from "../overlay.ts";
import { type PaletteLayout, paletteLayout } from "../palette.ts";
import { fieldPieces } from "./field.ts";
import { BLANK, boxLines, exact, innerCells, type Line, line, type Piece, plain } from "./lines.ts";

/** From this width on there is a column of commands. */
const WITH_COMMANDS = 64;
const MOST_KEY_CELLS = 14;

export function paletteLines(
  overlay: PaletteOverlay,
  room: Size,
  look: Look,
  view: State,
): readonly string[] {
  const layout = paletteLayout(overlay, room, view);
  const { width, hits, cursor, window } = layout;
  const cells = innerCells(width);
  const columns = columnsOf(layout, cells, view);
  const items = Array.from({ length: window.rows }, (_, i): Line => {
    const hit = hits[window.top + i];
    return hit ? itemLine(hit, window.top + i === cursor, columns, look, view) : BLANK;
  });
  const none = hits.length === 0 ? [line(plain("  Nothing is called so.", "muted"))] : [];
  const body = [
    line(plain(": ", "key"), ...fieldPieces(overlay.field, Math.max(1, cells - 3))),
    line(plain(look.signs.horizontal.repeat(cells), "border")),
    ...none,
    ...items.slice(none.length),
    line(plain(look.signs.horizontal.repeat(cells), "border")),
    sameLine(hits[cursor]?.item, view),
  ];
  return boxLines({ title: "Command palette", body, foot: footOf(cells) }, width, room, look);
}

const footOf = (cells: number): string =>
  cells < 60
    ? "enter run  tab complete  ctrl-y copy  esc"
    : "enter run   tab complete   ctrl-y copy command   esc close";

/** The whole command of the act at the cursor, which its column may have cut. */
function sameLine(act: PaletteAct | undefined, view: State): Line {
  const command = act ? commandOf(act, view) : "";
  if (command === "") return line(plain("No command of the shell does the same.", "muted"));
  return line(plain("In a shell: ", "muted"), plain(command));
}

interface Columns {
  readonly title: number;
  readonly command: number;
  readonly keys: number;
}

const MARK_CELLS = 2;

function columnsOf({ hits, window }: PaletteLayout, cells: number, view: State): Columns {
  const seen = hits.slice(window.top, window.top + window.rows).map(({ item }) => item);
  const longest = (texts: readonly string[]) => Math.max(0, ...texts.map(cellWidth));
  const keys = Math.min(MOST_KEY_CELLS, longest(seen.map(keysText)));
  const room = Math.max(0, cells - MARK_CELLS - (keys === 0 ? 0 : keys + 1));
  if (cells < WITH_COMMANDS) return { title: room, command: 0, keys };
  const command = Math.min(longest(seen.map((act) => commandOf(act, view))), Math.floor(room / 2));
  return { title: room - (command === 0 ? 0 : command + 1), command, keys };
}

const keysText = ({ keys }: PaletteAct): string =>
  keys.slice(0, 2).map((key) => key.replaceAll(" ", "")).join(" ");

function itemLine(
  { item, at }: Hit<PaletteAct>,
  isCurrent: boolean,
  { title, command, keys }: Columns,
  look: Look,
  view: State,
): Line {
  const mark = isCurrent ? `${look.signs.cursor} ` : "  ";
  const parts = [
    exact([plain(mark), ...underlined(item.title, at)], MARK_CELLS + title, look),
    ...command === 0 ? [] : [exact([plain(commandOf(item, view), "muted")], command, look)],
    ...keys === 0 ? [] : [exact([plain(keysText(item), "key")], keys, look)],
  ];
  return isCurrent
    ? currentLine(item, { title, command, keys }, look, view)
    : { left: [], drawn: parts.join(" ") };
}

/** The row at the cursor, in one style from end to end. */
function currentLine(item: PaletteAct, { title, command, keys }: Columns, look: Look, view: State): Line {
  const cut = (text: string, cells: number) =>
    exact([plain(text)], cells, { ...look, paint: (_, each) => each });
  const parts = [
    cut(`${look.signs.cursor} ${item.title}`, MARK_CELLS + title),
    ...command === 0 ? [] : [cut(commandOf(item, view), command)],
    ...keys === 0 ? [] : [cut(keysText(item), keys)],
  ];
  return line(plain(parts.join(" "), "cursor"));
}

/** The letters that were typed told from the others. */
function underlined(title: string, at: readonly number[]): readonly Piece[] {
  if (at.length === 0) return [plain(title)];
  const places = new Set(at);
  const pieces: Piece[] = [];
  for (let from = 0; from < title.length;) {
    const isHit = places.has(from);
    let to = from + 1;
    while (to < title.length && places.has(to) === isHit) to++;
    pieces.push(isHit ? plain(title.slice(from, to), "match") : plain(title.slice(from, to)));
    from = to;
  }
  return pieces;
}
