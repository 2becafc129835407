/** Use-cases on the open tabs of all devices. */
import type { CollectionName } from "../../core/ids.ts";
import { type DeviceTabs, type Tab, tabsCodec, tabTitle, tabUrl } from "../../core/records/tabs.ts";
import { type Column, instant, type Listing } from "../columns.ts";
import { CLIENTS, readClients } from "./devices.ts";
import { freshen } from "../freshen.ts";
import { apartFromUnread, type Sought } from "../find.ts";
import type { App } from "../open.ts";
import { JUST_READ, onePage, readAll, readLive, type Stored } from "../read.ts";
import { hostOf } from "../query/host.ts";
import { type ListInput, narrowing, type SearchSpec } from "../query/search.ts";

const TABS = "tabs" as CollectionName;

/** One open tab of one device. */
export interface TabRow {
  readonly device: string;
  readonly deviceId: string;
  readonly tab: Tab;
  /** The name of the group it is in. */
  readonly group: string | null;
  readonly lastUsedMs: number | null;
}

export const tabColumns: readonly Column<TabRow>[] = [
  { name: "device", value: (row) => row.device },
  { name: "title", value: ({ tab }) => tabTitle(tab) },
  { name: "url", value: ({ tab }) => tabUrl(tab), kind: "url" },
  { name: "lastUsed", value: (row) => instant(row.lastUsedMs), kind: "time" },
  { name: "pinned", value: ({ tab }) => tab.pinned, shape: "boolean", detail: true },
  { name: "inactive", value: ({ tab }) => tab.inactive, shape: "boolean", detail: true },
  { name: "icon", value: ({ tab }) => tab.iconUrl, kind: "url", detail: true },
  // Tabs have no id of their own: it is that of the client, whose record they are in.
  { name: "id", value: (row) => row.deviceId, detail: true },
  { name: "window", value: ({ tab }) => tab.windowId, detail: true },
  { name: "index", value: ({ tab }) => tab.index, shape: "integer", detail: true },
  { name: "group", value: (row) => row.group, detail: true },
  { name: "history", value: ({ tab }) => tab.urlHistory.slice(1), shape: "texts", detail: true },
];

/** The address of the page that a tab shows. */
export const addressOf = ({ tab }: TabRow): string => tabUrl(tab);

/** How tabs are searched. */
export const tabSearch: SearchSpec<TabRow> = {
  fields: ["device", "host", "url", "title", "is", "id", "before", "after", "on"],
  choices: { is: ["pinned", "inactive", "active"] },
  searchable: ({ device, deviceId, tab, lastUsedMs }) => ({
    text: [tabTitle(tab), tabUrl(tab)],
    fields: {
      device,
      host: hostOf(tabUrl(tab)),
      url: tabUrl(tab),
      title: tabTitle(tab),
      is: [tab.pinned ? "pinned" : "", tab.inactive ? "inactive" : "active"],
      id: deviceId,
    },
    ...(lastUsedMs === null ? {} : { atMs: lastUsedMs }),
  }),
};

export interface TabListInput extends ListInput {
  /** A device's name, or part of it. */
  readonly device?: string | undefined;
  /** Only tabs used within this time. */
  readonly activeWithinMs?: number | undefined;
}

/** Open tabs by device, newest first. Left out: devices that no longer have a client record, as in Firefox. */
export async function listTabs(app: App, input: TabListInput): Promise<Listing<TabRow>> {
  const narrow = narrowing(app, tabSearch, { query: input.query });
  const { rows, reading } = await readTabs(app, input);
  const oldest = app.ctx.now() - (input.activeWithinMs ?? Infinity);
  const wanted = rows.filter(({ device, lastUsedMs }) =>
    device.toLowerCase().includes((input.device ?? "").toLowerCase()) && (lastUsedMs ?? 0) >= oldest
  );
  return { kind: "tabs", columns: tabColumns, ...narrow({ ...reading, pages: onePage(wanted) }) };
}

/** Tabs that were asked for, in that order, and what nothing was found by. */
export interface FoundTabs extends Listing<TabRow> {
  readonly rows: readonly TabRow[];
  readonly missing: readonly string[];
  /** Names of devices that were asked for and show no tab. */
  readonly withoutTabs: readonly string[];
}

/** Tabs by the address of the page they show, or all those of a device: by its id, its name, or a part of that. */
export async function getTabs(app: App, { words, whole }: Sought): Promise<FoundTabs> {
  const { rows: all, reading, clients } = await readTabs(app, {});
  const devices = clients.map(({ id, record }) => ({ deviceId: id, device: record.name }));
  const found = [
    ...words.map((word) => ({ word, ...tabsBy(all, devices, word, false) })),
    ...whole.map((word) => ({ word, ...tabsBy(all, devices, word, true) })),
  ];
  const rows = [...new Set(found.flatMap(({ tabs }) => tabs))];
  const missing = found.flatMap(({ word, tabs, idle }) => tabs.length + idle.length === 0 ? [word] : []);
  const withoutTabs = [...new Set(found.flatMap(({ idle }) => idle))];
  const listing = { ...reading, kind: "tabs", columns: tabColumns, pages: onePage(rows) };
  return { ...listing, ...apartFromUnread(missing, reading.malformed()), rows, withoutTabs };
}

type Device = Pick<TabRow, "device" | "deviceId">;

/** Tabs that a word means, or else the names of devices without any that it means. */
function tabsBy(
  all: readonly TabRow[],
  devices: readonly Device[],
  word: string,
  isWhole: boolean,
): { readonly tabs: readonly TabRow[]; readonly idle: readonly string[] } {
  const href = URL.parse(word)?.href;
  const lower = word.toLowerCase();
  const shown = all.filter(({ tab }) => tabUrl(tab) === word || tabUrl(tab) === href);
  if (shown.length > 0) return { tabs: shown, idle: [] };
  const ways: readonly ((each: Device) => boolean)[] = [
    ({ deviceId }) => deviceId === word,
    ({ device }) => device.toLowerCase() === lower,
    ({ device }) => !isWhole && lower !== "" && device.toLowerCase().includes(lower),
  ];
  for (const way of ways) {
    const meant = devices.filter(way);
    const tabs = all.filter(way);
    if (meant.length > 0) return { tabs, idle: tabs.length > 0 ? [] : meant.map(({ device }) => device) };
  }
  return { tabs: [], idle: [] };
}

/** Every tab by device, newest first, and the client records of all devices. */
export async function readTabs(app: App, { fresh }: Pick<ListInput, "fresh">) {
  await freshen(app, [TABS, CLIENTS], fresh);
  const reading = readLive(app, TABS, tabsCodec, JUST_READ);
  const [devices, { clients }] = await Promise.all([readAll(reading), readClients(app)]);
  const names = new Map<string, string>(clients.map(({ id, record }) => [id, record.name]));
  const newestFirst = devices.filter(({ id }) => names.has(id)).toSorted((a, b) => b.modified - a.modified);
  const rows = newestFirst.flatMap((device) => tabsOf(device, names.get(device.id) ?? ""));
  return { rows, reading, clients };
}

function tabsOf({ id, record }: Stored<DeviceTabs>, device: string): TabRow[] {
  const groups = new Map(record.groups.map((group) => [group.id, group.name]));
  const rows = record.tabs.map((tab) => ({
    device,
    deviceId: id,
    tab,
    group: tab.groupId === null ? null : groups.get(tab.groupId) ?? null,
    lastUsedMs: tab.lastUsedSeconds === null ? null : tab.lastUsedSeconds * 1000,
  }));
  return rows.sort((a, b) => (b.lastUsedMs ?? 0) - (a.lastUsedMs ?? 0));
}
