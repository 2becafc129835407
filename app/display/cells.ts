/** A cell's value → text, for people and for machines. */
import type { Cell, ColumnHead } from "../columns.ts";
import { isoText } from "../iso_time.ts";

import { cellWidth, clip, pad, visible } from "./text.ts";

/** How times are shown. */
export interface TimeView {
  /** `both` is the instant, to the second, with its age after it. */
  readonly form: "rel" | "iso" | "local" | "both";
  readonly nowMs: number;
}

const thousands = new Intl.NumberFormat("en-US");
const SIZES = ["B", "KB", "MB", "GB", "TB"] as const;
const DAY_SECONDS = 86_400;
/** Units of an age with their length in seconds, longest first. */
const AGES: readonly (readonly [string, number])[] = [
  ["y", 365 * DAY_SECONDS],
  ["mo", 30 * DAY_SECONDS],
  ["w", 7 * DAY_SECONDS],
  ["d", DAY_SECONDS],
  ["h", 3600],
  ["min", 60],
];

/** An instant in ISO 8601, UTC; milliseconds only where they say something. Empty for an impossible date. */
export function isoTime(date: Date): string {
  const ms = date.getTime();
  return Number.isNaN(ms) ? "" : isoText(ms);
}

/** How long ago, or in how long: `3 min ago`, `in 2 d`. */
export function relativeTime(date: Date, nowMs: number): string {
  const seconds = Math.floor(Math.abs(nowMs - date.getTime()) / 1000);
  if (Number.isNaN(seconds)) return "";
  const age = AGES.find(([, length]) => seconds >= length);
  if (!age) return "just now";
  const [unit, size] = age;
  const count = `${Math.floor(seconds / size)} ${unit}`;
  return date.getTime() <= nowMs ? `${count} ago` : `in ${count}`;
}

/** Bytes in the largest unit that leaves a number of at least one, in steps of 1000. */
export function byteSize(bytes: number): string {
  let step = 0;
  let amount = Math.abs(bytes);
  for (; amount >= 999.95 && step < SIZES.length - 1; step++) amount /= 1000;
  const digits = step === 0 || amount >= 99.95 ? amount.toFixed(0) : amount.toFixed(1);
  return `${bytes < 0 ? "-" : ""}${digits} ${SIZES[step]}`;
}

/**
 * For a table: thousands marks, sizes, relative times, nothing unsafe.
 *
 * @param cells the width of the window, so that nobody looks at more of a text than can be shown there
 */
export function tableText(
  cell: Cell,
  kind: ColumnHead["kind"],
  time: TimeView,
  cells = Infinity,
): string {
  if (cell === null) return "";
  if (typeof cell === "number" && kind === "bytes") return byteSize(cell);
  if (typeof cell === "number" && kind === "count") return thousands.format(cell);
  if (typeof cell === "number" && kind === "percent") return cell.toFixed(1);
  if (typeof cell === "boolean") return cell ? "yes" : "no";
  if (cell instanceof Date) return timeText(cell, time);
  const text = isMap(cell) ? pairsText(cell) : exactText(cell);
  return visible(clip(text, cells, kind === "url" ? kind : undefined));
}

/** An object for people: `bookmarks 214, history 2006`. */
function pairsText(cell: CellMap): string {
  return Object.entries(cell).map(([name, each]) => `${name} ${exactText(each)}`.trimEnd()).join(", ");
}

/** For a plain line: everything in full, nothing unsafe. */
export function plainText(cell: Cell, time: TimeView): string {
  return visible(cell instanceof Date ? timeText(cell, time) : exactText(cell));
}

/** The value itself, as CSV and TSV hold it: lists of words joined by commas, objects as JSON. */
export function exactText(cell: Cell): string {
  if (cell === null) return "";
  if (cell instanceof Date) return isoTime(cell);
  if (isList(cell) && cell.every((each) => each === null || typeof each !== "object")) {
    return cell.map((each) => each === null ? "" : String(each)).join(",");
  }
  return typeof cell === "object" ? JSON.stringify(jsonValue(cell)) : String(cell);
}

/**
 * For one record shown to a person, in lines: those of a text, and one for each entry of a list of lists or objects, their
 * parts below each other. An object's members are told by name, anything else as in a table.
 */
export function fieldLines(cell: Cell, kind: ColumnHead["kind"], time: TimeView): readonly string[] {
  if (typeof cell === "string") {
    return cell.replace(/\r?\n$/, "").split(/\r?\n/).map((line) => tableText(line, kind, time));
  }
  if (isList(cell) && cell.length > 0 && cell.every(isEntry)) return entryLines(cell, time);
  return [isMap(cell) ? namedTexts(cell, time).join(", ") : tableText(cell, kind, time)];
}

/** Entries are aligned up to here; one of more cells is as long as it is. */
const MOST_ALIGNED_CELLS = 40;

function entryLines(entries: readonly (readonly Cell[] | CellMap)[], time: TimeView): string[] {
  // An entry is short: how long ago stands beside single times only.
  const view: TimeView = time.form === "both" ? { ...time, form: "iso" } : time;
  const rows = entries.map((entry) =>
    isList(entry) ? entry.map((part) => tableText(part, undefined, view) || "-") : namedTexts(entry, view)
  );
  const cells: number[] = [];
  for (const [i, text] of rows.flatMap((row) => [...row.entries()])) {
    cells[i] = Math.max(cells[i] ?? 0, Math.min(cellWidth(text), MOST_ALIGNED_CELLS));
  }
  return rows.map((row) => row.map((text, i) => pad(text, cells[i] ?? 0)).join("  ").trimEnd());
}

const namedTexts = (cell: CellMap, time: TimeView): string[] =>
  Object.entries(cell).map(([name, each]) => `${visible(name)} ${tableText(each, "count", time)}`);

/** The value as `JSON.stringify` is to see it: instants become ISO 8601 text, impossible ones `null`. */
export function jsonValue(cell: Cell): unknown {
  if (cell === null || typeof cell !== "object") return cell;
  if (cell instanceof Date) return isoTime(cell) || null;
  if (isList(cell)) return cell.map(jsonValue);
  return Object.fromEntries(Object.entries(cell).map(([key, each]) => [key, jsonValue(each)]));
}

/** The JSON text of {@link jsonValue}, made without it. */
export function jsonText(cell: Cell): string {
  if (typeof cell === "number") return Number.isFinite(cell) ? String(cell) : "null";
  if (cell === null || typeof cell !== "object") return JSON.stringify(cell);
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? "null" : `"${isoTime(cell)}"`;
  // Loops and one growing text: this is most of the work of a long list.
  if (isList(cell)) {
    let text = "[";
    for (let i = 0; i < cell.length; i++) text += (i === 0 ? "" : ",") + jsonText(cell[i] ?? null);
    return `${text}]`;
  }
  let text = "{";
  for (const name of Object.keys(cell)) {
    text += (text === "{" ? "" : ",") + quotedName(name) + jsonText(cell[name] ?? null);
  }
  return `${text}}`;
}

/** Names that were quoted before, each with its colon: the members of a list's objects are the same in every row. */
const quoted = new Map<string, string>();
const MOST_NAMES = 1000;

function quotedName(name: string): string {
  const known = quoted.get(name);
  if (known !== undefined) return known;
  if (quoted.size === MOST_NAMES) quoted.clear();
  const text = `${JSON.stringify(name)}:`;
  quoted.set(name, text);
  return text;
}

type CellMap = { readonly [name: string]: Cell };

const isList = (cell: Cell): cell is readonly Cell[] => Array.isArray(cell);
const isMap = (cell: Cell): cell is CellMap =>
  typeof cell === "object" && cell !== null && !isList(cell) && !(cell instanceof Date);
const isEntry = (cell: Cell): cell is readonly Cell[] | CellMap => isList(cell) || isMap(cell);

/** An instant in the form that was asked for; empty for an impossible date. */
export function timeText(date: Date, { form, nowMs }: TimeView): string {
  if (form === "rel") return relativeTime(date, nowMs);
  if (form === "iso" || Number.isNaN(date.getTime())) return isoTime(date);
  if (form === "local") return localTime(date);
  return `${isoTime(date).replace(/\.\d+/, "")} (${relativeTime(date, nowMs)})`;
}

/** By the clock on the wall of whoever reads it: `2026-03-02 09:14`. */
export function localTime(date: Date): string {
  const two = (part: number) => String(part).padStart(2, "0");
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
