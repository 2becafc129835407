/** Sample records of every collection, and what properties of all codecs are made of. */
import assert from "node:assert/strict";
import { anyObject, isObject, type JsonObject } from "../../../core/json.ts";
import type { SyncRecord } from "../../../core/records/codec.ts";
import { decodeRecord } from "../../../core/records/registry.ts";
import cryptoKeys from "../../vectors/sync-crypto-keys.json" with { type: "json" };
import vectors from "../../vectors/sync-records.json" with { type: "json" };

/** A record in clear. */
export interface Sample {
  readonly collection: string;
  readonly id: string;
  readonly text: string;
  readonly clear: JsonObject;
}

const sample = (collection: string, id: string, text: string): Sample => (
  { collection, id, text, clear: anyObject(JSON.parse(text), id) }
);

function* vectorSamples(): Generator<Sample> {
  for (const [collection, records] of Object.entries(vectors.collections)) {
    for (const each of records) {
      yield sample(
        collection,
        each.bso.id,
        "cleartext_text" in each ? each.cleartext_text : each.bso.payload,
      );
    }
  }
  yield sample("crypto", cryptoKeys.bso.id, cryptoKeys.cleartext_text);
}

/** Every record of the vectors, tombstones too. */
export const samples: readonly Sample[] = [...vectorSamples()];

export const isTombstone = ({ clear }: Sample): boolean => clear["deleted"] === true;

/** The samples of a collection that are in use. */
export const liveSamples = (collection: string): Sample[] =>
  samples.filter((each) => each.collection === collection && !isTombstone(each));

/** Decodes what must be a live record. */
export function decodeLive(collection: string, clear: JsonObject, id: string): SyncRecord {
  const incoming = decodeRecord(collection, JSON.stringify(clear), id);
  assert(incoming.kind === "live", `${collection}/${id}: ${incoming.kind}`);
  return incoming.record;
}

/** The same value with a member nobody knows in each of its objects, and the marks to find those again. */
export function withUnknown(value: JsonObject, name: string, junk: unknown): [JsonObject, string[]] {
  const marks: string[] = [];
  const strewn = (each: unknown): unknown => {
    if (Array.isArray(each)) return each.map(strewn);
    if (!isObject(each)) return each;
    marks.push(`unknown ${marks.length}.`);
    const unknown = [marks.at(-1), junk];
    return Object.fromEntries([...Object.entries(each).map(([key, one]) => [key, strewn(one)]), [
      name,
      unknown,
    ]]);
  };
  return [anyObject(strewn(value), "sample"), marks];
}

/** Another value of the same type; `undefined` where there is nothing that could be changed. */
export function changed(value: unknown): unknown {
  if (typeof value === "string") return `${value}x`;
  if (typeof value === "number") return value + 1;
  if (typeof value === "boolean") return !value;
  if (value instanceof Map) return changedEntry([...value], (entries) => new Map(entries));
  if (Array.isArray(value)) {
    return changedEntry([...value.entries()], (entries) => entries.map(([, each]) => each));
  }
  if (!isObject(value)) return undefined;
  const own = Object.entries(value).filter(([key]) => key !== "id" && key !== "source");
  return changedEntry(own, (entries) => ({ ...value, ...Object.fromEntries(entries) }));
}

function changedEntry<Key>(
  entries: readonly (readonly [Key, unknown])[],
  join: (entries: (readonly [Key, unknown])[]) => unknown,
): unknown {
  const at = entries.findIndex(([, each]) => changed(each) !== undefined);
  return at === -1
    ? undefined
    : join(entries.map(([key, each], i) => [key, i === at ? changed(each) : each]));
}

/** What a view says, without what it was read from. */
export const saidBy = (view: unknown): string =>
  JSON.stringify(view, (key, value) => {
    if (key === "source") return undefined;
    return value instanceof Map ? [...value] : value;
  });

/** Where two objects differ, by path; lists are compared as a whole. */
export function differences(before: unknown, after: unknown, at = ""): string[] {
  if (!isObject(before) || !isObject(after)) {
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [at];
  }
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  const own = (object: JsonObject, key: string) => Object.hasOwn(object, key) ? object[key] : undefined;
  return [...keys].flatMap((key) => differences(own(before, key), own(after, key), `${at}.${key}`));
}
