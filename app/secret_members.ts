/** Members of records that are secret by nature. */
import { isObject, type JsonObject } from "../core/json.ts";

/** The account's own keys are no less so. */
const SECRET_PATHS: ReadonlyMap<string, readonly (readonly string[])[]> = new Map([
  ["passwords", [["password"]]],
  ["creditcards", [["entry", "cc-number"]]],
  ["crypto", [["default"], ["collections"]]],
]);

/** What people and add-ons keep may be anything: whoever asks for it sees it, and an error is no place for it. */
const UNTOLD_PATHS: typeof SECRET_PATHS = new Map([
  ["extension-storage", [["data"]]],
  ["prefs", [["value"]]],
]);

/** Whether records of a collection are listed without some of their members. */
export const holdsSecrets = (collection: string): boolean => SECRET_PATHS.has(collection);

/** Whether a member is secret, or holds one that is, or lies inside of one. */
export const isSecret = (collection: string, path: readonly string[]): boolean =>
  isAmong(SECRET_PATHS, collection, path);

/** Whether what a member holds is not told in conflicts, though it is no secret. */
export const isUntold = (collection: string, path: readonly string[]): boolean =>
  isAmong(UNTOLD_PATHS, collection, path);

function isAmong(members: typeof SECRET_PATHS, collection: string, path: readonly string[]): boolean {
  const paths = members.get(collection) ?? [];
  return paths.some((each) => each.every((name, i) => i >= path.length || path[i] === name));
}

/** The record less its secrets; `masked` names what was left out. */
export function withoutSecrets(collection: string, clear: JsonObject): JsonObject {
  const paths = SECRET_PATHS.get(collection) ?? [];
  if (paths.length === 0) return clear;
  return { ...paths.reduce(without, clear), masked: paths.map((path) => path.join(".")) };
}

function without(object: JsonObject, [first = "", ...rest]: readonly string[]): JsonObject {
  const { [first]: inner, ...others } = object;
  return rest.length > 0 && isObject(inner) ? { ...others, [first]: without(inner, rest) } : others;
}
