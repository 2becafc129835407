/**
 * Records as XML: an `<item>` each, in it an element for each column.
 *
 * What is no text says so in `type`: `number`, `boolean`, `time`, `null`, `list` or `object`, the last two of `<value>`
 * elements. Text that holds what XML 1.0 has no way to write is written as a JSON string and says so in `encoding`.
 */
import type { Cell, ColumnHead } from "../../app/columns.ts";
import { isoTime } from "../../app/display/cells.ts";
import { membersOf } from "./json.ts";
import { type Cells, headOf, type RowWriter, type View } from "./writer.ts";

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** One document around a list. */
export function xmlWriter(columns: readonly ColumnHead[], view: View): RowWriter {
  return {
    begin: () => `${DECLARATION}<items${headAttributes(view)}>\n`,
    row: (cells) => `  <item>\n${membersText(columns, cells, view.masked, "    ")}  </item>\n`,
    end: () => "</items>\n",
  };
}

/** One document of one record. */
export function xmlDocument(columns: readonly ColumnHead[], cells: Cells, view: View): string {
  const members = membersText(columns, cells, view.masked, "  ");
  return `${DECLARATION}<item${headAttributes(view)}>\n${members}</item>\n`;
}

const headAttributes = (view: View): string =>
  Object.entries(headOf(view)).map(([name, value]) => value === null ? "" : attribute(name, String(value)))
    .join("");

function membersText(
  columns: readonly ColumnHead[],
  cells: Cells,
  masked: readonly string[],
  indent: string,
): string {
  const isWhole = columns.some(({ whole }) => whole);
  let text = "";
  for (const [name, cell] of membersOf(columns, cells, masked)) {
    // The members of a record are named by whoever wrote it; only columns are known to be fit for a tag.
    text += `${indent}${isWhole || !TAG.test(name) ? namedValue(name, cell) : element(name, "", cell)}\n`;
  }
  return text;
}

const TAG = /^(?!xml)[a-z][a-z0-9]*$/i;

const namedValue = (name: string, cell: Cell): string => element("value", nameAttribute(name), cell);

function element(tag: string, attributes: string, cell: Cell): string {
  const [type, content] = contentOf(cell);
  if (type === "null") return `<${tag}${attributes} type="null"/>`;
  return `<${tag}${attributes}${type === "" ? "" : ` ${TYPES[type]}`}>${content}</${tag}>`;
}

/** How each type of content says that it is no plain text. */
const TYPES = {
  json: 'encoding="json"',
  number: 'type="number"',
  boolean: 'type="boolean"',
  time: 'type="time"',
  list: 'type="list"',
  object: 'type="object"',
} as const;

function contentOf(cell: Cell): readonly [keyof typeof TYPES | "" | "null", string] {
  if (typeof cell === "string") {
    return isWritable(cell) ? ["", escaped(cell)] : ["json", escaped(quoted(cell))];
  }
  if (typeof cell === "number") return Number.isFinite(cell) ? ["number", String(cell)] : ["null", ""];
  if (typeof cell === "boolean") return ["boolean", String(cell)];
  if (cell === null) return ["null", ""];
  if (cell instanceof Date) {
    const time = isoTime(cell);
    return time === "" ? ["null", ""] : ["time", time];
  }
  if (isList(cell)) return ["list", cell.map((each) => element("value", "", each)).join("")];
  return ["object", Object.entries(cell).map(([name, each]) => namedValue(name, each)).join("")];
}

const isList = (cell: Cell): cell is readonly Cell[] => Array.isArray(cell);

const attribute = (name: string, value: string): string => ` ${name}="${escaped(value)}"`;

const nameAttribute = (name: string): string =>
  isWritable(name) ? attribute("name", name) : ` nameEncoding="json"${attribute("name", quoted(name))}`;

/** Whether every character is one of XML 1.0. */
// deno-lint-ignore no-control-regex
const isWritable = (text: string): boolean => !/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Cs}/u.test(text);

/** A JSON string of characters that XML has. */
const quoted = (text: string): string =>
  JSON.stringify(text).replace(
    /[\ufffe\uffff]/g,
    (character) => character === "\ufffe" ? "\\ufffe" : "\\uffff",
  );

/**
 * For content and attributes alike. Line ends and tabs are references, which no reader turns into spaces; so is
 * everything a terminal might act on.
 */
const escaped = (text: string): string =>
  text.replace(
    /[&<>"\t\n\r\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => NAMED[character] ?? `&#${character.charCodeAt(0)};`,
  );

const NAMED: { readonly [character: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};
