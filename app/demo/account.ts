/** What every part of the demo account is made of and made from. */
import type { Guid } from "../../core/ids.ts";
import type { JsonObject } from "../../core/json.ts";

/** The collections of the demo account, those of a Firefox with every engine on. */
export type DemoCollection =
  | "clients"
  | "prefs"
  | "passwords"
  | "tabs"
  | "bookmarks"
  | "addons"
  | "addresses"
  | "creditcards"
  | "forms"
  | "history"
  | "extension-storage";

/** One record with what its envelope carries; `cleartext.id` equals `id`. */
export interface DemoRecord {
  readonly id: Guid;
  readonly sortindex?: number;
  /** Seconds. */
  readonly ttl?: number;
  readonly cleartext: JsonObject;
}

/** What the records follow from. */
export interface DemoSource {
  readonly seed: number;
  /** The start of the current hour in UTC: every time in the account counts back from here. */
  readonly hourMs: number;
}

/** An hour in milliseconds. */
export const HOUR_MS = 3_600_000;
/** A day in milliseconds. */
export const DAY_MS = 24 * HOUR_MS;

/** The lines of a table kept as text, cut at `|`, each cell trimmed; blank lines are left out. */
export function tableRows(table: string): string[][] {
  const lines = table.split("\n").filter((line) => line.trim() !== "");
  return lines.map((line) => line.split("|").map((cell) => cell.trim()));
}
