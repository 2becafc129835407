/** Which characters terminals give different widths, and how they are written so that it does not matter. */
import { cellWidth } from "../../app/display/text.ts";

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Whether any of the text may need a look; most writes hold nothing of it. */
const SUSPECT = /[\p{Extended_Pictographic}\p{RI}\p{M}\u{1100}-\u{11ff}\u200d\u0e33\u0eb3]/u;

/** Letters with one or two marks, which every terminal puts into one cell. */
const PLAIN_MARKS = /^\p{L}\p{Mn}{1,2}$/u;

/** One code point that is no symbol terminals may show as a picture, and no mark without a letter. */
const PLAIN = /^[^\p{Extended_Pictographic}\p{RI}\p{M}\p{Cf}]$/u;

/** A piece of text between two escape sequences: all of it certain, or one grapheme that is not. */
export interface Piece {
  readonly text: string;
  /** Cells it is meant to take. */
  readonly cells: number;
  readonly isCertain: boolean;
}

/** Whether {@link pieces} could find an uncertain one in the text. */
export const isSuspect = (text: string): boolean => SUSPECT.test(text);

/** Whether terminals disagree on the width of one grapheme: pictures, flags, keycaps, joined and stacked characters. */
export const isUncertain = (grapheme: string): boolean =>
  !PLAIN.test(grapheme) && !PLAIN_MARKS.test(grapheme);

/** Cuts text without controls into pieces; joined again they are the text. */
export function pieces(text: string): readonly Piece[] {
  if (!isSuspect(text)) return text === "" ? [] : [piece(text, true)];
  const all: Piece[] = [];
  let certain = "";
  for (const { segment } of graphemes.segment(text)) {
    if (!isUncertain(segment)) {
      certain += segment;
      continue;
    }
    if (certain !== "") all.push(piece(certain, true));
    certain = "";
    all.push(piece(segment, false));
  }
  return certain === "" ? all : [...all, piece(certain, true)];
}

const piece = (text: string, isCertain: boolean): Piece => ({ text, cells: cellWidth(text), isCertain });

/**
 * An uncertain grapheme from a column (from 0) on: its cells blank, then itself, then the cursor where it is meant to be.
 * Whatever the terminal makes of it, what follows stands where it should.
 */
export const placed = ({ text, cells }: Piece, column: number): string =>
  `${" ".repeat(cells)}${toColumn(column)}${text}${toColumn(column + cells)}`;

/** Moves the cursor within its row, to a column from 0. */
const toColumn = (column: number): string => `\x1b[${column + 1}G`;
