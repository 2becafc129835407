/** A field that is being typed into, on the screen. */
import { cellWidth, takeEnd, takeStart, visible } from "../../../app/display/text.ts";
import type { TextField } from "../../text_field.ts";
import type { Piece } from "./lines.ts";

/** The text of a field in at most so many cells, with its cursor in view. @param isSecret stars stand for it */
export function fieldPieces(field: TextField, cells: number, isSecret = false): readonly Piece[] {
  const { text, at } = isSecret ? starred(field) : field;
  const before = visible(text.slice(0, at));
  const [next = ""] = graphemes.segment(text.slice(at));
  const under = typeof next === "string" ? " " : visible(next.segment);
  const after = typeof next === "string" ? "" : visible(text.slice(at + next.segment.length));
  const start = cellWidth(before) + cellWidth(under) <= cells
    ? before
    : takeEnd(before, Math.max(0, cells - cellWidth(under)));
  const left = Math.max(0, cells - cellWidth(start) - cellWidth(under));
  return [{ text: start }, { text: under, role: "cursor" }, { text: takeStart(after, left) }];
}

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** A star for each character, as many as were typed: whoever types has to see that keys arrive. */
function starred({ text, at }: TextField): TextField {
  const stars = (part: string) => "*".repeat([...part].length);
  return { text: stars(text), at: stars(text.slice(0, at)).length };
}
