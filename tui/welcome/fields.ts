/** Fields of text, and places for digits, as lines. */
import { fieldText } from "../lines/field.ts";
import { lineOf } from "../lines/text.ts";
import type { TextField } from "../text_field.ts";
import { type Block, line } from "./blocks.ts";

const LABEL_CELLS = 10;
const BRACKETS = 2;
const MOST_CELLS = 48;

/** How a field is shown. */
export interface FieldView {
  /** Whether it takes the keys. */
  readonly isActive: boolean;
  /** Stars in place of what is typed. */
  readonly isMasked?: boolean;
  /** Stands in it while it is empty and takes no keys. */
  readonly hint?: string;
}

/** A label with its field. */
export function fieldLine(label: string, field: TextField, view: FieldView): Block {
  const { isActive, isMasked = false, hint = "" } = view;
  return line((width, look) => {
    const cells = Math.max(1, Math.min(MOST_CELLS, width - LABEL_CELLS - BRACKETS));
    const isHint = !isActive && field.text === "";
    const inside = isHint
      ? look.paint("muted", lineOf([hint], cells, look))
      : fieldText({ field, cells, isTyping: isActive, isSecret: isMasked, look });
    const head = lineOf([{ text: label, role: isActive ? "accent" : "label" }], LABEL_CELLS, look);
    const rest = width - LABEL_CELLS - BRACKETS - cells;
    return `${head}[${inside}]${" ".repeat(Math.max(0, rest))}`;
  }, { isFocus: isActive });
}

const DIGITS = 6;

/** Six places for digits: `[ 4 8 1 _ _ _ ]`; what was typed beyond them follows. */
export function digitsLine({ text }: TextField): Block {
  const places = Array.from({ length: Math.max(DIGITS, text.length) }, (_, i) => text[i] ?? "_");
  return line(
    (width, look) => lineOf(["[ ", { text: places.join(" "), role: "accent" }, " ]"], width, look),
    { isFocus: true },
  );
}
