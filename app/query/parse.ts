/**
 * Reading a query.
 *
 * Words are substrings that must all be there, without regard to case and accents: `den "exact words" -not 'prefix
 * fuzzy~`. Fields narrow one column: `host:example.org`, `tag:dev`, `before:2026-01`, `visits:>5`, `is:reused`.
 * A minus in front turns any of these round. There is no OR.
 */
import { nearest } from "../nearest.ts";
import { type ComparisonFault, parseBounds, parseSide, parseTimes } from "./comparison.ts";
import { domainPattern } from "./host.ts";
import { type FieldKind, type FieldSet, isRowTime, kindOf, withoutBrace } from "./fields.ts";
import { fieldMeant } from "./names.ts";
import { refuseQuery, shown } from "./refusal.ts";
import { splitWords } from "./split.ts";
import type { Condition, Query, Word } from "./terms.ts";
import { fold, foldedTest, type Pattern } from "./text.ts";
import { TIME_EXAMPLES } from "./time.ts";

/** What a query may speak of. */
export interface QueryOptions extends FieldSet {
  /** What `7d`, `today` and `yesterday` count from. */
  readonly nowMs: number;
}

/**
 * Parses a query. What follows a name and a colon is told by {@link fieldMeant}, so that `localhost:3000` and whole
 * addresses are plain words. A quotation mark that is never closed closes at the end.
 *
 * @throws {FoxdenError} `usage.value` for a field that the rows lack or a value that the field cannot take; the
 * message names the fields that can be used
 */
export function parseQuery(text: string, options: QueryOptions): Query {
  const words = splitWords(text, (name, rest) => fieldMeant(name, rest, options));
  return { terms: words.map((word) => ({ word, condition: conditionOf(word, options) })) };
}

/** A word with a field. */
type FieldWord = Word & { readonly field: string };

function conditionOf(word: Word, options: QueryOptions): Condition {
  const { field } = word;
  if (field === undefined) return { kind: "text", pattern: patternOf(word, "substring") };
  if (fold(word.value) === "") return refuseQuery(`"${field}:" needs a value`, options);
  return READERS[kindOf(field, options)]({ ...word, field }, options);
}

/** How the value of a field is read, by what the field holds. */
const READERS: Readonly<Record<FieldKind, (word: FieldWord, options: QueryOptions) => Condition>> = {
  text: (word, options) => ({
    kind: "field",
    field: word.field,
    pattern: fieldPattern(word, "substring", options),
  }),
  choice: readChoice,
  host: readHost,
  id: readId,
  number: readNumber,
  time: readTime,
  flag: readFlag,
};

/** @param mode of what has no sign of its own */
function patternOf({ value, quoted }: Word, mode: Pattern["mode"]): Pattern {
  if (!quoted && value.length > 1 && value.startsWith("'")) {
    return { mode: "prefix", text: fold(value.slice(1)) };
  }
  if (!quoted && value.length > 1 && value.endsWith("~")) {
    return { mode: "subsequence", text: fold(value.slice(0, -1)) };
  }
  return { mode, text: fold(value) };
}

/** The same for a field, where something has to be looked for. */
function fieldPattern(word: FieldWord, mode: Pattern["mode"], options: QueryOptions): Pattern {
  const pattern = patternOf(word, mode);
  return pattern.text === "" ? refuseQuery(`"${word.field}:" needs a value`, options) : pattern;
}

function readHost(word: FieldWord, options: QueryOptions): Condition {
  // Only a quoted one is that host and no other.
  const pattern = fieldPattern(word, word.quoted ? "equal" : "label", options);
  const isWhole = pattern.mode === "label" && pattern.text.includes(".");
  return { kind: "host", field: word.field, pattern: isWhole ? domainPattern(pattern.text) : pattern };
}

function readChoice(word: FieldWord, options: QueryOptions): Condition {
  const { field, value } = word;
  const pattern = fieldPattern(word, "equal", options);
  const choices = options.choices?.[field];
  const isThere = foldedTest(pattern);
  if (choices && !choices.some((choice) => isThere(fold(choice)))) {
    const meant = nearest(value, choices);
    const hint = meant === undefined ? "" : ` (did you mean "${field}:${meant}"?)`;
    refuseQuery(`"${field}:${shown(value)}" is none of ${choices.join(", ")}${hint}`, options);
  }
  return { kind: "field", field, pattern };
}

function readId({ field, value }: FieldWord, options: QueryOptions): Condition {
  const start = withoutBrace(value);
  return start === "" ? refuseQuery(`"${field}:" needs a value`, options) : { kind: "id", field, start };
}

function readNumber(word: FieldWord, options: QueryOptions): Condition {
  const bounds = readable(word, parseBounds(word.value), "number such as 5, >5 or 5..9", options);
  return { kind: "number", field: word.field, bounds };
}

function readTime(word: FieldWord, options: QueryOptions): Condition {
  const { field, value } = word;
  const isSide = field === "before" || field === "after";
  const times = isSide ? parseSide(field, value, options.nowMs) : parseTimes(value, options.nowMs);
  const { fromMs, toMs } = readable(word, times, `time such as ${TIME_EXAMPLES}`, options);
  return { kind: "time", ...(isRowTime(field) ? {} : { field }), fromMs, toMs };
}

/** @throws {FoxdenError} `usage.value` for a fault */
function readable<T extends object>(
  { field, value }: FieldWord,
  read: T | ComparisonFault,
  what: string,
  options: QueryOptions,
): T {
  if (typeof read === "object") return read;
  const word = `"${field}:${shown(value)}"`;
  return refuseQuery(
    read === "reversed" ? `${word} ends before it begins` : `${word} is no ${what}`,
    options,
  );
}

function readFlag({ field, value }: FieldWord, options: QueryOptions): Condition {
  const word = fold(value);
  if (word === "yes" || word === "no") return { kind: "flag", field, wanted: word === "yes" };
  return refuseQuery(`"${field}:${shown(value)}" is neither yes nor no`, options);
}
