/** One record for people: a line a field. */
import type { Column } from "../../app/columns.ts";
import { fieldLines, plainText } from "../../app/display/cells.ts";
import { titleOf } from "../table.ts";
import { pad, wrap } from "../../app/display/text.ts";
import type { View } from "./writer.ts";

type Named = Pick<View, "paint" | "time">;

/** Each field's name, a tab and its value, without secrets. */
export function plainRecord<Row>(
  columns: readonly Column<Row>[],
  row: Row,
  { paint, time }: Named,
): string {
  return columns.map(({ name, secret, value }) =>
    secret ? "" : `${paint("bold", name)}\t${plainText(value(row), time)}\n`
  ).join("");
}

/** Narrower than this a value is not broken into lines. */
const LEAST_CELLS = 20;

/** Each field's label and its value below each other, as wide as the window; a secret shows as stars. */
export function drawnRecord<Row>(
  columns: readonly Column<Row>[],
  row: Row,
  { paint, time, width }: Named & Pick<View, "width">,
): string {
  const longest = Math.max(...columns.map(({ name }) => labelOf(name).length));
  const room = Math.max(LEAST_CELLS, width - longest - 2);
  return columns.map(({ name, kind, secret, value }) => {
    const shown = secret ? ["************"] : fieldLines(value(row), kind, time);
    const [first, ...more] = shown.flatMap((line) => wrap(line, room));
    const head = `${paint("bold", pad(labelOf(name), longest))}  ${first || (more.length === 0 ? "-" : "")}`;
    return [head, ...more.map((line) => " ".repeat(longest + 2) + line)].map((line) => `${line.trimEnd()}\n`)
      .join("");
  }).join("");
}

/** Words that are written in capitals. */
const CAPITALS: ReadonlySet<string> = new Set(["api", "http", "id", "os", "sha256", "uid", "url"]);

/** A column's name before its value: `lastVisit` → `Last visit`, `clientId` → `Client ID`. */
export function labelOf(name: string): string {
  const words = titleOf(name).split(" ");
  return words.map((word, i) => {
    if (CAPITALS.has(word)) return word.toUpperCase();
    return i === 0 ? word.slice(0, 1).toUpperCase() + word.slice(1) : word;
  }).join(" ");
}
