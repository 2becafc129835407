/** The lines of the filter above the rows: what is typed, and what came of it. */
import type { Query } from "../../app/query/terms.ts";
import { isBlank } from "../../app/query/terms.ts";
import { fieldText } from "../lines/field.ts";
import { blank, countText, lineOf, type Piece, rule } from "../lines/text.ts";
import type { Look } from "../look/look.ts";
import type { Place } from "../places.ts";
import type { ListState } from "../state.ts";
import { wrapped } from "./detail_text.ts";
import { type Above, COUNTER_LEAD, faultLines } from "./list_room.ts";
import { foundOf } from "./list_title.ts";

/** What the lines of the filter are made of. */
export interface FilterProps {
  readonly list: ListState;
  readonly place: Place;
  /** How many there are in all. */
  readonly total: number;
  /** Which of the lines there is room for. */
  readonly above: Above;
  readonly width: number;
  readonly look: Look;
}

/** What is typed, what came of it, and a rule. */
export function filterLines(props: FilterProps): string[] {
  const { list, above, width, look } = props;
  const lines: string[] = [];
  if (above.filter) lines.push(typedLine(list, width, look));
  if (above.counter > 0) lines.push(...counterLines(props));
  if (above.rule) lines.push(lineOf([" "], 1, look) + rule(width - 2, look) + " ");
  return lines;
}

function typedLine({ filter: { field, isTyping } }: ListState, width: number, look: Look): string {
  return ` ${look.paint("key", "/")} ${fieldText({ field, cells: Math.max(0, width - 3), isTyping, look })}`;
}

function counterLines(props: FilterProps): readonly string[] {
  const { list, above, width, look } = props;
  const line = (...pieces: Piece[]) => lineOf([blank(COUNTER_LEAD), ...pieces], width, look);
  const { filter: { fault, query } } = list;
  if (fault !== null) {
    const lines = faultLines(list, width);
    // Where not all of it has room, the last line says so.
    const last = lines.slice(above.counter - 1).join(" ");
    return [...lines.slice(0, above.counter - 1), last].map((text) => line({ role: "error", text }));
  }
  if (!query) return [line({ role: "muted", text: wordsToUse(list, width - COUNTER_LEAD, look) })];
  return [line(`${termsText(query)}   `, { role: "muted", text: foundText(props) })];
}

/** What may be typed, as long as nothing is: as many whole words as there is room for. */
function wordsToUse({ table }: ListState, cells: number, look: Look): string {
  const fields = table?.fields.fields ?? [];
  if (fields.length === 0) return "type words";
  const [all = "", ...more] = wrapped(`words, or ${fields.map((field) => `${field}:`).join(" ")}`, cells - 2);
  return more.length === 0 ? all : `${all} ${look.signs.ellipsis}`;
}

/** While the rows are being looked at it counts on. Branches of a tree are told apart, since no total has them. */
function foundText({ list, place, total }: FilterProps): string {
  const { isComplete, examined, tookMs } = list.arranging;
  if (!isComplete) return `${countText(list.shown.count)} of ${countText(examined)} so far`;
  const { rows, branches } = foundOf(list, place);
  const [one = "", many = ""] = place.branch?.noun ?? [];
  const found = [
    ...rows > 0 || branches === 0 ? [`${countText(rows)} of ${countText(total)}`] : [],
    ...branches > 0 ? [`${countText(branches)} ${branches === 1 ? one : many}`] : [],
  ];
  return `${found.join(", ")}   ${Math.max(1, Math.round(tookMs))} ms`;
}

/** `4 terms: 2 words, host, after`: what the query was understood to ask for. */
function termsText(query: Query): string {
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
