/** The form of the output, from the flags about it. */
import type { FORMATS } from "../app/config/settings.ts";
import { FoxdenError } from "../core/errors.ts";
import type { Globals, GlobalValues } from "./globals.ts";
import { parseTemplate, type Template } from "./output/template.ts";
import type { Settings } from "./settings.ts";

/** A format that every command has. */
export type Format = typeof FORMATS[number];

/** A format that a command may have besides: a document with an order and fields of its own. */
export type OwnFormat = "netscape" | "md";
export type AnyFormat = Format | OwnFormat;

export const isDocument = (format: AnyFormat): format is OwnFormat =>
  format === "netscape" || format === "md";

/** How records are to be printed. */
export interface Form {
  /** Resolved: `table` on a terminal and `plain` otherwise, unless said; `plain` under a template. */
  readonly format: AnyFormat;
  /** Names of columns, in order, those of a template among them; `undefined` when the command's own choice stands. */
  readonly fields: readonly string[] | undefined;
  /** What stands for the format. */
  readonly template: Template | undefined;
  readonly header: boolean;
  /** Whether CSV and TSV begin with the mark by which some spreadsheets know UTF-8. */
  readonly bom: boolean;
  /** Whether no cell of CSV and TSV can be taken for a formula. */
  readonly spreadsheetSafe: boolean;
  /** Whether what is longer than the screen may go to a pager. */
  readonly paged: boolean;
}

/** @throws {FoxdenError} `usage.value` when two flags ask for different things, or a template cannot be read */
export function formOf(values: GlobalValues, settings: Settings, onTerminal: boolean): Form {
  const template = templateOf(values, settings);
  const format = template ? "plain" : chosenFormat(values) ?? (onTerminal ? "table" : "plain");
  const fields = values.fields?.split(",").map((name) => name.trim()).filter((name) => name !== "");
  return {
    format,
    fields: template ? template.fields : fields,
    template,
    header: values.noHeader !== true,
    bom: values.bom ?? false,
    spreadsheetSafe: values.spreadsheetSafe ?? false,
    paged: values.noPager !== true,
  };
}

function chosenFormat({ json, ndjson, format }: GlobalValues): AnyFormat | undefined {
  if (json && ndjson) throw refused("--ndjson", "--json and --ndjson cannot both be");
  return json ? "json" : ndjson ? "ndjson" : format;
}

function templateOf(values: GlobalValues, settings: Settings): Template | undefined {
  const { template, fields, json, ndjson } = values;
  if (template === undefined) return undefined;
  const isTyped = settings.get("output.format")?.origin === "flag";
  const other = json
    ? "--json"
    : ndjson
    ? "--ndjson"
    : isTyped
    ? "--format"
    : fields
    ? "--fields"
    : undefined;
  if (other) {
    throw refused("--template", `--template says what is printed and how: it cannot be joined with ${other}`);
  }
  return parseTemplate(template);
}

/** Refuses flags that mean nothing to the format. @throws {FoxdenError} `usage.value` */
export function refuseSpareFlags(
  { format, bom, spreadsheetSafe, fields, sort, reverse }: Globals,
): void {
  const isSheet = format === "csv" || format === "tsv";
  const spare = bom ? "--bom" : spreadsheetSafe ? "--spreadsheet-safe" : undefined;
  if (spare && !isSheet) throw refused(spare, `${spare} is for -f csv and -f tsv`);
  const other = fields ? "--fields" : sort !== undefined ? "--sort" : reverse ? "--reverse" : undefined;
  if (other && isDocument(format)) {
    throw refused(
      other,
      `${other} cannot be joined with -f ${format}, which has an order and fields of its own`,
    );
  }
}

const refused = (name: string, message: string) => new FoxdenError("usage.value", message, { name });
