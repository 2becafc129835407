/** The page about formats: each of them, templates, and what happens to what is long. */
import { FILTERS } from "../output/filters.ts";
import { type Definition, definitions, type Page, paragraphs, titled } from "../help.ts";

const FORMATS: readonly Definition[] = [
  { term: "table", text: "For people: cut to the window, relative times. The default on a terminal." },
  {
    term: "plain",
    text: "One record a line, tabs between, no header, nothing cut, times in UTC. The default elsewhere.",
  },
  {
    term: "json",
    text:
      'One document: {"schemaVersion":1,"kind":…,"syncedAt":…,"items":[…]}. A single record is one object. More: foxden ' +
      "help json",
  },
  { term: "ndjson", text: "One JSON object a line, each out as soon as it is there." },
  {
    term: "csv",
    text:
      "RFC 4180 with a header line, UTF-8, lines end in CR LF. For spreadsheets: --bom, and --spreadsheet-safe, which puts " +
      "a ' before what would be calculated.",
  },
  {
    term: "tsv",
    text: "Tabs between, with a header line; tab, newline and backslash are written \\t \\n \\\\.",
  },
  { term: "xml", text: "One document with an <item> for each record and an element for each field." },
  { term: "yaml", text: "What json says, in blocks; every text is quoted." },
  { term: "ids", text: "One id a line." },
  {
    term: "netscape",
    text: "bookmarks list and export: the file that Firefox, Chrome and other browsers import.",
  },
  { term: "md", text: "bookmarks export: lists inside lists, with links." },
];

const TEMPLATES: readonly Definition[] = [
  { term: "--template T", text: "A line for each record, in place of a format: '{title}\\t{url}'" },
  { term: "{field}", text: "A value; --fields help names the fields. {{ and }} are braces." },
  { term: "\\t \\n \\r \\\\", text: "Tab, line end, carriage return and backslash, in the template itself." },
  ...Object.entries(FILTERS).map(([name, { means }]) => ({
    term: `{field|${name}}`,
    text: `${means}.`,
  })),
];

const NOTES =
  "Control characters, and others that show nothing or turn the direction of text, are shown as \\x1b or \\u202e on a " +
  "terminal and in table and plain. In a template a line end or tab inside a value is written \\n or \\t, so that no title " +
  "can pass for another record; csv and raw leave it as it is.\n" +
  "In a narrow window texts and addresses of a table are cut, and then columns left out, which a note on stderr names: never " +
  "the first one or what other commands know a record by, such as its id. Columns named with --fields all come. -f plain " +
  "cuts nothing.\n" +
  "What is longer than the screen goes through FOXDEN_PAGER, PAGER or less, unless --no-pager is given or it holds " +
  "secrets. With -o FILE it is written whole or not at all; a pipe, a device or /dev/stdout is written to as it comes.";

/** The page. */
export function formatsPage(page: Page): string {
  const block = (title: string, list: readonly Definition[]) =>
    titled(title, definitions(list, page.width), page);
  return [block("Output formats", FORMATS), block("Templates", TEMPLATES), paragraphs(NOTES, page)].join(
    "\n",
  );
}

/** The formats the page tells of. */
export const DESCRIBED_FORMATS: readonly string[] = FORMATS.map(({ term }) => term);
