/**
 * Records, from the text of a decrypted payload to a type and back.
 *
 * Every typed record is a view of the object it was read from and keeps that object as `source`. Encoding starts
 * from `source` and writes only the members whose view was changed, so members that foxden has never heard of
 * survive every edit, and a record that nobody edited is given back as it came.
 */
import { FoxdenError, isFoxdenError } from "../errors.ts";
import { anyObject, isObject, type JsonObject, parseJson } from "../json.ts";

/** A view of a JSON object. An empty `source` marks one made here: all its members are written. */
export interface Sourced {
  readonly source: JsonObject;
}

/** What all records have in common; records of collections without a codec of their own are just this. */
export interface SyncRecord extends Sourced {
  /** The id of the BSO. The object itself may lack it. */
  readonly id: string;
}

/** What a decrypted payload turned out to be. A bad record is a value, so that it never stops a list. */
export type Incoming<T> = Live<T> | Tombstone | Malformed;

/** A record that is in use. */
export interface Live<T> {
  readonly kind: "live";
  readonly id: string;
  readonly record: T;
}

/** The mark of a deleted record. */
export interface Tombstone {
  readonly kind: "tombstone";
  readonly id: string;
}

/** A payload that cannot be used; `reason` names a member and never holds a value of the record. */
export interface Malformed {
  readonly kind: "malformed";
  readonly id: string;
  readonly reason: string;
}

/** Both directions between a cleartext object and its type. */
export interface Codec<T extends SyncRecord> {
  /** @throws {FoxdenError} `server.shape` when the object cannot be used; the message names only the member */
  decode(cleartext: JsonObject, id: string): T;
  /** Gives `source` itself when nothing was changed; otherwise a copy that holds its `id`. */
  encode(record: T): JsonObject;
}

/** How one typed member is kept in one member of the object. */
export interface Field<T> {
  readonly key: string;
  /** Returns `undefined` when the whole entry is useless without this member. */
  read(value: unknown): T | undefined;
  /** Returns `undefined` when the member is to be left out. */
  write(value: T, former: unknown): unknown;
}

/** One field for each typed member of `T`. */
export type Fields<T extends Sourced> = { readonly [K in Exclude<keyof T, "source">]: Field<T[K]> };

/** Fields of unnamed types, as the functions here walk over them. */
export type FieldTable = Readonly<Record<string, Field<unknown>>>;

/** Makes a codec for records whose typed members are members of the object itself. */
export function recordCodec<T extends SyncRecord>(fields: Fields<Omit<T, "id">> & FieldTable): Codec<T> {
  return {
    decode: (cleartext, id) => ({ id, ...readOrRefuse(fields, cleartext), source: cleartext }),
    encode: (record) => {
      const written = writeFields(fields, record, record.source);
      return written === record.source ? written : { id: record.id, ...written };
    },
  };
}

/** Makes a codec for records whose typed members all sit in the object under `key`. */
export function nestedCodec<T extends SyncRecord>(
  key: string,
  fields: Fields<Omit<T, "id">> & FieldTable,
): Codec<T> {
  return {
    decode: (cleartext, id) => {
      const entry = anyObject(cleartext[key], key);
      return { id, ...readOrRefuse(fields, entry, `${key}.`), source: cleartext };
    },
    encode: (record) => {
      const before = isObject(record.source[key]) ? record.source[key] : {};
      const after = writeFields(fields, record, before);
      return after === before ? record.source : { id: record.id, ...record.source, [key]: after };
    },
  };
}

/** The codec of collections that foxden does not know: the object is kept as it is. */
export const rawCodec: Codec<SyncRecord> = {
  decode: (cleartext, id) => ({ id, source: cleartext }),
  encode: (record) => record.source,
};

/**
 * Decodes the text of one decrypted payload; never throws.
 *
 * The encryption does not cover the BSO's id, so an id inside must equal the one outside. One that is missing
 * inside is accepted, as Firefox 153 does.
 */
export function decodeText<T extends SyncRecord>(codec: Codec<T>, text: string, id: string): Incoming<T> {
  try {
    const cleartext = anyObject(parseJson(text, "record"), "record");
    const inner = cleartext["id"] ?? id;
    if (inner !== id) return { kind: "malformed", id, reason: "id mismatch" };
    if (cleartext["deleted"] === true) return { kind: "tombstone", id };
    return { kind: "live", id, record: codec.decode(cleartext, id) };
  } catch (error) {
    return { kind: "malformed", id, reason: isFoxdenError(error) ? error.message : "cannot be read" };
  }
}

/** The records in use, without tombstones and malformed ones. */
export function liveRecords<T>(incoming: Iterable<Incoming<T>>): T[] {
  const records: T[] = [];
  for (const each of incoming) if (each.kind === "live") records.push(each.record);
  return records;
}

/** Refuses a record for what one of its members holds, or lacks. */
export function refuse(at: string): never {
  throw new FoxdenError("server.shape", `${at}: missing or not usable`, { at });
}

/** Reads a view of `members`, or `null` when a member it cannot do without is not usable. */
export function readFields<T extends Sourced>(fields: Fields<T> & FieldTable, members: JsonObject): T | null {
  const entries = readEntries(fields, members);
  return typeof entries === "string" ? null : { ...Object.fromEntries(entries), source: members };
}

/** Writes what differs between a view and `members`; gives `members` itself when nothing does. */
export function writeFields(fields: FieldTable, view: object, members: JsonObject): JsonObject {
  const fresh = Object.keys(members).length === 0;
  const written: JsonObject = { ...members };
  let changed = false;
  for (const [name, field] of Object.entries(fields)) {
    const value: unknown = Reflect.get(view, name);
    if (!fresh && same(value, field.read(members[field.key]))) continue;
    const wire = field.write(value, members[field.key]);
    if (wire === undefined) delete written[field.key];
    else written[field.key] = wire;
    changed = true;
  }
  return changed ? written : members;
}

function readOrRefuse(fields: FieldTable, members: JsonObject, prefix = "") {
  const entries = readEntries(fields, members);
  return typeof entries === "string" ? refuse(prefix + entries) : Object.fromEntries(entries);
}

/** The typed members by name, or the key of the first one that is not usable. */
function readEntries(fields: FieldTable, members: JsonObject): unknown[][] | string {
  const entries: unknown[][] = [];
  for (const [name, field] of Object.entries(fields)) {
    const value = field.read(members[field.key]);
    if (value === undefined) return field.key;
    entries.push([name, value]);
  }
  return entries;
}

/** Whether two views, or two JSON values, say the same. The order of an object's members has no meaning. */
export function same(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((each, i) => same(each, right[i]));
  }
  if (!isObject(left) || !isObject(right)) return false;
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && same(left[key], right[key]));
}
