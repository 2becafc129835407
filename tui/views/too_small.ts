/** What a window says that has no room for anything else. */
import { wrap } from "../../app/display/text.ts";
import type { Keymap } from "../keys/keymap.ts";
import { LEAST } from "../layout.ts";
import { filled, lineOf } from "../lines/text.ts";
import type { Look } from "../look/look.ts";
import type { Size } from "../state.ts";
import { keyFor } from "./key_words.ts";

/** What is known in a window that is too small. */
interface TooSmallProps {
  readonly size: Size;
  readonly keymap: Keymap;
  readonly look: Look;
}

const MARGIN = "  ";

/** The size that is needed and the size there is, as far as even that fits. */
export function tooSmallLines({ size, keymap, look }: TooSmallProps): readonly string[] {
  const { columns, rows } = size;
  const key = keyFor(keymap, "list", "program.quit");
  const paragraphs = [
    `foxden needs ${LEAST.columns} x ${LEAST.rows}.`,
    `This window is ${columns} x ${rows}.`,
    "",
    "Make it larger, or use the plain commands:  foxden --help",
    "",
    key === null ? "" : `${key} quit`,
  ];
  const margin = columns > 2 * MARGIN.length + 20 ? MARGIN : "";
  const lines = ["", ...paragraphs.flatMap((text) => wrap(text, Math.max(1, columns - 2 * margin.length)))];
  const kept = lines.length <= rows ? lines : lines.filter((line) => line !== "");
  return filled(kept.map((line) => lineOf([margin + line], columns, look)), rows, columns);
}
