/** What the border of a list says: what it is, how many there are, in which order, and where the cursor is. */
import type { Query } from "../../app/query/terms.ts";
import { countText } from "../lines/text.ts";
import type { Look } from "../look/look.ts";
import { rowAt } from "../list/shown.ts";
import { columnWords } from "../palette/words.ts";
import type { Place } from "../places.ts";
import type { ListState, State } from "../state.ts";

/** `Passwords 412  ! 2 unreadable  sort: last used v`, `History 500,113 > 312 match  sort: score v`. */
export function listTitle(state: State, list: ListState, place: Place, look: Look): string {
  const count = totalOf(state, list, place);
  const isGrowing = list.table !== null && !list.table.isComplete;
  const counted = list.table || count > 0 ? ` ${countText(count)}${isGrowing ? "..." : ""}` : "";
  const isFiltered = list.filter.query !== null && list.filter.fault === null;
  const found = isFiltered ? ` > ${countText(matching(list, place))} match` : "";
  const malformed = list.table?.malformed ?? 0;
  const unread = malformed > 0 ? `  ! ${countText(malformed)} unreadable` : "";
  return `${place.title}${counted}${found}${unread}  ${orderText(list, place, look)}`;
}

/** Branches count where nothing else was found. */
function matching(list: ListState, place: Place): number {
  const { rows, branches } = foundOf(list, place);
  return rows || branches;
}

/** How many there are in all; of a tree without its branches. */
export const totalOf = ({ counts }: Pick<State, "counts">, list: ListState, place: Place): number =>
  list.table && !place.isTree ? list.size : counts.get(place.name) ?? list.size;

/** How many of the rows that are shown are branches of a tree, and how many are not. */
export interface Found {
  readonly rows: number;
  readonly branches: number;
}

/** Counting half a million rows is too much work for each key. */
const known = new WeakMap<ListState["shown"], Found & { readonly table: ListState["table"] }>();

/** What is shown, by what it is. */
export function foundOf({ shown, table }: ListState, { isTree }: Pick<Place, "isTree">): Found {
  if (!isTree || !table) return { rows: shown.count, branches: 0 };
  const counted = known.get(shown);
  if (counted?.table === table) return counted;
  let branches = 0;
  for (let at = 0; at < shown.count; at++) {
    const row = rowAt(shown, at);
    if (row < table.size && table.isBranch(row)) branches++;
  }
  const found = { rows: shown.count - branches, branches, table };
  known.set(shown, found);
  return found;
}

function orderText({ sort, filter }: ListState, place: Place, look: Look): string {
  const sign = (isDescending: boolean) => isDescending ? look.signs.down : look.signs.up;
  if (sort) return `sort: ${columnWords(place, sort.column)} ${sign(sort.isDescending)}`;
  if (filter.query && isRanked(filter.query)) return `sort: score ${sign(true)}`;
  return place.isTree ? place.order : `sort: ${place.order} ${sign(place.isNewestFirst === true)}`;
}

/** Whether some rows fit a query better than others: where it has words. */
const isRanked = ({ terms }: Query): boolean =>
  terms.some(({ word, condition }) => condition.kind === "text" && !word.negated);

/** `5/412`, of a tree `9/1,302 rows`; before it how many are marked. Nothing where there are no rows. */
export function listPosition(list: ListState, place: Place): string {
  const { shown, cursor, marked } = list;
  if (shown.count === 0) return "";
  const place1 = `${countText(Math.min(cursor, shown.count - 1) + 1)}/${countText(shown.count)}`;
  const kept = marked.size > 0 ? `${countText(marked.size)} marked  ` : "";
  return `${kept}${place1}${place.isTree ? " rows" : ""}`;
}
