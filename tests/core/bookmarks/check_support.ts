/** Bookmark collections for tests of the check and the repair: sound ones, damaged ones, and any at all. */
import fc from "fast-check";
import { planRepair, type RepairOptions } from "../../../core/bookmarks/repair.ts";
import { type BookmarkState, clearOf, readState } from "../../../core/bookmarks/state.ts";
import { ROOT_IDS } from "../../../core/bookmarks/tree.ts";
import type { JsonObject } from "../../../core/json.ts";
import { same } from "../../../core/records/codec.ts";

/** What is stored under an id. */
export type Collection = ReadonlyMap<string, JsonObject>;

export const folder = (
  id: string,
  parentid: string,
  children: readonly string[] = [],
  more: JsonObject = {},
): JsonObject => ({ id, type: "folder", parentid, parentName: "", title: `the ${id}`, children, ...more });

export const link = (id: string, parentid: string, more: JsonObject = {}): JsonObject => (
  { id, type: "bookmark", parentid, title: id, bmkUri: `https://${id}.example/`, dateAdded: 1000, ...more }
);

export const tombstone = (id: string): JsonObject => ({ id, deleted: true });
export const unreadable = (id: string): JsonObject => ({ id, type: "of tomorrow" });

/** The state of these records; roots that are not among them are added, with nothing in them. */
export function stateWith(...records: readonly JsonObject[]): BookmarkState {
  const empty = ROOT_IDS.map((id) => folder(id, "places", [], { title: id }));
  return stateOf(new Map([...empty, ...records].map((each) => [String(each["id"]), each])));
}

/** Whatever the objects themselves hold, they are stored under the ids of the map. */
export const stateOf = (records: Collection): BookmarkState =>
  readState([...records].map(([id, clear]) => ({ id, clear })));

/** What a repair writes: of each record the members that differ, `undefined` where they go, and why. */
export function repairs(state: BookmarkState, options: RepairOptions = {}): Record<string, JsonObject> {
  const rows = planRepair(state, options).changes.map(({ item, reason }) => {
    const before = state.items.get(item.id)?.source ?? {};
    return [item.id, { ...differing(before, clearOf(item)), reason }];
  });
  return Object.fromEntries(rows);
}

/** The members in which an object differs from what it was, with what they are now. */
export function differing(before: JsonObject, after: JsonObject): JsonObject {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return Object.fromEntries(
    [...names].filter((name) => !same(before[name], after[name])).map((name) => [name, after[name]]),
  );
}

/** The faults that a repair leaves, in short. */
export const kindsLeft = (state: BookmarkState, options: RepairOptions = {}) =>
  planRepair(state, options).left.map(({ kind, id }) => `${kind} ${id}`);

/** Collections in which everything agrees: up to forty items in folders in the four roots. */
export const sound: fc.Arbitrary<Collection> = fc.array(
  fc.record({ pick: fc.nat(), type: fc.constantFrom("folder", "folder", "bookmark", "query", "separator") }),
  { maxLength: 40 },
).map((choices) => {
  const folders: { id: string; parentid: string; children: string[] }[] = ROOT_IDS.map((id) => (
    { id, parentid: "places", children: [] }
  ));
  const leaves: JsonObject[] = [];
  for (const [i, { pick, type }] of choices.entries()) {
    const id = `item${i}`;
    const parent = folders[pick % folders.length];
    const parentid = parent?.id ?? "menu";
    parent?.children.splice(pick % 3, 0, id);
    if (type === "folder") folders.push({ id, parentid, children: [] });
    else leaves.push({ ...link(id, parentid), type, dateAdded: 1000 + pick % 5 });
  }
  const lists = folders.map(({ id, parentid, children }) => folder(id, parentid, children));
  return new Map([...lists, ...leaves].map((each) => [String(each["id"]), { ...each, own: 1 }]));
});

const ACTS = [
  "parent",
  "parent",
  "list",
  "list",
  "unlist",
  "remove",
  "forget",
  "blur",
  "nameless",
  "children",
  "tags",
  "keyword",
  "livemark",
  "root",
  "local",
  "bury",
] as const;

interface Damage {
  readonly act: (typeof ACTS)[number];
  readonly which: number;
  readonly other: number;
}

const damage: fc.Arbitrary<Damage> = fc.record({
  act: fc.constantFrom(...ACTS),
  which: fc.nat(),
  other: fc.nat(),
});

/** A sound collection to which several of the things happened that happen to collections. */
export const damaged: fc.Arbitrary<Collection> = fc.tuple(sound, fc.array(damage, { maxLength: 12 })).map(
  ([collection, damages]) => damages.reduce(inflict, collection),
);

function inflict(collection: Collection, { act, which, other }: Damage): Collection {
  const ids = [...collection.keys()];
  const anyIds = [...ids, ...ROOT_IDS, "gone", "places", "tags"];
  const id = ids[which % ids.length] ?? "menu";
  const otherId = anyIds[other % anyIds.length] ?? "gone";
  const record = collection.get(id) ?? {};
  const changed = new Map(collection);
  const change = (members: JsonObject) => changed.set(id, { ...record, ...members });
  const children = Array.isArray(record["children"]) ? record["children"] : [];
  switch (act) {
    case "parent":
      change({ parentid: other % 7 === 0 ? null : otherId });
      break;
    case "list":
      change({ children: children.toSpliced(other % 3, 0, otherId) });
      break;
    case "unlist":
      change({ children: children.toSpliced(other % (children.length + 1), 1) });
      break;
    case "remove":
      changed.set(id, tombstone(id));
      break;
    case "forget":
      changed.delete(id);
      break;
    case "blur":
      changed.set(id, unreadable(id));
      break;
    case "nameless":
      change({ id: null });
      break;
    case "children":
      change({ children: [otherId] });
      break;
    case "tags":
      change({ bmkUri: "https://same.example", tags: [`t${other % 3}`] });
      break;
    case "keyword":
      change({ bmkUri: "https://same.example/", keyword: `k${other % 3}` });
      break;
    case "livemark":
      change({ type: "livemark" });
      break;
    case "root":
      changed.delete(ROOT_IDS[which % ROOT_IDS.length] ?? "menu");
      break;
    case "local":
      changed.set("places", folder("places", "", ids.slice(0, 6)));
      break;
    case "bury":
      bury(changed, id, otherId);
      break;
  }
  return changed;
}

/** Puts a folder into another as a client would: with luck the other one is somewhere inside it. */
function bury(records: Map<string, JsonObject>, id: string, into: string): void {
  const record = records.get(id);
  const target = records.get(into);
  if (!record || !Array.isArray(target?.["children"])) return;
  const former = records.get(String(record["parentid"]));
  if (former && Array.isArray(former["children"])) {
    records.set(String(record["parentid"]), {
      ...former,
      children: former["children"].filter((each) => each !== id),
    });
  }
  records.set(id, { ...record, parentid: into });
  records.set(into, { ...target, children: [...target["children"].filter((each) => each !== id), id] });
}

const FEW_IDS = [...ROOT_IDS, "places", "tags", "a", "b", "c", "d", "e", "f", "g", "h"];

/** Records that say anything of each other, most of them folders. */
export const anything: fc.Arbitrary<Collection> = fc.uniqueArray(
  fc.record({
    id: fc.constantFrom(...FEW_IDS),
    type: fc.constantFrom("folder", "folder", "folder", "folder", "bookmark", "separator", "livemark", "x"),
    deleted: fc.constantFrom(false, false, false, false, true),
    parentid: fc.constantFrom(...FEW_IDS, "gone", undefined),
    children: fc.array(fc.constantFrom(...FEW_IDS, "gone"), { maxLength: 6 }),
    dateAdded: fc.constantFrom(1, 2, 0),
    bmkUri: fc.constantFrom("https://a.example", "https://a.example/", "https://b.example/", "no address"),
    tags: fc.subarray(["x", "X", "y", " z ", ""]),
    keyword: fc.constantFrom(undefined, "k", "K", "l", " "),
  }),
  { selector: ({ id }) => id },
).map((records) => new Map(records.map((record) => [record.id, record])));

/** Times of records, each from one to three. */
export const times: fc.Arbitrary<(id: string) => number> = fc.nat().map((seed) => (id: string) =>
  1 + [...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 9973, seed) % 3
);
