/** Records as they are, for a person to read: the envelope, and what is inside with its secrets masked. */
import { utf8 } from "../../core/bytes.ts";
import { type CollectionName, formatServerTime } from "../../core/ids.ts";
import { isObject } from "../../core/json.ts";
import { codecOf, collectionOf } from "../../core/records/registry.ts";
import { instant } from "../columns.ts";
import type { MirrorRecord } from "../mirror/page.ts";
import { decode } from "../read.ts";
import { holdsSecrets, isSecret } from "../secret_members.ts";
import type { ShownLine } from "./record.ts";

/** Stands for every secret, so that its length does not show. */
export const MASK = "*".repeat(12);

/** The lines of the tab "Raw". */
export function rawLines(collection: CollectionName, record: MirrorRecord): readonly ShownLine[] {
  return [
    ...envelopeLines(collection, record),
    { kind: "heading", text: "Record" },
    ...clearLines(collection, record),
  ];
}

function envelopeLines(collection: CollectionName, record: MirrorRecord): readonly ShownLine[] {
  const { ttlSeconds } = collectionOf(collection);
  return [
    { kind: "field", label: "Collection", column: { name: "collection" }, value: collection },
    { kind: "field", label: "Id", column: { name: "id" }, value: record.id },
    {
      kind: "field",
      label: "Modified",
      column: { name: "modified" },
      value: formatServerTime(record.modified),
    },
    { kind: "field", label: "In UTC", column: { name: "at", kind: "time" }, value: instant(record.modified) },
    {
      kind: "field",
      label: "Sort index",
      column: { name: "sortindex", kind: "count" },
      value: record.sortindex ?? null,
    },
    {
      kind: "field",
      label: "TTL",
      column: { name: "ttl" },
      // No server tells it of a record that it has.
      value: ttlSeconds === null ? null : `${ttlSeconds / 86_400} days, as Firefox asks for`,
    },
    { kind: "field", label: "Sealed", column: { name: "bytes", kind: "bytes" }, value: record.bytes },
    {
      kind: "field",
      label: "Clear text",
      column: { name: "clearBytes", kind: "bytes" },
      value: clearBytes(record),
    },
  ];
}

function clearBytes({ clear }: MirrorRecord): number | null {
  if (clear === null) return null;
  return utf8(typeof clear === "string" ? clear : JSON.stringify(clear)).length;
}

function clearLines(collection: CollectionName, { id, clear }: MirrorRecord): readonly ShownLine[] {
  const incoming = decode(codecOf(collection), id, clear);
  const why: ShownLine[] = incoming.kind === "malformed"
    ? [{ kind: "text", text: `This record cannot be used: ${incoming.reason}` }]
    : incoming.kind === "tombstone"
    ? [{ kind: "text", text: "This record was deleted; what is left says so to other devices." }]
    : [];
  return [...why, ...insideLines(collection, clear)];
}

function insideLines(collection: CollectionName, clear: MirrorRecord["clear"]): readonly ShownLine[] {
  if (clear === null) return [];
  if (typeof clear !== "string") return code(JSON.stringify(masked(collection, clear, []), null, 2));
  // Where no member can be told from another, none can be masked.
  if (holdsSecrets(collection)) {
    return [{ kind: "text", text: "Its text is not shown: it may hold a secret." }];
  }
  return code(clear);
}

const code = (text: string): readonly ShownLine[] =>
  text.split("\n").map((line) => ({ kind: "code", text: line }));

/** The value with stars in the place of its secrets. */
function masked(collection: string, value: unknown, path: readonly string[]): unknown {
  if (path.length > 0 && !isSecret(collection, path)) return value;
  if (!isObject(value)) return path.length === 0 ? value : MASK;
  const members = Object.entries(value).map((
    [name, each],
  ) => [name, masked(collection, each, [...path, name])]);
  return Object.fromEntries(members);
}
