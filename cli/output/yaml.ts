/**
 * Records as YAML 1.2: what `-f json` says, in blocks. Every text is quoted as in JSON, so that no reader takes `no` for
 * false or `1e3` for a number; lists and objects inside a record are in JSON's own form, which YAML includes.
 */
import type { Cell, ColumnHead } from "../../app/columns.ts";
import { jsonText } from "../../app/display/cells.ts";
import { escapeUnsafe } from "../../app/display/text.ts";
import { membersOf } from "./json.ts";
import { type Cells, headOf, type RowWriter, type View } from "./writer.ts";

/** One document around a list. */
export function yamlWriter(columns: readonly ColumnHead[], view: View): RowWriter {
  let isEmpty = true;
  const head = () => Object.entries(headOf(view)).map((member) => memberText(...member)).join("");
  return {
    begin(firstPage) {
      isEmpty = firstPage.length === 0;
      return `${head()}items:${isEmpty ? " []" : ""}\n`;
    },
    row(cells) {
      const members = membersOf(columns, cells, view.masked);
      if (members.length === 0) return "  - {}\n";
      let text = "  - ";
      for (const [i, [name, cell]] of members.entries()) {
        text += (i === 0 ? "" : "    ") + memberText(name, cell, "    ");
      }
      return text;
    },
    end: () => "",
  };
}

/** One record as a document of its own. */
export function yamlDocument(
  columns: readonly ColumnHead[],
  cells: Cells,
  masked: readonly string[],
): string {
  const members = membersOf(columns, cells, masked);
  return members.length === 0 ? "{}\n" : members.map(([name, cell]) => memberText(name, cell)).join("");
}

/** A longer name would not be seen as one by every reader. */
const LONGEST_NAME = 1000;

function memberText(name: string, cell: Cell, indent = ""): string {
  const isPlain = PLAIN_NAME.test(name) && !WORDS.has(name.toLowerCase());
  const [key, value] = [isPlain ? name : yamlText(name), yamlText(cell)];
  return key.length > LONGEST_NAME ? `? ${key}\n${indent}: ${value}\n` : `${key}: ${value}\n`;
}

const PLAIN_NAME = /^[a-z][a-z0-9]*$/i;

/** Words that some version of YAML reads as something else than text. */
const WORDS: ReadonlySet<string> = new Set(["y", "n", "yes", "no", "on", "off", "true", "false", "null"]);

const yamlText = (cell: Cell): string => escapeUnsafe(jsonText(cell)).replace(UNPRINTABLE, escapeOf);

/** What JSON may hold as it is and YAML may not. */
const UNPRINTABLE = /[\ufeff\ufffe\uffff]/g;

const escapeOf = (character: string): string => `\\u${character.charCodeAt(0).toString(16)}`;
