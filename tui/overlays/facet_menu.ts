/** What the rows at hand have in common, to narrow the list by. */
import { type FieldSet, parseQuery, printQuery, type Query } from "../../app/query/query.ts";
import type { RowTable } from "../../app/browse/table.ts";
import { placeOf } from "../places.ts";
import { listOf, type ListState, type State } from "../state.ts";
import { EMPTY_FIELD } from "../text_field.ts";
import { fieldWords } from "../palette/words.ts";
import { MENU_KEYS } from "./menu.ts";
import type { MenuItem, MenuOverlay } from "./overlay.ts";
import { CURRENT } from "./sort_menu.ts";

/** The fields to choose from; null where there are none. */
export function facetMenu(view: State): MenuOverlay | null {
  const { table } = listOf(view, view.place);
  const place = placeOf(view.place);
  const { facets } = place;
  const fields = table ? facets.filter((field) => table.fields.fields.includes(field)) : [];
  if (fields.length === 0) return null;
  const taken = new Set(MENU_KEYS);
  const items = fields.map((field): MenuItem => {
    const label = fieldWords(place, field);
    const key = [...label, ...field].find((letter) => /[a-z]/.test(letter) && !taken.has(letter));
    if (key !== undefined) taken.add(key);
    const aside = chosenOf(listOf(view, view.place).filter.query, field);
    return {
      ...key === undefined ? {} : { key },
      label,
      ...aside === undefined ? {} : { aside },
      choice: { type: "facet", field },
    };
  });
  return { kind: "menu", title: "Narrow by", items, cursor: 0, top: 0 };
}

/** More values than this nobody looks through. */
const MOST_VALUES = 2000;
const counts = new Intl.NumberFormat("en-US");

/**
 * The values of a field, most frequent first, among the rows that the rest of the filter finds: another value takes the
 * place of the one that was chosen before. Null where there are none.
 */
export function facetValues(view: State, field: string): MenuOverlay | null {
  const list = listOf(view, view.place);
  const { table, filter: { query } } = list;
  if (!table) return null;
  const chosen = chosenOf(query, field);
  const rest = without(query, field);
  const before = rest === null ? "" : `${printQuery(rest)} `;
  const rows = chosen === undefined ? rowsOf(list, table) : rest && table.scan(rest, 0, table.size);
  const items = table.facets(field, rows ?? undefined).slice(0, MOST_VALUES).flatMap(
    ({ value, count }): MenuItem[] => {
      const text = narrowing(field, value, table.fields, view.nowMs);
      if (text === null) return [];
      const aside = counts.format(count) + (value === chosen ? `  ${CURRENT}` : "");
      return [{ label: value, aside, choice: { type: "filter", text: before + text } }];
    },
  );
  if (items.length === 0) return null;
  const any: MenuItem = {
    label: "any",
    ...chosen === undefined ? { aside: CURRENT } : {},
    choice: { type: "filter", text: before.trim() },
  };
  const cursor = Math.max(0, 1 + items.findIndex(({ label }) => label === chosen));
  const title = `Narrow by ${fieldWords(placeOf(view.place), field)}`;
  return { kind: "menu", title, items: [any, ...items], cursor, top: 0, field: EMPTY_FIELD };
}

/** Without a filter the values of all rows count: what is folded away is found by a filter too. */
const rowsOf = ({ shown, filter }: ListState, table: RowTable): readonly number[] | undefined =>
  filter.query === null || (shown.kind === "all" && shown.count === table.size)
    ? undefined
    : Array.from({ length: shown.count }, (_, at) => shown.kind === "some" ? shown.rows[at] ?? 0 : at);

type Term = Query["terms"][number];

/** What a facet has put into a filter: one value that the field is to have. */
const isFacet = ({ word }: Term, field: string): boolean => word.field === field && !word.negated;

/** The value that was chosen of a field. */
const chosenOf = (query: Query | null, field: string): string | undefined =>
  query?.terms.find((term) => isFacet(term, field))?.word.value;

/** The filter without what a facet has put into it; null where nothing is left. */
function without(query: Query | null, field: string): Query | null {
  const terms = query?.terms.filter((term) => !isFacet(term, field)) ?? [];
  return terms.length === 0 ? null : { terms };
}

/** The word of a query that looks for a value, in quotes only where it has to be; null where no word can. */
export function narrowing(field: string, value: string, fields: FieldSet, nowMs: number): string | null {
  const ways = [`${field}:${value}`, `${field}:"${value}"`];
  return ways.find((text) => saysSo(text, field, value, { ...fields, nowMs })) ?? null;
}

function saysSo(
  text: string,
  field: string,
  value: string,
  options: Parameters<typeof parseQuery>[1],
): boolean {
  try {
    const { terms: [term, ...more] } = parseQuery(text, options);
    if (!term || more.length > 0 || term.word.field !== field || term.word.value !== value) return false;
    // Signs at either end mean something else without quotes.
    return term.word.quoted || !/^'|~$/.test(value);
  } catch {
    return false;
  }
}
