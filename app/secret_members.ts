/** Members of records that are secret by nature. */
import { isObject, type JsonObject } from "../core/json.ts";

/** The account's own keys are no less so. */
const SECRET_PATHS: ReadonlyMap<string, readonly (readonly string[])[]> = new Map([
  ["passwords", [["password"]]],
  ["creditcards", [["entry", "cc-number"]]],
  ["crypto", [["default"], ["collections"]]],
]);

/** Whether records of a collection are listed without some of their members. */
export const holdsSecrets = (collection: string): boolean => SECRET_PATHS.has(collection);

/** Whether a member is secret, or holds one that is, or lies inside of one. */
export function isSecret(collection: string, path: readonly string[]): boolean {
  const paths = SECRET_PATHS.get(collection) ?? [];
  return paths.some((secret) => secret.every((name, i) => i >= path.length || path[i] === name));
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
