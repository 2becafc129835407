/** Rows of cells → the bytes of each format, a piece at a time. */
import type { ColumnHead } from "../app/columns.ts";
import { csvLine, tsvLine } from "../app/formats/csv.ts";
import { plainText } from "../app/display/cells.ts";
import type { Format } from "./form.ts";
import { jsonWriter, ndjsonWriter, objectLines } from "./output/json.ts";
import { separatedWriter } from "./output/separated.ts";
import { type Cells, lineWriter, type RowWriter, type View } from "./output/writer.ts";
import { xmlDocument, xmlWriter } from "./output/xml.ts";
import { yamlDocument, yamlWriter } from "./output/yaml.ts";
import { tableWriter } from "./table.ts";

export { SCHEMA_VERSION } from "./output/writer.ts";

/** The writer of a format. */
export function rowWriter(format: Format, columns: readonly ColumnHead[], view: View): RowWriter {
  switch (format) {
    case "table":
      return tableWriter(columns, view);
    case "plain":
      return lineWriter((cells) => `${cells.map((cell) => plainText(cell, view.time)).join("\t")}\n`);
    case "json":
      return jsonWriter(columns, view);
    case "ndjson":
      return ndjsonWriter(columns, view);
    case "csv":
      return separatedWriter(csvLine, columns, view);
    case "tsv":
      return separatedWriter(tsvLine, columns, view);
    case "xml":
      return xmlWriter(columns, view);
    case "yaml":
      return yamlWriter(columns, view);
    case "ids":
      return lineWriter((cells) => `${plainText(cells[0] ?? null, view.time)}\n`);
  }
}

/** One record by itself, where a machine reads it. */
export function recordText(format: Format, columns: readonly ColumnHead[], cells: Cells, view: View): string {
  switch (format) {
    case "table":
    case "plain":
    case "json":
      return objectLines(columns, cells, view.masked);
    case "xml":
      return xmlDocument(columns, cells, view);
    case "yaml":
      return yamlDocument(columns, cells, view.masked);
    case "ndjson":
    case "csv":
    case "tsv":
    case "ids": {
      const writer = rowWriter(format, columns, view);
      return writer.begin([cells]) + writer.row(cells) + writer.end();
    }
  }
}
