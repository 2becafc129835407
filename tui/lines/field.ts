/** A text that is being typed, as part of a line. */
import { cellWidth, takeEnd } from "../../app/display/text.ts";
import type { Look } from "../look/look.ts";
import type { TextField } from "../text_field.ts";
import { blank, fit, shown } from "./text.ts";

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

interface FieldProps {
  readonly field: TextField;
  readonly cells: number;
  /** Whether the keys go there: only then it is shown where the next letter goes. */
  readonly isTyping: boolean;
  /** Shown as stars, one for each letter. */
  readonly isSecret?: boolean;
  readonly look: Look;
}

/** The field in exactly so many cells. Of a text too long for them the part around the next letter is seen. */
export function fieldText({ field, cells, isTyping, isSecret = false, look }: FieldProps): string {
  const { text, at } = isSecret ? starred(field) : field;
  if (cells < 1) return "";
  if (!isTyping) {
    const short = fit(text, cells, look);
    return short + blank(cells - cellWidth(short));
  }
  const [next] = graphemes.segment(text.slice(at));
  const letter = shown(next?.segment ?? "");
  const isEnd = letter === "" || cellWidth(letter) > cells;
  const caret = isEnd ? look.signs.caret : letter;
  const before = beforeCaret(shown(text.slice(0, at)), cells - cellWidth(caret), look);
  const rest = text.slice(at + (isEnd ? 0 : next?.segment.length ?? 0));
  const behind = fit(rest, cells - cellWidth(before) - cellWidth(caret), look);
  const used = cellWidth(before) + cellWidth(caret) + cellWidth(behind);
  return before + look.paint(isEnd ? "accent" : "cursor", caret) + behind +
    blank(cells - used);
}

/** The end of what stands before the next letter, where not all of it has room. */
function beforeCaret(text: string, cells: number, look: Look): string {
  if (cellWidth(text) <= cells) return text;
  return cells < 1 ? "" : look.signs.ellipsis + takeEnd(text, cells - 1);
}

function starred({ text, at }: TextField): TextField {
  const count = (part: string) => [...graphemes.segment(part)].length;
  return { text: "*".repeat(count(text)), at: count(text.slice(0, at)) };
}
