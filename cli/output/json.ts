/** Records as JSON: one document, an object a line, or one object. */
import type { Cell, Column, ColumnHead } from "../../app/columns.ts";
import { jsonText, jsonValue } from "../../app/display/cells.ts";
import type { Sink } from "../sink.ts";
import { escapeUnsafe, safeJson } from "../../app/display/text.ts";
import { type Cells, headOf, type RowWriter, type View, type Writer } from "./writer.ts";

/** One object a line, without an envelope. */
export function ndjsonWriter(columns: readonly ColumnHead[], view: View): RowWriter {
  return lines(objectText(columns, view.masked, cellText));
}

/** The same of rows instead of their cells, which need not be made then. */
export function ndjsonRowWriter<Row>(columns: readonly Column<Row>[], view: View): Writer<Row> {
  return lines(objectText(columns, view.masked, rowText(columns)));
}

const lines = <Piece>(object: (piece: Piece) => string): Writer<Piece> => (
  { begin: () => "", row: (piece) => `${object(piece)}\n`, end: () => "" }
);

/** Prints lines, of which some are bytes already. */
export async function addLines<Row>(
  sink: Sink,
  pages: AsyncIterable<readonly (Uint8Array | Row)[]>,
  lineOf: (row: Row) => string,
  signal: AbortSignal,
): Promise<void> {
  for await (const page of pages) {
    signal.throwIfAborted();
    for (const piece of page) {
      if (piece instanceof Uint8Array) await sink.writeBytes(piece);
      else sink.add(lineOf(piece));
    }
    await sink.flush();
  }
}

/** The envelope around a list, valid JSON once `end` is out; a line an item, so that it can be read on the way. */
export const jsonWriter = (columns: readonly ColumnHead[], view: View): RowWriter =>
  envelope(objectText(columns, view.masked, cellText), view);

/** The same of rows instead of their cells, which need not be made then. */
export const jsonRowWriter = <Row>(columns: readonly Column<Row>[], view: View): Writer<Row> =>
  envelope(objectText(columns, view.masked, rowText(columns)), view);

function envelope<Piece>(object: (piece: Piece) => string, view: View): Writer<Piece> {
  let isFirst = true;
  return {
    begin: () => `${safeJson(headOf(view)).slice(0, -1)},"items":[`,
    row(piece) {
      const text = `${isFirst ? "" : ","}\n${object(piece)}`;
      isFirst = false;
      return text;
    },
    end: () => isFirst ? "]}\n" : "\n]}\n",
  };
}

/** A record's members by name, `masked` naming what was held back. */
export function membersOf(
  columns: readonly ColumnHead[],
  cells: Cells,
  masked: readonly string[],
): readonly (readonly [string, Cell])[] {
  const whole = cells[columns.findIndex((column) => column.whole)];
  // What is no object could not be a record; it is shown under its column's name.
  if (isMap(whole)) return Object.entries(whole);
  const members = columns.map(({ name }, i) => [name, cells[i] ?? null] as const);
  return masked.length === 0 ? members : [...members, ["masked", masked]];
}

const isMap = (cell: Cell | undefined): cell is { readonly [name: string]: Cell } =>
  typeof cell === "object" && cell !== null && !Array.isArray(cell) && !(cell instanceof Date);

/** One record as one object over several lines. */
export function objectLines(
  columns: readonly ColumnHead[],
  cells: Cells,
  masked: readonly string[],
): string {
  const members = membersOf(columns, cells, masked).map(([name, cell]) => [name, jsonValue(cell)]);
  return `${safeJson(Object.fromEntries(members), 2)}\n`;
}

/** The JSON text of one column of what a line is made of. */
type TextAt<Piece> = (piece: Piece, column: number) => string;

const cellText: TextAt<Cells> = (cells, column) => safeText(cells[column] ?? null);

function rowText<Row>(columns: readonly Column<Row>[]): TextAt<Row> {
  const texts = columns.map(({ json, value }) => json ?? ((row: Row) => safeText(value(row))));
  return (row, column) => texts[column]?.(row) ?? "null";
}

/** Numbers and instants are safe as they are. */
const safeText = (cell: Cell): string =>
  typeof cell === "number" || cell instanceof Date ? jsonText(cell) : escapeUnsafe(jsonText(cell));

/** The text of a row's object, its names quoted once and not for every row. */
function objectText<Piece>(
  columns: readonly ColumnHead[],
  masked: readonly string[],
  textAt: TextAt<Piece>,
): (piece: Piece) => string {
  const whole = columns.findIndex((column) => column.whole);
  if (whole >= 0) return (piece) => textAt(piece, whole);
  const names = columns.map(({ name }, i) => `${i === 0 ? "" : ","}${JSON.stringify(name)}:`);
  const comma = columns.length === 0 ? "" : ",";
  const tail = masked.length === 0 ? "}" : `${comma}"masked":${JSON.stringify(masked)}}`;
  return (piece) => {
    let text = "{";
    for (let i = 0; i < names.length; i++) text += names[i] + textAt(piece, i);
    return text + tail;
  };
}
