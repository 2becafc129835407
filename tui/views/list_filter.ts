/** The lines of the filter above the rows: what is typed, and what came of it. */
import type { Query } from "../../app/query/terms.ts";
import { isBlank } from "../../app/query/terms.ts";
import { fieldText } from "../lines/field.ts";
import { countText, lineOf, rule } from "../lines/text.ts";
import type { Look } from "../look/look.ts";
import type { ListState } from "../state.ts";
import type { Above } from "./list_room.ts";

/** @param above which of the lines there is room for */
export function filterLines(list: ListState, above: Above, width: number, look: Look): string[] {
  const lines: string[] = [];
  if (above.filter) lines.push(typedLine(list, width, look));
  if (above.counter) lines.push(counterLine(list, width, look));
  if (above.rule) lines.push(lineOf([" "], 1, look) + rule(width - 2, look) + " ");
  return lines;
}

function typedLine({ filter: { field, isTyping } }: ListState, width: number, look: Look): string {
  return ` ${look.paint("key", "/")} ${fieldText({ field, cells: Math.max(0, width - 3), isTyping, look })}`;
}

function counterLine(list: ListState, width: number, look: Look): string {
  const { filter: { fault, query } } = list;
  if (fault !== null) return lineOf(["   ", { role: "error", text: `! ${fault}` }], width, look);
  if (!query) return lineOf(["   ", { role: "muted", text: wordsToUse(list) }], width, look);
  return lineOf([`   ${termsText(query)}   `, { role: "muted", text: foundText(list) }], width, look);
}

/** What may be typed, as long as nothing is. */
function wordsToUse({ table }: ListState): string {
  const fields = table?.fields.fields ?? [];
  return fields.length === 0 ? "type words" : `words, or ${fields.map((field) => `${field}:`).join(" ")}`;
}

/** While the rows are being looked at it counts on. */
function foundText({ shown, size, arranging }: ListState): string {
  const { isComplete, examined, tookMs } = arranging;
  if (!isComplete) return `${countText(shown.count)} of ${countText(examined)} so far`;
  return `${countText(shown.count)} of ${countText(size)}   ${Math.max(1, Math.round(tookMs))} ms`;
}

/** `4 terms: 2 words, host, after`: what the query was understood to ask for. */
export function termsText(query: Query): string {
  const terms = query.terms.filter((term) => !isBlank(term) || term.word.negated);
  const words = terms.filter(({ word }) => word.field === undefined && !word.negated).length;
  const without = terms.filter(({ word }) => word.field === undefined && word.negated).length;
  const fields = new Set(
    terms.flatMap(({ word: { field, negated } }) =>
      field === undefined ? [] : [negated ? `not ${field}` : field]
    ),
  );
  const parts = [...counted(words, ""), ...counted(without, "not "), ...fields];
  return `${terms.length} ${terms.length === 1 ? "term" : "terms"}: ${parts.join(", ")}`;
}

const counted = (count: number, before: string): readonly string[] =>
  count === 0 ? [] : [`${before}${count} ${count === 1 ? "word" : "words"}`];
