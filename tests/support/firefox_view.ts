/**
 * Two descriptions of one account in one form, so that they can be compared member by member: what the records
 * say, and what a device's own interfaces say. Names are those of the device's view.
 */
import { isDeepStrictEqual } from "node:util";
import { type BookmarkNode, buildTree } from "../../core/bookmarks/tree.ts";
import { anyObject, array, integer, type JsonObject, object, record, string } from "../../core/json.ts";
import type { Address } from "../../core/records/addresses.ts";
import type { CreditCard } from "../../core/records/creditcards.ts";
import type { Login } from "../../core/records/passwords.ts";
import { type DeviceTabs, tabUrl } from "../../core/records/tabs.ts";
import type { LiveRecords } from "./firefox_view_reading.ts";

/** Members by name; one that has nothing to say is left out. */
type Members = Readonly<Record<string, unknown>>;
type Item = readonly [key: string, members: Members];

/** Everything in an account, by collection and id. */
export type Items = ReadonlyMap<string, Members>;

// --- what the records say ---------------------------------------------------------------------------------

/** All that the records say and a view could show. */
export function recordItems(live: LiveRecords): Items {
  return collect([
    ...bookmarkItems(live),
    ...live.passwords.map(({ record }): Item => [`passwords/${record.id}`, loginMembers(record)]),
    ...live.history.map(({ record: { id, url, title, visits } }): Item => {
      const list = visits.map(({ dateUs, transition }) => [dateUs, transition]);
      return [`history/${id}`, { url, title, ...visitMembers(list) }];
    }),
    ...formItems(live.forms.map(({ record: { name, value } }) => ({ name, value }))),
    ...live.addresses.map(({ record }): Item => [`addresses/${record.id}`, addressMembers(record)]),
    ...live.creditcards.map(({ record }): Item => [`creditcards/${record.id}`, cardMembers(record)]),
    ...live.tabs.flatMap(({ record }) => tabItems(record)),
    ...live.clients.map(({ record: { id, name, type, fxaDeviceId, version } }): Item => [
      `clients/${id}`,
      { name, type, fxaDeviceId, version },
    ]),
  ]);
}

/** In their places in the tree, which is what a device shows. */
function bookmarkItems({ bookmarks }: LiveRecords): Item[] {
  const { nodes } = buildTree(bookmarks.map(({ record }) => record));
  return [...nodes.values()].map((node) => [`bookmarks/${node.record.id}`, bookmarkMembers(node)]);
}

function bookmarkMembers({ record, parent, children }: BookmarkNode): Members {
  const order = children.map((child) => child.record.id);
  if (parent === null) return { children: order };
  const place = { type: record.type, parent: parent.record.id };
  if (record.type === "folder") return { ...place, title: record.title, children: order };
  if (record.type !== "bookmark" && record.type !== "query") return place;
  return {
    ...place,
    title: record.title,
    url: record.url,
    ...(record.tags.length === 0 ? {} : { tags: record.tags }),
    ...(record.keyword === null ? {} : { keyword: record.keyword }),
  };
}

function loginMembers({ origin, formActionOrigin, httpRealm, username, password, ...login }: Login): Members {
  const timePasswordChanged = login.timePasswordChangedMs;
  return { origin, formActionOrigin, httpRealm, username, password, timePasswordChanged };
}

function addressMembers(address: Address): Members {
  return present({
    ...autofillMembers(address),
    "name": address.name,
    "given-name": address.givenName,
    "additional-name": address.additionalName,
    "family-name": address.familyName,
    "organization": address.organization,
    "street-address": address.streetAddress,
    "address-level3": address.district,
    "address-level2": address.city,
    "address-level1": address.region,
    "postal-code": address.postalCode,
    "country": address.country,
    "tel": address.tel,
    "email": address.email,
  });
}

function cardMembers(card: CreditCard): Members {
  return present({
    ...autofillMembers(card),
    "plain_number": card.number,
    "cc-name": card.name,
    "cc-exp-month": card.expiryMonth,
    "cc-exp-year": card.expiryYear,
    "cc-type": card.network,
    "billingAddressGUID": card.billingAddressId,
  });
}

/** A time of 0 stands for never. */
const autofillMembers = (entry: Address | CreditCard): Members => ({
  version: entry.version,
  timeCreated: entry.timeCreatedMs ?? 0,
  timeLastModified: entry.timeLastModifiedMs ?? 0,
  timeLastUsed: entry.timeLastUsedMs ?? 0,
  timesUsed: entry.timesUsed,
});

const present = (members: Members): Members =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));

const tabItems = ({ id, clientName, tabs }: DeviceTabs): Item[] => [
  [`tabs/${id}`, { name: clientName, tabs: tabs.length }],
  ...tabs.map((tab, i): Item => [`tabs/${id}/${i}`, { title: tab.title, url: tabUrl(tab) }]),
];

// --- what a device says -----------------------------------------------------------------------------------

const objects = array(anyObject);
const viewShape = object({
  bookmarks: record(objects),
  logins: objects,
  history: objects,
  forms: objects,
  addresses: objects,
  creditcards: objects,
  tabs: objects,
  clients: object({ local: anyObject, remote: objects }),
});

/** All that a device says, every member of it. @throws {Error} for a part that nobody compares */
export function viewItems(view: unknown): Items {
  const parts = viewShape(view, "view");
  const unknown = Object.keys(anyObject(view, "view")).filter((name) => !(name in parts));
  if (unknown.length > 0) throw new Error(`a view has parts nobody compares: ${unknown.join(", ")}`);
  return collect([
    ...[...parts.bookmarks].flatMap(([root, children]) => placedItems({ guid: root, children })),
    ...parts.logins.map((login) => keyed("passwords", "guid", login)),
    ...parts.history.map(({ visits, ...page }) => {
      const [key, members] = keyed("history", "guid", page);
      return [key, { ...members, ...visitMembers(array(array(integer))(visits, key)) }] as const;
    }),
    ...formItems(parts.forms.map(({ guid: _, ...entry }) => entry)),
    ...parts.addresses.map((address) => keyed("addresses", "guid", address)),
    ...parts.creditcards.map((card) => keyed("creditcards", "guid", card)),
    ...parts.tabs.flatMap(viewTabItems),
    ...[parts.clients.local, ...parts.clients.remote].map((client) => keyed("clients", "id", client)),
  ]);
}

function keyed(collection: string, idName: string, { [idName]: id, ...members }: JsonObject): Item {
  return [`${collection}/${string(id, `${collection}.${idName}`)}`, members];
}

/** A folder, and everything below it. */
function placedItems({ children, ...members }: JsonObject): Item[] {
  const [key, own] = keyed("bookmarks", "guid", members);
  if (children === undefined) return [[key, own]];
  const below = objects(children, key);
  const order = below.map(({ guid }) => guid);
  return [
    [key, { ...own, children: order }],
    ...below.flatMap((child) => placedItems({ ...child, parent: members.guid })),
  ];
}

function viewTabItems({ tabs, ...device }: JsonObject): Item[] {
  const [key, members] = keyed("tabs", "id", device);
  const list = objects(tabs, key);
  return [[key, { ...members, tabs: list.length }], ...list.map((tab, i): Item => [`${key}/${i}`, tab])];
}

// --- what both have in common -----------------------------------------------------------------------------

/** @throws {Error} for two items with one key, of which one would go unseen */
function collect(items: readonly Item[]): Items {
  const collected = new Map(items);
  if (collected.size === items.length) return collected;
  throw new Error(`${items.length - collected.size} items have the key of another`);
}

/** Each visit a member of its own, so that two lists differ by the visits they do not share; and their order. */
function visitMembers(visits: readonly (readonly number[])[]): Members {
  const members: Record<string, unknown> = {};
  for (const visit of visits) {
    const name = `visit ${visit.join(" ")}`;
    members[name] = Number(members[name] ?? 0) + 1;
  }
  return visits.length < 2 ? members : { ...members, order: orderOf(visits.map(([date = NaN]) => date)) };
}

function orderOf(dates: readonly number[]): string {
  const isOrdered = (compare: (a: number, b: number) => boolean) =>
    dates.every((date, i) => i === 0 || compare(dates[i - 1] ?? NaN, date));
  if (isOrdered((a, b) => a > b)) return "newest first";
  return isOrdered((a, b) => a < b) ? "oldest first" : "none";
}

/** Entries by what they hold, with how often each is there. */
function formItems(entries: readonly JsonObject[]): Item[] {
  const keyOf = ({ name, value }: JsonObject) => `forms/${name}=${value}`;
  const groups = Map.groupBy(entries, keyOf);
  return [...groups].map(([key, equal]) => [key, { ...equal[0], times: equal.length }]);
}

/** One member in which the records and a view disagree; undefined where one of them lacks it. */
export interface Difference {
  /** Collection and id. */
  readonly item: string;
  /** Absent when one side lacks the whole item: then its members are the value. */
  readonly member?: string;
  readonly record: unknown;
  readonly view: unknown;
}

/** Everything in which the two disagree, in both directions. */
export function differences(records: Items, view: Items): Difference[] {
  const items = new Set([...records.keys(), ...view.keys()]);
  return [...items].flatMap((item): Difference[] => {
    const [left, right] = [records.get(item), view.get(item)];
    if (left === undefined || right === undefined) return [{ item, record: left, view: right }];
    const members = new Set([...Object.keys(left), ...Object.keys(right)]);
    return [...members].filter((member) => !isDeepStrictEqual(left[member], right[member])).map((member) => ({
      item,
      member,
      record: left[member],
      view: right[member],
    }));
  });
}

/** A difference in one line. */
export function differenceText({ item, member, record, view }: Difference): string {
  const shown = (value: unknown) => value === undefined ? "nothing" : JSON.stringify(value);
  const name = member === undefined ? item : `${item} ${member}`;
  return `${name}: ${shown(record)} in the record, ${shown(view)} in the view`;
}
