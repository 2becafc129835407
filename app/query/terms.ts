/** A query as it was read: terms that must all hold. */
import type { Pattern } from "./text.ts";

/** A parsed query: every term must hold. */
export interface Query {
  readonly terms: readonly Term[];
}

/** One condition and the word that stands for it. */
export interface Term {
  readonly word: Word;
  readonly condition: Condition;
}

/** One word of a query, as it was typed. */
export interface Word {
  /** Whether the condition is turned round. */
  readonly negated: boolean;
  /** The field before the colon, as the list calls it. */
  readonly field?: string;
  /** The rest, without quotation marks. */
  readonly value: string;
  readonly quoted: boolean;
}

/** What one term asks of a row; patterns are folded. */
export type Condition =
  | { readonly kind: "text"; readonly pattern: Pattern }
  | { readonly kind: "field"; readonly field: string; readonly pattern: Pattern }
  | { readonly kind: "host"; readonly field: string; readonly pattern: Pattern }
  | { readonly kind: "id"; readonly field: string; readonly start: string }
  | { readonly kind: "number"; readonly field: string; readonly bounds: readonly Bound[] }
  | TimeCondition
  | { readonly kind: "flag"; readonly field: string; readonly wanted: boolean };

/** An instant from `fromMs` on and before `toMs`. Without a field it is the time of the row. */
export interface TimeCondition {
  readonly kind: "time";
  readonly field?: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** How numbers and times are compared. */
export type Comparison = "<" | "<=" | "=" | ">=" | ">";

/** One side of what a number may be. */
export interface Bound {
  readonly compare: Comparison;
  readonly value: number;
}

/** Says whether a query asks for nothing, so that everything matches. Commands that delete should refuse it. */
export function isEmptyQuery({ terms }: Query): boolean {
  return terms.every((term) => isBlank(term) && !term.word.negated);
}

/** Says whether a query only says what is not wanted, so that nearly everything may match. */
export function isOnlyNegated(query: Query): boolean {
  return !isEmptyQuery(query) && query.terms.every((term) => isBlank(term) || term.word.negated);
}

/** No row whose time is before this is found; minus infinity where the query does not say. */
export const earliestMs = ({ terms }: Query): number =>
  terms.reduce((earliest, { condition, word }) => {
    const isRowTime = condition.kind === "time" && condition.field === undefined && !word.negated;
    return isRowTime ? Math.max(earliest, condition.fromMs) : earliest;
  }, -Infinity);

/** Says whether a term holds for every row, or for none where it is negated. */
export const isBlank = ({ condition }: Term): boolean =>
  condition.kind === "text" && condition.pattern.text === "";

/** Writes a query down, so that reading it gives the same query. */
export const printQuery = ({ terms }: Query): string => terms.map(({ word }) => printWord(word)).join(" ");

function printWord({ negated, field, value, quoted }: Word): string {
  const name = field === undefined ? "" : `${field}:`;
  return `${negated ? "-" : ""}${name}${quoted ? `"${value}"` : value}`;
}
