/**
 * The query language of lists, the same on the command line and in the full screen.
 *
 * Words are substrings that must all be there, without regard to case and accents: `den "exact words" -not 'prefix
 * fuzzy~`. Fields narrow one column: `host:example.org`, `tag:dev`, `before:2026-01`, `visits:>5`, `is:reused`.
 * A minus in front turns any of these round.
 */
import { FoxdenError } from "../../core/errors.ts";
import { fold, matchesPattern, type Pattern } from "./text.ts";
import { dayAround, parseTimeSpan, TIME_EXAMPLES, type TimeSpan } from "./time.ts";

export { fold, type Pattern };

/** Every field of the language. A list declares those its rows have. */
export const QUERY_FIELDS = [
  "host",
  "url",
  "title",
  "tag",
  "folder",
  "type",
  "device",
  "user",
  "id",
  "before",
  "after",
  "on",
  "visits",
  "deleted",
  "is",
] as const;

/** What a query may speak of. */
export interface QueryOptions {
  /** The fields that the rows have. One that is not in {@link QUERY_FIELDS} is looked for as a substring. */
  readonly fields: readonly string[];
  /** What `7d`, `today` and `yesterday` count from. */
  readonly nowMs: number;
  /** The words that some fields can hold, such as those of `is:`. Any other word there is an error. */
  readonly choices?: Readonly<Record<string, readonly string[]>>;
}

/** A parsed query: every term must hold. */
export interface Query {
  readonly terms: readonly Term[];
}

/** How `visits:` compares. */
export type Comparison = "<" | "<=" | "=" | ">=" | ">";

/** One condition; `negated` turns it round. */
export type Term = { readonly negated: boolean } & Condition;

/** What one term asks of a row; patterns are folded. */
export type Condition =
  | { readonly kind: "text"; readonly pattern: Pattern }
  | { readonly kind: "field"; readonly field: string; readonly pattern: Pattern }
  | { readonly kind: "id"; readonly start: string }
  | { readonly kind: "number"; readonly field: string; readonly compare: Comparison; readonly value: number }
  | { readonly kind: "time"; readonly span: TimeSpan }
  | { readonly kind: "deleted"; readonly wanted: boolean };

/** A row as the query sees it. */
export interface Searchable {
  /** What free words are looked for in. Each word must lie within one of these texts. */
  readonly text: readonly string[];
  /** Says that `text` went through {@link fold} already, which is most of the work on long lists. */
  readonly folded?: boolean;
  readonly fields: Readonly<Record<string, string | readonly string[] | number | undefined>>;
  /** The instant that `before:`, `after:` and `on:` speak of. */
  readonly atMs?: number;
}

/**
 * Parses a query. A word with a colon is a field only if the part before the colon is one, so `localhost:3000` and
 * whole addresses are plain words. A quotation mark that is never closed closes at the end.
 *
 * @throws {FoxdenError} `usage.value` for a field that the rows lack or a value that the field cannot take; the
 * message names the fields that can be used
 */
export function parseQuery(text: string, options: QueryOptions): Query {
  return {
    terms: splitTerms(text, options).map(({ negated, field, value, quoted }) => ({
      negated,
      ...(field === undefined
        ? { kind: "text" as const, pattern: toPattern(value, quoted) }
        : parseField(field, value, quoted, options)),
    })),
  };
}

/** Says whether a query asks for nothing, so that everything matches. Commands that delete should refuse it. */
export function isEmptyQuery(query: Query): boolean {
  return query.terms.every((term) => !term.negated && term.kind === "text" && term.pattern.text === "");
}

/** Says whether every term of the query holds for a row. */
export function matchesQuery(query: Query, row: Searchable): boolean {
  let text: readonly string[] | undefined;
  const foldedText = () => text ??= row.folded ? row.text : row.text.map(fold);
  return query.terms.every((term) => holds(term, row, foldedText) !== term.negated);
}

interface RawTerm {
  readonly negated: boolean;
  readonly field?: string;
  readonly value: string;
  readonly quoted: boolean;
}

/** Minus signs, a field name, and then either a quotation or everything up to the next blank. */
const TERM = /(-*)(?:([\p{L}\p{N}_-]+):)?(?:"([^"]*)(?:"|$)|(\S+))?/uy;

function splitTerms(text: string, options: QueryOptions): RawTerm[] {
  const terms: RawTerm[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/u.test(text.charAt(at))) {
      at++;
      continue;
    }
    const { term, length } = readTerm(text, at, options);
    terms.push(term);
    at += length;
  }
  return terms;
}

function readTerm(text: string, at: number, options: QueryOptions): { term: RawTerm; length: number } {
  TERM.lastIndex = at;
  const [whole = "", minuses = "", name, quotation, word = ""] = TERM.exec(text) ?? [];
  const negated = minuses.length % 2 === 1;
  const field = name?.toLowerCase();
  if (field !== undefined && isField(field, options)) {
    return {
      term: { negated, field, value: quotation ?? word, quoted: quotation !== undefined },
      length: whole.length,
    };
  }
  if (name === undefined && quotation !== undefined) {
    return { term: { negated, value: quotation, quoted: true }, length: whole.length };
  }
  const plain = /^\S+/u.exec(text.slice(at))?.[0] ?? "";
  // A word of minus signs only: the last one is what is looked for, since nothing else is there.
  const signs = Math.min(minuses.length, plain.length - 1);
  return {
    term: { negated: signs % 2 === 1, value: plain.slice(signs), quoted: false },
    length: plain.length,
  };
}

function isField(name: string, options: QueryOptions): boolean {
  return options.fields.includes(name) || QUERY_FIELDS.some((field) => field === name);
}

function toPattern(value: string, quoted: boolean, mode: Pattern["mode"] = "substring"): Pattern {
  if (!quoted && value.length > 1 && value.startsWith("'")) {
    return { mode: "prefix", text: fold(value.slice(1)) };
  }
  if (!quoted && value.length > 1 && value.endsWith("~")) {
    return { mode: "subsequence", text: fold(value.slice(0, -1)) };
  }
  return { mode, text: fold(value) };
}

function parseField(field: string, value: string, quoted: boolean, options: QueryOptions): Condition {
  if (!options.fields.includes(field)) throw unusable(`"${field}:" cannot be searched for here`, options);
  if (value === "") throw unusable(`"${field}:" needs a value`, options);
  switch (field) {
    case "before":
    case "after":
    case "on":
      return { kind: "time", span: parseSpan(field, value, options) };
    case "visits":
      return parseComparison(field, value, options);
    case "deleted":
      return { kind: "deleted", wanted: parseYesNo(field, value, options) };
    case "id":
      return { kind: "id", start: withoutBrace(value) };
  }
  const pattern = toPattern(value, quoted, quoted && field === "host" ? "equal" : MODES.get(field));
  const choices = options.choices?.[field];
  if (choices && !choices.some((choice) => matchesPattern(pattern, fold(choice)))) {
    throw unusable(`"${field}:${value}" is none of ${choices.join(", ")}`, options);
  }
  return { kind: "field", field, pattern };
}

/**
 * Tags and states are compared as a whole, hosts from the start of a label on: `host:git` finds `git.example` and
 * `my.github.example`, never `digit.example`. Only `host:"git.example"` is that host and no other.
 */
const MODES: ReadonlyMap<string, Pattern["mode"]> = new Map([
  ["tag", "equal"],
  ["type", "equal"],
  ["is", "equal"],
  ["host", "label"],
]);

function parseSpan(field: "before" | "after" | "on", value: string, options: QueryOptions): TimeSpan {
  const span = parseTimeSpan(value, options.nowMs);
  if (!span) throw unusable(`"${field}:${value}" is no time such as ${TIME_EXAMPLES}`, options);
  if (field === "before") return { fromMs: -Infinity, toMs: span.fromMs };
  if (field === "after") return { fromMs: span.fromMs, toMs: Infinity };
  return span.toMs - span.fromMs > 1 ? span : dayAround(span.fromMs);
}

const COMPARISONS: readonly Comparison[] = ["<=", ">=", "<", ">", "="];

function parseComparison(field: string, value: string, options: QueryOptions): Condition {
  const compare = COMPARISONS.find((sign) => value.startsWith(sign));
  const digits = value.slice(compare?.length ?? 0);
  if (!/^\d{1,15}$/.test(digits)) throw unusable(`"${field}:${value}" is no number such as 5 or >5`, options);
  return { kind: "number", field, compare: compare ?? "=", value: Number(digits) };
}

function parseYesNo(field: string, value: string, options: QueryOptions): boolean {
  const word = fold(value);
  if (word !== "yes" && word !== "no") throw unusable(`"${field}:${value}" is neither yes nor no`, options);
  return word === "yes";
}

function unusable(problem: string, options: QueryOptions): FoxdenError<"usage.value"> {
  const names = options.fields.map((field) => `${field}:`).join(" ");
  return new FoxdenError("usage.value", `${problem}; fields: ${names || "none"}`, { name: "Q" });
}

function withoutBrace(id: string): string {
  return id.startsWith("{") ? id.slice(1) : id;
}

function holds(condition: Condition, row: Searchable, foldedText: () => readonly string[]): boolean {
  switch (condition.kind) {
    case "text":
      return condition.pattern.text === "" ||
        foldedText().some((text) => matchesPattern(condition.pattern, text));
    case "field":
      return valuesOf(row, condition.field).some((value) => matchesPattern(condition.pattern, fold(value)));
    case "id":
      return valuesOf(row, "id").some((id) => withoutBrace(id).startsWith(condition.start));
    case "number":
      return valuesOf(row, condition.field).some((value) => compares(Number(value), condition));
    case "time":
      return row.atMs !== undefined && row.atMs >= condition.span.fromMs && row.atMs < condition.span.toMs;
    case "deleted":
      return valuesOf(row, "deleted").includes("yes") === condition.wanted;
  }
}

function valuesOf(row: Searchable, field: string): readonly string[] {
  const value = row.fields[field];
  if (value === undefined) return [];
  return typeof value === "object" ? value : [String(value)];
}

function compares(value: number, condition: Extract<Condition, { kind: "number" }>): boolean {
  switch (condition.compare) {
    case "<":
      return value < condition.value;
    case "<=":
      return value <= condition.value;
    case "=":
      return value === condition.value;
    case ">=":
      return value >= condition.value;
    case ">":
      return value > condition.value;
  }
}
