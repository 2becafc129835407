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

/** How one value is kept in JSON. */
export interface Kind<T> {
  /** Returns `undefined` when the value is not usable. */
  read(value: unknown): T | undefined;
  /**
   * Returns `undefined` when the value is to be left out.
   *
   * @param former what stood there before
   */
  write(value: T, former: unknown): unknown;
}

/** How one typed member is kept in one member of the object; the entry is useless when that is not usable. */
export interface Field<T> extends Kind<T> {
  readonly key: string;
}

/** One field for each typed member of `T`. */
export type Fields<T extends Sourced> = { readonly [K in Exclude<keyof T, "source">]: Field<T[K]> };

/** Fields of unnamed types, as the functions here walk over them. */
export type FieldTable = Readonly<Record<string, Field<unknown>>>;

/** Makes a codec for records whose typed members are members of the object itself. */
export function recordCodec<T extends SyncRecord>(fields: Fields<Omit<T, "id">> & FieldTable): Codec<T> {
  const read = viewReader<T>(fields);
  return {
    decode: (cleartext, id) => usable(read({ id }, cleartext, cleartext)),
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
  const read = viewReader<T>(fields);
  return {
    decode: (cleartext, id) => usable(read({ id }, anyObject(cleartext[key], key), cleartext), `${key}.`),
    encode: (record) => {
      const before = isObject(record.source[key]) ? record.source[key] : {};
      const after = writeFields(fields, record, before);
      return after === before ? record.source : { id: record.id, ...record.source, [key]: after };
    },
  };
}

/** The kind of objects inside a record that are read as views, with one field for each typed member. */
export function viewOf<T extends Sourced>(fields: Fields<T> & FieldTable): Kind<T> {
  const read = viewReader<T>(fields);
  return {
    read: (value) => {
      const view = isObject(value) ? read({}, value, value) : "";
      return typeof view === "string" ? undefined : view;
    },
    write: (view) => writeFields(fields, view, view.source),
  };
}

/** The codec of collections that foxden does not know: the object is kept as it is. */
export const rawCodec: Codec<SyncRecord> = {
  decode: (cleartext, id) => ({ id, source: cleartext }),
  encode: (record) => record.source,
};

/** Decodes the text of one decrypted payload as {@link decodeClear} does; never throws. */
export function decodeText<T extends SyncRecord>(codec: Codec<T>, text: string, id: string): Incoming<T> {
  let clear: unknown;
  try {
    clear = parseJson(text, "record");
  } catch (error) {
    return malformed(id, error);
  }
  return decodeClear(codec, clear, id);
}

/**
 * Decodes one decrypted payload that is parsed already; never throws.
 *
 * The encryption does not cover the BSO's id, so an id inside must equal the one outside. One that is missing
 * inside is accepted, as Firefox 153 does.
 */
export function decodeClear<T extends SyncRecord>(codec: Codec<T>, clear: unknown, id: string): Incoming<T> {
  try {
    const cleartext = anyObject(clear, "record");
    const inner = cleartext["id"] ?? id;
    if (inner !== id) return { kind: "malformed", id, reason: "id mismatch" };
    if (cleartext["deleted"] === true) return { kind: "tombstone", id };
    return { kind: "live", id, record: codec.decode(cleartext, id) };
  } catch (error) {
    return malformed(id, error);
  }
}

const malformed = (id: string, error: unknown): Malformed => (
  { kind: "malformed", id, reason: isFoxdenError(error) ? error.message : "cannot be read" }
);

/** Refuses a record for what one of its members holds, or lacks. */
export function refuse(at: string): never {
  throw new FoxdenError("server.shape", `${at}: missing or not usable`, { at });
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

/** Fills `view` from the members of an object; where one is not usable, gives its key instead. */
type ViewReader<T> = (view: JsonObject, members: JsonObject, source: JsonObject) => T | string;

function viewReader<T extends Sourced>(fields: FieldTable): ViewReader<T>;
function viewReader(fields: FieldTable): ViewReader<JsonObject> {
  // Laid out once, and each view built in place: a large account has hundreds of thousands of them.
  const rows = Object.entries(fields).map(([name, field]) => ({ name, field }));
  return (view, members, source) => {
    for (const { name, field } of rows) {
      const value = field.read(members[field.key]);
      if (value === undefined) return field.key;
      view[name] = value;
    }
    view["source"] = source;
    return view;
  };
}

const usable = <T extends object>(view: T | string, prefix = ""): T =>
  typeof view === "string" ? refuse(prefix + view) : view;

/** Whether two views, or two JSON values, say the same. The order of an object's members has no meaning. */
export function same(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((each, i) => same(each, right[i]));
  }
  if (left instanceof Map || right instanceof Map) return sameMaps(left, right);
  if (!isObject(left) || !isObject(right)) return false;
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && same(left[key], right[key]));
}

function sameMaps(left: unknown, right: unknown): boolean {
  return left instanceof Map && right instanceof Map && left.size === right.size &&
    [...left].every(([key, each]) => right.has(key) && same(each, right.get(key)));
}
