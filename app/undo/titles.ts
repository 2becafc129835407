/** What people call a record that was changed: never a secret, and never what only its reader should see. Pure. */
import { isObject, type JsonObject } from "../../core/json.ts";
import { isTombstone } from "../../core/records/writing.ts";
import type { JournalChange } from "../journal/changes.ts";

/** Members by their paths, of which the first that holds text counts. */
const TITLES: ReadonlyMap<string, readonly (readonly string[])[]> = new Map([
  ["addons", [["addonID"]]],
  ["addresses", [["entry", "name"], ["entry", "organization"]]],
  ["bookmarks", [["title"], ["bmkUri"]]],
  ["clients", [["name"]]],
  ["creditcards", [["entry", "cc-name"]]],
  ["extension-storage", [["extId"]]],
  ["forms", [["name"]]],
  ["history", [["title"], ["histUri"]]],
  ["passwords", [["hostname"]]],
  ["tabs", [["clientName"]]],
]);

/** The title of the first record that has one, as the change left it, or as it was where it is gone. */
export function titleOfChanges(collection: string, changes: readonly JournalChange[]): string | null {
  for (const { before, after } of changes) {
    const title = titleIn(collection, isTombstone(after) ? before ?? {} : after);
    if (title !== null) return title;
  }
  return null;
}

function titleIn(collection: string, record: JsonObject): string | null {
  for (const path of TITLES.get(collection) ?? []) {
    const text = path.reduce((at: unknown, name) => isObject(at) ? at[name] : undefined, record);
    if (typeof text === "string" && text !== "") return text;
  }
  return null;
}
