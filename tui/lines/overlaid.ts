/** A block of lines laid over others. */
import { cellWidth, takeEnd, takeStart } from "../../app/display/text.ts";
import type { Look } from "../look/look.ts";
import { withoutStyles } from "./text.ts";

/** Where a block begins. */
export interface Corner {
  readonly column: number;
  readonly row: number;
}

/** The base with the block over it. What shows around the block is muted, so that the block is what is looked at. */
export function overlaid(
  base: readonly string[],
  block: readonly string[],
  { column, row }: Corner,
  look: Look,
): readonly string[] {
  return base.map((line, at) => {
    const plain = withoutStyles(line);
    const over = block[at - row];
    if (over === undefined) return look.paint("muted", plain);
    const columns = cellWidth(plain);
    const end = column + cellWidth(withoutStyles(over));
    return look.paint("muted", startOf(plain, column)) + over +
      look.paint("muted", endOf(plain, columns - end));
  });
}

/** Half of a wide character is a space. */
function startOf(text: string, cells: number): string {
  const start = takeStart(text, cells);
  return start + " ".repeat(cells - cellWidth(start));
}

function endOf(text: string, cells: number): string {
  const end = takeEnd(text, cells);
  return " ".repeat(Math.max(0, cells - cellWidth(end))) + end;
}
