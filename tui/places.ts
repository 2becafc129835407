/** The places of the browser: what the sidebar lists, and how the list of each one is laid out. */
import { collectionsOf, type ShelfName } from "../app/browse/shelves.ts";

/** A column of a list on the screen. */
export interface PlaceColumn {
  /** The name of the column it shows, as `app/columns.ts` has them. */
  readonly name: string;
  /** Its heading, in capitals. */
  readonly label: string;
  /** Its part of the room that is left when all have the least they need; 0 for one of fixed width. */
  readonly grow: number;
  /** The fewest cells it makes sense with; its width where it does not grow. */
  readonly least: number;
  /** Which ones go first where there is too little room: the highest number; 0 never goes. */
  readonly spare: number;
  /** What stands there where there is no value; nothing otherwise. */
  readonly whenNull?: string;
}

/** What holds other rows in a tree. */
export interface Branch {
  /** The column with its name. */
  readonly column: string;
  readonly noun: readonly [one: string, many: string];
}

export interface Place {
  readonly name: ShelfName;
  readonly title: string;
  /** What one row is called, and several: `login`, `logins`. */
  readonly noun: readonly [one: string, many: string];
  /** The command that lists the same, such as `passwords list`. */
  readonly command: string;
  /** The key that leads there, where it has one. */
  readonly digit?: string;
  readonly columns: readonly PlaceColumn[];
  /** Its rows stand below each other as a tree. */
  readonly isTree: boolean;
  /** Of a tree. */
  readonly branch?: Branch;
  /** The order of the list by itself, in words; and whether that is from the newest down. */
  readonly order: string;
  readonly isNewestFirst?: true;
  /** The column whose text is what people copy first, and the one that can be opened in a web browser. */
  readonly copied: string;
  readonly link?: string;
  /** Fields of the query language that are offered as facets. */
  readonly facets: readonly string[];
  /** What to do about an account that has none: one or two sentences. */
  readonly whenEmpty: string;
}

const column = (name: string, label: string, least: number, grow = 0, spare = 0): PlaceColumn => (
  { name, label, grow, least, spare }
);

/** In the order of the sidebar. */
export const PLACES: readonly Place[] = [
  {
    name: "bookmarks",
    title: "Bookmarks",
    noun: ["bookmark", "bookmarks"],
    command: "bookmarks list",
    digit: "1",
    columns: [
      column("title", "TITLE", 16, 3),
      column("url", "URL", 12, 2, 1),
      column("tags", "TAGS", 10, 1, 2),
    ],
    isTree: true,
    branch: { column: "title", noun: ["folder", "folders"] },
    order: "tree",
    copied: "url",
    link: "url",
    facets: ["tag", "folder", "type", "host"],
    whenEmpty: "Bookmarks appear here when a Firefox that syncs them has uploaded its own.",
  },
  {
    name: "passwords",
    title: "Passwords",
    noun: ["login", "logins"],
    command: "passwords list",
    digit: "2",
    columns: [
      column("origin", "SITE", 16, 2),
      column("username", "USERNAME", 12, 2),
      // A Firefox on the desktop does not sync when a login was used.
      column("changed", "CHANGED", 10, 0, 1),
      column("lastUsed", "LAST USED", 10, 0, 2),
    ],
    isTree: false,
    order: "site",
    copied: "password",
    link: "origin",
    facets: ["host", "user"],
    whenEmpty: "To fill it, turn on passwords in Firefox: Settings > Sync.",
  },
  {
    name: "history",
    title: "History",
    noun: ["page", "pages"],
    command: "history list",
    digit: "3",
    columns: [
      column("lastVisit", "LAST VISIT", 10),
      column("title", "TITLE", 16, 3),
      column("url", "URL", 14, 2, 2),
      column("visits", "VISITS", 6, 0, 1),
    ],
    isTree: false,
    order: "last visit",
    isNewestFirst: true,
    copied: "url",
    link: "url",
    facets: ["host", "type"],
    whenEmpty: "To fill it, turn on history in Firefox: Settings > Sync.",
  },
  {
    name: "tabs",
    title: "Tabs",
    noun: ["tab", "tabs"],
    command: "tabs list",
    digit: "4",
    columns: [
      column("title", "TITLE", 16, 3),
      column("url", "URL", 12, 2, 1),
      column("lastUsed", "LAST USED", 10),
    ],
    isTree: true,
    branch: { column: "title", noun: ["device", "devices"] },
    order: "device",
    copied: "url",
    link: "url",
    facets: ["device", "host"],
    whenEmpty: "Open tabs of other devices appear here once they sync their tabs.",
  },
  {
    name: "addresses",
    title: "Addresses",
    noun: ["address", "addresses"],
    command: "addresses list",
    digit: "5",
    columns: [
      column("name", "NAME", 14, 2),
      column("street", "STREET", 14, 2, 2),
      column("city", "CITY", 10, 1, 1),
      column("country", "COUNTRY", 7, 0, 3),
      column("tel", "PHONE", 12, 0, 4),
    ],
    isTree: false,
    order: "name",
    copied: "name",
    facets: [],
    whenEmpty: "To fill it, turn on address sync in Firefox: Settings > Sync > Addresses.",
  },
  {
    name: "cards",
    title: "Cards",
    noun: ["card", "cards"],
    command: "cards list",
    digit: "6",
    columns: [
      column("name", "NAME", 14, 2),
      column("network", "NETWORK", 10, 0, 2),
      column("lastFour", "LAST FOUR", 9),
      column("expiry", "EXPIRES", 7, 0, 1),
    ],
    isTree: false,
    order: "name",
    copied: "number",
    facets: [],
    whenEmpty: "To fill it, turn on card sync in Firefox: Settings > Sync > Payment methods.",
  },
  {
    name: "forms",
    title: "Forms",
    noun: ["entry", "entries"],
    command: "forms list",
    digit: "7",
    columns: [column("name", "FIELD", 14, 1), column("value", "VALUE", 14, 2)],
    isTree: false,
    order: "field",
    copied: "value",
    facets: ["name"],
    whenEmpty: "What is typed into forms appears here when history is synced.",
  },
  {
    name: "addons",
    title: "Add-ons",
    noun: ["add-on", "add-ons"],
    command: "addons list",
    digit: "8",
    columns: [
      column("addonId", "ADD-ON", 16, 2),
      column("enabled", "ENABLED", 7),
      column("source", "SOURCE", 8, 0, 1),
    ],
    isTree: false,
    order: "add-on",
    copied: "addonId",
    facets: [],
    whenEmpty: "To fill it, turn on add-ons in Firefox: Settings > Sync.",
  },
  {
    name: "prefs",
    title: "Prefs",
    noun: ["preference", "preferences"],
    command: "prefs list",
    digit: "9",
    columns: [
      column("name", "NAME", 16, 2),
      { ...column("value", "VALUE", 12, 2), whenNull: "(default)" },
    ],
    isTree: false,
    order: "name",
    copied: "value",
    facets: [],
    whenEmpty: "To fill it, turn on settings in Firefox: Settings > Sync.",
  },
  {
    name: "extstorage",
    title: "Ext storage",
    noun: ["item", "items"],
    command: "extstorage list",
    columns: [
      column("addon", "ADD-ON", 14, 1),
      column("key", "KEY", 10, 1),
      { ...column("value", "VALUE", 12, 2, 1), whenNull: "null" },
    ],
    isTree: false,
    order: "add-on",
    copied: "value",
    facets: [],
    whenEmpty: "Extensions that keep settings in Sync fill this by themselves.",
  },
  {
    name: "devices",
    title: "Devices",
    noun: ["device", "devices"],
    command: "devices list",
    columns: [
      column("name", "NAME", 16, 2),
      column("type", "TYPE", 8),
      column("lastSeen", "LAST SEEN", 10, 0, 1),
    ],
    isTree: false,
    order: "last seen",
    isNewestFirst: true,
    copied: "name",
    facets: ["type"],
    whenEmpty: "Devices appear here when a Firefox is signed in to this account.",
  },
  {
    name: "records",
    title: "Raw",
    noun: ["record", "records"],
    command: "collections list",
    columns: [column("id", "ID", 14, 1), column("modified", "MODIFIED", 10)],
    isTree: true,
    branch: { column: "collection", noun: ["collection", "collections"] },
    order: "collection",
    copied: "id",
    facets: [],
    whenEmpty: "The account holds no records at all.",
  },
];

export type PlaceName = ShelfName;

const BY_NAME = new Map(PLACES.map((place) => [place.name, place]));

export function placeOf(name: PlaceName): Place {
  const place = BY_NAME.get(name);
  if (!place) throw new Error(`There is no place ${name}`);
  return place;
}

/** The places that show something of these collections. */
export const placesOf = (collections: ReadonlySet<string>): readonly PlaceName[] =>
  PLACES.map(({ name }) => name).filter((name) =>
    name === "records" ? collections.size > 0 : collectionsOf(name).some((each) => collections.has(each))
  );

/** Places that are loaded before anybody looks at them, so that they are there at once and their counts are right. */
export const SMALL_PLACES: readonly PlaceName[] = PLACES.map(({ name }) => name).filter((name) =>
  name !== "history" && name !== "records"
);
