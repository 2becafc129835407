/** Tabs, engine version 1: one record for each device, replaced as a whole, with the id of its client record. */
import { isObject } from "../json.ts";
import { type Codec, type Field, recordCodec, type Sourced, type SyncRecord, viewOf } from "./codec.ts";
import {
  flag,
  requiredListOf,
  requiredText,
  sparse,
  textOrEmpty,
  textOrNull,
  timeOrNull,
  wholeOrZero,
} from "./fields.ts";

/** The open tabs of one device. */
export interface DeviceTabs extends SyncRecord {
  /** The name the device had when it wrote this; its client record knows better. */
  readonly clientName: string;
  readonly tabs: readonly Tab[];
  readonly groups: readonly TabGroup[];
}

/** One open tab. */
export interface Tab extends Sourced {
  /** {@link tabTitle} falls back to the address. */
  readonly title: string;
  /** The page shown now first, then those before it; never empty. */
  readonly urlHistory: readonly string[];
  readonly iconUrl: string | null;
  readonly lastUsedSeconds: number | null;
  readonly inactive: boolean;
  readonly pinned: boolean;
  /** Position in its window, from 0. */
  readonly index: number;
  readonly groupId: string | null;
  readonly windowId: string | null;
}

/** A named group of tabs. */
export interface TabGroup extends Sourced {
  readonly id: string;
  readonly name: string;
  /** Firefox's word for it, such as `blue`. */
  readonly color: string;
  readonly collapsed: boolean;
}

const urlHistory: Field<readonly string[]> = {
  key: "urlHistory",
  read: (value) => {
    if (!Array.isArray(value) || typeof value[0] !== "string" || value[0] === "") return undefined;
    return value.filter((each) => typeof each === "string");
  },
  write: (urls) => urls,
};

const tab = viewOf<Tab>({
  title: textOrEmpty("title"),
  urlHistory,
  iconUrl: textOrNull("icon"),
  // Old clients wrote text or a fraction; Firefox on mobile takes whole numbers only.
  lastUsedSeconds: timeOrNull("lastUsed", "s"),
  inactive: sparse(flag("inactive")),
  pinned: sparse(flag("pinned")),
  index: sparse(wholeOrZero("index")),
  groupId: textOrNull("tabGroupId"),
  windowId: textOrNull("windowId"),
});

const group = viewOf<TabGroup>({
  id: requiredText("id"),
  name: textOrEmpty("name"),
  color: textOrEmpty("color"),
  collapsed: flag("collapsed"),
});

/** An object with one group under each group's id. */
const groups: Field<readonly TabGroup[]> = {
  key: "tabGroups",
  read: (value) => Object.values(isObject(value) ? value : {}).flatMap((each) => group.read(each) ?? []),
  write: (list, former) => {
    const before = Object.entries(isObject(former) ? former : {});
    const keyOf = (each: TabGroup) => before.find(([, value]) => value === each.source)?.[0] ?? each.id;
    const unreadable = before.filter(([, value]) => group.read(value) === undefined);
    const written = list.map((each) => [keyOf(each), group.write(each, each.source)]);
    const all = [...written, ...unreadable];
    return all.length === 0 ? undefined : Object.fromEntries(all);
  },
};

/** A record without a list of tabs is refused; a tab without a present address is passed over. */
export const tabsCodec: Codec<DeviceTabs> = recordCodec<DeviceTabs>({
  clientName: textOrEmpty("clientName"),
  tabs: requiredListOf("tabs", tab),
  groups,
});

/** The address of the page a tab shows: the first of its history. */
export function tabUrl(tab: Tab): string {
  return tab.urlHistory[0] ?? "";
}

/** The title of the page a tab shows, or its address where Firefox had no title yet. */
export function tabTitle(tab: Tab): string {
  return tab.title || tabUrl(tab);
}
