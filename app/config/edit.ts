/**
 * A setting is written into the text of a config file, which stays as it was otherwise: its comments, its order, its
 * line ends. What comes of it is read again, and taken only where that setting has changed and nothing else.
 */
import { isObject, type JsonObject } from "../../core/json.ts";
import { linesOf, parseToml, valueAt } from "./toml.ts";

/** What a setting is to be. */
export interface Change {
  /** The keys that lead to it. */
  readonly path: readonly string[];
  /** Undefined: it is to be there no more. */
  readonly value: string | boolean | undefined;
}

/**
 * @returns the new text; undefined where it is written in a way that only a person can change
 */
export function changed(text: string, change: Change): string | undefined {
  const before = parseToml(text);
  if ("fault" in before) return undefined;
  const wanted = withChange(before.table, change);
  for (const candidate of candidates(text, change)) {
    const after = parseToml(candidate);
    if ("table" in after && isSame(after.table, wanted)) return candidate;
  }
  return undefined;
}

function* candidates(text: string, change: Change): Generator<string> {
  const { path, value } = change;
  if (valueAt(tableOf(text), path) === undefined) {
    if (value === undefined) yield text;
    else yield* added(text, path, literal(value));
    return;
  }
  const lines = linesOf(text, path);
  if (!lines || lines.from !== lines.to) return;
  const all = text.split("\n");
  const at = lines.from - 1;
  const line = all[at] ?? "";
  if (value === undefined) yield* without(all, at);
  else for (const each of withValue(line, literal(value))) yield all.toSpliced(at, 1, each).join("\n");
}

/** The lines without one of them; a profile's section goes with the last that was in it. */
function* without(lines: readonly string[], at: number): Generator<string> {
  const left = lines.toSpliced(at, 1);
  const header = left.findLastIndex((line, i) => i < at && HEADER.test(line));
  const next = left.findIndex((line, i) => i > header && HEADER.test(line));
  const end = next < 0 ? left.length : next;
  const isEmpty = left.slice(header + 1, end).every((line) => line.trim() === "");
  if (isEmpty && PROFILE_HEADER.test(left[header] ?? "")) {
    const rest = left.toSpliced(header, end - header);
    yield next < 0 ? rest.join("\n").replace(/\s*$/, rest.length === 0 ? "" : eolOf(lines)) : rest.join("\n");
  }
  yield left.join("\n");
}

const HEADER = /^\s*\[/;
const PROFILE_HEADER = /^\s*\[\s*["']?profiles\b/;

const eolOf = (lines: readonly string[]): string => lines.some((line) => line.endsWith("\r")) ? "\r\n" : "\n";

function tableOf(text: string): JsonObject {
  const read = parseToml(text);
  return "table" in read ? read.table : {};
}

/** A line with another value: everything between the equals sign and a comment is replaced. */
function* withValue(line: string, value: string): Generator<string> {
  const [, key, , old = ""] = /^([^=]*=)(\s*)(.*?)\s*$/s.exec(line) ?? [];
  if (key === undefined) return;
  const end = line.endsWith("\r") ? "\r" : "";
  // A number sign within quotes begins no comment: the shortest beginning that is a value ends before one.
  const ends = [...old.matchAll(/\s*(?:#|$)/g)].map(({ index }) => index);
  const last = ends.find((each) => "table" in parseToml(`v = ${old.slice(0, each)}`));
  if (last !== undefined) yield `${key} ${value}${old.slice(last)}${end}`;
}

/** The text with a new line, in the section that is nearest to it; or with a new section. */
function* added(text: string, path: readonly string[], value: string): Generator<string> {
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const lines = text === "" ? [] : text.replace(/\r?\n$/, "").split(/\r?\n/);
  const join = (all: readonly string[]) => all.map((line) => line + eol).join("");
  for (let length = path.length - 1; length > 0; length--) {
    const header = headerLine(lines, path.slice(0, length));
    if (header === undefined) continue;
    yield join(lines.toSpliced(endOfSection(lines, header), 0, statement(path.slice(length), value)));
  }
  const top = endOfSection(lines, -1);
  if (path.length === 1) yield join(lines.toSpliced(top, 0, statement(path, value), ...gap(lines[top])));
  else {
    const depth = path[0] === "profiles" ? 2 : path.length - 1;
    const section = [`[${path.slice(0, depth).map(keyText).join(".")}]`, statement(path.slice(depth), value)];
    yield join([...lines, ...gap(lines.at(-1)), ...section]);
    // A section that is written with dots already takes no header.
    yield join(lines.toSpliced(top, 0, statement(path, value)));
  }
}

/** A blank line between what is new and a line of another section. */
const gap = (line: string | undefined): string[] => line === undefined || line.trim() === "" ? [] : [""];

/** Where `[a.b]` stands, counted from 0. */
function headerLine(lines: readonly string[], path: readonly string[]): number | undefined {
  const at = lines.findIndex((line) => {
    if (!/^\s*\[[^[]/.test(line)) return false;
    const read = parseToml(line);
    return "table" in read && isSame(read.table, nested(path, {})) && depthOf(read.table) === path.length;
  });
  return at < 0 ? undefined : at;
}

function depthOf(table: unknown): number {
  const [only] = isObject(table) ? Object.values(table) : [];
  return only === undefined ? 0 : 1 + depthOf(only);
}

/** The place after the last statement of a section, which begins at a line; -1 for what stands above all sections. */
function endOfSection(lines: readonly string[], header: number): number {
  const next = lines.findIndex((line, i) => i > header && /^\s*\[/.test(line));
  const end = next < 0 ? lines.length : next;
  const isStatement = (line: string) => /^\s*[^\s#]/.test(line);
  const last = lines.slice(0, end).findLastIndex((line, i) => i > header && isStatement(line));
  if (last >= 0) return last + 1;
  if (header >= 0) return header + 1;
  // What a file says of itself comes first, and is followed by a blank line.
  const blank = lines.slice(0, end).findIndex((line) => line.trim() === "");
  return blank < 0 ? (next < 0 ? lines.length : 0) : blank + 1;
}

const statement = (path: readonly string[], value: string): string =>
  `${path.map(keyText).join(".")} = ${value}`;

const keyText = (key: string): string => /^[A-Za-z0-9_-]+$/.test(key) ? key : JSON.stringify(key);

/** A value as TOML writes it. JSON's texts are texts of TOML, once what it lets stand is an escape. */
const literal = (value: string | boolean): string =>
  JSON.stringify(value).replace(/[\x7f-\x9f]/g, (each) => `\\u00${each.charCodeAt(0).toString(16)}`);

const nested = (path: readonly string[], value: unknown): unknown =>
  path.reduceRight((inner, key) => ({ [key]: inner }), value);

function withChange(table: JsonObject, { path, value }: Change): JsonObject {
  const [first = "", ...rest] = path;
  const { [first]: former, ...others } = table;
  if (rest.length === 0) return value === undefined ? others : { ...others, [first]: value };
  const inner = withChange(isObject(former) ? former : {}, { path: rest, value });
  return { ...others, [first]: inner };
}

/** Whether two values of TOML are the same; a section with nothing in it counts as none. */
function isSame(a: unknown, b: unknown): boolean {
  if (!isObject(a) || !isObject(b) || a instanceof Date || b instanceof Date) {
    return JSON.stringify(a) === JSON.stringify(b);
  }
  const isThere = (value: unknown) => value !== undefined && !(isObject(value) && isEmpty(value));
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => {
    const [x, y] = [valueAt(a, [key]), valueAt(b, [key])];
    return isThere(x) === isThere(y) && (!isThere(x) || isSame(x, y));
  });
}

const isEmpty = (table: JsonObject): boolean =>
  !(table instanceof Date) && Object.values(table).every((value) => isObject(value) && isEmpty(value));
