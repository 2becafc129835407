/** Records as a person or a program gives them, as text: read and checked without asking any server. */
import { type Guid, isGuid } from "../core/ids.ts";
import { isObject, type JsonObject } from "../core/json.ts";
import { isTombstone } from "../core/records/writing.ts";
import { holdsSecrets } from "./secret_members.ts";

/** A record that was given, and where it stood. */
export interface GivenRecord {
  /** Such as `line 3`, for messages. */
  readonly at: string;
  readonly id: Guid;
  readonly clear: JsonObject;
}

/** Records in the order given, and what is wrong with the others. No fault quotes a value. */
export interface GivenRecords {
  readonly records: readonly GivenRecord[];
  readonly faults: readonly string[];
}

/** Something that stood in the text; `value` is absent where it was no JSON. */
interface Item {
  readonly at: string;
  readonly value?: unknown;
}

/**
 * Reads a JSON object, a list of them, the document that `records list --json` prints, or an object a line.
 *
 * @param collection where the records are to go
 */
export function readGiven(text: string, collection: string): GivenRecords {
  const records: GivenRecord[] = [];
  const faults: string[] = [];
  const seen = new Map<string, string>();
  for (const item of itemsOf(text, collection)) {
    const read = readItem(item, collection);
    const before = typeof read === "object" ? seen.get(read.id) : undefined;
    if (typeof read === "string") faults.push(`${item.at}: ${read}`);
    else if (before !== undefined) faults.push(`${item.at}: id: the same as in ${before}`);
    else {
      seen.set(read.id, item.at);
      records.push(read);
    }
  }
  return { records, faults };
}

function itemsOf(text: string, collection: string): readonly Item[] {
  const body = text.replace(/^\ufeff/, "").trim();
  if (body === "") return [];
  const whole = parse(body);
  if (Array.isArray(whole)) return inList(whole);
  if (isObject(whole)) {
    return isDocument(whole, collection) ? inList(whole["items"]) : [{ at: "record 1", value: whole }];
  }
  return body.startsWith("[") ? [{ at: "the list" }] : inLines(text);
}

const inList = (values: readonly unknown[]): Item[] =>
  values.map((value, i) => ({ at: `record ${i + 1}`, value }));

/** Lines are counted as an editor does, the empty ones too. */
function inLines(text: string): Item[] {
  return text.replace(/^\ufeff/, "").split("\n").flatMap((line, i) => {
    if (line.trim() === "") return [];
    const value = parse(line);
    const at = `line ${i + 1}`;
    return [value === undefined ? { at } : { at, value }];
  });
}

/** The document around a list, as foxden prints it. */
function isDocument(
  value: JsonObject,
  collection: string,
): value is JsonObject & { readonly items: readonly unknown[] } {
  const { kind } = value;
  return !("id" in value) && typeof value["schemaVersion"] === "number" && Array.isArray(value["items"]) &&
    (kind === "records" || kind === collection);
}

/** `undefined`, which no JSON text means, for what is none. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text, keepExact);
  } catch {
    return undefined;
  }
}

/** Stands where a number stood that would be written as another one. */
const INEXACT = Symbol("inexact number");

function keepExact(_: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== "number") return value;
  if (!Number.isFinite(value)) return INEXACT;
  const { source = "" } = context ?? {};
  const isKept = Number.isSafeInteger(value) || !/^-?\d+$/.test(source) || source === String(value) ||
    BigInt(source) === BigInt(value);
  return isKept ? value : INEXACT;
}

function holdsInexact(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return value === INEXACT;
  return Object.values(value).some(holdsInexact);
}

/** The record, or what is wrong with it. */
function readItem(item: Item, collection: string): GivenRecord | string {
  if (!("value" in item)) return "not JSON";
  const { at, value } = item;
  if (!isObject(value)) return "not an object";
  if (holdsInexact(value)) return "a number in it is larger than can be kept exactly; write it as text";
  const id = value["id"];
  if (id === undefined) return "id: missing";
  if (typeof id !== "string" || !isWritableId(id)) return ID_FAULT;
  const fault = notTheRecordItself(value, collection);
  return fault ?? { at, id, clear: value };
}

const ID_FAULT = "id: use 1 to 64 printable ASCII characters, no comma, no space at an end, not . or ..";

/** Ids that a server can be asked for: those with a comma would be taken for two, dots for steps up. */
export const isWritableId = (id: string): id is Guid =>
  isGuid(id) && !id.includes(",") && id === id.trim() && id !== "." && id !== "..";

/** What lists show in place of a record must never be written back in its stead. */
function notTheRecordItself(value: JsonObject, collection: string): string | undefined {
  if (holdsSecrets(collection) && "masked" in value && !isTombstone(value)) {
    return "masked: secrets were left out of it, and writing it would erase them; list with --reveal";
  }
  const names = Object.keys(value).filter((name) => name !== "sortindex").sort().join();
  if (names === "id,malformed") return "malformed: it stands for a record that could not be read";
  if (names === "id,modified,payload") return "payload: it is the envelope of a record; list without --raw";
  return undefined;
}
