/** Boxes over the screen as lines, each exactly as wide as the box. */
import { cellWidth, clip, takeStart, visible } from "../../../app/display/text.ts";
import type { Look, Role } from "../../look/look.ts";
import type { Size } from "../../state.ts";

/** A piece of a line. */
export interface Piece {
  readonly text: string;
  readonly role?: Role;
}

/** A line before it is painted: what stands at its left, and what at its right end. */
export interface Line {
  readonly left: readonly Piece[];
  readonly right?: readonly Piece[];
  /** Painted over the whole line in place of what its pieces have. */
  readonly role?: Role;
  /** The line as it is to be, of exactly the width of what is in the box. */
  readonly drawn?: string;
}

export const plain = (text: string, role?: Role): Piece => role === undefined ? { text } : { text, role };
export const line = (...left: readonly Piece[]): Line => ({ left });
export const BLANK: Line = { left: [] };

/** The border and the space inside of it, at both sides. */
const FRAME_CELLS = 4;
/** Lines above and below what is in a box. */
export const FRAME_ROWS = 2;

/** Cells for what is in a box. */
export const innerCells = (width: number): number => Math.max(0, width - FRAME_CELLS);

/** The text, safe to show, in no more than so many cells, with the look's own sign for what is cut off. */
export function fitted(text: string, cells: number, { signs }: Pick<Look, "signs">): string {
  const shown = visible(clip(text, cells));
  if (cellWidth(shown) <= cells) return shown;
  const room = cells - cellWidth(signs.ellipsis);
  return room < 0 ? takeStart(shown, cells) : takeStart(shown, room) + signs.ellipsis;
}

/** Pieces in exactly so many cells. */
export function exact(pieces: readonly Piece[], cells: number, look: Look, over?: Role): string {
  let left = cells;
  let text = "";
  for (const piece of pieces) {
    const shown = fitted(piece.text, left, look);
    left -= cellWidth(shown);
    text += painted(shown, over ?? piece.role, look);
    if (left <= 0) break;
  }
  return text + painted(" ".repeat(Math.max(0, left)), over, look);
}

const painted = (text: string, role: Role | undefined, look: Look): string =>
  role === undefined || text === "" ? text : look.paint(role, text);

/** A line in exactly so many cells. What is at its right end goes before what is at its left is cut to nothing. */
export function drawn({ left, right = [], role, drawn: made }: Line, cells: number, look: Look): string {
  if (made !== undefined) return made;
  const wanted = right.reduce((sum, { text }) => sum + cellWidth(visible(clip(text, cells))), 0);
  if (wanted === 0 || wanted + LEAST_LEFT > cells) return exact(left, cells, look, role);
  const start = exact(left, cells - wanted - 1, look, role);
  return start + painted(" ", role, look) + exact(right, wanted, look, role);
}

/** Cells that what stands at the left has at least. */
const LEAST_LEFT = 8;

/** What a box is made of. */
export interface Box {
  readonly title: string;
  readonly body: readonly Line[];
  /** In the line at the bottom: which keys there are. */
  readonly foot?: string;
}

/** A box of exactly this width, cut at the bottom where there is no room for all of it. */
export function boxLines(box: Box, width: number, room: Size, look: Look): readonly string[] {
  const { signs } = look;
  const cells = Math.max(0, Math.min(width, room.columns));
  if (cells < FRAME_CELLS || room.rows < FRAME_ROWS) return [];
  const body = box.body.slice(0, room.rows - FRAME_ROWS).map((each) => framed(each, cells, look));
  return [
    edge(signs.topLeft, box.title, signs.topRight, cells, look),
    ...body,
    edge(signs.bottomLeft, box.foot ?? "", signs.bottomRight, cells, look),
  ];
}

function framed(each: Line, cells: number, look: Look): string {
  const side = look.paint("border-focus", look.signs.vertical);
  return `${side} ${drawn(each, innerCells(cells), look)} ${side}`;
}

function edge(from: string, text: string, to: string, cells: number, look: Look): string {
  const { horizontal } = look.signs;
  const room = cells - FRAME_CELLS - 2;
  const shown = room < 1 ? "" : fitted(text, room, look);
  const named = shown === "" ? "" : ` ${shown} `;
  const rest = horizontal.repeat(Math.max(0, cells - 3 - cellWidth(named)));
  const paint = (part: string) => part === "" ? "" : look.paint("border-focus", part);
  const name = named === "" ? "" : look.paint("title", named);
  return `${paint(from + horizontal)}${name}${paint(rest + to)}`;
}

/** Lines of at most so many cells, broken at spaces, and anywhere in a word that is longer than a line. */
export function wrapped(text: string, cells: number): readonly string[] {
  if (cells < 1) return [];
  const lines: string[] = [];
  let held = "";
  for (let word of visible(text).split(" ")) {
    const longer = held === "" ? word : `${held} ${word}`;
    if (cellWidth(longer) <= cells) {
      held = longer;
      continue;
    }
    if (held.trim() !== "") lines.push(held);
    while (cellWidth(word) > cells) {
      const start = takeStart(word, cells) || [...word].slice(0, 1).join("");
      lines.push(takeStart(start, cells));
      word = word.slice(start.length);
    }
    held = word;
  }
  return [...lines, held];
}
