/** Telling by the text of a record, before it is parsed, that a query cannot hold for it. */
import type { UnparsedRecord } from "../mirror/page.ts";
import { preTest } from "./raw_text.ts";
import type { Condition, Query, Term } from "./terms.ts";
import type { Pattern } from "./text.ts";

/** How records are searched as the JSON they are kept as. */
export interface TextSearch {
  /** Fields whose values stand in a plain record just so, as all texts of the row have to. */
  readonly fields: readonly string[];
  /**
   * Says of the text of a record, an array whose last value is the object inside, that it is plain to see what is inside:
   * neither a tombstone nor anything malformed.
   */
  readonly isPlain: (text: string) => boolean;
}

/**
 * Compiles a test that says which records are worth parsing. Undefined where the query looks for nothing that could be seen
 * in a text.
 */
export function unparsedTest(
  query: Query,
  { fields, isPlain }: TextSearch,
): ((record: UnparsedRecord) => boolean) | undefined {
  const [pattern] = query.terms.flatMap((term) => soughtBy(term, fields) ?? []).sort(byRareness);
  if (pattern === undefined) return undefined;
  const isInAscii = isAscii(pattern.text) ? preTest(pattern, "ascii") : /(?!)/;
  const isInAny = preTest(pattern);
  // What is escaped may stand for anything.
  return (record) =>
    (record.isAscii ? isInAscii : isInAny).test(record.text) || record.text.includes("\\") ||
    !isPlain(record.text);
}

/** What has to stand in the text of a record for which a term holds, where JSON writes that as it is. */
function soughtBy({ word, condition }: Term, fields: readonly string[]): Pattern | undefined {
  if (word.negated || !isOfText(condition, fields)) return undefined;
  const { mode, text } = condition.pattern;
  // deno-lint-ignore no-control-regex
  if (text === "" || /["\\\x00-\x1f]/.test(text)) return undefined;
  return { mode: mode === "subsequence" ? mode : "substring", text };
}

const isOfText = (
  condition: Condition,
  fields: readonly string[],
): condition is Extract<Condition, { readonly pattern: Pattern }> =>
  condition.kind === "text" || ("pattern" in condition && fields.includes(condition.field));

/** What is beyond ASCII spares a look at all other texts, and few hold what is long, unless others may stand between. */
const byRareness = (a: Pattern, b: Pattern): number =>
  Number(isAscii(a.text)) - Number(isAscii(b.text)) ||
  Number(a.mode === "subsequence") - Number(b.mode === "subsequence") ||
  b.text.length - a.text.length;

// deno-lint-ignore no-control-regex
const isAscii = (text: string): boolean => !/[^\x00-\x7f]/.test(text);
