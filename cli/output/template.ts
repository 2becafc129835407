/** `--template`: a line for each record, put together from its fields. */
import type { ColumnHead } from "../../app/columns.ts";
import { FoxdenError } from "../../core/errors.ts";
import { visible } from "../../app/display/text.ts";
import { applyFilters, isForTimes, oneLine, refuseFilter } from "./filters.ts";
import { type Cells, lineWriter, type RowWriter, type View } from "./writer.ts";

/** A field in a template, and what is done to its value, in order. */
export interface Placeholder {
  readonly field: string;
  readonly filters: readonly string[];
}

/** A template, understood. */
export interface Template {
  /** Text as it is, and fields. */
  readonly parts: readonly (string | Placeholder)[];
  /** Each field once. */
  readonly fields: readonly string[];
}

/** A brace of its own, a field, a character behind a backslash, a stray brace, or text. */
const TOKEN = /\{\{|\}\}|\{([^{}]*)\}|\\([^])|[{}\\]|[^{}\\]+/g;

const ESCAPES: ReadonlyMap<string, string> = new Map([["t", "\t"], ["n", "\n"], ["r", "\r"], ["\\", "\\"]]);

/**
 * Reads a template.
 *
 * @throws {FoxdenError} `usage.value` for what is no template, and for a filter that there is not
 */
export function parseTemplate(text: string): Template {
  const parts = [...text.matchAll(TOKEN)].map(([token, inside, escaped]): string | Placeholder => {
    if (inside !== undefined) return placeholder(inside);
    if (escaped !== undefined) return ESCAPES.get(escaped) ?? refuseEscape(escaped);
    if (token === "{{" || token === "}}") return token.slice(1);
    if (token === "{" || token === "}") {
      throw refused(`a "${token}" stands alone; a brace of its own is written ${token}${token}`);
    }
    return token === "\\" ? refuseEscape("") : token;
  });
  const fields = parts.flatMap((part) => typeof part === "string" ? [] : [part.field]);
  if (fields.length === 0) throw refused("it names no field; expected text such as '{title}\\t{url}'");
  return { parts, fields: [...new Set(fields)] };
}

function placeholder(inside: string): Placeholder {
  const [field = "", ...filters] = inside.split("|").map((word) => word.trim());
  if (field === "") throw refused(`"{${inside}}" names no field`);
  for (const filter of filters) refuseFilter(filter);
  return { field, filters };
}

function refuseEscape(character: string): never {
  throw refused(`"\\${character}" means nothing; there are \\t, \\n, \\r and \\\\`);
}

const refused = (message: string) =>
  new FoxdenError("usage.value", `--template: ${message}`, { name: "--template" });

/** @throws {FoxdenError} `usage.value` for a filter that is for times, on a field that holds none */
export function checkFilters({ parts }: Template, columns: readonly ColumnHead[]): void {
  const times = columns.filter(({ kind }) => kind === "time").map(({ name }) => name);
  for (const part of parts) {
    if (typeof part === "string") continue;
    const { field, filters } = part;
    const filter = filters.find((name, i) => isForTimes(name) && (i > 0 || !times.includes(field)));
    if (filter === undefined) continue;
    throw refused(`"${filter}" is for times, right behind one of ${times.join(", ") || "none"}`);
  }
}

/**
 * The lines of a template. Values cannot end one, and on a terminal do nothing to it.
 *
 * @param columns those of the template's fields, in their order
 */
export function templateWriter(template: Template, columns: readonly ColumnHead[], view: View): RowWriter {
  const { onTerminal, time } = view;
  const pieces = template.parts.map((part): (cells: Cells) => string => {
    if (typeof part === "string") return () => part;
    const { field, filters } = part;
    const column = columns.findIndex(({ name }) => name === field);
    return (cells) => {
      const value = cells[column] ?? null;
      const text = filters.length === 0 ? oneLine(value, time) : applyFilters(filters, value, time);
      return onTerminal ? visible(text) : text;
    };
  });
  return lineWriter((cells) => {
    let line = "";
    for (const piece of pieces) line += piece(cells);
    return line.endsWith("\n") ? line : `${line}\n`;
  });
}
