/**
 * Writes what is made from the program's own tables: the published JSON schemas in `docs/schemas`, the kinds in
 * `docs/json.md` and the codes in `docs/exit-codes.md`: `deno run -A tools/schemas.ts`.
 *
 * A test fails where what is committed is not what this writes.
 */
import { KINDS } from "../cli/kinds.ts";
import { SCHEMA_VERSION } from "../cli/output/writer.ts";
import { EXITS } from "../cli/report.ts";
import { type Schema, schemas } from "../cli/schemas.ts";

const DOCS = new URL("../docs/", import.meta.url);

/** The folder of the schemas of this version. */
export const FOLDER = new URL(`schemas/v${SCHEMA_VERSION}/`, DOCS);

/** The text of each file by its name. */
export async function schemaFiles(): Promise<Map<string, string>> {
  const named = [...await schemas()].map(([name, schema]) =>
    [`${name}.json`, `${layOut(schema)}\n`] as const
  );
  return new Map(named);
}

/** Short lists of words on one line. */
const layOut = (schema: Schema): string =>
  JSON.stringify(schema, null, 2).replace(/\[\s+("[^[\]{}]*")\s+\]/g, (list: string, words: string) => {
    const line = `[${words.replace(/,\s+/g, ", ")}]`;
    return line.length <= LONGEST_LIST ? line : list;
  });

const LONGEST_LIST = 60;

/** A page whose table is made here. */
export interface TablePage {
  readonly url: URL;
  /** The page as it is to be, from the page as it is. */
  readonly filled: (page: string) => string;
}

/** The pages with tables that are made here. */
export const TABLE_PAGES: readonly TablePage[] = [
  {
    url: new URL("json.md", DOCS),
    filled: (page) => withRows(page, "| kind | one item is |", kindRows()),
  },
  {
    url: new URL("exit-codes.md", DOCS),
    filled: (page) => withRows(page, "| exit | code |", exitRows()),
  },
];

/** The page with these rows in the table that begins so. */
function withRows(page: string, start: string, rows: readonly string[]): string {
  const [before, rest] = cut(page, page.indexOf(`\n${start}`) + 1);
  const [table, after] = cut(rest, rest.indexOf("\n\n") < 0 ? rest.length - 1 : rest.indexOf("\n\n"));
  if (!table.startsWith(start)) throw new Error(`no table "${start}"`);
  return `${before}${[...table.split("\n").slice(0, 2), ...rows].join("\n")}${after}`;
}

const cut = (text: string, at: number): [string, string] => [text.slice(0, at), text.slice(at)];

const kindRows = (): string[] =>
  KINDS.map(({ kind, what, commands }) =>
    `| [\`${kind}\`](schemas/v${SCHEMA_VERSION}/${kind}.json) | ${what} | ${
      commands.map((command) => `\`${command}\``).join(", ")
    } |`
  );

function exitRows(): string[] {
  const failures = Object.entries(EXITS).toSorted(([, a], [, b]) => a.exit - b.exit);
  return [
    "| 0 | ok | Done; an empty list is no failure, nor is a dry run |",
    ...failures.map(([kind, { exit, when }]) => `| ${exit} | ${kind} | ${when} |`),
    "| 70 | crash | A defect in foxden |",
    "| 129, 130, 143 | | Ended by hang-up, ctrl-c or a termination signal |",
    "| 141 | | The reader of the output closed it early, as `head` does |",
  ];
}

if (import.meta.main) {
  await Deno.mkdir(FOLDER, { recursive: true });
  const files = await schemaFiles();
  for await (const { name } of Deno.readDir(FOLDER)) {
    if (!files.has(name)) await Deno.remove(new URL(name, FOLDER));
  }
  for (const [name, text] of files) await Deno.writeTextFile(new URL(name, FOLDER), text);
  for (const { url, filled } of TABLE_PAGES) {
    await Deno.writeTextFile(url, filled(await Deno.readTextFile(url)));
  }
}
