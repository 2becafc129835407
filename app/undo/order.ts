/** Takes a change to the order of a folder back, where others have changed the same folder since. Pure. */
import { same } from "../../core/records/codec.ts";

/**
 * What the list of a folder's children is to be: ids that the write added go, ids that it took out come back behind
 * what they stood behind, and what others added or moved since stays.
 *
 * @param was the list before the write @param became after it @param is as it is now
 * @returns undefined where these are no lists of ids, or where the write and others have put them in an order each
 */
export function restoreOrder(was: unknown, became: unknown, is: unknown): string[] | undefined {
  if (!isList(was) || !isList(became) || !isList(is)) return undefined;
  const stayed = new Set(became);
  const lost = was.filter((id) => !stayed.has(id));
  const before = new Set(was);
  const added = new Set(became.filter((id) => !before.has(id)));
  const common = (list: readonly string[]) => list.filter((id) => before.has(id) && stayed.has(id));
  if (!same(common(was), common(became))) return undefined;
  const kept = is.filter((id) => !added.has(id));
  return withInserted(kept, was, lost);
}

const isList = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((each) => typeof each === "string");

function withInserted(kept: readonly string[], was: readonly string[], lost: readonly string[]): string[] {
  const present = new Set(kept);
  const missing = new Set(lost.filter((id) => !present.has(id)));
  // Each one that comes back stands behind the nearest one before it that is there: what follows it moves on together.
  const first: string[] = [];
  const followers = new Map<string, string[]>();
  let behind = first;
  for (const id of was) {
    if (missing.delete(id)) behind.push(id);
    else if (present.has(id)) {
      behind = followers.get(id) ?? [];
      followers.set(id, behind);
    }
  }
  const inserted = kept.flatMap((id) => {
    const those = followers.get(id) ?? [];
    // A list may say the same id twice.
    followers.delete(id);
    return [id, ...those];
  });
  return [...first, ...inserted];
}
