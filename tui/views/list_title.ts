/** What the border of a list says: what it is, how many there are, in which order, and where the cursor is. */
import type { Query } from "../../app/query/terms.ts";
import { countText } from "../lines/text.ts";
import type { Look } from "../look/look.ts";
import type { Place } from "../places.ts";
import type { ListState, State } from "../state.ts";

/** `Passwords 412  ! 2 unreadable  sort: last used v`, `History 500,113 > 312 match  sort: score v`. */
export function listTitle(state: State, list: ListState, place: Place, look: Look): string {
  const count = list.table && !place.isTree ? list.size : state.counts.get(place.name) ?? list.size;
  const isGrowing = list.table !== null && !list.table.isComplete;
  const counted = list.table || count > 0 ? ` ${countText(count)}${isGrowing ? "..." : ""}` : "";
  const found = list.filter.query ? ` > ${countText(list.shown.count)} match` : "";
  const malformed = list.table?.malformed ?? 0;
  const unread = malformed > 0 ? `  ! ${countText(malformed)} unreadable` : "";
  return `${place.title}${counted}${found}${unread}  ${orderText(list, place, look)}`;
}

function orderText({ sort, filter, table }: ListState, place: Place, look: Look): string {
  const signs = (isDescending: boolean) => isDescending ? look.signs.down : look.signs.up;
  const isTime = (name: string) => table?.columns.find((column) => column.name === name)?.kind === "time";
  if (sort) return `sort: ${columnWords(place, sort.column)} ${signs(sort.isDescending)}`;
  if (filter.query && isRanked(filter.query)) return `sort: score ${signs(true)}`;
  if (place.isTree) return place.order;
  const column = place.columns.find(({ name }) =>
    columnWords(place, name) === place.order || spaced(name) === place.order
  );
  return `sort: ${place.order} ${signs(column !== undefined && isTime(column.name))}`;
}

/** Whether some rows fit a query better than others: where it has words. */
const isRanked = ({ terms }: Query): boolean =>
  terms.some(({ word, condition }) => condition.kind === "text" && !word.negated);

/** What people call a column: as its heading does, or in full where the heading is the end of its name. */
function columnWords(place: Place, name: string): string {
  const label = place.columns.find((column) => column.name === name)?.label.toLowerCase();
  const words = spaced(name);
  return label === undefined || words.endsWith(label) ? words : label;
}

const spaced = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** `5/412`, of a tree `9/1,302 rows`; before it how many are marked. Nothing where there are no rows. */
export function listPosition(list: ListState, place: Place): string {
  const { shown, cursor, marked } = list;
  if (shown.count === 0) return "";
  const place1 = `${countText(Math.min(cursor, shown.count - 1) + 1)}/${countText(shown.count)}`;
  const kept = marked.size > 0 ? `${countText(marked.size)} marked  ` : "";
  return `${kept}${place1}${place.isTree ? " rows" : ""}`;
}
