/** What the columns of each shelf are called where a person reads one record, in the order in which they come. */
import type { ShelfName } from "./shelves.ts";

/** A label and the name of its column. */
export type Labelled = readonly [label: string, column: string];

const USE: readonly Labelled[] = [
  ["Created", "created"],
  ["Changed", "changed"],
  ["Last used", "lastUsed"],
  ["Times used", "timesUsed"],
];

/** Stands for the value of a preference that has none of its own. */
export const DEFAULT = "(default)";

/** A label of a secret names its field in the place of a column. */
export const LABELS: Readonly<Record<ShelfName, readonly Labelled[]>> = {
  bookmarks: [
    ["Title", "title"],
    ["URL", "url"],
    ["Folder", "folder"],
    ["Tags", "tags"],
    ["Keyword", "keyword"],
    ["Type", "type"],
    ["Position", "position"],
    ["Added", "added"],
    ["Modified", "modified"],
    ["Id", "id"],
  ],
  passwords: [
    ["Site", "origin"],
    ["Username", "username"],
    ["Password", "password"],
    ["Form action", "formActionOrigin"],
    ["Realm", "httpRealm"],
    ...USE,
  ],
  history: [
    ["Title", "title"],
    ["URL", "url"],
    ["Last visit", "lastVisit"],
    ["Visits", "visits"],
    ["Modified", "modified"],
    ["Id", "id"],
  ],
  tabs: [
    ["Title", "title"],
    ["URL", "url"],
    ["Device", "device"],
    ["Type", "type"],
    ["Application", "application"],
    ["System", "os"],
    ["State", "state"],
    ["Last used", "lastUsed"],
    ["Pinned", "pinned"],
    ["Inactive", "inactive"],
    ["Group", "group"],
    ["Before", "history"],
  ],
  addresses: [
    ["Name", "name"],
    ["Organization", "organization"],
    ["Street", "street"],
    ["District", "district"],
    ["City", "city"],
    ["Region", "region"],
    ["Postal code", "postalCode"],
    ["Country", "country"],
    ["Phone", "tel"],
    ["E-mail", "email"],
    ...USE,
  ],
  cards: [
    ["Name", "name"],
    ["Network", "network"],
    ["Number", "number"],
    ["Last four", "lastFour"],
    ["Expires", "expiry"],
    ["Expired", "expired"],
    ...USE,
  ],
  forms: [["Field", "name"], ["Value", "value"], ["Modified", "modified"], ["Id", "id"]],
  addons: [
    ["Add-on", "addonId"],
    ["Enabled", "enabled"],
    ["Application", "application"],
    ["Source", "source"],
    ["Id", "id"],
  ],
  prefs: [
    ["Name", "name"],
    ["Value", "value"],
    ["Type", "type"],
    ["Synced", "synced"],
    ["Application", "application"],
  ],
  extstorage: [["Add-on", "addon"], ["Key", "key"], ["Size", "bytes"], ["Value", "value"]],
  devices: [
    ["Name", "name"],
    ["Type", "type"],
    ["State", "state"],
    ["Last seen", "lastSeen"],
    ["Application", "application"],
    ["System", "os"],
    ["Commands", "commands"],
    ["Waiting", "waitingCommands"],
    ["Id", "id"],
    ["Client", "clientId"],
  ],
  records: [
    ["Collection", "collection"],
    ["Id", "id"],
    ["State", "state"],
    ["Modified", "modified"],
    ["Size", "bytes"],
    ["Sort index", "sortindex"],
  ],
};

/** The columns whose first text is what a person calls a record; two of them are joined. */
export const TITLES: Readonly<Record<ShelfName, readonly (readonly string[])[]>> = {
  bookmarks: [["title", "url", "type"]],
  passwords: [["origin"], ["username"]],
  history: [["title", "url"]],
  tabs: [["title", "url"]],
  addresses: [["name", "organization", "street", "email", "id"]],
  cards: [["name", "network"], ["lastFour"]],
  forms: [["name"], ["value"]],
  addons: [["addonId", "id"]],
  prefs: [["name"]],
  extstorage: [["addon"], ["key"]],
  devices: [["name"]],
  records: [["collection"], ["id"]],
};
