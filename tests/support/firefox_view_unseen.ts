/**
 * What the records of the real-Firefox account hold that no device's view shows, by value: the members they are
 * made of, the records without a view, and the tombstones.
 */
import { buildTree } from "../../core/bookmarks/tree.ts";
import { isObject } from "../../core/json.ts";
import type { LiveRecords, OpenedRecord } from "./firefox_view_reading.ts";

/** How many records each collection holds, and how many of them are tombstones. */
export const COUNTS: Readonly<Record<string, readonly [records: number, tombstones: number]>> = {
  addresses: [1, 0],
  bookmarks: [147, 3],
  clients: [2, 0],
  creditcards: [1, 0],
  crypto: [1, 0],
  forms: [14, 0],
  history: [602, 1],
  meta: [1, 0],
  passwords: [7, 1],
  prefs: [1, 0],
  tabs: [2, 0],
};

/** All tombstones, by collection. */
export const TOMBSTONES: Readonly<Record<string, readonly string[]>> = {
  bookmarks: ["H8Hf6ZOqD77C", "V0TZBozsJtQf", "ytEow25lCtI1"],
  history: ["Hzxt1KZRLfam"],
  passwords: ["{7b369559-0d86-4bd8-afdb-0727d4b594d7}"],
};

const ITEM = "dateAdded hasDupe id parentName parentid";
const TIMES = "entry.timeCreated entry.timeLastModified entry.timeLastUsed entry.timesUsed";

/** The members that records are made of, with how many are made of just these. */
export const SHAPES: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  addresses: shapes([
    1,
    "id entry.name entry.given-name entry.family-name entry.organization entry.street-address " +
    "entry.address-level1 entry.address-level2 entry.postal-code entry.country entry.tel entry.email " +
    `entry.version ${TIMES}`,
  ]),
  bookmarks: shapes(
    [8, `${ITEM} type title children`],
    [130, `${ITEM} type title bmkUri`],
    [2, `${ITEM} type title bmkUri tags`],
    [2, `${ITEM} type title bmkUri tags keyword`],
    [1, `${ITEM} type title bmkUri folderName`],
    [1, `${ITEM} type pos`],
  ),
  clients: shapes([2, "id name type version fxaDeviceId protocols os application appPackage"]),
  creditcards: shapes([
    1,
    "id entry.cc-name entry.cc-number entry.cc-exp-month entry.cc-exp-year entry.cc-type entry.version " +
    TIMES,
  ]),
  forms: shapes([14, "id name value"]),
  history: shapes([601, "id histUri title visits.date visits.type"]),
  passwords: shapes([
    6,
    "id hostname formSubmitURL httpRealm username password usernameField passwordField timeCreated " +
    "timePasswordChanged",
  ]),
  tabs: shapes([
    2,
    "id clientName tabs.title tabs.urlHistory tabs.icon tabs.lastUsed tabs.index tabs.windowId " +
    "windows.window-0.id windows.window-0.lastUsed windows.window-0.index",
  ]),
};

function shapes(...counted: (readonly [count: number, members: string])[]): Record<string, number> {
  return Object.fromEntries(counted.map(([count, members]) => [sorted(members.split(" ")), count]));
}

function sorted(names: Iterable<string>): string {
  return [...names].sort().join(" ");
}

/** The same of records as they were read. */
export function shapesOf(records: readonly OpenedRecord[]): Record<string, number> {
  const live = records.filter(({ incoming }) => incoming.kind === "live");
  const groups = Map.groupBy(live, ({ clear }) => sorted(new Set(pathsOf(clear))));
  return Object.fromEntries([...groups].map(([shape, alike]) => [shape, alike.length]));
}

function pathsOf(value: unknown, path: readonly string[] = []): string[] {
  if (Array.isArray(value) && isObject(value[0])) return value.flatMap((each) => pathsOf(each, path));
  if (!isObject(value)) return [path.join(".")];
  return Object.entries(value).flatMap(([name, inner]) => pathsOf(inner, [...path, name]));
}

const FOLDER_SORTINDEX = 1_000_000;
/** The frecency of the page, where it is not 1; 150 more in the toolbar. */
const FRECENCIES: Readonly<Record<string, number>> = {
  "a0-HL-nqdHWL": 151,
  "Ympbk8wbS53f": 151,
  "ISyJIaPiO5wX": 0,
  "T5W1xOqWvzUb": 0,
};

/** Of each bookmark record, what a view does not show as it is and as Firefox's rules want it. */
export function unseenOfBookmarks({ bookmarks }: LiveRecords) {
  const { nodes } = buildTree(bookmarks.map(({ record }) => record));
  return bookmarks.map(({ record, sortindex }) => {
    const node = nodes.get(record.id);
    const parent = node?.parent ?? null;
    const isFolder = record.type === "folder";
    const parentName = parent && "title" in parent.record ? parent.record.title : "";
    const common = { id: record.id, hasDupe: true };
    return {
      actual: {
        id: record.id,
        hasDupe: record.hasDupe,
        parentId: record.parentId,
        parentName: record.parentName,
        sortindex,
        children: isFolder ? record.children : [],
        rootTitle: parent === null && isFolder ? record.title : null,
        position: record.type === "separator" ? record.position : null,
        tag: record.type === "query" ? record.tagName : null,
      },
      wanted: {
        ...common,
        parentId: parent?.record.id ?? "places",
        parentName,
        sortindex: isFolder ? FOLDER_SORTINDEX : FRECENCIES[record.id] ?? 1,
        children: node?.children.map((child) => child.record.id),
        rootTitle: parent === null ? record.id : null,
        position: record.id === "ISyJIaPiO5wX" ? 2 : null,
        tag: record.id === "T5W1xOqWvzUb" ? "ops" : null,
      },
    };
  });
}

/** The preferences that are not at their default; each of the 110 has its control preference beside it. */
export const SET_PREFERENCES: Readonly<Record<string, string | number | boolean>> = {
  "app.shield.optoutstudies.enabled": false,
  "browser.contentblocking.category": "standard",
  "browser.newtabpage.activity-stream.feeds.section.topstories": false,
  "browser.newtabpage.enabled": false,
  "browser.safebrowsing.downloads.enabled": false,
  "browser.safebrowsing.malware.enabled": false,
  "browser.safebrowsing.phishing.enabled": false,
  "browser.search.update": false,
  "browser.startup.homepage": "about:blank",
  "browser.startup.page": 0,
  "browser.tabs.loadInBackground": false,
  "browser.tabs.warnOnClose": false,
  "browser.urlbar.suggest.searches": false,
  "extensions.activeThemeID": "default-theme@mozilla.org",
  "extensions.update.enabled": false,
  "general.autoScroll": false,
  "media.eme.enabled": false,
  "nimbus.rollouts.enabled": false,
  "signon.management.page.breach-alerts.enabled": false,
};

/** The prefix of a preference that says whether another one is synced. */
export const CONTROL_PREFIX = "services.sync.prefs.sync.";
