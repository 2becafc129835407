/**
 * Text for lines that are exactly so many cells wide. Lines hold SGR codes, which take no cells; everything that was
 * synced is made safe here before any of them come to it.
 */
import { cellWidth, clip, cutEnd, cutUrl, visible } from "../../app/display/text.ts";
import type { Look, Role } from "../look/look.ts";

/** A part of a line; a bare text has no role. */
export type Piece = string | { readonly text: string; readonly role: Role };

/** What is cut goes at the end, or from the middle of an address. */
export type Cut = "end" | "url";

// deno-lint-ignore no-control-regex
const SGR = /\x1b\[[\d;]*m/g;

/** The line without its styles. */
export const withoutStyles = (line: string): string => line.includes("\x1b") ? line.replace(SGR, "") : line;

/** Cells that a line takes, its styles not counted. */
export const lineWidth = (line: string): number => cellWidth(withoutStyles(line));

const SPACES = " ".repeat(400);

/** So many blank cells; none for less than one. */
export const blank = (cells: number): string =>
  cells <= SPACES.length ? SPACES.slice(0, Math.max(0, cells)) : " ".repeat(cells);

/** What may join what stands before it, or take no cell of its own. */
const JOINING = /[\p{M}\p{Cf}\p{Default_Ignorable_Code_Point}\p{Emoji_Modifier}]/u;
/** A tone of skin without a figure: how many cells it takes depends on what is beside it. */
const LONE_TONE = /(?<!\p{Emoji_Modifier_Base}\ufe0f?)\p{Emoji_Modifier}/gu;
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/**
 * The text as it is shown: whatever a terminal might act on is written out, and so is what would join the sign before it
 * or take no cell at all.
 */
export function shown(text: string): string {
  const safe = visible(text);
  if (!JOINING.test(safe)) return safe;
  let whole = "";
  for (const { segment } of graphemes.segment(safe.replace(LONE_TONE, written))) {
    whole += JOINING.test(segment) && cellWidth(segment) === 0 ? written(segment) : segment;
  }
  return whole;
}

const written = (text: string): string =>
  Array.from(text, (each) => {
    const hex = (each.codePointAt(0) ?? 0).toString(16);
    return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, "0")}`;
  }).join("");

/** The text in one line, what begins another one joined by this. */
export const inOneLine = (text: string, joint: string): string =>
  /[\r\n]/.test(text) ? text.trim().replace(/\s*[\r\n]+\s*/g, joint) : text;

/** A synced text, safe and cut to fit; it may take fewer cells. */
export function fit(text: string, cells: number, look: Look, cut: Cut = "end"): string {
  if (cells < 1) return "";
  const safe = shown(clip(text, cells, cut === "url" ? cut : undefined));
  const short = cut === "url" ? cutUrl(safe, cells, "start") : cutEnd(safe, cells);
  return short === safe || !look.isAscii ? short : short.replaceAll("…", look.signs.ellipsis);
}

/** The same with blanks up to the width. */
export function fitted(
  text: string,
  cells: number,
  look: Look,
  cut: Cut = "end",
  side: "end" | "start" = "end",
): string {
  const short = fit(text, cells, look, cut);
  const space = blank(cells - cellWidth(short));
  return side === "end" ? short + space : space + short;
}

/**
 * Pieces one after the other, cut at the end, as one line of exactly that width. Between two of synced text stands a blank
 * or another sign, since half of a flag joins the other half.
 */
export function lineOf(pieces: readonly Piece[], width: number, look: Look): string {
  let line = "";
  let left = width;
  for (const piece of pieces) {
    const text = typeof piece === "string" ? piece : piece.text;
    if (left < 1 || text === "") continue;
    const short = fit(text, left, look);
    line += typeof piece === "string" ? short : look.paint(piece.role, short);
    left -= cellWidth(short);
  }
  return line + blank(left);
}

/** Pieces at both ends of a line; where there is too little room those at the start are cut. */
export function spread(start: readonly Piece[], end: readonly Piece[], width: number, look: Look): string {
  const wanted = piecesWidth(end, width);
  const room = Math.min(wanted, width);
  const gap = wanted > 0 && wanted < width ? 1 : 0;
  return lineOf(start, width - room - gap, look) + blank(gap) + lineOf(end, room, look);
}

/** Cells that pieces take together. @param most of which it matters whether one takes more */
export const piecesWidth = (pieces: readonly Piece[], most: number): number =>
  pieces.reduce(
    (sum, piece) => sum + cellWidth(shown(clip(typeof piece === "string" ? piece : piece.text, most))),
    0,
  );

/** A line across. */
export const rule = (width: number, look: Look): string =>
  look.paint("border", look.signs.horizontal.repeat(Math.max(0, width)));

/** A line that is painted already, with blanks up to the width; for one that is known to be no wider. */
export const padded = (line: string, width: number): string => line + blank(width - lineWidth(line));

/** So many lines of that width: what is missing is blank, and what is too much goes. */
export function filled(lines: readonly string[], rows: number, width: number): readonly string[] {
  const count = Math.max(0, rows);
  if (lines.length >= count) return lines.slice(0, count);
  return [...lines, ...Array.from({ length: count - lines.length }, () => blank(width))];
}

const thousands = new Intl.NumberFormat("en-US");

/** A count for people: `500,113`. */
export const countText = (count: number): string => count < 1000 ? String(count) : thousands.format(count);
