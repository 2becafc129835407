/** Records on their way to being written again, each once, with the faults that this repairs. */
import type { BookmarkItem } from "../records/bookmarks.ts";
import { byKind, byText, type FaultKind } from "./faults.ts";
import { isLocal } from "./placing.ts";
import type { BookmarkState, PutItem } from "./state.ts";

/** A repair in the making. */
export interface Plan {
  readonly state: BookmarkState;
  /** By the ids of the records. */
  readonly rewrites: Map<string, Rewrite>;
}

/** A record as it will be written. */
interface Rewrite {
  item: BookmarkItem;
  readonly reasons: Set<FaultKind>;
  readonly guarded: Set<string>;
}

/** The planned changes, ordered by id. */
export function changesOf({ rewrites }: Plan): PutItem[] {
  return [...rewrites.values()].sort((left, right) => byText(left.item.id, right.item.id)).map(putOf);
}

function putOf({ item, reasons, guarded }: Rewrite): PutItem {
  const reason = [...reasons].sort(byKind).join(", ");
  return { kind: "put", item, guarded: [...guarded].sort(byText), reason };
}

/** Livemarks are never written, as Firefox deletes them; nor are the folders that each Firefox has for itself. */
export const isWritten = ({ id, type }: BookmarkItem): boolean => type !== "livemark" && !isLocal(id);

/** Changes a record of the plan, unless it must not be written. @param guarded the member that nobody may set meanwhile */
export function edit(
  { rewrites }: Plan,
  item: BookmarkItem,
  reasons: Iterable<FaultKind>,
  change: (item: BookmarkItem) => BookmarkItem,
  guarded?: string,
): void {
  const rewrite = rewrites.get(item.id) ?? { item, reasons: new Set(), guarded: new Set() };
  if (!isWritten(rewrite.item)) return;
  rewrites.set(item.id, rewrite);
  rewrite.item = change(rewrite.item);
  for (const reason of reasons) rewrite.reasons.add(reason);
  if (guarded !== undefined) rewrite.guarded.add(guarded);
}
