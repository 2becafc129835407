/** Filters of templates: what stands behind a `|`. */
import type { Cell } from "../../app/columns.ts";
import { csvCell } from "../../app/formats/csv.ts";
import { escapeHtml } from "../../app/formats/html.ts";
import { FoxdenError } from "../../core/errors.ts";
import { exactText, jsonText, timeText, type TimeView } from "../../app/display/cells.ts";
import { didYouMean } from "../suggest.ts";
import { escapeUnsafe } from "../../app/display/text.ts";

interface Filter {
  readonly apply: (cell: Cell, time: TimeView) => string;
  /** For `foxden help formats`. */
  readonly means: string;
  readonly forTimes?: true;
  /** What it makes may go on over several lines, for readers that know where it ends. */
  readonly mayBreak?: true;
}

const inForm = (form: TimeView["form"]) => (cell: Cell, { nowMs }: TimeView): string =>
  cell instanceof Date ? timeText(cell, { form, nowMs }) : "";

/** Every filter by its name. */
export const FILTERS: Readonly<Record<string, Filter>> = {
  json: { means: "As JSON", apply: (cell) => escapeUnsafe(jsonText(cell)) },
  csv: { means: "As a cell of CSV", apply: (cell) => csvCell(exactText(cell)), mayBreak: true },
  html: { means: "For HTML", apply: (cell) => escapeHtml(exactText(cell)) },
  url: {
    means: "For a part of an address",
    apply: (cell) => encodeURIComponent(exactText(cell).toWellFormed()),
  },
  raw: { means: "As it is, line ends too", apply: exactText, mayBreak: true },
  iso: { means: "A time in ISO 8601, UTC", apply: inForm("iso"), forTimes: true },
  local: { means: "A time by the clock on the wall", apply: inForm("local"), forTimes: true },
  rel: { means: "How long ago a time is", apply: inForm("rel"), forTimes: true },
};

/** @throws {FoxdenError} `usage.value` where there is no such filter */
export function refuseFilter(name: string): void {
  if (Object.hasOwn(FILTERS, name)) return;
  const names = Object.keys(FILTERS);
  const guess = didYouMean(name, names).replace(/^$/, ".");
  throw new FoxdenError(
    "usage.value",
    `--template: no filter "${name}"${guess} Filters: ${names.join(", ")}`,
    {
      name: "--template",
    },
  );
}

/** Whether a filter says something of times alone. */
export const isForTimes = (name: string): boolean => FILTERS[name]?.forTimes ?? false;

/** What several filters make of a value, each of what the one before it has made. */
export function applyFilters(names: readonly string[], cell: Cell, time: TimeView): string {
  const made = names.reduce<Cell>((value, name) => FILTERS[name]?.apply(value, time) ?? value, cell);
  const last = FILTERS[names.at(-1) ?? ""];
  return last?.mayBreak ? exactText(made) : oneLine(made, time);
}

/** A value in which nothing ends a line or a column, so that none can pass for another record. */
export function oneLine(cell: Cell, time: TimeView): string {
  const text = cell instanceof Date ? timeText(cell, time) : exactText(cell);
  return BREAKS.test(text) ? text.replaceAll(EVERY_BREAK, escapeOf) : text;
}

// What some reader of lines takes for the end of one, the tab, and the NUL at which others stop.
// deno-lint-ignore no-control-regex
const BREAKS = /[\0\t-\r\x1c-\x1e\x85\u2028\u2029]/;
const EVERY_BREAK = new RegExp(BREAKS, "g");

const NAMED: ReadonlyMap<string, string> = new Map([["\t", "\\t"], ["\n", "\\n"], ["\r", "\\r"]]);

function escapeOf(character: string): string {
  const hex = character.charCodeAt(0).toString(16);
  return NAMED.get(character) ?? (hex.length > 2 ? `\\u${hex}` : `\\x${hex.padStart(2, "0")}`);
}
