/** The shelves of the full-screen browser: lists that a person leafs through. */
import type { CollectionName } from "../../core/ids.ts";

/** Their names, in the order in which they are shown. */
export const SHELVES = [
  "bookmarks",
  "passwords",
  "history",
  "tabs",
  "addresses",
  "cards",
  "forms",
  "addons",
  "prefs",
  "extstorage",
  "devices",
  "records",
] as const;

/** What a shelf is called. */
export type ShelfName = typeof SHELVES[number];

const SOURCES = {
  bookmarks: ["bookmarks"],
  passwords: ["passwords"],
  history: ["history"],
  tabs: ["tabs", "clients"],
  addresses: ["addresses"],
  cards: ["creditcards"],
  forms: ["forms"],
  addons: ["addons"],
  prefs: ["prefs"],
  extstorage: ["extension-storage"],
  devices: ["clients"],
  records: [],
} as const satisfies Readonly<Record<ShelfName, readonly string[]>>;

/** The collections that a shelf is read from, its own one first; none for `records`, which shows all there are. */
export const collectionsOf = (shelf: ShelfName): readonly CollectionName[] =>
  SOURCES[shelf] as readonly string[] as readonly CollectionName[];
