/** Looks into what a device or foxden shows of a tree of bookmarks. */
import assert from "node:assert/strict";
import { anyObject, array, type JsonObject, string } from "../../core/json.ts";

/** The item with this id. */
export const byId = (items: readonly JsonObject[], id: string): JsonObject =>
  anyObject(items.find((item) => item.id === id), id);

/** The one item with this title. */
export function named(items: readonly JsonObject[], title: string): JsonObject {
  const found = items.filter((item) => item.title === title);
  assert.equal(found.length, 1, `one item "${title}"`);
  return anyObject(found[0], title);
}

/** The id of the one item with this title. */
export const idOf = (items: readonly JsonObject[], title: string): string =>
  string(named(items, title).id, "id");

/** The items of a folder, in order. */
export const itemsIn = (items: readonly JsonObject[], parentId: string): JsonObject[] =>
  items.filter((item) => item.parentId === parentId)
    .toSorted((left, right) => Number(left.position) - Number(right.position));

/** The titles of the items of a folder, in order. */
export const titlesIn = (items: readonly JsonObject[], parentId: string): string[] =>
  array(string)(itemsIn(items, parentId).map(({ title }) => title), "titles");

/** Everything below a folder, each folder before what is in it. */
export const below = (items: readonly JsonObject[], id: string): JsonObject[] =>
  itemsIn(items, id).flatMap((item) => [item, ...below(items, string(item.id, "id"))]);
