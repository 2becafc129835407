/** Flags that a list does not have, and that are fields of its query: what to type in their place. */
import type { ColumnHead } from "../app/columns.ts";
import { shellWord, type Try } from "./advice.ts";
import type { CommandSpec } from "./spec.ts";
import { looksSecret } from "./values.ts";

interface Field {
  /** As a query writes it. */
  readonly name: string;
  /** Whether a list with such a column has that field. */
  readonly isOf: (column: ColumnHead) => boolean;
}

const field = (name: string, columns: RegExp): Field => ({
  name,
  isOf: (column) => columns.test(column.name),
});
const timeField = (name: string): Field => ({ name, isOf: ({ kind }) => kind === "time" });

const FIELDS: ReadonlyMap<string, Field> = new Map([
  ["--host", { name: "host", isOf: ({ kind }) => kind === "url" }],
  ["--url", { name: "url", isOf: ({ kind }) => kind === "url" }],
  ["--since", timeField("after")],
  ["--after", timeField("after")],
  ["--until", timeField("before")],
  ["--before", timeField("before")],
  ["--device", field("device", /^device/)],
  ["--user", field("user", /^user/)],
  ["--tag", field("tag", /^tags$/)],
  ["--type", field("type", /^type/)],
  ["--title", field("title", /^title$/)],
]);

/** The query that a flag was meant to be. @param words as they were typed after the command */
export function queryFor(
  { path, args = {}, columns = [] }: CommandSpec,
  flag: string,
  words: readonly string[],
): Try | undefined {
  const found = FIELDS.get(flag);
  if (!found || !("query" in args) || looksSecret(flag) || !columns.some(found.isOf)) return undefined;
  const at = words.findIndex((word) => word === flag || word.startsWith(`${flag}=`));
  const next = words[at]?.includes("=") ? words[at].slice(flag.length + 1) : words[at + 1];
  const isValue = next !== undefined && next !== "" && !next.startsWith("-") && !/["\n]/.test(next);
  const value = isValue ? /\s/.test(next) ? `"${next}"` : next : flag.slice(2).toUpperCase();
  return {
    line: `foxden ${path.join(" ")} ${shellWord(`${found.name}:${value}`)}`,
    note: "what a list is narrowed by is part of its query",
  };
}
