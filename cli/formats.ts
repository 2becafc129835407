/** Rows of cells → the bytes of each format, a piece at a time. */
import type { Cell } from "../app/columns.ts";
import { csvLine, tsvLine } from "../app/formats/csv.ts";
import { exactText, jsonText, jsonValue, plainText, type TimeView } from "./cells.ts";
import type { Format } from "./globals.ts";
import type { ColumnHead } from "./spec.ts";
import type { Paint } from "./style.ts";
import { tableWriter } from "./table.ts";
import { escapeUnsafe, safeJson, visible } from "./text.ts";

/** The version of the JSON contract: members are added inside one version, never renamed or removed. */
export const SCHEMA_VERSION = 1;

/** Everything about the reader that a format may want to know. */
export interface View {
  /** The `kind` of the JSON envelope. */
  readonly kind: string;
  /** What is listed would be done and has not been. */
  readonly dryRun: boolean;
  /** Names of the secrets left out, for the formats that tell. */
  readonly masked: readonly string[];
  readonly header: boolean;
  readonly onTerminal: boolean;
  /** Width of the window in cells. */
  readonly width: number;
  readonly paint: Paint;
  readonly time: TimeView;
}

/** Text for the start, for each row and for the end. `begin` comes first and once, with the first page. */
export interface RowWriter {
  readonly begin: (firstPage: readonly (readonly Cell[])[]) => string;
  readonly row: (cells: readonly Cell[]) => string;
  readonly end: () => string;
}

/** The writer of a format. */
export function rowWriter(format: Format, columns: readonly ColumnHead[], view: View): RowWriter {
  // A file gets the value itself; a terminal would act on what some values hold.
  const exact = view.onTerminal ? (cell: Cell) => visible(exactText(cell)) : exactText;
  switch (format) {
    case "table":
      return tableWriter(columns, view);
    case "plain":
      return lineWriter((cells) => `${cells.map((cell) => plainText(cell, view.time)).join("\t")}\n`);
    case "json":
      return envelopeWriter(objectText(columns, view.masked), view);
    case "ndjson": {
      const object = objectText(columns, view.masked);
      return lineWriter((cells) => `${object(cells)}\n`);
    }
    case "csv":
      return lineWriter(
        (cells) => csvLine(cells.map(exact)),
        view.header ? csvLine(namesOf(columns)) : "",
      );
    case "tsv":
      return lineWriter(
        (cells) => tsvLine(cells.map(exact)),
        view.header ? tsvLine(namesOf(columns)) : "",
      );
    case "ids":
      return lineWriter((cells) => `${plainText(cells[0] ?? null, view.time)}\n`);
  }
}

/** A row as an object, `masked` naming what was held back. */
export function rowObject(
  columns: readonly ColumnHead[],
  cells: readonly Cell[],
  masked: readonly string[],
): unknown {
  const whole = columns.findIndex((column) => column.whole);
  if (whole >= 0) return jsonValue(cells[whole] ?? null);
  const members = columns.map(({ name }, i) => [name, jsonValue(cells[i] ?? null)]);
  return Object.fromEntries(masked.length === 0 ? members : [...members, ["masked", masked]]);
}

const namesOf = (columns: readonly ColumnHead[]) => columns.map(({ name }) => name);

function lineWriter(row: (cells: readonly Cell[]) => string, head = ""): RowWriter {
  return { begin: () => head, row, end: () => "" };
}

/** The text of a row's object, its names quoted once and not for every row. */
function objectText(
  columns: readonly ColumnHead[],
  masked: readonly string[],
): (cells: readonly Cell[]) => string {
  const whole = columns.findIndex((column) => column.whole);
  if (whole >= 0) return (cells) => escapeUnsafe(jsonText(cells[whole] ?? null));
  const names = columns.map(({ name }, i) => `${i === 0 ? "" : ","}${JSON.stringify(name)}:`);
  const comma = columns.length === 0 ? "" : ",";
  const tail = masked.length === 0 ? "}" : `${comma}"masked":${JSON.stringify(masked)}}`;
  return (cells) => {
    let text = "{";
    for (let i = 0; i < names.length; i++) text += names[i] + jsonText(cells[i] ?? null);
    return escapeUnsafe(text + tail);
  };
}

/** The envelope around a list, valid JSON once `end` is out; a line an item, so that it can be read on the way. */
function envelopeWriter(
  object: (cells: readonly Cell[]) => string,
  { kind, dryRun }: Pick<View, "kind" | "dryRun">,
): RowWriter {
  const head = safeJson({ schemaVersion: SCHEMA_VERSION, kind, ...(dryRun ? { dryRun } : {}) });
  let isFirst = true;
  return {
    begin: () => `${head.slice(0, -1)},"items":[`,
    row(cells) {
      const text = `${isFirst ? "" : ","}\n${object(cells)}`;
      isFirst = false;
      return text;
    },
    end: () => isFirst ? "]}\n" : "\n]}\n",
  };
}
