/** The palette as lines. */
import { cellWidth } from "../../../app/display/text.ts";
import { fieldText } from "../../lines/field.ts";
import { blank, fitted, lineOf, type Piece, rule } from "../../lines/text.ts";
import type { Look } from "../../look/look.ts";
import { commandOf, type PaletteAct } from "../../palette/acts.ts";
import type { Hit } from "../../palette/find.ts";
import type { Size, State } from "../../state.ts";
import type { PaletteOverlay } from "../overlay.ts";
import { type PaletteLayout, paletteLayout } from "../palette.ts";
import { boxed, footFor, innerCells, moreText } from "./lines.ts";

/** From this width on there is a column of commands. */
const WITH_COMMANDS = 64;
const MOST_KEY_CELLS = 14;
const SIGN_CELLS = 2;

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
  const items = Array.from({ length: window.rows }, (_, i) => {
    const hit = hits[window.top + i];
    return hit ? itemLine(hit, window.top + i === cursor, columns, look, view) : blank(cells);
  });
  if (hits.length === 0) items[0] = lineOf([{ text: "  Nothing is called so.", role: "muted" }], cells, look);
  const body = [
    look.paint("key", ": ") +
    fieldText({ field: overlay.field, cells: cells - SIGN_CELLS, isTyping: true, look }),
    rule(cells, look),
    ...items,
    moreRule(moreText(window, hits.length, look), cells, look),
    lineOf(inShell(hits[cursor]?.item, view), cells, look),
  ];
  return boxed({ title: "Command palette", body, foot: footFor(width, FEET) }, width, room, look);
}

const FEET = [
  "enter run   tab complete   ctrl-y copy command   esc close",
  "enter run  tab complete  ctrl-y copy  esc close",
  "enter run  tab complete  esc close",
];

/** A rule that ends with how the list goes on. */
function moreRule(more: string, cells: number, look: Look): string {
  if (more === "") return rule(cells, look);
  return rule(Math.max(0, cells - cellWidth(more) - 1), look) + look.paint("muted", ` ${more}`);
}

/** The whole command of the act at the cursor, which its column may have cut. */
function inShell(act: PaletteAct | undefined, view: State): readonly Piece[] {
  const command = act ? commandOf(act, view) : "";
  if (command === "") return [{ text: "No command of the shell does the same.", role: "muted" }];
  return [{ text: "In a shell: ", role: "muted" }, command];
}

interface Columns {
  readonly title: number;
  /** 0 where there is no room for them. */
  readonly command: number;
  readonly keys: number;
}

function columnsOf({ hits, window }: PaletteLayout, cells: number, view: State): Columns {
  const seen = hits.slice(window.top, window.top + window.rows).map(({ item }) => item);
  const longest = (texts: readonly string[]) => Math.max(0, ...texts.map(cellWidth));
  const keys = Math.min(MOST_KEY_CELLS, longest(seen.map(keysText)));
  const room = Math.max(0, cells - SIGN_CELLS - (keys === 0 ? 0 : keys + 1));
  if (cells < WITH_COMMANDS) return { title: room, command: 0, keys };
  const command = Math.min(longest(seen.map((act) => commandOf(act, view))), Math.floor(room / 2));
  return { title: room - (command === 0 ? 0 : command + 1), command, keys };
}

/** Two keys at most: whoever wants all of them has the help. */
const keysText = ({ keys }: PaletteAct): string =>
  keys.slice(0, 2).map((key) => key.replaceAll(" ", "")).join(" ");

function itemLine(
  { item, at }: Hit<PaletteAct>,
  isCurrent: boolean,
  { title, command, keys }: Columns,
  look: Look,
  view: State,
): string {
  const sign = isCurrent ? `${look.signs.cursor} ` : blank(SIGN_CELLS);
  const styled = (role: "muted" | "key", text: string) => isCurrent ? text : look.paint(role, text);
  const parts = [
    sign + lineOf(isCurrent ? [item.title] : pieces(item.title, at), title, look),
    ...command === 0 ? [] : [styled("muted", fitted(commandOf(item, view), command, look))],
    ...keys === 0 ? [] : [styled("key", fitted(keysText(item), keys, look))],
  ];
  return isCurrent ? look.paint("cursor", parts.join(" ")) : parts.join(" ");
}

/** The letters that were typed told from the others. */
function pieces(title: string, at: readonly number[]): readonly Piece[] {
  const places = new Set(at);
  const found: Piece[] = [];
  for (let from = 0; from < title.length;) {
    const isHit = places.has(from);
    let to = from + 1;
    while (to < title.length && places.has(to) === isHit) to++;
    const text = title.slice(from, to);
    found.push(isHit ? { text, role: "match" } : text);
    from = to;
  }
  return found;
}
