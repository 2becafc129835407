/**
 * What a backup says, as lines of JSON: a header; for each collection a line with its name and a line for each of its
 * records, in the form the mirror keeps them in, `[id, modified in ms, sortindex or null, bytes, record]`; at the end
 * the manifest. The record is an object, or a text where it is no JSON. Left out are tombstones and what does not
 * open with the account's keys.
 */
import {
  type CollectionName,
  formatServerTime,
  type Guid,
  isCollectionName,
  type ServerTime,
} from "../../core/ids.ts";
import {
  array,
  type Decoder,
  hex,
  integer,
  isObject,
  number,
  object,
  oneOf,
  optional,
  parseJson,
  record,
  string,
  unknownValue,
} from "../../core/json.ts";
import { refuse } from "../../core/records/codec.ts";
import type { MirrorRecord } from "../mirror/page.ts";
import { newerBackup, orDamaged } from "./faults.ts";

/** Whose records a backup holds, and of when. */
export interface BackupHeader {
  readonly createdAtMs: number;
  readonly account: { readonly email: string; readonly uid: string };
  /** Address of the account's server. */
  readonly server: string;
  /** Undefined: whatever the account had. */
  readonly only: readonly CollectionName[] | undefined;
}

/** What a backup holds of one collection. */
export interface BackedUp {
  readonly name: CollectionName;
  /** When it had last changed on the server. */
  readonly modified: ServerTime;
  readonly records: number;
  /** Left out. */
  readonly tombstones: number;
  /** Records that did not open with the account's keys; left out. */
  readonly unreadable: number;
  /** Length of the lines of its records. */
  readonly bytes: number;
  /** Of those lines, in hex. */
  readonly sha256: string;
}

/** What the manifest says of a collection. */
export type ManifestEntry = Omit<BackedUp, "name" | "modified">;

/** The last line of a backup: what must have been read by then. */
export interface Manifest {
  readonly entries: ReadonlyMap<string, ManifestEntry>;
  /** As it was written. */
  readonly text: string;
  /** Of all lines but those of records, and of {@link text}, in hex. */
  readonly sha256: string;
}

const VERSION = 1;

/** The first line, without its end, as all of these. */
export function headerLine({ createdAtMs, account: { email, uid }, server, only }: BackupHeader): string {
  const createdAt = new Date(createdAtMs).toISOString();
  const whole = { foxden: "backup", version: VERSION, createdAt, account: { email, uid }, server };
  return JSON.stringify(only ? { ...whole, only } : whole);
}

/** The line before the records of a collection. */
export const collectionLine = (name: CollectionName, modified: ServerTime): string =>
  JSON.stringify({ collection: name, modified: Number(formatServerTime(modified)) });

/** What the manifest says of all collections. */
export const manifestText = (collections: readonly BackedUp[]): string =>
  JSON.stringify(Object.fromEntries(collections.map(({ name, modified: _, ...entry }) => [name, entry])));

/** The last line. @param sha256 of all lines but those of records, and of `text`, in hex */
export const manifestLine = (text: string, sha256: string): string =>
  `{"manifest":${text},"sha256":"${sha256}"}`;

const nameShape: Decoder<CollectionName> = (value, at) => {
  const text = string(value, at);
  return isCollectionName(text) ? text : refuse(at);
};

const versionShape = object({ foxden: oneOf("backup"), version: integer });
const headerShape = object({
  createdAt: string,
  account: object({ email: string, uid: hex(16) }),
  server: string,
  only: optional(array(nameShape)),
});

/** @throws {FoxdenError} `findings.backup`, `failed.backup-version` */
export function readHeaderLine(text: string, path: string): BackupHeader {
  return orDamaged(path, () => {
    const value = parseJson(text, "the header");
    const { version } = versionShape(value, "the header");
    if (version > VERSION) throw newerBackup(path);
    const { createdAt, account, server, only } = headerShape(value, "the header");
    return { createdAtMs: integer(Date.parse(createdAt), "the header.createdAt"), account, server, only };
  });
}

const collectionShape = object({ collection: nameShape, modified: number });

/** Where a collection begins. @throws {FoxdenError} `findings.backup` */
export function readCollectionLine(text: string, path: string): Pick<BackedUp, "name" | "modified"> {
  return orDamaged(path, () => {
    const { collection: name, modified } = collectionShape(parseJson(text, "a line"), "a line");
    return { name, modified: Math.round(1000 * modified) as ServerTime };
  });
}

const manifestShape = record(object({
  records: integer,
  tombstones: integer,
  unreadable: integer,
  bytes: integer,
  sha256: hex(32),
}));

/** @returns undefined for a line that is something else @throws {FoxdenError} `findings.backup` */
export function readManifestLine(line: string, path: string): Manifest | undefined {
  const [, text, sha256] = /^\{"manifest":(\{.*\}),"sha256":"([0-9a-f]{64})"\}$/.exec(line) ?? [];
  if (text === undefined || sha256 === undefined) return undefined;
  const entries = orDamaged(path, () => manifestShape(parseJson(text, "the manifest"), "the manifest"));
  return { entries, text, sha256 };
}

const guidShape: Decoder<Guid> = (value, at) => string(value, at) as Guid;
const timeShape: Decoder<ServerTime> = (value, at) => integer(value, at) as ServerTime;
const listShape = array(unknownValue);

/** @throws {FoxdenError} `findings.backup` */
export function readRecordLine(line: string, path: string): MirrorRecord {
  return orDamaged(path, () => {
    const [id, modified, sortindex, bytes, clear] = listShape(parseJson(line, "a record"), "a record");
    const envelope = {
      id: guidShape(id, "a record[0]"),
      modified: timeShape(modified, "a record[1]"),
      bytes: integer(bytes, "a record[3]"),
      clear: isObject(clear) ? clear : string(clear, "a record[4]"),
    };
    return sortindex === null ? envelope : { ...envelope, sortindex: integer(sortindex, "a record[2]") };
  });
}
