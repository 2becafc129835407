/** New records that are made only where nothing says the same already. */
import type { CollectionName, Guid } from "../../core/ids.ts";
import type { JsonObject } from "../../core/json.ts";
import { type PlannedChange, putChange } from "../write/plan.ts";
import { liveOf, type View } from "../write/view.ts";

/** A record that is to be made. */
export interface NewRecord {
  readonly id: Guid;
  readonly clear: JsonObject;
}

/** The reason why nothing is made of what is there. */
const IS_THERE = "is there already";

/**
 * The changes that make records, in the order given. What is there already is left as it is, and what is given twice is
 * made once: no two changes of a write may be of one record.
 *
 * @param keyOf the same for two records of which one is enough
 */
export function addedOnce(
  collection: CollectionName,
  view: View,
  records: readonly NewRecord[],
  keyOf: (clear: JsonObject) => string,
): PlannedChange[] {
  const own = new Set(records.map(({ id }) => id));
  const there = new Map<string, NewRecord>();
  for (const record of view.values()) {
    const clear = own.has(record.id) ? undefined : liveOf(collection, record);
    if (clear) there.set(keyOf(clear), { id: record.id, clear });
  }
  const wanted = new Map<string, NewRecord>();
  for (const record of records) {
    const key = keyOf(record.clear);
    if (!wanted.has(key)) wanted.set(key, record);
  }
  return [...wanted].map(([key, { id, clear }]) => {
    const former = there.get(key);
    return former ? skipped(collection, former) : putChange({ collection, id }, view, clear);
  });
}

const skipped = (collection: CollectionName, { id, clear }: NewRecord): PlannedChange => (
  { collection, id, action: "skip", reason: IS_THERE, members: [], before: clear, guard: "whole" }
);
