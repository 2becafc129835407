/** What of each place can be written to a file, and by which command. */
import { printQuery } from "../../app/query/query.ts";
import type { FormField, FormOverlay } from "../overlays/overlay.ts";
import { type PlaceName, placeOf } from "../places.ts";
import { listOf, type State } from "../state.ts";
import { fieldOf } from "../text_field.ts";
import { cellText, markedRows, rowUnder, wordsOfSeveral } from "./record.ts";
import { wordsFor } from "./shell.ts";
import { countWords } from "./words.ts";

/** What is written, before it is said where to and in which form. */
export interface Export {
  /** Of the act: `History: export filtered rows`. */
  readonly title: string;
  /** The command without format and file. */
  readonly words: readonly string[];
  /** The first one is offered. */
  readonly formats: readonly string[];
  /** What the file is called before its day. */
  readonly name: string;
  /** What is left out unless it is asked for. */
  readonly secret: string | null;
  /** How much is written, such as `41 logins`, where that is known. */
  readonly count: string | null;
  /** Said in the form, where it is not what somebody may take it for. */
  readonly caution?: string;
}

const SHEETS = ["csv", "ndjson", "json", "tsv"] as const;

/** What can be exported of a place, what is shown of it first. */
export function exportsOf(view: State, place: PlaceName): readonly Export[] {
  if (place === "records") return rawExports(view);
  const isHere = place === view.place;
  const marked = isHere ? markedExport(view) : null;
  const filtered = isHere ? filteredExport(view) : null;
  const { title } = placeOf(place);
  const isPart = marked !== null || filtered !== null;
  const whole: Export = {
    title: `${title}: export${isPart ? " all" : ""}`,
    ...wholeOf(place),
    ...namesOf(place),
    count: countOf(view, place),
  };
  const all = [...marked ? [marked] : [], ...filtered ? [filtered] : [], whole];
  const [first, ...others] = all;
  const caution = isHere && !marked && first ? cautionOf(view, first) : null;
  return first && caution !== null ? [{ ...first, caution }, ...others] : all;
}

/** How many a whole export writes. Rows of a tree are also what others are below. */
function countOf(view: State, place: PlaceName): string | null {
  if (placeOf(place).isTree) return null;
  const count = listOf(view, place).table?.size ?? view.counts.get(place) ?? null;
  return count === null ? null : countWords({ place }, count);
}

/** Marks that no command can be told of must not be thought to count. */
function cautionOf(view: State, { count }: Export): string | null {
  const { marked, shown } = listOf(view, view.place);
  if (marked.size === 0 || marked.size >= shown.count) return null;
  const all = count === null ? "everything that is shown" : `all ${count}`;
  return `Marks are not used here: ${all} will be written, not only the ${marked.size} marked.`;
}

function markedExport(view: State): Export | null {
  const rows = markedRows(view);
  const words = wordsOfSeveral(rows);
  if (!words) return null;
  const { place } = view;
  const title = `${placeOf(place).title}: export ${rows.length} marked`;
  return { title, words, formats: SHEETS, ...namesOf(place), count: countWords(view, rows.length) };
}

function wholeOf(place: PlaceName): Pick<Export, "words" | "formats"> {
  if (place === "bookmarks") {
    return { words: ["bookmarks", "export"], formats: ["netscape", ...SHEETS, "md"] };
  }
  return { words: pathOf(place), formats: SHEETS };
}

/** The command that writes the rows of a place. */
const pathOf = (place: PlaceName): readonly string[] =>
  place === "history" ? ["history", "export"] : placeOf(place).command.split(" ");

function namesOf(place: PlaceName): Pick<Export, "name" | "secret"> {
  return { name: place, secret: place === "passwords" ? "Passwords" : place === "cards" ? "Numbers" : null };
}

function filteredExport(view: State): Export | null {
  const { place } = view;
  const query = shownQuery(view);
  if (query === null) return null;
  // The list of bookmarks leaves out folders unless they are asked for; the one on the screen does not.
  const options = place === "bookmarks" ? ["--type", "all"] : [];
  return {
    title: `${placeOf(place).title}: export filtered rows`,
    words: wordsFor(pathOf(place), [query], options),
    formats: SHEETS,
    ...namesOf(place),
    count: countWords(view, listOf(view, place).shown.count),
  };
}

/** The filter of the place at hand as a command takes it; null where there is none, or it takes no such one. */
export function shownQuery(view: State): string | null {
  const { query } = listOf(view, view.place).filter;
  if (query === null || query.terms.length === 0 || view.place === "records") return null;
  if (view.place !== "extstorage") return printQuery(query);
  // The first word of that list is an extension, unless it is a field; the order of terms says nothing.
  const fields = query.terms.filter(({ word }) => word.field !== undefined);
  const others = query.terms.filter(({ word }) => word.field === undefined);
  return fields.length === 0 ? null : printQuery({ terms: [...fields, ...others] });
}

/** Of a place without a query the collection under the cursor is what can be written. */
function rawExports(view: State): readonly Export[] {
  const at = view.place === "records" ? rowUnder(view) : null;
  const collection = at ? cellText(at, "collection") : "";
  if (collection === "") return [];
  return [{
    title: `Raw: export ${collection}`,
    words: wordsFor(["records", "list"], [collection]),
    formats: ["ndjson", "json", "csv"],
    name: /^[\w.-]+$/.test(collection) ? collection : "records",
    secret: null,
    count: null,
  }];
}

const ENDINGS: Readonly<Record<string, string>> = { netscape: "html" };
const endingOf = (format: string): string => ENDINGS[format] ?? format;

/** The names of the fields of the form. */
export const FILE = "file";
export const FORMAT = "format";
export const SECRETS = "secrets";

const LEFT_OUT = "left out";
const WRITTEN = "written into the file";

/** Asks where an export goes, and in which form. */
export function exportFormFor(made: Export, nowMs: number): FormOverlay {
  const [format = "csv"] = made.formats;
  const secrets: FormField = {
    name: SECRETS,
    label: made.secret ?? "",
    field: fieldOf(LEFT_OUT),
    choices: [LEFT_OUT, WRITTEN],
  };
  return {
    kind: "form",
    title: made.title,
    about: "The file is readable by you alone.",
    ...made.caution === undefined ? {} : { fault: made.caution },
    fields: [
      { name: FILE, label: "File", field: fieldOf(`${made.name}-${dayOf(nowMs)}.${endingOf(format)}`) },
      { name: FORMAT, label: "Format", field: fieldOf(format), choices: made.formats },
      ...made.secret === null ? [] : [secrets],
    ],
    cursor: 0,
    then: { type: "export", words: made.words, count: made.count },
  };
}

/** The day by the clock on the wall. */
function dayOf(nowMs: number): string {
  const date = new Date(nowMs);
  const two = (part: number) => String(part).padStart(2, "0");
  return [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
}

/** The command that a filled form comes to. */
export function exportWords(words: readonly string[], fields: readonly FormField[]): readonly string[] {
  const valueOf = (name: string) => fields.find((each) => each.name === name)?.field.text ?? "";
  const options = [
    ...valueOf(SECRETS) === WRITTEN ? ["--reveal"] : [],
    "--format",
    valueOf(FORMAT),
    "--output",
    valueOf(FILE).trim(),
  ];
  const dashes = words.indexOf("--");
  const end = dashes < 0 ? words.length : dashes;
  return [...words.slice(0, end), ...options, ...words.slice(end)];
}

/** The file that a filled form names. */
export const fileOf = (fields: readonly FormField[]): string =>
  fields.find(({ name }) => name === FILE)?.field.text.trim() ?? "";

/** What is wrong with a filled form; null where nothing is. */
export function exportFault(fields: readonly FormField[]): string | null {
  const path = fileOf(fields);
  if (path === "") return "Say which file it is written to.";
  if (path === "-") return "It is written to a file: the screen is taken.";
  return path.endsWith("/") ? "That is a folder: add the name of a file." : null;
}

/** The fields after another format was chosen: the end of the file's name goes with it. */
export function withEnding(
  fields: readonly FormField[],
  before: string,
  after: string,
): readonly FormField[] {
  const [old, next] = [`.${endingOf(before)}`, `.${endingOf(after)}`];
  return fields.map((each) => {
    const { text } = each.field;
    return each.name === FILE && text.endsWith(old)
      ? { ...each, field: fieldOf(text.slice(0, -old.length) + next) }
      : each;
  });
}
