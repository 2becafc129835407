/** Use-cases on the open tabs of all devices. */
import type { CollectionName } from "../../core/ids.ts";
import { type DeviceTabs, type Tab, tabsCodec, tabTitle, tabUrl } from "../../core/records/tabs.ts";
import { type Column, instant, type Listing } from "../columns.ts";
import { CLIENTS, readClients } from "./devices.ts";
import { freshen } from "../freshen.ts";
import type { App } from "../open.ts";
import { JUST_READ, onePage, readAll, readLive, type Stored } from "../read.ts";
import { hostOf, type ListInput, narrowing, type SearchSpec } from "../query/search.ts";

const TABS = "tabs" as CollectionName;

/** One open tab of one device. */
export interface TabRow {
  readonly device: string;
  readonly deviceId: string;
  readonly tab: Tab;
  readonly lastUsedMs: number | null;
}

export const tabColumns: readonly Column<TabRow>[] = [
  { name: "device", value: (row) => row.device },
  { name: "title", value: ({ tab }) => tabTitle(tab) },
  { name: "url", value: ({ tab }) => tabUrl(tab), kind: "url" },
  { name: "lastUsed", value: (row) => instant(row.lastUsedMs), kind: "time" },
  { name: "pinned", value: ({ tab }) => tab.pinned, detail: true },
  { name: "inactive", value: ({ tab }) => tab.inactive, detail: true },
  { name: "icon", value: ({ tab }) => tab.iconUrl, kind: "url", detail: true },
  { name: "id", value: (row) => row.deviceId, detail: true },
];

const searchSpec: SearchSpec<TabRow> = {
  fields: ["device", "host", "url", "title", "before", "after", "on"],
  searchable: ({ device, tab, lastUsedMs }) => ({
    text: [tabTitle(tab), tabUrl(tab)],
    fields: { device, host: hostOf(tabUrl(tab)), url: tabUrl(tab), title: tabTitle(tab) },
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
  const narrow = narrowing(app, searchSpec, { query: input.query });
  await freshen(app, [TABS, CLIENTS], input.fresh);
  const reading = readLive(app, TABS, tabsCodec, JUST_READ);
  const [devices, { clients }] = await Promise.all([readAll(reading), readClients(app)]);
  const names = new Map<string, string>(clients.map(({ id, record }) => [id, record.name]));
  const newestFirst = devices.filter(({ id }) => names.has(id)).toSorted((a, b) => b.modified - a.modified);
  const rows = newestFirst.flatMap((device) => tabsOf(device, names.get(device.id) ?? ""));
  const oldest = app.ctx.now() - (input.activeWithinMs ?? Infinity);
  const wanted = rows.filter(({ device, lastUsedMs }) =>
    device.toLowerCase().includes((input.device ?? "").toLowerCase()) && (lastUsedMs ?? 0) >= oldest
  );
  const chosen = { pages: onePage(wanted), malformed: reading.malformed };
  return { kind: "tabs", columns: tabColumns, ...narrow(chosen) };
}

function tabsOf({ id, record }: Stored<DeviceTabs>, device: string): TabRow[] {
  const rows = record.tabs.map((tab) => ({
    device,
    deviceId: id,
    tab,
    lastUsedMs: tab.lastUsedSeconds === null ? null : tab.lastUsedSeconds * 1000,
  }));
  return rows.sort((a, b) => (b.lastUsedMs ?? 0) - (a.lastUsedMs ?? 0));
}
