/** Records as CSV and TSV. */
import type { Cell, ColumnHead } from "../../app/columns.ts";
import { exactText } from "../../app/display/cells.ts";
import { visible } from "../../app/display/text.ts";
import { lineWriter, type RowWriter, type View } from "./writer.ts";

/** @param line a record's texts as one line of the format, its end included */
export function separatedWriter(
  line: (texts: readonly string[]) => string,
  columns: readonly ColumnHead[],
  { header, bom, spreadsheetSafe, onTerminal }: View,
): RowWriter {
  const guarded = spreadsheetSafe ? withoutFormula : exactText;
  // A file gets the value itself; a terminal would act on what some values hold.
  const text = onTerminal ? (cell: Cell) => visible(guarded(cell)) : guarded;
  const names = header ? line(columns.map(({ name }) => name)) : "";
  return lineWriter((cells) => line(cells.map(text)), `${bom ? "\ufeff" : ""}${names}`);
}

/** What spreadsheets take for the start of a formula, or pass over before one. */
const FORMULA = /^[=+\-@\t\r\n]/;

/** The value with a `'` before whatever a spreadsheet might calculate; a number is only a number. */
function withoutFormula(cell: Cell): string {
  const text = exactText(cell);
  return typeof cell !== "number" && FORMULA.test(text) ? `'${text}` : text;
}
