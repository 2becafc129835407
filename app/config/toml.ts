/** TOML: read, and asked where something stands in it. The only file that knows the library. */
import { parse, TomlError } from "smol-toml";
import { isObject, type JsonObject } from "../../core/json.ts";

/** A place in a text; both count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** What is wrong with a text, and where. */
export interface TomlFault extends Place {
  readonly message: string;
}

/** Some editors begin a file with it. */
const BYTE_ORDER_MARK = /^\ufeff/;

/** @returns the text as an object, or what is wrong with it */
export function parseToml(text: string): { readonly table: JsonObject } | { readonly fault: TomlFault } {
  try {
    return { table: parse(text.replace(BYTE_ORDER_MARK, "")) };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    // What follows the first line quotes the file.
    const [first = ""] = error.message.split("\n");
    const message = first.replace(/^Invalid TOML document: /, "");
    return { fault: { message, line: error.line, column: error.column } };
  }
}

/** The keys that a text such as `sync.max_age` or `"a.b".c` names; undefined where it names none. */
export function keyPath(text: string): readonly string[] | undefined {
  const read = /[\r\n=#]/.test(text) ? { fault: undefined } : parseToml(`${text} = 1`);
  return "table" in read ? [...pathsIn(read.table, [])].at(-1) : undefined;
}

/** The value at a path, or undefined where nothing stands there. */
export function valueAt(table: unknown, path: readonly string[]): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return table;
  return isObject(table) && Object.hasOwn(table, first) ? valueAt(table[first], rest) : undefined;
}

/** Lines `from` to `to`, which counts from 1 and is included: all of a statement. */
export interface Lines {
  readonly from: number;
  readonly to: number;
}

/** The lines of the statement that brings a value to its path, for every path of a text. */
export type LineIndex = (path: readonly string[]) => Lines | undefined;

/**
 * Looks through a text once, for all its paths: the library does not tell where it found something.
 *
 * @param text one that the library can read
 */
export function indexLines(text: string): LineIndex {
  const found = new Map<string, Lines>();
  let section: readonly string[] = [];
  for (const { from, to, text: statement } of statementsOf(text)) {
    const read = parseToml(`${statement}\n`);
    if ("fault" in read) continue;
    const isHeader = statement.trimStart().startsWith("[");
    const paths = [...pathsIn(read.table, isHeader ? [] : section)];
    if (isHeader) section = paths.at(-1) ?? [];
    for (const path of paths) {
      const key = JSON.stringify(path);
      if (!found.has(key)) found.set(key, { from, to });
    }
  }
  return (path) => found.get(JSON.stringify(path));
}

/** The same for one path. */
export const linesOf = (text: string, path: readonly string[]): Lines | undefined => indexLines(text)(path);

/** The paths that a statement brings, the outermost first. Of a list of sections the last one is meant. */
function* pathsIn(value: unknown, path: readonly string[]): Generator<readonly string[]> {
  const table = Array.isArray(value) ? value.at(-1) : value;
  if (!isObject(table) || table instanceof Date) return;
  for (const [key, inner] of Object.entries(table)) {
    const here = [...path, key];
    yield here;
    yield* pathsIn(inner, here);
  }
}

interface Statement extends Lines {
  readonly text: string;
}

/** The statements of a text, without what stands between them. */
function* statementsOf(text: string): Generator<Statement> {
  const lines = text.replace(BYTE_ORDER_MARK, "").split("\n");
  let from = 1;
  let state = BETWEEN;
  for (const [i, line] of lines.entries()) {
    const to = i + 1;
    if (state === BETWEEN) from = to;
    state = afterLine(line, state);
    if (state.quote !== "" || state.depth > 0) continue;
    const statement = lines.slice(from - 1, to).join("\n");
    if (/^\s*[^\s#]/.test(statement)) yield { from, to, text: statement };
    state = BETWEEN;
  }
}

/** Where a line leaves off: within which quotes, and within how many brackets. */
interface Position {
  readonly quote: string;
  readonly depth: number;
}

const BETWEEN: Position = { quote: "", depth: 0 };

/** What decides where a statement ends, outside of quotes and within each kind of them. */
const TOKENS: Readonly<Record<string, RegExp>> = {
  "": /"""|'''|["'#[\]{}]/g,
  '"': /\\.|"/g,
  "'": /'/g,
  // A text may end with quotes of its own, before those that end it.
  '"""': /\\.|"{3,5}/g,
  "'''": /'{3,5}/g,
};

function afterLine(line: string, { quote, depth }: Position): Position {
  for (let at = 0;;) {
    const tokens = TOKENS[quote] ?? /$/g;
    tokens.lastIndex = at;
    const [token = "#"] = tokens.exec(line) ?? [];
    at = tokens.lastIndex;
    if (token === "#") return { quote, depth };
    if (quote !== "") quote = token.startsWith("\\") ? quote : "";
    else if (/^["']/.test(token)) quote = token;
    else depth += /[[{]/.test(token) ? 1 : -1;
  }
}

/** Where the statement begins that brings a value to its path. */
export const placeOf = (text: string, path: readonly string[]): Place => placesIn(text)(path);

/** The same for many paths of a text, which is looked through once, and not before somebody asks. */
export function placesIn(text: string): (path: readonly string[]) => Place {
  let lines: readonly string[] = [];
  let index: LineIndex | undefined;
  return (path) => {
    if (!index) [index, lines] = [indexLines(text), text.split("\n")];
    const line = index(path)?.from ?? 1;
    const column = (lines[line - 1] ?? "").search(/\S/) + 1;
    return { line, column: Math.max(1, column) };
  };
}
