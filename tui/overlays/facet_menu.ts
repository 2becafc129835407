/** What the rows at hand have in common, to narrow the list by. */
import { type FieldSet, parseQuery } from "../../app/query/query.ts";
import type { RowTable } from "../../app/browse/table.ts";
import type { Shown } from "../list/shown.ts";
import { placeOf } from "../places.ts";
import { listOf, type State } from "../state.ts";
import { EMPTY_FIELD } from "../text_field.ts";
import type { MenuItem, MenuOverlay } from "./overlay.ts";

/** The fields to choose from; null where there are none. */
export function facetMenu(view: State): MenuOverlay | null {
  const { table } = listOf(view, view.place);
  const { facets } = placeOf(view.place);
  const fields = table ? facets.filter((field) => table.fields.fields.includes(field)) : [];
  if (fields.length === 0) return null;
  const taken = new Set<string>();
  const items = fields.map((field): MenuItem => {
    const key = [...field].find((letter) => !taken.has(letter));
    if (key !== undefined) taken.add(key);
    return { ...key === undefined ? {} : { key }, label: field, choice: { type: "facet", field } };
  });
  return { kind: "menu", title: "Narrow by", items, cursor: 0, top: 0 };
}

/** More values than this nobody looks through. */
const MOST_VALUES = 2000;
const counts = new Intl.NumberFormat("en-US");

/** The values of a field among the rows that are shown, most frequent first; null where there are none. */
export function facetValues(view: State, field: string): MenuOverlay | null {
  const { table, shown } = listOf(view, view.place);
  if (!table) return null;
  const items = table.facets(field, rowsOf(shown, table)).slice(0, MOST_VALUES).flatMap(
    ({ value, count }): MenuItem[] => {
      const text = narrowing(field, value, table.fields, view.nowMs);
      return text === null
        ? []
        : [{ label: value, aside: counts.format(count), choice: { type: "narrow", text } }];
    },
  );
  if (items.length === 0) return null;
  return { kind: "menu", title: `Narrow by ${field}`, items, cursor: 0, top: 0, field: EMPTY_FIELD };
}

const rowsOf = (shown: Shown, table: RowTable): readonly number[] | undefined =>
  shown.kind === "all" && shown.count === table.size
    ? undefined
    : Array.from({ length: shown.count }, (_, at) => shown.kind === "some" ? shown.rows[at] ?? 0 : at);

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
