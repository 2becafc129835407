/** What the drawings of overlays share: a box with a blank beside its border, and broken lines. */
import { cellWidth, takeStart } from "../../../app/display/text.ts";
import { BORDER, box } from "../../lines/box.ts";
import { shown } from "../../lines/text.ts";
import type { Look } from "../../look/look.ts";
import type { Size } from "../../state.ts";

/** Cells of the border and the blank inside of it, at both sides. */
export const FRAME_CELLS = BORDER + 2;
/** Lines of the border above and below. */
export const FRAME_ROWS = BORDER;

/** In less than this nothing can be read. */
const LEAST_CELLS = 16;

/** Cells for what is in a box. */
export const innerCells = (width: number): number => Math.max(0, width - FRAME_CELLS);

/** What a box is made of. */
export interface Boxed {
  readonly title: string;
  /** Each exactly as wide as {@link innerCells}. */
  readonly body: readonly string[];
  /** In the line at the bottom: which keys there are. */
  readonly foot: string;
}

/** A box of this width, cut at the bottom where there is no room for all of it; no lines where there is none for any. */
export function boxed(
  { title, body, foot }: Boxed,
  width: number,
  room: Size,
  look: Look,
): readonly string[] {
  const columns = Math.min(width, room.columns);
  const rows = Math.min(body.length + FRAME_ROWS, room.rows);
  if (columns < LEAST_CELLS || rows <= FRAME_ROWS) return [];
  const lines = body.map((line) => ` ${line} `);
  return box({ title, lines, size: { columns, rows }, isFocused: true, isDialog: true, footer: foot, look });
}

/** The longest of these feet that the border of a box has room for; the last one where none does. */
export function footFor(width: number, feet: readonly string[]): string {
  return feet.find((foot) => cellWidth(foot) <= width - FOOT_FRAME) ?? feet.at(-1) ?? "";
}

/** Cells of the border beside a foot. */
export const FOOT_FRAME = BORDER + 4;

/** How many items there are above and below what is seen: ` v 12 more`; empty where all are seen. */
export function moreText(
  { top, rows }: { readonly top: number; readonly rows: number },
  count: number,
  look: Look,
) {
  const below = Math.max(0, count - top - rows);
  const { up, down } = look.signs;
  return [...top > 0 ? [`${up} ${top}`] : [], ...below > 0 ? [`${down} ${below} more`] : []].join("  ");
}

/**
 * Lines of at most so many cells, broken at spaces, and anywhere in a word that is longer than a line. All of them are
 * indented as the text is, where that leaves room.
 *
 * @param hang further cells that all but the first line are indented by
 */
export function wrapped(text: string, cells: number, hang = 0): readonly string[] {
  if (cells < 2) return [];
  const [indent = ""] = /^ */.exec(text) ?? [];
  if (indent !== "" && indent.length <= cells / 2) {
    return wrapped(text.slice(indent.length), cells - indent.length, hang).map((line) => indent + line);
  }
  const rest = hang <= cells / 2 ? hang : 0;
  const lines: string[] = [];
  let held = "";
  for (const word of shown(text).split(" ")) {
    const room = lines.length === 0 ? cells : cells - rest;
    const longer = held === "" ? word : `${held} ${word}`;
    if (cellWidth(longer) <= room) {
      held = longer;
      continue;
    }
    if (held.trim() !== "") lines.push(held);
    const parts = broken(word, cells - rest);
    lines.push(...parts.slice(0, -1));
    held = parts.at(-1) ?? "";
  }
  return [...lines, held].map((line, i) => i === 0 ? line : " ".repeat(rest) + line);
}

/** A word in parts that fit. What is too wide to be a part of any is left to be cut. */
function broken(word: string, cells: number): readonly string[] {
  const parts: string[] = [];
  let rest = word;
  while (cellWidth(rest) > cells) {
    const start = takeStart(rest, cells);
    if (start === "") break;
    parts.push(start);
    rest = rest.slice(start.length);
  }
  return [...parts, rest];
}
