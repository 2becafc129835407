/** A record's texts, wrapped to the width of the pane. */
import { fieldLines, localTime, relativeTime } from "../../app/display/cells.ts";
import { cellWidth, clip, cutUrl, takeStart, wrap } from "../../app/display/text.ts";
import type { ShownLine } from "../../app/browse/record.ts";
import { countText, shown } from "../lines/text.ts";

/** Of a longer text nobody reads more on a screen; copying takes all of it. */
const MOST_CHARACTERS = 20_000;
/** An address is seen in full up to here, and cut in its middle beyond. */
const MOST_URL_LINES = 3;

/** Nobody looks at all of a text that is far too long. */
const isFitting = (text: string, cells: number): boolean =>
  text.length <= 4 * cells && cellWidth(text) <= cells;

/** Lines of at most so many cells, broken anywhere. */
export function broken(text: string, cells: number): readonly string[] {
  if (isFitting(text, cells)) return [text];
  const lines: string[] = [];
  let rest = text;
  while (rest !== "") {
    // One sign may be wider than the room: it is taken all the same, and cut where the line is drawn.
    const line = takeStart(rest, cells) || takeStart(rest, 2) || rest;
    lines.push(line);
    rest = rest.slice(line.length);
  }
  return lines;
}

/** Lines of at most so many cells, broken at spaces where there are any. */
export function wrapped(text: string, cells: number): readonly string[] {
  if (isFitting(text, cells)) return [text];
  return wrap(text, cells).flatMap((line) => broken(line, cells));
}

/** A text that is no field, safe and wrapped; code keeps its columns. */
export function plainLines(
  kind: "heading" | "text" | "code",
  text: string,
  cells: number,
): readonly string[] {
  const lines = limited(text).split("\n").map((line) => shown(line));
  return lines.flatMap((line) => kind === "code" ? broken(line, cells) : wrapped(line, cells));
}

/** What a field holds, safe and wrapped; `-` where it holds nothing. */
export function valueLines(
  { column: { kind }, value }: ShownLine & { readonly kind: "field" },
  cells: number,
  nowMs: number,
): readonly string[] {
  if (value instanceof Date) return wrapped(instantText(value, nowMs) || "-", cells);
  if (typeof value === "string") {
    if (value === "") return ["-"];
    if (kind === "url") {
      return broken(
        cutUrl(shown(clip(value, MOST_URL_LINES * cells, "url")), MOST_URL_LINES * cells, "start"),
        cells,
      );
    }
  }
  const cell = typeof value === "string" ? limited(value) : value;
  const lines = fieldLines(cell, kind, { form: "local", nowMs }).flatMap((line) => limited(line).split("\n"))
    .flatMap((line) => wrapped(shown(line), cells));
  return lines.every((line) => line === "") ? ["-"] : lines;
}

function instantText(date: Date, nowMs: number): string {
  return Number.isNaN(date.getTime()) ? "" : `${localTime(date)}  (${relativeTime(date, nowMs)})`;
}

function limited(text: string): string {
  if (text.length <= MOST_CHARACTERS) return text;
  const start = text.slice(0, MOST_CHARACTERS).replace(/[\ud800-\udbff]$/, "");
  return `${start}\n(${countText(text.length - start.length)} more characters are not shown here)`;
}
