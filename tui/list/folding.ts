/** Which branches of a tree are open. */
import type { RowTable } from "../../app/browse/table.ts";
import type { PlaceName } from "../places.ts";

/** Branches above this depth are open when nobody has folded anything; the collections of the raw records are not. */
const openDepth = (place: PlaceName): number => place === "records" ? 0 : 1;

/** Whether what is in a branch is shown. @param folded keys of the branches that are not as they are at first */
export function isOpen(
  place: PlaceName,
  { folded }: { readonly folded: ReadonlySet<string> },
  table: RowTable,
  row: number,
): boolean {
  return (table.depth(row) < openDepth(place)) !== folded.has(table.key(row));
}

/** The branch a row is in; -1 for one in none. */
export function parentOf(table: RowTable, row: number): number {
  const depth = row < 0 ? 0 : table.depth(row);
  for (let at = row - 1; at >= 0; at--) if (table.depth(at) < depth) return at;
  return -1;
}
