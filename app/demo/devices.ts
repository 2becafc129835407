/** The demo's four devices: their records in `clients` and what each has open in `tabs`. */
import { guid } from "../../core/ids.ts";
import type { JsonObject } from "../../core/json.ts";
import { collectionOf } from "../../core/records/registry.ts";
import { type Dice, diceFor, idsFor } from "./dice.ts";
import { DAY_MS, type DemoRecord, type DemoSource, tableRows } from "./account.ts";

/** Of both collections: phones give their tabs the lifetime of their client record. */
const TTL_SECONDS = collectionOf("clients").ttlSeconds ?? 0;
const DEVICE_ID_BYTES = 16;
const STALE_DAYS = 97;

/** The application id of Firefox on the desktop. */
export const DESKTOP_APP_ID = "{ec8030f7-c20a-464f-9b0e-13a3a9e97384}";

interface Device {
  readonly name: string;
  readonly type: "desktop" | "mobile" | "tablet";
  /** Of desktops only; the phones' records say neither system nor version. */
  readonly os?: string;
  readonly version?: string;
  /** How long ago it last showed its tabs. */
  readonly idleDays: number;
  readonly tabs: string;
}

const DEVICES: readonly Device[] = [
  {
    name: "den",
    type: "desktop",
    os: "Linux",
    version: "153.7.0",
    idleDays: 0,
    tabs: `
Mail | https://mail.example.org/inbox | pinned
Calendar | https://calendar.example.org/ | pinned
Deno docs | https://docs.deno.com/ | group
Security and permissions · Deno Docs | https://docs.deno.com/runtime/fundamentals/security/ | group
Issues · denoland/deno | https://github.com/denoland/deno/issues | group
Web Crypto API - Web APIs · MDN | https://developer.mozilla.org/en-US/docs/Web/API/Web_Crypto_API | group
Pull requests | https://github.com/pulls/review-requested
Grafana | http://grafana.lan:3000/d/home/home?orgId=1
Runbook - Team wiki | https://wiki.example.org/runbook
Hacker News | https://news.ycombinator.com/
漢字の練習 | https://kanji.example/renshu | other window
Käsespätzle – Küche | https://kueche.example/kaesespaetzle | other window
Night trains of Europe | https://trains.example/night | other window
| https://untitled.example/ | other window
`,
  },
  {
    name: "Pixel 9",
    type: "mobile",
    idleDays: 0,
    tabs: `
Bus departures | https://transit.example/stop/1204
Bakery around the corner | https://bakery.example/ | back: https://search.example/?q=bakery
Weather in Ulm | https://weather.example/ulm
Deno on a phone | https://deno-phone.example/ | back: https://news.ycombinator.com/
Shopping list | https://lists.example.org/shopping
신촌 맛집 | https://matjip.example/sinchon | inactive
Погода | https://novosti.example/pogoda | inactive
Boarding passes | https://air.example/passes | inactive
Swimming pool hours | https://pool.example/hours | inactive
`,
  },
  {
    name: "work laptop",
    type: "desktop",
    os: "WINNT",
    version: "140.4.0",
    idleDays: STALE_DAYS,
    tabs: `
Team calendar | https://calendar.example.org/team | pinned
Expenses | https://intranet.lan/expenses
Release checklist | https://wiki.example.org/release-checklist
Staging pods | https://staging.example.net/pods
SQLite: query planner | https://www.sqlite.org/queryplanner.html
`,
  },
  { name: "iPad", type: "tablet", idleDays: 2, tabs: "" },
];

/** The four devices as the account's own list has them. */
export interface DemoDevice {
  /** 16 bytes in hex. */
  readonly id: string;
  readonly name: string;
  readonly type: "desktop" | "mobile" | "tablet";
  readonly lastUsedAtMs: number;
}

/** The account's own list of devices, which their records in `clients` refer to. */
export function demoDevices(source: DemoSource): DemoDevice[] {
  return DEVICES.map(({ name, type, idleDays }, i) => ({
    id: fxaDeviceId(i, source),
    name,
    type,
    lastUsedAtMs: source.hourMs - idleDays * DAY_MS - (i + 1) * DAY_MS / 96,
  }));
}

/** One record a device, each naming the id it has in the account's own list of devices. */
export function demoClients(source: DemoSource): DemoRecord[] {
  return DEVICES.map((device, i) => {
    const id = clientId(device, i, source);
    const common = { fxaDeviceId: fxaDeviceId(i, source), name: device.name, type: device.type };
    const cleartext = device.version === undefined ? { id, ...common, protocols: ["1.5"] } : {
      id,
      ...common,
      version: device.version,
      protocols: ["1.5"],
      os: device.os,
      appPackage: DESKTOP_APP_ID,
      application: "Firefox",
    };
    return { id: guid(id), ttl: TTL_SECONDS, cleartext };
  });
}

/** One record a device, under the id of its record in `clients`. */
export function demoTabs(source: DemoSource): DemoRecord[] {
  const dice = diceFor(source.seed, "tabs");
  return DEVICES.map((device, i) => {
    const id = clientId(device, i, source);
    const tabs = tabsOf(device, dice(i), source);
    const isDesktop = device.type === "desktop";
    const cleartext = { id, clientName: device.name, tabs, ...(isDesktop && windowsOf(device)) };
    return { id: guid(id), ...(!isDesktop && { ttl: TTL_SECONDS }), cleartext };
  });
}

/** Desktops draw an id of their own; the phones use the account's id of the device. */
function clientId(device: Device, index: number, source: DemoSource): string {
  return device.type === "desktop" ? idsFor(source.seed, "clients").guid(index) : fxaDeviceId(index, source);
}

function fxaDeviceId(index: number, source: DemoSource): string {
  return idsFor(source.seed, "devices").hex(index, DEVICE_ID_BYTES);
}

function tabsOf(device: Device, dice: Dice, source: DemoSource): JsonObject[] {
  const inWindow = new Map<string, number>();
  let idleMs = device.idleDays * DAY_MS + dice.below(DAY_MS / 24);
  return tableRows(device.tabs).map(([title = "", url = "", note = ""]) => {
    const windowId = note === "other window" ? "window-1" : "window-0";
    const index = inWindow.get(windowId) ?? 0;
    inWindow.set(windowId, index + 1);
    const lastUsed = Math.floor((source.hourMs - idleMs) / 1000);
    idleMs += dice.below(DAY_MS);
    if (device.type !== "desktop") return phoneTab(title, url, note, lastUsed);
    return {
      title,
      urlHistory: [url],
      icon: title === "" ? "" : new URL("/favicon.ico", url).href,
      lastUsed,
      ...(note === "pinned" && { pinned: true }),
      ...(index > 0 && { index }),
      ...(note === "group" && { tabGroupId: TAB_GROUP.id }),
      windowId,
    };
  });
}

function phoneTab(title: string, url: string, note: string, lastUsed: number): JsonObject {
  const back = note.startsWith("back: ") ? [note.slice("back: ".length)] : [];
  const inactive = note === "inactive" && { inactive: true };
  return { title, urlHistory: [url, ...back], icon: null, lastUsed, ...inactive };
}

const TAB_GROUP = { id: "1751884800123-1", name: "Deno", color: "blue", collapsed: false };

function windowsOf(device: Device): JsonObject {
  const window = (n: number) => ({ id: `window-${n}`, lastUsed: 0, index: n + 1 });
  const second = device.tabs.includes("| other window") && { "window-1": window(1) };
  const groups = device.tabs.includes("| group") && { tabGroups: { [TAB_GROUP.id]: TAB_GROUP } };
  return { ...groups, windows: { "window-0": window(0), ...second } };
}
