/**
 * Everything in an account in one plain form, so that two tellers of it can be compared value by value: what a Firefox
 * shows by its own interfaces, and what foxden lists.
 */
import { listBookmarks } from "../../app/bookmarks/list.ts";
import type { App } from "../../app/open.ts";
import {
  anyObject,
  array,
  integer,
  type JsonObject,
  nullable,
  object,
  parseJson,
  string,
} from "../../core/json.ts";
import { cellsOf } from "../app/app_support.ts";
import type { Device } from "./device.ts";
import type { Foxden } from "./served.ts";

/** By collection; each list in an order of its own that both tellers share. */
export interface AccountState {
  readonly bookmarks: readonly JsonObject[];
  readonly logins: readonly JsonObject[];
  readonly history: readonly JsonObject[];
  readonly forms: readonly string[];
  readonly addresses: readonly JsonObject[];
  readonly creditcards: readonly JsonObject[];
}

const objects = array(anyObject);
const idOf = ({ id }: JsonObject) => string(id, "id");
const byId = (left: JsonObject, right: JsonObject) => idOf(left) < idOf(right) ? -1 : 1;

/** The named members of each, in the order of their ids; what is not there is null. */
const cut = (items: readonly JsonObject[], names: readonly string[]): JsonObject[] =>
  items.map((item) => Object.fromEntries(names.map((name) => [name, item[name] ?? null]))).toSorted(byId);

const BOOKMARK = ["id", "type", "title", "url", "tags", "keyword", "parentId", "position"];
const LOGIN = [
  ...["id", "origin", "formActionOrigin", "httpRealm"],
  ...["username", "password", "usernameField", "passwordField"],
];
const PAGE = ["id", "url", "title", "visits"];
const AUTOFILL = ["id", "version", "timeCreated", "timeLastModified", "timeLastUsed", "timesUsed"];
/** What Firefox keeps of an address; the rest of what it shows follows from these. */
const ADDRESS = [
  ...AUTOFILL,
  ...["name", "given-name", "additional-name", "family-name", "organization", "street-address"],
  ...["address-level3", "address-level2", "address-level1", "postal-code", "country", "tel", "email"],
];
const CARD = [...AUTOFILL, "cc-name", "cc-number", "cc-exp-month", "cc-exp-year", "cc-type"];

/** By value, each once: Firefox has ids of its own for these, and duplicates. */
const formTexts = (entries: readonly JsonObject[]): string[] =>
  [...new Set(entries.map(({ name, value }) => `${name}=${value}`))].sort();

/** What a Firefox shows. */
export async function stateOfDevice(device: Device): Promise<AccountState> {
  const read = async (script: string, ...args: readonly unknown[]) =>
    objects(await device.call(script, "read", ...args), script);
  return {
    bookmarks: cut(await read("bookmarks"), BOOKMARK),
    logins: cut(await read("logins"), LOGIN),
    history: cut(await read("history"), PAGE),
    forms: formTexts(await read("forms")),
    addresses: cut(await read("autofill", "addresses"), ADDRESS),
    creditcards: cut(await read("autofill", "creditCards"), CARD),
  };
}

/** The bookmarks alone that a Firefox shows. */
export async function bookmarksOfDevice(device: Device): Promise<JsonObject[]> {
  return cut(objects(await device.call("bookmarks", "read"), "bookmarks"), BOOKMARK);
}

/** The bookmarks alone, as foxden's own use-case lists them. */
export async function bookmarksOfApp(app: App): Promise<JsonObject[]> {
  return bookmarkRows(await cellsOf(await listBookmarks(app, { type: "all" })));
}

/** What foxden lists. */
export async function stateOfFoxden({ run }: Foxden): Promise<AccountState> {
  const list = async (words: string) => rows((await run(`${words} --ndjson`)).stdout);
  const entries = async (words: string) =>
    (await list(words)).map(({ id, entry }): JsonObject => ({ id, ...anyObject(entry, "entry") }));
  return {
    bookmarks: bookmarkRows(await list("bookmarks list --type all")),
    logins: cut(await list("passwords list --reveal"), LOGIN),
    history: cut((await list("history list")).map(pageRow), PAGE),
    forms: formTexts(await list("records list forms")),
    addresses: cut(await entries("records list addresses"), ADDRESS),
    creditcards: cut(await entries("records list creditcards --reveal"), CARD),
  };
}

/** How many differences of a collection are worth reading. */
const TOLD = 5;

/** Where two states disagree, a few lines for each collection: what only the one has, and what only the other. */
export function differences(one: AccountState, other: AccountState): string[] {
  return Object.entries(one).flatMap(([name, items]) => {
    const mine = asTexts(items);
    const theirs = asTexts(Object.entries(other).find(([each]) => each === name)?.[1] ?? []);
    const only = [...mine.difference(theirs)].map((text) => `${name}: one has ${text}`);
    const missing = [...theirs.difference(mine)].map((text) => `${name}: the other has ${text}`);
    return [...only.slice(0, TOLD), ...missing.slice(0, TOLD)];
  });
}

/** Equal ones are told apart by their number. */
function asTexts(items: readonly unknown[]): Set<string> {
  const counts = new Map<string, number>();
  return new Set(items.map((item) => {
    const text = JSON.stringify(item);
    const count = (counts.get(text) ?? 0) + 1;
    counts.set(text, count);
    return count === 1 ? text : `${text} (${count})`;
  }));
}

/** The objects in lines of JSON. */
export function rows(ndjson: string): JsonObject[] {
  const lines = ndjson.split("\n").filter((line) => line !== "");
  return lines.map((line) => anyObject(parseJson(line, "line"), "line"));
}

/** The roots themselves are no items of a person's. */
function bookmarkRows(items: readonly JsonObject[]): JsonObject[] {
  const placed = items.filter(({ parentId }) => parentId !== null);
  return cut(
    placed.map((item) => ({ ...item, tags: array(string)(item.tags, "tags").toSorted() })),
    BOOKMARK,
  );
}

const visitShape = array(object({ at: string, transition: integer }));

function pageRow({ id, url, title, visitList }: JsonObject): JsonObject {
  const visits = visitShape(visitList, "visitList").map(({ at, transition }) => [Date.parse(at), transition]);
  return { id, url, title: nullable(string)(title, "title") ?? "", visits };
}
