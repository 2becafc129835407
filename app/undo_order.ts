/** Takes a change to the order of a folder back, where others have changed the same folder since. Pure. */

/**
 * What the list of a folder's children is to be: ids that the write added go, ids that it took out come back behind
 * what they stood behind, and what others added or moved since stays.
 *
 * @param was the list before the write @param became after it @param is as it is now
 * @returns undefined where these are no lists of children, or where the write and others have put them in an order each
 */
export function restoreOrder(name: string, was: unknown, became: unknown, is: unknown): unknown {
  if (name !== "children" || !isList(was) || !isList(became) || !isList(is)) return undefined;
  const stayed = new Set(became);
  const lost = was.filter((id) => !stayed.has(id));
  const before = new Set(was);
  const added = new Set(became.filter((id) => !before.has(id)));
  const common = (list: readonly string[]) => list.filter((id) => before.has(id) && stayed.has(id)).join();
  if (common(was) !== common(became)) return undefined;
  const kept = is.filter((id) => !added.has(id));
  return withInserted(kept, was, lost);
}

const isList = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((each) => typeof each === "string");

function withInserted(kept: readonly string[], was: readonly string[], lost: readonly string[]): string[] {
  const present = new Set(kept);
  const missing = new Set(lost.filter((id) => !present.has(id)));
  // Each one that comes back stands behind the nearest one before it that is there: what follows it moves on together.
  const followers = new Map<string | undefined, string[]>();
  let anchor: string | undefined;
  for (const id of was) {
    if (missing.has(id)) followers.set(anchor, [...followers.get(anchor) ?? [], id]);
    else if (present.has(id)) anchor = id;
  }
  return [...followers.get(undefined) ?? [], ...kept.flatMap((id) => [id, ...followers.get(id) ?? []])];
}
