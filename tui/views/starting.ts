/** What is seen until the profile is open. */
import { blank, filled, lineOf } from "../lines/text.ts";
import type { Look } from "../look/look.ts";
import type { Size } from "../state.ts";

/** What is known before anything is. */
export interface StartingProps {
  readonly size: Size;
  readonly look: Look;
}

/** The body of the window, while the profile is being opened. */
export function startingLines({ size: { columns, rows }, look }: StartingProps): readonly string[] {
  return filled([blank(columns), lineOf(["  Opening the profile..."], columns, look)], rows, columns);
}
