/** Visits as people and programs give them: words of a command, or lines of an address, a title and a time. */
import { readPageTitle, readVisitedUrl, readVisitMs } from "../../core/edits/history.ts";
import { FoxdenError, isFoxdenError } from "../../core/errors.ts";
import { type TransitionName, TRANSITIONS } from "../../core/records/history.ts";
import { addressFault } from "../bookmarks/lines.ts";
import { parseTimeSpan, TIME_EXAMPLES } from "../query/time.ts";
import { badRecords } from "../write/write.ts";
import type { GivenVisit } from "./add.ts";
import { HISTORY } from "./list.ts";

/**
 * What a visit that somebody makes up may be. Pages in frames, and those that others embed, are left out: Firefox shows
 * no page that was visited in no other way.
 */
export const ADDED_TYPES = [
  "link",
  "typed",
  "bookmark",
  "redirect-permanent",
  "redirect-temporary",
  "download",
  "reload",
] as const satisfies readonly TransitionName[];

/** What is said of several visits at once. */
export interface VisitDefaults {
  readonly type: typeof ADDED_TYPES[number];
  /** When, as the query language writes times; now where undefined. */
  readonly at: string | undefined;
  readonly nowMs: number;
}

/** One visit. @throws {FoxdenError} `usage.value` */
export function readVisit(url: string, title: string | undefined, defaults: VisitDefaults): GivenVisit {
  const fault = addressFault(url);
  if (fault !== undefined) throw refusal("URL", fault);
  return {
    url: readVisitedUrl(url),
    title: readPageTitle(title ?? ""),
    dateUs: 1000 * readVisitMs(instantOf(defaults.at, defaults.nowMs), defaults.nowMs),
    transition: TRANSITIONS[defaults.type],
  };
}

/** What lines come to. */
export interface VisitLines {
  readonly visits: readonly GivenVisit[];
  /** How many lines have a place for a time and none in it, as a page that was never visited has in a list. */
  readonly never: number;
}

/**
 * Reads lines as `-f tsv` writes them; a title may follow after a tab, and a time after another one. Blank lines do not
 * count, and neither does a first line that names the columns.
 *
 * @throws {FoxdenError} `usage.records` with the number of each line that cannot be used
 */
export function readVisitLines(text: string, defaults: VisitDefaults): VisitLines {
  const visits: GivenVisit[] = [];
  const faults: string[] = [];
  let never = 0;
  for (const [i, line] of text.replace(/^\ufeff/, "").split(/\r?\n/).entries()) {
    const [url = "", title = "", time, ...rest] = line.split("\t").map((part) => unescaped(part.trim()));
    if (line.trim() === "" || (i === 0 && url === "url")) continue;
    try {
      if (rest.some((part) => part !== "")) throw refusal("URL", "there is more after the time");
      const visit = readVisit(url, title, time ? { ...defaults, at: time } : defaults);
      if (time === "") never++;
      else visits.push(visit);
    } catch (error) {
      if (!isFoxdenError(error)) throw error;
      // What stands in a line has no flag.
      faults.push(`line ${i + 1}: ${error.message.replace(/^--[a-z]+: /, "")}`);
    }
  }
  if (faults.length > 0) throw badRecords(HISTORY, faults, false);
  return { visits, never };
}

const ESCAPED: ReadonlyMap<string, string> = new Map([["\\t", "\t"], ["\\n", "\n"], ["\\r", "\r"], [
  "\\\\",
  "\\",
]]);

/** A cell as it was before it was written between tabs. */
const unescaped = (cell: string): string =>
  cell.replace(/\\[tnr\\]/g, (escape) => ESCAPED.get(escape) ?? escape);

function instantOf(text: string | undefined, nowMs: number): number {
  if (text === undefined) return nowMs;
  const span = parseTimeSpan(text, nowMs);
  if (span) return span.fromMs;
  throw refusal("--at", `--at: "${text}" is no time such as ${TIME_EXAMPLES}`);
}

const refusal = (name: string, message: string) => new FoxdenError("usage.value", message, { name });
