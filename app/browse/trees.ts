/** The shelves that are trees: bookmarks in their folders, tabs under their devices. */
import { pathText } from "../../core/bookmarks/find.ts";
import { type BookmarkNode, pathOf, walk } from "../../core/bookmarks/tree.ts";
import { type BookmarkRow, bookmarkSearch, mixedColumns, readTree, rowOf } from "../bookmarks/list.ts";
import type { Column } from "../columns.ts";
import { type DeviceRow, deviceSearch, knownDevices } from "../devices/devices.ts";
import { readTabs, tabColumns, type TabRow, tabSearch } from "../devices/tabs.ts";
import type { App } from "../open.ts";
import type { SearchSpec } from "../query/search.ts";
import type { KeptList, TreePlace } from "./kept_table.ts";
import { columnLike } from "./lines.ts";
import { CACHED, knownColumns } from "./lists.ts";

/** An item of the tree, and where it is. */
export interface PlacedBookmark extends BookmarkRow {
  readonly depth: number;
}

/** The roots in the order of Firefox, by what people call them: their own titles differ between clients. */
const ROOT_TITLES: ReadonlyMap<string, string> = new Map([
  ["toolbar", "Toolbar"],
  ["menu", "Menu"],
  ["unfiled", "Unfiled"],
  ["mobile", "Mobile"],
]);

/** The root for mobile bookmarks is there where something is in it, as Firefox has it. */
const rootsOf = (roots: readonly BookmarkNode[]): readonly BookmarkNode[] =>
  [...ROOT_TITLES.keys()].flatMap((id) => roots.find(({ record }) => record.id === id) ?? []).filter((
    { record, children },
  ) => record.id !== "mobile" || children.length > 0);

/** The columns of bookmarks, with the roots called as people call them. */
const namedColumns: readonly Column<BookmarkRow>[] = mixedColumns.map((column) => {
  if (column.name === "title") {
    return columnLike(
      column,
      (row) => row.node.parent === null ? ROOT_TITLES.get(row.node.record.id) ?? "" : column.value(row),
    );
  }
  if (column.name !== "folder") return column;
  return columnLike(column, ({ node }) => {
    const [root = "", ...folders] = pathOf(node);
    return pathText([ROOT_TITLES.get(root) ?? root, ...folders]);
  });
});

/** Every item below its folder. */
export async function readBookmarkList(app: App): Promise<KeptList<PlacedBookmark>> {
  const read = await readTree(app, CACHED);
  const roots = rootsOf(read.tree.roots);
  const rows = [...walk(read.tree, roots)].map(({ node, depth }) => ({ ...rowOf(node, read), depth }));
  return {
    shelf: "bookmarks",
    columns: namedColumns,
    search: bookmarkSearch,
    rows,
    malformed: read.malformed.count,
    keyOf: ({ node }) => node.record.id,
    sourceOf: ({ node, modified }) =>
      modified === null ? null : { collection: "bookmarks", id: node.record.id },
    placeOf: ({ node, depth }) => ({
      depth,
      children: node.record.type === "folder" ? node.children.length : null,
    }),
  };
}

/** A device, or one of its tabs. */
export type TabLine =
  | { readonly kind: "device"; readonly device: DeviceRow; readonly deviceId: string; readonly tabs: number }
  | { readonly kind: "tab"; readonly tab: TabRow; readonly key: string };

/** Every device of Sync with its tabs below it: those with tabs first. */
export async function readTabList(app: App): Promise<KeptList<TabLine>> {
  const { rows: tabs, reading } = await readTabs(app, CACHED);
  const { rows: devices, malformed } = await knownDevices(app);
  const ofDevice = Map.groupBy(tabs, ({ deviceId }) => deviceId);
  const ids = new Set([...ofDevice.keys(), ...devices.flatMap(({ clientId }) => clientId ?? [])]);
  const rows = [...ids].flatMap((deviceId): TabLine[] => {
    const device = devices.find(({ clientId }) => clientId === deviceId);
    const below = ofDevice.get(deviceId) ?? [];
    if (!device) return [];
    return [{ kind: "device", device, deviceId, tabs: below.length }, ...keyed(below)];
  });
  return {
    shelf: "tabs",
    columns: tabLineColumns,
    search: tabLineSearch,
    rows,
    malformed: reading.malformed().count + malformed.count,
    keyOf: (line) => line.kind === "tab" ? line.key : line.deviceId,
    sourceOf: (line) =>
      line.kind === "tab"
        ? { collection: "tabs", id: line.tab.deviceId }
        : { collection: "clients", id: line.deviceId },
    placeOf: placeOfLine,
  };
}

const placeOfLine = (line: TabLine): TreePlace =>
  line.kind === "tab" ? { depth: 1, children: null } : { depth: 0, children: line.tabs };

/** Tabs have no id: a key is the device's, the address, and which of the tabs with that address it is. */
function keyed(tabs: readonly TabRow[]): TabLine[] {
  const counts = new Map<string, number>();
  return tabs.map((tab) => {
    const url = tab.tab.urlHistory[0] ?? "";
    const count = counts.get(url) ?? 0;
    counts.set(url, count + 1);
    return { kind: "tab", tab, key: `${tab.deviceId}/${count}/${url}` };
  });
}

/** What a device shows in the columns of tabs: what it is called, and when it was last seen. */
const OF_DEVICES: ReadonlyMap<string, Column<DeviceRow>> = new Map(
  [["title", "name"], ["lastUsed", "lastSeen"], ["id", "clientId"]].flatMap(
    ([name = "", like]) =>
      knownColumns.filter((column) => column.name === like).map((column) => [name, column]),
  ),
);

/** What only devices show. */
const DEVICE_DETAILS = ["type", "os", "application", "state"];

const tabLineColumns: readonly Column<TabLine>[] = [
  ...tabColumns.map((column) =>
    columnLike(column, (line: TabLine) => {
      if (line.kind === "tab") return column.value(line.tab);
      return OF_DEVICES.get(column.name)?.value(line.device) ?? null;
    })
  ),
  ...knownColumns.filter(({ name }) => DEVICE_DETAILS.includes(name)).map((column) =>
    columnLike<TabLine>(
      { ...column, detail: true },
      (line) => line.kind === "device" ? column.value(line.device) : null,
    )
  ),
];

const tabLineSearch: SearchSpec<TabLine> = {
  ...tabSearch,
  searchable: (line) => {
    if (line.kind === "tab") return tabSearch.searchable(line.tab);
    const { fields: { device = "" }, ...seen } = deviceSearch.searchable(line.device);
    return { ...seen, fields: { device, id: line.deviceId } };
  },
};
