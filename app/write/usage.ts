/** Members that a browser writes by mere use, which is no edit that another could undo. Pure. */
import { isObject, type JsonObject } from "../../core/json.ts";

const USAGE = ["timeLastModified", "timeLastUsed", "timesUsed"] as const;
const HAVE_USAGE: ReadonlySet<string> = new Set(["addresses", "creditcards"]);

/** Whether a member only says when, or how often, something was used or changed. */
export const isUsage = (collection: string, path: readonly string[]): boolean =>
  HAVE_USAGE.has(collection) && path.length === 2 && path[0] === "entry" &&
  USAGE.some((name) => name === path[1]);

/** The record as if it had been used as `other` was, so that the two can be compared. */
export function usedAs<T extends JsonObject | undefined>(
  collection: string,
  record: T,
  other: JsonObject | undefined,
): T | JsonObject {
  const [entry, used] = [record?.["entry"], other?.["entry"]];
  if (!HAVE_USAGE.has(collection) || !isObject(entry) || !isObject(used)) return record;
  const kept = Object.entries(entry).filter(([name]) => !isUsage(collection, ["entry", name]));
  const taken = USAGE.filter((name) => Object.hasOwn(used, name)).map((name) => [name, used[name]]);
  return { ...record, entry: Object.fromEntries([...kept, ...taken]) };
}

/** The later time, or the larger count. */
export const moreUsed = (one: unknown, other: unknown): unknown =>
  typeof one === "number" && typeof other === "number" ? Math.max(one, other) : one ?? other;
